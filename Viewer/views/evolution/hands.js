// @ts-check
// What hands do on a plot of this view: wheel, drag, pinch, hover, click, double click, brush; and the arrow keys.

import { LEAST_ZOOM, panBy, toView, zoomAt } from "../../tour/camera.js";
import { nearestToward } from "../../tour/pick.js";
import { Region } from "../../tour/region.js";
import { combinationOf, combine, toFlags, toItems, united } from "../../tour/selection.js";
import { DIRECTIONS } from "../../stage/walk.js";

/** @typedef {import("./scene.js").EvolutionScene} EvolutionScene */
/**
 * @typedef {object} Plot
 * @property {HTMLElement} root
 * @property {EvolutionScene} scene
 * @property {() => { width: number, height: number }} size
 * @property {(x: number, y: number, reach: number) => number} pick the row at a place in pixels, −1: none
 * @property {(region: Region, step: number, out: Uint8Array) => void} flag rows that a brush covers; `step`: 3 pixels
 * @property {() => Float32Array} places where the rows are now
 * @property {() => void} redraw
 * @property {() => void} fit all frames inside
 * @property {Brushing | null} brushing
 */
/** @typedef {{ region: Region, how: import("../../tour/selection.js").Combination }} Brushing */

const CLICK_REACH = 4;

/** @param {Plot} plot @param {import("../views.js").Parts} parts */
export function listenToHands(plot, parts) {
  const hands = new Hands(plot, parts), { root } = plot;
  root.addEventListener("wheel", (event) => hands.wheel(event), { passive: false });
  root.addEventListener("pointerdown", (event) => hands.down(event));
  root.addEventListener("pointermove", (event) => hands.move(event));
  root.addEventListener("pointerup", (event) => hands.release(event));
  root.addEventListener("pointercancel", (event) => hands.release(event));
  root.addEventListener("pointerleave", () => hands.leave());
  root.addEventListener("dblclick", (event) => onPlot(event) && plot.fit());
  root.addEventListener("keydown", (event) => walk(plot, parts.store, event));
}

/** Controls that lie over a plot keep their events. @param {Event} event */
const onPlot = (event) => !(event.target instanceof Element && event.target.closest(".floating"));

