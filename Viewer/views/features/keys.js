// @ts-check
// What keys do in the gallery.

import { stepEpoch } from "../../stage/epochs.js";
import { FEATURES, SIZES } from "../../state/features.js";
import { chosenUnits } from "../../state/neurons.js";
import { chooseNothing, chooseTile, isChosen } from "./choosing.js";

/** @typedef {import("./features.js").FeaturesView} FeaturesView */

/** To the next tile that is shown, or the one before. @param {FeaturesView} view @param {1 | -1} by */
export function step({ shown, store, gallery }, by) {
  if (!shown || shown.tiles.length === 0) return;
  const at = shown.tiles.findIndex((tile) => isChosen(tile, store.state));
  const next = shown.tiles[at < 0 ? (by > 0 ? 0 : shown.tiles.length - 1) : at + by];
  if (!next) return;
  chooseTile(store, next);
  gallery.go(shown.tiles.indexOf(next));
}

/** @param {FeaturesView} view @returns {Record<string, () => void>} */
export function keysOf(view) {
  const { store } = view;
  const grow = (/** @type {1 | -1} */ by) => () => {
    const at = SIZES.findIndex(([size]) => size === store.state.features.size), next = SIZES[at + by];
    if (next) view.change({ size: next[0] });
  };
  return {
    h: () => stepEpoch(store, -1),
    l: () => stepEpoch(store, 1),
    "+": grow(1),
    "=": grow(1),
    "-": grow(-1),
    "−": grow(-1),
    "0": () => view.change({ size: FEATURES.size }),
    c: () => {
      chooseNothing(store);
      view.change({ of: "", only: [], find: "", chosen: "" });
    },
    Escape: () => {
      const { features } = store.state;
      if (chosenUnits(store.state).length > 0 || features.chosen !== "") view.leave();
      else if (features.of || features.only.length > 0 || features.find) view.change({ of: "", only: [], find: "" });
    },
  };
}
