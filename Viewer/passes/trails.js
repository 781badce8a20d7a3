// @ts-check
// Trails as thin strips with smooth edges. Straight and bundled places both lie on the graphics card, which mixes them.

import { link } from "./program.js";

/**
 * @typedef {object} TrailLook trails in the order in which they are drawn
 * @property {Uint32Array} order rows
 * @property {Uint8Array} fill four bytes for each of them, in that order: the color, and how much of it is seen
 * @property {TrailGroup[]} groups one after the other
 */
/** @typedef {{ from: number, count: number, width: number, shaded: boolean, weight: number }} TrailGroup `width` in CSS
 * pixels; `shaded`: lightness is depth */
/**
 * @typedef {object} TrailView
 * @property {import("../tour/camera.js").Camera} camera
 * @property {{ width: number, height: number }} size CSS pixels
 * @property {number} ratio device pixels to a CSS pixel
 * @property {number} bundling 0–1
 * @property {number} opacity 0–1
 * @property {number} beyond how far towards the ink the ends are
 * @property {[number, number, number]} stage 0–1
 * @property {[number, number, number]} ink 0–1
 */
/**
 * @typedef {object} TrailRenderer
 * @property {"webgl2" | "canvas"} kind
 * @property {number} limit how many trails it draws at most
 * @property {(trails: import("../tour/trails.js").Trails) => void} setTrails
 * @property {(look: TrailLook) => void} setLook
 * @property {(view: TrailView, hidden: boolean, share: number) => void} draw hidden: nothing but the background; `share`:
 *   of groups of many, how much is drawn
 */

const WIDE = 2048;

const VERTEX = `
precision highp float;
precision highp int;
precision highp sampler2D;
layout(location = 0) in uint trail;
layout(location = 1) in vec4 fill;
uniform sampler2D bundled;
uniform sampler2D places;
uniform int count, frames, vertices, segment, first;
uniform float bundling, halfWidth, opacity, beyond;
uniform vec2 center, scale, pixels;
uniform vec3 stage, ink;
uniform bool shaded;
out vec4 color;
out float across;
vec2 at(sampler2D from, int i) { return texelFetch(from, ivec2(i % ${WIDE}, i / ${WIDE}), 0).rg; }
// In device pixels from the middle.
vec2 vertex(int v) {
  int row = int(trail), f = min(v / segment, frames - 2);
  vec2 place = vec2(0.0);
  if (bundling < 1.0) {
    float t = float(v - f * segment) / float(segment);
    place = mix(at(places, f * count + row), at(places, (f + 1) * count + row), t);
  }
  if (bundling > 0.0) place = mix(place, at(bundled, row * vertices + v), bundling);
  return (place - center) * scale;
}
void main() {
  int v = first + gl_VertexID / 2;
  float side = gl_VertexID % 2 == 0 ? -1.0 : 1.0;
  vec2 here = vertex(v);
  vec2 before = here - vertex(max(0, v - 1)), after = vertex(min(vertices - 1, v + 1)) - here;
  float a = length(before), b = length(after);
  vec2 into = a > 1e-4 ? before / a : b > 1e-4 ? after / b : vec2(1.0, 0.0);
  vec2 outOf = b > 1e-4 ? after / b : into;
  vec2 along = into + outOf;
  along = length(along) > 1e-3 ? normalize(along) : outOf;
  vec2 normal = vec2(-along.y, along.x);
  // At a corner the strip is wider, but never a spike.
  float miter = 1.0 / max(0.5, abs(dot(normal, vec2(-outOf.y, outOf.x))));
  across = side * (halfWidth + 1.0);
  gl_Position = vec4((here + normal * across * miter) / pixels * 2.0, 0.0, 1.0);
  float t = float(v) / float(max(1, vertices - 1));
  vec3 paint = fill.rgb;
  if (shaded) {
    paint = mix(stage, paint, 0.16 + 0.84 * min(1.0, t / 0.7));
    paint = mix(paint, ink, max(0.0, (t - 0.7) / 0.3) * beyond);
  }
  color = vec4(paint, min(1.0, fill.a * opacity * (shaded ? 0.22 + 0.71 * t : 0.6)));
}`;

const FRAGMENT = `
precision highp float;
in vec4 color;
in float across;
uniform float halfWidth;
out vec4 result;
void main() {
  float alpha = color.a * clamp(halfWidth + 0.5 - abs(across), 0.0, 1.0);
  result = vec4(color.rgb * alpha, alpha);
}`;

/** So many of a group are always drawn. */
const FEW = 120;

/** A part of a group, drawn stronger; the order is seeded, so that the first ones are like the rest.
 * @param {TrailGroup} group @param {number} share @returns {TrailGroup} */
