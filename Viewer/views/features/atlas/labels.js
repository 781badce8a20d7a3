// @ts-check
// Names in an atlas: of whole areas at overview, of single cells once they have room for one. None is written over another.

import { topClass } from "../../../data/atlas.js";
import { shortName } from "../../../data/study.js";

/** @typedef {import("../../../data/atlas.js").Atlas} Atlas */
/** @typedef {import("../../../data/atlas-regions.js").Region} Region */
/** @typedef {import("./lens.js").Box} Box */
/** @typedef {{ text: string, x: number, y: number, width: number, region: Region }} Label in the middle of x, y */

/** Pixels: how wide a cell is that has a name of its own; how high a line is; between two names; from the edge. */
export const NAMED_CELL = 84, LINE = 18, GAP = 6, EDGE = 4;

/** Areas smaller than this many square pixels have no name. */
const LEAST_AREA = 900;

/** A name may be so much longer than its area is wide. */
const OVERHANG = 2.4;

/**
 * Names of areas, the largest first, where nothing is yet. O(regions × labels + cells).
 * @param {readonly Region[]} regions the largest first @param {Atlas} atlas
 * @param {{ boxOf: (row: number, column: number) => Box, size: import("../../../tour/camera.js").Size,
 *   measure: (text: string) => number, isBack: (region: Region) => boolean }} how @returns {Label[]}
 */
export function regionLabels(regions, atlas, { boxOf, size, measure, isBack }) {
  /** @type {Label[]} */
  const labels = [];
  for (const region of regions) {
    const first = boxOf(region.row, region.column), wide = first.right - first.left;
    const area = region.cells.length * wide * (first.bottom - first.top);
    // Regions come by their size: those that follow are smaller still.
    if (area < LEAST_AREA) break;
    if (isBack(region)) continue;
    const text = shortName(region.label), width = measure(text);
    if (width > OVERHANG * Math.sqrt(area) || width > size.width - 2 * EDGE) continue;
    const box = isSeen(first, size) ? first : seenPart(region, atlas, boxOf, size);
    if (!box) continue;
    const x = Math.min(size.width - EDGE - width / 2, Math.max(EDGE + width / 2, (box.left + box.right) / 2));
    const y = Math.min(size.height - EDGE - LINE / 2, Math.max(EDGE + LINE / 2, (box.top + box.bottom) / 2));
    const label = { text, x, y, width, region };
    if (labels.every((other) => !meets(label, other))) labels.push(label);
  }
  return labels;
}

/** @param {Label} a @param {Label} b */
export const meets = (a, b) =>
  Math.abs(a.x - b.x) < (a.width + b.width) / 2 + GAP && Math.abs(a.y - b.y) < LINE + GAP / 2;

/** @param {Box} box @param {import("../../../tour/camera.js").Size} size */
const isSeen = ({ left, top, right, bottom }, size) =>
  right > EDGE && left < size.width - EDGE && bottom > EDGE && top < size.height - EDGE;

/** Of a region whose heart is not in view: the cell in the middle of what is. @param {Region} region @param {Atlas} atlas
 * @param {(row: number, column: number) => Box} boxOf @param {import("../../../tour/camera.js").Size} size */
function seenPart({ cells }, atlas, boxOf, size) {
  const boxes = cells.map((k) => boxOf(atlas.cells[k].row, atlas.cells[k].column)).filter((box) => isSeen(box, size));
  if (boxes.length === 0) return null;
  const x = boxes.reduce((sum, box) => sum + box.left, 0) / boxes.length;
  const y = boxes.reduce((sum, box) => sum + box.top, 0) / boxes.length;
  const away = (/** @type {Box} */ box) => Math.hypot(box.left - x, box.top - y);
  return boxes.reduce((a, b) => away(b) < away(a) ? b : a);
}

/** The name of a cell, cut to its width. @param {import("../../../data/atlas.js").AtlasCell} cell @param {number} room
 * pixels @param {(text: string) => number} measure @returns {string} "": none */
export function cellLabel(cell, room, measure) {
  const text = shortName(topClass(cell)?.label ?? "");
  if (text === "" || measure(text) <= room) return text;
  for (let length = text.length - 1; length > 1; length--) {
    const cut = `${text.slice(0, length).trimEnd()}…`;
    if (measure(cut) <= room) return cut;
  }
  return "";
}
