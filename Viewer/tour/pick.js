// @ts-check
// The nearest point to the pointer, by a grid over the view. Building is O(points), asking O(points nearby).

export class Grid {
  /** @param {Float32Array} positions x, y, x, y, … in view units */
  constructor(positions) {
    this.positions = positions;
    this.starts =
      this.next =
      this.cells =
      this.members =
        new Uint32Array(0);
    this.left = this.low = 0;
    this.side = this.cellX = this.cellY = 1;
    this.rebuild();
  }

  /** After the positions have changed; its memory is used again. */
  rebuild() {
    const { positions } = this, count = positions.length / 2;
    let left = Infinity, right = -Infinity, low = Infinity, high = -Infinity;
    for (let i = 0; i < 2 * count; i += 2) {
      const x = positions[i], y = positions[i + 1];
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < low) low = y;
      if (y > high) high = y;
    }
    this.left = count ? left : 0;
    this.low = count ? low : 0;
    this.side = Math.max(1, Math.min(512, Math.round(Math.sqrt(count / 3))));
    this.cellX = Math.max(1e-9, ((right - left) || 1) / this.side);
    this.cellY = Math.max(1e-9, ((high - low) || 1) / this.side);
    if (this.starts.length !== this.side * this.side + 1) {
      this.starts = new Uint32Array(this.side * this.side + 1);
      this.next = new Uint32Array(this.starts.length);
    }
    if (this.members.length !== count) {
      this.members = new Uint32Array(count);
      this.cells = new Uint32Array(count);
    }
    this.fill(count);
  }

  /** @param {number} count */
  fill(count) {
    const { positions, cells, starts, next, members } = this;
    starts.fill(0);
    for (let i = 0; i < count; i++) {
      cells[i] = this.row(positions[2 * i + 1]) * this.side + this.column(positions[2 * i]);
      starts[cells[i] + 1]++;
    }
    for (let c = 1; c < starts.length; c++) starts[c] += starts[c - 1];
    next.set(starts);
    for (let i = 0; i < count; i++) members[next[cells[i]]++] = i;
  }

  /** @param {number} x */
  column(x) {
    return Math.min(this.side - 1, Math.max(0, Math.floor((x - this.left) / this.cellX)));
  }

  /** @param {number} y */
  row(y) {
    return Math.min(this.side - 1, Math.max(0, Math.floor((y - this.low) / this.cellY)));
  }

  /**
   * The nearest accepted point within the radius, ties to the lower index; −1 if there is none.
   * @param {number} x @param {number} y @param {number} radius view units @param {(item: number) => boolean} [accept]
   */
  nearest(x, y, radius, accept = () => true) {
    let best = -1, bestSquare = radius * radius;
    const right = this.column(x + radius), top = this.row(y + radius);
    for (let r = this.row(y - radius); r <= top; r++) {
      for (let c = this.column(x - radius); c <= right; c++) {
        const cell = r * this.side + c;
        for (let k = this.starts[cell]; k < this.starts[cell + 1]; k++) {
          const item = this.members[k];
          const square = (this.positions[2 * item] - x) ** 2 + (this.positions[2 * item + 1] - y) ** 2;
          if (square > bestSquare || (square === bestSquare && best >= 0 && item > best) || !accept(item)) continue;
          best = item;
          bestSquare = square;
        }
      }
    }
    return best;
  }
}

/**
 * The nearest point in a direction, for the arrow keys: distance along it counts once, distance aside twice.
 * @param {Float32Array} positions @param {number} from @param {number} dx @param {number} dy y up
 * @param {(item: number) => boolean} accept
 */
export function nearestToward(positions, from, dx, dy, accept) {
  let best = -1, bestCost = Infinity;
  for (let i = 0; i < positions.length / 2; i++) {
    if (i === from || !accept(i)) continue;
    const x = positions[2 * i] - positions[2 * from], y = positions[2 * i + 1] - positions[2 * from + 1];
    const along = x * dx + y * dy, aside = Math.abs(x * dy - y * dx);
    if (along <= 1e-9 || aside > along) continue;
    const cost = along + 2 * aside;
    if (cost < bestCost) {
      bestCost = cost;
      best = i;
    }
  }
  return best;
}
