// @ts-check
// What lies over the points and is read, not counted: handles and class names, rings, lines to neighbors.

/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {import("../state/palette.js").Palette} Palette */
/** @typedef {import("../stage/handles.js").Handle} Handle */

/** Lines to neighbors: one in both, one in the picture only, one in the layer only. */
export const TRUE = /** @type {number[]} */ ([]), FALSE = [3, 2.4], MISSING = [9, 4];

const DASHES = [3, 2.4], DOTS = [2, 4], SOLID = /** @type {number[]} */ ([]);

/** @param {Context} context @param {Handle} handle @param {Palette} palette */
export function drawHandle(context, { x, y, color, held, hovered, custom }, palette) {
  context.beginPath();
  context.arc(x, y, held || hovered ? 9.5 : 8, 0, 2 * Math.PI);
  context.globalAlpha = .75;
  context.fillStyle = palette.stage;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 4.5;
  context.strokeStyle = palette.stage;
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = color;
  if (custom >= 0) context.setLineDash(DASHES);
  context.stroke();
  context.setLineDash(SOLID);
  context.beginPath();
  context.arc(x, y, 2, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
}

/** How far the held handle can go: the length of its centroid.
 * @param {Context} context @param {{ x: number, y: number, color: string }} handle @param {number} originX @param {number} originY
 * @param {number} reach pixels */
export function drawReach(context, { x, y, color }, originX, originY, reach) {
  context.strokeStyle = color;
  context.globalAlpha = .5;
  context.lineWidth = 1;
  context.setLineDash(DOTS);
  context.beginPath();
  context.arc(originX, originY, reach, 0, 2 * Math.PI);
  context.stroke();
  context.setLineDash(SOLID);
  context.beginPath();
  context.moveTo(originX, originY);
  context.lineTo(x, y);
  context.stroke();
  context.globalAlpha = 1;
}

/** @param {Context} context @param {number} x @param {number} y @param {number} radius @param {string} fill
 * @param {Palette} palette */
export function drawRing(context, x, y, radius, fill, palette) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.strokeStyle = palette.stage;
  context.lineWidth = 4;
  context.stroke();
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  context.stroke();
  context.fillStyle = fill;
  context.fill();
}

/** Lines from one place to others, broken where the layer and the picture do not agree.
 * @param {Context} context @param {number} fromX @param {number} fromY @param {ArrayLike<number>} ends x, y, x, y, …
 * @param {string} color @param {number[]} dashes */
export function drawLines(context, fromX, fromY, ends, color, dashes) {
  context.strokeStyle = color;
  context.globalAlpha = dashes.length > 0 ? .9 : .6;
  context.lineWidth = 1;
  context.setLineDash(dashes);
  context.beginPath();
  for (let k = 0; k + 1 < ends.length; k += 2) {
    context.moveTo(fromX, fromY);
    context.lineTo(ends[k], ends[k + 1]);
  }
  context.stroke();
  context.setLineDash(SOLID);
  context.globalAlpha = 1;
}

/** The selected image, larger, ringed. @param {Context} context @param {import("../data/sprites.js").Sprites} sprites
 * @param {number} item @param {number} x @param {number} y @param {number} size @param {Palette} palette
 * @param {string} fill where the picture is not here yet */
export function drawSelected(context, sprites, item, x, y, size, palette, fill) {
  const left = x - size / 2, top = y - size / 2;
  context.beginPath();
  context.roundRect(left - 4, top - 4, size + 8, size + 8, 6);
  context.fillStyle = palette.stage;
  context.fill();
  context.beginPath();
  context.roundRect(left - 3, top - 3, size + 6, size + 6, 5);
  context.lineWidth = 2;
  context.strokeStyle = palette.ink;
  context.stroke();
  context.save();
  context.beginPath();
  context.roundRect(left, top, size, size, 3);
  context.clip();
  context.fillStyle = fill;
  context.fillRect(left, top, size, size);
  sprites.draw(context, item, left, top, size);
  context.restore();
}

/** Around a place that only the picture puts beside the image in focus: an open ring, not filled as the true ones are.
 * @param {Context} context @param {ArrayLike<number>} places x, y, x, y, … @param {Palette} palette */
export function drawOpenRings(context, places, palette) {
  for (let pass = 0; pass < 2; pass++) {
    context.beginPath();
    for (let k = 0; k + 1 < places.length; k += 2) {
      context.moveTo(places[k] + 5, places[k + 1]);
      context.arc(places[k], places[k + 1], 5, 0, 2 * Math.PI);
    }
    context.lineWidth = pass === 0 ? 3.5 : 1.5;
    context.strokeStyle = pass === 0 ? palette.stage : palette.bad;
    context.stroke();
  }
}
