// @ts-check
// The plane in which groups lie farthest apart, measured by how wide each of them is.

import { covariance, eigenvectors, orthonormalize } from "./frame.js";

/** @typedef {import("../data/arrays.js").Cloud} Cloud */

const SAMPLE = 50_000, RIDGE = 1e-3;

/**
 * The two directions with the largest Fisher ratio, aᵀ S_b a / aᵀ (S_w + 10⁻³ · tr(S_w)/p · I) a. Where the groups differ
 * in one direction only (two groups), the second is the widest of those that the first leaves. O(rows · p²).
 * @param {Cloud} cloud @param {(item: number) => number} groupOf −1: takes no part @param {number} groups
 * @returns {Float64Array | null} two orthonormal rows; null where there are not two groups with two points each
 */
export function bestPlane(cloud, groupOf, groups) {
  const { dimensions: p } = cloud, scatter = scatterOf(cloud, groupOf, groups);
  if (!scatter) return null;
  const { within, between, rank } = scatter;
  let trace = 0;
  for (let d = 0; d < p; d++) trace += within[d * p + d];
  for (let d = 0; d < p; d++) within[d * p + d] += RIDGE * trace / p + 1e-12;
  const lower = cholesky(within, p), inner = whitened(between, lower, p);
  const { vectors, order } = eigenvectors(inner, p), frame = { size: p, values: new Float64Array(p * p) };
  const count = Math.min(2, rank);
  for (let i = 0; i < count; i++) {
    const u = Float64Array.from({ length: p }, (_, k) => vectors[k * p + order[i]]);
    frame.values.set(backSolved(lower, u, p), i * p);
  }
  if (count < 2) frame.values.set(widestBeside(cloud, frame.values.subarray(0, p)), p);
  for (let i = 2; i < p; i++) for (let k = 0; k < p; k++) frame.values[i * p + k] = Math.cos(i * 7 + k * 3);
  orthonormalize(frame);
  return frame.values.slice(0, 2 * p);
}

/** @param {Cloud} cloud @param {(item: number) => number} groupOf @param {number} groups */
function scatterOf({ values, rows, dimensions: p }, groupOf, groups) {
  const stride = Math.max(1, Math.ceil(rows / SAMPLE)), counts = new Float64Array(groups);
  const means = new Float64Array(groups * p), all = new Float64Array(p);
  for (let i = 0; i < rows; i += stride) {
    const group = groupOf(i);
    if (group < 0) continue;
    counts[group]++;
    for (let d = 0; d < p; d++) means[group * p + d] += values[i * p + d];
  }
  const kept = counts.reduce((sum, count) => sum + (count > 1 ? 1 : 0), 0), total = counts.reduce((a, b) => a + b, 0);
  if (kept < 2) return null;
  for (let j = 0; j < means.length; j++) {
    all[j % p] += means[j] / total;
    means[j] /= Math.max(1, counts[Math.floor(j / p)]);
  }
  const within = new Float64Array(p * p), between = new Float64Array(p * p), away = new Float64Array(p);
  for (let i = 0; i < rows; i += stride) {
    const group = groupOf(i);
    if (group < 0) continue;
    for (let d = 0; d < p; d++) away[d] = values[i * p + d] - means[group * p + d];
    for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) within[a * p + b] += away[a] * away[b];
  }
  for (let g = 0; g < groups; g++) {
    for (let d = 0; d < p; d++) away[d] = means[g * p + d] - all[d];
    for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) between[a * p + b] += counts[g] * away[a] * away[b];
  }
  return { within, between, rank: kept - 1 };
}

/** The largest principal axis once a direction is taken out. @param {Cloud} cloud @param {Float64Array} taken */
function widestBeside({ values, rows, dimensions: p }, taken) {
  const norm = Math.hypot(...taken) || 1, unit = taken.map((value) => value / norm);
  const all = covariance(values, rows, p), first = new Float64Array(p), inner = all.slice();
  let twice = 0;
  for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) first[a] += all[a * p + b] * unit[b];
  for (let a = 0; a < p; a++) twice += unit[a] * first[a];
  for (let a = 0; a < p; a++) {
    for (let b = 0; b < p; b++) {
      inner[a * p + b] += twice * unit[a] * unit[b] - unit[a] * first[b] - first[a] * unit[b];
    }
  }
  const { vectors, order } = eigenvectors(inner, p);
  return Float64Array.from({ length: p }, (_, k) => vectors[k * p + order[0]]);
}

/** @param {Float64Array} a @param {number} n @returns {Float64Array} lower */
function cholesky(a, n) {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      l[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-15)) : sum / l[j * n + j];
    }
  }
  return l;
}

/** L⁻¹ B L⁻ᵀ. @param {Float64Array} b @param {Float64Array} l @param {number} n */
function whitened(b, l, n) {
  const half = new Float64Array(n * n), out = new Float64Array(n * n);
  for (let c = 0; c < n; c++) {
    for (let i = 0; i < n; i++) {
      let sum = b[i * n + c];
      for (let k = 0; k < i; k++) sum -= l[i * n + k] * half[k * n + c];
      half[i * n + c] = sum / l[i * n + i];
    }
  }
  for (let r = 0; r < n; r++) {
    for (let i = 0; i < n; i++) {
      let sum = half[r * n + i];
      for (let k = 0; k < i; k++) sum -= l[i * n + k] * out[r * n + k];
      out[r * n + i] = sum / l[i * n + i];
    }
  }
  return out;
}

/** L⁻ᵀ u. @param {Float64Array} l @param {Float64Array} u @param {number} n */
function backSolved(l, u, n) {
  const x = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let sum = u[i];
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i] * x[k];
    x[i] = sum / l[i * n + i];
  }
  return x;
}
