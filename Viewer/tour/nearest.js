// @ts-check
// The k nearest on the screen, by the grid that also finds what is under the pointer.

/** Leaves the k nearest of an item in `found`, the nearest first; ties to the lower index. Looks in rings of cells until
 * no nearer one can come. Nothing is allocated.
 * @param {import("./pick.js").Grid} grid @param {number} item @param {number} k @param {Int32Array} found
 * @param {Float64Array} squares @returns {number} how many there are */
export function nearestOf(grid, item, k, found, squares) {
  const { positions, side, cellX, cellY } = grid, x = positions[2 * item], y = positions[2 * item + 1];
  const column = grid.column(x), row = grid.row(y), least = Math.min(cellX, cellY);
  let count = 0;
  for (let ring = 0; ring < side; ring++) {
    // Everything in this ring and beyond is at least so far away.
    const away = (ring - 1) * least;
    if (count === k && away > 0 && away * away > squares[k - 1]) break;
    for (let r = Math.max(0, row - ring); r <= Math.min(side - 1, row + ring); r++) {
      const edge = r === row - ring || r === row + ring;
      for (let c = column - ring; c <= column + ring; c += edge || ring === 0 ? 1 : 2 * ring) {
        if (c >= 0 && c < side) count = scan(grid, r * side + c, item, k, found, squares, count);
      }
    }
  }
  return count;
}

/** @param {import("./pick.js").Grid} grid @param {number} cell @param {number} item @param {number} k
 * @param {Int32Array} found @param {Float64Array} squares @param {number} count */
function scan({ positions, starts, members }, cell, item, k, found, squares, count) {
  const x = positions[2 * item], y = positions[2 * item + 1];
  for (let m = starts[cell]; m < starts[cell + 1]; m++) {
    const other = members[m];
    if (other === item) continue;
    const dx = positions[2 * other] - x, dy = positions[2 * other + 1] - y, square = dx * dx + dy * dy;
    if (count === k && (square > squares[k - 1] || (square === squares[k - 1] && other > found[k - 1]))) continue;
    let at = count < k ? count++ : k - 1;
    while (at > 0 && (squares[at - 1] > square || (squares[at - 1] === square && found[at - 1] > other))) {
      squares[at] = squares[at - 1];
      found[at] = found[at - 1];
      at--;
    }
    squares[at] = square;
    found[at] = other;
  }
  return count;
}

/**
 * Of the k nearest on the screen, the share that is among the stored neighbors in the layer, for each of the items.
 * @param {import("./pick.js").Grid} grid @param {import("../data/neighbor-rows.js").Rows} rows @param {number} k
 * @returns {Float32Array} one share an item of `rows.items`
 */
export function sharesOf(grid, rows, k) {
  const found = new Int32Array(k), squares = new Float64Array(k), shares = new Float32Array(rows.items.length);
  for (let i = 0; i < shares.length; i++) {
    const count = nearestOf(grid, rows.items[i], k, found, squares), start = i * rows.count;
    let shared = 0;
    for (let n = 0; n < count; n++) {
      for (let s = start; s < start + rows.count; s++) {
        if (rows.near[s] !== found[n]) continue;
        shared++;
        break;
      }
    }
    shares[i] = count > 0 ? shared / count : 1;
  }
  return shares;
}
