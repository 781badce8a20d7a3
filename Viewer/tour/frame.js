// @ts-check
// The frame Q ∈ O(p): its rows are the view axes, v = Q y, and the screen shows (v₁, v₂).

/** @typedef {{ size: number, values: Float64Array }} Frame size × size, row by row */

/** The most dimensions the vertex shader projects: four vec4 attributes. */
export const MOST_DIMENSIONS = 16;

/** Above so many points an even choice of so many gives the same plane. */
const SAMPLE = 20_000;

/** @param {number} size @returns {Frame} */
export function identityFrame(size) {
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) values[i * size + i] = 1;
  return { size, values };
}

/**
 * The plane to begin with: the principal axes of the directions from the median to every point, each direction counting
 * once (the spatial sign covariance). A few points far out, as UMAP makes them, do not decide it alone, as they would for
 * the variance. O(rows · p²).
 * @param {Float32Array} values @param {number} rows @param {number} size @returns {Frame}
 */
export function widestFrame(values, rows, size) {
  if (rows > SAMPLE) return widestFrame(everySo(values, rows, size), SAMPLE, size);
  const middle = medians(values, rows, size), directions = new Float32Array(rows * size);
  for (let r = 0; r < rows; r++) {
    let length = 0;
    for (let d = 0; d < size; d++) length += (values[r * size + d] - middle[d]) ** 2;
    length = Math.sqrt(length) || 1;
    for (let d = 0; d < size; d++) directions[r * size + d] = (values[r * size + d] - middle[d]) / length;
  }
  return principalFrame(directions, rows, size);
}

/** @param {Float32Array} values @param {number} rows @param {number} size */
function everySo(values, rows, size) {
  const out = new Float32Array(SAMPLE * size);
  for (let k = 0; k < SAMPLE; k++) {
    const start = Math.floor(k * rows / SAMPLE) * size;
    for (let d = 0; d < size; d++) out[k * size + d] = values[start + d];
  }
  return out;
}

/** @param {Float32Array} values @param {number} rows @param {number} size */
function medians(values, rows, size) {
  const column = new Float32Array(rows), middle = new Float64Array(size);
  for (let d = 0; d < size; d++) {
    for (let r = 0; r < rows; r++) column[r] = values[r * size + d];
    middle[d] = rows > 0 ? smallest(column, rows >> 1) : 0;
  }
  return middle;
}

/** The value that would stand at a place after sorting (Hoare's selection, O(values) on average); the values are moved.
 * @param {Float32Array} values @param {number} place */
export function smallest(values, place) {
  for (let low = 0, high = values.length - 1; low < high;) {
    const pivot = values[(low + high) >> 1];
    let i = low, j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const value = values[i];
      values[i++] = values[j];
      values[j--] = value;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return values[place];
}

/**
 * The principal axes of a cloud, largest variance first (Jacobi's rotations on the covariance, O(rows · p²)).
 * Each axis points so that its largest component is positive, so the picture does not depend on chance.
 * @param {Float32Array} values @param {number} rows @param {number} size @returns {Frame}
 */
export function principalFrame(values, rows, size) {
  const { vectors, order } = eigenvectors(covariance(values, rows, size), size);
  const frame = new Float64Array(size * size);
  order.forEach((column, row) => {
    let largest = 0;
    for (let d = 0; d < size; d++) {
      const value = vectors[d * size + column];
      if (Math.abs(value) > Math.abs(largest) + 1e-12) largest = value;
    }
    for (let d = 0; d < size; d++) frame[row * size + d] = vectors[d * size + column] * (largest < 0 ? -1 : 1);
  });
  return { size, values: frame };
}

/** @param {Float32Array} values @param {number} rows @param {number} size */
export function covariance(values, rows, size) {
  const mean = new Float64Array(size), matrix = new Float64Array(size * size);
  for (let r = 0, at = 0; r < rows; r++) for (let a = 0; a < size; a++) mean[a] += values[at++] / Math.max(1, rows);
  for (let r = 0; r < rows; r++) {
    for (let a = 0; a < size; a++) {
      const x = values[r * size + a] - mean[a];
      for (let b = a; b < size; b++) matrix[a * size + b] += x * (values[r * size + b] - mean[b]);
    }
  }
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) matrix[a * size + b] = matrix[b * size + a];
  return matrix;
}

/** Jacobi: the columns of `vectors`, the largest eigenvalue first in `order`; the eigenvalues are left on the diagonal.
 * @param {Float64Array} a symmetric, overwritten @param {number} n */
export function eigenvectors(a, n) {
  const vectors = identityFrame(n).values;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0, all = 0;
    for (let i = 0; i < n * n; i++) {
      all += a[i] * a[i];
      if (i % (n + 1) !== 0) off += a[i] * a[i];
    }
    if (off <= 1e-22 * all) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, vectors, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i] || i - j);
  return { vectors, order };
}

/** @param {Float64Array} a @param {Float64Array} v @param {number} n @param {number} p @param {number} q */
function rotate(a, v, n, p, q) {
  const apq = a[p * n + q];
  if (apq === 0) return;
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1), s = t * c;
  for (let k = 0; k < n; k++) {
    const x = a[k * n + p], y = a[k * n + q];
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
  for (let k = 0; k < n; k++) {
    const x = a[p * n + k], y = a[q * n + k];
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
    const u = v[k * n + p], w = v[k * n + q];
    v[k * n + p] = c * u - s * w;
    v[k * n + q] = s * u + c * w;
  }
}

/** Makes the rows orthonormal again (modified Gram and Schmidt), in place. @param {Frame} frame */
export function orthonormalize({ size, values }) {
  for (let i = 0, tries = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      let dot = 0;
      for (let k = 0; k < size; k++) dot += values[i * size + k] * values[j * size + k];
      for (let k = 0; k < size; k++) values[i * size + k] -= dot * values[j * size + k];
    }
    let norm = 0;
    for (let k = 0; k < size; k++) norm += values[i * size + k] ** 2;
    norm = Math.sqrt(norm);
    if (norm > 1e-9) {
      for (let k = 0; k < size; k++) values[i * size + k] /= norm;
      continue;
    }
    // A lost row: one of the unit vectors always has a part outside the rows so far.
    for (let k = 0; k < size; k++) values[i * size + k] = k === tries ? 1 : 0;
    tries = (tries + 1) % size;
    i--;
  }
}

/** A whole frame from its first two rows (as links carry them). @param {number[]} rows @returns {Frame | null} */
export function frameFromRows(rows) {
  const size = rows.length / 2;
  if (!Number.isInteger(size) || size < 2 || size > MOST_DIMENSIONS) return null;
  const length = (/** @type {number} */ r) => Math.hypot(...rows.slice(r * size, (r + 1) * size));
  if (Math.abs(length(0) - 1) > .05 || Math.abs(length(1) - 1) > .05) return null;
  const frame = identityFrame(size);
  for (let i = 2; i < size; i++) for (let k = 0; k < size; k++) frame.values[i * size + k] = Math.cos(i * 7 + k * 3);
  frame.values.set(rows);
  orthonormalize(frame);
  return frame;
}
