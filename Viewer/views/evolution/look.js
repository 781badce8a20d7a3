// @ts-check
// What every trail looks like: its color, whether it stands out, in which order it is drawn.

import { isolationOf } from "../../passes/style.js";
import { channels, PALETTES } from "../../state/palette.js";
import { toFlags } from "../../tour/selection.js";

/** What a trail is now: plain, selected, kept back because others are selected or isolated, filtered out. */
export const PLAIN = 0, MARKED = 1, GREYED = 2, APART = 3, OUT = 4;

/** With so many trails the opacity is as chosen; fewer are drawn stronger, more are drawn fainter. */
const USUAL = 2000;

/** @typedef {import("../../data/evolution.js").Sequence} Sequence */
/** @typedef {import("../../state/store.js").State} State */

/**
 * What each row is. A preview, as of a brush that is still moving, takes the place of the selection.
 * @param {Sequence} sequence @param {State} state @param {Uint8Array | null} preview flags by image
 * @returns {Uint8Array}
 */
export function standingOf({ items }, state, preview) {
  const { coloured, hoveredClass, pinned, range, draft, selection, filter, passing } = state;
  const total = state.items?.labels.length ?? 0;
  const isolated = isolationOf(coloured, hoveredClass, pinned, draft ?? range);
  const shown = filter && toFlags(filter, new Uint8Array(total));
  const chosen = preview ?? (selection.length > 0 ? toFlags(selection, new Uint8Array(total)) : null);
  const standing = new Uint8Array(items.length);
  for (let row = 0; row < items.length; row++) {
    const item = items[row], apart = isolated !== null && isolated[item] === 0;
    standing[row] = (shown && shown[item] === 0) || (passing && passing[item] === 0)
      ? OUT
      : apart
      ? APART
      : chosen
      ? chosen[item] ? MARKED : GREYED
      : PLAIN;
  }
  return standing;
}

/** The color of each row, three bytes. @param {Sequence} sequence @param {State} state @returns {Uint8Array} */
export function colorsOf({ items }, { tint, theme }) {
  const bytes = new Uint8Array(3 * items.length), grey = channels(PALETTES[theme].ink3);
  for (let row = 0; row < items.length; row++) {
    bytes.set(tint ? tint.rgbOfItem(items[row]).map((value) => Math.round(255 * value)) : grey, 3 * row);
  }
  return bytes;
}

/** Rows of categories beyond those that have a color, where there are so many. @param {Sequence} sequence
 * @param {State} state @returns {(row: number) => boolean} */
export function colorlessOf({ items }, { tint, coloured }) {
  if (!tint || tint.slots.length === 0 || coloured?.type !== "categories") return () => false;
  const slots = new Set(tint.slots);
  return (row) => !slots.has(coloured.codes[items[row]]);
}

/**
 * How the trails are drawn: what is kept back first, then those without a color of their own, the plain ones, the strays,
 * what is selected.
 * @param {Uint8Array} standing by row @param {Uint8Array} colors three bytes a row
 * @param {{ order: Uint32Array, strays: ReadonlySet<number>, colorless: (row: number) => boolean, limit: number,
 *   palette: import("../../state/palette.js").Palette }} options `order`: seeded, so that no class hides another
 * @returns {import("../../passes/trails.js").TrailLook}
 */
export function lookOf(standing, colors, { order, strays, colorless, limit, palette }) {
  /** @type {[number[], number[], number[], number[], number[]]} */
  const piles = [[], [], [], [], []];
  const pileOf = (/** @type {number} */ is, /** @type {number} */ row) =>
    is === GREYED || is === APART ? 0 : is === MARKED ? 4 : colorless(row) ? 1 : strays.has(row) ? 3 : 2;
  for (let k = 0; k < Math.min(limit, order.length); k++) {
    const row = order[k], is = standing[row];
    if (is !== OUT) piles[pileOf(is, row)].push(row);
  }
  const rows = Uint32Array.from(piles.flat()), fill = new Uint8Array(4 * rows.length), grey = channels(palette.ink3);
  rows.forEach((row, k) => {
    fill.set(k < piles[0].length ? grey : colors.subarray(3 * row, 3 * row + 3), 4 * k);
    fill[4 * k + 3] = 255;
  });
  const crowd = Math.max(.6, Math.min(1.7, (USUAL / Math.max(1, order.length)) ** .5)), few = piles[4].length;
  // A handful that is selected is seen whole; of many, each has to leave room for the others.
  const marked = Math.max(crowd, Math.min(2.4, 24 / Math.max(1, few) ** .5));
  const styles = [
    { width: 1, shaded: false, weight: .11 * crowd },
    { width: 1, shaded: true, weight: .4 * crowd },
    { width: 1, shaded: true, weight: crowd },
    { width: 1.4, shaded: true, weight: 1.5 * crowd },
    { width: few < 60 ? 1.6 : 1.2, shaded: true, weight: marked },
  ];
  let from = 0;
  const groups = piles.map(({ length: count }, k) => {
    const group = { from, count, ...styles[k] };
    from += count;
    return group;
  });
  return { order: rows, fill, groups };
}
