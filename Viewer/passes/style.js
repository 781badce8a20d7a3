// @ts-check
// What every point looks like: four bytes of color and a shape, from colouring, isolation and marks.

import { DEFAULT_LOW } from "../data/trust-measures.js";
import { channels } from "../state/palette.js";

/** Shapes: a dot, a hollow dot, a triangle, and what an isolated view leaves of the rest. */
export const DOT = 0, HOLLOW = 1, TRIANGLE = 2, HINT = 3;

/** The kind is in the lower three bits; above them stands one of ten glyphs, for dots, full or hollow. */
export const GLYPH = 8;

const FULL = Math.round(.92 * 255);

/** 12 % of grey over the stage, as one opaque color: where many lie on one another they stay a hint.
 * @param {import("../state/palette.js").Palette} palette @returns {[number, number, number]} */
export function hintColor(palette) {
  const stage = channels(palette.stage), grey = channels(palette.ink3);
  const mix = (/** @type {number} */ c) => Math.round(stage[c] + .12 * (grey[c] - stage[c]));
  return [mix(0), mix(1), mix(2)];
}

/**
 * The items that stand out now: of the hovered code, else of the pinned ones, else in the range; null: all do.
 * @param {import("../data/coloured.js").Coloured | null} coloured @param {number} hovered code, or −1
 * @param {ReadonlySet<number>} pinned codes @param {[number, number] | null} range @returns {Uint8Array | null}
 */
export function isolationOf(coloured, hovered, pinned, range) {
  if (!coloured) return null;
  const { codes } = coloured, shown = new Uint8Array(codes.length);
  if (coloured.type === "values") {
    if (!range) return null;
    const { values } = coloured;
    for (let i = 0; i < shown.length; i++) shown[i] = values[i] >= range[0] && values[i] <= range[1] ? 1 : 0;
    return shown;
  }
  const wanted = hovered >= 0 ? new Set([hovered]) : pinned;
  if (wanted.size === 0) return null;
  for (let i = 0; i < shown.length; i++) shown[i] = wanted.has(codes[i]) ? 1 : 0;
  return shown;
}

/**
 * @param {object} options
 * @param {number} options.count
 * @param {import("../data/tint.js").Tint | null} options.tint
 * @param {import("../data/types.js").Predictions | null} options.predictions
 * @param {Uint8Array | null} options.isolated 1: stands out; null: all
 * @param {{ misclassified: boolean, lowTrust: boolean }} options.marks
 * @param {Float32Array | null} options.trust by the chosen measure
 * @param {number} [options.below] trust below this is low
 * @param {import("../state/palette.js").Palette} options.palette
 * @param {boolean} [options.shapes]
 * @returns {{ fill: Uint8Array, kinds: Uint8Array, shy: Uint8Array }}
 */
export function styleOf(
  { count, tint, predictions, isolated, marks, trust, below = LOW_TRUST, palette, shapes = false },
) {
  const fill = new Uint8Array(count * 4), kinds = new Uint8Array(count), shy = new Uint8Array(count);
  const hint = hintColor(palette), { bytes, codes, marked, always, none, glyphs } = looks(tint, count, palette, shapes);
  const triangles = (marks.misclassified || always) && predictions !== null;
  for (let i = 0; i < count; i++) {
    if (isolated !== null && isolated[i] === 0) {
      fill.set(hint, i * 4);
      fill[i * 4 + 3] = 255;
      kinds[i] = HINT;
      shy[i] = 1;
      continue;
    }
    let code = codes[i] < 0 ? none : codes[i];
    if (triangles && predictions.correct[i] === 0) {
      code = marked[i] < 0 ? none : marked[i];
      kinds[i] = TRIANGLE;
    } else {
      kinds[i] = (marks.lowTrust && trust && trust[i] < below ? HOLLOW : DOT) + GLYPH * glyphs[code];
    }
    for (let c = 0; c < 3; c++) fill[i * 4 + c] = bytes[3 * code + c];
    fill[i * 4 + 3] = FULL;
  }
  return { fill, kinds, shy };
}

/** @param {import("../data/tint.js").Tint | null} tint @param {number} count
 * @param {import("../state/palette.js").Palette} palette @param {boolean} shapes */
function looks(tint, count, palette, shapes) {
  const fits = tint && tint.coloured.codes.length === count;
  const bytes = fits ? tint.bytes : Uint8Array.from(channels(palette.ink3));
  const codes = fits ? tint.coloured.codes : new Int32Array(count).fill(-1);
  const { marked, always } = fits && tint.coloured.type === "categories"
    ? tint.coloured
    : { marked: codes, always: false };
  const glyphs = new Uint8Array(bytes.length / 3);
  if (shapes && fits) {
    tint.slots.forEach((code, slot) => {
      if (code >= 0) glyphs[code] = slot;
    });
  }
  return { bytes, codes, marked, always, none: bytes.length / 3 - 1, glyphs };
}

export const LOW_TRUST = DEFAULT_LOW.trustworthiness;

/** A dot's radius in pixels: smaller in a crowd, a little larger when near. @param {number} count @param {number} zoom
 * @param {number} factor */
export function dotRadius(count, zoom, factor) {
  const crowd = Math.min(2.3, Math.max(1, 2.3 * (4000 / Math.max(1, count)) ** .22));
  return crowd * factor * Math.min(2.4, Math.max(.7, zoom ** .25));
}
