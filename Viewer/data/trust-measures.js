// @ts-check
// Ways to say how far the place of an image can be trusted: one number an image, 1 is best.

/** @typedef {"trustworthiness" | "preservation" | "view"} TrustMeasure */
/** @typedef {Readonly<Record<TrustMeasure, number>>} Thresholds below which trust is low */

export const MEASURES = /** @type {TrustMeasure[]} */ (["trustworthiness", "preservation", "view"]);

/** Trustworthiness is near 1 nearly everywhere; of the neighbours, less than half are few. @type {Thresholds} */
export const DEFAULT_LOW = Object.freeze({ trustworthiness: .8, preservation: .5, view: .5 });

/** @param {TrustMeasure} by @param {number} dimensions of the embedding */
export function measureName(by, dimensions) {
  return {
    trustworthiness: `Trust in ${dimensions}-D`,
    preservation: `Kept in ${dimensions}-D`,
    view: "In this view",
  }[by];
}

/** What the number is. @param {TrustMeasure} by */
export function measureNote(by) {
  return {
    trustworthiness: "Trustworthiness of its place in the embedding: false neighbours cost, by their rank in the layer",
    preservation: "Share of its 15 nearest in the layer that are among its 15 nearest in the embedding",
    view: "Share of the 15 nearest on the screen that are among its 50 nearest in the layer",
  }[by];
}

/** The numbers of a measure, if they are here; NaN for an image that was left out.
 * @param {Pick<import("../state/store.js").State, "trust" | "preserved" | "seen">} state @param {TrustMeasure} by
 * @returns {Float32Array | null} */
export function trustBy({ trust, preserved, seen }, by) {
  return by === "preservation" ? preserved : by === "view" ? seen : trust;
}

/** How many lie below, of how many that are known. @param {Float32Array} values @param {number} below */
export function countLow(values, below) {
  let low = 0, known = 0;
  for (let i = 0; i < values.length; i++) {
    if (!(values[i] >= 0)) continue;
    known++;
    if (values[i] < below) low++;
  }
  return { low, known };
}

/** One number an image from those of a few: the others are not known.
 * @param {ArrayLike<number>} items @param {Float32Array} shares @param {number} total */
export function spreadOut(items, shares, total) {
  const all = new Float32Array(total).fill(NaN);
  for (let k = 0; k < shares.length; k++) all[items[k]] = shares[k];
  return all;
}

/** The measure as it stands in a link: "view", "preservation,0.4". @param {TrustMeasure} by @param {number} below */
export function writeMeasure(by, below) {
  return below === DEFAULT_LOW[by] ? by : `${by},${Number(below.toFixed(3))}`;
}

/** @param {string} text @returns {{ by: TrustMeasure, below: number } | null} */
export function readMeasure(text) {
  const [name, threshold] = text.split(","), by = MEASURES.find((each) => each === name);
  const below = threshold === undefined ? by && DEFAULT_LOW[by] : Number(threshold);
  return by && below !== undefined && below >= 0 && below <= 1 ? { by, below } : null;
}
