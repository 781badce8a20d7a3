// @ts-check
// From cell to cell of an atlas by keys: there are gaps in it.

import { cellAt } from "./atlas.js";

/** @typedef {import("./atlas.js").Atlas} Atlas */

/** Rows and columns by arrow key. */
export const ARROWS = /** @type {Readonly<Record<string, [number, number]>>} */ ({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});

/**
 * The next cell in a direction: in the same row or column also beyond gaps; where there is none, the nearest of those that lie
 * more in this direction than beside it. O(cells).
 * @param {Atlas} atlas @param {number} from @param {[number, number]} direction rows down, columns right
 * @returns {number} `from` where there is nothing
 */
export function nextCell(atlas, from, [down, right]) {
  const { cells, rows, columns } = atlas, { row, column } = cells[from];
  for (let steps = 1; steps < Math.max(rows, columns); steps++) {
    const there = cellAt(atlas, row + steps * down, column + steps * right);
    if (there >= 0) return there;
  }
  let best = from, least = Infinity;
  cells.forEach((cell, k) => {
    const along = (cell.row - row) * down + (cell.column - column) * right;
    const aside = Math.abs((cell.row - row) * right) + Math.abs((cell.column - column) * down);
    if (along <= 0 || aside > along) return;
    if (along + 2 * aside < least) {
      least = along + 2 * aside;
      best = k;
    }
  });
  return best;
}

/** The first or last cell of a row. @param {Atlas} atlas @param {number} row @param {1 | -1} from 1: the first
 * @returns {number} −1: the row is empty */
export function endOfRow(atlas, row, from) {
  for (let step = 0; step < atlas.columns; step++) {
    const there = cellAt(atlas, row, from > 0 ? step : atlas.columns - 1 - step);
    if (there >= 0) return there;
  }
  return -1;
}

/** The cell nearest to a place in the grid. @param {Atlas} atlas @param {number} row @param {number} column
 * @returns {number} −1: there is no cell at all */
export function nearestCell({ cells }, row, column) {
  let best = -1, least = Infinity;
  cells.forEach((cell, k) => {
    const away = Math.hypot(cell.row - row, cell.column - column);
    if (away < least) {
      least = away;
      best = k;
    }
  });
  return best;
}
