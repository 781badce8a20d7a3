// @ts-check
// Both ends of a layer change live on the graphics card; this projects and mixes them there.

import { MOST_DIMENSIONS } from "../tour/frame.js";

/** @typedef {import("../tour/projection.js").Blend} Blend */
/** @typedef {import("../tour/camera.js").Camera} Camera */

/** Attributes 0–3: end a, 4–7: end b, 8: fill, 9: kind (as in style.js). */
export const PROJECTION = `
precision highp float;
layout(location = 0) in vec4 a0; layout(location = 1) in vec4 a1;
layout(location = 2) in vec4 a2; layout(location = 3) in vec4 a3;
layout(location = 4) in vec4 b0; layout(location = 5) in vec4 b1;
layout(location = 6) in vec4 b2; layout(location = 7) in vec4 b3;
layout(location = 8) in vec4 fill;
layout(location = 9) in float kind;
uniform vec4 frameA[8];
uniform vec4 frameB[8];
uniform float mixture;
uniform vec2 center;
uniform vec2 scale;
vec2 place() {
  vec2 a = vec2(dot(a0, frameA[0]) + dot(a1, frameA[1]) + dot(a2, frameA[2]) + dot(a3, frameA[3]),
                dot(a0, frameA[4]) + dot(a1, frameA[5]) + dot(a2, frameA[6]) + dot(a3, frameA[7]));
  vec2 b = vec2(dot(b0, frameB[0]) + dot(b1, frameB[1]) + dot(b2, frameB[2]) + dot(b3, frameB[3]),
                dot(b0, frameB[4]) + dot(b1, frameB[5]) + dot(b2, frameB[6]) + dot(b3, frameB[7]));
  return (mix(a, b, mixture) - center) * scale;
}`;

const rows = new Float32Array(2 * MOST_DIMENSIONS);

/** @param {import("../tour/frame.js").Frame} frame */
function packed({ size, values }) {
  rows.fill(0);
  for (let axis = 0; axis < 2; axis++) {
    for (let d = 0; d < size; d++) rows[axis * MOST_DIMENSIONS + d] = values[axis * size + d];
  }
  return rows;
}

/** @param {WebGL2RenderingContext} gl @param {import("./program.js").Program} program @param {Blend} blend
 * @param {Camera} camera @param {{ width: number, height: number }} size */
export function setProjection(gl, { at }, blend, camera, size) {
  const scale = camera.base * camera.zoom;
  gl.uniform4fv(at("frameA"), packed(blend.frameA));
  gl.uniform4fv(at("frameB"), packed(blend.frameB));
  gl.uniform1f(at("mixture"), blend.t);
  gl.uniform2f(at("center"), camera.x, camera.y);
  gl.uniform2f(at("scale"), 2 * scale / size.width, 2 * scale / size.height);
}

/** Rows in drawing order, padded with zeros to four vec4. @param {import("../data/arrays.js").Cloud} cloud
 * @param {Uint32Array} order */
export function padded({ values, dimensions }, order) {
  const out = new Float32Array(order.length * MOST_DIMENSIONS);
  for (let k = 0; k < order.length; k++) {
    const start = order[k] * dimensions;
    for (let d = 0; d < dimensions; d++) out[k * MOST_DIMENSIONS + d] = values[start + d];
  }
  return out;
}
