// @ts-check
// The drawing surface: WebGL 2 where there is one, rebuilt after a lost context, Canvas 2D as the last resort.

import { CanvasRenderer } from "../passes/canvas.js";
import { WebGLRenderer } from "../passes/renderer.js";

/** After so many lost contexts the driver is not trusted any more. */
const LOSSES_BORNE = 3;

export class Surface {
  /**
   * @param {HTMLElement} root
   * @param {{ preserve: boolean, onChange: () => void }} options `preserve` keeps the pixels for tests;
   *   `onChange`: there is a new renderer, everything has to be given to it again
   */
  constructor(root, { preserve, onChange }) {
    this.root = root;
    this.preserve = preserve;
    this.onChange = onChange;
    this.losses = 0;
    this.size = { width: 1, height: 1 };
    this.ratio = 1;
    /** @type {import("../passes/renderer.js").Renderer | null} */
    this.renderer = null;
    /** @type {Uint32Array | null} */
    this.order = null;
    /** @type {import("../data/sprites.js").Sprites | null} */
    this.sprites = null;
    this.canvas = this.freshCanvas();
    const gl = this.context();
    if (gl) WebGLRenderer.warm(gl);
  }

  /** The same one however often it is asked for. */
  context() {
    return this.canvas.getContext("webgl2", {
      alpha: false,
      antialias: false,
      depth: true,
      powerPreference: "high-performance",
      preserveDrawingBuffer: this.preserve,
    });
  }

  freshCanvas() {
    const canvas = document.createElement("canvas");
    canvas.className = "points";
    canvas.setAttribute("aria-hidden", "true");
    this.canvas?.remove();
    this.root.prepend(canvas);
    this.canvas = canvas;
    this.resize();
    return canvas;
  }

  /** @param {Uint32Array} order @param {import("../data/sprites.js").Sprites | null} sprites null: never a picture */
  build(order, sprites) {
    this.order = order;
    this.sprites = sprites;
    const gl = this.losses >= LOSSES_BORNE ? null : this.context();
    if (gl) {
      this.watchContext();
      try {
        this.renderer = new WebGLRenderer(gl, order, sprites);
        this.onChange();
        return;
      } catch (error) {
        console.warn("WebGL 2 is there but does not work; drawing on a plain canvas.", error);
      }
    }
    const context = this.freshCanvas().getContext("2d");
    this.renderer = context && new CanvasRenderer(context, order);
    this.onChange();
  }

  watchContext() {
    const { canvas } = this;
    if (canvas.dataset.watched) return;
    canvas.dataset.watched = "yes";
    canvas.addEventListener("webglcontextlost", (event) => {
      event.preventDefault();
      this.losses++;
      this.renderer = null;
      if (this.losses >= LOSSES_BORNE && this.order) {
        this.freshCanvas();
        this.build(this.order, this.sprites);
      }
    });
    canvas.addEventListener("webglcontextrestored", () => {
      if (this.canvas === canvas && this.order) this.build(this.order, this.sprites);
    });
  }

  /** @returns {boolean} whether the size has changed */
  resize() {
    const width = Math.max(1, this.root.clientWidth), height = Math.max(1, this.root.clientHeight);
    const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
    const wide = Math.round(width * ratio), tall = Math.round(height * ratio);
    const changed = this.canvas.width !== wide || this.canvas.height !== tall || this.ratio !== ratio ||
      this.size.width !== width || this.size.height !== height;
    if (changed) {
      this.canvas.width = wide;
      this.canvas.height = tall;
    }
    this.size = { width, height };
    this.ratio = ratio;
    return changed;
  }
}
