// @ts-check
// Activation by class: a strip of ticks each, all on one scale.

import { figure } from "../../data/conditions.js";
import { extent } from "../../data/neurons.js";
import { thousands } from "../../data/study.js";
import { toldCodes, toldColours } from "../../data/told.js";
import { fill, h } from "../../panels/dom.js";
import { PALETTES } from "../../state/palette.js";
import { permutation } from "../../tour/random.js";
import { classTag } from "../report/class-tag.js";

/** Rows, and ticks in each: more would be a bar. */
const ROWS = 12, TICKS = 160, WIDE = 188, TALL = 14;

/** Of very many classes those with a single image would come first by chance. */
const ENOUGH = 5, LEAST_ROWS = 3;

/**
 * The classes whose images excite a unit most, by their mean; of very many, those with enough images. Their own images,
 * seeded, at most so many.
 * @param {Float32Array} values by image @param {ArrayLike<number>} labels @param {number} classCount @param {number} seed
 * @returns {{ label: number, mean: number, count: number, items: number[] }[]}
 */
export function strips(values, labels, classCount, seed) {
  const sums = new Float64Array(classCount), counts = new Int32Array(classCount);
  /** @type {number[][]} */
  const items = Array.from({ length: classCount }, () => []);
  for (let i = 0; i < values.length; i++) {
    const label = labels[i];
    if (label < 0 || label >= classCount) continue;
    sums[label] += values[i];
    counts[label]++;
  }
  const all = Array.from({ length: classCount }, (_, label) => ({
    label,
    mean: sums[label] / counts[label],
    count: counts[label],
    items: items[label],
  })).filter(({ count }) => count > 0);
  const enough = all.filter(({ count }) => count >= ENOUGH), pool = enough.length >= LEAST_ROWS ? enough : all;
  const shown = classCount > ROWS ? pool.sort((a, b) => b.mean - a.mean || a.label - b.label).slice(0, ROWS) : all;
  const wanted = new Set(shown.map(({ label }) => label));
  for (const item of permutation(values.length, seed)) {
    const label = labels[item];
    if (wanted.has(label) && items[label].length < TICKS) items[label].push(item);
  }
  return shown;
}

export class ByClass {
  /** @param {import("../../state/store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.root = h("section", { class: "side-card", "aria-label": "Activation by class" });
    /** @type {Float32Array | null} */
    this.values = null;
    /** What classes are. @type {import("../../data/told.js").Told | null} */
    this.told = null;
  }

  /** @param {Float32Array | null} values null: not here yet */
  show(values) {
    this.values = values;
    this.draw();
  }

  draw() {
    const { values, told, store: { state } } = this, { items, study, theme } = state;
    const classes = told?.names ?? [], title = `Activation by ${told?.column || "class"}`;
    this.root.hidden = !values || !items || classes.length === 0;
    if (!values || !items || !told || classes.length === 0) return;
    const [low, high] = extent(values), colorOf = toldColours(told, state), palette = PALETTES[theme];
    const rows = strips(values, toldCodes(told, items), classes.length, study?.seed ?? 42);
    this.root.setAttribute("aria-label", title);
    const more = classes.length > rows.length ? `${rows.length} of ${thousands(classes.length)}` : "";
    fill(
      this.root,
      h("h2", {}, title, h("span", { class: "right muted" }, more)),
      h(
        "div",
        { class: "class-strips" },
        ...rows.flatMap(({ label, mean, items: some }) => [
          classTag(colorOf(label), classes[label]),
          this.strip(some.map((item) => values[item]), mean, low, high, colorOf(label), palette),
        ]),
        h("span"),
        h("span", { class: "ramp-axis num" }, h("span", {}, figure(low)), h("span", {}, figure(high))),
      ),
    );
  }

  /** @param {number[]} values @param {number} mean @param {number} low @param {number} high @param {string} color
   * @param {import("../../state/palette.js").Palette} palette */
  strip(values, mean, low, high, color, palette) {
    const ratio = 2,
      canvas = /** @type {HTMLCanvasElement} */ (h("canvas", {
        width: WIDE * ratio,
        height: TALL * ratio,
        role: "img",
        "aria-label": `mean ${figure(mean)}`,
        title: `mean ${figure(mean)}`,
      }));
    const context = canvas.getContext("2d"),
      at = (/** @type {number} */ value) => high > low ? 1 + (value - low) / (high - low) * (WIDE - 3) : 1;
    if (!context) return canvas;
    context.scale(ratio, ratio);
    context.fillStyle = palette.line;
    context.fillRect(0, TALL / 2 - .5, WIDE, 1);
    context.fillStyle = color;
    context.globalAlpha = .5;
    for (const value of values) context.fillRect(at(value), 2.5, 1.5, 9);
    context.globalAlpha = 1;
    context.fillStyle = palette.ink;
    context.fillRect(at(mean), 0, 1.5, TALL);
    return canvas;
  }
}
