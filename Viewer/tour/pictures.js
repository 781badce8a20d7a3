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
  const taken = gap > 0 ? new Taken(size, gap, screen) : null;
  for (let k = 0; k < order.length && chosen.length < limit; k++) {
    const item = order[k], x = screen[2 * item], y = screen[2 * item + 1];
    if (x < margin.side || x > size.width - margin.side || y < margin.top || y > size.height - margin.bottom) continue;
    if (taken?.crowded(x, y) || within(avoid, x, y) || !accept(item)) continue;
    taken?.take(item, x, y);
    chosen.push(item);
  }
  return chosen;
}

/** @param {[number, number, number, number][]} boxes @param {number} x @param {number} y */
function within(boxes, x, y) {
  for (let k = 0; k < boxes.length; k++) {
    const box = boxes[k];
    if (x > box[0] && x < box[2] && y > box[1] && y < box[3]) return true;
  }
  return false;
}

/** Cells are as wide as the gap, so each holds one picture at most and only the eight around it matter. */
class Taken {
  /** @param {Size} size @param {number} gap @param {Float32Array} screen */
  constructor(size, gap, screen) {
    this.gap = gap;
    this.screen = screen;
    this.columns = Math.ceil(size.width / gap) + 3;
    this.cells = new Int32Array(this.columns * (Math.ceil(size.height / gap) + 3)).fill(-1);
  }

  /** @param {number} x @param {number} y */
  cell(x, y) {
    return (Math.floor(y / this.gap) + 1) * this.columns + Math.floor(x / this.gap) + 1;
  }

  /** @param {number} item @param {number} x @param {number} y */
  take(item, x, y) {
    this.cells[this.cell(x, y)] = item;
  }

  /** @param {number} x @param {number} y */
  crowded(x, y) {
    const { cells, columns, screen, gap } = this, cell = this.cell(x, y);
    for (let r = -1; r <= 1; r++) {
      for (let c = -1; c <= 1; c++) {
        const other = cells[cell + r * columns + c];
        if (other < 0) continue;
        if (Math.abs(screen[2 * other] - x) < gap && Math.abs(screen[2 * other + 1] - y) < gap) return true;
      }
    }
    return false;
  }
}
