// @ts-check
// The trails: one plot with the camera, the canvases and what lies over them.

import { drawBrush } from "../../passes/brush.js";
import { Names } from "../../passes/names.js";
import { channels } from "../../state/palette.js";
import { toScreen, toView, zoomAt } from "../../tour/camera.js";
import { Grid } from "../../tour/pick.js";
import { BEYOND, flagPassing, nearestTrail } from "../../tour/trails.js";
import { drawDots, drawNames, drawOutlined, drawPicture, drawRing, drawStarts } from "./dots.js";
import { listenToHands } from "../hands.js";
import { sequenceImages } from "./hands.js";
import { TrailSurface } from "./surface.js";

/** @typedef {import("../hands.js").Plot} Plot */

/** Milliseconds: beyond the first a frame is slow; as long as the second it may take in motion; all is drawn after the
 * third. */
const SLOW = 50, SMOOTH = 30, REST_AFTER = 180;

/** @implements {Plot} */
export class TrailsPlot {
  /** @param {HTMLElement} root @param {import("../views.js").Parts} parts
   * @param {import("./scene.js").EvolutionScene} scene @param {import("./playhead.js").Playhead} playhead */
  constructor(root, parts, scene, playhead) {
    this.root = root;
    this.store = parts.store;
    this.scene = scene;
    this.playhead = playhead;
    this.names = new Names();
    /** @type {import("../hands.js").Brushing | null} */
    this.brushing = null;
    this.surface = new TrailSurface(root, { preserve: parts.stage.surface.preserve, onChange: () => this.begin() });
    this.asked = 0;
    this.next = (/** @type {number} */ now) => this.frame(now);
    /** What of the trails has to be drawn again. */
    this.stale = { look: true, trails: true };
    /** Milliseconds that drawing all trails takes, as far as is known. */
    this.cost = 0;
    /** Draws all trails, where a part of them had to do. 0: nothing is waiting. */
    this.fullTimer = 0;
    /** Where the images are, and a grid to find them, once one is looked for.
     * @type {{ at: number, sequence: unknown, values: Float32Array, grid: Grid | null } | null} */
    this.still = null;
    /** Called when it is known how many trails are drawn. @type {() => void} */
    this.onLimit = () => {};
    scene.watchers.push(() => this.restyled());
    new ResizeObserver(() => this.resized()).observe(root);
    listenToHands(this, sequenceImages(scene, parts));
    this.surface.build();
  }

  fit() {
    this.scene.fit(this.surface.size);
  }

  get lens() {
    return this.scene;
  }

  size() {
    return this.surface.size;
  }

  /** A new renderer, or another sequence. */
  begin() {
    const { scene } = this;
    this.still = null;
    if (scene.trails) this.surface.renderer?.setTrails(scene.trails);
    if (!scene.touched && this.root.clientWidth > 0) scene.fit(this.surface.size);
    this.onLimit();
    this.restyled();
  }

  restyled() {
    this.stale.look = this.stale.trails = true;
    this.redraw();
  }

  /** The camera or the bundling, not the colors. */
  retraced() {
    this.stale.trails = true;
    this.redraw();
  }

  redraw() {
    if (this.asked === 0) this.asked = requestAnimationFrame(this.next);
  }

  resized() {
    if (this.root.clientWidth === 0) return;
    this.surface.resize();
    if (!this.scene.touched) this.scene.fit(this.surface.size);
    this.retraced();
  }

  places() {
    const { scene, playhead: { at } } = this;
    if (!this.still || this.still.at !== at || this.still.sequence !== scene.sequence) {
      const values = scene.places(at);
      this.still = { at, sequence: scene.sequence, values, grid: null };
    }
    return this.still.values;
  }

  /** An image at its place, else the trail below. @param {number} x @param {number} y @param {number} reach */
  pick(x, y, reach) {
    const { scene } = this, { trails, camera } = scene, { ends } = this.store.state.evolution;
    if (!trails) return -1;
    const [viewX, viewY] = toView(camera, this.surface.size, x, y), scale = camera.base * camera.zoom;
    const accept = (/** @type {number} */ row) => scene.pickable(row);
    const places = this.places(), { still } = this, grid = still?.grid ?? new Grid(places);
    if (still) still.grid = grid;
    const near = grid.nearest(viewX, viewY, reach / scale, accept);
    if (near >= 0 || ends || trails.frames < 2) return near;
    return nearestTrail(scene.allTrails(), trails.vertices, viewX, viewY, reach / 2 / scale, accept);
  }

