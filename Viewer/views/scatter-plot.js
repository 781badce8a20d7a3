// @ts-check
// Dots that a view shows by the renderers of the stage: any points, a camera of their own, and what lies over them.

import { drawBrush } from "../passes/brush.js";
import { dotRadius, HINT } from "../passes/style.js";
import { Surface } from "../stage/surface.js";
import { channels, PALETTES } from "../state/palette.js";
import { fit, toScreen, toView } from "../tour/camera.js";
import { identityFrame } from "../tour/frame.js";
import { Grid } from "../tour/pick.js";
import { projectAll } from "../tour/projection.js";
import { permutation } from "../tour/random.js";
import { OUT } from "../tour/selection.js";

/** @typedef {import("../tour/projection.js").Blend} Blend */
/** @typedef {import("./hands.js").Plot} Plot */

/** A plot has none. @returns {import("../passes/renderer.js").Pictures} */
const noPictures = () => ({
  count: 0,
  side: 1,
  items: new Int32Array(0),
  x: new Float32Array(0),
  y: new Float32Array(0),
  colors: new Float32Array(0),
});

const EMPTY = new Uint8Array(0);

/** Points in the plane, at rest. @param {Float32Array} positions x, y, x, y, … @param {string} key @returns {Blend} */
export function flat(positions, key) {
  const cloud = { key, rows: positions.length / 2, dimensions: 2, values: positions, aligned: true };
  const frame = identityFrame(2);
  return { a: cloud, frameA: frame, b: cloud, frameB: frame, t: 1 };
}

/** @implements {Plot} */
export class ScatterPlot {
  /** @param {HTMLElement} root @param {import("./views.js").Parts} parts
   * @param {{ dots: number, padding: import("../tour/camera.js").Padding }} how `dots`: how large, 1 as on the stage */
  constructor(root, { store, stage }, { dots, padding }) {
    this.root = root;
    this.store = store;
    this.how = { dots, padding };
    this.surface = new Surface(root, { preserve: stage.surface.preserve, onChange: () => this.rebuilt() });
    this.over = document.createElement("canvas");
    this.over.className = "over";
    this.over.setAttribute("aria-hidden", "true");
    this.surface.canvas.after(this.over);
    this.lens = this;
    /** @type {Blend | null} */
    this.blend = null;
    /** @type {import("../tour/camera.js").Camera} */
    this.camera = { x: 0, y: 0, base: 100, zoom: 1 };
    this.touched = false;
    this.count = 0;
    /** @type {{ fill: Uint8Array, kinds: Uint8Array }} */
    this.look = { fill: EMPTY, kinds: EMPTY };
    /** @type {Uint8Array} */
    this.mask = EMPTY;
    /** @type {import("./hands.js").Brushing | null} */
    this.brushing = null;
    this.asked = 0;
    this.pictures = noPictures();
    /** @type {{ values: Float32Array, grid: Grid | null, stale: boolean }} */
    this.still = { values: new Float32Array(0), grid: null, stale: true };
    /** What is drawn over the dots. @type {(context: CanvasRenderingContext2D) => void} */
    this.onDraw = () => {};
    this.next = () => this.frame();
    new ResizeObserver(() => this.resized()).observe(root);
    this.surface.build(new Uint32Array(0), null);
  }

  get palette() {
    return PALETTES[this.store.state.theme];
  }

  size() {
    return this.surface.size;
  }

  /** Points; of another count, everything else is to be given anew, too. @param {Blend | null} blend */
  show(blend) {
    const rows = blend?.b.rows ?? 0, other = rows !== this.count;
    this.blend = blend;
    this.still.stale = true;
    if (other) {
      this.count = rows;
      this.look = { fill: EMPTY, kinds: EMPTY };
      this.mask = new Uint8Array(rows);
      this.setOrder(permutation(rows, this.store.state.study?.seed ?? 42));
    }
    if (!this.touched) this.fit();
    this.redraw();
  }

  /** The last lie on top; their style is to be given anew. @param {Uint32Array} order */
  setOrder(order) {
    this.surface.order = order;
    this.surface.renderer?.setOrder(order);
  }

  /** The points have moved within their view. */
  moved() {
    this.still.stale = true;
    this.redraw();
  }

  /** A renderer that knows nothing yet. */
  rebuilt() {
    this.surface.renderer?.setMask(this.mask);
    if (this.look.kinds.length === this.count) this.surface.renderer?.setStyle(this.look.fill, this.look.kinds);
    // A canvas that takes the place of another one lies below what is read.
    if (this.over) this.surface.canvas.after(this.over);
    this.redraw();
  }

