// @ts-check
// What a brush covers. A place is inside by the even-odd rule, exactly; asking one costs only the edges at its height.

const BANDS = 128;

export class Region {
  constructor() {
    /** Corners x, y, x, y, …; room grows by doubling. */
    this.corners = new Float64Array(512);
    this.count = 0;
    this.rectangular = false;
    this.left =
      this.right =
      this.low =
      this.high =
        0;
    /** Edges by band of height: members[starts[b] … starts[b + 1]). */
    this.starts = new Uint32Array(BANDS + 1);
    this.next = new Uint32Array(BANDS);
    this.members = new Uint32Array(1024);
    this.current = false;
  }

  /** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 two corners, view units */
  setRectangle(x0, y0, x1, y1) {
    this.rectangular = true;
    this.left = Math.min(x0, x1);
    this.right = Math.max(x0, x1);
    this.low = Math.min(y0, y1);
    this.high = Math.max(y0, y1);
  }

  /** Begins a lasso. @param {number} x @param {number} y */
  beginLasso(x, y) {
    this.rectangular = false;
    this.count = 0;
    this.left = this.low = Infinity;
    this.right = this.high = -Infinity;
    this.add(x, y);
  }

  /** The next corner of a lasso; the last is joined to the first. @param {number} x @param {number} y */
  add(x, y) {
    if (2 * this.count + 2 > this.corners.length) {
      const larger = new Float64Array(this.corners.length * 2);
      larger.set(this.corners);
      this.corners = larger;
    }
    this.corners[2 * this.count] = x;
    this.corners[2 * this.count + 1] = y;
    this.count++;
    this.left = Math.min(this.left, x);
    this.right = Math.max(this.right, x);
    this.low = Math.min(this.low, y);
    this.high = Math.max(this.high, y);
    this.current = false;
  }

  /** @param {number} y */
  band(y) {
    const height = this.high - this.low || 1;
    return Math.min(BANDS - 1, Math.max(0, Math.floor((y - this.low) / height * BANDS)));
  }

  /** Sorts the edges into bands: two counting passes. */
  sort() {
    const { starts, next, corners, count } = this;
    starts.fill(0);
    for (let e = 0; e < count; e++) {
      const f = (e + 1) % count, a = this.band(corners[2 * e + 1]), b = this.band(corners[2 * f + 1]);
      for (let band = Math.min(a, b); band <= Math.max(a, b); band++) starts[band + 1]++;
    }
    for (let band = 0; band < BANDS; band++) starts[band + 1] += starts[band];
    if (starts[BANDS] > this.members.length) this.members = new Uint32Array(2 * starts[BANDS]);
    next.set(starts.subarray(0, BANDS));
    for (let e = 0; e < count; e++) {
      const f = (e + 1) % count, a = this.band(corners[2 * e + 1]), b = this.band(corners[2 * f + 1]);
      for (let band = Math.min(a, b); band <= Math.max(a, b); band++) this.members[next[band]++] = e;
    }
    this.current = true;
  }

  /** @param {number} x @param {number} y */
  contains(x, y) {
    if (!(x >= this.left && x <= this.right && y >= this.low && y <= this.high)) return false;
    if (this.rectangular) return true;
    if (!this.current) this.sort();
    const { corners, count, members } = this, band = this.band(y);
    let inside = false;
    for (let k = this.starts[band]; k < this.starts[band + 1]; k++) {
      const e = members[k], f = e + 1 === count ? 0 : e + 1;
      const x0 = corners[2 * e], y0 = corners[2 * e + 1], x1 = corners[2 * f], y1 = corners[2 * f + 1];
      if (y0 > y !== y1 > y && x < (x1 - x0) * (y - y0) / (y1 - y0) + x0) inside = !inside;
    }
    return inside;
  }

  /**
   * Flags every item whose place is inside and that may be chosen. Pictures are centered on their point, so the same
   * test holds for them. O(items) and the edges at the height of those near; nothing is allocated.
   * @param {Float32Array} positions x, y, x, y, … @param {Uint8Array} barred 1: not to be chosen @param {Uint8Array} out
   */
  flag(positions, barred, out) {
    const { left, right, low, high, rectangular } = this;
    if (!rectangular && !this.current) this.sort();
    for (let i = 0; i < out.length; i++) {
      const x = positions[2 * i], y = positions[2 * i + 1];
      out[i] =
        x >= left && x <= right && y >= low && y <= high && barred[i] === 0 && (rectangular || this.contains(x, y))
          ? 1
          : 0;
    }
    return out;
  }
}
