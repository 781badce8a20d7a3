// @ts-check
// Dots, full and hollow, with smooth edges at every pixel ratio.

import { GLYPH_DISTANCE, GLYPH_GROWTH } from "./glyphs.js";
import { begin, link } from "./program.js";
import { PROJECTION, setProjection } from "./projection.js";

/** What one drawing of all points shows: what an isolated view leaves of the rest, the plain ones, the selected ones. */
export const HINTS = 0, PLAIN = 1, SELECTED = 2;

const VERTEX = `${PROJECTION}
uniform float radius;
uniform float layer;
uniform float growth;
out vec4 color;
out float hollow;
out float size;
flat out float ringed;
flat out float form;
void main() {
  bool hint = kind > 2.5 || greyed();
  bool dot = kind < 1.5 || kind > 2.5;
  bool mine = dot && (layer < 0.5 ? hint && !selected() : layer < 1.5 ? !hint && !selected() : selected());
  vec3 at = place();
  gl_Position = mine && shown() ? vec4(at, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
  ringed = selected() ? 1.0 : 0.0;
  size = (radius + growth) * sizeAt(at.z) + (selected() ? 0.6 : 0.0);
  gl_PointSize = (growth > 0.0 ? 2.3 : 2.0) * size + 3.0 + 4.0 * ringed;
  form = shape;
  color = vec4(colorAt(greyed() && kind < 2.5 ? rest : fill.rgb, at.z), greyed() ? 1.0 : fill.a);
  hollow = layer < 0.5 ? 0.0 : kind;
}`;

const FRAGMENT = `
precision highp float;
in vec4 color;
in float hollow;
in float size;
flat in float ringed;
flat in float form;
uniform float growth;
uniform float ratio;
uniform vec3 ink;
uniform float least;
out vec4 result;
${GLYPH_DISTANCE}
void main() {
  float ring = 1.3 * ratio * ringed;
  vec2 p = (gl_PointCoord - 0.5) * ((growth > 0.0 ? 2.3 : 2.0) * size + 3.0 + 4.0 * ringed);
  float away = growth > 0.0 ? glyph(form, p, size) : length(p) - size;
  float cover = clamp(0.5 - away, 0.0, 1.0);
  if (hollow > 0.5 && hollow < 1.5) cover *= clamp(away + 1.1 * ratio + 0.5, 0.0, 1.0);
  vec3 paint = color.rgb;
  float alpha = color.a * cover;
  if (ringed > 0.5) {
    float around = clamp(ring + 0.5 - away, 0.0, 1.0);
    paint = mix(ink, paint, cover);
    alpha = around;
  }
  if (alpha < least) discard;
  result = vec4(paint * alpha, alpha);
}`;

export class PointsPass {
  /** The driver may compile already. @param {WebGL2RenderingContext} gl */
  static warm(gl) {
    begin(gl, VERTEX, FRAGMENT);
  }

  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    this.program = link(gl, VERTEX, FRAGMENT);
  }

  /** @param {WebGL2RenderingContext} gl @param {import("./renderer.js").View} view @param {number} count
   * @param {number} layer which of them: HINTS, PLAIN or SELECTED */
  draw(gl, view, count, layer) {
    const { at } = this.program;
    gl.useProgram(this.program.program);
    setProjection(gl, this.program, view);
    gl.uniform1f(at("radius"), view.radius * view.ratio);
    gl.uniform1f(at("ratio"), view.ratio);
    gl.uniform1f(at("layer"), layer);
    gl.uniform1f(at("growth"), view.shapes && layer !== HINTS ? GLYPH_GROWTH * view.ratio : 0);
    gl.uniform3fv(at("ink"), view.ink);
    // Where depth decides, half a soft edge would hide what lies behind it.
    gl.uniform1f(at("least"), view.depth > 0 ? .4 : .004);
    gl.drawElements(gl.POINTS, count, gl.UNSIGNED_INT, 0);
  }
}
