// @ts-check
// All passes together, on WebGL 2.

import { ImagesPass } from "./images.js";
import { MarksPass } from "./marks.js";
import { PointsPass } from "./points.js";
import { padded } from "./projection.js";
import { HINT, TRIANGLE } from "./style.js";
import { MOST_DIMENSIONS } from "../tour/frame.js";

/** @typedef {{ item: number, x: number, y: number, size: number, color: number[] }} Picture color 0–1 */
/**
 * @typedef {object} View
 * @property {import("../tour/projection.js").Blend} blend
 * @property {import("../tour/camera.js").Camera} camera
 * @property {{ width: number, height: number }} size CSS pixels
 * @property {number} ratio device pixels to a CSS pixel
 * @property {number} radius of a dot, CSS pixels
 * @property {number[]} stage the background, 0–1
 * @property {Picture[]} pictures
 */
/**
 * @typedef {object} Renderer
 * @property {"webgl2" | "canvas"} kind
 * @property {number} drawn how many points it draws
 * @property {(fill: Uint8Array, kinds: Uint8Array) => void} setStyle
 * @property {(view: View | null, stage: number[]) => boolean} draw null: nothing but the background;
 *   true: draw again soon, more pictures are on their way
 */

const CLOUDS_KEPT = 6;

/** @implements {Renderer} */
export class WebGLRenderer {
  /**
   * @param {WebGL2RenderingContext} gl @param {Uint32Array} order drawing order
   * @param {import("../data/sprites.js").Sprites} sprites
   */
  constructor(gl, order, sprites) {
    /** @type {"webgl2"} */
    this.kind = "webgl2";
    this.gl = gl;
    this.order = order;
    this.drawn = order.length;
    this.points = new PointsPass(gl);
    this.marks = new MarksPass(gl);
    this.images = new ImagesPass(gl, sprites, order.length);
    this.vertexArray = gl.createVertexArray();
    this.fill = gl.createBuffer();
    this.kinds = gl.createBuffer();
    /** @type {Map<string, { cloud: import("../data/arrays.js").Cloud, buffer: WebGLBuffer }>} */
    this.buffers = new Map();
    gl.bindVertexArray(this.vertexArray);
    for (let index = 0; index < 10; index++) gl.enableVertexAttribArray(index);
    gl.bindVertexArray(null);
    gl.disable(gl.DEPTH_TEST);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.hasMarks = false;
    this.hasHints = false;
    this.styled = false;
  }

  /** @param {Uint8Array} fill four bytes an item @param {Uint8Array} kinds */
  setStyle(fill, kinds) {
    const { gl, order } = this;
    const fills = new Uint8Array(order.length * 4), shapes = new Uint8Array(order.length);
    this.hasMarks = kinds.includes(TRIANGLE);
    this.hasHints = kinds.includes(HINT);
    for (let k = 0; k < order.length; k++) {
      const item = order[k];
      for (let c = 0; c < 4; c++) fills[k * 4 + c] = fill[item * 4 + c];
      shapes[k] = kinds[item];
    }
    gl.bindVertexArray(this.vertexArray);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.fill);
    gl.bufferData(gl.ARRAY_BUFFER, fills, gl.DYNAMIC_DRAW);
    gl.vertexAttribPointer(8, 4, gl.UNSIGNED_BYTE, true, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.kinds);
    gl.bufferData(gl.ARRAY_BUFFER, shapes, gl.DYNAMIC_DRAW);
    gl.vertexAttribPointer(9, 1, gl.UNSIGNED_BYTE, false, 0, 0);
    gl.bindVertexArray(null);
    this.styled = true;
  }

  /** @param {View | null} view @param {number[]} stage */
  draw(view, stage) {
    const { gl } = this;
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(stage[0], stage[1], stage[2], 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!view || !this.styled) return false;
    gl.bindVertexArray(this.vertexArray);
    this.attach(0, view.blend.a);
    this.attach(4, view.blend.b);
    if (this.hasHints) this.points.draw(gl, view, this.order.length, true);
    this.points.draw(gl, view, this.order.length, false);
    if (this.hasMarks) this.marks.draw(gl, view, this.order.length);
    return this.images.draw(gl, view);
  }

  /** @param {number} first attribute @param {import("../data/arrays.js").Cloud} cloud */
  attach(first, cloud) {
    const { gl } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.bufferOf(cloud));
    for (let i = 0; i < 4; i++) {
      gl.vertexAttribPointer(first + i, 4, gl.FLOAT, false, MOST_DIMENSIONS * 4, i * 16);
    }
  }

  /** @param {import("../data/arrays.js").Cloud} cloud */
  bufferOf(cloud) {
    const { gl } = this, known = this.buffers.get(cloud.key);
    if (known && known.cloud === cloud) {
      this.buffers.delete(cloud.key);
      this.buffers.set(cloud.key, known);
      return known.buffer;
    }
    if (known) gl.deleteBuffer(known.buffer);
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, padded(cloud, this.order), gl.STATIC_DRAW);
    this.buffers.delete(cloud.key);
    this.buffers.set(cloud.key, { cloud, buffer });
    for (const [key, old] of this.buffers) {
      if (this.buffers.size <= CLOUDS_KEPT) break;
      gl.deleteBuffer(old.buffer);
      this.buffers.delete(key);
    }
    return buffer;
  }
}
