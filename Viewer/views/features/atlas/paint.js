// @ts-check
// What an atlas looks like: pictures without gaps, what is kept back, what is marked, names, frames.

import { isPoor } from "../../../data/atlas.js";
import { isCoarse, isVoid } from "../../../data/features.js";
import { cellLabel, LINE, NAMED_CELL, regionLabels } from "./labels.js";
import { boxOf } from "./lens.js";

/** @typedef {import("./lens.js").Box} Box */
/** @typedef {import("../../../state/palette.js").Palette} Palette */
/** @typedef {import("./map.js").AtlasMap} AtlasMap */

const FONT = "500 12px Inter, system-ui, sans-serif", SMALL = "500 11px Inter, system-ui, sans-serif";

/** Pixels: cells of that width have a hairline around them; marks have room in them; a number has. */
const LINED = 40, MARKED = 34, COUNTED = 44;

/** How much of the ground lies over a cell that is kept back, that is somewhat, that means nothing. */
const BACK = .86, HALF_BACK = .66, VOID = .65;

/** @type {Map<string, number>} */
const widths = new Map();

/** @param {CanvasRenderingContext2D} context @param {string} font */
function measured(context, font) {
  return (/** @type {string} */ text) => {
    const key = `${font}/${text}`, before = widths.get(key);
    if (before !== undefined) return before;
    context.font = font;
    const width = context.measureText(text).width;
    // A typeface that is still to come is measured again.
    if (document.fonts.status === "loaded") widths.set(key, width);
    return width;
  };
}

/** @param {CanvasRenderingContext2D} context @param {AtlasMap} map */
export function paintAtlas(context, map) {
  const { atlas, pictures, size, palette, density } = map;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  if (!atlas || !pictures) return;
  const cells = map.inView().map((k) => ({ k, box: map.boxOf(k) })), wide = map.camera.base * map.camera.zoom;
  for (const { box } of cells) fillBox(context, box, palette.hover, 1);
  paintPictures(context, map, cells, wide);
  for (const { k, box } of cells) {
    paintOver(context, map, k, box, wide);
    if (pictures.states[k] === "broken") paintBroken(context, box, palette);
    if (wide >= LINED) paintLine(context, box, palette);
  }
  paintNames(context, map, cells, wide);
  for (const { k, box } of cells) paintMarks(context, map, k, box, wide);
  for (const [k, color, width] of map.frames()) if (k >= 0) paintFrame(context, map.boxOf(k), color, width, palette);
}

/** @param {CanvasRenderingContext2D} context @param {AtlasMap} map @param {{ k: number, box: Box }[]} cells
 * @param {number} wide */
function paintPictures(context, { atlas, pictures, camera, size, grid, density }, cells, wide) {
  if (!atlas || !pictures || cells.length === 0) return;
  const { tile, mosaic } = pictures, magnified = wide * density >= tile.width;
  context.imageSmoothingEnabled = !(isCoarse(atlas) && magnified);
  context.imageSmoothingQuality = "high";
  if (!magnified) {
    const first = boxOf(camera, size, grid, 0, 0, density);
    const last = boxOf(camera, size, grid, grid.rows - 1, grid.columns - 1, density);
    context.drawImage(mosaic, first.left, first.top, last.right - first.left, last.bottom - first.top);
  } else {
    for (const { k, box: { left, top, right, bottom } } of cells) {
      if (pictures.states[k] !== "there") continue;
      const { row, column } = atlas.cells[k], own = pictures.sharp.get(k);
      if (own) context.drawImage(own, left, top, right - left, bottom - top);
      else {
        const x = column * tile.width, y = row * tile.height;
        context.drawImage(mosaic, x, y, tile.width, tile.height, left, top, right - left, bottom - top);
      }
    }
  }
  context.imageSmoothingEnabled = true;
}

/** Tint, and what is kept back. @param {CanvasRenderingContext2D} context @param {AtlasMap} map @param {number} k
 * @param {Box} box @param {number} wide */
function paintOver(context, map, k, box, wide) {
  const cell = map.cell(k), { palette, look } = map, color = look.tint ? look.colorOf(k) : "", back = look.backOf(k);
  if (color !== "") {
    fillBox(context, box, color, .4);
    if (wide >= 16) strokeBox(context, box, color, wide >= LINED ? 3 : 1.5, wide >= LINED ? 1 : 0);
  }
  if (isVoid(cell)) fillBox(context, box, palette.stage, VOID);
  if (back > 0) fillBox(context, box, palette.stage, back === 2 ? BACK : HALF_BACK);
}

/** To the right and below: a hairline between two cells is one line, not two. @param {CanvasRenderingContext2D} context
 * @param {Box} box @param {Palette} palette */
function paintLine(context, { left, top, right, bottom }, palette) {
  fillBox(context, { left: right - 1, top, right, bottom }, palette.stage, 1);
  fillBox(context, { left, top: bottom - 1, right, bottom }, palette.stage, 1);
}

