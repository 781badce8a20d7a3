// @ts-check
// The legend of numbers: a histogram in the ramp's colors. Hovering tells the value, dragging isolates a range.

import { figure } from "../data/conditions.js";
import { thousands } from "../data/study.js";
import { STEPS } from "../state/ramp.js";
import { fill, h } from "./dom.js";

/** @typedef {import("../data/coloured.js").Values} Values */
/** @typedef {import("../state/store.js").Store} Store */

const BINS = 48, TALL = 44, RAMP = 10;

/** How many values lie in each part of the shown range; those beyond it count at its ends. @param {Values} values
 * @param {number} [bins] */
export function histogram({ codes }, bins = BINS) {
  const counts = new Float64Array(bins);
  for (const code of codes) if (code >= 0) counts[Math.min(bins - 1, Math.floor(code * bins / STEPS))]++;
  return counts;
}

/** The range as the filter means it: an end of the bar includes what lies beyond it.
 * @param {Values} values @param {number} from 0–1 @param {number} to @returns {[number, number]} */
export function rangeOf({ low, high, min, max }, from, to) {
  const at = (/** @type {number} */ t) => low + t * (high - low);
  return [from <= 0 ? Math.min(min, low) : at(from), to >= 1 ? Math.max(max, high) : at(to)];
}

