// @ts-check
// Below the plots: the images that excite the chosen units most, with what they are.

import { figure } from "../../data/conditions.js";
import { mostly } from "../../data/neurons.js";
import { thousands } from "../../data/study.js";
import { toldCodes, toldColours } from "../../data/told.js";
import { fill, h } from "../../panels/dom.js";
import { blanks, tile } from "../../panels/tile.js";

export const MOST_IMAGES = 24;

export class Exciting {
  /** @param {import("../views.js").Parts} parts */
  constructor({ store, explorer }) {
    this.store = store;
    this.explorer = explorer;
    this.title = h("h3", { class: "exciting-title" });
    this.said = h("span", { class: "right soft", role: "status" });
    this.tiles = h("div", { class: "exciting-tiles" });
    this.root = h(
      "section",
      { class: "exciting", "aria-label": "Images that excite the chosen units" },
      h("div", { class: "exciting-head" }, this.title, this.said),
      this.tiles,
    );
    /** @type {{ item: number, value: number }[]} */
    this.images = [];
    /** What classes are. @type {import("../../data/told.js").Told | null} */
    this.told = null;
  }

  /** @param {string} title @param {string} [said] nothing is chosen, or the images did not come */
  empty(title, said = "") {
    this.images = [];
    this.title.textContent = title;
    this.said.textContent = "";
    fill(this.tiles, said !== "" && h("p", { class: "soft whole" }, said));
  }

  /** @param {string} title */
  wait(title) {
    this.title.textContent = title;
    this.said.textContent = "";
    if (this.images.length === 0) fill(this.tiles, ...blanks(MOST_IMAGES));
  }

  /** @param {string} title @param {{ item: number, value: number }[]} images @param {string} value what the numbers are */
  show(title, images, value) {
    fill(this.title, title, h("span", { class: "muted" }, value));
    this.images = images.slice(0, MOST_IMAGES);
    this.draw();
  }

  draw() {
    const { store, explorer, images, told } = this;
    if (images.length === 0 || !told) return;
    const colorOf = toldColours(told, store.state), codes = toldCodes(told, store.state.items);
    this.said.textContent = mostly(images, codes, told.names);
    fill(
      this.tiles,
      ...images.map(({ item, value }) => {
        const made = tile(item, store, explorer, { more: `, ${figure(value)}`, below: figure(value) });
        // The color of what units tell apart, whatever the stage is colored by.
        const bar = /** @type {HTMLElement | null} */ (made.querySelector(".cls"));
        if (bar) bar.style.background = colorOf(codes[item] ?? -1);
        return made;
      }),
    );
    this.ring(store.state.hovered);
  }

  /** @param {number} hovered item */
  ring(hovered) {
    for (const made of this.tiles.querySelectorAll(".tile")) {
      made.classList.toggle("ringed", made.getAttribute("data-item") === String(hovered));
    }
  }
}

/** @param {readonly number[]} units */
export const unitsTitle = (units) =>
  units.length === 1 ? `unit ${thousands(units[0])}` : `${thousands(units.length)} units`;
