// @ts-check
// Dots, full and hollow, with smooth edges at every pixel ratio.

import { link } from "./program.js";
import { PROJECTION, setProjection } from "./projection.js";

const VERTEX = `${PROJECTION}
uniform float radius;
uniform float hints;
out vec4 color;
out float hollow;
void main() {
  bool mine = hints > 0.5 ? kind > 2.5 && kind < 3.5 : kind < 1.5;
  gl_Position = mine ? vec4(place(), 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
  gl_PointSize = 2.0 * radius + 3.0;
  color = fill;
  hollow = hints > 0.5 ? 0.0 : kind;
}`;

const FRAGMENT = `
precision highp float;
in vec4 color;
in float hollow;
uniform float radius;
uniform float ratio;
out vec4 result;
void main() {
  float away = length(gl_PointCoord - 0.5) * (2.0 * radius + 3.0);
  float cover = clamp(radius + 0.5 - away, 0.0, 1.0);
  if (hollow > 0.5) cover *= clamp(away - (radius - 1.1 * ratio) + 0.5, 0.0, 1.0);
  float alpha = color.a * cover;
  if (alpha < 0.004) discard;
  result = vec4(color.rgb * alpha, alpha);
}`;

export class PointsPass {
  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    this.program = link(gl, VERTEX, FRAGMENT);
  }

  /** @param {WebGL2RenderingContext} gl @param {import("./renderer.js").View} view @param {number} count
   * @param {boolean} hints draws what an isolated view leaves of the rest, which lies below everything */
  draw(gl, view, count, hints) {
    gl.useProgram(this.program.program);
    setProjection(gl, this.program, view.blend, view.camera, view.size);
    gl.uniform1f(this.program.at("radius"), view.radius * view.ratio);
    gl.uniform1f(this.program.at("ratio"), view.ratio);
    gl.uniform1f(this.program.at("hints"), hints ? 1 : 0);
    gl.drawArrays(gl.POINTS, 0, count);
  }
}
