// @ts-check
// From codes to colors: ten that are never reused, a ramp for numbers, or hues where near means near.

import { FOCUS_LIMIT, focusSet } from "./study.js";
import { channels } from "../state/palette.js";
import { hex, hueColor, rampBytes } from "../state/ramp.js";

/** @typedef {import("./coloured.js").Coloured} Coloured */

/**
 * @typedef {object} Tint
 * @property {Coloured} coloured
 * @property {Uint8Array} bytes three for every code, three more for no code
 * @property {string[]} css by code, and one more for no code
 * @property {number[][]} rgb the same, 0–1
 * @property {number[]} slots the code of each of the ten colors, −1: of none; empty for ramps and hues
 * @property {(label: number) => string} ofClass
 * @property {(item: number) => string} ofItem
 * @property {(item: number) => number[]} rgbOfItem
 * @property {(item: number, label: number) => string} ofTile its class's color, where the colouring is about classes
 */

/**
 * @param {Coloured} coloured @param {import("./study.js").Tally} tally @param {ReadonlySet<number>} pinned codes
 * @param {import("../state/palette.js").Palette} palette @param {Float32Array | null} hues by code, 0–1, negative: grey
 * @returns {Tint}
 */
export function tintOf(coloured, tally, pinned, palette, hues) {
  const grey = channels(palette.ink3);
  if (coloured.type === "values") return tint(coloured, withGrey(rampBytes(palette.sequential), grey), [], [], palette);
  const { names, classes, codeOfClass } = coloured, bytes = new Uint8Array((names.length + 1) * 3);
  for (let k = 0; k <= names.length; k++) bytes.set(grey, k * 3);
  if (hues) {
    hues.forEach((turn, code) => {
      if (turn >= 0) bytes.set(hueColor(turn, palette.stage), code * 3);
    });
    return tint(coloured, bytes, [], [], palette);
  }
  const focus = classes ? classFocus(coloured, tally, pinned) : focusSet(coloured, pinned);
  const slots = classes ? focus.map((k) => codeOfClass?.[k] ?? -1) : focus;
  slots.forEach((code, slot) => {
    if (code >= 0) bytes.set(channels(palette.classes[slot]), code * 3);
  });
  return tint(coloured, bytes, slots, classes ? focus : [], palette);
}

/** Classes keep their color from one colouring to the next; but of many, what is said most often in error is often none of
 * those in which most errors are made.
 * @param {import("./coloured.js").Categories} coloured @param {import("./study.js").Tally} tally
 * @param {ReadonlySet<number>} pinned codes @returns {number[]} classes by slot */
function classFocus({ classes, counts, always }, tally, pinned) {
  const classOf = (/** @type {number} */ code) => classes?.[code] ?? -1, isClass = (/** @type {number} */ k) => k >= 0;
  if (!always || tally.counts.length <= FOCUS_LIMIT || counts.length <= FOCUS_LIMIT) {
    return focusSet(tally, [...pinned].map(classOf).filter(isClass));
  }
  const said = counts.map((count, code) => isClass(classOf(code)) ? count : 0);
  const wanted = [...pinned].filter((code) => isClass(classOf(code)));
  return focusSet({ counts: said, errors: said }, wanted).map(classOf).filter(isClass);
}

/** @param {Coloured} coloured @param {Uint8Array} bytes @param {number[]} slots @param {number[]} focus classes by slot
 * @param {import("../state/palette.js").Palette} palette @returns {Tint} */
function tint(coloured, bytes, slots, focus, palette) {
  const count = bytes.length / 3, none = count - 1;
  const css = Array.from({ length: count }, (_, k) => hex(bytes.subarray(3 * k, 3 * k + 3)));
  const rgb = Array.from({ length: count }, (_, k) => Array.from(bytes.subarray(3 * k, 3 * k + 3), (v) => v / 255));
  const code = (/** @type {number} */ item) => {
    const own = coloured.codes[item];
    return own === undefined || own < 0 ? none : own;
  };
  const ofClass = (/** @type {number} */ label) => {
    // A class can have a color without an image of its code, as where nothing was wrongly taken for it.
    if (focus.includes(label)) return palette.classes[focus.indexOf(label)];
    const own = coloured.type === "categories" ? coloured.codeOfClass?.[label] ?? -1 : -1;
    return own >= 0 ? css[own] : palette.ink3;
  };
  return {
    coloured,
    bytes,
    css,
    rgb,
    slots,
    ofClass,
    ofItem: (item) => css[code(item)],
    rgbOfItem: (item) => rgb[code(item)],
    ofTile: (item, label) => coloured.type === "categories" && coloured.codeOfClass ? ofClass(label) : css[code(item)],
  };
}

/** @param {Uint8Array} bytes @param {number[]} grey */
function withGrey(bytes, grey) {
  const out = new Uint8Array(bytes.length + 3);
  out.set(bytes);
  out.set(grey, bytes.length);
  return out;
}
