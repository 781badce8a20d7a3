// @ts-check
// What lies over the points and is read, not counted: handles and class names, rings, lines to neighbors.

/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {import("../state/palette.js").Palette} Palette */
/** @typedef {{ name: string, color: string, x: number, y: number, held: boolean, hovered: boolean }} Handle */

const FONT = "500 12px Inter, system-ui, sans-serif";

/** Text with an edge in the background's color, so that it reads over points.
 * @param {Context} context @param {string} text @param {number} x @param {number} y @param {Palette} palette */
function halo(context, text, x, y, palette) {
  context.font = FONT;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = palette.stage;
  context.strokeText(text, x, y);
  context.fillStyle = palette.ink;
  context.fillText(text, x, y);
}

/** @param {Context} context @param {Handle} handle @param {Palette} palette */
export function drawHandle(context, { x, y, color, held, hovered }, palette) {
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
  context.stroke();
  context.beginPath();
  context.arc(x, y, 2, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
}

/** How far the held handle can go: the length of its centroid.
 * @param {Context} context @param {Handle} handle @param {[number, number]} origin @param {number} reach pixels */
export function drawReach(context, { x, y, color }, origin, reach) {
  context.strokeStyle = color;
  context.globalAlpha = .5;
  context.lineWidth = 1;
  context.setLineDash([2, 4]);
  context.beginPath();
  context.arc(origin[0], origin[1], reach, 0, 2 * Math.PI);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(...origin);
  context.lineTo(x, y);
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * Names go to the right, the left, above or below their handle, wherever nothing is yet; where nothing is free the
 * name is left out rather than printed over another (it stands in the legend, too).
 * @param {Context} context @param {Handle[]} handles @param {Size} size @param {Palette} palette
 * @param {[number, number, number, number][]} taken boxes: left, top, right, bottom
 */
export function drawNames(context, handles, size, palette, taken) {
  context.font = FONT;
  for (const { x, y } of handles) taken.push([x - 11, y - 11, x + 11, y + 11]);
  for (const { name, x, y } of handles) {
    const width = context.measureText(name).width;
    const places = [
      [x + 14, y],
      [x - 14 - width, y],
      [x - width / 2, y - 20],
      [x - width / 2, y + 20],
      [x + 10, y - 18],
      [x + 10, y + 18],
      [x - 10 - width, y - 18],
      [x - 10 - width, y + 18],
    ];
    const place = places.find(([left, middle]) =>
      left > 4 && left + width < size.width - 4 &&
      !taken.some(([l, t, r, b]) => left - 3 < r && left + width + 3 > l && middle - 8 < b && middle + 8 > t)
    );
    if (!place) continue;
    taken.push([place[0] - 3, place[1] - 8, place[0] + width + 3, place[1] + 8]);
    halo(context, name, place[0], place[1] + .5, palette);
  }
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

/** @param {Context} context @param {[number, number]} from @param {[number, number][]} to @param {Palette} palette */
export function drawLines(context, from, to, palette) {
  context.strokeStyle = palette.ink;
  context.globalAlpha = .6;
  context.lineWidth = 1;
  context.beginPath();
  for (const end of to) {
    context.moveTo(...from);
    context.lineTo(...end);
  }
  context.stroke();
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
