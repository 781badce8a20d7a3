// @ts-check
// The matrix as a picture: cells on a canvas, names and frames above it, one stop for the keyboard.

import { rate } from "../../data/study.js";
import { fill, h, svg } from "../../panels/dom.js";
import { PALETTES } from "../../state/palette.js";
import { hex, rampBytes } from "../../state/ramp.js";
import { cellWords, say } from "./words.js";

/** @typedef {import("./matrix.js").Grid} Grid */
/** @typedef {import("../../state/store.js").Theme} Theme */

const FOOT = 18, LINE = 14, LETTER = 6.1, MOST_SIDE = 28, MOST_LETTERS = 15;

export class MatrixPlot {
  /** @param {(layer: string, other: string) => void} choose folders */
  constructor(choose) {
    this.choose = choose;
    this.canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { "aria-hidden": "true" }));
    this.names = svg("svg", { "aria-hidden": "true" });
    this.field = h("div", { class: "matrix", tabindex: "0", role: "application", "aria-roledescription": "matrix" });
    this.read = h("span", { class: "clip num", "aria-hidden": "true" });
    this.scale = h("span", { class: "matrix-scale", "aria-hidden": "true" });
    this.foot = h("div", { class: "matrix-foot muted" }, this.scale, this.read);
    this.root = h("div", { class: "matrix-plot" }, this.field, this.foot);
    fill(this.field, this.canvas, this.names);
    /** @type {Grid | null} */
    this.grid = null;
    this.row =
      this.column =
      this.hoveredRow =
      this.hoveredColumn =
        -1;
    this.left = this.side = 0;
    /** @type {Theme} */
    this.theme = "light";
    this.field.addEventListener("pointermove", (event) => this.hover(event));
    this.field.addEventListener("pointerleave", () => this.point(-1, -1));
    this.field.addEventListener("click", (event) => this.click(event));
    this.field.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(this.field);
  }

  /** @param {Grid} grid @param {string} layer folder @param {string} other @param {Theme} theme */
  show(grid, layer, other, theme) {
    this.grid = grid;
    this.theme = theme;
    this.row = grid.rows.findIndex(({ folder }) => folder === layer);
    this.column = grid.columns.findIndex(({ folder }) => folder === other);
    this.field.setAttribute("aria-label", this.words());
    this.draw();
  }

  words() {
    const { grid, row, column } = this;
    if (!grid) return "";
    const chosen = row >= 0 && column >= 0 ? ` ${cellWords(grid, row, column)}.` : "";
    return `Agreement of layers, ${grid.measure}: arrow keys up and down choose the first network's layer, left and right ` +
      `the second's.${chosen}`;
  }

  draw() {
    const { grid, field, canvas } = this, width = field.clientWidth, height = field.clientHeight;
    if (!grid || width === 0 || height === 0) return;
    const longest = Math.min(MOST_LETTERS, Math.max(...grid.rows.map(({ name }) => name.length)));
    this.left = Math.round(longest * LETTER + 10);
    this.side = Math.min(MOST_SIDE, (width - this.left - 2) / grid.columns.length, (height - FOOT) / grid.rows.length);
    const ratio = globalThis.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.paint(context, grid);
    this.label(grid, width, height);
    this.tell();
  }

  /** @param {CanvasRenderingContext2D} context @param {Grid} grid */
  paint(context, { values }) {
    const { side, left } = this, ramp = rampBytes(PALETTES[this.theme].sequential), steps = ramp.length / 3 - 1;
    const [low, high] = rangeOf(values), gap = side > 5 ? .6 : 0;
    values.forEach((row, i) =>
      row.forEach((value, j) => {
        const x = left + j * side, y = i * side;
        if (value === null) {
          // Not known: an empty frame.
          context.strokeStyle = PALETTES[this.theme].line;
          context.strokeRect(x + 1, y + 1, side - 2 - gap, side - 2 - gap);
          return;
        }
        const place = 3 * Math.round(Math.max(0, Math.min(1, (value - low) / (high - low))) * steps);
        context.fillStyle = hex(ramp.subarray(place, place + 3));
        context.fillRect(x, y, side - gap, side - gap);
      })
    );
    const colors = Array.from({ length: 7 }, (_, k) => {
      const at = 3 * Math.round(k / 6 * steps);
      return hex(ramp.subarray(at, at + 3));
    });
    const bar = h("i");
    bar.style.background = `linear-gradient(to right, ${colors.join(", ")})`;
    fill(this.scale, rate(low, 1), bar, rate(high, 1));
  }

  /** Names where there is room, the chosen ones first. @param {Grid} grid @param {number} width @param {number} height */
  label(grid, width, height) {
    const { side, left, row, column, hoveredRow, hoveredColumn } = this, foot = grid.rows.length * side + 12;
    const rows = spaced(grid.rows.length, [row, 0, grid.rows.length - 1], (i) => [i * side, i * side + LINE]).map((i) =>
      words(grid.rows[i].name, left - 6, (i + .5) * side + 4, "end", i === row)
    );
    const reach = (/** @type {number} */ j) => {
      const half = Math.min(MOST_LETTERS, grid.columns[j].name.length) * LETTER / 2 + 3;
      const middle = Math.max(half, Math.min(width - half, left + (j + .5) * side));
      return /** @type {[number, number]} */ ([middle - half, middle + half]);
    };
    const ends = spaced(grid.columns.length, [column, 0, grid.columns.length - 1], reach).map((j) =>
      words(grid.columns[j].name, (reach(j)[0] + reach(j)[1]) / 2, foot, "middle", j === column)
    );
    const frame = (/** @type {number} */ i, /** @type {number} */ j, /** @type {string} */ name) =>
      i < 0 || j < 0
        ? []
        : [svg("rect", { x: left + j * side - 1, y: i * side - 1, width: side + 1, height: side + 1, class: name })];
    this.names.setAttribute("viewBox", `0 0 ${width} ${height}`);
    fill(this.names, ...rows, ...ends, ...frame(hoveredRow, hoveredColumn, "hovered"), ...frame(row, column, "chosen"));
  }

  /** Which cell is read: the one under the pointer, else the chosen one. */
  tell() {
    const { grid } = this, hovers = this.hoveredRow >= 0;
    const [row, column] = hovers ? [this.hoveredRow, this.hoveredColumn] : [this.row, this.column];
    this.read.textContent = grid && row >= 0 && column >= 0 ? cellWords(grid, row, column) : "";
    this.read.title = this.read.textContent;
  }

  /** @param {MouseEvent} event @returns {[number, number]} −1, −1: beside the cells */
  at(event) {
    const box = this.field.getBoundingClientRect(), { grid, side, left } = this;
    const row = Math.floor((event.clientY - box.top) / side),
      column = Math.floor((event.clientX - box.left - left) / side);
    const inside = grid && row >= 0 && column >= 0 && row < grid.rows.length && column < grid.columns.length;
    return inside ? [row, column] : [-1, -1];
  }

  /** @param {PointerEvent} event */
  hover(event) {
    this.point(...this.at(event));
  }

  /** @param {number} row @param {number} column */
  point(row, column) {
    if (row === this.hoveredRow && column === this.hoveredColumn) return;
    this.hoveredRow = row;
    this.hoveredColumn = column;
    if (this.grid) this.label(this.grid, this.field.clientWidth, this.field.clientHeight);
    this.tell();
  }

  /** @param {MouseEvent} event */
  click(event) {
    this.go(...this.at(event));
  }

  /** @param {number} row @param {number} column */
  go(row, column) {
    const { grid } = this;
    if (!grid || row < 0 || column < 0) return;
    this.choose(grid.rows[row].folder, grid.columns[column].folder);
    say(cellWords(grid, row, column));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { grid } = this, row = Math.max(0, this.row), column = Math.max(0, this.column);
    if (!grid || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = /** @type {Record<string, [number, number]>} */ ({
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row, 0],
      End: [row, grid.columns.length - 1],
      PageUp: [0, column],
      PageDown: [grid.rows.length - 1, column],
    })[event.key];
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    this.go(Math.max(0, Math.min(grid.rows.length - 1, to[0])), Math.max(0, Math.min(grid.columns.length - 1, to[1])));
  }
}

