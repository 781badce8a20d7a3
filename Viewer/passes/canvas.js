// @ts-check
// Where there is no WebGL 2: dots and triangles on a plain canvas, at most 5,000 of them, seeded.

import { projectItem } from "../tour/projection.js";
import { toScreen } from "../tour/camera.js";
import { DOT, HINT, HOLLOW, TRIANGLE } from "./style.js";

export const CANVAS_LIMIT = 5000;

/** @typedef {import("./renderer.js").Renderer} Renderer */

/** @implements {Renderer} */
export class CanvasRenderer {
  /** @param {CanvasRenderingContext2D} context @param {Uint32Array} order */
  constructor(context, order) {
    /** @type {"canvas"} */
    this.kind = "canvas";
    this.context = context;
    this.order = order.subarray(0, CANVAS_LIMIT);
    this.drawn = this.order.length;
    /** @type {Uint8Array} */
    this.fill = new Uint8Array(0);
    /** @type {Uint8Array} */
    this.kinds = new Uint8Array(0);
  }

  /** @param {Uint8Array} fill @param {Uint8Array} kinds */
  setStyle(fill, kinds) {
    this.fill = fill;
    this.kinds = kinds;
  }

  /** @param {import("./renderer.js").View | null} view @param {number[]} stage */
  draw(view, stage) {
    const { context } = this, { canvas } = context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = `rgb(${stage.map((value) => Math.round(value * 255)).join(" ")})`;
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (!view || this.fill.length === 0) return false;
    context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    for (const kinds of [[HINT], [DOT, HOLLOW], [TRIANGLE]]) {
      for (const item of this.order) if (kinds.includes(this.kinds[item])) this.point(view, item);
    }
    return false;
  }

  /** @param {import("./renderer.js").View} view @param {number} item */
  point(view, item) {
    const { context, fill, kinds } = this;
    const [x, y] = toScreen(view.camera, view.size, ...projectItem(view.blend, item));
    if (x < -9 || y < -9 || x > view.size.width + 9 || y > view.size.height + 9) return;
    const color = `rgb(${fill[item * 4]} ${fill[item * 4 + 1]} ${fill[item * 4 + 2]} / ${fill[item * 4 + 3] / 255})`;
    context.beginPath();
    if (kinds[item] === TRIANGLE) {
      const r = view.radius + 2.6;
      context.moveTo(x, y - r);
      context.lineTo(x + r * .95, y + r * .72);
      context.lineTo(x - r * .95, y + r * .72);
      context.closePath();
    } else {
      context.arc(x, y, view.radius, 0, 2 * Math.PI);
    }
    if (kinds[item] === HOLLOW) {
      context.strokeStyle = color;
      context.stroke();
      return;
    }
    context.fillStyle = color;
    context.fill();
  }
}
