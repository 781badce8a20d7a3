// @ts-check
// Selections with a name: kept in the study, to come back to.

import { sameItems } from "../tour/selection.js";

/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {{ name: string, items: Int32Array }} NamedSelection */

export class Named {
  /** @param {Store} store @param {import("../data/annotations.js").Annotations} annotations */
  constructor(store, annotations) {
    this.store = store;
    this.annotations = annotations;
    annotations.onReadOnly = () =>
      store.set({
        unkept: true,
        notice: "This server only reads: what you add lasts as long as this page. It can be saved as a file.",
      });
  }

  /** What the study keeps; items that it no longer has are left out. */
  read() {
    const count = this.store.state.study?.itemCount ?? 0;
    this.store.set({
      named: this.annotations.all.selections.map(({ name, items = [] }) => ({
        name,
        items: Int32Array.from(new Set(items.filter((item) => item >= 0 && item < count))).sort(),
      })),
    });
  }

  /** The name of exactly these images, "" where they have none. @param {Int32Array} items */
  nameOf(items) {
    return this.store.state.named.find((each) => sameItems(each.items, items))?.name ?? "";
  }

  /** The same images get another name; the same name gets other images. @param {string} name @param {Int32Array} items
   * @returns {boolean} whether there is a name and something to be named */
  keep(name, items) {
    const text = name.trim().replace(/\s+/g, " ").slice(0, 80);
    if (text === "" || items.length === 0) return false;
    this.annotations.put("selections", { name: text, items: [...items] });
    this.read();
    return true;
  }

  /** @param {string} name @param {string} next @returns {boolean} */
  rename(name, next) {
    const text = next.trim().replace(/\s+/g, " ").slice(0, 80);
    const entry = this.store.state.named.find((each) => each.name === name);
    if (!entry || text === "") return false;
    if (text === name) return true;
    if (this.store.state.named.some((each) => each.name === text)) {
      this.store.set({ notice: `Another selection is called “${text}” already.` });
      return false;
    }
    this.annotations.put("selections", { name: text, items: [...entry.items] });
    this.annotations.remove("selections", name);
    this.read();
    return true;
  }

  /** Everything readers have added, as a file. */
  save() {
    this.annotations.download(this.store.state.study?.name ?? "");
  }

  /** @param {string} name */
  remove(name) {
    this.annotations.remove("selections", name);
    this.read();
  }

  /** @param {string} name */
  recall(name) {
    const entry = this.store.state.named.find((each) => each.name === name);
    if (entry) this.store.set({ selection: entry.items, selected: -1, sheet: "inspector" });
  }
}
