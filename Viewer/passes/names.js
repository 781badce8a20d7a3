// @ts-check
// Names of handles: to the right, the left, above or below, wherever nothing is yet, and there they stay while they move.

/** @typedef {import("../stage/handles.js").Handle} Handle */
/** @typedef {import("../state/palette.js").Palette} Palette */

const FONT = "500 12px Inter, system-ui, sans-serif", PLACES = 8;

export class Names {
  constructor() {
    /** @type {Map<string, number>} */
    this.widths = new Map();
    /** Boxes taken so far: left, top, right, bottom. */
    this.boxes = new Float64Array(4096);
    this.count = 0;
    /** How many of them are not names. */
    this.fixed = 0;
  }

  /** @param {number} left @param {number} top @param {number} right @param {number} bottom */
  take(left, top, right, bottom) {
    if (4 * this.count + 4 > this.boxes.length) return;
    const at = 4 * this.count++;
    this.boxes[at] = left;
    this.boxes[at + 1] = top;
    this.boxes[at + 2] = right;
    this.boxes[at + 3] = bottom;
  }

  clear() {
    this.count = 0;
  }

  /** @param {CanvasRenderingContext2D} context @param {string} name */
  width(context, name) {
    let width = this.widths.get(name);
    if (width === undefined) {
      context.font = FONT;
      width = context.measureText(name).width;
      this.widths.set(name, width);
    }
    return width;
  }

  /** Left edge of a name at one of its places. @param {number} place @param {number} x @param {number} width */
  left(place, x, width) {
    switch (place) {
      case 0:
        return x + 14;
      case 1:
        return x - 14 - width;
      case 2:
      case 3:
        return x - width / 2;
      case 4:
      case 5:
        return x + 10;
      default:
        return x - 10 - width;
    }
  }

  /** Its middle. @param {number} place @param {number} y */
  middle(place, y) {
    return place < 2 ? y : place % 2 === 0 ? y - (place === 2 ? 20 : 18) : y + (place === 3 ? 20 : 18);
  }

  /** @param {number} left @param {number} middle @param {number} width @param {{ width: number }} size */
  free(left, middle, width, size) {
    if (left < 4 || left + width > size.width - 4) return false;
    const { boxes, count } = this;
    for (let at = 0; at < 4 * count; at += 4) {
      if (
        left - 3 < boxes[at + 2] && left + width + 3 > boxes[at] && middle - 8 < boxes[at + 3] &&
        middle + 8 > boxes[at + 1]
      ) {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes all names. Where nothing is free a name is left out rather than printed over another (it stands in the legend,
   * too). What is taken before, as pictures at rest, is avoided; the place of the last time is tried first.
   * @param {CanvasRenderingContext2D} context @param {Handle[]} handles
   * @param {{ width: number, height: number }} size @param {Palette} palette
   */
  draw(context, handles, size, palette) {
    for (let i = 0; i < handles.length; i++) {
      const { x, y, edited } = handles[i];
      this.take(x - 11, y - 11, edited ? x + 176 : x + 11, y + 11);
    }
    for (let i = 0; i < handles.length; i++) {
      if (handles[i].edited) continue;
      const handle = handles[i], width = this.width(context, handle.name), start = Math.max(0, handle.place);
      for (let k = 0; k < PLACES; k++) {
        const place = k === 0 ? start : k <= start ? k - 1 : k;
        const left = this.left(place, handle.x, width), middle = this.middle(place, handle.y);
        if (!this.free(left, middle, width, size)) continue;
        handle.place = place;
        this.take(left - 3, middle - 8, left + width + 3, middle + 8);
        write(context, handle.name, left, middle + .5, palette);
        break;
      }
    }
  }
}

/** Text with an edge in the background's color, so that it reads over points.
 * @param {CanvasRenderingContext2D} context @param {string} text @param {number} x @param {number} y
 * @param {Palette} palette */
function write(context, text, x, y, palette) {
  context.font = FONT;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = palette.stage;
  context.strokeText(text, x, y);
  context.fillStyle = palette.ink;
  context.fillText(text, x, y);
}
