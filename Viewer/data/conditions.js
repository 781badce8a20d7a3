// @ts-check
// Filters: each keeps what some values of a colouring have; all together, an image has to pass every one.

/**
 * @typedef {object} Condition
 * @property {string} by the colouring, as in a link
 * @property {string} title
 * @property {string[]} [names] kept values
 * @property {[number, number]} [range] kept numbers, both ends included
 */

/** @param {Condition} condition @param {import("./coloured.js").Coloured} coloured @param {Uint8Array} passing by item */
export function apply(condition, coloured, passing) {
  const { names, range } = condition;
  if (coloured.type === "values") {
    const [low, high] = range ?? [-Infinity, Infinity];
    for (let i = 0; i < passing.length; i++) {
      const value = coloured.values[i];
      if (!(value >= low && value <= high)) passing[i] = 0;
    }
    return;
  }
  const kept = new Set((names ?? []).map((name) => coloured.names.indexOf(name)));
  for (let i = 0; i < passing.length; i++) if (!kept.has(coloured.codes[i])) passing[i] = 0;
}

/** "tench, church and 3 more" @param {Condition} condition @param {(name: string) => string} short */
export function told({ title, names, range }, short) {
  if (range) return `${title} ${figure(range[0])} to ${figure(range[1])}`;
  const all = names ?? [], few = all.slice(0, 2).map(short).join(", ");
  return `${title}: ${few}${all.length > 2 ? ` and ${all.length - 2} more` : ""}`;
}

/** A number of any size, short. @param {number} value */
export function figure(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-3)) return value.toExponential(1).replace("e+", "e");
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  const text = value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
  return text.replace(/^(-?)0\./, "$1.");
}
