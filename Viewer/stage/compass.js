// @ts-check
// Where the compass stands, which spoke a hand or a key holds.

import { dragHandle } from "../tour/handle.js";

const REACH = 12;

export class Compass {
  /** @param {import("./stage.js").Stage} stage @param {import("../state/store.js").Store} store
   * @param {boolean} wanted whether this stage has one at all */
  constructor(stage, store, wanted) {
    this.wanted = wanted;
    this.stage = stage;
    this.store = store;
    this.shown = false;
    this.x = 64;
    this.y = 0;
    this.radius = 36;
    /** The spoke under the hand, and the one that keys turn. */
    this.held = -1;
    this.chosen = -1;
    stage.scene.overlay.compass = this;
  }

  /** Found at rest and when the stage changes its size. */
  settle() {
    const { width, height } = this.stage.surface.size, dimensions = this.stage.blend?.frameB.size ?? 2;
    if (!this.wanted) return;
    // Beside a partner the floor has less to hold.
    const least = this.stage.partner ? 420 : 640;
    this.shown = dimensions > 2 && this.store.state.space !== "2" && width >= least && height >= 360;
    this.x = 64;
    this.y = height - 60;
    document.body.classList.toggle("with-compass", this.shown);
  }

  /** @param {number} x pixels @param {number} y @returns {number} dimension, or −1 */
  at(x, y) {
    const frame = this.stage.blend?.frameB;
    if (!this.shown || !frame || !this.covers(x, y)) return -1;
    let best = -1, least = REACH;
    for (let d = 0; d < frame.size; d++) {
      const dx = frame.values[d], dy = frame.values[frame.size + d];
      const away = Math.hypot(this.x + dx * this.radius - x, this.y - dy * this.radius - y);
      // A spoke that lies along the line of sight cannot be told from the others.
      if (away < least && Math.hypot(dx, dy) > .08) {
        best = d;
        least = away;
      }
    }
    return best;
  }

  /** @param {number} x pixels @param {number} y */
  covers(x, y) {
    return this.shown && Math.hypot(x - this.x, y - this.y) < this.radius + 12;
  }

  /** A spoke is dragged as a handle is: its dimension is the middle. @param {import("../tour/frame.js").Frame} start
   * @param {number} dimension @param {number} x pixels @param {number} y */
  drag(start, dimension, x, y) {
    const { stage } = this, frame = stage.blend?.frameB;
    if (!frame) return;
    const unit = new Float64Array(frame.size);
    unit[dimension] = 1;
    const to = /** @type {[number, number]} */ ([(x - this.x) / this.radius, (this.y - y) / this.radius]);
    frame.values.set(dragHandle(start, unit, to, stage.turning.axes).values);
    this.store.set({ turned: true, separated: "" });
    stage.turned();
  }

  /** A key moves the chosen spoke. @param {number} dx pixels @param {number} dy */
  nudge(dx, dy) {
    const frame = this.stage.blend?.frameB, d = this.chosen;
    if (!frame || d < 0) return;
    const x = this.x + frame.values[d] * this.radius + dx, y = this.y - frame.values[frame.size + d] * this.radius + dy;
    this.drag({ size: frame.size, values: frame.values.slice() }, d, x, y);
  }
}
