// @ts-check
// How much of the stage a picture uses: what is packed into a few spots cannot be read, however true it is.

/** Above so many points an even choice fills the same cells. */
const SAMPLE = 20_000;

/**
 * The share of a grid's cells, laid over all but the outermost 1 % of the points, that hold a point. O(points · log).
 * @param {Float32Array} positions x, y, x, y, … @returns {number} 0–1; 0 without points
 */
export function room(positions) {
  const all = positions.length / 2, stride = Math.max(1, Math.floor(all / SAMPLE)), count = Math.floor(all / stride);
  if (count === 0) return 0;
  // As many cells as points, up to a number that tells apart what a screen tells apart.
  const side = Math.max(2, Math.min(48, Math.round(Math.sqrt(count))));
  const axes = [0, 1].map((axis) => {
    const values = Float32Array.from({ length: count }, (_, i) => positions[2 * i * stride + axis]).sort();
    const low = values[Math.floor(.01 * (count - 1))], high = values[Math.ceil(.99 * (count - 1))];
    return { low, cell: (high - low || 1) / side };
  });
  const taken = new Set();
  for (let i = 0; i < count; i++) {
    const [x, y] = axes.map(({ low, cell }, axis) => Math.floor((positions[2 * i * stride + axis] - low) / cell));
    if (x >= 0 && y >= 0 && x < side && y < side) taken.add(y * side + x);
  }
  return taken.size / (side * side);
}
