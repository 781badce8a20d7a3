// @ts-check
// The channels that an image excites most in this layer, each with the images that excite it most of all.

import { shortName, thousands } from "../data/study.js";
import { fill, h } from "./dom.js";

const SHOWN = 4, TILES = 6;

/**
 * A card that stays away where the layer's recorded features are not one a channel.
 * @param {string} folder of the layer @param {string} name @param {import("../state/store.js").State} state
 * @param {import("../state/store.js").Store} store @param {import("../stage/explorer.js").Explorer} explorer
 * @param {(label: number) => string} colorOf @returns {HTMLElement}
 */
export function units(folder, name, state, store, explorer, colorOf) {
  const rows = h("div", { class: "units" });
  const card = h(
    "div",
    { class: "card", hidden: true },
    h("h3", {}, "Most active units", h("span", { class: "right clip" }, name)),
    rows,
  );
  explorer.activeUnits(folder, state.selected, SHOWN).then((list) => {
    card.hidden = list.length === 0;
    fill(rows, ...list.map((unit) => row(folder, unit, store, explorer, colorOf)));
  }, () => {
    // A layer without units answers 404: there is nothing to show and nothing to mend.
  });
  return card;
}

/** @param {string} folder @param {import("../data/types.js").Unit} unit @param {import("../state/store.js").Store} store
 * @param {import("../stage/explorer.js").Explorer} explorer @param {(label: number) => string} colorOf */
function row(folder, { channel, activation }, store, explorer, colorOf) {
  const tiles = h("div", { class: "thumbs" });
  for (let i = 0; i < TILES; i++) tiles.append(h("span", { class: "tile blank" }));
  explorer.topImages(folder, channel).then((images) => {
    fill(tiles, ...images.slice(0, TILES).map(({ item }) => tile(item, store, explorer, colorOf)));
  }, () => fill(tiles, h("p", { class: "muted whole" }, "Its images did not arrive.")));
  return h(
    "div",
    {
      class: "unit",
      title: `Channel ${channel}: ${activation.toPrecision(3)} for this image; at the right the images ` +
        "that excite it most",
    },
    h(
      "div",
      {},
      h("div", { class: "num" }, thousands(channel)),
      h("div", { class: "num muted" }, short(activation)),
    ),
    tiles,
  );
}

/** Activations have any scale: two digits say enough, and never an exponent below a million. @param {number} value */
const short = (value) =>
  Math.abs(value) >= 100 && Math.abs(value) < 1e6
    ? thousands(Math.round(value))
    : Number(value.toPrecision(2)).toString();

/** An image to look at and to go to. @param {number} item @param {import("../state/store.js").Store} store
 * @param {import("../stage/explorer.js").Explorer} explorer @param {(label: number) => string} colorOf
 * @param {string} [more] */
export function tile(item, store, explorer, colorOf, more = "") {
  const { items, study } = store.state, label = items?.labels[item] ?? -1;
  const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { width: 72, height: 72 }));
  const bar = h("span", { class: "cls" }), name = label >= 0 && study ? shortName(study.classes[label]) : "no label";
  bar.style.background = store.state.tint?.ofTile(item, label) ?? colorOf(label);
  explorer.sprites.paint(canvas, item);
  return h(
    "button",
    {
      class: "tile",
      "data-item": item,
      "aria-label": `Image ${thousands(item)}, ${name}`,
      title: `Image ${thousands(item)}, ${name}${more}`,
      onclick: () => store.set({ selected: item }),
      onpointerenter: () => store.set({ hovered: item }),
      onpointerleave: () => store.set({ hovered: -1 }),
    },
    canvas,
    bar,
  );
}
