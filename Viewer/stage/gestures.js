// @ts-check
// What hands do on the stage: wheel, drag, pinch, hover, click, handles, arrow keys.

import { panBy, toView } from "../tour/camera.js";
import { dragHandle } from "../tour/handle.js";
import { nearestToward } from "../tour/pick.js";

/** A press that moves less is a click. */
const CLICK_REACH = 4;

/** @param {import("./stage.js").Stage} stage @param {import("../state/store.js").Store} store */
export function listenToGestures(stage, store) {
  const { root } = stage, hands = new Hands(stage, store);
  root.addEventListener("wheel", (event) => hands.wheel(event), { passive: false });
  root.addEventListener("pointerdown", (event) => hands.down(event));
  root.addEventListener("pointermove", (event) => hands.move(event));
  root.addEventListener("pointerup", (event) => hands.release(event));
  root.addEventListener("pointercancel", (event) => hands.release(event));
  root.addEventListener("pointerleave", () => hands.leave());
  root.addEventListener("keydown", (event) => walk(stage, store, event));
}

/** Controls that lie over the stage keep their events. @param {Event} event */
const onStage = (event) => !(event.target instanceof Element && event.target.closest(".floating"));

/** Which pointers are down, and what they are doing. */
class Hands {
  /** @param {import("./stage.js").Stage} stage @param {import("../state/store.js").Store} store */
  constructor(stage, store) {
    this.stage = stage;
    this.store = store;
    /** @type {Map<number, [number, number]>} */
    this.pointers = new Map();
    /** @type {{ x: number, y: number, moved: boolean, label: number, frame: import("../tour/frame.js").Frame | null }} */
    this.press = { x: 0, y: 0, moved: false, label: -1, frame: null };
  }

  /** @param {MouseEvent} event @returns {[number, number]} pixels of the stage */
  at(event) {
    const box = this.stage.root.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    if (!onStage(event)) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 32 : event.deltaMode ? 400 : 1;
    const delta = Math.max(-240, Math.min(240, event.deltaY * lines));
    this.stage.zoomAt(...this.at(event), Math.exp(-delta * (event.ctrlKey ? .01 : .002)));
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button !== 0 || !onStage(event)) return;
    const { stage, pointers } = this, [x, y] = this.at(event);
    pointers.set(event.pointerId, [x, y]);
    stage.root.setPointerCapture(event.pointerId);
    const label = pointers.size === 1 ? stage.scene.handleAt(x, y) : -1;
    this.press = { x, y, moved: pointers.size > 1, label, frame: label >= 0 ? cloned(stage.blend?.frameB) : null };
  }

  /** @param {PointerEvent} event */
  move(event) {
    const { stage, store, pointers, press } = this;
    const [x, y] = this.at(event), before = pointers.get(event.pointerId);
    if (!before) {
      if (onStage(event)) hover(stage, store, x, y);
      return;
    }
    if (!press.moved && Math.hypot(x - press.x, y - press.y) < CLICK_REACH) return;
    if (!press.moved) {
      press.moved = true;
      store.set({ hovered: -1 });
      stage.root.classList.add("dragging");
    }
    if (press.label >= 0 && press.frame) turn(stage, store, press.label, press.frame, x, y);
    else if (pointers.size === 2) pinch(stage, pointers, event.pointerId, x, y);
    else {
      stage.touched = true;
      stage.setCamera(panBy(stage.travel?.to ?? stage.camera, x - before[0], y - before[1]));
    }
    pointers.set(event.pointerId, [x, y]);
  }

  /** @param {PointerEvent} event */
  release(event) {
    const { stage, store, pointers, press } = this, touch = event.pointerType === "touch";
    if (!pointers.delete(event.pointerId)) return;
    stage.root.classList.remove("dragging");
    if (stage.scene.held >= 0) {
      stage.scene.held = -1;
      stage.rest(0);
    }
    if (event.type === "pointerup" && !press.moved && pointers.size === 0) {
      const item = stage.pick(...this.at(event), touch ? 24 : 14);
      store.set({ selected: item, sheet: item >= 0 ? "inspector" : "", hovered: touch ? -1 : item });
    }
  }

  leave() {
    if (this.pointers.size > 0) return;
    this.store.set({ hovered: -1 });
    this.stage.scene.hoveredHandle = -1;
    this.stage.draw();
  }
}

