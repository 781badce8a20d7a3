// @ts-check
// Which of a layer's optimized images are shown: of channels, classes, directions, or the atlas of all its activations.

import { h } from "../../panels/dom.js";
import { KINDS } from "../../state/features.js";

/** @param {readonly string[]} kinds that the layer has, besides the atlas @param {string} chosen
 * @param {(kind: import("../../state/features.js").FeaturesChoice["kind"]) => void} choose */
export function kindSwitch(kinds, chosen, choose) {
  const some = [...KINDS.filter(([kind]) => kinds.includes(kind)), /** @type {const} */ (["atlas", "Atlas"])];
  return h(
    "span",
    { class: "seg", role: "group", "aria-label": "What the pictures are of" },
    ...some.map(([kind, name]) =>
      h("button", {
        type: "button",
        "aria-label": name,
        title: kind === "atlas" ? "Activation atlas (a)" : false,
        "aria-pressed": String(kind === chosen),
        onclick: () => choose(kind),
      }, name)
    ),
  );
}

/** @param {import("../../state/store.js").Store} store @param {import("../../state/features.js").FeaturesChoice["kind"]} kind */
export const showKind = (store, kind) =>
  store.set({ features: { ...store.state.features, kind, find: "", of: "", only: [] } });
