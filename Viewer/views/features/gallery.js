// @ts-check
// Tiles in rows, of which only those in view are there, so that two thousand cost what fifty do. One place in it is active:
// arrows move it, Enter chooses it.

import { h } from "../../panels/dom.js";

/** One that is still being made can be told how far it is.
 * @typedef {HTMLElement & { show?: () => void, leave?: () => void, picture?: ReturnType<typeof import("./picture.js").featurePicture>,
 *   tell?: (now: import("../../data/feature-jobs.js").RunningImage | null, address: string) => void }} TileElement */

/** Pixels: the least width of a tile by size, between tiles, and of the words below a picture. */
const LEAST = { s: 64, m: 128, l: 208 }, GAP = { s: 8, m: 16, l: 16 }, WORDS = 26, PADDING = 24;

/** Rows that are there beyond those in view. */
const SPARE = 2;

/** Milliseconds without a change after which pictures are asked for: those that only rush by are not. */
const REST = 60;

/** How tiles lie. @param {number} width of the gallery @param {keyof typeof LEAST} size
 * @param {number} ratio height of a picture by its width */
export function layout(width, size, ratio = 1) {
  const padding = width < 480 ? PADDING / 2 : PADDING, gap = GAP[size], room = Math.max(1, width - 2 * padding);
  const columns = Math.max(1, Math.floor((room + gap) / (Math.min(LEAST[size], room) + gap)));
  const edge = (room - gap * (columns - 1)) / columns;
  return { columns, edge, padding, step: edge + gap, height: edge * ratio + WORDS + gap };
}

export class Gallery {
  /** @param {string} label @param {(at: number) => TileElement} make the tile of a place
   * @param {(at: number) => void} choose */
  constructor(label, make, choose) {
    this.make = make;
    this.choose = choose;
    this.spacer = h("div", { class: "feature-space", role: "presentation" });
    this.root = h("div", { class: "feature-grid", role: "listbox", tabindex: "0", "aria-label": label }, this.spacer);
    this.count = 0;
    /** @type {keyof typeof LEAST} */
    this.size = "m";
    this.ratio = 1;
    this.active = 0;
    /** How far it is scrolled; a browser forgets that of what it does not show. */
    this.top = 0;
    /** By place. @type {Map<number, TileElement>} */
    this.made = new Map();
    this.timer = 0;
    this.lies = layout(1, "m");
    this.root.addEventListener("scroll", () => {
      if (this.root.clientHeight === 0) return;
      this.top = this.root.scrollTop;
      this.window();
    });
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("click", (event) => this.click(event));
    new ResizeObserver(() => this.relay()).observe(this.root);
  }

  /** Other tiles. @param {number} count @param {keyof typeof LEAST} size @param {number} ratio @param {boolean} anew they
   * are about something else: begin at the top */
  set(count, size, ratio, anew) {
    Object.assign(this, { count, size, ratio });
    this.root.dataset.size = size;
    for (const at of [...this.made.keys()]) this.drop(at);
    if (anew) {
      this.scroll(0);
      this.active = 0;
    }
    this.active = Math.max(0, Math.min(this.active, count - 1));
    this.relay();
  }

  /** Tiles have come, gone, or turned into others, about the same: those that stay keep their elements, and the one that is
   * looked at keeps its place in the window.
   * @param {number} count @param {(at: number) => number} to where the tile of a place is now; −1: nowhere
   * @param {(at: number) => boolean} isSame whether the tile at a new place is still drawn as it was
   * @param {number} held a place that is looked at, before; −1: what is at the top */
  move(count, to, isSame, held) {
    const anchor = this.anchor(held, to), from = anchor < 0 ? 0 : this.topOf(anchor);
    const made = [...this.made], active = to(this.active);
    this.made = new Map();
    this.count = count;
    for (const [at, tile] of made) {
      const next = to(at);
      if (next >= 0 && isSame(next)) this.made.set(next, tile);
      else {
        tile.leave?.();
        tile.remove();
      }
    }
    this.active = Math.max(0, active >= 0 ? active : Math.min(this.active, count - 1));
    for (const [at, tile] of [...this.made].sort((a, b) => a[0] - b[0])) {
      this.number(at, tile);
      // Moved only where it must be: an element that is put elsewhere loads its picture anew.
      if (this.before(at) !== tile.previousElementSibling) this.root.append(tile);
    }
    this.relay();
    if (anchor >= 0) this.scroll(this.top + this.topOf(to(anchor)) - from);
    this.window();
  }

  /** The element that stands before a place. @param {number} at */
  before(at) {
    const earlier = [...this.made.keys()].filter((other) => other < at);
    return earlier.length > 0 ? this.made.get(Math.max(...earlier)) ?? this.spacer : this.spacer;
  }

  /** What is to stay where it is: what is looked at, where it can be seen, else the first that can; at the top nothing is.
   * @param {number} held @param {(at: number) => number} to @returns {number} −1: nothing */
  anchor(held, to) {
    const { root, lies: { height, columns, padding }, count } = this;
    const seen = (/** @type {number} */ at) =>
      this.topOf(at) + height > this.top && this.topOf(at) < this.top + root.clientHeight;
    if (held >= 0 && seen(held) && to(held) >= 0) return held;
    if (this.top <= 0) return -1;
    for (let at = Math.max(0, Math.floor((this.top - padding) / height) * columns); at < count && seen(at); at++) {
      if (to(at) >= 0) return at;
    }
    return -1;
  }

