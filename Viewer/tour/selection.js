// @ts-check
// Sets of items: as a sorted list in the state, as one byte an item while a brush moves and on the graphics card.

/** What a point is to the selection: nothing is selected, it is, others are, it is filtered out. */
export const FREE = 0, MARKED = 1, GREYED = 2, OUT = 3;

/** @typedef {"replace" | "add" | "subtract" | "intersect"} Combination */

/** Shift adds, Alt subtracts, both intersect. @param {{ shiftKey: boolean, altKey: boolean }} event
 * @returns {Combination} */
export function combinationOf({ shiftKey, altKey }) {
  return shiftKey ? (altKey ? "intersect" : "add") : altKey ? "subtract" : "replace";
}

/** One byte an item: 1 where it is in the list. @param {ArrayLike<number>} items @param {Uint8Array} out */
export function toFlags(items, out) {
  out.fill(0);
  for (let k = 0; k < items.length; k++) if (items[k] >= 0 && items[k] < out.length) out[items[k]] = 1;
  return out;
}

/** The sorted list of what is flagged. @param {Uint8Array} flags @returns {Int32Array} */
export function toItems(flags) {
  let count = 0;
  for (let i = 0; i < flags.length; i++) count += flags[i];
  const items = new Int32Array(count);
  for (let i = 0, k = 0; i < flags.length; i++) if (flags[i]) items[k++] = i;
  return items;
}

/** In place of `out`: what a brush makes of what was selected before. O(items), nothing is allocated.
 * @param {Uint8Array} before @param {Uint8Array} inside @param {Combination} how @param {Uint8Array} out
 * @returns {number} how many are selected now */
export function combine(before, inside, how, out) {
  let count = 0;
  for (let i = 0; i < out.length; i++) {
    const was = before[i], is = inside[i];
    out[i] = how === "add" ? was | is : how === "subtract" ? was & (is ^ 1) : how === "intersect" ? was & is : is;
    count += out[i];
  }
  return count;
}

/** Everything else among what is allowed (null: all). @param {Int32Array} items @param {Int32Array | null} among
 * @param {number} total @returns {Int32Array} */
export function inverted(items, among, total) {
  const flags = toFlags(among ?? [], new Uint8Array(total));
  if (!among) flags.fill(1);
  for (let k = 0; k < items.length; k++) flags[items[k]] = 0;
  return toItems(flags);
}

/** Both lists, sorted, each item once. @param {ArrayLike<number>} a @param {ArrayLike<number>} b @returns {Int32Array} */
export function united(a, b) {
  return Int32Array.from(new Set([...Array.from(a), ...Array.from(b)])).sort();
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
export function sameItems(a, b) {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/** One byte an item for the graphics card. @param {Uint8Array} selected flags @param {boolean} any whether one is
 * @param {Uint8Array | null} shown flags of the filter @param {Uint8Array} out */
export function toMask(selected, any, shown, out) {
  for (let i = 0; i < out.length; i++) {
    out[i] = shown && shown[i] === 0 ? OUT : any ? (selected[i] ? MARKED : GREYED) : FREE;
  }
  return out;
}
