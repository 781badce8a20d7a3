// @ts-check
// At the right: an image that is still being made.

import { figure } from "../../../data/conditions.js";
import { tileName } from "../../../data/feature-orders.js";
import { fill, h, meter } from "../../../panels/dom.js";
import { featurePicture } from "../picture.js";
import { shareOf, stepWords } from "./unfinished.js";

/** @typedef {import("../../../data/feature-jobs.js").RunningImage} RunningImage */

/** Changes in place: a picture that was made anew every second would flicker. */
export class UnfinishedCard {
  constructor() {
    this.key = "";
    this.title = h("h2", { class: "num clip" });
    this.layer = h("span", { class: "muted clip" });
    this.close = h("span", { class: "right" });
    this.step = h("p", { class: "soft num" });
    this.value = h("dd", { class: "num" });
    this.bar = meter(0);
    this.place = h("div");
    /** @type {ReturnType<typeof featurePicture> | null} */
    this.picture = null;
    this.root = h(
      "section",
      { class: "side-card unfinished-card", "aria-label": "Unfinished image" },
      h("div", { class: "side-head" }, this.title, this.layer, this.close),
      this.place,
      this.bar,
      this.step,
      h("dl", { class: "facts" }, h("dt", {}, "Objective now"), this.value),
      h("p", { class: "note-line" }, "It is still being made. What it excites is measured when it is done."),
    );
  }

  /** @param {import("../shown.js").Shown} shown @param {import("../../../data/features.js").FeatureTile} tile
   * @param {HTMLElement} close */
  of({ place, document: { layer }, coarse }, tile, close) {
    const key = `${place.model}/${place.layer}/${tile.key}`, named = tileName(tile);
    const title = tile.kind === "channel" ? `Channel ${named}` : named;
    fill(this.close, close);
    this.layer.textContent = layer;
    if (key === this.key) return this.root;
    this.key = key;
    this.title.textContent = title;
    this.title.title = title;
    this.picture = featurePicture(`Unfinished image of ${title}`, coarse);
    this.picture.classList.add("large");
    fill(this.place, this.picture);
    return this.root;
  }

  /** @param {RunningImage | null} now null: it has not begun @param {string} address of the picture as it is now */
  tell(now, address) {
    this.step.textContent = stepWords(now).replace(/^./, (first) => first.toUpperCase()) + ".";
    this.value.textContent = now && Number.isFinite(now.value) ? figure(now.value) : "–";
    const fill = /** @type {HTMLElement} */ (this.bar.firstElementChild);
    fill.style.width = `${now ? 100 * shareOf(now) : 0}%`;
    if (address !== "") this.picture?.want(address, true);
  }
}
