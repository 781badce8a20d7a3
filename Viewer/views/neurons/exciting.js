// @ts-check
// Below the plots: the images that excite the chosen units most, with what they are.

import { figure } from "../../data/conditions.js";
import { mostly } from "../../data/neurons.js";
import { thousands } from "../../data/study.js";
import { toldCodes, toldColours } from "../../data/told.js";
import { fill, h } from "../../panels/dom.js";
import { blanks, tile } from "../../panels/tile.js";
import { PALETTES } from "../../state/palette.js";
import { fieldWords, partOf, regionWords, SeenPainter } from "./seen.js";

export const MOST_IMAGES = 24;

export class Exciting {
  /** @param {import("../views.js").Parts} parts */
  constructor({ store, explorer }) {
    this.store = store;
    this.explorer = explorer;
    this.title = h("h3", { class: "exciting-title" });
    this.said = h("span", { class: "soft", role: "status" });
    this.parts = h("span", { class: "seg", role: "group", "aria-label": "What the pictures show", hidden: true });
    this.tiles = h("div", { class: "exciting-tiles" });
    this.root = h(
      "section",
      { class: "exciting", "aria-label": "Images that excite the chosen units" },
      h("div", { class: "exciting-head" }, this.title, h("span", { class: "right tools" }, this.said, this.parts)),
      this.tiles,
    );
    /** @type {import("./seen.js").TopImage[]} */
    this.images = [];
    /** What their positions see; undefined: they have none. @type {import("./seen.js").Field | null | undefined} */
    this.field = undefined;
    /** Whether whole images were drawn the last time. */
    this.whole = false;
    this.painter = new SeenPainter(explorer.sprites, explorer.client.source);
    /** What classes are. @type {import("../../data/told.js").Told | null} */
    this.told = null;
  }

  /** @param {string} title @param {string} [said] nothing is chosen, or the images did not come */
  empty(title, said = "") {
    this.images = [];
    this.title.textContent = title;
    this.said.textContent = "";
    this.parts.hidden = true;
    fill(this.tiles, said !== "" && h("p", { class: "soft whole" }, said));
  }

  /** @param {string} title */
  wait(title) {
    this.title.textContent = title;
    this.said.textContent = "";
    if (this.images.length === 0) fill(this.tiles, ...blanks(MOST_IMAGES));
  }

  /** @param {string} title @param {import("./seen.js").TopImage[]} images @param {string} value what the numbers are
   * @param {import("./seen.js").Field | null} [field] what positions of these images see */
  show(title, images, value, field) {
    this.images = images.slice(0, MOST_IMAGES);
    this.field = field;
    const where = fieldWords(field, images);
    fill(this.title, title, h("span", { class: "muted" }, where ? `${value}; ${where}` : value));
    this.draw();
  }

  draw() {
    const { store, explorer, images, told } = this;
    if (images.length === 0 || !told) return;
    const colorOf = toldColours(told, store.state), codes = toldCodes(told, store.state.items);
    this.said.textContent = mostly(images, codes, told.names);
    if (this.painter.sprites !== explorer.sprites) {
      this.painter = new SeenPainter(explorer.sprites, explorer.client.source);
    }
    this.whole = store.state.neurons.whole;
    this.drawChoice();
    fill(
      this.tiles,
      ...images.map((image) => {
        const { item } = image, made = this.tile(image);
        // The color of what units tell apart, whatever the stage is colored by.
        const bar = /** @type {HTMLElement | null} */ (made.querySelector(".cls"));
        if (bar) bar.style.background = colorOf(codes[item] ?? -1);
        return made;
      }),
    );
    this.ring(store.state.hovered);
  }

  /** Parts became whole images, or whole images parts. */
  repaint() {
    const { whole } = this.store.state.neurons;
    if (this.whole !== whole) this.draw();
  }

  /** The part that excites, and under the pointer or the focus the whole image with a frame around it.
   * @param {import("./seen.js").TopImage} image */
  tile(image) {
    const { store, explorer, painter } = this, { item, value } = image, part = partOf(image);
    const words = { more: `, ${figure(value)}${part ? `, ${regionWords(part)}` : ""}`, below: figure(value) };
    if (!part) return tile(item, store, explorer, words);
    const show = (/** @type {HTMLCanvasElement} */ canvas, /** @type {boolean} */ whole) => {
      const { theme, neurons } = store.state, { stage, accent } = PALETTES[theme];
      painter.paint(canvas, image, whole || neurons.whole, [stage, accent]);
    };
    const made = tile(item, store, explorer, { ...words, paint: (canvas) => show(canvas, false) });
    const canvas = /** @type {HTMLCanvasElement} */ (made.querySelector("canvas"));
    for (const enter of ["pointerenter", "focus"]) made.addEventListener(enter, () => show(canvas, true));
    for (const leave of ["pointerleave", "blur"]) made.addEventListener(leave, () => show(canvas, false));
    return made;
  }

  /** Parts or whole images, where there are parts. */
  drawChoice() {
    const { store, parts } = this, { neurons } = store.state, held = parts.contains(document.activeElement);
    parts.hidden = !this.images.some((image) => partOf(image));
    const button = (/** @type {string} */ title, /** @type {boolean} */ whole) =>
      h("button", {
        type: "button",
        "aria-pressed": String(neurons.whole === whole),
        onclick: () => store.set({ neurons: { ...store.state.neurons, whole } }),
      }, title);
    fill(parts, button("Part that excites", false), button("Whole image", true));
    if (held) /** @type {HTMLElement | null} */ (parts.querySelector("[aria-pressed=true]"))?.focus();
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
