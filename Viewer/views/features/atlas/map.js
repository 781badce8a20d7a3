// @ts-check
// The atlas as a plot: a canvas, a camera, what is under the pointer. Who uses it says how cells look and what a click does.

import { cellAt } from "../../../data/atlas.js";
import { regionsOf } from "../../../data/atlas-regions.js";
import { PALETTES } from "../../../state/palette.js";
import { h } from "../../../panels/dom.js";
import { panBy, zoomAt } from "../../../tour/camera.js";
import { boxOf, cameraOf, gridPlace, lensOf, limited, resized, revealing, seen, whole } from "./lens.js";
import { paintAtlas } from "./paint.js";

/** @typedef {import("../../../data/atlas.js").Atlas} Atlas */
/** @typedef {import("../../../state/atlas.js").AtlasLens} AtlasLens */

/**
 * How cells look, by their places in `atlas.cells`.
 * @typedef {object} Look
 * @property {boolean} tint
 * @property {(k: number) => string} colorOf of its class; "": none
 * @property {(k: number) => 0 | 1 | 2} backOf how far it is kept back: not, half, nearly all
 * @property {(k: number) => number} selectedOf how many of its images are selected
 */

/** @type {Look} */
const PLAIN = { tint: false, colorOf: () => "", backOf: () => 0, selectedOf: () => 0 };

/** Milliseconds after which a place that one has moved to counts. */
const REST = 200;

/** Milliseconds after which pictures are asked for: those that only rush by are not. */
const LOOK_AFTER = 60;

