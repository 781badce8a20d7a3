// @ts-check
// The images as the tour shows them, in the same frame, colored by what the chosen units make of them.

import { classColours } from "../../data/class-colours.js";
import { figure } from "../../data/conditions.js";
import { extent } from "../../data/neurons.js";
import { embeddingTitle, shortName } from "../../data/study.js";
import { toldCodes, toldColours } from "../../data/told.js";
import { fill, h } from "../../panels/dom.js";
import { Names } from "../../passes/names.js";
import { drawSelected } from "../../passes/overlay.js";
import { isolationOf } from "../../passes/style.js";
import { channels } from "../../state/palette.js";
import { hex, rampColor } from "../../state/ramp.js";
import { toScreen } from "../../tour/camera.js";
import { toFlags, toMask } from "../../tour/selection.js";
import { listenToHands } from "../hands.js";
import { drawRing, keepClear, nameAt } from "../plot-marks.js";
import { ScatterPlot } from "../scatter-plot.js";
import { imageHands } from "./image-hands.js";
import { blank, keepBack, paintGroups, paintValues, plainColor, rampOf } from "./look.js";
import { rampAxis, rampStrip } from "./unit-legend.js";

/** What the images are colored by. @typedef {{ values: Float32Array, title: string, what: string }} Shown */

const NAMED = 14, STEPS = 150;

export class ImageMap {
  /** @param {import("../views.js").Parts} parts */
  constructor(parts) {
    this.parts = parts;
    this.store = parts.store;
    this.title = h("div", { class: "plot-title floating" });
    this.bar = h("div", { class: "ramp-card floating right", hidden: true });
    this.root = h(
      "div",
      { class: "scatter images-plot", tabindex: "0", role: "application" },
      this.title,
      this.bar,
    );
    this.plot = new ScatterPlot(this.root, parts, { dots: 1, padding: { top: 76, right: 36, bottom: 60, left: 36 } });
    this.plot.onDraw = (context) => this.drawOver(context);
    this.names = new Names();
    /** @type {Shown | null} */
    this.shown = null;
    /** What classes are; null: labels. @type {import("../../data/told.js").Told | null} */
    this.told = null;
    /** Called when images are colored by something else. @type {() => void} */
    this.onColor = () => {};
    /** Milliseconds that coloring took the last time. */
    this.cost = 0;
    /** What a moving brush would select. @type {Uint8Array | null} */
    this.preview = null;
    /** @type {{ places: Float32Array | null, at: number, told: unknown, list: { label: number, x: number, y: number }[] }} */
    this.middles = { places: null, at: -1, told: null, list: [] };
    /** @type {unknown} */
    this.end = null;
    parts.stage.onMoved.push(() => this.follow());
    listenToHands(this.plot, imageHands(this, parts));
    this.entitle();
  }

  /** The same points in the same frame as on the stage; another end of the way is fitted anew. */
  follow() {
    const { stage, store } = this.parts, { blend } = stage;
    if (store.state.view !== "neurons") return;
    if (blend && (this.end !== blend.frameB || this.plot.count !== blend.b.rows || this.plot.blend !== blend)) {
      if (this.end !== blend.frameB) this.plot.touched = false;
      this.end = blend.frameB;
      const { count } = this.plot;
      this.plot.show(blend);
      if (count !== this.plot.count) this.restyle();
    } else if (blend) this.plot.moved();
    else this.plot.show(null);
  }

  /** @param {Shown | null} shown null: by their labels, or what else the units tell apart */
  color(shown) {
    this.shown = shown;
    this.restyle();
    this.onColor();
  }

  restyle() {
    const { plot, shown, store: { state } } = this, { palette } = plot, begun = performance.now();
    if (plot.count === 0) return;
    const look = blank(plot.count, plot.look);
    if (shown && shown.values.length === plot.count) {
      const [low, high] = extent(shown.values);
      paintValues(shown.values, low, high, rampOf(palette), look);
      this.drawBar(low, high, shown.what);
    } else {
      const { told } = this, colorOf = told ? toldColours(told, state) : classColours(state);
      const codes = (told ? toldCodes(told, state.items) : state.items?.labels) ?? [];
      const groups = codes.length === plot.count ? codes : new Int32Array(plot.count).fill(-1);
      paintGroups(groups, null, (label) => channels(colorOf(label)), plainColor(palette), look);
      this.bar.hidden = true;
    }
    const isolated = isolationOf(state.coloured, state.hoveredClass, state.pinned, state.draft ?? state.range);
    if (isolated) keepBack((item) => isolated[item] === 1, palette, look);
    plot.look = look;
    this.entitle();
    this.remark();
    this.cost = performance.now() - begun;
  }