class Hands {
  /** @param {Plot} plot @param {import("../views.js").Parts} parts */
  constructor(plot, { store, groups }) {
    this.plot = plot;
    this.store = store;
    this.groups = groups;
    /** @type {Map<number, [number, number]>} */
    this.pointers = new Map();
    this.press = { x: 0, y: 0, moved: false, brush: false };
    /** Flags by image: selected before, under the brush, selected then. */
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
    const { scene } = this.plot;
    scene.touched = true;
    scene.setCamera(zoomAt(scene.camera, this.plot.size(), x, y, Math.max(LEAST_ZOOM, factor)));
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
    } else this.press = { x, y, moved: false, brush: this.store.state.tool !== "pan" };
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
      this.store.set({ hovered: -1 });
      plot.root.classList.add(press.brush ? "brushing" : "dragging");
      if (press.brush) this.beginBrush(event);
    }
    pointers.set(event.pointerId, [x, y]);
    if (press.brush) this.moveBrush(x, y);
    else if (pointers.size === 2) this.pinch(event.pointerId, before, [x, y]);
    else {
      plot.scene.touched = true;
      plot.scene.setCamera(panBy(plot.scene.camera, x - before[0], y - before[1]));
    }
  }

  /** @param {number} id @param {[number, number]} before @param {[number, number]} now */
  pinch(id, before, now) {
    const { scene } = this.plot, other = [...this.pointers].find(([each]) => each !== id)?.[1];
    if (!other) return;
    const away = (/** @type {[number, number]} */ p) => Math.max(8, Math.hypot(p[0] - other[0], p[1] - other[1]));
    scene.setCamera(panBy(scene.camera, (now[0] - before[0]) / 2, (now[1] - before[1]) / 2));
    this.zoom((now[0] + other[0]) / 2, (now[1] + other[1]) / 2, away(now) / away(before));
  }

  /** @param {{ shiftKey: boolean, altKey: boolean }} keys */
  beginBrush(keys) {
    const { plot, store: { state } } = this, region = new Region(), { scene } = plot, { sequence } = scene;
    const total = state.items?.labels.length ?? 0,
      [x, y] = toView(scene.camera, plot.size(), this.press.x, this.press.y);
    this.before = toFlags(state.selection, new Uint8Array(total));
    this.inside = new Uint8Array(total);
    this.after = new Uint8Array(total);
    this.rows = new Uint8Array(sequence?.items.length ?? 0);
    region.rectangular = state.tool === "rectangle";
    if (region.rectangular) region.setRectangle(x, y, x, y);
    else region.beginLasso(x, y);
    this.from = [x, y];
    plot.brushing = { region, how: state.armed ? "replace" : combinationOf(keys) };
  }

  /** @param {number} x @param {number} y */
  moveBrush(x, y) {
    const { plot, rows, from } = this, { scene, brushing } = plot, { sequence, camera } = scene;
    if (!brushing || !sequence) return;
    const [viewX, viewY] = toView(camera, plot.size(), x, y);
    if (brushing.region.rectangular) brushing.region.setRectangle(from[0], from[1], viewX, viewY);
    else brushing.region.add(viewX, viewY);
    plot.flag(brushing.region, 3 / (camera.base * camera.zoom), rows);
    this.inside.fill(0);
    for (let row = 0; row < rows.length; row++) {
      if (rows[row] && scene.pickable(row)) this.inside[sequence.items[row]] = 1;
    }
    const count = combine(this.before, this.inside, brushing.how, this.after);
    scene.preview = count > 0 ? this.after : null;
    scene.restyle();
  }

  /** @param {boolean} keep */
  endBrush(keep) {
    const { plot } = this;
    if (!plot.brushing) return;
    plot.brushing = null;
    plot.scene.preview = null;
    if (keep) this.groups.brushed(toItems(this.after));
    plot.scene.restyle();
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
    const { plot, store } = this,
      touch = event.pointerType === "touch",
      row = plot.pick(...this.at(event), touch ? 24 : 12);
    const item = row < 0 ? -1 : plot.scene.sequence?.items[row] ?? -1;
    if (event.shiftKey && item >= 0) {
      const { selection } = store.state, without = selection.filter((each) => each !== item);
      store.set({ selection: without.length < selection.length ? without : united(selection, [item]) });
    } else store.set({ selected: item, hovered: touch ? -1 : item });
  }

  /** @param {number} x @param {number} y */
  hover(x, y) {
    const row = this.plot.pick(x, y, 12);
    this.store.set({ hovered: row < 0 ? -1 : this.plot.scene.sequence?.items[row] ?? -1 });
  }

  leave() {
    if (this.pointers.size === 0) this.store.set({ hovered: -1 });
  }
}

/** Arrows go from image to image, Enter selects. @param {Plot} plot @param {import("../../state/store.js").Store} store
 * @param {KeyboardEvent} event */
function walk(plot, store, event) {
  if (event.target !== plot.root || event.ctrlKey || event.metaKey || event.altKey) return;
  const { scene } = plot, { sequence } = scene, direction = DIRECTIONS[event.key];
  const { hovered, selected, selection } = store.state;
  if (!sequence) return;
  if (direction) {
    const from = [hovered, selected].map((item) => scene.row(item)).find((row) => row >= 0) ?? -1;
    const places = plot.places(), accept = (/** @type {number} */ row) => scene.pickable(row);
    const { width, height } = plot.size();
    const next = from >= 0
      ? nearestToward(places, from, ...direction, accept)
      : plot.pick(width / 2, height / 2, Infinity);
    if (next >= 0) store.set({ hovered: sequence.items[next] });
  } else if (event.key === "Enter" && event.shiftKey && hovered >= 0) {
    store.set({ selection: united(selection, [hovered]) });
  } else if (event.key === "Enter" && hovered >= 0) store.set({ selected: hovered });
  else return;
  event.preventDefault();
}
