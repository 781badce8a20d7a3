// @ts-check
// Two canvases: the trails below, which change only with camera, colors and bundling; above them what moves and is read.

import { TrailsCanvas } from "../../passes/trails-canvas.js";
import { TrailsPass } from "../../passes/trails.js";

/** After so many lost contexts the driver is not trusted any more. */
const LOSSES_BORNE = 3;

export class TrailSurface {
  /** @param {HTMLElement} root @param {{ preserve: boolean, onChange: () => void }} options `onChange`: there is a new
   * renderer, everything has to be given to it again */
  constructor(root, { preserve, onChange }) {
    this.root = root;
    this.preserve = preserve;
    this.onChange = onChange;
    this.losses = 0;
    this.size = { width: 1, height: 1 };
    this.ratio = 1;
    this.canvas = this.fresh("trails");
    this.over = this.fresh("over");
    this.context = this.over.getContext("2d");
    /** @type {import("../../passes/trails.js").TrailRenderer | null} */
    this.renderer = null;
    root.prepend(this.canvas, this.over);
  }

  /** @param {string} name */
  fresh(name) {
    const canvas = document.createElement("canvas");
    canvas.className = name;
    canvas.setAttribute("aria-hidden", "true");
    return canvas;
  }

  /** To be called once who made it can hear of it. */
  build() {
    const options = { alpha: false, antialias: false, depth: false, preserveDrawingBuffer: this.preserve };
    const gl = this.losses >= LOSSES_BORNE
      ? null
      : /** @type {WebGL2RenderingContext | null} */ (this.canvas.getContext("webgl2", options));
    if (gl) {
      this.watchContext();
      try {
        this.renderer = new TrailsPass(gl);
        this.onChange();
        return;
      } catch (error) {
        console.warn("WebGL 2 is there but does not work; drawing trails on a plain canvas.", error);
      }
    }
    this.plain();
  }

  /** A canvas that has had one kind of context gets no other. */
  plain() {
    const canvas = this.fresh("trails");
    this.canvas.replaceWith(canvas);
    canvas.width = this.canvas.width;
    canvas.height = this.canvas.height;
    this.canvas = canvas;
    const context = canvas.getContext("2d");
    this.renderer = context && new TrailsCanvas(context);
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
      if (this.losses >= LOSSES_BORNE) this.plain();
    });
    canvas.addEventListener("webglcontextrestored", () => {
      if (this.canvas === canvas) this.build();
    });
  }

  /** @returns {boolean} whether the size has changed */
  resize() {
    const width = Math.max(1, this.root.clientWidth), height = Math.max(1, this.root.clientHeight);
    const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
    const wide = Math.round(width * ratio), tall = Math.round(height * ratio);
    const changed = this.canvas.width !== wide || this.canvas.height !== tall;
    if (changed) {
      for (const canvas of [this.canvas, this.over]) {
        canvas.width = wide;
        canvas.height = tall;
      }
    }
    this.size = { width, height };
    this.ratio = ratio;
    return changed;
  }
}
