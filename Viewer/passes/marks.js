// @ts-check
// Misclassified images: triangles in the color of what the network said, kept apart from the dots by a thin edge.

import { begin, link } from "./program.js";
import { PROJECTION, setProjection } from "./projection.js";

const VERTEX = `${PROJECTION}
uniform float radius;
uniform float edge;
uniform float first;
uniform vec3 ink;
out vec4 color;
out float size;
flat out vec3 around_;
void main() {
  bool mine = kind > 1.5 && kind < 2.5 && shown() && (first > 0.5 ? greyed() : !greyed());
  vec3 at = place();
  gl_Position = mine ? vec4(at, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
  size = radius * sizeAt(at.z);
  gl_PointSize = 2.0 * (size + edge) + 4.0;
  color = greyed() ? vec4(colorAt(rest, at.z), 1.0) : vec4(colorAt(fill.rgb, at.z), fill.a);
  around_ = selected() ? ink : stage;
}`;

const FRAGMENT = `
precision highp float;
in vec4 color;
in float size;
flat in vec3 around_;
uniform float edge;
uniform float least;
out vec4 result;
void main() {
  vec2 p = (gl_PointCoord - 0.5) * (2.0 * (size + edge) + 4.0);
  // Half planes of the triangle (0, -r), (0.95 r, 0.72 r), (-0.95 r, 0.72 r); y points down.
  vec2 side = normalize(vec2(1.72, -0.95));
  float away = max(p.y - 0.72 * size, dot(vec2(abs(p.x), p.y + size), side));
  float inside = clamp(0.5 - away, 0.0, 1.0), around = clamp(edge + 0.5 - away, 0.0, 1.0);
  float alpha = around * color.a;
  if (alpha < least) discard;
  result = vec4(mix(around_, color.rgb, inside) * alpha, alpha);
}`;

export class MarksPass {
  /** The driver may compile already. @param {WebGL2RenderingContext} gl */
  static warm(gl) {
    begin(gl, VERTEX, FRAGMENT);
  }

  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    this.program = link(gl, VERTEX, FRAGMENT);
  }

  /** @param {WebGL2RenderingContext} gl @param {import("./renderer.js").View} view @param {number} count
   * @param {boolean} greyed those that are not selected, which lie below everything */
  draw(gl, view, count, greyed) {
    const { at } = this.program;
    gl.useProgram(this.program.program);
    setProjection(gl, this.program, view);
    gl.uniform1f(at("radius"), (view.radius + 2.6) * view.ratio);
    gl.uniform1f(at("edge"), view.ratio);
    gl.uniform1f(at("first"), greyed ? 1 : 0);
    gl.uniform3fv(at("ink"), view.ink);
    gl.uniform1f(at("least"), view.depth > 0 ? .4 : .004);
    gl.drawElements(gl.POINTS, count, gl.UNSIGNED_INT, 0);
  }
}
