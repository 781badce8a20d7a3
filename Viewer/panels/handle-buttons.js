// @ts-check
// Handles by keyboard: a button over each ring; arrows drag it, Enter or F2 renames a reader's own, Delete removes it.

import { CUSTOM } from "../stage/handles.js";
import { turn } from "../stage/gestures.js";
import { DIRECTIONS } from "../stage/walk.js";
import { fill, find, h } from "./dom.js";

/** @typedef {import("../stage/handles.js").Handle} Handle */

const COARSE = 8, FINE = 1;

export class HandleButtons {
  /** @param {import("../state/store.js").Store} store @param {import("../stage/stage.js").Stage} stage
   * @param {import("../stage/groups.js").Groups} groups */
  constructor(store, stage, groups) {
    this.store = store;
    this.stage = stage;
    this.groups = groups;
    this.root = find("#handles");
    this.compass = this.compassButton();
    /** @type {HTMLInputElement | null} */
    this.editor = null;
    this.told = "";
    groups.onMade = (index) => queueMicrotask(() => this.rename(index));
    stage.onRest.push(() => this.settle());
    store.watch(["handles", "pinned", "study", "theme"], () => {
      stage.scene.refreshHandles();
      stage.draw();
      stage.rest(0);
    });
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("keyup", (event) => {
      if (event.key in DIRECTIONS) this.released();
    });
    stage.root.addEventListener("dblclick", (event) => this.doubled(event), true);
  }

  /** The reader's own handle that has the focus, or −1. */
  get focused() {
    const active = document.activeElement;
    return active instanceof HTMLElement && this.root.contains(active) ? Number(active.dataset.handle ?? -1) : -1;
  }

  /** Buttons are put where the rings are whenever the view rests. */
  settle() {
    const { list } = this.stage.scene.handles, told = list.map(({ id, name }) => `${id} ${name}`).join("\n");
    if (told !== this.told) {
      const focused = this.focused;
      this.told = told;
      fill(this.root, ...list.map((handle) => this.button(handle)), this.compass);
      if (focused >= 0) this.buttonOf(focused)?.focus();
    }
    const { width, height } = this.stage.surface.size, { compass } = this.stage;
    for (const { id, x, y } of list) {
      const button = this.buttonOf(id);
      if (!button) continue;
      // Outside the stage there is nothing to see, but the keys still reach it.
      button.style.left = `${Math.max(0, Math.min(width - 24, x - 12))}px`;
      button.style.top = `${Math.max(0, Math.min(height - 24, y - 12))}px`;
    }
    this.compass.hidden = !compass.shown;
    this.compass.style.left = `${compass.x - 48}px`;
    this.compass.style.top = `${compass.y - 48}px`;
    this.placeEditor();
  }

  /** @param {Handle} handle */
  button({ id, name, custom }) {
    const keys = custom >= 0 ? "arrows drag it, Enter renames it, x removes it" : "arrows drag it";
    return h("button", {
      class: "handle",
      type: "button",
      "data-handle": id,
      "aria-label": `${name}, handle: ${keys}`,
    });
  }

  compassButton() {
    return h("button", {
      class: "handle compass",
      type: "button",
      "data-compass": "",
      "aria-label": "Compass: Page Up and Page Down choose a dimension, arrows drag its spoke",
      onblur: () => {
        this.stage.compass.chosen = -1;
        this.stage.draw();
      },
    });
  }

  /** @param {number} id @returns {HTMLElement | null} */
  buttonOf(id) {
    return this.root.querySelector(`[data-handle="${id}"]`);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (!target || event.ctrlKey || event.metaKey || event.altKey || target === this.editor) return;
    const direction = DIRECTIONS[event.key], step = event.shiftKey ? FINE : COARSE;
    if ("compass" in target.dataset) {
      if (!this.compassKey(event.key, direction, step)) return;
    } else if (direction) this.nudge(Number(target.dataset.handle), step * direction[0], -step * direction[1]);
    else if ((event.key === "Enter" || event.key === "F2") && this.focused >= CUSTOM) {
      this.rename(this.focused - CUSTOM);
    } else if (event.key === "Delete" && this.focused >= CUSTOM) this.groups.remove(this.focused);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} key @param {[number, number] | undefined} direction @param {number} step */
  compassKey(key, direction, step) {
    const { compass } = this.stage, size = this.stage.blend?.frameB.size ?? 0;
    if (key === "PageDown" || key === "PageUp" || (direction && compass.chosen < 0)) {
      compass.chosen = (compass.chosen + (key === "PageUp" ? size - 1 + (compass.chosen < 0 ? 1 : 0) : 1)) % size;
      find("#live").textContent = `Dimension ${compass.chosen + 1}`;
      this.stage.draw();
      return true;
    }
    if (!direction) return false;
    compass.nudge(step * direction[0], -step * direction[1]);
    return true;
  }

  /** @param {number} id @param {number} dx pixels @param {number} dy pixels, down */
  nudge(id, dx, dy) {
    const { stage, store } = this, handle = stage.scene.handles.find(id), frame = stage.blend?.frameB;
    if (!handle || !frame || stage.change) return;
    turn(stage, store, id, { size: frame.size, values: frame.values.slice() }, handle.x + dx, handle.y + dy);
    if (stage.blend) stage.scene.handles.place(stage.blend, stage.camera, stage.surface.size);
  }

  /** The key is up: one step of history, and the view rests. */
  released() {
    this.stage.scene.handles.held = -1;
    this.stage.rest(0);
    this.stage.turning.onTurned();
  }

  /** @param {MouseEvent} event */
  doubled(event) {
    const box = this.stage.root.getBoundingClientRect();
    const id = this.stage.scene.handleAt(event.clientX - box.left, event.clientY - box.top);
    if (id < CUSTOM) return;
    event.stopPropagation();
    this.rename(id - CUSTOM);
  }

  /** In place: a field where the name stands. @param {number} index */
  rename(index) {
    const handle = this.store.state.handles[index];
    if (!handle) return;
    this.editor?.remove();
    const input = /** @type {HTMLInputElement} */ (h("input", {
      class: "handle-name floating",
      "aria-label": "Name of the handle",
      value: handle.name,
      maxlength: 80,
      spellcheck: "false",
      "data-index": index,
    }));
    this.editor = input;
    this.edited(CUSTOM + index);
    const close = (/** @type {boolean} */ keep) => {
      if (this.editor !== input) return;
      this.editor = null;
      this.edited(-1);
      if (keep) this.groups.rename(index, input.value);
      const focused = document.activeElement === input;
      input.remove();
      if (focused) this.buttonOf(CUSTOM + index)?.focus();
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        close(event.key === "Enter");
      }
    });
    input.addEventListener("blur", () => close(true));
    this.stage.root.append(input);
    this.placeEditor();
    input.focus();
    input.select();
  }

  /** Its own name is not written where the field stands. @param {number} id */
  edited(id) {
    this.stage.scene.handles.edited = id;
    this.stage.draw();
  }

  placeEditor() {
    if (!this.editor) return;
    const handle = this.stage.scene.handles.find(CUSTOM + Number(this.editor.dataset.index)),
      { size } = this.stage.surface;
    if (!handle || Number.isNaN(handle.x)) return;
    this.editor.style.left = `${Math.max(8, Math.min(size.width - 168, handle.x + 14))}px`;
    this.editor.style.top = `${Math.max(8, Math.min(size.height - 36, handle.y - 13))}px`;
  }
}
