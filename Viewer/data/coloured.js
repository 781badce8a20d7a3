// @ts-check
// A colouring, worked out: what every image is called, or what number it has. Made once a choice, O(images).

import { shortName } from "./study.js";
import { readColumn, spread } from "./attributes.js";
import { titled } from "../state/colouring.js";
import { STEPS } from "../state/ramp.js";

/** @typedef {import("./types.js").Study} Study */
/** @typedef {import("./types.js").Items} Items */
/** @typedef {import("./types.js").Predictions} Predictions */

/**
 * @typedef {object} Categories
 * @property {"categories"} type
 * @property {string} title
 * @property {[string, string]} noun one, many
 * @property {string[]} names
 * @property {Int32Array} codes by item; −1: none
 * @property {Int32Array} marked the code whose color a triangle has, by item
 * @property {boolean} always triangles are drawn whatever the marks say
 * @property {Int32Array} counts by code
 * @property {Int32Array} errors misclassified, by code
 * @property {number} none how many items have no code
 * @property {Int32Array | null} classes the class whose color a code shares, −1: grey; null: codes have colors of their own
 * @property {Int32Array | null} codeOfClass
 */
/**
 * @typedef {object} Values
 * @property {"values"} type
 * @property {string} title
 * @property {string} note what the number is, in a few words
 * @property {Float32Array} values by item; NaN: none
 * @property {Int32Array} codes step of the ramp, by item; −1: none
 * @property {number} min
 * @property {number} max
 * @property {number} low of the ramp
 * @property {number} high of the ramp
 * @property {number} known how many items have a number
 */
/** @typedef {Categories | Values} Coloured */

/** @param {Omit<Categories, "type" | "counts" | "errors" | "none" | "marked" | "always" | "classes" | "codeOfClass"> &
 *   Partial<Categories>} given @param {Predictions | null} predictions @returns {Categories} */
function categories(given, predictions) {
  const { codes, names } = given, counts = new Int32Array(names.length), errors = new Int32Array(names.length);
  let none = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code < 0) none++;
    else {
      counts[code]++;
      if (predictions?.correct[i] === 0) errors[code]++;
    }
  }
  return {
    marked: codes,
    always: false,
    classes: null,
    codeOfClass: null,
    ...given,
    type: "categories",
    counts,
    errors,
    none,
  };
}

const identity = (/** @type {number} */ count) => Int32Array.from({ length: count }, (_, k) => k);

/** @param {Study} study @param {Items} items @param {Predictions | null} predictions */
export function byLabel(study, items, predictions) {
  const codes = Int32Array.from(items.labels), all = identity(study.classes.length);
  const marked = predictions ? Int32Array.from(predictions.labelIndex) : codes;
  return categories({
    title: "Label",
    noun: ["class", "classes"],
    names: study.classes,
    codes,
    marked,
    classes: all,
    codeOfClass: all,
  }, predictions);
}

/** @param {import("./types.js").Hierarchy} hierarchy @param {Items} items @param {Predictions | null} predictions */
export function byGroup({ name, groups, groupOfClass }, items, predictions) {
  const codeOfClass = Int32Array.from(groupOfClass, (group) => group ?? -1);
  const group = (/** @type {number} */ label) => label >= 0 ? codeOfClass[label] ?? -1 : -1;
  return categories({
    title: titled(name),
    noun: ["group", "groups"],
    names: groups,
    codes: Int32Array.from(items.labels, group),
    marked: Int32Array.from(predictions?.labelIndex ?? items.labels, group),
    codeOfClass,
  }, predictions);
}

/** By the class of the study that the network says; where none of its outputs is one, by its outputs.
 * @param {Study} study @param {Predictions} predictions @param {string[]} outputs */
export function byPrediction(study, predictions, outputs) {
  const noun = /** @type {[string, string]} */ (["answer", "answers"]);
  if (!predictions.labelIndex.some((label) => label >= 0)) {
    const said = [...new Set(predictions.classIndex)].sort((a, b) => a - b),
      codes = new Map(said.map((k, i) => [k, i]));
    return categories({
      title: "Prediction",
      noun,
      names: said.map((k) => outputs[k] ?? `output ${k}`),
      codes: Int32Array.from(predictions.classIndex, (k) => codes.get(k) ?? -1),
    }, predictions);
  }
  const count = study.classes.length, other = predictions.labelIndex.includes(-1);
  return categories({
    title: "Prediction",
    noun,
    names: other ? [...study.classes, "no class of the study"] : study.classes,
    codes: Int32Array.from(predictions.labelIndex, (label) => label < 0 ? count : label),
    classes: Int32Array.from({ length: count + (other ? 1 : 0) }, (_, k) => k < count ? k : -1),
    codeOfClass: identity(count),
  }, predictions);
}

/** Right is grey; wrong has the color of what was said. @param {Study} study @param {Predictions} predictions */
export function byCorrectness(study, predictions) {
  const { correct, labelIndex } = predictions, wrong = new Set(labelIndex.filter((_, i) => correct[i] === 0));
  const said = [...wrong].sort((a, b) => a - b).filter((label) => label >= 0);
  const names = ["right", ...said.map((k) => `said ${shortName(study.classes[k])}`)];
  const classes = [-1, ...said], codeOf = new Map(said.map((k, i) => [k, i + 1]));
  const also = (/** @type {string} */ name) => {
    classes.push(-1);
    return names.push(name) - 1;
  };
  const elsewhere = wrong.has(-1) ? also("said something else") : -1;
  const unknown = correct.includes(-1) ? also("not known") : -1;
  const codes = Int32Array.from(correct, (verdict, i) => {
    if (verdict === 1) return 0;
    return verdict === 0 ? codeOf.get(labelIndex[i]) ?? elsewhere : unknown;
  });
  return categories({
    title: "Correctness",
    noun: ["answer", "answers"],
    names,
    codes,
    always: true,
    classes: Int32Array.from(classes),
    codeOfClass: Int32Array.from(study.classes, (_, k) => codeOf.get(k) ?? -1),
  }, predictions);
}

/** @param {string} name @param {unknown[]} column @param {Predictions | null} predictions @returns {Coloured} */
export function byAttribute(name, column, predictions) {
  const read = readColumn(column);
  if (read.kind === "numbers") return byValues(titled(name), read.values, "from the manifest");
  return categories(
    { title: titled(name), noun: ["value", "values"], names: read.names, codes: read.codes },
    predictions,
  );
}

/** @param {string} heading @param {Float32Array} values @param {string} note @returns {Values} */
export function byValues(heading, values, note) {
  const { min, max, low, high, known } = spread(values), scale = (STEPS - 1) / (high - low || 1);
  const codes = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    codes[i] = Number.isFinite(value) ? Math.round(Math.min(STEPS - 1, Math.max(0, (value - low) * scale))) : -1;
  }
  return { type: "values", title: heading, note, values, codes, min, max, low, high, known };
}

/** How far every image has moved: ‖y_a − y_b‖ in aligned embeddings, the narrower one padded with zeros. O(n · p).
 * @param {import("./arrays.js").Cloud} a @param {import("./arrays.js").Cloud} b */
export function movement(a, b) {
  const moved = new Float32Array(b.rows), wide = Math.max(a.dimensions, b.dimensions);
  for (let i = 0; i < b.rows; i++) {
    let square = 0;
    for (let d = 0; d < wide; d++) {
      const from = d < a.dimensions ? a.values[i * a.dimensions + d] : 0;
      const to = d < b.dimensions ? b.values[i * b.dimensions + d] : 0;
      square += (to - from) ** 2;
    }
    moved[i] = Math.sqrt(square);
  }
  return moved;
}
