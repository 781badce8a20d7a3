// @ts-check
// What dots look like here: bytes for the graphics card, made in plain loops over typed arrays.

import { DOT, HINT, hintColor } from "../../passes/style.js";
import { channels } from "../../state/palette.js";
import { rampBytes, STEPS } from "../../state/ramp.js";
import { FREE, GREYED, MARKED } from "../../tour/selection.js";

/** @typedef {import("../../state/palette.js").Palette} Palette */
/** @typedef {{ fill: Uint8Array, kinds: Uint8Array }} Look four bytes and a kind a dot */

const FULL = 245, PLAIN = .58;

/** @type {WeakMap<Palette, Uint8Array>} */
const ramps = new WeakMap();

/** The ramp of numbers, made once a theme. @param {Palette} palette */
export function rampOf(palette) {
  const ramp = ramps.get(palette) ?? rampBytes(palette.sequential);
  ramps.set(palette, ramp);
  return ramp;
}

/** What is of no color, but seen. @param {Palette} palette @returns {[number, number, number]} */
export function plainColor(palette) {
  const stage = channels(palette.stage), grey = channels(palette.ink3);
  const mix = (/** @type {number} */ c) => Math.round(stage[c] + PLAIN * (grey[c] - stage[c]));
  return [mix(0), mix(1), mix(2)];
}

/** As many dots, looking like nothing yet. @param {number} count @param {Look} [again] whose memory is used again */
export function blank(count, again) {
  if (again && again.kinds.length === count) {
    again.kinds.fill(DOT);
    return again;
  }
  return { fill: new Uint8Array(4 * count), kinds: new Uint8Array(count) };
}

/**
 * Numbers as colors of the ramp. O(dots), nothing is allocated.
 * @param {Float32Array} values by dot @param {number} low @param {number} high @param {Uint8Array} ramp
 * @param {Look} look
 */
export function paintValues(values, low, high, ramp, { fill }) {
  const scale = high > low ? (STEPS - 1) / (high - low) : 0;
  for (let i = 0, at = 0; i < values.length; i++, at += 4) {
    const step = (values[i] - low) * scale, code = 3 * (step > 0 ? step < STEPS - 1 ? (step + .5) | 0 : STEPS - 1 : 0);
    fill[at] = ramp[code];
    fill[at + 1] = ramp[code + 1];
    fill[at + 2] = ramp[code + 2];
    fill[at + 3] = FULL;
  }
}

/** Groups as colors: hue by group, saturation by share. @param {ArrayLike<number>} groups by dot, −1: none
 * @param {((dot: number) => number) | null} share 0–1; null: full @param {(group: number) => number[]} colorOf 0–255
 * @param {number[]} plain @param {Look} look */
export function paintGroups(groups, share, colorOf, plain, { fill }) {
  /** @type {Map<number, number[]>} */
  const known = new Map();
  for (let i = 0, at = 0; i < groups.length; i++, at += 4) {
    const group = groups[i], part = group < 0 ? 0 : share ? Math.min(1, Math.max(0, share(i))) : 1;
    let color = known.get(group);
    if (!color) known.set(group, color = group < 0 ? plain : colorOf(group));
    for (let c = 0; c < 3; c++) fill[at + c] = Math.round(plain[c] + part * (color[c] - plain[c]));
    fill[at + 3] = FULL;
  }
}

/** What stands back becomes a hint of itself, and cannot be picked. @param {(dot: number) => boolean} stands
 * @param {Palette} palette @param {Look} look */
export function keepBack(stands, palette, { fill, kinds }) {
  const hint = hintColor(palette);
  for (let i = 0; i < kinds.length; i++) {
    if (stands(i)) continue;
    kinds[i] = HINT;
    fill.set(hint, 4 * i);
    fill[4 * i + 3] = 255;
  }
}

/** Dots that are lit are ringed, all others greyed. @param {Uint8Array} mask @param {Uint8Array | null} lit flags; null:
 * all are as they are */
export function markUnits(mask, lit) {
  for (let i = 0; i < mask.length; i++) mask[i] = lit ? lit[i] ? MARKED : GREYED : FREE;
  return mask;
}