  /** @param {number} at */
  topOf(at) {
    return this.lies.padding + Math.floor(at / this.lies.columns) * this.lies.height;
  }

  /** @param {number} top */
  scroll(top) {
    if (this.root.scrollTop !== top) this.root.scrollTop = top;
    this.top = this.root.clientHeight === 0 ? top : this.root.scrollTop;
  }

  /** The width is another, or the size: what was at the top stays there. */
  relay() {
    const { lies: before, root } = this, first = Math.floor(this.top / before.height) * before.columns;
    if (root.clientWidth === 0) return;
    const next = this.lies = layout(root.clientWidth, this.size, this.ratio);
    const rows = Math.ceil(this.count / next.columns);
    this.spacer.style.height = `${rows * next.height + 2 * next.padding}px`;
    if (before.columns !== next.columns && this.top > 0) this.scroll(Math.floor(first / next.columns) * next.height);
    else this.scroll(this.top);
    for (const [at, tile] of this.made) this.lay(at, tile);
    this.window();
  }

  /** The places that are there: those in view, and some more. @returns {[number, number]} */
  range() {
    const { root, lies: { height, columns, padding }, count } = this;
    const first = Math.floor((root.scrollTop - padding) / height) - SPARE;
    const last = Math.ceil((root.scrollTop + root.clientHeight - padding) / height) + SPARE;
    return [Math.max(0, first * columns), Math.min(count, last * columns)];
  }

  window() {
    const [from, to] = this.range();
    for (const at of [...this.made.keys()]) if ((at < from || at >= to) && at !== this.active) this.drop(at);
    for (let at = from; at < to; at++) this.put(at);
    if (this.count > 0) this.put(this.active);
    this.mark();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.pictures(), REST);
  }

  pictures() {
    for (const tile of this.made.values()) tile.show?.();
  }

  /** @param {number} at */
  put(at) {
    if (this.made.has(at)) return;
    const tile = this.make(at), after = [...this.made.keys()].filter((other) => other > at);
    this.number(at, tile);
    this.lay(at, tile);
    // In their order, also for who goes through them without seeing.
    const next = after.length > 0 ? this.made.get(Math.min(...after)) ?? null : null;
    this.root.insertBefore(tile, next);
    this.made.set(at, tile);
  }

  /** @param {number} at @param {HTMLElement} tile */
  number(at, tile) {
    tile.dataset.at = String(at);
    tile.setAttribute("aria-setsize", String(this.count));
    tile.setAttribute("aria-posinset", String(at + 1));
  }

  /** @param {number} at */
  drop(at) {
    const tile = this.made.get(at);
    tile?.leave?.();
    tile?.remove();
    this.made.delete(at);
  }

  /** @param {number} at @param {HTMLElement} tile */
  lay(at, tile) {
    const { columns, step, height, edge, padding } = this.lies;
    tile.style.left = `${padding + at % columns * step}px`;
    tile.style.top = `${padding + Math.floor(at / columns) * height}px`;
    tile.style.width = `${edge}px`;
  }

  /** Which of them is active, for eyes and for ears. */
  mark() {
    for (const [at, tile] of this.made) tile.classList.toggle("active", at === this.active);
    const active = this.made.get(this.active);
    if (active) this.root.setAttribute("aria-activedescendant", active.id);
    else this.root.removeAttribute("aria-activedescendant");
  }

  /** @param {number} at @param {boolean} [amid] others around it are to be seen, too */
  go(at, amid = false) {
    if (this.count === 0) return;
    const before = this.active;
    this.active = Math.max(0, Math.min(this.count - 1, at));
    this.reveal(this.active, amid);
    const [from, to] = this.range();
    if (before !== this.active && (before < from || before >= to)) this.drop(before);
  }

  /** Scrolls no farther than it must, or into the middle. @param {number} at @param {boolean} amid */
  reveal(at, amid) {
    const { root, lies: { columns, height, padding } } = this, top = padding + Math.floor(at / columns) * height;
    const above = top - padding < root.scrollTop, below = top + height > root.scrollTop + root.clientHeight;
    if (amid && (above || below)) this.scroll(top - (root.clientHeight - height) / 2);
    else if (above) this.scroll(top - padding);
    else if (below) this.scroll(top + height - root.clientHeight);
    this.window();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.count === 0) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(this.active);
      return;
    }
    const { columns, height } = this.lies, page = Math.max(1, Math.floor(this.root.clientHeight / height)) * columns;
    const to = /** @type {Record<string, number>} */ ({
      ArrowLeft: this.active - 1,
      ArrowRight: this.active + 1,
      ArrowUp: this.active - columns,
      ArrowDown: this.active + columns,
      PageUp: this.active - page,
      PageDown: this.active + page,
      Home: 0,
      End: this.count - 1,
    })[event.key];
    if (to === undefined) return;
    event.preventDefault();
    // From the first row nothing is above, and from the last nothing below.
    if ((event.key === "ArrowUp" && to < 0) || (event.key === "ArrowDown" && to >= this.count)) return;
    this.go(to);
  }

  /** @param {MouseEvent} event */
  click(event) {
    const tile = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    if (!(tile instanceof HTMLElement)) return;
    this.active = Number(tile.dataset.at);
    this.mark();
    this.choose(this.active);
  }
}
