// @ts-check
// Readers' own handles are kept in the study, by the items they stand for.

/** @typedef {import("../state/store.js").CustomHandle} CustomHandle */

export class KeptHandles {
  /** @param {import("../state/store.js").Store} store @param {import("../data/annotations.js").Annotations} annotations
   * @param {import("../state/history.js").History} history */
  constructor(store, annotations, history) {
    this.store = store;
    this.annotations = annotations;
    this.history = history;
    /** @type {CustomHandle[]} */
    this.kept = store.state.handles;
    store.watch(["handles"], ({ handles }) => this.keep(handles));
  }

  /** What the study keeps; items that it no longer has are left out. */
  read() {
    const count = this.store.state.study?.itemCount ?? 0;
    const handles = this.annotations.all.handles.map(({ name, items = [] }) => ({
      name,
      items: Int32Array.from(new Set(items.filter((item) => item >= 0 && item < count))).sort(),
    })).filter(({ items }) => items.length > 0);
    if (handles.length === 0 || this.store.state.handles.length > 0) return;
    this.kept = handles;
    this.history.absorb({ handles });
  }

  /** @param {CustomHandle[]} handles */
  keep(handles) {
    const { layer, embedding } = this.store.state, before = new Map(this.kept.map((each) => [each.name, each.items]));
    this.kept = handles;
    for (const { name, items } of handles) {
      if (before.get(name) !== items) {
        this.annotations.put("handles", {
          name,
          items: [...items],
          ...(layer ? { layer } : {}),
          ...(embedding ? { embedding } : {}),
        });
      }
      before.delete(name);
    }
    for (const name of before.keys()) this.annotations.remove("handles", name);
  }
}
