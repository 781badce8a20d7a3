// @ts-check
// Beside the pointer: the classes of a cell with their shares, and how much it averages.

import { shortName, thousands } from "../../../data/study.js";
import { dot, fill, h } from "../../../panels/dom.js";
import { percent, placeWords, remark } from "./words.js";

const AWAY = 12, EDGE = 8;

export class HoverCard {
  constructor() {
    this.root = h("div", { class: "atlas-hover", "aria-hidden": "true", hidden: true });
  }

  /** @param {import("../../../data/atlas.js").AtlasCell | null} cell @param {import("./lens.js").Box | null} box of the cell
   * @param {import("../../../tour/camera.js").Size} size of the map @param {(label: string) => string} colorOf
   * @param {number} selected */
  show(cell, box, size, colorOf, selected) {
    this.root.hidden = !cell || !box;
    if (!cell || !box) return;
    const remarked = remark(cell);
    fill(
      this.root,
      ...cell.classes.map(({ label, share }) =>
        h(
          "div",
          { class: "atlas-hover-class" },
          dot(colorOf(label)),
          h("span", { class: "clip" }, shortName(label)),
          h("span", { class: "num" }, percent(share)),
        )
      ),
      h(
        "div",
        { class: "muted num" },
        `${thousands(cell.activationCount)} activations, ${thousands(cell.imageCount)} images`,
      ),
      selected > 0 && h("div", { class: "muted num" }, `${thousands(selected)} of its images selected`),
      remarked !== "" && h("div", { class: "muted" }, remarked),
      h("div", { class: "muted num" }, placeWords(cell)),
    );
    const { offsetWidth: width, offsetHeight: height } = this.root;
    const right = box.right + AWAY + width <= size.width - EDGE,
      left = right ? box.right + AWAY : box.left - AWAY - width;
    // A cell may be wider than what is beside it.
    this.root.style.left = `${Math.max(EDGE, Math.min(size.width - width - EDGE, left))}px`;
    this.root.style.top = `${Math.max(EDGE, Math.min(size.height - height - EDGE, box.top))}px`;
  }
}
