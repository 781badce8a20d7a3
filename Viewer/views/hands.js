// @ts-check
// What hands do on a plot of one of the views: wheel, drag, pinch, hover, click, double click, brush; and the arrow keys.

import { LEAST_ZOOM, panBy, toView, zoomAt } from "../tour/camera.js";
import { nearestToward } from "../tour/pick.js";
import { Region } from "../tour/region.js";
import { combinationOf, combine } from "../tour/selection.js";
import { DIRECTIONS } from "../stage/walk.js";

/** @typedef {{ region: Region, how: import("../tour/selection.js").Combination }} Brushing */
/**
 * @typedef {object} Lens where a plot looks
 * @property {import("../tour/camera.js").Camera} camera
 * @property {boolean} touched a hand has moved the camera
 * @property {(camera: import("../tour/camera.js").Camera) => void} setCamera
 * @property {(row: number) => boolean} pickable
 */
/**
 * @typedef {object} Plot
 * @property {HTMLElement} root
 * @property {Lens} lens
 * @property {() => { width: number, height: number }} size
 * @property {(x: number, y: number, reach: number) => number} pick the row at a place in pixels, −1: none
 * @property {(region: Region, step: number, out: Uint8Array) => void} flag rows that a brush covers; `step`: 3 pixels
 * @property {() => Float32Array} places where the rows are now
 * @property {() => void} redraw
 * @property {() => void} fit all inside
 * @property {Brushing | null} brushing
 */
/**
 * @typedef {object} Target what a plot's rows are, and what is done to them
 * @property {() => number} count of rows
 * @property {() => import("../state/store.js").Tool} tool
 * @property {() => number[]} focused rows from which arrows set out, the first that there is
 * @property {(row: number) => void} hover −1: nothing
 * @property {(row: number, touch: boolean) => void} choose −1: nothing
 * @property {(row: number) => void} toggle
 * @property {(row: number) => void} add
 * @property {() => { before: Uint8Array, replace: boolean }} begin flags of what is selected; whether a brush replaces it
 *   whatever keys say
 * @property {(rows: Uint8Array, out: Uint8Array) => void} spread flags of rows, as flags of what is selected
 * @property {(flags: Uint8Array | null) => void} preview what a moving brush would select; null: it has ended
 * @property {(flags: Uint8Array) => void} brushed
 */

const CLICK_REACH = 4;

/** @param {Plot} plot @param {Target} target */
export function listenToHands(plot, target) {
  const hands = new Hands(plot, target), { root } = plot;
  root.addEventListener("wheel", (event) => hands.wheel(event), { passive: false });
  root.addEventListener("pointerdown", (event) => hands.down(event));
  root.addEventListener("pointermove", (event) => hands.move(event));
  root.addEventListener("pointerup", (event) => hands.release(event));
  root.addEventListener("pointercancel", (event) => hands.release(event));
  root.addEventListener("pointerleave", () => hands.leave());
  root.addEventListener("dblclick", (event) => onPlot(event) && plot.fit());
  root.addEventListener("keydown", (event) => walk(plot, target, event));
}

/** Controls that lie over a plot keep their events. @param {Event} event */
const onPlot = (event) => !(event.target instanceof Element && event.target.closest(".floating"));

class Hands {
  /** @param {Plot} plot @param {Target} target */
  constructor(plot, target) {
    this.plot = plot;
    this.target = target;
    /** @type {Map<number, [number, number]>} */
    this.pointers = new Map();
    this.press = { x: 0, y: 0, moved: false, brush: false };
    /** Flags: selected before, under the brush, selected then. */
    this.before = this.inside = this.after = /** @type {Uint8Array} */ (new Uint8Array(0));
    /** What the brush covers, by row. */
    this.rows = new Uint8Array(0);
    /** Where it began, in view units. @type {[number, number]} */
    this.from = [0, 0];
  }

  /** @param {MouseEvent} event @returns {[number, number]} */
  at(event) {
    const box = this.plot.root.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    if (!onPlot(event)) return;
    event.preventDefault();
    if (this.plot.brushing) return;
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 32 : event.deltaMode ? 400 : 1;
    const delta = Math.max(-240, Math.min(240, event.deltaY * lines));
    this.zoom(...this.at(event), Math.exp(-delta * (event.ctrlKey ? .01 : .002)));
  }

