// @ts-check
// v = Q y on the processor, for picking and for the few pictures; the graphics card does the same for all points.

/** @typedef {import("../data/arrays.js").Cloud} Cloud */
/** @typedef {import("./frame.js").Frame} Frame */
/** @typedef {{ a: Cloud, b: Cloud, frameA: Frame, frameB: Frame, t: number }} Blend what is on the stage: (1−t)·a + t·b */

/** One view coordinate of one row. @param {Float32Array} values @param {number} start where the row begins
 * @param {Frame} frame @param {number} axis */
export function coordinate(values, start, { size, values: q }, axis) {
  let sum = 0;
  for (let d = 0, row = axis * size; d < size; d++) sum += q[row + d] * values[start + d];
  return sum;
}

/** One view coordinate of one row of the mixture. @param {Blend} blend @param {Float32Array} rowsA
 * @param {Float32Array} rowsB one row or many of either end @param {number} row @param {number} axis */
export function mixed({ a, b, frameA, frameB, t }, rowsA, rowsB, row, axis) {
  const from = t < 1 && axis < frameA.size ? coordinate(rowsA, row * a.dimensions, frameA, axis) : 0;
  const to = t > 0 && axis < frameB.size ? coordinate(rowsB, row * b.dimensions, frameB, axis) : 0;
  return t <= 0 ? from : t >= 1 ? to : (1 - t) * from + t * to;
}

/** Where one item is in the view. @param {Blend} blend @param {number} item @returns {[number, number]} */
export function projectItem(blend, item) {
  const { a, b } = blend;
  return [mixed(blend, a.values, b.values, item, 0), mixed(blend, a.values, b.values, item, 1)];
}

/** All items, x, y, x, y, … O(items · dimensions). @param {Blend} blend @param {Float32Array} [out] */
export function projectAll(blend, out = new Float32Array(blend.a.rows * 2)) {
  const { a, b, frameA, frameB, t } = blend;
  out.fill(0);
  if (t < 1) accumulate(a, frameA, 1 - t, out);
  if (t > 0) accumulate(b, frameB, t, out);
  return out;
}

/** @param {Cloud} cloud @param {Frame} frame @param {number} weight @param {Float32Array} out */
function accumulate({ values, rows, dimensions }, frame, weight, out) {
  const q = frame.values, second = frame.size;
  for (let i = 0, start = 0; i < rows; i++, start += dimensions) {
    let x = 0, y = 0;
    for (let d = 0; d < dimensions; d++) {
      x += q[d] * values[start + d];
      y += q[second + d] * values[start + d];
    }
    out[2 * i] += weight * x;
    out[2 * i + 1] += weight * y;
  }
}

/**
 * The present mixture as a cloud of its own, so that a new motion can start in the middle of an old one.
 * @param {Blend} blend @returns {{ cloud: Cloud, sameSpace: boolean }} `sameSpace` false: already projected to 2-D
 */
export function bake(blend) {
  const { a, b, frameA, frameB, t } = blend;
  if (t <= 0) return { cloud: a, sameSpace: true };
  if (t >= 1) return { cloud: b, sameSpace: true };
  if (a.dimensions === b.dimensions && frameA === frameB) {
    const values = a.values.map((value, i) => (1 - t) * value + t * b.values[i]);
    return { cloud: { ...b, key: "between", values }, sameSpace: true };
  }
  const values = projectAll(blend);
  return { cloud: { key: "between", rows: a.rows, dimensions: 2, values, aligned: true }, sameSpace: false };
}
