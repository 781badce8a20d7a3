// @ts-check
// What units tell apart: labels, or the values of a column of the manifest.

import { titled } from "../state/colouring.js";
import { PALETTES } from "../state/palette.js";
import { readColumn } from "./attributes.js";
import { classColours } from "./class-colours.js";
import { focusSet } from "./study.js";

/** @typedef {import("../state/store.js").State} State */
/** @typedef {Pick<State, "items" | "tint" | "tally" | "theme" | "colouring" | "coloured">} Seen */

/**
 * @typedef {object} Told
 * @property {string} column "": the label
 * @property {readonly string[]} names of the classes, or values
 * @property {readonly number[] | null} upperBounds where values are ranges of numbers
 */

/** @typedef {{ items: import("./types.js").Items, codes: ArrayLike<number>, focus: number[] }} Known */
/** @type {WeakMap<Told, Known>} */
const known = new WeakMap();

/** "class" or "value of polarity" @param {Told} told */
export const toldNoun = ({ column }) => column === "" ? "class" : `value of ${column}`;

/** "Label" or "Polarity" @param {Told} told */
export const toldTitle = ({ column }) => column === "" ? "Label" : titled(column);

/** The class of every image, −1: none. O(images), once. @param {Told} told @param {import("./types.js").Items | null} items
 * @returns {ArrayLike<number>} */
export const toldCodes = (told, items) => items ? knowledge(told, items).codes : [];

/** @param {Told} told @param {import("./types.js").Items} items @returns {Known} */
function knowledge(told, items) {
  const before = known.get(told);
  if (before?.items === items) return before;
  const codes = told.column === "" ? items.labels : codesOf(told, items.attributes?.[told.column] ?? []);
  const counts = new Int32Array(told.names.length);
  for (let i = 0; i < codes.length; i++) if (codes[i] >= 0) counts[codes[i]]++;
  const made = { items, codes, focus: slots(told, items, counts) };
  known.set(told, made);
  return made;
}

/** @param {Told} told @param {unknown[]} values */
function codesOf({ names, upperBounds }, values) {
  const texts = values.map((value) => value === null || value === undefined ? "" : String(value));
  if (!upperBounds) {
    const places = new Map(names.map((name, k) => [name, k]));
    return Int32Array.from(texts, (text) => places.get(text) ?? -1);
  }
  return Int32Array.from(texts, (text) => {
    const number = text.trim() === "" ? NaN : Number(text);
    return Number.isFinite(number) ? upperBounds.findIndex((bound) => number <= bound) : -1;
  });
}

/** Values have the colors that the tour gives them, in whose order names may stand differently.
 * @param {Told} told @param {import("./types.js").Items} items @param {Int32Array} counts @returns {number[]} by slot */
function slots({ column, names, upperBounds }, items, counts) {
  const read = column === "" || upperBounds ? null : readColumn(items.attributes?.[column] ?? []);
  if (read?.kind !== "names") return focusSet({ counts, errors: counts });
  const order = read.names.map((name) => names.indexOf(name));
  const sizes = Int32Array.from(order, (k) => counts[k] ?? 0);
  return focusSet({ counts: sizes, errors: sizes }).map((place) => order[place]);
}

/** The color of a class, or of a value. @param {Told} told @param {Seen} state @returns {(k: number) => string} */
export function toldColours(told, state) {
  if (told.column === "") return classColours(state);
  const { colouring, tint, items, theme } = state, palette = PALETTES[theme];
  if (colouring.kind === "attribute" && colouring.name === told.column && tint?.coloured.type === "categories") {
    const { css, coloured: { names } } = tint;
    return (k) => css[names.indexOf(told.names[k])] ?? palette.ink3;
  }
  const focus = items ? knowledge(told, items).focus : [];
  return (k) => palette.classes[focus.indexOf(k)] ?? palette.ink3;
}

/** Classes, or values, that the legend isolates; null: none is.
 * @param {Told} told @param {Pick<State, "coloured" | "colouring" | "pinned" | "hoveredClass">} state */
export function toldIsolated(told, { coloured, colouring, pinned, hoveredClass }) {
  const codes = hoveredClass >= 0 ? new Set([hoveredClass]) : pinned;
  if (codes.size === 0 || coloured?.type !== "categories") return null;
  if (told.column !== "") {
    const isShown = colouring.kind === "attribute" && colouring.name === told.column;
    return isShown ? new Set([...codes].map((code) => told.names.indexOf(coloured.names[code]))) : null;
  }
  if (!coloured.codeOfClass) return null;
  const labels = new Set();
  coloured.codeOfClass.forEach((code, label) => {
    if (codes.has(code)) labels.add(label);
  });
  return labels;
}
