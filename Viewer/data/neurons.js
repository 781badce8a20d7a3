// @ts-check
// What is known of the units of a layer, and what is read off it: the class each tells best, where the classes' units lie.

/** @typedef {{ name: string, title: string, parameters?: Record<string, import("./types.js").Parameter>,
 *   measures?: Record<string, number | null> }} UnitProjection */
/** @typedef {{ name: string, title: string, parameters?: Record<string, import("./types.js").Parameter> }} UnitScore */
/** Null: nothing was held out.
 * @typedef {{ class: number, accuracy: number | null, balancedAccuracy: number | null, baseline: number | null }} Forest */
/** @typedef {{ value: number, expected: number, pValue: number, permutationCount: number,
 *   classes: { class: number, value: number, pValue: number, neuronCount: number }[] }} Specialization */

/**
 * @typedef {object} NeuronReport
 * @property {number} neuronCount
 * @property {number} itemCount
 * @property {"channel" | "unit" | "feature"} kind
 * @property {number[]} constant units
 * @property {UnitProjection[]} projections
 * @property {{ count: number, ofNeuron: number[], silhouette: number | null } | null} clusters −1: of none
 * @property {number[] | null} scoredClasses the class of each column of a score; null: all classes, in their order
 * @property {UnitScore[]} scores
 * @property {Forest[]} forests
 * @property {Specialization | null} specialization
 * @property {number[]} meanActivation
 * @property {number[] | null} bestClass
 * @property {number[] | null} bestScore
 * @property {{ column: string, values: string[], upperBounds?: number[] | null } | null} groups what classes are, where they
 *   are not those of the label
 * @property {string[]} columns besides the label, whose values the units were scored for
 */

/** @typedef {{ inside: number, outside: number,
 *   neurons: { neuron: number, area: number, pValue: number, correctedPValue: number }[] }} Separation */
/** @typedef {{ replacement: "zero" | "mean", itemCount: number, accuracy: { before: number, after: number },
 *   classes: { class: number, before: number, after: number }[] }} Silencing */

/**
 * Units that can be drawn, the others left out: rows of a projection, and back.
 * @typedef {object} UnitPlaces
 * @property {Float32Array} positions x, y, x, y, …, centered, at unit RMS radius
 * @property {Int32Array} unitOf by row
 * @property {Int32Array} rowOf by unit; −1: constant
 */

/** @param {Float32Array} projection two numbers a unit; those that are none are left out @returns {UnitPlaces} */
export function placesOf(projection) {
  const count = projection.length / 2, rowOf = new Int32Array(count).fill(-1), units = [];
  for (let unit = 0; unit < count; unit++) {
    if (!Number.isFinite(projection[2 * unit]) || !Number.isFinite(projection[2 * unit + 1])) continue;
    rowOf[unit] = units.length;
    units.push(unit);
  }
  const unitOf = Int32Array.from(units), positions = new Float32Array(2 * units.length), middle = [0, 0];
  for (const unit of units) for (const axis of [0, 1]) middle[axis] += projection[2 * unit + axis] / units.length;
  let square = 0;
  for (const unit of units) for (const axis of [0, 1]) square += (projection[2 * unit + axis] - middle[axis]) ** 2;
  const radius = Math.sqrt(square / Math.max(1, units.length)) || 1;
  for (let i = 0; i < positions.length; i++) {
    positions[i] = (projection[2 * unitOf[i >> 1] + (i & 1)] - middle[i & 1]) / radius;
  }
  return { positions, unitOf, rowOf };
}

/**
 * The class that each unit tells best from the rest, by one score; ties to the first. O(units · classes).
 * @typedef {{ best: Int32Array, value: Float32Array, most: number }} Discrimination best −1: none; most: the largest value
 * @param {Float32Array} scores units × classes @param {readonly number[]} classes of the columns
 * @returns {Discrimination}
 */
export function discriminated(scores, classes) {
  const classCount = classes.length;
  const count = classCount > 0 ? scores.length / classCount : 0;
  const best = new Int32Array(count).fill(-1), value = new Float32Array(count);
  let most = 0;
  for (let unit = 0; unit < count; unit++) {
    for (let k = 0, at = unit * classCount; k < classCount; k++, at++) {
      if (!(scores[at] > value[unit])) continue;
      value[unit] = scores[at];
      best[unit] = classes[k];
    }
    if (value[unit] > most) most = value[unit];
  }
  return { best, value, most };
}

/** One class's column. @param {Float32Array} scores units × classes @param {number} classCount @param {number} k */
export function columnOf(scores, classCount, k) {
  const column = new Float32Array(classCount > 0 ? scores.length / classCount : 0);
  for (let unit = 0; unit < column.length; unit++) column[unit] = scores[unit * classCount + k];
  return column;
}

/** @param {number[]} values */
function median(values) {
  values.sort((a, b) => a - b);
  const middle = values.length >> 1;
  return values.length % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/**
 * Where the units of each group lie: medians by axis, and how far out the group's typical unit is; the largest group first.
 * @param {UnitPlaces} places @param {ArrayLike<number>} groups by unit, −1: none @param {(unit: number) => boolean} counts
 * @returns {{ group: number, x: number, y: number, radius: number, count: number }[]}
 */
export function middles({ positions, unitOf }, groups, counts) {
  /** @type {Map<number, number[]>} */
  const rows = new Map();
  unitOf.forEach((unit, row) => {
    if (groups[unit] < 0 || !counts(unit)) return;
    const list = rows.get(groups[unit]);
    if (list) list.push(row);
    else rows.set(groups[unit], [row]);
  });
  return [...rows].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]).map(([group, list]) => {
    const x = median(list.map((row) => positions[2 * row])), y = median(list.map((row) => positions[2 * row + 1]));
    const radius = median(list.map((row) => Math.hypot(positions[2 * row] - x, positions[2 * row + 1] - y)));
    return { group, x, y, radius, count: list.length };
  });
}

/** Adds a column's standard scores; a constant column adds nothing. @param {Float32Array} column @param {Float64Array} sum */
export function addStandardized(column, sum) {
  let mean = 0, square = 0;
  for (let i = 0; i < column.length; i++) mean += column[i];
  mean /= column.length;
  for (let i = 0; i < column.length; i++) square += (column[i] - mean) ** 2;
  const deviation = Math.sqrt(square / column.length);
  if (!(deviation > 0)) return false;
  for (let i = 0; i < column.length; i++) sum[i] += (column[i] - mean) / deviation;
  return true;
}

/** The label that most of some images have: "22 of 24 are French horn". @param {readonly { item: number }[]} images
 * @param {ArrayLike<number>} labels @param {readonly string[]} classes @returns {string} empty: no label at all */
export function mostly(images, labels, classes) {
  const counts = new Map();
  for (const { item } of images) {
    const label = labels[item] ?? -1;
    if (label >= 0) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const [first] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  if (counts.size > 1 && first[1] === 1) return `${counts.size} different labels`;
  return first ? `${first[1]} of ${images.length} are ${classes[first[0]].split(",")[0]}` : "";
}

/** The extent of the finite values. @param {ArrayLike<number>} values @returns {[number, number]} */
export function extent(values) {
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return low <= high ? [low, high] : [0, 0];
}
