// @ts-check
// Dragging a handle turns the whole space, rigidly, so that the handle stays under the pointer.

import { orthonormalize } from "./frame.js";

/**
 * The frame for a handle at centroid c dragged to s. Going back to where the drag began undoes it.
 * @param {import("./frame.js").Frame} start the frame at pointer-down @param {ArrayLike<number>} centroid
 * @param {[number, number]} pointer view units @returns {import("./frame.js").Frame}
 */
export function dragHandle(start, centroid, pointer) {
  const n = start.size, from = new Float64Array(n), to = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) from[i] += start.values[i * n + k] * centroid[k];
  const length = Math.hypot(...from), reach = Math.hypot(...pointer);
  if (length < 1e-9 || reach < 1e-9 && n === 2) return start;
  const shorten = n === 2 ? length / reach : Math.min(1, length / Math.max(reach, 1e-12));
  to[0] = pointer[0] * shorten;
  to[1] = pointer[1] * shorten;
  const rest = Math.hypot(...from.subarray(2)), wanted = Math.sqrt(Math.max(0, length ** 2 - to[0] ** 2 - to[1] ** 2));
  for (let i = 2; i < n; i++) to[i] = rest > 1e-9 ? from[i] / rest * wanted : (i === 2 ? wanted : 0);
  return turned(start, from.map((v) => v / length), to.map((v) => v / length));
}

/** The rotation that takes unit vector a to unit vector w and leaves everything orthogonal to both still.
 * @param {import("./frame.js").Frame} start @param {Float64Array} a @param {Float64Array} w */
function turned(start, a, w) {
  const n = start.size,
    dot = (/** @type {Float64Array} */ x, /** @type {Float64Array} */ y) =>
      x.reduce((sum, value, i) => sum + value * y[i], 0);
  const cosine = Math.max(-1, Math.min(1, dot(a, w))), b = w.map((value, i) => value - cosine * a[i]);
  const sine = Math.sqrt(dot(b, b));
  if (sine < 1e-12) return start;
  for (let i = 0; i < n; i++) b[i] /= sine;
  const values = start.values.slice();
  for (let k = 0; k < n; k++) {
    let alongA = 0, alongB = 0;
    for (let i = 0; i < n; i++) {
      alongA += a[i] * start.values[i * n + k];
      alongB += b[i] * start.values[i * n + k];
    }
    for (let i = 0; i < n; i++) {
      values[i * n + k] += sine * (b[i] * alongA - a[i] * alongB) + (cosine - 1) * (a[i] * alongA + b[i] * alongB);
    }
  }
  const frame = { size: n, values };
  orthonormalize(frame);
  return frame;
}
