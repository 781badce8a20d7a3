// @ts-check
// The shortest way from one plane to another: each of its two principal directions turns in a plane of its own.

/** @typedef {import("./frame.js").Frame} Frame */

import { orthonormalize } from "./frame.js";

export class Geodesic {
  /** @param {Frame} start @param {Float64Array} plane two orthonormal rows of the same size */
  constructor(start, plane) {
    const n = start.size;
    this.start = { size: n, values: start.values.slice() };
    const { left, right, angles } = principal(start.values, plane, n);
    this.angles = angles;
    /** From g (in the plane that is left) toward h (orthogonal to g), twice. */
    this.g = [0, 1].map((i) => combined(start.values, left, i, n));
    this.h = [0, 1].map((i) => {
      const target = combined(plane, right, i, n), cosine = Math.cos(angles[i]);
      const h = target.map((value, k) => value - cosine * this.g[i][k]), norm = Math.hypot(...h);
      return h.map((value) => norm > 1e-9 ? value / norm : 0);
    });
  }

  /** The frame a part of the way along. @param {number} t 0–1 @param {Frame} out */
  at(t, out) {
    const n = out.size, { values } = this.start;
    out.values.set(values);
    for (let i = 0; i < 2; i++) {
      const g = this.g[i], h = this.h[i], s = Math.sin(t * this.angles[i]), c = Math.cos(t * this.angles[i]) - 1;
      for (let r = 0; r < n; r++) {
        let alongG = 0, alongH = 0;
        for (let k = 0; k < n; k++) {
          alongG += out.values[r * n + k] * g[k];
          alongH += out.values[r * n + k] * h[k];
        }
        // The row turns from g toward h as the plane does.
        for (let k = 0; k < n; k++) {
          out.values[r * n + k] += alongG * (c * g[k] + s * h[k]) + alongH * (c * h[k] - s * g[k]);
        }
      }
    }
    orthonormalize(out);
  }
}

/** A row of the plane: Σ m[j][i] · row j. @param {Float64Array} rows @param {number[]} m 2 × 2, by rows
 * @param {number} i column @param {number} n */
function combined(rows, m, i, n) {
  return Float64Array.from({ length: n }, (_, k) => m[i] * rows[k] + m[2 + i] * rows[n + k]);
}

/** A = F₀ F₁ᵀ = U cos Θ Vᵀ, for two planes. @param {Float64Array} a @param {Float64Array} b @param {number} n */
function principal(a, b, n) {
  const dot = (/** @type {number} */ i, /** @type {number} */ j) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[i * n + k] * b[j * n + k];
    return sum;
  };
  const [p, q, r, s] = [dot(0, 0), dot(0, 1), dot(1, 0), dot(1, 1)];
  // The singular values of a 2 × 2 matrix by two rotations.
  const plus = Math.atan2(r - q, p + s), minus = Math.atan2(r + q, p - s);
  const u = (minus + plus) / 2, v = (minus - plus) / 2;
  const big = (Math.hypot(p + s, r - q) + Math.hypot(p - s, r + q)) / 2;
  const small = (Math.hypot(p + s, r - q) - Math.hypot(p - s, r + q)) / 2;
  const flip = small < 0 ? -1 : 1;
  return {
    left: [Math.cos(u), -Math.sin(u), Math.sin(u), Math.cos(u)],
    right: [Math.cos(v), -Math.sin(v) * flip, Math.sin(v), Math.cos(v) * flip],
    angles: [big, Math.abs(small)].map((cosine) => Math.acos(Math.min(1, Math.max(-1, cosine)))),
  };
}
