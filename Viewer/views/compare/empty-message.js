// @ts-check
// Why the second stage is empty.

import { embeddingTitle, findLayer, findModel } from "../../data/study.js";
import { fill, h } from "../../panels/dom.js";

/** @param {import("../../state/store.js").Store} store
 * @param {import("../../stage/compare/companion.js").Companion} beside @param {HTMLElement} root */
export function buildEmptyMessage(store, beside, root) {
  const draw = () => {
    const { study, model: folder, layer: name, failures } = beside.store.state,
      model = study && findModel(study, folder);
    const layer = findLayer(model, name), failure = failures[beside.explorer.currentKey()];
    const first = beside.first.explorer.current()?.embedding;
    const missing = model && layer && first && !beside.explorer.current();
    root.hidden = !failure && !missing;
    if (failure) {
      fill(
        root,
        h("h2", {}, `${layer?.name} cannot be shown`),
        h("p", {}, failure),
        h(
          "p",
          { class: "muted" },
          "Run strata analyze again to write this array anew. The other layers are not affected.",
        ),
        h("button", { class: "btn", type: "button", onclick: () => beside.explorer.showLayer() }, "Try again"),
      );
    } else if (missing) {
      const dimensions = first.dimensions;
      fill(
        root,
        h("h2", {}, `${layer.name} has no ${embeddingTitle(first.name)}`),
        h("p", {}, `Nor has it another embedding of ${dimensions} dimensions, which the same frame could show.`),
        h("p", { class: "muted" }, "Choose another embedding above, or another layer."),
      );
    }
  };
  beside.store.watch(["failures", "model", "layer", "embedding", "study"], draw);
  store.watch(["model", "layer", "embedding", "compare"], draw);
}
