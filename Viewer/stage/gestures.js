// @ts-check
// What hands do on the stage: wheel, drag, pinch, hover, click, double click, long press; rings, spokes and brushes.

import { panBy, toView } from "../tour/camera.js";
import { dragHandle } from "../tour/handle.js";
import { BALL } from "../tour/space.js";
import { united } from "../tour/selection.js";
import { walk } from "./walk.js";

/** @typedef {import("../tour/frame.js").Frame} Frame */
/** @typedef {"none" | "pan" | "orbit" | "handle" | "spoke" | "brush" | "pinch"} Act */

/** A press that moves less is a click. */
const CLICK_REACH = 4;
/** A finger that rests so long begins a brush. */
const LONG_PRESS = 500;

/** @param {import("./stage.js").Stage} stage @param {import("../state/store.js").Store} store
 * @param {import("./brush.js").Brush} brush @param {import("./groups.js").Groups} groups */
export function listenToGestures(stage, store, brush, groups) {
  const { root } = stage, hands = new Hands(stage, store, brush, groups);
  root.addEventListener("wheel", (event) => hands.wheel(event), { passive: false });
  root.addEventListener("pointerdown", (event) => hands.down(event));
  root.addEventListener("pointermove", (event) => hands.move(event));
  root.addEventListener("pointerup", (event) => hands.release(event));
  root.addEventListener("pointercancel", (event) => hands.release(event));
  root.addEventListener("pointerleave", () => hands.leave());
  root.addEventListener("dblclick", (event) => hands.twice(event));
  root.addEventListener("contextmenu", (event) => {
    if (hands.touching) event.preventDefault();
  });
  root.addEventListener("keydown", (event) => walk(stage, store, event));
}

/** Controls that lie over the stage keep their events. @param {Event} event */
const onStage = (event) => !(event.target instanceof Element && event.target.closest(".floating"));