/** @param {import("../tour/frame.js").Frame | undefined} frame */
const cloned = (frame) => frame ? { size: frame.size, values: frame.values.slice() } : null;

/** @param {import("./stage.js").Stage} stage @param {import("../state/store.js").Store} store @param {number} x
 * @param {number} y */
function hover(stage, store, x, y) {
  if (stage.change) return;
  const label = stage.scene.handleAt(x, y);
  if (label !== stage.scene.hoveredHandle) {
    stage.scene.hoveredHandle = label;
    stage.root.classList.toggle("on-handle", label >= 0);
    stage.draw();
  }
  store.set({ hovered: label >= 0 ? -1 : stage.pick(x, y) });
}

/** @param {import("./stage.js").Stage} stage @param {import("../state/store.js").Store} store @param {number} label
 * @param {import("../tour/frame.js").Frame} start @param {number} x @param {number} y */
function turn(stage, store, label, start, x, y) {
  if (!stage.blend || stage.change) return;
  const { b, frameB } = stage.blend, means = stage.scene.meansOf(b);
  const centroid = means.values.subarray(label * b.dimensions, (label + 1) * b.dimensions);
  const [viewX, viewY] = toView(stage.camera, stage.surface.size, x, y);
  frameB.values.set(dragHandle(start, centroid, [viewX, viewY]).values);
  stage.scene.held = label;
  stage.touched = true;
  store.set({ turned: true });
  stage.moved();
}

/** @param {import("./stage.js").Stage} stage @param {Map<number, [number, number]>} pointers @param {number} moving
 * @param {number} x @param {number} y */
function pinch(stage, pointers, moving, x, y) {
  const before = pointers.get(moving), other = [...pointers].find(([id]) => id !== moving)?.[1];
  if (!before || !other) return;
  const middle = (/** @type {[number, number]} */ p) => [(p[0] + other[0]) / 2, (p[1] + other[1]) / 2];
  const [fromX, fromY] = middle(before), [toX, toY] = middle([x, y]);
  const distance = (/** @type {[number, number]} */ p) => Math.max(8, Math.hypot(p[0] - other[0], p[1] - other[1]));
  stage.touched = true;
  stage.setCamera(panBy(stage.camera, toX - fromX, toY - fromY));
  stage.zoomAt(toX, toY, distance([x, y]) / distance(before));
}

/** Arrow keys move the focus image, Enter selects it, "." and "," walk the selected image's neighbors.
 * @param {import("./stage.js").Stage} stage @param {import("../state/store.js").Store} store
 * @param {KeyboardEvent} event */
function walk(stage, store, event) {
  if (event.target !== stage.root || event.ctrlKey || event.metaKey || event.altKey) return;
  const directions = /** @type {Record<string, [number, number]>} */ ({
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, 1],
    ArrowDown: [0, -1],
  });
  const direction = directions[event.key], { hovered, selected, near } = store.state, still = stage.now();
  if (!still) return;
  if (direction) {
    event.preventDefault();
    const from = hovered >= 0 ? hovered : selected;
    const accept = (/** @type {number} */ item) => stage.scene.pickable(item);
    const { width, height } = stage.surface.size;
    const next = from >= 0
      ? nearestToward(still.positions, from, ...direction, accept)
      : still.grid.nearest(...toView(stage.camera, stage.surface.size, width / 2, height / 2), Infinity, accept);
    if (next >= 0) store.set({ hovered: next });
  } else if (event.key === "Enter" && hovered >= 0) {
    store.set({ selected: hovered, sheet: "inspector" });
  } else if ((event.key === "." || event.key === ",") && near.length > 0) {
    const index = near.indexOf(hovered), step = event.key === "." ? 1 : -1;
    store.set({
      hovered: near[index < 0 ? (step > 0 ? 0 : near.length - 1) : (index + step + near.length) % near.length],
    });
  } else return;
  event.preventDefault();
}
