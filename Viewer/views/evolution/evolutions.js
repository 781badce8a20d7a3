// @ts-check
// Asks for the catalogue of sequences once the view is opened, and again after news; the arrays of one when it is shown.

import { DamagedArrayError, describeShape } from "../../data/npy.js";

/** @typedef {import("../../data/evolution.js").Sequence} Sequence */
/** @typedef {import("../../data/evolution.js").SequenceInfo} SequenceInfo */

export class Evolutions {
  /** @param {import("../views.js").Parts} parts */
  constructor({ store, client }) {
    this.store = store;
    this.client = client;
    /** @type {import("../../data/evolution.js").Evolutions | null} */
    this.catalogue = null;
    this.failure = "";
    /** There is no answer because the study has none. */
    this.missing = false;
    /** @type {Map<string, { told: string, loading: Promise<Sequence> }>} */
    this.known = new Map();
    /** @type {import("../../data/types.js").Study | null} */
    this.askedFor = null;
    /** Called when there is another catalogue, or none. @type {() => void} */
    this.onChange = () => {};
    store.watch(["view", "study", "connection"], (state) => {
      const again = this.failure !== "" && state.connection === "live";
      if (state.view === "evolution" && state.study && (state.study !== this.askedFor || again)) this.ask(state.study);
    });
  }

  /** @param {import("../../data/types.js").Study} study */
  async ask(study) {
    this.askedFor = study;
    this.failure = "";
    try {
      const catalogue = await this.client.evolutions();
      if (this.askedFor !== study) return;
      this.catalogue = catalogue;
      this.missing = catalogue.sequences.length === 0;
    } catch (error) {
      if (this.askedFor !== study) return;
      this.missing = /** @type {any} */ (error)?.kind === "missing";
      // What is there already stays while a server is away.
      if (!this.catalogue || this.missing) {
        this.catalogue = this.missing ? { sequences: [], training: [] } : null;
        this.failure = this.missing ? "" : error instanceof Error ? error.message : String(error);
      }
    }
    this.onChange();
  }

  /** @param {SequenceInfo} info @param {(done: number, total: number) => void} onProgress @returns {Promise<Sequence>} */
  sequence(info, onProgress) {
    const told = JSON.stringify(info), known = this.known.get(info.folder);
    if (known?.told === told) return known.loading;
    const loading = this.load(info, onProgress);
    this.known.set(info.folder, { told, loading });
    loading.catch(() => this.known.get(info.folder)?.loading === loading && this.known.delete(info.folder));
    return loading;
  }

  /** @param {SequenceInfo} info @param {(done: number, total: number) => void} onProgress @returns {Promise<Sequence>} */
  async load(info, onProgress) {
    const { itemCount: n, vertexCount, segmentVertexCount, frames } = info, f = frames.length;
    if (vertexCount !== (f - 1) * segmentVertexCount + 1) {
      throw new DamagedArrayError(
        `The sequence ${info.folder} has trails of ${vertexCount} vertices; expected ${
          (f - 1) * segmentVertexCount + 1
        } for its ${f} frames.`,
      );
    }
    const path = (/** @type {string} */ part) => `/api/evolution/${encodeURIComponent(info.folder)}/${part}.npy`;
    const [items, positions, trails, neighborLabels] = await Promise.all([
      this.client.integers(path("items"), [n]),
      this.client.array(path("positions"), { shape: [f, n, 2] }),
      this.client.array(path("trails"), { shape: [n, vertexCount, 2], onProgress }),
      this.client.integers(path("neighbor-labels"), [f, n]),
    ]);
    const total = this.store.state.study?.itemCount ?? 0, rowOf = new Int32Array(total).fill(-1);
    items.forEach((item, row) => {
      if (item < 0 || item >= total || (row > 0 && item <= items[row - 1])) {
        throw new DamagedArrayError(
          `${path("items")} holds ${item} in row ${row}; expected ascending places below ${describeShape([total])}.`,
        );
      }
      rowOf[item] = row;
    });
    return { info, items, rowOf, positions, trails, neighborLabels };
  }
}