  /** @param {number} x @param {number} y @param {number} factor */
  zoom(x, y, factor) {
    const { lens } = this.plot;
    lens.touched = true;
    lens.setCamera(zoomAt(lens.camera, this.plot.size(), x, y, Math.max(LEAST_ZOOM, factor)));
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button !== 0 || !onPlot(event)) return;
    const [x, y] = this.at(event);
    this.pointers.set(event.pointerId, [x, y]);
    this.plot.root.setPointerCapture(event.pointerId);
    if (this.pointers.size > 1) {
      this.endBrush(false);
      this.press = { x, y, moved: true, brush: false };
    } else this.press = { x, y, moved: false, brush: this.target.tool() !== "pan" };
  }

  /** @param {PointerEvent} event */
  move(event) {
    const { plot, pointers, press } = this, [x, y] = this.at(event), before = pointers.get(event.pointerId);
    if (!before) {
      if (onPlot(event)) this.hover(x, y);
      return;
    }
    if (!press.moved && Math.hypot(x - press.x, y - press.y) < CLICK_REACH) return;
    if (!press.moved) {
      press.moved = true;
      this.target.hover(-1);
      plot.root.classList.add(press.brush ? "brushing" : "dragging");
      if (press.brush) this.beginBrush(event);
    }
    pointers.set(event.pointerId, [x, y]);
    if (press.brush) this.moveBrush(x, y);
    else if (pointers.size === 2) this.pinch(event.pointerId, before, [x, y]);
    else {
      plot.lens.touched = true;
      plot.lens.setCamera(panBy(plot.lens.camera, x - before[0], y - before[1]));
    }
  }

  /** @param {number} id @param {[number, number]} before @param {[number, number]} now */
  pinch(id, before, now) {
    const { lens } = this.plot, other = [...this.pointers].find(([each]) => each !== id)?.[1];
    if (!other) return;
    const away = (/** @type {[number, number]} */ p) => Math.max(8, Math.hypot(p[0] - other[0], p[1] - other[1]));
    lens.setCamera(panBy(lens.camera, (now[0] - before[0]) / 2, (now[1] - before[1]) / 2));
    this.zoom((now[0] + other[0]) / 2, (now[1] + other[1]) / 2, away(now) / away(before));
  }

  /** @param {{ shiftKey: boolean, altKey: boolean }} keys */
  beginBrush(keys) {
    const { plot, target } = this, region = new Region(), { camera } = plot.lens;
    const [x, y] = toView(camera, plot.size(), this.press.x, this.press.y), { before, replace } = target.begin();
    this.before = before;
    this.inside = new Uint8Array(before.length);
    this.after = new Uint8Array(before.length);
    this.rows = new Uint8Array(target.count());
    region.rectangular = target.tool() === "rectangle";
    if (region.rectangular) region.setRectangle(x, y, x, y);
    else region.beginLasso(x, y);
    this.from = [x, y];
    plot.brushing = { region, how: replace ? "replace" : combinationOf(keys) };
  }

  /** @param {number} x @param {number} y */
  moveBrush(x, y) {
    const { plot, target, rows, from } = this, { lens, brushing } = plot, { camera } = lens;
    if (!brushing) return;
    const [viewX, viewY] = toView(camera, plot.size(), x, y);
    if (brushing.region.rectangular) brushing.region.setRectangle(from[0], from[1], viewX, viewY);
    else brushing.region.add(viewX, viewY);
    plot.flag(brushing.region, 3 / (camera.base * camera.zoom), rows);
    for (let row = 0; row < rows.length; row++) if (rows[row] && !lens.pickable(row)) rows[row] = 0;
    this.inside.fill(0);
    target.spread(rows, this.inside);
    const count = combine(this.before, this.inside, brushing.how, this.after);
    target.preview(count > 0 ? this.after : null);
    plot.redraw();
  }

  /** @param {boolean} keep */
  endBrush(keep) {
    const { plot, target } = this;
    if (!plot.brushing) return;
    plot.brushing = null;
    if (keep) target.brushed(this.after);
    target.preview(null);
    plot.redraw();
  }

  /** @param {PointerEvent} event */
  release(event) {
    const { plot, pointers, press } = this;
    if (!pointers.delete(event.pointerId)) return;
    plot.root.classList.remove("dragging", "brushing");
    this.endBrush(event.type === "pointerup");
    if (event.type === "pointerup" && !press.moved && pointers.size === 0) this.click(event);
  }

  /** @param {PointerEvent} event */
  click(event) {
    const { plot, target } = this, touch = event.pointerType === "touch";
    const row = plot.pick(...this.at(event), touch ? 24 : 12);
    if (event.shiftKey && row >= 0) target.toggle(row);
    else target.choose(row, touch);
  }

  /** @param {number} x @param {number} y */
  hover(x, y) {
    this.target.hover(this.plot.pick(x, y, 12));
  }

  leave() {
    if (this.pointers.size === 0) this.target.hover(-1);
  }
}

/** Arrows go from point to point, Enter selects. @param {Plot} plot @param {Target} target
 * @param {KeyboardEvent} event */
function walk(plot, target, event) {
  if (event.target !== plot.root || event.ctrlKey || event.metaKey || event.altKey || target.count() === 0) return;
  const direction = DIRECTIONS[event.key], focused = target.focused(), from = focused.find((row) => row >= 0) ?? -1;
  if (direction) {
    const places = plot.places(), accept = (/** @type {number} */ row) => plot.lens.pickable(row);
    const { width, height } = plot.size();
    const next = from >= 0
      ? nearestToward(places, from, ...direction, accept)
      : plot.pick(width / 2, height / 2, Infinity);
    if (next >= 0) target.hover(next);
  } else if (event.key === "Enter" && focused[0] >= 0) {
    if (event.shiftKey) target.add(focused[0]);
    else target.choose(focused[0], false);
  } else return;
  event.preventDefault();
}
