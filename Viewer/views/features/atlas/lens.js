// @ts-check
// Where one looks at a grid of cells: never past its edge, never closer than a few cells, and the same place after the window
// has changed. A cell is one unit wide; rows go down, y goes up.

import { toView } from "../../../tour/camera.js";

/** @typedef {import("../../../tour/camera.js").Camera} Camera */
/** @typedef {import("../../../tour/camera.js").Size} Size */
/** @typedef {{ columns: number, rows: number, ratio: number }} Grid `ratio`: height of a cell by its width */
/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box */

/** Pixels: around the whole, and a cell of a few that would else fill the window. */
const PADDING = 16, LARGE_CELL = 280;

/** The most that one cell takes of the window. */
const CLOSEST = .6;

/** All of it. @param {Grid} grid @param {Size} size @returns {Camera} */
export function whole({ columns, rows, ratio }, size) {
  const wide = Math.max(8, size.width - 2 * PADDING), tall = Math.max(8, size.height - 2 * PADDING);
  const base = Math.min(wide / columns, tall / (rows * ratio), LARGE_CELL);
  return { base, zoom: 1, x: columns / 2, y: -rows * ratio / 2 };
}

/** How far one can go in. @param {Grid} grid @param {Size} size @param {number} base */
export const mostZoom = ({ ratio }, size, base) =>
  Math.max(1, CLOSEST * Math.min(size.width, size.height / ratio) / base);

/**
 * A camera within what there is to see. Where the zoom would go too far it stops on the way, and what was under the pointer is
 * still under it.
 * @param {Camera} before @param {Camera} after @param {Grid} grid @param {Size} size @returns {Camera}
 */
export function limited(before, after, grid, size) {
  const zoom = Math.min(mostZoom(grid, size, after.base), Math.max(1, after.zoom));
  const wanted = 1 - before.zoom / after.zoom,
    part = zoom === after.zoom || Math.abs(wanted) < 1e-9 ? 1 : (1 - before.zoom / zoom) / wanted;
  const x = before.x + part * (after.x - before.x), y = before.y + part * (after.y - before.y);
  const scale = after.base * zoom, tall = grid.rows * grid.ratio;
  return {
    base: after.base,
    zoom,
    x: inside(x, grid.columns, size.width / scale, PADDING / scale),
    y: -inside(-y, tall, size.height / scale, PADDING / scale),
  };
}

/** @param {number} middle @param {number} length @param {number} seen @param {number} margin */
function inside(middle, length, seen, margin) {
  const least = seen / 2 - margin, most = length - seen / 2 + margin;
  return least >= most ? length / 2 : Math.min(most, Math.max(least, middle));
}

/** The same place in a window of another size. @param {Camera} camera @param {Grid} grid @param {Size} size */
export function resized(camera, grid, size) {
  const { base } = whole(grid, size), again = { ...camera, base };
  return limited(again, again, grid, size);
}

/** @param {Camera} camera @param {Grid} grid @returns {import("../../../state/atlas.js").AtlasLens | null} null: all of it */
export const lensOf = ({ x, y, zoom }, { ratio }) => zoom <= 1.001 ? null : { column: x, row: -y / ratio, zoom };

/** @param {import("../../../state/atlas.js").AtlasLens | null} lens @param {Grid} grid @param {Size} size @returns {Camera} */
export function cameraOf(lens, grid, size) {
  const all = whole(grid, size);
  if (!lens) return all;
  const camera = { base: all.base, zoom: lens.zoom, x: lens.column, y: -lens.row * grid.ratio };
  return limited(camera, camera, grid, size);
}

/** The row and column at a place in pixels; outside of the grid they are, too. @param {Camera} camera @param {Size} size
 * @param {Grid} grid @param {number} x @param {number} y */
export function gridPlace(camera, size, { ratio }, x, y) {
  const [viewX, viewY] = toView(camera, size, x, y);
  return { row: Math.floor(-viewY / ratio), column: Math.floor(viewX) };
}

/** Rows and columns that are seen, the last ones left out. @param {Camera} camera @param {Size} size @param {Grid} grid */
export function seen(camera, size, grid) {
  const first = gridPlace(camera, size, grid, 0, 0), last = gridPlace(camera, size, grid, size.width, size.height);
  return {
    rows: [Math.max(0, first.row), Math.min(grid.rows, last.row + 1)],
    columns: [Math.max(0, first.column), Math.min(grid.columns, last.column + 1)],
  };
}

/** Where a cell is, its edges on pixels of the screen, so that there are no gaps between two. @param {Camera} camera
 * @param {Size} size @param {Grid} grid @param {number} row @param {number} column @param {number} density pixels of the
 * screen by those of the page @returns {Box} */
export function boxOf(camera, size, { ratio }, row, column, density) {
  const scale = camera.base * camera.zoom, snap = (/** @type {number} */ v) => Math.round(v * density) / density;
  const left = size.width / 2 + (column - camera.x) * scale, top = size.height / 2 + (row * ratio + camera.y) * scale;
  return { left: snap(left), top: snap(top), right: snap(left + scale), bottom: snap(top + scale * ratio) };
}

/** The camera that has a cell in view, moved no farther than it must. @param {Camera} camera @param {Size} size
 * @param {Grid} grid @param {number} row @param {number} column @returns {Camera} */
export function revealing(camera, size, grid, row, column) {
  const { left, top, right, bottom } = boxOf(camera, size, grid, row, column, 1), scale = camera.base * camera.zoom;
  const away = (/** @type {number} */ low, /** @type {number} */ high, /** @type {number} */ room) =>
    low < PADDING ? low - PADDING : high > room - PADDING ? Math.min(low - PADDING, high - room + PADDING) : 0;
  const moved = {
    ...camera,
    x: camera.x + away(left, right, size.width) / scale,
    y: camera.y - away(top, bottom, size.height) / scale,
  };
  return limited(camera, moved, grid, size);
}
