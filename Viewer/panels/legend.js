// @ts-check
// What the colors mean: a list of names, or a bar of numbers; hover, pin, search, filter.

import { measureOf } from "../data/measures.js";
import { findLayer, findModel, FOCUS_LIMIT, rate, shortName, thousands } from "../data/study.js";
import { ColourBar } from "./colour-bar.js";
import { GLYPH_PATHS } from "../passes/glyphs.js";
import { dot, fill, find, h, meter, picker, svg } from "./dom.js";
import { buildFilters } from "./filters.js";
import { buildLegendHead } from "./legend-head.js";
import { RowList } from "./row-list.js";
import { buildTrustLegend } from "./threshold.js";
import { buildUnitPicker } from "./unit-picker.js";

/** @typedef {import("../state/store.js").State} State */
/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {import("../data/coloured.js").Categories} Categories */

/**
 * Pinning everything is pinning nothing. A click pins one alone, or lets it go where it is alone.
 * @param {ReadonlySet<number>} pinned @param {number} code @param {number} count of codes
 * @param {{ add?: boolean, invert?: boolean }} how @returns {ReadonlySet<number>}
 */
export function pin(pinned, code, count, { add = false, invert = false }) {
  const next = new Set(add ? pinned : []);
  if (invert) {
    next.clear();
    for (let k = 0; k < count; k++) if (k !== code) next.add(k);
  } else if (add) {
    if (!next.delete(code)) next.add(code);
  } else if (!(pinned.size === 1 && pinned.has(code))) next.add(code);
  return next.size === count ? new Set() : next;
}

/** @param {Store} store @param {import("../stage/explorer.js").Explorer} explorer
 * @param {import("../stage/directions.js").Directions} directions */
export function buildLegend(store, explorer, directions) {
  const root = find("#legend"), bar = new ColourBar(store), names = new NameList(store);
  const failure = h("p", { class: "note" });
  fill(
    root,
    buildLegendHead(store, explorer, directions),
    failure,
    buildUnitPicker(store, explorer),
    buildTrustLegend(store),
    bar.root,
    ...names.parts,
    buildFilters(store),
  );
  store.watch(["colouringFailure", "coloured", "study"], ({ colouringFailure, coloured, study }) => {
    failure.hidden = colouringFailure === "";
    failure.textContent = colouringFailure;
    root.classList.toggle("bar", coloured?.type === "values");
    root.classList.toggle("none", study?.classes.length === 0 && coloured?.type !== "values");
  });
  store.watch(["tint", "coloured"], () => bar.draw());
  store.watch(["range", "draft"], () => {
    bar.showRange();
    bar.paint();
    bar.hover(null);
  });
}