  /** @param {{ fill: Uint8Array, kinds: Uint8Array }} look @param {Uint8Array} mask */
  style(look, mask) {
    if (look.kinds.length !== this.count || mask.length !== this.count) return;
    this.look = look;
    this.mask = mask;
    this.surface.renderer?.setStyle(look.fill, look.kinds);
    this.surface.renderer?.setMask(mask);
    this.redraw();
  }

  fit() {
    const { size } = this.surface;
    if (!this.blend || size.width < 2) return;
    const { b, frameB } = this.blend, narrow = size.width < 420 ? .6 : 1;
    const { top, right, bottom, left } = this.how.padding;
    this.touched = false;
    this.camera = fit(projectAll({ a: b, frameA: frameB, b, frameB, t: 1 }), size, {
      top,
      right: right * narrow,
      bottom: bottom * narrow,
      left: left * narrow,
    });
    this.redraw();
  }

  /** @param {import("../tour/camera.js").Camera} camera */
  setCamera(camera) {
    this.camera = camera;
    this.redraw();
  }

  /** @param {number} factor */
  zoomBy(factor) {
    this.touched = true;
    this.setCamera({ ...this.camera, zoom: Math.min(150, Math.max(.1, this.camera.zoom * factor)) });
  }

  /** @param {number} row */
  pickable(row) {
    return this.mask[row] !== OUT && this.look.kinds[row] !== HINT;
  }

  places() {
    const { still } = this;
    if (still.stale && this.blend) {
      const fits = still.values.length === 2 * this.count;
      still.values = projectAll(this.blend, fits ? still.values : undefined);
      still.grid = null;
      still.stale = false;
    }
    return still.values;
  }

  /** @param {number} x @param {number} y @param {number} reach */
  pick(x, y, reach) {
    if (this.count === 0) return -1;
    const places = this.places(), grid = this.still.grid ??= new Grid(places);
    const [viewX, viewY] = toView(this.camera, this.size(), x, y);
    return grid.nearest(viewX, viewY, reach / (this.camera.base * this.camera.zoom), (row) => this.pickable(row));
  }

  /** @param {import("../tour/region.js").Region} region @param {number} _step @param {Uint8Array} out */
  flag(region, _step, out) {
    const places = this.places();
    for (let row = 0; row < out.length; row++) out[row] = region.contains(places[2 * row], places[2 * row + 1]) ? 1 : 0;
  }

  /** In pixels. @param {number} row @returns {[number, number]} */
  placeOf(row) {
    const places = this.places();
    return toScreen(this.camera, this.size(), places[2 * row], places[2 * row + 1]);
  }

  resized() {
    if (this.root.clientWidth === 0) return;
    this.surface.resize();
    if (!this.touched) this.fit();
    this.redraw();
  }

  redraw() {
    if (this.asked === 0) this.asked = requestAnimationFrame(this.next);
  }

  get settled() {
    return this.asked === 0;
  }

  frame() {
    this.asked = 0;
    const { surface, blend, palette } = this, { renderer, size, ratio } = surface, { over } = this;
    if (this.root.clientWidth === 0) return;
    const color = (/** @type {string} */ hex) => Float32Array.from(channels(hex), (value) => value / 255);
    const stage = color(palette.stage), grey = color(palette.ink3), ready = this.look.kinds.length === this.count;
    renderer?.draw(
      blend && this.count > 0 && ready
        ? {
          blend,
          camera: this.camera,
          size,
          ratio,
          radius: dotRadius(this.count, this.camera.zoom, this.how.dots * this.store.state.dotSize),
          depth: 0,
          stage,
          ink: color(palette.ink),
          rest: grey.map((value, c) => stage[c] + .34 * (value - stage[c])),
          shapes: false,
          pictures: this.pictures,
        }
        : null,
      stage,
    );
    const { width, height } = surface.canvas, context = over.getContext("2d");
    if (over.width !== width || over.height !== height) Object.assign(over, { width, height });
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    if (!blend || !ready) return;
    this.onDraw(context);
    if (this.brushing) drawBrush(context, /** @type {any} */ (this.brushing), this.camera, size, palette);
  }

  /** What lies over the plot, where no name is written. @returns {number[]} */
  reserved() {
    const box = this.root.getBoundingClientRect();
    return [...this.root.querySelectorAll(".floating:not([hidden])")].flatMap((each) => {
      const { left, top, right, bottom } = each.getBoundingClientRect();
      return [left - box.left, top - box.top, right - box.left, bottom - box.top];
    });
  }
}
