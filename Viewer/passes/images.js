// @ts-check
// Pictures: one instanced quad each, cut from one texture whose places are lent to whatever is in view.

import { begin, link } from "./program.js";

const VERTEX = `
precision highp float;
layout(location = 0) in vec4 where;
layout(location = 1) in vec4 border;
uniform vec2 size;
uniform float ratio;
uniform float columns;
uniform float cell;
out vec2 corner;
out vec4 edge;
flat out vec2 origin;
flat out float side;
void main() {
  corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
  side = where.z;
  float reach = side * 0.5 + 2.5;
  vec2 at = where.xy + corner * reach;
  corner *= reach;
  origin = vec2(mod(where.w, columns), floor(where.w / columns)) * cell;
  edge = border;
  gl_Position = vec4(at.x / size.x * 2.0 - 1.0, 1.0 - at.y / size.y * 2.0, 0.0, 1.0);
}`;

const FRAGMENT = `
precision highp float;
in vec2 corner;
in vec4 edge;
flat in vec2 origin;
flat in float side;
uniform sampler2D atlas;
uniform float cell;
uniform float width;
uniform float ratio;
uniform vec3 stage;
out vec4 result;
float box(vec2 p, float half_, float round_) {
  vec2 q = abs(p) - half_ + round_;
  return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - round_;
}
vec3 pixel(vec2 p) { // four taps: a picture is shown at less than half its size
  vec3 sum = vec3(0.0);
  float spread = 0.25 / ratio;
  for (int i = 0; i < 4; i++) {
    vec2 q = p + spread * (vec2(i & 1, i >> 1) * 2.0 - 1.0);
    vec2 uv = clamp(q / side + 0.5, 0.5 / cell, 1.0 - 0.5 / cell);
    sum += texture(atlas, (origin + uv * cell) / width).rgb;
  }
  return sum * 0.25;
}
void main() {
  float h = side * 0.5;
  float outer = clamp(0.5 - box(corner, h + 2.5, 4.0) * ratio, 0.0, 1.0);
  float frame = clamp(0.5 - box(corner, h + 1.5, 3.0) * ratio, 0.0, 1.0);
  float inner = clamp(0.5 - box(corner, h, 2.0) * ratio, 0.0, 1.0);
  vec3 color = mix(mix(stage, edge.rgb, frame), mix(stage, pixel(corner), edge.a), inner);
  if (outer < 0.004) discard;
  result = vec4(color * outer, outer);
}`;

const UPLOADS_A_FRAME = 96;

/** How many pictures are drawn at most. */
export const MOST_PICTURES = 4096;

export class ImagesPass {
  /** The driver may compile already. @param {WebGL2RenderingContext} gl */
  static warm(gl) {
    begin(gl, VERTEX, FRAGMENT);
  }

  /** @param {WebGL2RenderingContext} gl @param {import("../data/sprites.js").Sprites} sprites @param {number} count */
  constructor(gl, sprites, count) {
    this.program = link(gl, VERTEX, FRAGMENT);
    this.sprites = sprites;
    this.cell = sprites.sheet?.size ?? 64;
    const limit = Math.min(4096, /** @type {number} */ (gl.getParameter(gl.MAX_TEXTURE_SIZE)));
    const small = Math.floor(2048 / this.cell) ** 2 >= count;
    this.width = Math.min(limit, small ? 2048 : 4096);
    this.columns = Math.floor(this.width / this.cell);
    this.capacity = this.columns * this.columns;
    this.texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, this.width, this.width);
    for (
      const [name, value] of [
        [gl.TEXTURE_MIN_FILTER, gl.LINEAR],
        [gl.TEXTURE_MAG_FILTER, gl.LINEAR],
        [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
        [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
      ]
    ) gl.texParameteri(gl.TEXTURE_2D, name, value);
    this.vertexArray = gl.createVertexArray();
    this.buffer = gl.createBuffer();
    this.instances = new Float32Array(8 * MOST_PICTURES);
    gl.bindVertexArray(this.vertexArray);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, this.instances.byteLength, gl.STREAM_DRAW);
    for (const index of [0, 1]) {
      gl.enableVertexAttribArray(index);
      gl.vertexAttribPointer(index, 4, gl.FLOAT, false, 32, index * 16);
      gl.vertexAttribDivisor(index, 1);
    }
    gl.bindVertexArray(null);
    /** Place in the texture by item; the first is the one used longest ago. @type {Map<number, number>} */
    this.places = new Map();
    const scratch = new OffscreenCanvas(this.cell, this.cell).getContext("2d");
    if (!scratch) throw new Error("The browser gave no canvas for pictures.");
    this.scratch = scratch;
  }

  /**
   * @param {WebGL2RenderingContext} gl @param {import("./renderer.js").View} view
   * @returns {boolean} whether pictures that are here still wait for their turn to be copied
   */
  draw(gl, view) {
    const { pictures } = view;
    if (pictures.count === 0 || !this.sprites.sheet) return false;
    const waiting = this.upload(gl, pictures);
    const { count, side, items, x, y, colors } = pictures, { instances } = this;
    let drawn = 0;
    for (let k = 0; k < count; k++) {
      const place = this.places.get(items[k]);
      if (place === undefined) continue;
      const at = 8 * drawn++;
      instances[at] = x[k];
      instances[at + 1] = y[k];
      instances[at + 2] = side;
      instances[at + 3] = place;
      for (let c = 0; c < 4; c++) instances[at + 4 + c] = colors[4 * k + c];
    }
    gl.useProgram(this.program.program);
    gl.bindVertexArray(this.vertexArray);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, instances, 0, drawn * 8);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    const { at } = this.program;
    gl.uniform1i(at("atlas"), 0);
    gl.uniform2f(at("size"), view.size.width, view.size.height);
    gl.uniform1f(at("ratio"), view.ratio);
    gl.uniform1f(at("columns"), this.columns);
    gl.uniform1f(at("cell"), this.cell);
    gl.uniform1f(at("width"), this.width);
    gl.uniform3fv(at("stage"), view.stage);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, drawn);
    gl.bindVertexArray(null);
    return waiting;
  }

  /** Nothing to do, and nothing is allocated, while the same pictures move.
   * @param {WebGL2RenderingContext} gl @param {import("./renderer.js").Pictures} pictures */
  upload(gl, { items, count }) {
    let missing = false;
    for (let k = 0; k < count && !missing; k++) missing = !this.places.has(items[k]);
    if (!missing) return false;
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    let budget = UPLOADS_A_FRAME;
    for (let k = 0; k < count; k++) {
      const item = items[k], known = this.places.get(item);
      if (known !== undefined) {
        this.places.delete(item);
        this.places.set(item, known);
        continue;
      }
      if (budget === 0) return true;
      if (!this.sprites.draw(this.scratch, item, 0, 0, this.cell)) continue;
      const place = this.lend();
      gl.texSubImage2D(
        gl.TEXTURE_2D,
        0,
        place % this.columns * this.cell,
        Math.floor(place / this.columns) * this.cell,
        gl.RGBA,
        gl.UNSIGNED_BYTE,
        this.scratch.canvas,
      );
      this.places.set(item, place);
      budget--;
    }
    return false;
  }

  lend() {
    if (this.places.size < this.capacity) return this.places.size;
    const [[item, place]] = this.places;
    this.places.delete(item);
    return place;
  }
}
