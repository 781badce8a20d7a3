// @ts-check
// What every point looks like: four bytes of color and a shape, from labels, focus, isolation and marks.

import { channels } from "../state/palette.js";

/** Shapes: a dot, a hollow dot, a triangle, and what an isolated view leaves of the rest. */
export const DOT = 0, HOLLOW = 1, TRIANGLE = 2, HINT = 3;

const FULL = Math.round(.92 * 255);

/** 12 % of grey over the stage, as one opaque color: where many lie on one another they stay a hint.
 * @param {import("../state/palette.js").Palette} palette @returns {[number, number, number]} */
export function hintColor(palette) {
  const stage = channels(palette.stage), grey = channels(palette.ink3);
  const mix = (/** @type {number} */ c) => Math.round(stage[c] + .12 * (grey[c] - stage[c]));
  return [mix(0), mix(1), mix(2)];
}

/**
 * @param {object} options
 * @param {number} options.count
 * @param {ArrayLike<number>} options.labels
 * @param {import("../data/types.js").Predictions | null} options.predictions
 * @param {number[]} options.focus class by color slot
 * @param {ReadonlySet<number>} options.isolated empty: all
 * @param {{ misclassified: boolean, lowTrust: boolean }} options.marks
 * @param {Float32Array | null} options.trust
 * @param {import("../state/palette.js").Palette} options.palette
 * @returns {{ fill: Uint8Array, kinds: Uint8Array, shy: Uint8Array }}
 */
export function styleOf({ count, labels, predictions, focus, isolated, marks, trust, palette }) {
  const fill = new Uint8Array(count * 4), kinds = new Uint8Array(count), shy = new Uint8Array(count);
  const grey = channels(palette.ink3), hint = hintColor(palette);
  const colors = new Map(focus.map((k, slot) => [k, channels(palette.classes[slot])]));
  for (let i = 0; i < count; i++) {
    const label = labels[i], hidden = isolated.size > 0 && !isolated.has(label);
    let color = colors.get(label) ?? grey;
    if (hidden) {
      color = hint;
      kinds[i] = HINT;
      shy[i] = 1;
    } else if (marks.misclassified && predictions && predictions.correct[i] === 0) {
      kinds[i] = TRIANGLE;
      color = colors.get(predictions.labelIndex[i]) ?? grey;
    } else if (marks.lowTrust && trust && trust[i] < LOW_TRUST) {
      kinds[i] = HOLLOW;
    }
    fill.set(color, i * 4);
    fill[i * 4 + 3] = hidden ? 255 : FULL;
  }
  return { fill, kinds, shy };
}

export const LOW_TRUST = .8;

/** A dot's radius in pixels: smaller in a crowd, a little larger when near. @param {number} count @param {number} zoom
 * @param {number} factor */
export function dotRadius(count, zoom, factor) {
  const crowd = Math.min(2.3, Math.max(1, 2.3 * (4000 / Math.max(1, count)) ** .22));
  return crowd * factor * Math.min(2.4, Math.max(.7, zoom ** .25));
}
