// @ts-check
// What is drawn over the dots of a plot: a ring, and names where there is room for them.

/** A ring around what is hovered or chosen. @param {CanvasRenderingContext2D} context @param {[number, number]} place
 * @param {import("../state/palette.js").Palette} palette @param {number} [radius] */
export function drawRing(context, place, palette, radius = 7) {
  context.beginPath();
  context.arc(...place, radius, 0, 2 * Math.PI);
  context.lineWidth = 5;
  context.strokeStyle = palette.stage;
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = palette.ink;
  context.stroke();
}

/** What Names writes: a name at a place in pixels, first tried at one of its sides. @param {string} name
 * @param {[number, number]} place @param {number} side */
export const nameAt = (name, [x, y], side) => ({
  name,
  color: "",
  x,
  y,
  place: side,
  edited: false,
  held: false,
  hovered: false,
  custom: -1,
});

/** Nothing is written over what lies over the plot. @param {import("../passes/names.js").Names} names
 * @param {number[]} reserved boxes */
export function keepClear(names, reserved) {
  names.clear();
  for (let k = 0; k + 3 < reserved.length; k += 4) {
    names.take(reserved[k], reserved[k + 1], reserved[k + 2], reserved[k + 3]);
  }
}
