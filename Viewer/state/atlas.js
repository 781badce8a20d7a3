// @ts-check
// What the activation atlas shows, and how a link says it: only what differs from what is shown without one.

/**
 * @typedef {object} AtlasChoice
 * @property {string} cell "row-column", as the server names them; "": none
 * @property {string} of the class whose cells stand out; "": all
 * @property {boolean} tint by class
 * @property {AtlasLens | null} lens null: all of it
 */

/** Where one looks: the middle, in columns and rows from the top left corner, and how often the whole is magnified.
 * @typedef {{ column: number, row: number, zoom: number }} AtlasLens */

/** @type {Readonly<AtlasChoice>} */
export const ATLAS = Object.freeze({ cell: "", of: "", tint: false, lens: null });

/** @param {URLSearchParams} parts @param {Partial<AtlasChoice>} choice */
export function writeAtlas(parts, { cell, of, tint, lens }) {
  if (cell) parts.set("ac", cell);
  if (of) parts.set("af", of);
  if (tint) parts.set("at", "class");
  if (lens) parts.set("az", [lens.column, lens.row, lens.zoom].map((value) => value.toPrecision(4)).join(","));
}

/** @param {Partial<AtlasChoice>} choice @param {string} key @param {string} value
 * @returns {boolean} whether it was understood */
export function readAtlasLink(choice, key, value) {
  switch (key) {
    case "ac":
      if (!/^\d{1,4}-\d{1,4}$/.test(value)) return false;
      choice.cell = value;
      return true;
    case "af":
      choice.of = value;
      return value !== "";
    case "at":
      choice.tint = value === "class";
      return choice.tint;
    case "az": {
      const [column, row, zoom, ...rest] = value.split(",").map((each) => each === "" ? NaN : Number(each));
      if (rest.length > 0 || ![column, row, zoom].every(Number.isFinite) || !(zoom > 0)) return false;
      choice.lens = { column, row, zoom };
      return true;
    }
    default:
      return false;
  }
}