/** Which pointers are down, and what they are doing. */
class Hands {
  /** @param {import("./stage.js").Stage} stage @param {import("../state/store.js").Store} store
   * @param {import("./brush.js").Brush} brush @param {import("./groups.js").Groups} groups */
  constructor(stage, store, brush, groups) {
    this.stage = stage;
    this.store = store;
    this.brush = brush;
    this.groups = groups;
    /** @type {Map<number, [number, number]>} */
    this.pointers = new Map();
    /** @type {{ x: number, y: number, moved: boolean, act: Act, id: number, frame: Frame | null }} */
    this.press = { x: 0, y: 0, moved: false, act: "none", id: -1, frame: null };
    this.touching = false;
    this.timer = 0;
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
    if (this.brush.active) return;
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 32 : event.deltaMode ? 400 : 1;
    const delta = Math.max(-240, Math.min(240, event.deltaY * lines));
    this.stage.zoomAt(...this.at(event), Math.exp(-delta * (event.ctrlKey ? .01 : .002)));
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button !== 0 || !onStage(event)) return;
    const { stage, pointers } = this, [x, y] = this.at(event);
    pointers.set(event.pointerId, [x, y]);
    this.touching = event.pointerType === "touch";
    stage.root.setPointerCapture(event.pointerId);
    clearTimeout(this.timer);
    if (pointers.size > 1) {
      // A second finger: whatever the first had begun was meant as the beginning of a pinch.
      this.brush.cancel();
      this.letGo();
      this.press = { x, y, moved: true, act: "pinch", id: -1, frame: null };
      return;
    }
    this.press = { x, y, moved: false, ...this.begun(event, x, y), frame: cloned(stage.blend?.frameB) };
    if (this.touching && (this.press.act === "pan" || this.press.act === "orbit")) {
      this.timer = setTimeout(() => this.longPress(), LONG_PRESS);
    }
  }

  /** What a press here would begin. @param {PointerEvent} event @param {number} x @param {number} y
   * @returns {{ act: Act, id: number }} */
  begun(event, x, y) {
    const { stage, store } = this, { tool, space } = store.state, spoke = stage.compass.at(x, y);
    if (spoke >= 0) return { act: "spoke", id: spoke };
    if (stage.compass.covers(x, y)) return { act: "none", id: -1 };
    // A brush may begin on a ring: then the ring is only in the way.
    const handle = tool === "pan" ? stage.scene.handleAt(x, y) : -1;
    if (handle >= 0) return { act: "handle", id: handle };
    if (tool !== "pan") return { act: "brush", id: -1 };
    const deep = space === "3" && (stage.blend?.frameB.size ?? 0) > 2;
    return { act: deep && !event.shiftKey ? "orbit" : "pan", id: -1 };
  }

  longPress() {
    const { press, stage } = this;
    if (press.moved || this.pointers.size !== 1) return;
    if (!this.brush.begin("lasso", press.x, press.y, { shiftKey: false, altKey: false })) return;
    press.act = "brush";
    press.moved = true;
    stage.root.classList.add("brushing");
    navigator.vibrate?.(15);
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
      clearTimeout(this.timer);
      store.set({ hovered: -1 });
      stage.root.classList.add(press.act === "brush" ? "brushing" : "dragging");
      if (press.act === "brush" && !this.brush.begin(brushKind(store), press.x, press.y, event)) press.act = "none";
    }
    this.drag(event, before, x, y);
    pointers.set(event.pointerId, [x, y]);
  }

  /** @param {PointerEvent} event @param {[number, number]} before @param {number} x @param {number} y */
  drag(event, before, x, y) {
    const { stage, store, pointers, press } = this, { act, id, frame } = press;
    if (act === "handle" && frame) turn(stage, store, id, frame, x, y);
    else if (act === "spoke" && frame) {
      stage.compass.held = id;
      stage.compass.drag(frame, id, x, y);
    } else if (act === "brush") this.brush.move(x, y);
    else if (act === "orbit") {
      stage.grasped = true;
      stage.turning.orbit((x - before[0]) * BALL, (before[1] - y) * BALL);
    } else if (act === "pinch" && pointers.size === 2) pinch(stage, pointers, event.pointerId, x, y);
    else if (act === "pan") {
      stage.touched = true;
      stage.setCamera(panBy(stage.travel?.to ?? stage.camera, x - before[0], y - before[1]));
    }
  }

  /** @param {PointerEvent} event */
  release(event) {
    const { stage, pointers, press } = this;
    if (!pointers.delete(event.pointerId)) return;
    clearTimeout(this.timer);
    stage.root.classList.remove("dragging", "brushing");
    if (press.act === "brush" && press.moved) {
      if (event.type === "pointerup") this.groups.brushed(this.brush.end());
      else this.brush.cancel();
    }
    this.letGo();
    if (event.type === "pointerup" && !press.moved && pointers.size === 0) this.click(event);
  }

  /** A ring, a spoke or the space itself leaves the hand: one step of history. */
  letGo() {
    const { stage } = this;
    if (!stage.held) return;
    stage.scene.handles.held = stage.compass.held = -1;
    stage.grasped = false;
    stage.rest(0);
    stage.turning.onTurned();
  }

  /** @param {PointerEvent} event */
  click(event) {
    const { stage, store, press } = this, touch = event.pointerType === "touch", [x, y] = this.at(event);
    if (press.act === "spoke" || stage.compass.covers(x, y)) return;
    const item = stage.pick(x, y, touch ? 24 : 14);
    if (event.shiftKey && item >= 0) {
      const { selection } = store.state, without = selection.filter((each) => each !== item);
      store.set({ selection: without.length < selection.length ? without : united(selection, [item]) });
      return;
    }
    store.set({ selected: item, sheet: item >= 0 ? "inspector" : "", hovered: touch ? -1 : item });
  }

  /** A cluster as large as it fits: that of a ring, else that of the image, else everything. @param {MouseEvent} event */
  twice(event) {
    if (!onStage(event)) return;
    const { stage, store } = this, [x, y] = this.at(event), handle = stage.scene.handleAt(x, y);
    if (stage.compass.covers(x, y)) return;
    const item = stage.pick(x, y), label = store.state.items?.labels[item] ?? -1;
    if (handle >= 0) stage.fitItems(stage.scene.handles.itemsOf(handle));
    else if (item >= 0 && label >= 0) stage.fitItems(stage.scene.handles.itemsOf(label));
    else stage.fit();
  }

  leave() {
    if (this.pointers.size > 0) return;
    this.store.set({ hovered: -1 });
    this.stage.scene.handles.hovered = -1;
    this.stage.draw();
  }
}

/** @param {import("../state/store.js").Store} store */
const brushKind = ({ state }) => state.tool === "lasso" ? "lasso" : "rectangle";

/** @param {Frame | undefined} frame */
const cloned = (frame) => frame ? { size: frame.size, values: frame.values.slice() } : null;

/** @param {import("./stage.js").Stage} stage @param {import("../state/store.js").Store} store @param {number} x
 * @param {number} y */
function hover(stage, store, x, y) {
  // While points move, what lies under the pointer is not what was meant.
  if (stage.change || stage.turning.moving || stage.partner?.turning.moving) return;
  const { handles } = stage.scene, pan = store.state.tool === "pan", spoke = stage.compass.at(x, y) >= 0;
  const id = pan ? stage.scene.handleAt(x, y) : -1;
  if (id !== handles.hovered) {
    handles.hovered = id;
    stage.draw();
  }
  stage.root.classList.toggle("on-handle", id >= 0 || spoke);
  store.set({ hovered: id >= 0 || spoke || stage.compass.covers(x, y) ? -1 : stage.pick(x, y) });
}

/** @param {import("./stage.js").Stage} stage @param {import("../state/store.js").Store} store @param {number} id
 * @param {Frame} start @param {number} x @param {number} y pixels */
export function turn(stage, store, id, start, x, y) {
  if (!stage.blend || stage.change) return;
  const { b, frameB } = stage.blend, { axes } = stage.turning;
  const [viewX, viewY] = toView(stage.camera, stage.surface.size, x, y);
  frameB.values.set(dragHandle(start, stage.scene.handles.centroid(b, id), [viewX, viewY], axes).values);
  stage.scene.handles.held = id;
  stage.touched = true;
  store.set({ turned: true, separated: "" });
  stage.turned();
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