  /** Trails that pass through; where only ends are shown, images. @param {import("../../tour/region.js").Region} region
   * @param {number} step @param {Uint8Array} out */
  flag(region, step, out) {
    const { scene } = this, { trails } = scene;
    if (!trails) return;
    const places = this.places();
    if (!this.store.state.evolution.ends && trails.frames > 1) {
      flagPassing(scene.allTrails(), trails.vertices, region, step, out);
      return;
    }
    for (let row = 0; row < out.length; row++) out[row] = region.contains(places[2 * row], places[2 * row + 1]) ? 1 : 0;
  }

  /** @param {number} factor */
  zoomBy(factor) {
    const { scene, surface: { size } } = this;
    scene.touched = true;
    scene.setCamera(zoomAt(scene.camera, size, size.width / 2, size.height / 2, factor));
  }

  /** Where a row is, in pixels. @param {number} row @returns {[number, number]} */
  placeOf(row) {
    const places = this.places();
    return toScreen(this.scene.camera, this.surface.size, places[2 * row], places[2 * row + 1]);
  }

  /** Nothing is on its way to the screen. */
  get settled() {
    return this.asked === 0 && this.fullTimer === 0;
  }

  /** @param {number} now */
  frame(now) {
    this.asked = 0;
    const { scene, surface, stale } = this, { renderer } = surface;
    if (this.root.clientWidth === 0) return;
    if (renderer && stale.look) renderer.setLook(scene.look(renderer.limit));
    if (renderer && stale.trails) this.drawTrails(renderer, now, this.cost > SLOW ? SMOOTH / this.cost : 1);
    this.stale = { look: false, trails: false };
    this.drawOver();
  }

  /** Where drawing is slow, as without a graphics card, a part of the trails has to do until all come to rest.
   * @param {import("../../passes/trails.js").TrailRenderer} renderer @param {number} now @param {number} share */
  drawTrails(renderer, now, share) {
    const { ends } = this.store.state.evolution;
    clearTimeout(this.fullTimer);
    this.fullTimer = 0;
    renderer.draw(this.view(), ends, share);
    if (ends) return;
    // The next frame begins when this one is done.
    requestAnimationFrame((later) => {
      const cost = (later - now) / share;
      this.cost = this.cost > 0 ? (this.cost + cost) / 2 : cost;
    });
    if (share === 1) return;
    this.fullTimer = setTimeout(() => {
      this.fullTimer = 0;
      if (this.surface.renderer && this.root.clientWidth > 0) {
        this.drawTrails(this.surface.renderer, performance.now(), 1);
      }
    }, REST_AFTER);
  }

  /** @returns {import("../../passes/trails.js").TrailView} */
  view() {
    const { scene, surface: { size, ratio } } = this, { palette } = scene, { evolution, theme } = this.store.state;
    const color = (
      /** @type {string} */ hex,
    ) => /** @type {[number, number, number]} */ (channels(hex).map((value) => value / 255));
    const ink = theme === "dark" ? "#FFFFFF" : "#000000";
    return {
      camera: scene.camera,
      size,
      ratio,
      bundling: evolution.bundling,
      opacity: evolution.opacity,
      beyond: BEYOND[theme],
      stage: color(palette.stage),
      ink: color(ink),
    };
  }

  drawOver() {
    const { scene, surface, playhead } = this, { context, size, ratio } = surface, { state } = this.store;
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    if (!scene.sequence) return;
    const { ends, bundling } = state.evolution, places = this.places();
    if (ends) drawStarts(context, scene, scene.places(0), size);
    drawDots(context, scene, places, size);
    drawNames(context, scene, this.names, size, this.reserved());
    const chosen = scene.row(state.selected), hovered = scene.row(state.hovered);
    for (const row of new Set([chosen, hovered])) {
      if (row < 0) continue;
      const place = this.placeOf(row);
      drawOutlined(context, scene, row, size, ends ? 0 : bundling, playhead.at, place);
      drawRing(context, scene, place, row);
    }
    if (chosen >= 0) drawPicture(context, scene, chosen, this.placeOf(chosen), 40, () => this.redraw());
    // Beside the pointer, not below it.
    if (hovered >= 0 && hovered !== chosen) {
      const [x, y] = this.placeOf(hovered);
      drawPicture(
        context,
        scene,
        hovered,
        [x + (x > size.width - 90 ? -46 : 46), Math.max(34, y - 30)],
        56,
        () => this.redraw(),
      );
    }
    if (this.brushing) {
      drawBrush(context, /** @type {any} */ (this.brushing), scene.camera, size, scene.palette);
    }
  }

  /** What lies over the plot, where no name is written. @returns {number[]} */
  reserved() {
    const box = this.root.getBoundingClientRect();
    return [...this.root.querySelectorAll(".floating")].flatMap((each) => {
      const { left, top, right, bottom } = each.getBoundingClientRect();
      return [left - box.left, top - box.top, right - box.left, bottom - box.top];
    });
  }
}
