// @ts-check
// Neighborhood preservation: of the k nearest in the layer, the share that is among the k nearest in the embedding.

/** The rows in the order of one coordinate, so that a search from one of them can stop. */
export class Sweep {
  /** @param {Float32Array} values @param {number} rows @param {number} dimensions */
  constructor(values, rows, dimensions) {
    this.dimensions = dimensions;
    const axis = widest(values, rows, dimensions), along = new Float32Array(rows);
    for (let i = 0; i < rows; i++) along[i] = values[i * dimensions + axis];
    this.order = Uint32Array.from(along.keys()).sort((a, b) => along[a] - along[b] || a - b);
    this.along = new Float32Array(rows);
    this.place = new Uint32Array(rows);
    /** In that order, the sorted coordinate first. */
    this.values = new Float32Array(rows * dimensions);
    for (let at = 0; at < rows; at++) {
      const item = this.order[at], start = item * dimensions;
      this.place[item] = at;
      this.along[at] = along[item];
      for (let d = 0; d < dimensions; d++) this.values[at * dimensions + d] = values[start + d];
    }
  }

  /** The k nearest of an item, ties to the lower index, into `found` and `squares`; how many there are.
   * @param {number} item @param {number} k @param {Int32Array} found @param {Float64Array} squares */
  nearest(item, k, found, squares) {
    const { along, place } = this, from = place[item], count = along.length;
    let low = from - 1, high = from + 1, have = 0;
    while (low >= 0 || high < count) {
      const down = low >= 0 ? along[from] - along[low] : Infinity;
      const up = high < count ? along[high] - along[from] : Infinity;
      const gap = Math.min(down, up);
      if (have === k && gap * gap > squares[k - 1]) break;
      have = this.weigh(from, down <= up ? low-- : high++, k, found, squares, have);
    }
    return have;
  }

  /** @param {number} from @param {number} at @param {number} k @param {Int32Array} found @param {Float64Array} squares
   * @param {number} have */
  weigh(from, at, k, found, squares, have) {
    const { values, dimensions, order } = this, most = have === k ? squares[k - 1] : Infinity, item = order[at];
    let square = 0;
    for (let d = 0, a = from * dimensions, b = at * dimensions; d < dimensions; d++) {
      const way = values[a + d] - values[b + d];
      square += way * way;
      if (square > most) return have;
    }
    if (have === k && square === most && item > found[k - 1]) return have;
    let slot = have < k ? have : k - 1;
    while (slot > 0 && (squares[slot - 1] > square || (squares[slot - 1] === square && found[slot - 1] > item))) {
      squares[slot] = squares[slot - 1];
      found[slot] = found[slot - 1];
      slot--;
    }
    squares[slot] = square;
    found[slot] = item;
    return Math.min(k, have + 1);
  }
}

/** The coordinate along which the rows differ most. @param {Float32Array} values @param {number} rows
 * @param {number} dimensions */
function widest(values, rows, dimensions) {
  let best = 0, most = -1;
  for (let d = 0; d < dimensions; d++) {
    let sum = 0, square = 0;
    for (let i = 0; i < rows; i++) {
      const value = values[i * dimensions + d];
      sum += value;
      square += value * value;
    }
    const spread = square - sum * sum / Math.max(1, rows);
    if (spread > most) {
      most = spread;
      best = d;
    }
  }
  return best;
}

/**
 * @param {{ values: Float32Array, rows: number, dimensions: number }} cloud
 * @param {import("../data/neighbor-rows.js").Rows} rows stored neighbors, nearest first @param {number} k
 * @returns {Float32Array} one share for each of `rows.items`
 */
export function preservedShares({ values, rows: total, dimensions }, rows, k) {
  const sweep = new Sweep(values, total, dimensions), near = Math.min(k, rows.count);
  const found = new Int32Array(k), squares = new Float64Array(k), shares = new Float32Array(rows.items.length);
  for (let i = 0; i < shares.length; i++) {
    const count = sweep.nearest(rows.items[i], near, found, squares), start = i * rows.count;
    let shared = 0;
    for (let s = start; s < start + near; s++) {
      for (let n = 0; n < count; n++) {
        if (rows.near[s] !== found[n]) continue;
        shared++;
        break;
      }
    }
    shares[i] = near > 0 ? shared / near : 1;
  }
  return shares;
}