export function thinned(group, share) {
  const count = Math.min(group.count, Math.max(FEW, Math.round(group.count * share)));
  return { ...group, count, weight: group.weight * Math.min(2, (group.count / Math.max(1, count)) ** .5) };
}

/** @implements {TrailRenderer} */
export class TrailsPass {
  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    /** @type {"webgl2"} */
    this.kind = "webgl2";
    this.limit = Infinity;
    this.gl = gl;
    this.program = link(gl, VERTEX, FRAGMENT);
    this.bundled = gl.createTexture();
    this.places = gl.createTexture();
    this.rows = gl.createBuffer();
    this.fills = gl.createBuffer();
    this.vertexArray = gl.createVertexArray();
    /** @type {import("../tour/trails.js").Trails | null} */
    this.trails = null;
    /** @type {TrailGroup[]} */
    this.groups = [];
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** @param {import("../tour/trails.js").Trails} trails */
  setTrails(trails) {
    this.trails = trails;
    this.groups = [];
    this.fillTexture(this.bundled, trails.bundled);
    this.fillTexture(this.places, trails.positions);
  }

  /** Pairs of numbers, row by row. @param {WebGLTexture | null} texture @param {Float32Array} values */
  fillTexture(texture, values) {
    const { gl } = this, rows = Math.max(1, Math.ceil(values.length / 2 / WIDE));
    const most = gl.getParameter(gl.MAX_TEXTURE_SIZE);
    if (rows > most) throw new Error(`The trails need ${rows} rows of a texture; this graphics card has ${most}.`);
    const padded = new Float32Array(2 * WIDE * rows);
    padded.set(values);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG32F, WIDE, rows, 0, gl.RG, gl.FLOAT, padded);
  }

  /** @param {TrailLook} look */
  setLook({ order, fill, groups }) {
    const { gl } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.rows);
    gl.bufferData(gl.ARRAY_BUFFER, order, gl.DYNAMIC_DRAW);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.fills);
    gl.bufferData(gl.ARRAY_BUFFER, fill, gl.DYNAMIC_DRAW);
    this.groups = groups;
  }

  /** @param {TrailView} view @param {boolean} hidden @param {number} share */
  draw(view, hidden, share) {
    const { gl, trails } = this, { stage } = view;
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(stage[0], stage[1], stage[2], 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!trails || trails.frames < 2 || hidden) return;
    gl.useProgram(this.program.program);
    gl.bindVertexArray(this.vertexArray);
    this.setView(view, trails);
    for (const group of this.groups) this.drawGroup(thinned(group, share), view, trails);
    gl.bindVertexArray(null);
  }

  /** @param {TrailView} view @param {import("../tour/trails.js").Trails} trails */
  setView({ camera, ratio, bundling, opacity, beyond, stage, ink }, { count, frames, vertices, segment }) {
    const { gl, program: { at } } = this, scale = camera.base * camera.zoom * ratio;
    [this.bundled, this.places].forEach((texture, unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
    });
    gl.uniform1i(at("bundled"), 0);
    gl.uniform1i(at("places"), 1);
    for (const [name, value] of Object.entries({ count, frames, vertices, segment })) gl.uniform1i(at(name), value);
    gl.uniform1f(at("bundling"), bundling);
    gl.uniform1f(at("beyond"), beyond);
    gl.uniform1f(at("opacity"), opacity);
    gl.uniform2f(at("center"), camera.x, camera.y);
    gl.uniform2f(at("scale"), scale, scale);
    gl.uniform2f(at("pixels"), gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.uniform3fv(at("stage"), stage);
    gl.uniform3fv(at("ink"), ink);
  }

  /** From frame to frame, so that what is later lies above what is earlier, whatever its trail.
   * @param {TrailGroup} group @param {TrailView} view @param {import("../tour/trails.js").Trails} trails */
  drawGroup({ from, count, width, shaded, weight }, { ratio, opacity }, { frames, segment }) {
    if (count === 0) return;
    const { gl, program: { at } } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.rows);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribIPointer(0, 1, gl.UNSIGNED_INT, 0, 4 * from);
    gl.vertexAttribDivisor(0, 1);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.fills);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribPointer(1, 4, gl.UNSIGNED_BYTE, true, 0, 4 * from);
    gl.vertexAttribDivisor(1, 1);
    gl.uniform1f(at("halfWidth"), width * ratio / 2);
    gl.uniform1f(at("opacity"), opacity * weight);
    gl.uniform1i(at("shaded"), shaded ? 1 : 0);
    for (let f = 0; f < frames - 1; f++) {
      gl.uniform1i(at("first"), f * segment);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 2 * (segment + 1), count);
    }
  }
}