  /** What is selected or filtered out. */
  remark() {
    const { plot, preview, store: { state: { selection, filter, passing } } } = this;
    if (plot.count === 0 || plot.look.kinds.length !== plot.count) return;
    const selected = preview ?? toFlags(selection, new Uint8Array(plot.count));
    const shown = filter ? toFlags(filter, new Uint8Array(plot.count)) : passing ? Uint8Array.from(passing) : null;
    if (filter && passing && shown) { for (let i = 0; i < shown.length; i++) shown[i] &= passing[i]; }
    toMask(selected, preview !== null || selection.length > 0, shown, plot.mask);
    plot.style(plot.look, plot.mask);
  }

  entitle() {
    const { embedding } = this.store.state, { shown } = this;
    const words = `${embedding ? embeddingTitle(embedding) : ""}, same view as in Tour`;
    const title = shown ? `Images, by ${shown.title}` : `Images, by ${this.told?.column || "label"}`;
    fill(this.title, h("h2", {}, title), h("span", {}, words));
    this.root.setAttribute("aria-label", `${title}: arrow keys move from image to image, Enter selects`);
  }

  /** @param {number} low @param {number} high @param {string} what */
  drawBar(low, high, what) {
    const { sequential } = this.plot.palette;
    this.bar.hidden = false;
    fill(
      this.bar,
      rampStrip(STEPS, (t) => hex(rampColor(sequential, t))),
      rampAxis(figure(low), what, figure(high)),
    );
  }

  /** Means of the images of each label, or value, while nothing moves. */
  labelMiddles() {
    const { plot, told, store: { state: { items } } } = this,
      places = plot.places(),
      { stage } = this.parts,
      at = stage.frameVersion;
    if (this.middles.places === places && this.middles.at === at && this.middles.told === told) {
      return this.middles.list;
    }
    const codes = told ? toldCodes(told, items) : [],
      count = told?.names.length ?? 0,
      sums = new Float64Array(3 * count);
    for (let i = 0; i < codes.length && i < plot.count; i++) {
      const label = codes[i];
      if (label < 0 || label >= count) continue;
      sums[3 * label] += places[2 * i];
      sums[3 * label + 1] += places[2 * i + 1];
      sums[3 * label + 2]++;
    }
    const labels = Array.from({ length: count }, (_, k) => k).filter((k) => sums[3 * k + 2] > 0);
    labels.sort((a, b) => sums[3 * b + 2] - sums[3 * a + 2] || a - b);
    const list = labels.slice(0, NAMED).map((label) => ({
      label,
      x: sums[3 * label] / sums[3 * label + 2],
      y: sums[3 * label + 1] / sums[3 * label + 2],
    }));
    this.middles = { places, at, told, list };
    return list;
  }

  /** @param {CanvasRenderingContext2D} context */
  drawOver(context) {
    const { plot, names, store: { state } } = this, { palette } = plot, size = plot.size();
    const { selected, hovered } = state;
    keepClear(names, plot.reserved());
    if (!this.parts.stage.moving) {
      const handles = this.labelMiddles().map(({ label, x, y }) => {
        const [left, top] = toScreen(plot.camera, size, x, y);
        return nameAt(shortName(this.told?.names[label] ?? ""), [left, top + 20], 2);
      });
      names.draw(context, /** @type {any[]} */ (handles), size, palette);
    }
    for (const item of new Set([selected, hovered])) {
      if (item < 0 || item >= plot.count) continue;
      const place = plot.placeOf(item);
      drawRing(context, place, palette);
      this.drawPicture(context, item, place, item === selected ? 44 : 56);
    }
  }

  /** Beside its dot, not over it. @param {CanvasRenderingContext2D} context @param {number} item
   * @param {[number, number]} place @param {number} side */
  drawPicture(context, item, [x, y], side) {
    const { sprites } = this.parts.explorer,
      { state } = this.store,
      page = sprites.pageOf(item),
      size = this.plot.size();
    const color = classColours(state)(state.items?.labels[item] ?? -1);
    const left = x + (x > size.width - 90 ? -side / 2 - 18 : side / 2 + 18), top = Math.max(side / 2 + 6, y - side / 2);
    drawSelected(context, sprites, item, left, top, side, this.plot.palette, color);
    if (page >= 0 && !sprites.pages.has(page) && !sprites.failed.has(page)) {
      sprites.page(page).then(() => this.plot.redraw(), () => {});
    }
  }
}
