// @ts-check
// Instead of a gallery: how to have images made, or which layers have any.

import { hasAtlas } from "../../data/atlas-requests.js";
import { featureCountOf } from "../../data/feature-requests.js";
import { findLayer, findModel, isReady, thousands } from "../../data/study.js";
import { h } from "../../panels/dom.js";
import { commandNote } from "../command-note.js";
import { showKind } from "./kinds.js";

/** @param {import("../../state/store.js").Store} store @param {string} said by the server @param {HTMLElement} maker what has them
 * made from here */
export function nothingHere(store, said, maker) {
  const { study, model: folder, layer } = store.state, model = study && findModel(study, folder);
  const here = findLayer(model, layer), name = here?.name ?? "";
  const others = model?.layers.filter((each) => each !== here && isReady(each) && featureCountOf(each) > 0) ?? [];
  const quoted = /^[\w./:-]+$/.test(name) ? name : `'${name}'`;
  const note = here?.operator === "Input"
    ? [h("h2", {}, `Nothing in ${name} can be excited`), h("p", { class: "soft" }, "It is what the network is shown.")]
    : commandNote(
      store,
      `No images have been optimized for ${name}`,
      said || "What would excite its units most? Images that answer it are made by activation maximization, with",
      `strata maximize ${study?.name ?? "…"}.study --layers ${quoted}`,
      "and shown here as soon as they are done.",
    );
  return [
    ...note,
    hasAtlas(here) &&
    h(
      "p",
      {},
      h(
        "button",
        { class: "btn", type: "button", onclick: () => showKind(store, "atlas") },
        "Show its activation atlas",
      ),
    ),
    maker,
    others.length > 0 && h("p", { class: "soft" }, "Layers that have some:"),
    others.length > 0 && h(
      "p",
      { class: "unit-chips" },
      ...others.map((each) =>
        h(
          "button",
          { class: "btn", type: "button", onclick: () => store.set({ layer: each.folder }) },
          each.name,
          h("span", { class: "muted num" }, thousands(featureCountOf(each))),
        )
      ),
    ),
  ];
}