/** The ends of the colours: tenths around what there is. @param {(number | null)[][]} values @returns {[number, number]} */
export function rangeOf(values) {
  let low = 1, high = 0;
  for (const row of values) {
    for (const value of row) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) return [0, 1];
  const from = Math.max(0, Math.floor(low * 10) / 10), to = Math.min(1, Math.ceil(high * 10) / 10);
  return to > from ? [from, to] : [Math.max(0, from - .1), Math.max(0, from - .1) + .1];
}

/** As many as keep clear of each other, those first that are wanted most. @param {number} count @param {number[]} first
 * @param {(index: number) => [number, number]} reach @returns {number[]} */
export function spaced(count, first, reach) {
  /** @type {number[]} */
  const kept = [];
  const all = [...first, ...Array.from({ length: count }, (_, i) => i)].filter((i) => i >= 0);
  for (const i of new Set(all)) {
    const [from, to] = reach(i);
    if (kept.every((other) => to <= reach(other)[0] || from >= reach(other)[1])) kept.push(i);
  }
  return kept;
}

/** @param {string} name @param {number} x @param {number} y @param {string} anchor @param {boolean} now */
function words(name, x, y, anchor, now) {
  const element = svg("text", { x, y, "text-anchor": anchor, class: now ? "now" : "" });
  element.textContent = name.length > MOST_LETTERS ? `${name.slice(0, 6)}…${name.slice(-8)}` : name;
  return element;
}
