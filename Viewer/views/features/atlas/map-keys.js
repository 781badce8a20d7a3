// @ts-check
// What keys do on an atlas: arrows go from cell to cell, with Shift they move the view; Enter chooses.

import { ARROWS, endOfRow, nearestCell, nextCell } from "../../../data/atlas-walk.js";

/** The part of the window that Shift and an arrow move by. */
const PART = .25;

/** @param {import("./map.js").AtlasMap} map @param {{ go: (k: number) => void, choose: (k: number) => void }} target */
export function listenToMapKeys(map, { go, choose }) {
  map.root.addEventListener("keydown", (event) => {
    const { atlas, active, size } = map;
    if (!atlas || active < 0 || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey) map.pan(arrow[1] * size.width * PART, arrow[0] * size.height * PART);
    else if (event.key === "Enter" || event.key === " ") choose(active);
    else {
      const next = nextByKey(map, event);
      if (next < 0) return;
      go(next);
    }
    event.preventDefault();
  });
}

/** @param {import("./map.js").AtlasMap} map @param {KeyboardEvent} event @returns {number} −1: the key means nothing here */
function nextByKey(map, { key, ctrlKey }) {
  const { atlas, active } = map;
  if (!atlas) return -1;
  const { row, column } = atlas.cells[active], last = atlas.cells.length - 1;
  const page = Math.max(1, Math.floor(map.size.height / (map.camera.base * map.camera.zoom * map.grid.ratio)) - 1);
  if (ARROWS[key]) return ctrlKey ? -1 : nextCell(atlas, active, ARROWS[key]);
  switch (key) {
    case "Home":
      return ctrlKey ? 0 : endOfRow(atlas, row, 1);
    case "End":
      return ctrlKey ? last : endOfRow(atlas, row, -1);
    case "PageUp":
      return ctrlKey ? -1 : nearestCell(atlas, Math.max(0, row - page), column);
    case "PageDown":
      return ctrlKey ? -1 : nearestCell(atlas, Math.min(atlas.rows - 1, row + page), column);
    default:
      return -1;
  }
}
