// @ts-check
// Neighbors in the embedding that are none in the layer, and how far down the layer's list they stand; and those of the
// layer that the embedding has lost.

/** @typedef {{ item: number, rank: number | null }} FalseNeighbor `rank` null: beyond the stored list */

/** The nearest in the embedding itself, all its dimensions; ties to the lower index. O(n · dimensions + n · count).
 * @param {import("./arrays.js").Cloud} cloud @param {number} item @param {number} count */
export function nearestIn({ values, rows, dimensions }, item, count) {
  /** @type {{ item: number, square: number }[]} */
  const best = [], start = item * dimensions;
  for (let j = 0; j < rows; j++) {
    if (j === item) continue;
    let square = 0;
    for (let d = 0; d < dimensions; d++) square += (values[j * dimensions + d] - values[start + d]) ** 2;
    if (best.length === count && square >= best[count - 1].square) continue;
    if (best.length === count) best.pop();
    let at = best.length;
    while (at > 0 && best[at - 1].square > square) at--;
    best.splice(at, 0, { item: j, square });
  }
  return best.map((each) => each.item);
}

/** Among the nearest in the embedding those that are not among the `count` nearest in the layer, the falsest first.
 * @param {number[]} near in the embedding @param {number[]} stored in the layer, nearest first @param {number} count
 * @returns {FalseNeighbor[]} */
export function falseNeighbors(near, stored, count) {
  const rank = new Map(stored.map((item, i) => [item, i + 1]));
  const all = near.map((item) => ({ item, rank: rank.get(item) ?? null }));
  return all.filter((each) => each.rank === null || each.rank > count)
    .sort((a, b) => (b.rank ?? Infinity) - (a.rank ?? Infinity) || 0);
}

/** The nearest in the layer that are not among those in the embedding. @param {number[]} near in the embedding
 * @param {number[]} stored in the layer, nearest first @param {number} count */
export function missingNeighbors(near, stored, count) {
  const kept = new Set(near);
  return stored.slice(0, count).filter((item) => !kept.has(item));
}
