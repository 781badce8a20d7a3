// @ts-check
// What a stage and its explorer do when their state changes.

import { findLayer, findModel } from "../data/study.js";

/** @param {import("../state/store.js").Store} store @param {import("./stage.js").Stage} stage
 * @param {import("./explorer.js").Explorer} explorer */
export function follow(store, stage, explorer) {
  store.watch(
    ["study", "items", "predictions", "tint", "hoveredClass", "range", "draft", "marks", "trust", "shapes"],
    () => stage.restyle(),
  );
  // Of the measures of trust only the chosen one changes the picture, and only while it is marked.
  store.watch(["lowBy", "lowBelow", "preserved", "seen"], ({ marks }) => marks.lowTrust && stage.restyle());
  store.watch(["links", "inEmbedding", "falseNear", "missingNear"], () => stage.draw());
  store.watch(["selection", "filter", "passing"], () => stage.remask());
  store.watch(["mode", "dotSize"], () => stage.rest(0));
  store.watch(["hovered", "near"], () => stage.draw());
  store.watch(["selected"], () => {
    explorer.findNear();
    stage.draw();
    stage.rest(0);
  });
  followChoice(store, explorer);
}

/** The model, layer and embedding. @param {import("../state/store.js").Store} store
 * @param {import("./explorer.js").Explorer} explorer */
function followChoice(store, explorer) {
  let modelBefore = store.state.model;
  store.watch(["model"], async ({ model }) => {
    if (modelBefore !== null && model !== modelBefore && explorer.loadedModel !== model) {
      await explorer.adoptModel();
      explorer.settleChoice();
      // Checkpoints have layers of the same names: the layer of another network, though nothing else has changed.
      store.set({ trust: null, trustFailure: "" });
      explorer.showLayer();
    }
    modelBefore = model;
  });
  // The bars that show an embedding's trust go on with that of the next one.
  store.watch(["embedding"], ({ embedding, metric }) => {
    if (embedding && metric.startsWith("trustworthiness.")) store.set({ metric: `trustworthiness.${embedding}` });
  });
  store.watch(["layer", "embedding"], ({ study, layer }) => {
    if (!study || !layer || !findLayer(findModel(study, store.state.model), layer)) return;
    store.set({ hovered: -1, trust: null, trustFailure: "" });
    explorer.showLayer();
  });
}
