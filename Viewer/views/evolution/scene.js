// @ts-check
// What the plots of this view share: the sequence, how its images look, the camera, which of them can be chosen.

import { PALETTES } from "../../state/palette.js";
import { fit } from "../../tour/camera.js";
import { permutation } from "../../tour/random.js";
import { allTrails, placesAt, trailsOf } from "../../tour/trails.js";
import { APART, colorlessOf, colorsOf, lookOf, OUT, standingOf } from "./look.js";

/** @typedef {import("../../data/evolution.js").Sequence} Sequence */

export class EvolutionScene {
  /** @param {import("../views.js").Parts} parts */
  constructor({ store, explorer }) {
    this.store = store;
    this.explorer = explorer;
    /** @type {Sequence | null} */
    this.sequence = null;
    /** @type {import("../../tour/trails.js").Trails | null} */
    this.trails = null;
    /** @type {Uint32Array} seeded order of the rows */
    this.order = new Uint32Array(0);
    /** @type {Uint8Array} */
    this.standing = new Uint8Array(0);
    /** @type {Uint8Array} */
    this.colors = new Uint8Array(0);
    /** Rows of categories beyond those that have a color. @type {(row: number) => boolean} */
    this.colorless = () => false;
    /** Rows of images that stray. @type {Set<number>} */
    this.strays = new Set();
    /** What a moving brush covers, by image. @type {Uint8Array | null} */
    this.preview = null;
    /** @type {import("../../tour/camera.js").Camera} */
    this.camera = { x: 0, y: 0, base: 100, zoom: 1 };
    /** A hand has moved the camera: it is not fitted again by itself. */
    this.touched = false;
    /** @type {{ bundling: number, values: Float32Array } | null} */
    this.mixed = null;
    /** @type {(() => void)[]} */
    this.watchers = [];
  }

  get palette() {
    return PALETTES[this.store.state.theme];
  }

  /** @param {Sequence | null} sequence */
  show(sequence) {
    if (this.sequence === sequence) return;
    const before = this.sequence;
    this.sequence = sequence;
    this.trails = sequence && trailsOf(sequence);
    this.mixed = null;
    this.order = permutation(sequence?.items.length ?? 0, this.store.state.study?.seed ?? 42);
    this.strays = new Set(sequence?.info.strays.map(({ item }) => sequence.rowOf[item]).filter((row) => row >= 0));
    if (before?.info.folder !== sequence?.info.folder) this.touched = false;
    this.restyle();
  }

  restyle() {
    const { sequence, store: { state } } = this;
    this.standing = sequence ? standingOf(sequence, state, this.preview) : new Uint8Array(0);
    this.colors = sequence ? colorsOf(sequence, state) : new Uint8Array(0);
    this.colorless = sequence ? colorlessOf(sequence, state) : () => false;
    this.tell();
  }

  tell() {
    for (const hear of this.watchers) hear();
  }

  /** @param {number} limit */
  look(limit) {
    return lookOf(this.standing, this.colors, {
      order: this.order,
      strays: this.strays,
      colorless: this.colorless,
      limit,
      palette: this.palette,
    });
  }

  /** @param {import("../../tour/camera.js").Camera} camera */
  setCamera(camera) {
    this.camera = camera;
    this.tell();
  }

  /** All frames inside. @param {{ width: number, height: number }} size
   * @param {import("../../tour/camera.js").Padding} [padding] */
  fit(size, padding) {
    if (!this.trails || size.width < 2) return;
    const edge = size.width < 560 ? 28 : 64, low = size.width < 560 ? 64 : 72;
    this.touched = false;
    this.camera = fit(this.trails.positions, size, padding ?? { top: edge - 16, right: edge, bottom: low, left: edge });
    this.tell();
  }

  /** Where each row is. @param {number} at between frames @param {Float32Array} [out] */
  places(at, out) {
    return this.trails ? placesAt(this.trails, at, out) : new Float32Array(0);
  }

  /** All trails as they are drawn now. */
  allTrails() {
    const { trails } = this, { bundling } = this.store.state.evolution;
    if (!trails) return new Float32Array(0);
    if (this.mixed?.bundling !== bundling) {
      this.mixed = { bundling, values: allTrails(trails, bundling, this.mixed?.values) };
    }
    return this.mixed.values;
  }

  /** Neither filtered out nor kept back by isolated classes. @param {number} row */
  pickable(row) {
    return this.standing[row] !== OUT && this.standing[row] !== APART;
  }

  /** @param {number} item @returns {number} its row, −1: not of the sample */
  row(item) {
    return item >= 0 ? this.sequence?.rowOf[item] ?? -1 : -1;
  }

  /** @param {number} row */
  color(row) {
    return `rgb(${this.colors[3 * row]} ${this.colors[3 * row + 1]} ${this.colors[3 * row + 2]})`;
  }

  /** Names at the ends: where the images of each shown category come to, if it has a color. */
  ends() {
    const { sequence, trails } = this, { coloured, pinned, tint } = this.store.state;
    if (!sequence || !trails || coloured?.type !== "categories") return [];
    const last = this.places(trails.frames - 1);
    /** @type {Map<number, { x: number, y: number, count: number, rows: number[] }>} */
    const sums = new Map();
    for (let row = 0; row < sequence.items.length; row++) {
      const code = coloured.codes[sequence.items[row]];
      if (code < 0 || this.colorless(row) || (pinned.size > 0 && !pinned.has(code)) || this.standing[row] === OUT) {
        continue;
      }
      const sum = sums.get(code) ?? { x: 0, y: 0, count: 0, rows: [] };
      sum.x += last[2 * row];
      sum.y += last[2 * row + 1];
      sum.count++;
      sum.rows.push(row);
      sums.set(code, sum);
    }
    const largest = [...sums].sort((a, b) => b[1].count - a[1].count).slice(0, 12);
    return largest.map(([code, { x, y, count, rows }]) => {
      const middle = /** @type {[number, number]} */ ([x / count, y / count]);
      const away = rows.map((row) => Math.hypot(last[2 * row] - middle[0], last[2 * row + 1] - middle[1])).sort((
        a,
        b,
      ) => a - b);
      return { name: coloured.names[code], color: tint?.css[code] ?? "", middle, radius: away[Math.floor(.6 * count)] };
    });
  }
}
