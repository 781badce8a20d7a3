// @ts-check
// Thumbnail pages: fetched when a picture of theirs is wanted, a few decoded ones kept.

const PAGES_KEPT = 8, AT_ONCE = 3;

export class Sprites {
  /** @param {import("./source.js").Source} source @param {import("./types.js").Thumbnails | null | undefined} thumbnails */
  constructor(source, thumbnails) {
    this.source = source;
    this.sheet = thumbnails && thumbnails.pages.length > 0 ? thumbnails : null;
    /** @type {Map<number, ImageBitmap>} */
    this.pages = new Map();
    /** @type {Map<number, Promise<ImageBitmap>>} */
    this.loading = new Map();
    /** @type {(() => void)[]} */
    this.queue = [];
    this.active = 0;
    /** @type {Set<number>} */
    this.failed = new Set();
    /** Called with the page number whenever a page has arrived. @type {((page: number) => void)[]} */
    this.onPage = [];
  }

  /** @param {number} item */
  pageOf(item) {
    return this.sheet ? Math.floor(item / (this.sheet.columns * this.sheet.rows)) : -1;
  }

  /** Draws the picture if its page is here, and asks for the page if not.
   * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context
   * @param {number} item @param {number} x @param {number} y @param {number} size @returns {boolean} */
  draw(context, item, x, y, size) {
    if (!this.sheet) return false;
    const page = this.pageOf(item), bitmap = this.pages.get(page);
    if (!bitmap) {
      if (!this.failed.has(page)) this.page(page).catch(() => {});
      return false;
    }
    const place = item % (this.sheet.columns * this.sheet.rows), edge = this.sheet.size;
    const left = (place % this.sheet.columns) * edge, top = Math.floor(place / this.sheet.columns) * edge;
    // Half a pixel in, so that a neighbor's edge never bleeds in.
    context.drawImage(bitmap, left + .5, top + .5, edge - 1, edge - 1, x, y, size, size);
    return true;
  }

  /** Paints a canvas with one picture as soon as it can. @param {HTMLCanvasElement} canvas @param {number} item */
  async paint(canvas, item) {
    const context = canvas.getContext("2d");
    if (!context || !this.sheet) return;
    context.imageSmoothingQuality = "high";
    try {
      if (!this.pages.has(this.pageOf(item))) await this.page(this.pageOf(item));
      this.draw(context, item, 0, 0, canvas.width);
    } catch {
      canvas.dataset.missing = "";
    }
  }

  /** @param {number} page @returns {Promise<ImageBitmap>} */
  page(page) {
    const known = this.loading.get(page);
    if (known) return known;
    const name = this.sheet?.pages[page];
    if (!name) return Promise.reject(new Error(`There is no thumbnail page ${page}.`));
    const loading = this.turn().then(() => this.fetchPage(name)).finally(() => this.next());
    this.loading.set(page, loading);
    loading.then((bitmap) => {
      this.pages.set(page, bitmap);
      for (const hear of this.onPage) hear(page);
      this.forget(page);
    }, () => {
      this.failed.add(page);
      this.loading.delete(page);
    });
    return loading;
  }

  /** After the server has come back, pages that failed are worth asking for again. */
  forgive() {
    this.failed.clear();
  }

  turn() {
    if (this.active < AT_ONCE) {
      this.active++;
      return Promise.resolve();
    }
    return new Promise((/** @type {(value?: undefined) => void} */ go) => this.queue.push(() => go()));
  }

  next() {
    const go = this.queue.shift();
    if (go) go();
    else this.active--;
  }

  /** @param {string} name */
  async fetchPage(name) {
    const response = await this.source.request(`/images/thumbnails/${name}`);
    if (!response.ok) throw new Error(`The server answered ${response.status} to the thumbnail page ${name}.`);
    return await createImageBitmap(await response.blob());
  }

  /** @param {number} keep */
  forget(keep) {
    for (const [page, bitmap] of this.pages) {
      if (this.pages.size <= PAGES_KEPT) return;
      if (page === keep) continue;
      this.pages.delete(page);
      this.loading.delete(page);
      // Not closed: a picture may still be waiting for this very bitmap; it goes with its last use.
      void bitmap;
    }
  }
}
