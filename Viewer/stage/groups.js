// @ts-check
// What a reader makes of images: a selection, a filter, a handle of their own.

import { NONE } from "../state/store.js";
import { inverted, sameItems, united } from "../tour/selection.js";
import { CUSTOM } from "./handles.js";

/** @typedef {import("../state/store.js").Store} Store */

const PURPOSE = { handle: "the new handle", filter: "the filter" };

/** Begins the note that tells of an armed brush, so that the note can be found again. */
const NOTE = "Brush the images of ";

export class Groups {
  /** @param {Store} store @param {import("./explorer.js").Explorer} explorer */
  constructor(store, explorer) {
    this.store = store;
    this.explorer = explorer;
    this.toolBefore = store.state.tool;
    /** A handle that has just been made wants a name. @type {(index: number) => void} */
    this.onMade = () => {};
  }

  get total() {
    return this.store.state.items?.labels.length ?? 0;
  }

  /** @param {Int32Array | null} items what a brush has covered, with what was selected before where a key said so */
  brushed(items) {
    const { armed } = this.store.state;
    if (!items) return;
    this.disarm();
    if (armed === "handle") this.make(items);
    else if (armed === "filter") this.filterTo(items);
    else this.select(items);
  }

  /** @param {Int32Array} items */
  select(items) {
    if (sameItems(items, this.store.state.selection)) return;
    this.store.set({ selection: items.length > 0 ? items : NONE });
  }

  invert() {
    const { selection, filter, passing } = this.store.state;
    if (this.total === 0) return;
    const others = inverted(selection, filter, this.total);
    this.select(passing ? others.filter((item) => passing[item] === 1) : others);
  }

  /** Selection, filter, isolation and the image in focus. */
  clear() {
    this.disarm();
    this.store.set({ selection: NONE, filter: null, selected: -1, pinned: new Set(), range: null, sheet: "" });
  }

  /** The next brush is for something else than a selection. @param {"handle" | "filter"} purpose */
  arm(purpose) {
    const { armed, tool } = this.store.state;
    if (armed === purpose) {
      this.disarm();
      return;
    }
    if (!armed) this.toolBefore = tool;
    this.store.set({
      armed: purpose,
      tool: tool === "pan" ? "rectangle" : tool,
      notice: `${NOTE}${PURPOSE[purpose]}, or press Esc.`,
    });
  }

  disarm() {
    const { armed, notice } = this.store.state;
    if (!armed) return;
    this.store.set({ armed: "", tool: this.toolBefore, ...(notice.startsWith(NOTE) ? { notice: "" } : {}) });
  }

  /** `d`: from the selection, or from the next brush. */
  handle() {
    const { selection } = this.store.state;
    if (selection.length > 0) this.make(selection);
    else this.arm("handle");
  }

  /** `f`: to the selection, or to the next brush; where a filter is on and nothing selected, back to all. */
  filter() {
    const { selection, filter } = this.store.state;
    if (selection.length > 0) this.filterTo(selection);
    else if (filter) this.store.set({ filter: null });
    else this.arm("filter");
  }

  /** @param {Int32Array} items */
  filterTo(items) {
    this.store.set({ filter: items, selection: NONE });
  }

  /** @param {Int32Array} items */
  make(items) {
    if (items.length === 0) return;
    const { handles } = this.store.state, names = new Set(handles.map(({ name }) => name));
    let number = handles.length + 1;
    while (names.has(`group ${number}`)) number++;
    this.store.set({ handles: [...handles, { name: `group ${number}`, items }], selection: NONE });
    this.onMade(handles.length);
  }

  /** @param {number} index @param {string} name */
  rename(index, name) {
    const { handles } = this.store.state, text = name.trim().replace(/\s+/g, " ").slice(0, 80);
    if (!handles[index] || text === "" || handles[index].name === text) return;
    if (handles.some((each) => each.name === text)) {
      this.store.set({ notice: `Another handle is called “${text}” already.` });
      return;
    }
    this.store.set({ handles: handles.map((each, i) => i === index ? { ...each, name: text } : each) });
  }

  /** `x`: the handle in focus, else the last. @param {number} [id] */
  remove(id = -1) {
    const { handles } = this.store.state, index = id >= CUSTOM ? id - CUSTOM : handles.length - 1;
    if (handles[index]) this.store.set({ handles: handles.filter((_, i) => i !== index) });
  }

  /** `g`: adds the 15 nearest in this layer of the image in focus, else of all that are selected. */
  async alike() {
    const { selected, selection, layer } = this.store.state;
    if (!layer || (selected < 0 && selection.length === 0)) {
      this.store.set({ notice: "Select an image first: g adds the images most like it." });
      return;
    }
    try {
      const near = selected >= 0
        ? (await this.explorer.neighbors(layer, selected)).map(({ item }) => item)
        : await this.explorer.neighborRows.unionOf(selection, 15);
      if (this.store.state.layer !== layer) return;
      const own = selected >= 0 ? [selected] : [];
      this.select(united(this.store.state.selection, united(own, near)));
    } catch (error) {
      this.store.set({ notice: error instanceof Error ? error.message : String(error) });
    }
  }
}
