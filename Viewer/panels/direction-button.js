// @ts-check
// From some images to what sets them apart in this layer: a button, a menu of what they are held against, and why it cannot be.

import { isExport, thousands } from "../data/study.js";
import { nameOfItems, otherLayers, whyNot } from "../stage/directions.js";
import { sameItems } from "../tour/selection.js";
import { fill, h } from "./dom.js";
import { menuButton } from "./menu.js";

/** @typedef {import("../stage/directions.js").Directions} Directions */
/** @typedef {import("../stage/directions.js").Sides} Sides */
/** @typedef {import("../state/store.js").Store} Store */

export const DIRECTION_WORDS = "Show what this direction sees";

export const DIRECTION_TITLE =
  "Makes the image that excites most what sets these images apart from the rest in this layer";

export class DirectionButton {
  /** @param {Store} store @param {Directions} directions @param {() => ArrayLike<number>} items that are meant now */
  constructor(store, directions, items) {
    this.store = store;
    this.directions = directions;
    this.items = items;
    /** Why it cannot be, in place. */
    this.note = h("div", { class: "direction-note", role: "alert", hidden: true });
    this.button = h(
      "button",
      { class: "btn", type: "button", title: DIRECTION_TITLE, onclick: () => this.show(null) },
      DIRECTION_WORDS,
    );
    this.root = h(
      "span",
      { class: "direction-button" },
      this.button,
      menuButton("Held against what", () => this.entries()),
    );
    /** What the note is about. @type {Sides["against"]} */
    this.against = null;
    store.watch(["selection", "layer", "model"], () => this.say(""));
    store.watch(["study"], ({ study }) => this.root.hidden = isExport(study));
  }

  /** @returns {import("./menu.js").Entry[]} */
  entries() {
    const mine = Int32Array.from(this.items());
    const others = this.store.state.named.filter(({ items }) => items.length > 0 && !sameItems(items, mine));
    return [
      { text: "Against the rest", act: () => this.show(null) },
      ...others.map((other) => ({
        text: `Against ${other.name} (${thousands(other.items.length)})`,
        act: () => this.show(other),
      })),
      ...(others.length > 0 ? [] : [{
        text: "Against another selection",
        disabled: "Name one first.",
        act: () => {},
      }]),
    ];
  }

  /** @param {Sides["against"]} against */
  show(against) {
    const items = this.items(), { state } = this.store, sides = { name: nameOfItems(state, items), items, against };
    const why = whyNot(state, sides);
    this.against = against;
    this.say(why);
    if (why === "") this.directions.show(sides);
  }

  /** @param {string} why */
  say(why) {
    this.note.hidden = why === "";
    if (why === "") return;
    const others = otherLayers(this.store.state);
    fill(
      this.note,
      h("p", { class: "soft" }, why),
      others.length > 0 && h(
        "p",
        { class: "unit-chips" },
        ...others.map((layer) =>
          h("button", { class: "btn", type: "button", onclick: () => this.goOn(layer.folder) }, layer.name)
        ),
      ),
    );
  }

  /** In another layer. @param {string} layer */
  goOn(layer) {
    const { against } = this;
    this.store.set({ layer });
    this.show(against);
  }
}
