// @ts-check
// Which points are drawn as pictures: seeded order, none on top of another, chosen while the view rests.

/** @typedef {{ width: number, height: number }} Size */

/** The side of a picture in pixels: grows with √zoom, up to 96. @param {number} zoom @param {number} factor */
export function pictureSize(zoom, factor) {
  return Math.min(96, Math.max(12, 28 * Math.sqrt(Math.max(.2, zoom)) * factor));
}

/**
 * @param {object} options
 * @param {Uint32Array} options.order seeded
 * @param {Float32Array} options.screen x, y, x, y, … pixels
 * @param {Size} options.size
 * @param {number} options.gap at least this far apart, in x or in y; 0: every point in view
 * @param {number} options.limit
 * @param {{ top: number, bottom: number, side: number }} options.margin
 * @param {(item: number) => boolean} options.accept
 * @param {[number, number, number, number][]} [options.avoid] boxes: left, top, right, bottom
 * @returns {number[]}
 */
export function choosePictures({ order, screen, size, gap, limit, margin, accept, avoid = [] }) {
  /** @type {number[]} */
  const chosen = [];
  /** @type {Map<number, number>} */
  const taken = new Map();
  const columns = gap > 0 ? Math.ceil(size.width / gap) + 3 : 0;
  for (const item of order) {
    if (chosen.length >= limit) break;
    const x = screen[2 * item], y = screen[2 * item + 1];
    if (x < margin.side || x > size.width - margin.side || y < margin.top || y > size.height - margin.bottom) continue;
    if (!accept(item) || avoid.some(([l, t, r, b]) => x > l && x < r && y > t && y < b)) continue;
    if (gap > 0) {
      const cell = (Math.floor(y / gap) + 1) * columns + Math.floor(x / gap) + 1;
      if (crowded(taken, cell, columns, screen, x, y, gap)) continue;
      taken.set(cell, item);
    }
    chosen.push(item);
  }
  return chosen;
}

/** Cells are as wide as the gap, so each holds one picture at most and only the eight around it matter.
 * @param {Map<number, number>} taken @param {number} cell @param {number} columns @param {Float32Array} screen
 * @param {number} x @param {number} y @param {number} gap */
function crowded(taken, cell, columns, screen, x, y, gap) {
  for (let r = -1; r <= 1; r++) {
    for (let c = -1; c <= 1; c++) {
      const other = taken.get(cell + r * columns + c);
      if (other === undefined) continue;
      if (Math.abs(screen[2 * other] - x) < gap && Math.abs(screen[2 * other + 1] - y) < gap) return true;
    }
  }
  return false;
}
