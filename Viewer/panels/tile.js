// @ts-check
// A small picture: to look at, to find on the stage, to go to.

import { shownText } from "../data/shown-text.js";
import { shortName, thousands } from "../data/study.js";
import { h } from "./dom.js";

/** @typedef {import("../state/store.js").Store} Store */

/** @param {number} item @param {Store} store @param {import("../stage/explorer.js").Explorer} explorer
 * @param {{ more?: string, below?: string, paint?: ((canvas: HTMLCanvasElement) => void) | null }} [words] `more` for the
 * tooltip, `below` the picture, `paint` instead of the thumbnail */
export function tile(item, store, explorer, { more = "", below = "", paint = null } = {}) {
  const { items, study, tint } = store.state, label = items?.labels[item] ?? -1;
  const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { width: 72, height: 72 }));
  const bar = h("span", { class: "cls" }), name = label >= 0 && study ? shortName(study.classes[label]) : "no label";
  const text = explorer.sprites.sheet ? "" : shownText(study, items, item);
  if (tint) bar.style.background = tint.ofTile(item, label);
  if (paint) paint(canvas);
  else explorer.sprites.paint(canvas, item);
  return h(
    "button",
    {
      class: "tile",
      type: "button",
      "data-item": item,
      "aria-label": `Image ${thousands(item)}, ${name}${more}`,
      title: `Image ${thousands(item)}, ${name}${more}${text === "" ? "" : `\n${text}`}`,
      onclick: () => store.set({ selected: item }),
      onpointerenter: () => store.set({ hovered: item }),
      onpointerleave: () => store.set({ hovered: -1 }),
    },
    canvas,
    text !== "" && h("span", { class: "tile-text" }, text),
    bar,
    below !== "" && h("span", { class: "below num" }, below),
  );
}

/** Places that are held until the pictures come. @param {number} count */
export const blanks = (count) => Array.from({ length: count }, () => h("span", { class: "tile blank" }));
