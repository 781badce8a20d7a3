// @ts-check
// A list of rows of one height. A long one keeps only the rows in view, so that a thousand classes cost what forty do.

import { fill, h } from "./dom.js";

const PLAIN_LIMIT = 100, SPARE = 6;

export class RowList {
  /** @param {HTMLElement} root which scrolls @param {(key: number) => HTMLElement} make
   * @param {(key: number) => string} selector finds the row of a key */
  constructor(root, make, selector) {
    this.root = root;
    this.make = make;
    this.selector = selector;
    /** @type {number[]} */
    this.keys = [];
    this.height = 24;
    /** First and last row that are there. */
    this.from = 0;
    this.to = 0;
    root.addEventListener("scroll", () => this.isLong && this.window(false));
    root.addEventListener("keydown", (event) => this.walk(event));
    new ResizeObserver(() => this.isLong && this.window(false)).observe(root);
  }

  get isLong() {
    return this.keys.length > PLAIN_LIMIT;
  }

  /** Draws everything anew; the row with the focus keeps it. @param {number[]} keys */
  set(keys) {
    const focused = this.focused();
    this.keys = keys;
    this.root.classList.toggle("virtual", this.isLong);
    if (!this.isLong) fill(this.root, ...keys.map((key) => this.make(key)));
    else this.window(true);
    if (focused !== null) this.row(focused)?.focus();
  }

  /** @returns {number | null} key */
  focused() {
    const active = document.activeElement;
    if (!(active instanceof HTMLElement) || !this.root.contains(active)) return null;
    return this.keys.find((key) => active.matches(this.selector(key))) ?? null;
  }

  /** @param {number} key @returns {HTMLElement | null} */
  row(key) {
    return this.root.querySelector(this.selector(key));
  }

  /** @param {boolean} anew */
  window(anew) {
    const { root, keys } = this;
    const spacer = h("div", { class: "spacer", "aria-hidden": "true" });
    spacer.style.height = `${keys.length * this.height}px`;
    if (anew && keys.length > 0) {
      // The height of a row depends on the size of the screen; that of the list on all that is in it.
      const probe = this.make(keys[0]);
      fill(root, spacer, probe);
      this.height = probe.offsetHeight || 24;
      spacer.style.height = `${keys.length * this.height}px`;
    }
    const from = Math.max(0, Math.floor(root.scrollTop / this.height) - SPARE);
    const to = Math.min(keys.length, Math.ceil((root.scrollTop + root.clientHeight) / this.height) + SPARE);
    if (!anew && from === this.from && to === this.to) return;
    const focused = this.focused();
    this.from = from;
    this.to = to;
    fill(
      root,
      spacer,
      ...keys.slice(from, to).map((key, i) => {
        const row = this.make(key);
        row.style.top = `${(from + i) * this.height}px`;
        return row;
      }),
    );
    if (focused !== null) this.row(focused)?.focus({ preventScroll: true });
  }

  /** @param {number} key */
  reveal(key) {
    const at = this.keys.indexOf(key);
    if (at < 0) return;
    if (this.isLong) {
      const top = at * this.height, { scrollTop, clientHeight } = this.root;
      if (top < scrollTop) this.root.scrollTop = top;
      else if (top + this.height > scrollTop + clientHeight) this.root.scrollTop = top + this.height - clientHeight;
      this.window(false);
    }
    const row = this.row(key);
    row?.scrollIntoView({ block: "nearest" });
    row?.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  walk(event) {
    const focused = this.focused();
    if (focused === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.keys.indexOf(focused), page = Math.max(1, Math.floor(this.root.clientHeight / this.height) - 1);
    const next = /** @type {Record<string, number>} */ ({
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: this.keys.length - 1,
    })[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.reveal(this.keys[Math.max(0, Math.min(this.keys.length - 1, next))]);
  }
}
