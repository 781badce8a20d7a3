// @ts-check
// Programs for the graphics card. They can be begun before anything is known of the study: the driver compiles them
// while the page waits for data.

/** @typedef {{ program: WebGLProgram, at: (name: string) => WebGLUniformLocation | null }} Program */
/** @typedef {{ program: WebGLProgram, shaders: WebGLShader[] }} Begun */

/** By the text of the fragment shader, until it is taken. @type {WeakMap<WebGL2RenderingContext, Map<string, Begun>>} */
const begun = new WeakMap();

/** Asks for nothing back, so that nobody waits. @param {WebGL2RenderingContext} gl @param {string} vertex
 * @param {string} fragment @returns {Begun} */
function start(gl, vertex, fragment) {
  const program = gl.createProgram(),
    sources = /** @type {const} */ ([
      [gl.VERTEX_SHADER, vertex],
      [gl.FRAGMENT_SHADER, fragment],
    ]);
  const shaders = sources.map(([kind, source]) => {
    const shader = gl.createShader(kind);
    if (!shader) throw new Error("The graphics driver gave no shader.");
    gl.shaderSource(shader, "#version 300 es\n" + source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    return shader;
  });
  gl.linkProgram(program);
  return { program, shaders };
}

/** @param {WebGL2RenderingContext} gl @param {string} vertex @param {string} fragment */
export function begin(gl, vertex, fragment) {
  const programs = begun.get(gl) ?? new Map();
  begun.set(gl, programs);
  programs.set(fragment, start(gl, vertex, fragment));
}

/** Compiles and links; a failure is a fault of ours or of the driver, and says which stage.
 * @param {WebGL2RenderingContext} gl @param {string} vertex @param {string} fragment @returns {Program} */
export function link(gl, vertex, fragment) {
  const { program, shaders } = begun.get(gl)?.get(fragment) ?? start(gl, vertex, fragment);
  // After a lost context everything is made anew.
  begun.get(gl)?.delete(fragment);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    for (const shader of shaders) {
      if (gl.getShaderParameter(shader, gl.COMPILE_STATUS)) continue;
      throw new Error(`A shader does not compile: ${gl.getShaderInfoLog(shader)}`);
    }
    throw new Error(`The shaders do not link: ${gl.getProgramInfoLog(program)}`);
  }
  for (const shader of shaders) gl.deleteShader(shader);
  /** @type {Map<string, WebGLUniformLocation | null>} */
  const places = new Map();
  return {
    program,
    at(name) {
      if (!places.has(name)) places.set(name, gl.getUniformLocation(program, name));
      return places.get(name) ?? null;
    },
  };
}
