// @ts-check
// Misclassified images: triangles in the color of what the network said, kept apart from the dots by a thin edge.

import { link } from "./program.js";
import { PROJECTION, setProjection } from "./projection.js";

const VERTEX = `${PROJECTION}
uniform float radius;
uniform float edge;
out vec4 color;
void main() {
  gl_Position = kind < 1.5 || kind > 2.5 ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(place(), 0.0, 1.0);
  gl_PointSize = 2.0 * (radius + edge) + 4.0;
  color = fill;
}`;

const FRAGMENT = `
precision highp float;
in vec4 color;
uniform float radius;
uniform float edge;
uniform vec3 stage;
out vec4 result;
void main() {
  vec2 p = (gl_PointCoord - 0.5) * (2.0 * (radius + edge) + 4.0);
  // Half planes of the triangle (0, -r), (0.95 r, 0.72 r), (-0.95 r, 0.72 r); y points down.
  vec2 side = normalize(vec2(1.72, -0.95));
  float away = max(p.y - 0.72 * radius, dot(vec2(abs(p.x), p.y + radius), side));
  float inside = clamp(0.5 - away, 0.0, 1.0), around = clamp(edge + 0.5 - away, 0.0, 1.0);
  if (around < 0.004) discard;
  float alpha = around * color.a;
  result = vec4(mix(stage, color.rgb, inside) * alpha, alpha);
}`;

export class MarksPass {
  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    this.program = link(gl, VERTEX, FRAGMENT);
  }

  /** @param {WebGL2RenderingContext} gl @param {import("./renderer.js").View} view @param {number} count */
  draw(gl, view, count) {
    gl.useProgram(this.program.program);
    setProjection(gl, this.program, view.blend, view.camera, view.size);
    gl.uniform1f(this.program.at("radius"), (view.radius + 2.6) * view.ratio);
    gl.uniform1f(this.program.at("edge"), view.ratio);
    gl.uniform3fv(this.program.at("stage"), view.stage);
    gl.drawArrays(gl.POINTS, 0, count);
  }
}
