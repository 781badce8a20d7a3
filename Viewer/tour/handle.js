// @ts-check
// Dragging a handle turns the whole space, rigidly, so that the handle stays under the pointer.

import { identityFrame, orthonormalize } from "./frame.js";

/**
 * The frame for a handle at centroid c dragged to s. Going back to where the drag began undoes it.
 * @param {import("./frame.js").Frame} start the frame at pointer-down @param {ArrayLike<number>} centroid
 * @param {[number, number]} pointer view units
 * @param {number} [axes] only so many rows of the frame turn, among themselves: 2 in the plane, 3 in space
 * @returns {import("./frame.js").Frame}
 */
export function dragHandle(start, centroid, pointer, axes = start.size) {
  if (axes < start.size) return within(start, centroid, pointer, axes);
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

/** Turns the first rows among themselves: in their own coordinates it is a drag in a smaller space.
 * @param {import("./frame.js").Frame} start @param {ArrayLike<number>} centroid @param {[number, number]} pointer
 * @param {number} axes @returns {import("./frame.js").Frame} */
function within(start, centroid, pointer, axes) {
  const n = start.size, inner = new Float64Array(axes), values = start.values.slice();
  for (let i = 0; i < axes; i++) for (let k = 0; k < n; k++) inner[i] += start.values[i * n + k] * centroid[k];
  const turn = dragHandle(identityFrame(axes), inner, pointer).values;
  for (let i = 0; i < axes; i++) {
    for (let k = 0; k < n; k++) {
      let sum = 0;
      for (let j = 0; j < axes; j++) sum += turn[i * axes + j] * start.values[j * n + k];
      values[i * n + k] = sum;
    }
  }
  return { size: n, values };
}
