// @ts-check
// What people decide about suspects; the study keeps it. Labels and images are never changed.

/** @typedef {import("../data/suspects.js").Decision} Decision */
/** @typedef {import("../data/suspects.js").Decisions} All */

export class Decisions {
  /** @param {import("../state/store.js").Store} store @param {import("../data/annotations.js").Annotations} annotations
   * @param {import("../state/history.js").History} history */
  constructor(store, annotations, history) {
    this.store = store;
    this.annotations = annotations;
    this.history = history;
    /** @type {All} */
    this.kept = store.state.decisions;
    store.watch(["decisions"], ({ decisions }) => this.keep(decisions));
  }

  /** What the study keeps. */
  read() {
    const decisions = new Map(this.annotations.all.decisions.flatMap(({ name, verdict, label }) => {
      const known = verdict === "confirmed" || verdict === "dismissed";
      return known ? [/** @type {[number, Decision]} */ ([Number(name), { verdict, label: label ?? null }])] : [];
    }));
    if (decisions.size === 0) return;
    // What was decided before they had come stays.
    for (const [item, decision] of this.store.state.decisions) decisions.set(item, decision);
    this.kept = decisions;
    this.history.absorb({ decisions });
  }

  /** @param {number} item @param {Decision | null} decision null: takes it back */
  decide(item, decision) {
    const next = new Map(this.store.state.decisions);
    if (decision) next.set(item, decision);
    else next.delete(item);
    this.store.set({ decisions: next });
  }

  /** @param {All} decisions */
  keep(decisions) {
    const before = this.kept;
    this.kept = decisions;
    for (const [item, decision] of decisions) {
      if (before.get(item) !== decision) this.annotations.put("decisions", { name: String(item), ...decision });
    }
    for (const item of before.keys()) if (!decisions.has(item)) this.annotations.remove("decisions", String(item));
  }
}
