// @ts-check
// The images that a cell is the mean of: around each place the part that is there, and the whole image with a frame under the
// pointer or the focus.

import { tile } from "../../../panels/tile.js";
import { PALETTES } from "../../../state/palette.js";
import { drawFrame, placed, SeenPainter } from "../../neurons/seen.js";

/** @typedef {import("../../neurons/seen.js").Region} Region */

/** How much of the network's input is shown: so many positions of the layer, and never less, nor more, than these shares. */
const POSITIONS = 4, LEAST = .25, MOST = .5;

/** The share of the input that is shown around a place. @param {number} positionsInLayer */
export const partSide = (positionsInLayer) =>
  Math.min(MOST, Math.max(LEAST, POSITIONS / Math.sqrt(Math.max(1, positionsInLayer))));

/** The part around a place, moved inside, in shares of the input. @param {[number, number]} place @param {number} side
 * @returns {Region} */
export function partAround([x, y], side) {
  const start = (/** @type {number} */ middle) => Math.min(1 - side, Math.max(0, middle - side / 2));
  return { x: start(x), y: start(y), width: side, height: side };
}

/** The middle square of an image, in its own pixels: what a thumbnail shows. @param {ImageBitmap} image @returns {Region} */
export function middleOf({ width, height }) {
  const side = Math.min(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side };
}

const ALL = { x: 0, y: 0, width: 1, height: 1 };

export class Crops {
  /** @param {import("../../views.js").Parts} parts */
  constructor({ store, explorer }) {
    this.store = store;
    this.explorer = explorer;
    this.painter = new SeenPainter(explorer.sprites, explorer.client.source);
  }

  /** @param {import("../../../data/atlas.js").AtlasCell} cell @param {number} positionsInLayer
   * @returns {HTMLElement[]} a tile an image, in their order */
  tiles({ items, places }, positionsInLayer) {
    const { store, explorer } = this;
    if (this.painter.sprites !== explorer.sprites) {
      this.painter = new SeenPainter(explorer.sprites, explorer.client.source);
    }
    const side = partSide(positionsInLayer), count = store.state.items?.labels.length ?? Infinity;
    return items.flatMap((item, k) => {
      const place = places[k];
      // An atlas may be of more images than the study has by now.
      if (item >= count) return [];
      return [place ? this.part(item, place, side) : tile(item, store, explorer)];
    });
  }

  /** @param {number} item @param {[number, number]} place @param {number} side */
  part(item, place, side) {
    const { store, explorer } = this, part = partAround(place, side);
    const more = `, at ${Math.round(100 * place[0])} % from the left, ${Math.round(100 * place[1])} % from the top`;
    const made = tile(item, store, explorer, { more, paint: (canvas) => this.paint(canvas, item, part, false) });
    const canvas = /** @type {HTMLCanvasElement} */ (made.querySelector("canvas"));
    for (const enter of ["pointerenter", "focus"]) {
      made.addEventListener(enter, () => this.paint(canvas, item, part, true));
    }
    for (const leave of ["pointerleave", "blur"]) {
      made.addEventListener(leave, () => this.paint(canvas, item, part, false));
    }
    return made;
  }

  /** From the thumbnail, and finer as soon as it can. @param {HTMLCanvasElement} canvas @param {number} item
   * @param {Region} part in shares of the middle square @param {boolean} whole */
  async paint(canvas, item, part, whole) {
    const { painter: { sprites } } = this, shows = whole ? "whole" : "part", size = canvas.width;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    canvas.dataset.shows = shows;
    delete canvas.dataset.drawn;
    try {
      await sprites.page(sprites.pageOf(item));
    } catch {
      canvas.dataset.missing = "";
      return;
    }
    if (canvas.dataset.shows !== shows) return;
    context.imageSmoothingQuality = "high";
    const all = placed(ALL, whole ? ALL : part, size);
    context.clearRect(0, 0, size, size);
    sprites.draw(context, item, all.x, all.y, all.width);
    if (whole) {
      const { stage, accent } = PALETTES[this.store.state.theme];
      drawFrame(context, placed(part, ALL, size), size, [stage, accent]);
    } else {
      const original = await this.painter.original(item);
      if (canvas.dataset.shows !== shows) return;
      if (original) drawPart(context, original, part, size);
    }
    // Nothing finer follows.
    canvas.dataset.drawn = shows;
  }
}

/** @param {CanvasRenderingContext2D} context @param {ImageBitmap} image @param {Region} part @param {number} size */
function drawPart(context, image, part, size) {
  const middle = middleOf(image), side = middle.width;
  const x = middle.x + part.x * side, y = middle.y + part.y * side;
  context.drawImage(image, x, y, part.width * side, part.height * side, 0, 0, size, size);
}
