// @ts-check
// Where in its image a channel is excited: the part that its strongest position sees, or the whole image with a frame.

/** In the image's own pixels. @typedef {{ x: number, y: number, width: number, height: number }} Region */
/** An image that excites a channel; width, height and region where they are known.
 * @typedef {{ item: number, value: number, width?: number, height?: number, region?: Region }} TopImage */
/** What a position sees of the network's input, null: everything.
 * @typedef {{ rows: number | null, columns: number | null, inputRows: number, inputColumns: number }} Field */

/** A part that is nearly everything is shown as everything. */
const WHOLE = .98;

/** Small thumbnails have too few pixels of a part; then the image itself is asked for. */
const FEW = 40;

/** The part of an image that is worth showing by itself. @param {TopImage} image @returns {Region | null} */
export function partOf({ region, width = 0, height = 0 }) {
  if (!region || width <= 0 || height <= 0) return null;
  return region.width >= WHOLE * width && region.height >= WHOLE * height ? null : region;
}

/** The middle square that a thumbnail shows. @param {TopImage} image @returns {Region} */
export function squareOf({ width = 1, height = 1 }) {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), width: side, height: side };
}

/** Where a region lies when another one is drawn over a canvas of a size, as large as it goes, in the middle.
 * @param {Region} region @param {Region} shown @param {number} size @returns {Region} */
export function placed(region, shown, size) {
  const scale = size / Math.max(shown.width, shown.height);
  return {
    x: (size - shown.width * scale) / 2 + (region.x - shown.x) * scale,
    y: (size - shown.height * scale) / 2 + (region.y - shown.y) * scale,
    width: region.width * scale,
    height: region.height * scale,
  };
}

/** How much of the image is shown, in words. @param {Field | null | undefined} field @param {readonly TopImage[]} images
 * @returns {string} empty: nothing is known, and nothing could be */
export function fieldWords(field, images) {
  if (field === undefined || images.length === 0) return "";
  if (field === null) return "where in the image was not recorded: strata analyze adds it";
  const { rows, columns, inputRows, inputColumns } = field;
  if (rows === null && columns === null) return "it sees the whole image";
  const [high, wide] = [rows ?? inputRows, columns ?? inputColumns];
  if (high >= inputRows && wide >= inputColumns) {
    return `it sees ${high} × ${wide} pixels around a place, more than the input has`;
  }
  return `it sees ${Math.min(high, inputRows)} × ${
    Math.min(wide, inputColumns)
  } of ${inputRows} × ${inputColumns} pixels`;
}

/** "columns 81 to 152, rows 12 to 71" @param {Region} region */
export const regionWords = ({ x, y, width, height }) =>
  `columns ${x} to ${x + width - 1}, rows ${y} to ${y + height - 1}`;

export class SeenPainter {
  /** @param {import("../../data/sprites.js").Sprites} sprites @param {import("../../data/source.js").Source} source */
  constructor(sprites, source) {
    this.sprites = sprites;
    this.source = source;
    /** @type {Map<number, Promise<ImageBitmap | null>>} */
    this.originals = new Map();
  }

  /** Paints the part, or all of the image with a frame around it, as soon as it can; what was asked for last is shown.
   * @param {HTMLCanvasElement} canvas @param {TopImage} image @param {boolean} whole @param {string[]} frame two colors */
  async paint(canvas, image, whole, frame) {
    const { sprites } = this, part = partOf(image), shows = whole || !part ? "whole" : "part";
    canvas.dataset.shows = shows;
    delete canvas.dataset.drawn;
    try {
      await sprites.page(sprites.pageOf(image.item));
    } catch {
      canvas.dataset.missing = "";
      return;
    }
    if (canvas.dataset.shows !== shows) return;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")), size = canvas.width;
    const shown = shows === "part" && part ? part : squareOf(image);
    this.draw(context, image, shown, size);
    if (shows === "whole" && part) drawFrame(context, placed(part, shown, size), size, frame);
    if (shows === "part" && this.isCoarse(image, shown)) {
      const original = await this.original(image.item);
      if (canvas.dataset.shows !== shows) return;
      if (original) this.draw(context, image, shown, size, original);
    }
    // Nothing finer follows.
    canvas.dataset.drawn = shows;
  }

  /** @param {TopImage} image @param {Region} shown */
  isCoarse(image, shown) {
    const side = squareOf(image).width, edge = this.sprites.sheet?.size ?? 0;
    return side > edge && Math.max(shown.width, shown.height) * edge / side < FEW;
  }

  /** @param {CanvasRenderingContext2D} context @param {TopImage} image @param {Region} shown @param {number} size
   * @param {ImageBitmap | null} [original] instead of the thumbnail */
  draw(context, image, shown, size, original = null) {
    const place = placed(shown, shown, size), all = placed(squareOf(image), shown, size);
    context.clearRect(0, 0, size, size);
    context.save();
    context.beginPath();
    context.rect(place.x, place.y, place.width, place.height);
    context.clip();
    context.imageSmoothingQuality = "high";
    if (original) {
      const scale = original.width / (image.width || original.width);
      const [x, y, width, height] = [shown.x, shown.y, shown.width, shown.height].map((value) => value * scale);
      context.drawImage(original, x, y, width, height, place.x, place.y, place.width, place.height);
    } else this.sprites.draw(context, image.item, all.x, all.y, all.width);
    context.restore();
  }

  /** Null: it cannot be reached any more. @param {number} item */
  original(item) {
    const known = this.originals.get(item);
    if (known) return known;
    const made = this.source.request(`/images/items/${item}`)
      .then(async (response) => response.ok ? await createImageBitmap(await response.blob()) : null)
      .catch(() => null);
    this.originals.set(item, made);
    for (const old of this.originals.keys()) {
      if (this.originals.size <= 24) break;
      this.originals.delete(old);
    }
    return made;
  }
}

/** @param {CanvasRenderingContext2D} context @param {Region} place @param {number} size @param {string[]} frame */
export function drawFrame(context, { x, y, width, height }, size, [outer, inner]) {
  const left = Math.max(1.5, x), top = Math.max(1.5, y);
  const right = Math.min(size - 1.5, x + width), bottom = Math.min(size - 1.5, y + height);
  if (right <= left || bottom <= top) return;
  for (const [color, wide] of /** @type {[string, number][]} */ ([[outer, 4], [inner, 2]])) {
    context.strokeStyle = color;
    context.lineWidth = wide;
    context.strokeRect(left, top, right - left, bottom - top);
  }
}