export class ColourBar {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    this.canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { "aria-hidden": "true" }));
    this.ends = [this.end(0), this.end(1)];
    this.cursor = h("i", { class: "bar-cursor", hidden: true });
    this.track = h("div", { class: "bar-track" }, this.canvas, this.cursor, ...this.ends);
    this.axis = h("div", { class: "bar-axis num" });
    this.told = h("p", { class: "bar-told num", role: "status" });
    this.root = h("div", { class: "colour-bar" }, this.track, this.axis, this.told);
    /** Where a drag began, 0–1. @type {number | null} */
    this.from = null;
    this.track.addEventListener("pointerdown", (event) => this.down(event));
    this.track.addEventListener("pointermove", (event) => this.move(event));
    this.track.addEventListener("pointerup", (event) => this.up(event));
    this.track.addEventListener("pointercancel", (event) => this.up(event));
    this.track.addEventListener("pointerleave", () => this.hover(null));
    new ResizeObserver(() => this.paint()).observe(this.track);
  }

  /** @returns {Values | null} */
  get values() {
    const { coloured } = this.store.state;
    return coloured?.type === "values" ? coloured : null;
  }

  /** One end of the isolated range, for the keyboard. @param {0 | 1} which */
  end(which) {
    const name = which ? "Upper end of the range" : "Lower end of the range";
    return h("button", {
      class: "bar-end",
      role: "slider",
      type: "button",
      "aria-label": name,
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.nudge(which, event),
    });
  }

  get range() {
    return this.store.state.draft ?? this.store.state.range;
  }

  /** @param {number} value @returns {number} 0–1 */
  part(value) {
    const { values } = this;
    return values ? Math.min(1, Math.max(0, (value - values.low) / (values.high - values.low || 1))) : 0;
  }

  draw() {
    const { values } = this;
    this.root.hidden = !values;
    if (!values) return;
    const { low, high } = values;
    fill(this.axis, h("span", {}, figure(low)), h("span", {}, figure((low + high) / 2)), h("span", {}, figure(high)));
    this.paint();
    this.showRange();
    this.hover(null);
  }

  showRange() {
    const { values, range } = this;
    if (!values) return;
    [range ? this.part(range[0]) : 0, range ? this.part(range[1]) : 1].forEach((part, which) => {
      const end = this.ends[which], value = values.low + part * (values.high - values.low);
      end.style.left = `${part * 100}%`;
      end.setAttribute("aria-valuemin", String(values.low));
      end.setAttribute("aria-valuemax", String(values.high));
      end.setAttribute("aria-valuenow", String(value));
      end.setAttribute("aria-valuetext", figure(value));
    });
  }

  paint() {
    const { values, range, canvas, track } = this, { tint } = this.store.state;
    const width = track.clientWidth, ratio = Math.min(3, devicePixelRatio || 1), context = canvas.getContext("2d");
    if (!values || !context || !tint || tint.coloured !== values || width === 0) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round((TALL + RAMP + 2) * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const counts = histogram(values), most = Math.max(1, ...counts), step = width / BINS;
    const color = (/** @type {number} */ t) => tint.css[Math.round(t * (STEPS - 1))];
    const inside = (/** @type {number} */ t) => !range || (t >= this.part(range[0]) && t <= this.part(range[1]));
    counts.forEach((count, i) => {
      const tall = count > 0 ? Math.max(1, TALL * Math.sqrt(count / most)) : 0, t = (i + .5) / BINS;
      context.globalAlpha = inside(t) ? 1 : .25;
      context.fillStyle = color(t);
      context.fillRect(i * step + .5, TALL - tall, Math.max(1, step - 1), tall);
    });
    for (let x = 0; x < width; x++) {
      context.globalAlpha = inside(x / width) ? 1 : .25;
      context.fillStyle = color(x / width);
      context.fillRect(x, TALL + 2, 1.2, RAMP);
    }
  }

  /** @param {PointerEvent} event @returns {number} 0–1 */
  at(event) {
    const box = this.track.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button !== 0) return;
    this.from = this.at(event);
    this.track.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  /** @param {PointerEvent} event */
  move(event) {
    const { values } = this, at = this.at(event);
    if (!values) return;
    this.hover(at);
    if (this.from === null || Math.abs(at - this.from) * this.track.clientWidth < 3) return;
    this.store.set({ draft: rangeOf(values, Math.min(at, this.from), Math.max(at, this.from)) });
  }

  /** A press that has not moved lets go of the range. @param {PointerEvent} event */
  up(event) {
    if (this.from === null) return;
    const { draft } = this.store.state;
    this.from = null;
    this.store.set(event.type === "pointerup" ? { range: draft, draft: null } : { draft: null });
  }

  /** @param {number | null} at 0–1; null: the pointer has left */
  hover(at) {
    const { values, range } = this;
    this.cursor.hidden = at === null;
    if (!values) return;
    if (at !== null) this.cursor.style.left = `${at * 100}%`;
    const all = `all: ${figure(values.min)} to ${figure(values.max)}`;
    if (at !== null && this.from === null) {
      const counts = histogram(values), bin = Math.min(BINS - 1, Math.floor(at * BINS));
      const count = thousands(counts[bin]);
      this.told.textContent = `${figure(values.low + at * (values.high - values.low))}: ${count} images near it`;
    } else if (range) {
      let count = 0;
      for (const value of values.values) if (value >= range[0] && value <= range[1]) count++;
      this.told.textContent = `${figure(range[0])} to ${figure(range[1])}: ${thousands(count)} images`;
    } else this.told.textContent = `Colours span 1–99 %; ${all}`;
  }

  /** @param {0 | 1} which @param {KeyboardEvent} event */
  nudge(which, event) {
    const { values, range } = this;
    const step = /** @type {Record<string, number>} */ ({
      ArrowLeft: -.02,
      ArrowDown: -.02,
      ArrowRight: .02,
      ArrowUp: .02,
      PageDown: -.1,
      PageUp: .1,
      Home: -1,
      End: 1,
    })[event.key];
    if (!values || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && range) {
      event.preventDefault();
      event.stopPropagation();
      this.store.set({ range: null });
      return;
    }
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const parts = [range ? this.part(range[0]) : 0, range ? this.part(range[1]) : 1];
    const [least, most] = which ? [parts[0], 1] : [0, parts[1]];
    parts[which] = Math.min(most, Math.max(least, parts[which] + step));
    const whole = parts[0] <= 0 && parts[1] >= 1;
    this.store.set({ range: whole ? null : rangeOf(values, parts[0], parts[1]) });
  }
}
