// @ts-check
// How far this very view can be trusted: computed in a worker once the view has rested for a moment.

import { spreadOut } from "../data/trust-measures.js";
import { nearestOf } from "../tour/nearest.js";

/** The nearest on the screen that are looked at; how far down the other list one still counts; points at most. */
export const NEAREST = 15, STORED = 50, POINTS = 10_000;

const AFTER = 300;

/** Below, the figure is amber. */
export const LOW_SHARE = .75;

export class ViewTrust {
  /** @param {import("./stage.js").Stage} stage @param {import("../state/store.js").Store} store
   * @param {import("./explorer.js").Explorer} explorer */
  constructor(stage, store, explorer) {
    this.stage = stage;
    this.store = store;
    this.explorer = explorer;
    this.timer = 0;
    this.ticket = 0;
    /** What the last figure was computed for. */
    this.known = "";
    /** @type {import("../data/neighbor-rows.js").Rows | null} */
    this.sent = null;
    /** @type {Worker | null} */
    this.worker = null;
    this.listening = false;
    stage.onMoved.push(() => {
      if (store.state.viewTrust && !store.state.viewTrust.stale) {
        store.set({ viewTrust: { ...store.state.viewTrust, stale: true } });
      }
      if (store.state.falseNear) store.set({ falseNear: null, missingNear: null });
    });
    stage.onRest.push(() => this.later());
    store.watch(["selected"], () => {
      store.set({ falseNear: null, missingNear: null });
      this.later();
    });
    // That of another layer says nothing of this one.
    store.watch(["model", "layer", "embedding"], () => store.set({ seen: null }));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), AFTER);
  }

  async ask() {
    const { stage, store } = this, still = stage.moving || stage.inHand ? null : stage.now();
    if (!still || still.positions.length === 0 || stage.blend?.t !== 1 || this.explorer.shown === "") return;
    this.findFalse();
    const { study } = store.state, path = this.explorer.neighborRows.path(), version = `${path} ${still.version}`;
    if (version === this.known || !study) {
      if (store.state.viewTrust?.stale && version === this.known) {
        store.set({ viewTrust: { ...store.state.viewTrust, stale: false } });
      }
      return;
    }
    const ticket = ++this.ticket;
    try {
      const rows = await this.explorer.neighborRows.sample(study.itemCount, POINTS, study.seed ?? 42);
      if (ticket !== this.ticket || stage.frameVersion !== still.version) return;
      if (!rows) {
        store.set({ viewTrust: null, seen: null });
        return;
      }
      this.known = version;
      this.send(rows, still.positions, ticket);
    } catch {
      // The layer's own messages tell of a server that is gone; the figure is then left out.
      if (ticket === this.ticket) store.set({ viewTrust: null, seen: null });
    }
  }

  /** @param {import("../data/neighbor-rows.js").Rows} rows @param {Float32Array} positions @param {number} ticket */
  send(rows, positions, ticket) {
    const worker = this.worker ??= this.open(), copy = positions.slice();
    worker.postMessage({ ticket, k: NEAREST, positions: copy, ...(this.sent === rows ? {} : { rows }) }, [copy.buffer]);
    this.sent = rows;
  }

  open() {
    const worker = new Worker(new URL("./trust-worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }) => this.heard(data.ticket, data.shares));
    return worker;
  }

  /** @param {number} ticket @param {Float32Array} shares */
  heard(ticket, shares) {
    if (ticket !== this.ticket || shares.length === 0) return;
    let sum = 0;
    for (let i = 0; i < shares.length; i++) sum += shares[i];
    const total = this.store.state.study?.itemCount ?? 0;
    const rows = this.sent;
    this.store.set({
      seen: rows && total > 0 ? spreadOut(rows.items, shares, total) : null,
      viewTrust: { share: sum / shares.length, points: shares.length, sampled: shares.length < total, stale: false },
    });
  }

  /** Nearest to the image in focus on the screen, but not in the layer; and the other way round. */
  async findFalse() {
    const { selected, layer, items } = this.store.state, still = this.stage.now();
    if (selected < 0 || !layer || !still || selected >= (items?.labels.length ?? 0)) return;
    const found = new Int32Array(STORED), squares = new Float64Array(STORED), { version } = still;
    const count = nearestOf(still.grid, selected, STORED, found, squares);
    const stored = await this.explorer.storedNeighbors(layer, selected, STORED).catch(() => null);
    if (!stored || this.stage.frameVersion !== version || this.store.state.selected !== selected) return;
    const near = new Set(stored.map(({ item }) => item)), beside = new Set(found.subarray(0, count));
    this.store.set({
      falseNear: [...found.subarray(0, Math.min(count, NEAREST))].filter((item) => !near.has(item)),
      missingNear: stored.slice(0, NEAREST).map(({ item }) => item).filter((item) => !beside.has(item)),
    });
  }
}
