// @ts-check
// Connected areas of one class in an atlas: what the names at overview are written on.

import { cellAt, topClass } from "./atlas.js";

/** @typedef {import("./atlas.js").Atlas} Atlas */

/**
 * Cells that hang together by their edges and have the same top class.
 * @typedef {object} Region
 * @property {string} label
 * @property {number} class
 * @property {number[]} cells by their places in `atlas.cells`, ascending
 * @property {number} row where a name stands best: the middle of the cell that lies deepest inside
 * @property {number} column
 * @property {number} depth how many cells that one is away from the nearest that is not of the region, at least 1
 */

const SIDES = [[-1, 0], [1, 0], [0, -1], [0, 1]];

/** The largest first; of the same size, the topmost. O(cells). @param {Atlas} atlas @returns {Region[]} */
export function regionsOf(atlas) {
  const { cells } = atlas, seen = new Uint8Array(cells.length);
  /** @type {Region[]} */
  const found = [];
  for (let k = 0; k < cells.length; k++) {
    const top = topClass(cells[k]);
    if (seen[k] || !top) continue;
    const members = flood(atlas, k, seen);
    found.push({ label: top.label, class: top.class, cells: members, ...heart(atlas, members) });
  }
  return found.sort((a, b) => b.cells.length - a.cells.length || a.cells[0] - b.cells[0]);
}

/** @param {Atlas} atlas @param {number} k @returns {number[]} cells beside it */
function beside(atlas, k) {
  const { row, column } = atlas.cells[k];
  return SIDES.map(([down, right]) => cellAt(atlas, row + down, column + right));
}

/** @param {Atlas} atlas @param {number} start @param {Uint8Array} seen by cell; is marked */
function flood(atlas, start, seen) {
  const label = topClass(atlas.cells[start])?.label, members = [start];
  seen[start] = 1;
  for (let at = 0; at < members.length; at++) {
    for (const other of beside(atlas, members[at])) {
      if (other < 0 || seen[other] || topClass(atlas.cells[other])?.label !== label) continue;
      seen[other] = 1;
      members.push(other);
    }
  }
  return members.sort((a, b) => a - b);
}

/** The cell farthest from the outside, by steps; of several, the nearest to their common middle: a crescent's middle lies
 * outside of it. @param {Atlas} atlas @param {number[]} members */
function heart(atlas, members) {
  const depth = new Map(members.map((k) => [k, 0])), { cells } = atlas;
  let edge = members.filter((k) => beside(atlas, k).some((other) => !depth.has(other)));
  for (let steps = 1; edge.length > 0; steps++) {
    for (const k of edge) depth.set(k, steps);
    edge = [...new Set(edge.flatMap((k) => beside(atlas, k)))].filter((k) => depth.get(k) === 0);
  }
  const mean = (/** @type {(k: number) => number} */ of) => members.reduce((sum, k) => sum + of(k), 0) / members.length;
  const row = mean((k) => cells[k].row), column = mean((k) => cells[k].column);
  const away = (/** @type {number} */ k) => Math.hypot(cells[k].row - row, cells[k].column - column);
  const most = Math.max(...depth.values());
  const best = members.filter((k) => depth.get(k) === most).reduce((a, b) => away(b) < away(a) - 1e-9 ? b : a);
  return { row: cells[best].row, column: cells[best].column, depth: most };
}

/**
 * Top classes of an atlas, those of most cells first.
 * @param {Atlas} atlas @returns {{ label: string, class: number, cells: number, activations: number }[]}
 */
export function classesOf({ cells }) {
  /** @type {Map<string, { label: string, class: number, cells: number, activations: number }>} */
  const found = new Map();
  for (const cell of cells) {
    const top = topClass(cell);
    if (!top) continue;
    const entry = found.get(top.label) ?? { label: top.label, class: top.class, cells: 0, activations: 0 };
    entry.cells++;
    entry.activations += cell.activationCount;
    found.set(top.label, entry);
  }
  return [...found.values()].sort((a, b) => b.cells - a.cells || a.class - b.class);
}
