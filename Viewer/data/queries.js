// @ts-check
// Whose neighbours are shown: one image of each class, the selection, suspects, some at random, or those chosen by hand.

import { generator, permutation } from "../tour/random.js";

/** @typedef {import("../state/grid.js").Grid} Grid */
/** @typedef {import("../state/grid.js").QueryKind} QueryKind */

/** Rows that are shown at most. */
export const MOST_ROWS = 50;
const AT_RANDOM = 10;

/** The attribute that says which part of a data set an image is from. */
export const SPLIT = "split";

/** The parts of a data set, where it has several. @param {import("./types.js").Items | null} items @returns {string[]} */
export function splitsOf(items) {
  const values = items?.attributes?.[SPLIT];
  const names = values ? [...new Set(values.map(String))].filter((name) => name !== "").sort() : [];
  return names.length > 1 ? names : [];
}

/**
 * The images of the rows, and out of how many. The same state gives the same images.
 * @param {Grid} grid @param {import("./types.js").Items} items
 * @param {{ selection: ArrayLike<number>, suspects: readonly number[], classCount: number, seed: number }} from
 * @returns {{ rows: number[], total: number, kind: QueryKind }}
 */
export function queriesOf(grid, items, { selection, suspects, classCount, seed }) {
  const count = items.labels.length, values = items.attributes?.[SPLIT];
  const fits = (/** @type {number} */ item) =>
    item >= 0 && item < count && (grid.from === "" || String(values?.[item]) === grid.from);
  const hasLabels = classCount > 0 && Array.prototype.some.call(items.labels, (label) => label >= 0);
  const kind = grid.of === "classes" && !hasLabels ? "random" : grid.of;
  const all = {
    classes: () => oneOfEach(items.labels, classCount, fits, seed + grid.shuffle),
    selection: () => Array.from(selection).filter(fits),
    suspects: () => suspects.filter(fits),
    chosen: () => grid.chosen.filter(fits),
    random: () => atRandom(count, fits, seed + grid.shuffle),
  }[kind]();
  return Array.isArray(all) ? { rows: all.slice(0, MOST_ROWS), total: all.length, kind } : { ...all, kind };
}

/** @param {ArrayLike<number>} labels @param {number} classCount @param {(item: number) => boolean} fits
 * @param {number} seed */
function oneOfEach(labels, classCount, fits, seed) {
  const random = generator(seed), chosen = new Int32Array(classCount).fill(-1), seen = new Uint32Array(classCount);
  // Each image of a class has the same chance to be the one that stays.
  for (let item = 0; item < labels.length; item++) {
    const label = labels[item];
    if (label < 0 || label >= classCount || !fits(item)) continue;
    seen[label]++;
    if (random() * seen[label] < 1) chosen[label] = item;
  }
  const classes = Array.from(chosen, (_, label) => label).filter((label) => chosen[label] >= 0);
  // Of many classes those with the most images, in the order of the classes.
  const largest = classes.toSorted((a, b) => seen[b] - seen[a] || a - b).slice(0, MOST_ROWS).sort((a, b) => a - b);
  return { rows: largest.map((label) => chosen[label]), total: classes.length };
}

/** @param {number} count @param {(item: number) => boolean} fits @param {number} seed */
const atRandom = (count, fits, seed) => Array.from(permutation(count, seed)).filter(fits).slice(0, AT_RANDOM);

/** How many of the neighbors have the image's label; null where it has none.
 * @param {number} item @param {{ item: number }[]} neighbors @param {ArrayLike<number>} labels */
export function shared(item, neighbors, labels) {
  const own = labels[item] ?? -1;
  return own < 0 ? null : neighbors.filter((near) => labels[near.item] === own).length;
}

/** The command that prints the same. @param {string} study @param {number[]} rows @param {Grid} grid
 * @param {{ model: string, layers: string[], metric: string }} shown */
export function commandOf(study, rows, grid, { model, layers, metric }) {
  const quoted = (/** @type {string} */ word) =>
    /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
  return [
    "strata",
    "neighbors",
    `${study}.study`,
    ...rows.map(String),
    ...["--layers", ...layers],
    ...["--neighbors", String(grid.count)],
    ...(metric ? ["--metric", metric] : []),
    ...(grid.among ? ["--among", grid.among] : []),
    ...["--model", model],
    ...["--output", "neighbours.svg"],
  ].map(quoted).join(" ");
}