export class AtlasMap {
  /** @param {import("../../../state/store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { "aria-hidden": "true" }));
    /** Takes keys and hands. */
    this.root = h("div", { class: "atlas-grid", tabindex: "0", role: "grid" });
    this.stage = h("div", { class: "atlas-stage" }, this.canvas, this.root);
    this.size = { width: 0, height: 0 };
    this.density = 1;
    /** @type {Atlas | null} */
    this.atlas = null;
    /** @type {import("./pictures.js").Pictures | null} */
    this.pictures = null;
    this.grid = { columns: 1, rows: 1, ratio: 1 };
    /** @type {import("../../../data/atlas-regions.js").Region[]} */
    this.regions = [];
    this.camera = whole(this.grid, this.size);
    /** Names of areas that were written last. @type {import("./labels.js").Label[]} */
    this.labels = [];
    this.look = PLAIN;
    /** By their places in `atlas.cells`, −1: none. Active is where keys are. */
    this.hovered = this.chosen = this.active = -1;
    this.asked = this.restTimer = this.lookTimer = 0;
    /** The lens that was told or given last, where the window had no size yet. @type {AtlasLens | null} */
    this.lens = null;
    /** @type {(lens: AtlasLens | null) => void} */
    this.onLens = () => {};
    /** The view has moved. */
    this.onMoved = () => {};
    new ResizeObserver(() => this.measure()).observe(this.stage);
  }

  get palette() {
    return PALETTES[this.store.state.theme];
  }

  /** @param {Atlas | null} atlas @param {import("./pictures.js").Pictures | null} pictures @param {AtlasLens | null} lens */
  show(atlas, pictures, lens) {
    this.pictures?.leave();
    this.atlas = atlas;
    this.pictures = pictures;
    this.regions = atlas ? regionsOf(atlas) : [];
    this.labels = [];
    this.hovered = this.chosen = -1;
    this.active = atlas && atlas.cells.length > 0 ? 0 : -1;
    if (atlas) this.grid = { columns: atlas.columns, rows: atlas.rows, ratio: atlas.height / atlas.width };
    this.look = PLAIN;
    this.setLens(lens);
  }

  /** @param {number} k */
  cell(k) {
    return /** @type {Atlas} */ (this.atlas).cells[k];
  }

  /** @param {AtlasLens | null} lens */
  setLens(lens) {
    clearTimeout(this.restTimer);
    this.lens = lens;
    this.camera = cameraOf(lens, this.grid, this.size);
    this.moved();
  }

  /** @param {import("../../../tour/camera.js").Camera} camera */
  setCamera(camera) {
    this.camera = limited(this.camera, camera, this.grid, this.size);
    this.lens = lensOf(this.camera, this.grid);
    clearTimeout(this.restTimer);
    this.restTimer = setTimeout(() => this.onLens(this.lens), REST);
    this.moved();
  }

  moved() {
    this.onMoved();
    this.redraw();
    clearTimeout(this.lookTimer);
    this.lookTimer = setTimeout(() => this.wantPictures(), LOOK_AFTER);
  }

  fit() {
    this.setCamera(whole(this.grid, this.size));
  }

  /** @param {number} factor */
  zoomBy(factor) {
    const { width, height } = this.size;
    this.setCamera(zoomAt(this.camera, this.size, width / 2, height / 2, factor));
  }

  /** @param {number} right pixels @param {number} down */
  pan(right, down) {
    this.setCamera(panBy(this.camera, -right, -down));
  }

  /** @param {number} k */
  reveal(k) {
    const { row, column } = this.cell(k), next = revealing(this.camera, this.size, this.grid, row, column);
    if (next.x !== this.camera.x || next.y !== this.camera.y) this.setCamera(next);
  }

  /** Some cells in the middle, as large as they go. @param {readonly number[]} cells */
  showAll(cells) {
    const rows = cells.map((k) => this.cell(k).row), columns = cells.map((k) => this.cell(k).column);
    const [top, bottom] = [Math.min(...rows), Math.max(...rows) + 1];
    const [left, right] = [Math.min(...columns), Math.max(...columns) + 1];
    const { base } = whole(this.grid, this.size), { width, height } = this.size;
    const scale = Math.min(width / (right - left + 2), height / ((bottom - top + 2) * this.grid.ratio));
    const to = { base, zoom: scale / base, x: (left + right) / 2, y: -(top + bottom) / 2 * this.grid.ratio };
    this.camera = limited(to, to, this.grid, this.size);
    this.setCamera(this.camera);
  }

  measure() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (width === 0 || height === 0) return;
    const first = this.size.width === 0;
    this.size = { width, height };
    this.density = Math.min(2, globalThis.devicePixelRatio || 1);
    this.canvas.width = Math.round(width * this.density);
    this.canvas.height = Math.round(height * this.density);
    this.camera = first || !this.lens
      ? cameraOf(this.lens, this.grid, this.size)
      : resized(this.camera, this.grid, this.size);
    this.moved();
  }

  /** Cells that are seen, at least in part, row by row. @returns {number[]} */
  inView() {
    const { atlas } = this, found = [];
    if (!atlas || this.size.width === 0) return [];
    const { rows, columns } = seen(this.camera, this.size, this.grid);
    for (let row = rows[0]; row < rows[1]; row++) {
      for (let column = columns[0]; column < columns[1]; column++) {
        const k = cellAt(atlas, row, column);
        if (k >= 0) found.push(k);
      }
    }
    return found;
  }

  /** @param {number} k */
  boxOf(k) {
    const { row, column } = this.cell(k);
    return boxOf(this.camera, this.size, this.grid, row, column, this.density);
  }

  /** What is in view, from its middle outwards. */
  wantPictures() {
    const { pictures, camera, grid } = this;
    if (!pictures || this.stage.clientWidth === 0) return;
    const away = (/** @type {number} */ k) =>
      Math.hypot(this.cell(k).column + .5 - camera.x, (this.cell(k).row + .5) * grid.ratio + camera.y);
    const cells = this.inView().map((k) => /** @type {const} */ ([away(k), k])).sort((a, b) => a[0] - b[0]);
    pictures.want(cells.map(([, k]) => k), camera.base * camera.zoom * this.density > pictures.tile.width);
  }

  /** @param {number} x @param {number} y @returns {number} −1: none */
  pick(x, y) {
    const { atlas, camera, size, grid } = this;
    if (!atlas || size.width === 0) return -1;
    const { row, column } = gridPlace(camera, size, grid, x, y);
    return cellAt(atlas, row, column);
  }

  /** Which cells have frames, the uppermost last: place, color, width. @returns {[number, string, number][]} */
  frames() {
    const { palette } = this, isHere = document.activeElement === this.root && this.root.matches(":focus-visible");
    return [
      [this.hovered === this.chosen ? -1 : this.hovered, palette.ink2, 1.5],
      [this.chosen, palette.ink, 2.5],
      [isHere ? this.active : -1, palette.accent, 2],
    ];
  }

  redraw() {
    if (this.asked === 0) this.asked = requestAnimationFrame(() => this.frame());
  }

  frame() {
    this.asked = 0;
    const context = this.canvas.getContext("2d");
    if (context && this.stage.clientWidth > 0) paintAtlas(context, this);
  }
}
