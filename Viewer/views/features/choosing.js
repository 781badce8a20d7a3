// @ts-check
// Which tile is chosen: the unit that is shared with the view of neurons, or a direction.

import { chooseUnits, chosenUnits } from "../../state/neurons.js";

/** @typedef {import("../../data/features.js").FeatureTile} FeatureTile */
/** @typedef {import("../../state/store.js").Store} Store */

/** @param {FeatureTile} tile @param {import("../../state/store.js").State} state */
export const isChosen = (tile, state) =>
  tile.kind === "direction" ? state.features.chosen === tile.key : chosenUnits(state).includes(tile.channel);

/** @param {Store} store @param {FeatureTile} tile */
export function chooseTile(store, tile) {
  const { features } = store.state, chosen = tile.kind === "direction" ? tile.key : "";
  if (chosen !== features.chosen) store.set({ features: { ...features, chosen } });
  chooseUnits(store, tile.kind === "direction" ? [] : [tile.channel]);
}

/** @param {Store} store */
export function chooseNothing(store) {
  const { features } = store.state;
  if (features.chosen !== "") store.set({ features: { ...features, chosen: "" } });
  chooseUnits(store, []);
}
