// @ts-check
// Two clouds of the same images laid onto each other: the turn, with a reflection where that is nearer, that brings the
// first as close to the second as can be (orthogonal Procrustes; Schönemann 1966, doi:10.1007/BF02289451).

import { inSlices } from "./slices.js";
import { singularVectors } from "./singular.js";

/** @typedef {import("../data/arrays.js").Cloud} Cloud */

/**
 * @typedef {object} Alignment
 * @property {number} size of the space: the wider of both; the narrower is padded with zeros
 * @property {Float64Array} turn size × size, orthogonal, row by row: aligned = (x − from) · turn + to
 * @property {Float64Array} from the middle of the first cloud, over the images that were asked for
 * @property {Float64Array} to that of the second
 * @property {number} agreement 1 − disparity after alignment, 0–1: 1 − disparity = (Σσ)² ∕ (‖X‖²‖Y‖²), as
 *   scipy.spatial.procrustes has it
 * @property {number} before the same without turning, a scale alone being free: max(0, tr XᵀY)² ∕ (‖X‖²‖Y‖²)
 * @property {number} count of images
 */

/** How many images are taken in one go: some milliseconds at 15 dimensions. */
const STEP = 4096;

/** Sums in Float64, O(images · p² + p³), in slices between which the page goes on.
 * @param {Cloud} a is turned @param {Cloud} b of as many rows @param {Int32Array | null} items null: all
 * @returns {Promise<Alignment>} */
export async function alignmentOf(a, b, items) {
  const size = Math.max(a.dimensions, b.dimensions), count = items ? items.length : Math.min(a.rows, b.rows);
  const from = await middle(a, size, items, count), to = await middle(b, size, items, count);
  const product = new Float64Array(size * size), squares = [0, 0];
  await inSlices(count, STEP, (first, last) => {
    for (let k = first; k < last; k++) accumulate(a, b, items ? items[k] : k, from, to, product, squares, size);
  });
  const { left, values, right } = singularVectors(product, size);
  let sum = 0, trace = 0;
  for (let d = 0; d < size; d++) {
    sum += values[d];
    trace += product[d * size + d];
  }
  const whole = squares[0] * squares[1], share = (/** @type {number} */ part) => whole > 0 ? part * part / whole : 0;
  return {
    size,
    turn: times(left, right, size),
    from,
    to,
    agreement: Math.min(1, share(sum)),
    before: Math.min(1, share(Math.max(0, trace))),
    count,
  };
}

/** @param {Cloud} cloud @param {number} size @param {Int32Array | null} items @param {number} count */
async function middle({ values, dimensions }, size, items, count) {
  const sum = new Float64Array(size);
  await inSlices(count, 4 * STEP, (first, last) => {
    for (let k = first; k < last; k++) {
      const start = (items ? items[k] : k) * dimensions;
      for (let d = 0; d < dimensions; d++) sum[d] += values[start + d];
    }
  });
  return sum.map((value) => value / Math.max(1, count));
}

/** Adds one image to XᵀY and to both squares. @param {Cloud} a @param {Cloud} b @param {number} item
 * @param {Float64Array} from @param {Float64Array} to @param {Float64Array} product @param {number[]} squares
 * @param {number} size */
function accumulate(a, b, item, from, to, product, squares, size) {
  const startA = item * a.dimensions, startB = item * b.dimensions;
  for (let j = 0; j < b.dimensions; j++) squares[1] += (b.values[startB + j] - to[j]) ** 2;
  for (let i = 0; i < a.dimensions; i++) {
    const x = a.values[startA + i] - from[i], row = i * size;
    squares[0] += x * x;
    for (let j = 0; j < b.dimensions; j++) product[row + j] += x * (b.values[startB + j] - to[j]);
  }
}

/** U · Vᵀ @param {Float64Array} u @param {Float64Array} v @param {number} size */
function times(u, v, size) {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += u[i * size + k] * v[j * size + k];
      out[i * size + j] = sum;
    }
  }
  return out;
}

/** All rows of a cloud, turned as the alignment says: distances stay. O(rows · p²), in slices.
 * @param {Cloud} cloud @param {Alignment} alignment @returns {Promise<Cloud>} */
export async function aligned(cloud, { size, turn, from, to }) {
  const { rows, dimensions, values } = cloud, out = new Float32Array(rows * size), row = new Float64Array(size);
  await inSlices(rows, STEP, (first, last) => {
    for (let i = first; i < last; i++) {
      row.set(to);
      for (let d = 0; d < size; d++) {
        const x = (d < dimensions ? values[i * dimensions + d] : 0) - from[d];
        for (let e = 0; x !== 0 && e < size; e++) row[e] += x * turn[d * size + e];
      }
      out.set(row, i * size);
    }
  });
  return { ...cloud, dimensions: size, values: out };
}

/** How far apart each image lies in two clouds, the narrower padded with zeros. O(rows · p)
 * @param {Cloud} a @param {Cloud} b */
export function apart(a, b) {
  const rows = Math.min(a.rows, b.rows), size = Math.max(a.dimensions, b.dimensions), out = new Float32Array(rows);
  for (let i = 0; i < rows; i++) {
    let square = 0;
    for (let d = 0; d < size; d++) {
      const x = d < a.dimensions ? a.values[i * a.dimensions + d] : 0;
      square += (x - (d < b.dimensions ? b.values[i * b.dimensions + d] : 0)) ** 2;
    }
    out[i] = Math.sqrt(square);
  }
  return out;
}

/** The same points in a wider space: zeros in the new dimensions. @param {Cloud} cloud @param {number} size
 * @returns {Cloud} */
export function padded(cloud, size) {
  const { rows, dimensions, values } = cloud;
  if (dimensions >= size) return cloud;
  const out = new Float32Array(rows * size);
  for (let i = 0; i < rows; i++) out.set(values.subarray(i * dimensions, (i + 1) * dimensions), i * size);
  return { ...cloud, dimensions: size, values: out };
}
