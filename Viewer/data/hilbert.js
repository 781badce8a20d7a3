// @ts-check
// Places of a plane one after the other, so that what is near in the list is near in the plane: the curve of Hilbert (1891).

const BITS = 10, SIDE = 1 << BITS;

/** How far along the curve a cell of a 1024 × 1024 grid is. @param {number} x 0–1023 @param {number} y 0–1023 */
export function hilbert(x, y) {
  let along = 0;
  for (let s = SIDE >> 1; s > 0; s >>= 1) {
    const right = (x & s) > 0 ? 1 : 0, upper = (y & s) > 0 ? 1 : 0;
    along += s * s * ((3 * right) ^ upper);
    if (upper) continue;
    if (right) [x, y] = [SIDE - 1 - x, SIDE - 1 - y];
    [x, y] = [y, x];
  }
  return along;
}

/** How far along the curve each of some places is; the curve fills their bounding square. O(places).
 * @param {Float32Array} positions x, y, x, y, … @returns {Float64Array} */
export function along(positions) {
  const low = [Infinity, Infinity], high = [-Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    low[i & 1] = Math.min(low[i & 1], positions[i]);
    high[i & 1] = Math.max(high[i & 1], positions[i]);
  }
  const side = Math.max(high[0] - low[0], high[1] - low[1]) || 1;
  const cell = (/** @type {number} */ value, /** @type {number} */ axis) =>
    Math.min(SIDE - 1, Math.floor((value - low[axis]) / side * SIDE));
  return Float64Array.from(
    { length: positions.length / 2 },
    (_, i) => hilbert(cell(positions[2 * i], 0), cell(positions[2 * i + 1], 1)),
  );
}
