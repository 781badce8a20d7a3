// @ts-check
// Trails where there is no WebGL 2: on a plain canvas, at most 600 of them, seeded, a stroke for a color and a frame.

import { thinned } from "./trails.js";
import { density, shade, trailOf } from "../tour/trails.js";

export const TRAIL_LIMIT = 600;

/** @typedef {import("./trails.js").TrailView} TrailView */
/** @typedef {import("./trails.js").TrailRenderer} TrailRenderer */

/** @implements {TrailRenderer} */
export class TrailsCanvas {
  /** @param {CanvasRenderingContext2D} context */
  constructor(context) {
    /** @type {"canvas"} */
    this.kind = "canvas";
    this.limit = TRAIL_LIMIT;
    this.context = context;
    /** @type {import("../tour/trails.js").Trails | null} */
    this.trails = null;
    /** @type {import("./trails.js").TrailLook} */
    this.look = { order: new Uint32Array(0), fill: new Uint8Array(0), groups: [] };
  }

  /** @param {import("../tour/trails.js").Trails} trails */
  setTrails(trails) {
    this.trails = trails;
    this.look = { ...this.look, groups: [] };
  }

  /** @param {import("./trails.js").TrailLook} look */
  setLook(look) {
    this.look = look;
  }

  /** @param {TrailView} view @param {boolean} hidden @param {number} share */
  draw(view, hidden, share) {
    const { context, trails } = this, { canvas } = context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1;
    context.fillStyle = css(view.stage.map((value) => 255 * value));
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (!trails || trails.frames < 2 || hidden) return;
    const scale = view.camera.base * view.camera.zoom * view.ratio;
    const left = canvas.width / 2 - view.camera.x * scale, top = canvas.height / 2 + view.camera.y * scale;
    context.setTransform(scale, 0, 0, -scale, left, top);
    for (const group of this.look.groups) this.drawGroup(thinned(group, share), view, trails, scale);
  }

  /** @param {import("./trails.js").TrailGroup} group @param {TrailView} view
   * @param {import("../tour/trails.js").Trails} trails @param {number} scale */
  drawGroup({ from, count, width, shaded, weight }, view, trails, scale) {
    const { context, look: { order, fill } } = this, { segment, frames } = trails;
    /** By color, what has it. @type {Map<string, { rgba: number[], paths: Float32Array[] }>} */
    const strokes = new Map();
    for (let k = from; k < from + count; k++) {
      const rgba = [...fill.subarray(4 * k, 4 * k + 4)], key = rgba.join();
      if (!strokes.has(key)) strokes.set(key, { rgba, paths: [] });
      strokes.get(key)?.paths.push(trailOf(trails, order[k], view.bundling));
    }
    context.lineWidth = width * view.ratio / scale;
    for (let f = 0; f < frames - 1; f++) {
      const t = (f + .5) / (frames - 1);
      for (const { rgba, paths } of strokes.values()) {
        const [stage, ink] = [view.stage, view.ink].map((color) => color.map((value) => 255 * value));
        context.strokeStyle = css(shaded ? shade(rgba.slice(0, 3), stage, ink, t, view.beyond) : rgba);
        context.globalAlpha = Math.min(1, rgba[3] / 255 * view.opacity * weight * (shaded ? density(t) : .6));
        context.beginPath();
        for (const path of paths) {
          context.moveTo(path[2 * f * segment], path[2 * f * segment + 1]);
          for (let v = f * segment + 1; v <= (f + 1) * segment; v++) context.lineTo(path[2 * v], path[2 * v + 1]);
        }
        context.stroke();
      }
    }
    context.globalAlpha = 1;
  }
}

/** @param {ArrayLike<number>} color 0–255 */
const css = (color) => `rgb(${Math.round(color[0])} ${Math.round(color[1])} ${Math.round(color[2])})`;