/** The rows of a colouring by names. */
class NameList {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    this.search = /** @type {HTMLInputElement} */ (h("input", { type: "search", spellcheck: "false" }));
    this.tools = h("div", { class: "legend-tools" });
    this.root = h("div", { class: "rows classes", role: "group" });
    this.empty = h("p", { class: "note" });
    this.list = new RowList(this.root, (code) => this.row(code), (code) => `[data-label="${code}"]`);
    /** @type {string | null} */
    this.sort = null;
    /** @type {import("../data/measures.js").Measure | null} */
    this.measure = null;
    this.search.addEventListener("input", () => {
      this.root.scrollTop = 0;
      this.draw();
    });
    this.root.addEventListener("pointerover", (event) => this.hover(event));
    this.root.addEventListener("pointerleave", () => store.set({ hoveredClass: -1 }));
    this.root.addEventListener("click", (event) => this.click(event));
    store.watch(["coloured", "predictions"], () => this.drawTools());
    store.watch(["tint", "layer", "metric", "study", "pinned", "shapes"], () => this.draw());
  }

  get parts() {
    return [this.tools, this.root, this.empty];
  }

  /** @returns {Categories | null} */
  get categories() {
    const { coloured } = this.store.state;
    return coloured?.type === "categories" ? coloured : null;
  }

  get order() {
    return this.sort ?? (this.store.state.predictions ? "errors" : "count");
  }

  drawTools() {
    const { categories } = this, many = (categories?.names.length ?? 0) > FOCUS_LIMIT;
    this.tools.hidden = !many;
    this.search.value = "";
    if (!categories) return;
    this.root.setAttribute("aria-label", categories.noun[1]);
    this.search.placeholder = `Find ${categories.noun[0] === "answer" ? "an" : "a"} ${categories.noun[0]}`;
    this.search.setAttribute("aria-label", this.search.placeholder);
    const options = /** @type {[string, string][]} */ ([
      ...(this.store.state.predictions ? [["errors", "Errors"]] : []),
      ["count", "Count"],
      ["metric", "Metric"],
      ["name", "Name"],
      ["order", "Given order"],
    ]);
    fill(
      this.tools,
      this.search,
      picker("Order of the rows", "Order", options, this.order, (value) => {
        this.sort = value;
        this.draw();
      }, "quiet"),
    );
  }

  draw() {
    const { state } = this.store, { categories, root, empty } = this, { study, tally, tint } = state;
    const shown = categories && study && tally && tint?.coloured === categories;
    root.hidden = !categories;
    empty.hidden = true;
    if (!shown) {
      this.list.set([]);
      return;
    }
    const layer = findLayer(findModel(study, state.model), state.layer);
    this.measure = measureOf(categories, layer, state.metric, tally, state.predictions, state.colouring.kind);
    const text = this.search.value.trim(), wanted = text.toLowerCase();
    const keys = ordered(categories, tint.slots, this.measure?.values ?? null, this.order)
      .filter((code) => categories.names[code].toLowerCase().includes(wanted));
    root.classList.toggle("plain", !this.measure);
    root.classList.toggle("many", categories.counts.some((count) => count >= 10_000));
    this.list.set(keys);
    empty.hidden = keys.length > 0;
    empty.textContent = categories.names.length === 0
      ? "The images of this study have no labels: every dot has the same colour."
      : `No ${categories.noun[0]} is called “${text}”.`;
  }

  /** @param {number} code */
  row(code) {
    const { categories, measure } = this, { pinned, predictions, tint, shapes, similarHues } = this.store.state;
    if (!categories || !tint) return h("span");
    const value = measure?.values[code] ?? null, count = thousands(categories.counts[code]);
    const title = `${categories.names[code]}: ${count} images` +
      (predictions ? `, ${thousands(categories.errors[code])} misclassified` : "") +
      (value === null || !measure ? "" : `, ${measure.title} ${rate(value)}`);
    return h(
      "button",
      {
        class: `row legend${pinned.size > 0 && !pinned.has(code) ? " out" : ""}`,
        "aria-pressed": String(pinned.has(code)),
        "data-label": code,
        title,
        type: "button",
      },
      // Hues are too many to be told apart one by one: near hues say near classes, and no row says which.
      similarHues && tint.slots.length === 0
        ? h("span")
        : swatch(tint.css[code], shapes ? tint.slots.indexOf(code) : -1),
      h("span", { class: "nm" }, shortName(categories.names[code])),
      h("span", { class: "count num" }, count),
      ...(measure ? [meter(value), h("span", { class: "val num" }, rate(value))] : []),
    );
  }

  /** @param {Event} event @returns {number} code, or −1 */
  codeAt(event) {
    const row = event.target instanceof Element ? event.target.closest("[data-label]") : null;
    return row instanceof HTMLElement ? Number(row.dataset.label) : -1;
  }

  /** @param {PointerEvent} event */
  hover(event) {
    // A finger does not hover: it would leave the row isolated.
    if (event.pointerType !== "touch") this.store.set({ hoveredClass: this.codeAt(event) });
  }

  /** @param {MouseEvent} event */
  click(event) {
    const { categories } = this, code = this.codeAt(event);
    if (!categories || code < 0) return;
    const touch = "pointerType" in event && event.pointerType === "touch";
    const how = { add: event.shiftKey || touch, invert: event.altKey };
    this.store.set({ pinned: pin(this.store.state.pinned, code, categories.names.length, how) });
  }
}

/** A dot, or the glyph of its color. @param {string} color @param {number} glyph −1: none */
function swatch(color, glyph) {
  if (glyph < 0) return dot(color);
  const path = svg("path", { d: GLYPH_PATHS[glyph], fill: color });
  return h(
    "i",
    { class: "glyph" },
    svg("svg", { viewBox: "0 0 10 10", width: 11, height: 11, "aria-hidden": "true" }, path),
  );
}

/** Those in color come first. @param {Categories} categories @param {number[]} slots
 * @param {(number | null)[] | null} values @param {string} sort */
export function ordered({ names, counts, errors, always }, slots, values, sort) {
  const all = names.map((_, k) => k);
  if (names.length <= FOCUS_LIMIT || sort === "order") return all;
  const by = /** @type {Record<string, (a: number, b: number) => number>} */ ({
    errors: (a, b) => errors[b] - errors[a],
    count: (a, b) => counts[b] - counts[a],
    // The lowest first: that is where something is wrong.
    metric: (a, b) => (values?.[a] ?? Infinity) - (values?.[b] ?? Infinity) || 0,
    name: (a, b) => names[a].localeCompare(names[b], "en"),
  })[sort];
  const focus = new Set(slots), rank = (/** @type {number} */ k) => focus.has(k) ? 0 : 1;
  // The right ones stand before all the ways to be wrong.
  const first = (/** @type {number} */ k) => always && k === 0 ? 0 : 1;
  const led = sort === "errors" || sort === "count";
  return all.sort((a, b) => first(a) - first(b) || (led ? rank(a) - rank(b) : 0) || by(a, b) || a - b);
}
