// @ts-check
// Where there is no WebGL 2: dots and triangles on a plain canvas, at most 5,000 of them, seeded.

import { GLYPH_GROWTH, GLYPH_PATHS } from "./glyphs.js";
import { projectItem } from "../tour/projection.js";
import { toScreen } from "../tour/camera.js";
import { GLYPH, HINT, HOLLOW, TRIANGLE } from "./style.js";
import { GREYED, MARKED, OUT } from "../tour/selection.js";

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
    this.paths = GLYPH_PATHS.map((path) => new Path2D(path));
    /** @type {Uint8Array} */
    this.fill = new Uint8Array(0);
    /** @type {Uint8Array} */
    this.kinds = new Uint8Array(0);
    /** @type {Uint8Array} */
    this.mask = new Uint8Array(0);
  }

  /** @param {Uint32Array} order */
  setOrder(order) {
    this.order = order.subarray(0, CANVAS_LIMIT);
    this.drawn = this.order.length;
    this.fill = this.kinds = this.mask = new Uint8Array(0);
  }

  /** @param {Uint8Array} mask */
  setMask(mask) {
    this.mask = mask;
  }

  /** @param {Uint8Array} fill @param {Uint8Array} kinds */
  setStyle(fill, kinds) {
    this.fill = fill;
    this.kinds = kinds;
  }

  /** It draws none. */
  copyPictures() {}

  /** @param {import("./renderer.js").View | null} view @param {Float32Array} stage */
  draw(view, stage) {
    const { context } = this, { canvas } = context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = css(stage);
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (!view || this.fill.length === 0) return false;
    context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    const rank = (/** @type {number} */ item) =>
      this.mask[item] === MARKED ? 3 : this.mask[item] === GREYED || this.kinds[item] === HINT ? 0 : 1;
    for (let pass = 0; pass < 5; pass++) {
      for (const item of this.order) {
        if (this.mask[item] === OUT) continue;
        const triangle = this.kinds[item] === TRIANGLE && rank(item) > 0 ? 1 : 0;
        if (rank(item) + triangle === pass) this.point(view, item);
      }
    }
    return false;
  }

  /** @param {import("./renderer.js").View} view @param {number} item */
  point(view, item) {
    const { context, fill } = this, kind = this.kinds[item] % GLYPH;
    const [x, y] = toScreen(view.camera, view.size, ...projectItem(view.blend, item));
    if (x < -9 || y < -9 || x > view.size.width + 9 || y > view.size.height + 9) return;
    const color = this.mask[item] === GREYED
      ? css(view.rest)
      : `rgb(${fill[item * 4]} ${fill[item * 4 + 1]} ${fill[item * 4 + 2]} / ${fill[item * 4 + 3] / 255})`;
    if (view.shapes && kind <= HOLLOW && this.mask[item] !== GREYED) {
      this.glyph(view, x, y, Math.floor(this.kinds[item] / GLYPH), kind === HOLLOW, color);
      return;
    }
    context.beginPath();
    if (kind === TRIANGLE) {
      const r = view.radius + 2.6;
      context.moveTo(x, y - r);
      context.lineTo(x + r * .95, y + r * .72);
      context.lineTo(x - r * .95, y + r * .72);
      context.closePath();
    } else {
      context.arc(x, y, view.radius, 0, 2 * Math.PI);
    }
    if (this.mask[item] === MARKED) {
      context.lineWidth = 2.6;
      context.strokeStyle = css(view.ink);
      context.stroke();
      context.lineWidth = 1;
    }
    if (kind === HOLLOW) {
      context.strokeStyle = color;
      context.stroke();
      return;
    }
    context.fillStyle = color;
    context.fill();
  }
  /** @param {import("./renderer.js").View} view @param {number} x @param {number} y @param {number} glyph
   * @param {boolean} hollow @param {string} color */
  glyph(view, x, y, glyph, hollow, color) {
    const { context } = this, side = 2 * (view.radius + GLYPH_GROWTH) / 10;
    context.save();
    context.translate(x, y);
    context.scale(side, side);
    context.translate(-5, -5);
    context.lineWidth = 1.1 / side;
    context.strokeStyle = context.fillStyle = color;
    if (hollow) context.stroke(this.paths[glyph]);
    else context.fill(this.paths[glyph]);
    context.restore();
  }
}

/** @param {Float32Array} color 0–1 */
const css = ([red, green, blue]) =>
  `rgb(${Math.round(red * 255)} ${Math.round(green * 255)} ${Math.round(blue * 255)})`;
