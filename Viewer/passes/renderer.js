// @ts-check
// All passes together, on WebGL 2.

import { CloudBuffers } from "./clouds.js";
import { ImagesPass } from "./images.js";
import { MarksPass } from "./marks.js";
import { HINTS, PLAIN, PointsPass, SELECTED } from "./points.js";
import { HINT, TRIANGLE } from "./style.js";
import { GREYED, MARKED } from "../tour/selection.js";

/**
 * Pictures side by side in typed arrays, so that a frame makes no objects.
 * @typedef {{ count: number, side: number, items: Int32Array, x: Float32Array, y: Float32Array,
 *   colors: Float32Array }} Pictures `colors`: four numbers each: the border, and how much of the picture is seen
 */
/**
 * @typedef {object} View
 * @property {import("../tour/projection.js").Blend} blend
 * @property {import("../tour/camera.js").Camera} camera
 * @property {{ width: number, height: number }} size CSS pixels
 * @property {number} ratio device pixels to a CSS pixel
 * @property {number} radius of a dot, CSS pixels
 * @property {number} depth 0: flat; else one over the depth of the data
 * @property {Float32Array} stage the background, 0–1
 * @property {Float32Array} ink around what is selected
 * @property {Float32Array} rest what is not, while something is
 * @property {boolean} shapes dots are glyphs
 * @property {Pictures} pictures
 */
/**
 * @typedef {object} Renderer
 * @property {"webgl2" | "canvas"} kind
 * @property {number} drawn how many points it draws
 * @property {(order: Uint32Array) => void} setOrder other points: their style and mask are to be given anew
 * @property {(fill: Uint8Array, kinds: Uint8Array) => void} setStyle
 * @property {(mask: Uint8Array) => void} setMask what is selected, what is left out (as in tour/selection.js)
 * @property {(pictures: Pictures) => void} copyPictures those whose page is here; where pictures are drawn
 * @property {(view: View | null, stage: Float32Array) => boolean} draw null: nothing but the background;
 *   true: draw again soon, more pictures are on their way
 */

/** @implements {Renderer} */
export class WebGLRenderer {
  /** Before anything is known of the study. @param {WebGL2RenderingContext} gl */
  static warm(gl) {
    for (const pass of [PointsPass, MarksPass, ImagesPass]) pass.warm(gl);
  }

  /**
   * @param {WebGL2RenderingContext} gl @param {Uint32Array} order drawing order
   * @param {import("../data/sprites.js").Sprites | null} sprites null: never a picture
   */
  constructor(gl, order, sprites) {
    /** @type {"webgl2"} */
    this.kind = "webgl2";
    this.gl = gl;
    this.drawn = order.length;
    this.points = new PointsPass(gl);
    this.marks = new MarksPass(gl);
    this.images = sprites && new ImagesPass(gl, sprites, order.length);
    this.clouds = new CloudBuffers(gl);
    this.vertexArray = gl.createVertexArray();
    gl.bindVertexArray(this.vertexArray);
    // Everything is kept item by item, as it comes from the server; only this list knows the drawing order.
    this.elements = gl.createBuffer();
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.elements);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, order, gl.STATIC_DRAW);
    this.fill = this.attribute(8, 4, true);
    this.kinds = this.attribute(9, 1, false);
    this.mask = this.attribute(10, 1, false);
    gl.bufferData(gl.ARRAY_BUFFER, new Uint8Array(order.length), gl.DYNAMIC_DRAW);
    gl.bindVertexArray(null);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.depthFunc(gl.LEQUAL);
    this.hasMarks =
      this.hasHints =
      this.hasGreyed =
      this.hasSelected =
        false;
    this.styled = false;
  }

  /** Bytes, item by item. @param {number} index @param {number} size @param {boolean} normalized */
  attribute(index, size, normalized) {
    const { gl } = this, buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(index);
    gl.vertexAttribPointer(index, size, gl.UNSIGNED_BYTE, normalized, 0, 0);
    return buffer;
  }

  /** @param {Uint32Array} order */
  setOrder(order) {
    const { gl } = this;
    gl.bindVertexArray(this.vertexArray);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.elements);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, order, gl.STATIC_DRAW);
    gl.bindVertexArray(null);
    this.drawn = order.length;
    this.setMask(new Uint8Array(order.length));
    this.styled = false;
  }

  /** @param {Uint8Array} fill four bytes an item @param {Uint8Array} kinds */
  setStyle(fill, kinds) {
    const { gl } = this;
    this.hasMarks = kinds.includes(TRIANGLE);
    this.hasHints = kinds.includes(HINT);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.fill);
    gl.bufferData(gl.ARRAY_BUFFER, fill, gl.DYNAMIC_DRAW);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.kinds);
    gl.bufferData(gl.ARRAY_BUFFER, kinds, gl.DYNAMIC_DRAW);
    this.styled = true;
  }

  /** @param {Uint8Array} mask */
  setMask(mask) {
    const { gl } = this;
    this.hasGreyed = mask.includes(GREYED);
    this.hasSelected = mask.includes(MARKED);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.mask);
    gl.bufferData(gl.ARRAY_BUFFER, mask, gl.DYNAMIC_DRAW);
  }

  /** @param {Pictures} pictures */
  copyPictures(pictures) {
    this.images?.upload(this.gl, pictures);
  }

  /** @param {View | null} view @param {Float32Array} stage */
  draw(view, stage) {
    const { gl, drawn } = this;
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(stage[0], stage[1], stage[2], 1);
    gl.depthMask(true);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    if (!view || !this.styled) return false;
    gl.bindVertexArray(this.vertexArray);
    this.clouds.attach(0, view.blend.a);
    this.clouds.attach(4, view.blend.b);
    if (view.depth > 0) gl.enable(gl.DEPTH_TEST);
    // What lies below everything hides nothing.
    gl.depthMask(false);
    if (this.hasHints || this.hasGreyed) this.points.draw(gl, view, drawn, HINTS);
    if (this.hasMarks && this.hasGreyed) this.marks.draw(gl, view, drawn, true);
    gl.depthMask(true);
    this.points.draw(gl, view, drawn, PLAIN);
    if (this.hasSelected) this.points.draw(gl, view, drawn, SELECTED);
    if (this.hasMarks) this.marks.draw(gl, view, drawn, false);
    gl.disable(gl.DEPTH_TEST);
    return this.images?.draw(gl, view) ?? false;
  }
}
