// @ts-check
// Beside a direction: the images that it was made from, and what they were held against.

import { thousands } from "../../../data/study.js";
import { h } from "../../../panels/dom.js";
import { tile } from "../../../panels/tile.js";

const SHOWN = 12;

/** @param {number} itemCount @param {number} againstCount @param {string | null} against null: the rest */
export function sidesWords(itemCount, againstCount, against) {
  const count = (/** @type {number} */ some) => `${thousands(some)} ${some === 1 ? "image" : "images"}`;
  const other = against === null
    ? "the rest"
    : against === ""
    ? `${count(againstCount)}`
    : `${count(againstCount)} of ${against}`;
  return `Made from ${count(itemCount)} against ${other}.`;
}

/** So many of some images, evenly: the first of them would often be of one class. @param {ArrayLike<number>} items
 * @param {number} [most] @returns {number[]} */
export function sample(items, most = SHOWN) {
  const count = Math.min(items.length, most);
  return Array.from({ length: count }, (_, k) => items[Math.floor(k * items.length / count)]);
}

/** @param {import("../../views.js").Parts} parts @param {import("../../../stage/directions.js").Sides | null} sides null: which
 * images they were is not known here @param {import("../../../data/features.js").Feature["direction"]} record
 * @returns {HTMLElement | null} null: it is not of images */
export function directionImages({ store, explorer }, sides, record) {
  if (!sides && !record) return null;
  const group = (/** @type {string} */ title, /** @type {ArrayLike<number>} */ some) => [
    h("h3", { class: "clip", title }, title),
    h("div", { class: "thumbs feature-shown" }, ...sample(some).map((item) => tile(item, store, explorer))),
    some.length > SHOWN && h("p", { class: "note-line" }, `${SHOWN} of ${thousands(some.length)}`),
  ];
  const select = () =>
    sides &&
    store.set({ selection: Int32Array.from(sides.items), selected: -1, view: "tour", sheet: "inspector" });
  const words = sides
    ? sidesWords(sides.items.length, sides.against?.items.length ?? 0, sides.against ? sides.against.name : null)
    : record
    ? sidesWords(record.itemCount, record.againstCount, record.isAgainstRest ? null : "")
    : "";
  return h(
    "section",
    { class: "side-card direction-images", "aria-label": "Made from" },
    h(
      "h2",
      {},
      "Made from",
      sides && h("button", { class: "link-button right", type: "button", onclick: select }, "Select them in the tour"),
    ),
    h("p", { class: "soft" }, words),
    ...(sides ? group(sides.name, sides.items) : []),
    ...(sides?.against ? group(sides.against.name, sides.against.items) : []),
    !sides && h("p", { class: "note-line" }, "Which ones is known where the study keeps them under their name."),
  );
}
