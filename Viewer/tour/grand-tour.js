// @ts-check
// The Grand Tour: Q ← exp(Ω dt) Q, with a seeded Ω that never stops drifting.

import { orthonormalize } from "./frame.js";
import { generator } from "./random.js";

/** Seconds from one direction to the next. */
export const DRIFT = 6;

/**
 * Ω is skew and goes from one seeded direction to the next every six seconds; it is scaled so that the view plane turns
 * at the chosen speed. Only the first `axes` rows of the frame turn: all of them in n-D, three in 3-D.
 */
export class GrandTour {
  /** @param {number} axes @param {number} seed */
  constructor(axes, seed) {
    this.axes = axes;
    this.random = generator(seed);
    this.clock = 0;
    const room = () => new Float64Array(axes * axes);
    this.from = this.skew(room());
    this.to = this.skew(room());
    this.omega = room();
    /** Two products, as wide as the frame; made with the first step. */
    this.first = this.second = new Float64Array(0);
  }

  /** Turns the frame in place; nothing is allocated.
   * @param {import("./frame.js").Frame} frame @param {number} seconds @param {number} speed radians a second */
  step(frame, seconds, speed) {
    if (this.axes < 3 || speed <= 0) return;
    this.clock += seconds;
    while (this.clock >= DRIFT) {
      this.clock -= DRIFT;
      const old = this.from;
      this.from = this.to;
      this.to = this.skew(old);
    }
    const { axes: m, omega } = this, n = frame.size, t = this.clock / DRIFT;
    let plane = 0;
    for (let i = 0; i < m * m; i++) omega[i] = (1 - t) * this.from[i] + t * this.to[i];
    for (let i = 0; i < 2 * m; i++) plane += omega[i] * omega[i];
    if (this.first.length !== m * n) {
      this.first = new Float64Array(m * n);
      this.second = new Float64Array(m * n);
    }
    const factor = speed * seconds / (Math.sqrt(plane / 2) || 1), { values } = frame;
    multiply(omega, values, m, n, this.first);
    multiply(omega, this.first, m, n, this.second);
    for (let i = 0; i < m * n; i++) values[i] += factor * this.first[i] + factor * factor / 2 * this.second[i];
    orthonormalize(frame);
  }

  /** @param {Float64Array} matrix */
  skew(matrix) {
    const m = this.axes;
    for (let i = 0; i < m; i++) {
      matrix[i * m + i] = 0;
      for (let j = i + 1; j < m; j++) {
        // Turning the screen within itself shows nothing new; the tour leaves it out.
        const value = i === 0 && j === 1 ? 0 : this.random() * 2 - 1;
        matrix[i * m + j] = value;
        matrix[j * m + i] = -value;
      }
    }
    return matrix;
  }
}

/** out = a · b: m × m times the first m rows of b. @param {Float64Array} a @param {Float64Array} b @param {number} m
 * @param {number} n @param {Float64Array} out */
function multiply(a, b, m, n, out) {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < m; k++) sum += a[i * m + k] * b[k * n + j];
      out[i * n + j] = sum;
    }
  }
}
