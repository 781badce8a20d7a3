// @ts-check
// Beside a direction: the images that it was made from, and what they were held against.

import { thousands } from "../../../data/study.js";
import { h } from "../../../panels/dom.js";
import { tile } from "../../../panels/tile.js";

const SHOWN = 12;

/** "made from 34 images against the rest" @param {import("../../../stage/directions.js").Sides} sides */
export function sidesWords({ items, against }) {
  const count = (/** @type {number} */ some) => `${thousands(some)} ${some === 1 ? "image" : "images"}`;
  const other = against ? `${count(against.items.length)} of ${against.name}` : "the rest";
  return `Made from ${count(items.length)} against ${other}`;
}

/** So many of some images, evenly: the first of them would often be of one class. @param {ArrayLike<number>} items
 * @param {number} [most] @returns {number[]} */
export function sample(items, most = SHOWN) {
  const count = Math.min(items.length, most);
  return Array.from({ length: count }, (_, k) => items[Math.floor(k * items.length / count)]);
}

/** @param {import("../../views.js").Parts} parts @param {import("../../../stage/directions.js").Sides} sides */
export function directionImages({ store, explorer }, { name, items, against }) {
  const group = (/** @type {string} */ title, /** @type {ArrayLike<number>} */ some) => [
    h("h3", { class: "clip", title }, title),
    h("div", { class: "thumbs feature-shown" }, ...sample(some).map((item) => tile(item, store, explorer))),
    some.length > SHOWN && h("p", { class: "note-line" }, `${SHOWN} of ${thousands(some.length)}`),
  ];
  const select = () => store.set({ selection: Int32Array.from(items), selected: -1, view: "tour", sheet: "inspector" });
  return h(
    "section",
    { class: "side-card direction-images", "aria-label": "Made from" },
    h(
      "h2",
      {},
      "Made from",
      h("button", { class: "link-button right", type: "button", onclick: select }, "Select them in the tour"),
    ),
    h("p", { class: "soft" }, `${sidesWords({ name, items, against })}.`),
    ...(against ? [...group(name, items), ...group(against.name, against.items)] : group(name, items)),
  );
}