/** A picture that cannot be read is crossed out. @param {CanvasRenderingContext2D} context @param {Box} box
 * @param {Palette} palette */
function paintBroken(context, { left, top, right, bottom }, palette) {
  context.strokeStyle = palette.control;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(right, bottom);
  context.moveTo(right, top);
  context.lineTo(left, bottom);
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {AtlasMap} map @param {{ k: number, box: Box }[]} cells
 * @param {number} wide */
function paintNames(context, map, cells, wide) {
  const { atlas, palette, size, look } = map;
  if (!atlas) return;
  context.textBaseline = "middle";
  if (wide < NAMED_CELL) {
    const labels = regionLabels(map.regions, atlas, {
      boxOf: (row, column) => boxOf(map.camera, size, map.grid, row, column, map.density),
      size,
      measure: measured(context, FONT),
      isBack: (region) => look.backOf(region.cells[0]) > 0,
    });
    context.textAlign = "center";
    for (const { text, x, y } of labels) writeOver(context, text, x, y, palette);
    map.labels = labels;
    return;
  }
  map.labels = [];
  context.textAlign = "left";
  const measure = measured(context, SMALL);
  for (const { k, box } of cells) {
    if (look.backOf(k) === 2) continue;
    const text = cellLabel(map.cell(k), wide - 12, measure);
    if (text === "") continue;
    const top = box.bottom - LINE - 3, width = Math.min(wide - 6, measure(text) + 10);
    fillBox(
      context,
      { left: box.left + 3, top, right: box.left + 3 + width, bottom: box.bottom - 3 },
      palette.panel,
      .88,
    );
    context.font = SMALL;
    context.fillStyle = palette.ink;
    context.fillText(text, box.left + 8, top + LINE / 2 + .5);
  }
}

/** How many of the selection, and whether the picture shows little. @param {CanvasRenderingContext2D} context
 * @param {AtlasMap} map @param {number} k @param {Box} box @param {number} wide */
function paintMarks(context, map, k, box, wide) {
  const { palette, look } = map;
  const count = look.selectedOf(k);
  if (count > 0) {
    const text = wide >= COUNTED ? String(count) : "", inset = wide >= MARKED ? 4 : 1;
    context.font = SMALL;
    const tall = text === "" ? Math.min(7, Math.max(3, wide / 3)) : 16;
    const width = text === "" ? tall : Math.max(16, context.measureText(text).width + 8);
    const right = box.right - inset, top = box.top + inset;
    context.fillStyle = palette.stage;
    round(context, right - width - 1, top - 1, width + 2, tall + 2, tall / 2 + 1);
    context.fillStyle = palette.accent;
    round(context, right - width, top, width, tall, tall / 2);
    if (text !== "") {
      context.fillStyle = palette.stage;
      context.textAlign = "center";
      context.fillText(text, right - width / 2, top + tall / 2 + .5);
    }
  }
  if (wide >= MARKED && isPoor(map.cell(k)) && look.backOf(k) < 2) {
    paintPoor(context, box.left + 5, box.top + 5, palette);
  }
}

/** A hollow triangle, as elsewhere for what is weak. @param {CanvasRenderingContext2D} context @param {number} x
 * @param {number} y @param {Palette} palette */
function paintPoor(context, x, y, palette) {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + 9, y);
  context.lineTo(x + 4.5, y + 8);
  context.closePath();
  context.lineJoin = "round";
  context.strokeStyle = palette.stage;
  context.lineWidth = 4;
  context.stroke();
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {Box} box @param {string} color @param {number} width
 * @param {Palette} palette */
function paintFrame(context, box, color, width, palette) {
  strokeBox(context, box, palette.stage, width + 2, -width / 2);
  strokeBox(context, box, color, width, -width / 2);
}

/** Text with an edge in the ground's color, so that it reads over pictures. @param {CanvasRenderingContext2D} context
 * @param {string} text @param {number} x @param {number} y @param {Palette} palette */
function writeOver(context, text, x, y, palette) {
  context.font = FONT;
  context.lineJoin = "round";
  context.lineWidth = 5;
  context.strokeStyle = palette.stage;
  context.strokeText(text, x, y);
  context.fillStyle = palette.ink;
  context.fillText(text, x, y);
}

/** @param {CanvasRenderingContext2D} context @param {Box} box @param {string} color @param {number} alpha */
function fillBox(context, { left, top, right, bottom }, color, alpha) {
  context.globalAlpha = alpha;
  context.fillStyle = color;
  context.fillRect(left, top, right - left, bottom - top);
  context.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} context @param {Box} box @param {string} color @param {number} width
 * @param {number} inset */
function strokeBox(context, { left, top, right, bottom }, color, width, inset) {
  const by = inset + width / 2;
  context.lineJoin = "miter";
  context.lineWidth = width;
  context.strokeStyle = color;
  context.strokeRect(left + by, top + by, right - left - 2 * by, bottom - top - 2 * by);
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} width
 * @param {number} height @param {number} radius */
function round(context, x, y, width, height, radius) {
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.fill();
}
