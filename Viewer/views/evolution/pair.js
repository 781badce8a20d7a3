// @ts-check
// Before and after: the first and the last frame side by side, one camera, one selection.

import { drawBrush } from "../../passes/brush.js";
import { Names } from "../../passes/names.js";
import { rate } from "../../data/study.js";
import { frameTitle } from "../../data/evolution.js";
import { fill, h } from "../../panels/dom.js";
import { toScreen, toView } from "../../tour/camera.js";
import { Grid } from "../../tour/pick.js";
import { drawDots, drawNames, drawPicture, drawRing } from "./dots.js";
import { listenToHands } from "../hands.js";
import { sequenceImages } from "./hands.js";

/** @typedef {import("../hands.js").Plot} Plot */

/** @implements {Plot} */
class FramePlot {
  /** @param {import("../views.js").Parts} parts @param {import("./scene.js").EvolutionScene} scene
   * @param {"before" | "after"} which */
  constructor(parts, scene, which) {
    this.store = parts.store;
    this.scene = scene;
    this.which = which;
    this.canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { "aria-hidden": "true" }));
    this.title = h("div", { class: "pair-title floating" });
    this.root = h("div", { class: "pair-plot", tabindex: "0", role: "application" }, this.canvas, this.title);
    this.names = new Names();
    /** @type {import("../hands.js").Brushing | null} */
    this.brushing = null;
    this.asked = 0;
    /** @type {{ sequence: unknown, values: Float32Array, grid: Grid } | null} */
    this.still = null;
    scene.watchers.push(() => this.redraw());
    listenToHands(this, sequenceImages(scene, parts));
  }

  /** The title stands above. */
  fit() {
    this.scene.fit(this.size(), { top: 52, right: 28, bottom: 24, left: 28 });
  }

  get lens() {
    return this.scene;
  }

  size() {
    return { width: Math.max(1, this.root.clientWidth), height: Math.max(1, this.root.clientHeight) };
  }

  get frame() {
    return this.which === "before" ? 0 : (this.scene.trails?.frames ?? 1) - 1;
  }

  places() {
    const { scene } = this;
    if (this.still?.sequence !== scene.sequence) {
      const values = scene.places(this.frame);
      this.still = { sequence: scene.sequence, values, grid: new Grid(values) };
    }
    return this.still?.values ?? new Float32Array(0);
  }

  /** @param {number} x @param {number} y @param {number} reach */
  pick(x, y, reach) {
    const { scene } = this, { camera } = scene, [viewX, viewY] = toView(camera, this.size(), x, y);
    this.places();
    const accept = (/** @type {number} */ row) => scene.pickable(row);
    return this.still?.grid.nearest(viewX, viewY, reach / (camera.base * camera.zoom), accept) ?? -1;
  }

  /** @param {import("../../tour/region.js").Region} region @param {number} _step @param {Uint8Array} out */
  flag(region, _step, out) {
    const places = this.places();
    for (let row = 0; row < out.length; row++) out[row] = region.contains(places[2 * row], places[2 * row + 1]) ? 1 : 0;
  }

  entitle() {
    const info = this.scene.sequence?.info.frames[this.frame];
    if (!info) return;
    const words = this.which === "before" ? "Before" : "After", hit = info.metrics.neighborhoodHit ?? null;
    fill(
      this.title,
      h("b", {}, words),
      h("span", { class: "soft clip" }, frameTitle(info)),
      hit !== null && h("span", { class: "soft num" }, "neighbourhood hit ", h("b", {}, rate(hit))),
    );
    this.root.setAttribute(
      "aria-label",
      `${words}: ${frameTitle(info)}${
        hit === null ? "" : `, neighbourhood hit ${rate(hit)}`
      }; arrow keys move from image to image`,
    );
  }

  redraw() {
    this.asked ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.asked = 0;
    const { canvas, scene, store: { state } } = this, size = this.size(), context = canvas.getContext("2d");
    if (!context || this.root.clientWidth === 0 || !scene.sequence) return;
    const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
    const wide = Math.round(size.width * ratio), tall = Math.round(size.height * ratio);
    if (canvas.width !== wide || canvas.height !== tall) Object.assign(canvas, { width: wide, height: tall });
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    const places = this.places();
    drawDots(context, scene, places, size);
    if (this.which === "after") drawNames(context, scene, this.names, size, [0, 0, size.width, 44]);
    const at = (/** @type {number} */ row) => toScreen(scene.camera, size, places[2 * row], places[2 * row + 1]);
    const chosen = scene.row(state.selected), hovered = scene.row(state.hovered);
    if (hovered >= 0) drawRing(context, scene, at(hovered), hovered);
    if (chosen >= 0) drawPicture(context, scene, chosen, at(chosen), 40, () => this.redraw());
    if (hovered >= 0 && hovered !== chosen) {
      const [x, y] = at(hovered);
      drawPicture(
        context,
        scene,
        hovered,
        [x + (x > size.width - 90 ? -46 : 46), Math.max(34, y - 30)],
        56,
        () => this.redraw(),
      );
    }
    if (this.brushing) drawBrush(context, /** @type {any} */ (this.brushing), scene.camera, size, scene.palette);
  }
}

export class Pair {
  /** @param {import("../views.js").Parts} parts @param {import("./scene.js").EvolutionScene} scene */
  constructor(parts, scene) {
    this.scene = scene;
    this.plots = /** @type {const} */ (["before", "after"]).map((which) => new FramePlot(parts, scene, which));
    this.root = h("div", { class: "frame-pair" }, ...this.plots.map(({ root }) => root));
    new ResizeObserver(() => {
      if (this.root.clientWidth === 0) return;
      if (!scene.touched) this.plots[0].fit();
      this.redraw();
    }).observe(this.root);
  }

  begin() {
    for (const plot of this.plots) plot.entitle();
    if (!this.scene.touched && this.root.clientWidth > 0) this.plots[0].fit();
    this.redraw();
  }

  redraw() {
    for (const plot of this.plots) plot.redraw();
  }
}
