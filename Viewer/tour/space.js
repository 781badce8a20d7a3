// @ts-check
// Three dimensions: the third axis, how deep the points lie along it, and a hand that turns all three.

import { covariance, eigenvectors, orthonormalize } from "./frame.js";

/** @typedef {import("./frame.js").Frame} Frame */
/** @typedef {import("../data/arrays.js").Cloud} Cloud */

const SAMPLE = 20_000;

/** Radians for a pixel of a trackball. */
export const BALL = .006;

/** A trackball: what is near goes with the hand. Only the first three rows turn, in place.
 * @param {Frame} frame @param {number} dx radians @param {number} dy radians, up */
export function orbit(frame, dx, dy) {
  if (frame.size < 3) return;
  turn(frame, 0, dx);
  turn(frame, 1, dy);
  orthonormalize(frame);
}

/** @param {Frame} frame @param {number} row turned against the third @param {number} angle */
function turn({ size: n, values }, row, angle) {
  const c = Math.cos(angle), s = Math.sin(angle);
  for (let k = 0; k < n; k++) {
    const a = values[row * n + k], z = values[2 * n + k];
    values[row * n + k] = c * a + s * z;
    values[2 * n + k] = c * z - s * a;
  }
}

/** Turns the rows from the third on so that the third is the direction, outside the plane, along which the points differ
 * most; the plane stays. In place, O(sample · p²). @param {Frame} frame @param {Cloud} cloud */
export function deepen(frame, cloud) {
  const n = frame.size, m = n - 2;
  if (m < 2) return;
  const sample = thinned(cloud), all = covariance(sample, sample.length / n, n), inner = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      for (let a = 0; a < n; a++) {
        for (let b = 0; b < n; b++) {
          inner[i * m + j] += frame.values[(i + 2) * n + a] * all[a * n + b] * frame.values[(j + 2) * n + b];
        }
      }
    }
  }
  const { vectors, order } = eigenvectors(inner, m), rows = frame.values.slice(2 * n);
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < n; k++) {
      let sum = 0;
      for (let j = 0; j < m; j++) sum += vectors[j * m + order[i]] * rows[j * n + k];
      frame.values[(i + 2) * n + k] = sum;
    }
  }
  orthonormalize(frame);
}

/** Every so-manieth row where there are many. @param {Cloud} cloud */
function thinned({ values, rows, dimensions }) {
  const stride = Math.ceil(rows / SAMPLE);
  if (stride <= 1) return values;
  const out = new Float32Array(Math.floor(rows / stride) * dimensions);
  for (let i = 0, at = 0; at < out.length; i += stride, at += dimensions) {
    for (let d = 0; d < dimensions; d++) out[at + d] = values[i * dimensions + d];
  }
  return out;
}

/** How far from the middle all but two in a hundred points lie in the three axes shown, however they turn.
 * @param {Frame} frame @param {Cloud} cloud */
export function extent(frame, cloud) {
  if (frame.size < 3 || cloud.rows === 0) return 1;
  const n = frame.size, values = thinned(cloud), away = new Float32Array(values.length / n);
  for (let i = 0; i < away.length; i++) {
    let square = 0;
    for (let axis = 0; axis < 3; axis++) {
      let along = 0;
      for (let d = 0; d < n; d++) along += frame.values[axis * n + d] * values[i * n + d];
      square += along * along;
    }
    away[i] = Math.sqrt(square);
  }
  away.sort();
  return away[Math.floor(.98 * (away.length - 1))] || 1;
}
