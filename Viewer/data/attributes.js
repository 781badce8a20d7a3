// @ts-check
// A column of the manifest is numbers or names; the values themselves say which.

/** Fewer different whole numbers than this are names: folds, years of two or three, ratings. */
const MOST_NAMES = 12;

/**
 * @typedef {{ kind: "numbers", values: Float32Array } | { kind: "names", names: string[], codes: Int32Array }} Column
 * without a value: NaN, or code −1
 */

/** @param {unknown} value */
const empty = (value) => value === "" || value === null || value === undefined;

/** Numbers, where every value is one, and there are broken ones or many different ones; else names, the numbers among
 * them in their order, the others in that of the alphabet. O(items). @param {unknown[]} values @returns {Column} */
export function readColumn(values) {
  const texts = values.map((value) => empty(value) ? "" : String(value).trim());
  const distinct = [...new Set(texts)].filter((text) => text !== "");
  const numeric = distinct.length > 0 && distinct.every((text) => Number.isFinite(Number(text)));
  if (numeric && (distinct.length > MOST_NAMES || distinct.some((text) => !Number.isInteger(Number(text))))) {
    return { kind: "numbers", values: Float32Array.from(texts, (text) => text === "" ? NaN : Number(text)) };
  }
  const names = distinct.sort((a, b) => numeric ? Number(a) - Number(b) : a.localeCompare(b, "en", { numeric: true }));
  const codes = new Map(names.map((name, code) => [name, code]));
  return { kind: "names", names, codes: Int32Array.from(texts, (text) => codes.get(text) ?? -1) };
}

/** Smallest, largest, and the range that all but the outermost 1 % at each end lie in. O(n log n).
 * @param {Float32Array} values NaN: none @returns {{ min: number, max: number, low: number, high: number, known: number }} */
export function spread(values) {
  const sorted = values.filter((value) => Number.isFinite(value)).sort(), last = sorted.length - 1;
  if (last < 0) return { min: 0, max: 0, low: 0, high: 0, known: 0 };
  const at = (/** @type {number} */ part) => {
    const place = part * last, lower = Math.floor(place);
    return sorted[lower] + (place - lower) * (sorted[Math.min(last, lower + 1)] - sorted[lower]);
  };
  let low = at(.01), high = at(.99);
  // A column that is one value almost everywhere still has a range.
  if (low === high) [low, high] = [sorted[0], sorted[last]];
  return { min: sorted[0], max: sorted[last], low, high, known: sorted.length };
}
