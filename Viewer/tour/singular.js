// @ts-check
// The singular vectors of a small square matrix.

/** Sweeps after which what is left is rounding. */
const SWEEPS = 60, ROUNDING = 1e-15;

/**
 * M = U Σ Vᵀ by one-sided Jacobi rotations (Hestenes 1958, doi:10.1137/0106005): small singular values keep their
 * digits, which they would lose in MᵀM. Directions of no length are filled up, so that U is orthogonal for any M. O(n³) a
 * sweep.
 * @param {Float64Array} matrix n × n, row by row, not changed @param {number} n
 * @returns {{ left: Float64Array, values: Float64Array, right: Float64Array }} the columns of `left` and `right`, in the
 * order of `values`, the largest first
 */
export function singularVectors(matrix, n) {
  // Column by column, so that a rotation runs along memory.
  const columns = transposed(matrix, n), turns = identity(n);
  for (let sweep = 0, turned = true; turned && sweep < SWEEPS; sweep++) {
    turned = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) turned = rotate(columns, turns, n, p, q) || turned;
    }
  }
  const lengths = Float64Array.from({ length: n }, (_, k) => Math.sqrt(dot(columns, columns, n, k, k)));
  const order = Array.from({ length: n }, (_, k) => k).sort((i, j) => lengths[j] - lengths[i] || i - j);
  const left = new Float64Array(n * n), right = new Float64Array(n * n), least = n * 2.3e-16 * lengths[order[0]];
  order.forEach((from, k) => {
    for (let i = 0; i < n; i++) right[k * n + i] = turns[from * n + i];
    if (lengths[from] > least) { for (let i = 0; i < n; i++) left[k * n + i] = columns[from * n + i] / lengths[from]; }
    else fillUp(left, n, k);
  });
  return {
    left: transposed(left, n),
    values: Float64Array.from(order, (k) => lengths[k]),
    right: transposed(right, n),
  };
}

/** Makes two columns orthogonal. @param {Float64Array} columns @param {Float64Array} turns @param {number} n
 * @param {number} p @param {number} q @returns {boolean} whether there was anything to do */
function rotate(columns, turns, n, p, q) {
  const alpha = dot(columns, columns, n, p, p), beta = dot(columns, columns, n, q, q);
  const gamma = dot(columns, columns, n, p, q);
  if (gamma === 0 || Math.abs(gamma) <= ROUNDING * Math.sqrt(alpha * beta)) return false;
  const zeta = (beta - alpha) / (2 * gamma);
  const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta)),
    c = 1 / Math.sqrt(1 + t * t),
    s = c * t;
  for (const each of [columns, turns]) {
    for (let i = 0; i < n; i++) {
      const x = each[p * n + i], y = each[q * n + i];
      each[p * n + i] = c * x - s * y;
      each[q * n + i] = s * x + c * y;
    }
  }
  return true;
}

/** A unit vector orthogonal to the first k: what is left of the unit vector that has most outside them.
 * @param {Float64Array} vectors row by row @param {number} n @param {number} k */
function fillUp(vectors, n, k) {
  let best = 0, most = -1;
  for (let i = 0; i < n; i++) {
    let outside = 1;
    for (let j = 0; j < k; j++) outside -= vectors[j * n + i] ** 2;
    if (outside > most + 1e-12) {
      most = outside;
      best = i;
    }
  }
  vectors[k * n + best] = 1;
  // Twice is enough.
  for (let pass = 0; pass < 2; pass++) {
    for (let j = 0; j < k; j++) {
      const along = dot(vectors, vectors, n, j, k);
      for (let i = 0; i < n; i++) vectors[k * n + i] -= along * vectors[j * n + i];
    }
  }
  const length = Math.sqrt(dot(vectors, vectors, n, k, k));
  for (let i = 0; i < n; i++) vectors[k * n + i] /= length;
}

/** @param {Float64Array} a @param {Float64Array} b @param {number} n @param {number} p row of a @param {number} q of b */
function dot(a, b, n, p, q) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[p * n + i] * b[q * n + i];
  return sum;
}

/** @param {Float64Array} matrix @param {number} n */
function transposed(matrix, n) {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[j * n + i] = matrix[i * n + j];
  return out;
}

/** @param {number} n */
function identity(n) {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  return out;
}
