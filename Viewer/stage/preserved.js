// @ts-check
// The share of its neighbors that each image keeps in the embedding: worked out where it is asked for, once a layer.

import { spreadOut } from "../data/trust-measures.js";
import { NEAREST, POINTS } from "./view-trust.js";

const KEPT = 6;

export class Preserved {
  /** @param {import("../state/store.js").Store} store @param {import("./explorer.js").Explorer} explorer */
  constructor(store, explorer) {
    this.store = store;
    this.explorer = explorer;
    this.ticket = 0;
    /** By the key of the embedding. @type {Map<string, Float32Array>} */
    this.known = new Map();
    /** @type {Worker | null} */
    this.worker = null;
    store.watch(["lowBy", "layer", "model", "embedding", "study", "conditions"], () => this.ask());
  }

  wanted() {
    const { lowBy, conditions } = this.store.state;
    return lowBy === "preservation" || conditions.some(({ by }) => by === "trust:preservation");
  }

  async ask() {
    const { store, explorer } = this, key = explorer.currentKey(), known = this.known.get(key) ?? null;
    const ticket = ++this.ticket;
    store.set({ preserved: known, preservedFailure: "" });
    if (known || key === "" || !this.wanted()) return;
    try {
      const preserved = await this.make(ticket);
      if (ticket !== this.ticket || !preserved) return;
      this.known.set(key, preserved);
      for (const old of this.known.keys()) if (this.known.size > KEPT) this.known.delete(old);
      store.set({ preserved });
    } catch (error) {
      if (ticket === this.ticket) {
        store.set({ preservedFailure: error instanceof Error ? error.message : String(error) });
      }
    }
  }

  /** @param {number} ticket @returns {Promise<Float32Array | null>} */
  async make(ticket) {
    const { explorer, store } = this, { study } = store.state, current = explorer.current();
    if (!current || !study) return null;
    const [cloud, rows] = await Promise.all([
      explorer.arrays.cloud(current.model.folder, current.layer.folder, current.embedding, undefined, true),
      explorer.neighborRows.sample(study.itemCount, POINTS, study.seed ?? 42),
    ]);
    if (ticket !== this.ticket) return null;
    if (!rows) throw new Error("This study does not tell the neighbours of many images at once.");
    const { items, shares } = await this.work(ticket, cloud, rows);
    return spreadOut(items, shares, study.itemCount);
  }

  /** @param {number} ticket @param {import("../data/arrays.js").Cloud} cloud
   * @param {import("../data/neighbor-rows.js").Rows} rows
   * @returns {Promise<{ items: Int32Array, shares: Float32Array }>} */
  work(ticket, { values, rows: total, dimensions }, rows) {
    // A task that nobody waits for any more would hold up the next one.
    this.worker?.terminate();
    const worker = this.worker = new Worker(new URL("./preserved-worker.js", import.meta.url), { type: "module" });
    const copy = values.slice();
    return new Promise((done, fail) => {
      worker.addEventListener("message", ({ data }) => {
        worker.terminate();
        done(data);
      });
      worker.addEventListener("error", () => fail(new Error("The neighbours in the embedding could not be found.")));
      worker.postMessage({ ticket, k: NEAREST, values: copy, total, dimensions, rows }, [copy.buffer]);
    });
  }
}
