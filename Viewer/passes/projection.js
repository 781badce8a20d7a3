// @ts-check
// Both ends of a layer change live on the graphics card, as the bytes of the server; this projects and mixes them there.

import { MOST_DIMENSIONS } from "../tour/frame.js";

/** @typedef {import("../tour/projection.js").Blend} Blend */
/** @typedef {import("../tour/camera.js").Camera} Camera */

/** Attributes 0–3: end a, 4–7: end b, 8: fill, 9: kind (as in style.js), 10: mask (as in tour/selection.js). */
export const PROJECTION = `
precision highp float;
layout(location = 0) in vec4 a0; layout(location = 1) in vec4 a1;
layout(location = 2) in vec4 a2; layout(location = 3) in vec4 a3;
layout(location = 4) in vec4 b0; layout(location = 5) in vec4 b1;
layout(location = 6) in vec4 b2; layout(location = 7) in vec4 b3;
layout(location = 8) in vec4 fill;
layout(location = 9) in float look;
// What it is stands in the lower three bits, the glyph above them.
#define kind mod(look, 8.0)
#define shape floor(look / 8.0)
layout(location = 10) in float mask;
uniform vec4 frameA[12];
uniform vec4 frameB[12];
uniform float mixture;
uniform vec2 center;
uniform vec2 scale;
uniform float depth; // 0: flat; else one over the depth of the data
uniform vec3 stage;
uniform vec3 rest;
float along(vec4 p0, vec4 p1, vec4 p2, vec4 p3, vec4 q0, vec4 q1, vec4 q2, vec4 q3) {
  return dot(p0, q0) + dot(p1, q1) + dot(p2, q2) + dot(p3, q3);
}
// x and y on the screen, z from -1 (near) to 1 (far).
vec3 place() {
  vec2 a = vec2(along(a0, a1, a2, a3, frameA[0], frameA[1], frameA[2], frameA[3]),
                along(a0, a1, a2, a3, frameA[4], frameA[5], frameA[6], frameA[7]));
  vec2 b = vec2(along(b0, b1, b2, b3, frameB[0], frameB[1], frameB[2], frameB[3]),
                along(b0, b1, b2, b3, frameB[4], frameB[5], frameB[6], frameB[7]));
  float z = 0.0;
  if (depth > 0.0) {
    z = -depth * mix(along(a0, a1, a2, a3, frameA[8], frameA[9], frameA[10], frameA[11]),
                     along(b0, b1, b2, b3, frameB[8], frameB[9], frameB[10], frameB[11]), mixture);
  }
  return vec3((mix(a, b, mixture) - center) * scale, clamp(z, -0.98, 0.98));
}
// Near points are larger and full, far ones smaller and closer to the background.
float sizeAt(float z) { return depth > 0.0 ? mix(1.45, 0.7, z * 0.5 + 0.5) : 1.0; }
vec3 colorAt(vec3 color, float z) { return depth > 0.0 ? mix(color, stage, 0.5 * (z * 0.5 + 0.5)) : color; }
bool shown() { return mask < 2.5; }
bool selected() { return mask > 0.5 && mask < 1.5; }
bool greyed() { return mask > 1.5 && mask < 2.5; }`;

const rows = new Float32Array(3 * MOST_DIMENSIONS);

/** @param {import("../tour/frame.js").Frame} frame */
function packed({ size, values }) {
  rows.fill(0);
  for (let axis = 0; axis < Math.min(3, size); axis++) {
    for (let d = 0; d < size; d++) rows[axis * MOST_DIMENSIONS + d] = values[axis * size + d];
  }
  return rows;
}

/** @param {WebGL2RenderingContext} gl @param {import("./program.js").Program} program
 * @param {import("./renderer.js").View} view */
export function setProjection(gl, { at }, { blend, camera, size, depth, stage, rest }) {
  const scale = camera.base * camera.zoom;
  gl.uniform4fv(at("frameA"), packed(blend.frameA));
  gl.uniform4fv(at("frameB"), packed(blend.frameB));
  gl.uniform1f(at("mixture"), blend.t);
  gl.uniform2f(at("center"), camera.x, camera.y);
  gl.uniform2f(at("scale"), 2 * scale / size.width, 2 * scale / size.height);
  gl.uniform1f(at("depth"), depth);
  gl.uniform3fv(at("stage"), stage);
  gl.uniform3fv(at("rest"), rest);
}
