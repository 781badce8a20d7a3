// @ts-check
// Instead of an atlas: how to have one made, or which layers have one.

import { hasAtlas } from "../../../data/atlas-requests.js";
import { findLayer, findModel, isReady } from "../../../data/study.js";
import { h } from "../../../panels/dom.js";
import { commandNote } from "../../command-note.js";

/** @param {import("../../../state/store.js").Store} store @param {string} [said] by the server */
export function noAtlas(store, said = "") {
  const { study, model: folder, layer } = store.state, model = study && findModel(study, folder);
  const here = findLayer(model, layer), name = here?.name ?? "";
  const others = model?.layers.filter((each) => each !== here && isReady(each) && hasAtlas(each)) ?? [];
  const quoted = /^[\w./:-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
  const note = here?.operator === "Input"
    ? [h("h2", {}, `${name} has no atlas`), h("p", { class: "soft" }, "It is what the network is shown.")]
    : commandNote(
      store,
      `No activation atlas of ${name}`,
      said ||
        "Which directions does this layer use, and which classes do they speak for? An atlas lays out its activations, with",
      `strata atlas ${study?.name ?? "…"}.study --layers ${quoted}`,
      "and is shown here as soon as it is done.",
    );
  return [
    ...note,
    others.length > 0 && h("p", { class: "soft" }, "Layers that have one:"),
    others.length > 0 && h(
      "p",
      { class: "unit-chips" },
      ...others.map((each) =>
        h("button", { class: "btn", type: "button", onclick: () => store.set({ layer: each.folder }) }, each.name)
      ),
    ),
  ];
}
