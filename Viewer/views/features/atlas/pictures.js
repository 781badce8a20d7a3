// @ts-check
// The pictures of an atlas: asked for where one looks, a few at a time, and painted side by side into one large picture, so
// that sixteen hundred of them are drawn as fast as one.

import { RequestError } from "../../../data/client.js";

/** @typedef {"" | "asked" | "there" | "broken"} PictureState */

/** Pixels of the large picture, along its longer side; how many pictures are on their way at once; sharp ones that are kept. */
const SIDE = 2048, AT_ONCE = 6, SHARP = 96;

/** How large one picture is in the large one: as it is, where there is room. @param {{ columns: number, rows: number,
 * width: number, height: number }} atlas */
export function mosaicTile({ columns, rows, width, height }) {
  const scale = Math.min(1, SIDE / (columns * width), SIDE / (rows * height));
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}

export class Pictures {
  /** @param {import("../../../data/atlas-requests.js").AtlasRequests} requests
   * @param {import("../../../data/neuron-requests.js").Place} place @param {import("../../../data/atlas.js").Atlas} atlas
   * @param {() => void} changed */
  constructor(requests, place, atlas, changed) {
    this.requests = requests;
    this.place = place;
    this.atlas = atlas;
    this.changed = changed;
    this.tile = mosaicTile(atlas);
    this.mosaic = document.createElement("canvas");
    this.mosaic.width = atlas.columns * this.tile.width;
    this.mosaic.height = atlas.rows * this.tile.height;
    /** By cell. @type {PictureState[]} */
    this.states = new Array(atlas.cells.length).fill("");
    /** In their own size, where the large picture has smaller ones; the last used come last. @type {Map<number, ImageBitmap>} */
    this.sharp = new Map();
    /** @type {number[]} */
    this.queue = [];
    /** @type {Set<number>} */
    this.active = new Set();
    this.wantsSharp = false;
    this.end = new AbortController();
  }

  /** Whether pictures lose something in the large one. */
  get isReduced() {
    return this.tile.width < this.atlas.width || this.tile.height < this.atlas.height;
  }

  /** What is in view, the most wanted first; what was wanted before and is no more is not asked for.
   * @param {readonly number[]} cells @param {boolean} sharp in their own size */
  want(cells, sharp) {
    this.wantsSharp = sharp && this.isReduced;
    const lacks = (/** @type {number} */ k) =>
      this.states[k] === "" || (this.wantsSharp && this.states[k] === "there" && !this.sharp.has(k));
    this.queue = cells.filter((k) => !this.active.has(k) && lacks(k));
    for (const k of cells) this.use(k);
    this.next();
  }

  /** Which are used last are kept. @param {number} k */
  use(k) {
    const bitmap = this.sharp.get(k);
    if (!bitmap) return;
    this.sharp.delete(k);
    this.sharp.set(k, bitmap);
  }

  next() {
    while (this.active.size < AT_ONCE && this.queue.length > 0 && !this.end.signal.aborted) {
      this.load(/** @type {number} */ (this.queue.shift()));
    }
  }

  /** @param {number} k */
  async load(k) {
    const { atlas, states } = this;
    this.active.add(k);
    if (states[k] === "") states[k] = "asked";
    try {
      this.put(k, await this.requests.picture(this.place, atlas.cells[k].image, this.end.signal));
    } catch (error) {
      // What the server did not answer is asked for again; what it has and nobody can read is not.
      const away = error instanceof RequestError && error.kind === "unreachable";
      if (states[k] !== "there") states[k] = away ? "" : "broken";
    }
    this.active.delete(k);
    if (this.end.signal.aborted) return;
    this.changed();
    this.next();
  }

  /** @param {number} k @param {ImageBitmap} bitmap */
  put(k, bitmap) {
    const { row, column } = this.atlas.cells[k], { width, height } = this.tile;
    if (this.states[k] !== "there") {
      const context = /** @type {CanvasRenderingContext2D} */ (this.mosaic.getContext("2d"));
      context.imageSmoothingQuality = "high";
      context.drawImage(bitmap, column * width, row * height, width, height);
      this.states[k] = "there";
    }
    if (!this.wantsSharp) {
      bitmap.close();
      return;
    }
    this.sharp.set(k, bitmap);
    for (const [old, other] of this.sharp) {
      if (this.sharp.size <= SHARP) break;
      other.close();
      this.sharp.delete(old);
    }
  }

  /** Another atlas is shown. */
  leave() {
    this.end.abort();
    for (const bitmap of this.sharp.values()) bitmap.close();
    this.sharp.clear();
    // Browsers keep the memory of canvases for long.
    this.mosaic.width = this.mosaic.height = 0;
  }
}
