// @ts-check
// Embeddings on the graphics card: the server's bytes, one copy each, as many as there is room for.

const ROOM = 320 * 1024 * 1024, LEAST_KEPT = 3;

/** @typedef {import("../data/arrays.js").Cloud} Cloud */

export class CloudBuffers {
  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    this.gl = gl;
    /** @type {{ cloud: Cloud, buffer: WebGLBuffer, used: number }[]} */
    this.kept = [];
    this.clock = 0;
  }

  /** Binds a cloud to four attributes, four dimensions each; what a cloud does not have stays 0.
   * @param {number} first attribute @param {Cloud} cloud */
  attach(first, cloud) {
    const { gl } = this, { dimensions } = cloud;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.bufferOf(cloud));
    for (let i = 0; i < 4; i++) {
      const held = Math.min(4, dimensions - 4 * i);
      if (held > 0) {
        gl.enableVertexAttribArray(first + i);
        gl.vertexAttribPointer(first + i, held, gl.FLOAT, false, dimensions * 4, i * 16);
      } else {
        gl.disableVertexAttribArray(first + i);
        gl.vertexAttrib4f(first + i, 0, 0, 0, 0);
      }
    }
  }

  /** @param {Cloud} cloud */
  bufferOf(cloud) {
    this.clock++;
    for (let i = 0; i < this.kept.length; i++) {
      if (this.kept[i].cloud !== cloud) continue;
      this.kept[i].used = this.clock;
      return this.kept[i].buffer;
    }
    const { gl } = this, buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, cloud.values, gl.STATIC_DRAW);
    this.kept.push({ cloud, buffer, used: this.clock });
    this.makeRoom();
    return buffer;
  }

  /** The one used longest ago goes first; both ends of a change and one more always stay. */
  makeRoom() {
    this.kept.sort((a, b) => b.used - a.used);
    let bytes = 0, keep = 0;
    for (; keep < this.kept.length; keep++) {
      bytes += this.kept[keep].cloud.values.byteLength;
      if (keep >= LEAST_KEPT && bytes > ROOM) break;
    }
    for (const { buffer } of this.kept.splice(keep)) this.gl.deleteBuffer(buffer);
  }
}
