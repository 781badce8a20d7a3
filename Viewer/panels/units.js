// @ts-check
// The channels that an image excites most in this layer, each with the images that excite it most of all.

import { thousands } from "../data/study.js";
import { colourBy } from "../state/colouring.js";
import { openUnit } from "../state/neurons.js";
import { fill, h } from "./dom.js";
import { blanks, tile } from "./tile.js";

const SHOWN = 4, TILES = 6;

/**
 * A card that stays away where the layer's recorded features are not one a channel.
 * @param {string} folder of the layer @param {string} name @param {import("../state/store.js").State} state
 * @param {import("../state/store.js").Store} store @param {import("../stage/explorer.js").Explorer} explorer
 * @returns {HTMLElement}
 */
export function units(folder, name, state, store, explorer) {
  const rows = h("div", { class: "units" });
  const card = h(
    "div",
    { class: "card", hidden: true },
    h("h3", {}, "Most active units", h("span", { class: "right clip" }, name)),
    rows,
  );
  explorer.activeUnits(folder, state.selected, SHOWN).then((list) => {
    card.hidden = list.length === 0;
    fill(rows, ...list.map((unit) => row(folder, unit, store, explorer)));
  }, () => {
    // A layer without units answers 404: there is nothing to show and nothing to mend.
  });
  return card;
}

/** @param {string} folder @param {import("../data/types.js").Unit} unit @param {import("../state/store.js").Store} store
 * @param {import("../stage/explorer.js").Explorer} explorer */
function row(folder, { channel, activation }, store, explorer) {
  const tiles = h("div", { class: "thumbs" }, ...blanks(TILES));
  explorer.topImages(folder, channel).then((images) => {
    fill(tiles, ...images.slice(0, TILES).map(({ item }) => tile(item, store, explorer)));
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
      h("button", {
        class: "link-button num",
        type: "button",
        title: `Colour the stage by channel ${channel}`,
        "aria-label": `Colour by channel ${channel}`,
        onclick: () => colourBy(store, { kind: "unit", layer: folder, channel }),
      }, thousands(channel)),
      h("div", { class: "num muted" }, short(activation)),
      h("button", {
        class: "link-button small",
        type: "button",
        title: `Channel ${channel} among the other units`,
        "aria-label": `Channel ${channel} in Neurons`,
        onclick: () => openUnit(store, folder, channel),
      }, "Neurons"),
    ),
    tiles,
  );
}

/** Activations have any scale: two digits say enough, and never an exponent below a million. @param {number} value */
const short = (value) =>
  Math.abs(value) >= 100 && Math.abs(value) < 1e6
    ? thousands(Math.round(value))
    : Number(value.toPrecision(2)).toString();
