// @ts-check
// Images that are still being made, as tiles among the finished ones.

import { tilesOf } from "../../../data/features.js";
import { expectedAt, runningAt } from "../../../state/live-features.js";

/** @typedef {import("../../../data/features.js").Feature} Feature */
/** @typedef {import("../../../data/features.js").FeatureTile} FeatureTile */
/** @typedef {import("../../../data/feature-jobs.js").RunningImage} RunningImage */
/** @typedef {import("../../../data/neuron-requests.js").Place} Place */
/** @typedef {import("../../../state/live-features.js").LiveFeatures} LiveFeatures */

/** @param {RunningImage} image @returns {Feature} */
export const asFeature = ({ kind, channel, number, name, label, step, value, image }) => ({
  kind,
  channel,
  number,
  name,
  value,
  firstValue: null,
  rank: null,
  largest: null,
  stepCount: step,
  outcome: "running",
  curve: [],
  image,
  label,
});

/** What is being made for a layer, and what has been asked for and is to come. @param {LiveFeatures} live @param {Place} place
 * @returns {RunningImage[]} */
export function comingImages(live, place) {
  const waiting = expectedAt(live, place).map((each) => ({
    ...each,
    number: 0,
    step: 0,
    stepCount: 0,
    value: NaN,
    image: "",
  }));
  return [...runningAt(live, place), ...waiting];
}

/** Tiles of all that is there and all that comes; what is finished needs no other tile. O(tiles).
 * @param {readonly FeatureTile[]} finished @param {LiveFeatures} live @param {Place} place @returns {FeatureTile[]} */
export function withUnfinished(finished, live, place) {
  const known = new Set(finished.map(({ key }) => key));
  const coming = tilesOf(comingImages(live, place).map(asFeature)).filter(({ key }) => !known.has(key));
  // Places among all tiles of the document, behind those that are there.
  return [...finished, ...coming.map((tile, k) => ({ ...tile, index: finished.length + k }))];
}

/** How a tile's image is now. @param {FeatureTile} tile @param {LiveFeatures} live @param {Place} place
 * @returns {RunningImage | null} null: it has not begun */
export function progressOf(tile, live, place) {
  return runningAt(live, place).find(({ kind, channel, name, image }) =>
    image !== "" && kind === tile.kind &&
    (kind === "direction" ? name === tile.images[0].name : channel === tile.channel)
  ) ?? null;
}

/** @param {RunningImage | null} image null: it has not begun */
export function stepWords(image) {
  if (!image) return "waiting";
  return image.stepCount > 0
    ? `step ${image.step.toLocaleString("en-US")} of ${image.stepCount.toLocaleString("en-US")}`
    : `step ${image.step.toLocaleString("en-US")}`;
}

/** How far it is, 0–1. @param {RunningImage} image */
export const shareOf = ({ step, stepCount }) => stepCount > 0 ? Math.min(1, step / stepCount) : 0;
