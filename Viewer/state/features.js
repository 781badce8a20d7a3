// @ts-check
// What the view of features shows, and how a link says it: only what differs from what is shown without one.

/** @typedef {"number" | "class" | "score" | "value" | "likeness"} FeatureOrder */
/** @typedef {"s" | "m" | "l"} TileSize */

/**
 * @typedef {object} FeaturesChoice
 * @property {"" | import("../data/features.js").FeatureKind | "atlas"} kind "": the first that there is
 * @property {FeatureOrder} order
 * @property {TileSize} size
 * @property {string} of the class whose units are shown; "": all
 * @property {readonly number[]} only these units; none: all
 * @property {string} find how a number begins, or a part of a name
 * @property {string} chosen direction; channels and classes are chosen as units
 */

/** More units than this stay out of a link. */
const MOST_UNITS = 512;

/** @type {Readonly<FeaturesChoice>} */
export const FEATURES = Object.freeze({
  kind: "",
  order: "number",
  size: "m",
  of: "",
  only: [],
  find: "",
  chosen: "",
});

/** With the names that a reader sees. */
export const KINDS =
  /** @type {const} */ ([["channel", "Channels"], ["class", "Classes"], ["direction", "Directions"]]);

/** With what a reader sees: the name, and what it means. */
export const ORDERS = /** @type {const} */ ([
  ["number", "Number", "By number"],
  ["class", "Class", "By the class that the unit tells best, then by score"],
  ["score", "Score", "Units that tell their class best come first"],
  ["value", "Strength", "By how much the image excites its unit, measured by the study's image that does most"],
  ["likeness", "Likeness", "Units that go together stand side by side: along the map of neurons, group after group"],
]);

export const SIZES = /** @type {const} */ ([["s", "Small"], ["m", "Medium"], ["l", "Large"]]);

/** @param {URLSearchParams} parts @param {Partial<FeaturesChoice>} choice */
export function writeFeatures(parts, { kind, order, size, of, only, find, chosen }) {
  if (kind) parts.set("gk", kind);
  if (order && order !== FEATURES.order) parts.set("go", order);
  if (size && size !== FEATURES.size) parts.set("gs", size);
  if (of) parts.set("gc", of);
  if (only && only.length > 0 && only.length <= MOST_UNITS) parts.set("gu", only.join("."));
  if (find) parts.set("gq", find);
  if (chosen) parts.set("gi", chosen);
}

/** @param {Partial<FeaturesChoice>} choice @param {string} key @param {string} value
 * @returns {boolean} whether it was understood */
export function readFeaturesLink(choice, key, value) {
  switch (key) {
    case "gk":
      choice.kind = value === "atlas" ? value : KINDS.find(([name]) => name === value)?.[0];
      return choice.kind !== undefined || !delete choice.kind;
    case "go":
      choice.order = ORDERS.find(([name]) => name === value)?.[0];
      return choice.order !== undefined || !delete choice.order;
    case "gs":
      choice.size = SIZES.find(([name]) => name === value)?.[0];
      return choice.size !== undefined || !delete choice.size;
    case "gc":
      choice.of = value;
      return value !== "";
    case "gu":
      if (!/^\d{1,7}(\.\d{1,7}){0,511}$/.test(value)) return false;
      choice.only = [...new Set(value.split(".").map(Number))];
      return true;
    case "gq":
      choice.find = value;
      return value !== "";
    case "gi":
      choice.chosen = value;
      return value !== "";
    default:
      return false;
  }
}
