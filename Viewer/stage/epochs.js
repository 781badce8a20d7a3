// @ts-check
// From one network to another, above all from epoch to epoch: where both have the layer, it stays.

import { neighborEpoch } from "../data/series.js";
import { findLayer, findModel, isReady } from "../data/study.js";

/** @param {import("../state/store.js").Store} store @param {string} folder */
export function chooseModel(store, folder) {
  const { study, model, layer: name } = store.state;
  if (!study || folder === model) return;
  const before = findModel(study, model), next = findModel(study, folder), layer = findLayer(before, name);
  // Only checkpoints of one training have the same layers; elsewhere the same name may mean something else.
  const kin = before?.series && before.series === next?.series ? findLayer(next, layer?.folder ?? null) : null;
  store.set({ model: folder, layer: kin && isReady(kin) ? kin.folder : null });
}

/** `h` and `l` @param {import("../state/store.js").Store} store @param {1 | -1} by */
export function stepEpoch(store, by) {
  const { study, model } = store.state, next = study && neighborEpoch(study.models, model, by);
  if (next) chooseModel(store, next.folder);
}
