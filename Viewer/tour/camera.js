// @ts-check
// From view units to pixels: pan and zoom. y is up in the view, down on the screen.

export const LEAST_ZOOM = .1, MOST_ZOOM = 150;

/** @typedef {{ x: number, y: number, base: number, zoom: number }} Camera the view point in the middle of the stage;
 * `base` pixels a unit at zoom 1 */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {{ top: number, right: number, bottom: number, left: number }} Padding */

/** @param {Camera} camera @param {Size} size @param {number} x @param {number} y @returns {[number, number]} */
export function toScreen(camera, size, x, y) {
  const scale = camera.base * camera.zoom;
  return [size.width / 2 + (x - camera.x) * scale, size.height / 2 - (y - camera.y) * scale];
}

/** @param {Camera} camera @param {Size} size @param {number} x @param {number} y @returns {[number, number]} */
export function toView(camera, size, x, y) {
  const scale = camera.base * camera.zoom;
  return [camera.x + (x - size.width / 2) / scale, camera.y - (y - size.height / 2) / scale];
}

/** What is under the pointer stays under it. @param {Camera} camera @param {Size} size @param {number} x
 * @param {number} y @param {number} factor @returns {Camera} */
export function zoomAt(camera, size, x, y, factor) {
  const zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, camera.zoom * factor));
  const [viewX, viewY] = toView(camera, size, x, y), scale = camera.base * zoom;
  return { ...camera, zoom, x: viewX - (x - size.width / 2) / scale, y: viewY + (y - size.height / 2) / scale };
}

/** @param {Camera} camera @param {number} dx pixels @param {number} dy @returns {Camera} */
export function panBy(camera, dx, dy) {
  const scale = camera.base * camera.zoom;
  return { ...camera, x: camera.x - dx / scale, y: camera.y + dy / scale };
}

/**
 * The camera that shows all but the outermost 0.2 % of the points on each side inside the padding, at zoom 1. Where
 * leaving out 1 % shows the others at least half as large again, those few are left outside.
 * @param {Float32Array} positions x, y, x, y, … @param {Size} size @param {Padding} padding @returns {Camera}
 */
export function fit(positions, size, padding) {
  const [left, right] = spread(positions, 0), [low, high] = spread(positions, 1);
  const width = Math.max(40, size.width - padding.left - padding.right);
  const height = Math.max(40, size.height - padding.top - padding.bottom);
  const wide = (right - left) || 1e-3, tall = (high - low) || 1e-3;
  const base = Math.min(width / wide, height / tall);
  return {
    base,
    zoom: 1,
    x: (left + right) / 2 - (padding.left - padding.right) / 2 / base,
    y: (low + high) / 2 + (padding.top - padding.bottom) / 2 / base,
  };
}

/** @param {Float32Array} positions @param {0 | 1} axis @returns {[number, number]} */
function spread(positions, axis) {
  const count = positions.length / 2;
  if (count === 0) return [-1, 1];
  // Above 20,000 points an even stride gives the same quantiles to a pixel.
  const stride = Math.max(1, Math.floor(count / 20_000)), sample = new Float32Array(Math.ceil(count / stride));
  for (let i = 0, k = 0; i < count; i += stride) sample[k++] = positions[i * 2 + axis];
  sample.sort();
  const at = (/** @type {number} */ t) => sample[Math.round(t * (sample.length - 1))];
  const all = /** @type {[number, number]} */ ([at(.002), at(.998)]), most = [at(.01), at(.99)];
  const margin = .04 * (most[1] - most[0]);
  return all[1] - all[0] > 1.5 * (most[1] - most[0]) ? [most[0] - margin, most[1] + margin] : all;
}
