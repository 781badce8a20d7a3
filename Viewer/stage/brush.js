// @ts-check
// A brush on the stage: a rectangle or a lasso; while it moves, one byte an item and nothing allocated.

import { Region } from "../tour/region.js";
import { combinationOf, combine, toFlags, toItems } from "../tour/selection.js";
import { toView } from "../tour/camera.js";

/** A lasso's corners are at least so many pixels apart. */
const CORNER_GAP = 2;

export class Brush {
  /** @param {import("./stage.js").Stage} stage @param {import("../state/store.js").Store} store */
  constructor(stage, store) {
    this.stage = stage;
    this.store = store;
    this.region = new Region();
    this.active = false;
    /** @type {import("../tour/selection.js").Combination} */
    this.how = "replace";
    this.before =
      this.inside =
      this.after =
      this.barred =
        new Uint8Array(0);
    this.fromX =
      this.fromY =
      this.lastX =
      this.lastY =
        0;
    this.count = 0;
    stage.scene.overlay.brush = this;
  }

  /** @param {"rectangle" | "lasso"} kind @param {number} x pixels @param {number} y
   * @param {{ shiftKey: boolean, altKey: boolean }} keys */
  begin(kind, x, y, keys) {
    const { stage, store } = this, still = stage.now();
    if (!still || stage.change) return false;
    const total = still.positions.length / 2;
    if (this.before.length !== total) {
      for (const name of /** @type {const} */ (["before", "inside", "after", "barred"])) {
        this[name] = new Uint8Array(total);
      }
    }
    for (let i = 0; i < total; i++) this.barred[i] = stage.scene.pickable(i) ? 0 : 1;
    toFlags(store.state.selection, this.before);
    this.how = store.state.armed ? "replace" : combinationOf(keys);
    [this.fromX, this.fromY] = toView(stage.camera, stage.surface.size, x, y);
    this.lastX = x;
    this.lastY = y;
    this.region.rectangular = kind === "rectangle";
    if (kind === "lasso") this.region.beginLasso(this.fromX, this.fromY);
    else this.region.setRectangle(this.fromX, this.fromY, this.fromX, this.fromY);
    this.active = true;
    return true;
  }

  /** @param {number} x pixels @param {number} y */
  move(x, y) {
    const { stage, region } = this, { camera } = stage, { width, height } = stage.surface.size;
    if (!this.active) return;
    if (!region.rectangular && Math.hypot(x - this.lastX, y - this.lastY) < CORNER_GAP) return;
    this.lastX = x;
    this.lastY = y;
    const scale = camera.base * camera.zoom;
    const viewX = camera.x + (x - width / 2) / scale, viewY = camera.y - (y - height / 2) / scale;
    if (region.rectangular) region.setRectangle(this.fromX, this.fromY, viewX, viewY);
    else region.add(viewX, viewY);
    const still = stage.now();
    if (!still) return;
    region.flag(still.positions, this.barred, this.inside);
    this.count = combine(this.before, this.inside, this.how, this.after);
    stage.scene.showFlags(stage.surface.renderer, this.after, this.count > 0);
    stage.draw();
  }

  /** @returns {Int32Array | null} what is selected now; null where nothing was brushed */
  end() {
    if (!this.active) return null;
    this.active = false;
    const items = toItems(this.after);
    this.stage.scene.remask(this.stage.surface.renderer);
    this.stage.draw();
    return items;
  }

  cancel() {
    if (!this.active) return;
    this.active = false;
    this.stage.scene.remask(this.stage.surface.renderer);
    this.stage.draw();
  }
}
