// @ts-check
// Works out what the state's colouring means for every image, and its colors; loads what that takes.

import { byAttribute, byCorrectness, byGroup, byLabel, byPrediction, byValues, movement } from "../data/coloured.js";
import { apply } from "../data/conditions.js";
import { hueOrder } from "../data/similarity.js";
import { findEmbedding, findLayer, findModel, isReady } from "../data/study.js";
import { tintOf } from "../data/tint.js";
import { measureNote, trustBy } from "../data/trust-measures.js";
import { colouringTitle, readColouring, writeColouring } from "../state/colouring.js";
import { PALETTES } from "../state/palette.js";
import { classMeans } from "../tour/centroids.js";

/** @typedef {import("../state/store.js").State} State */
/** @typedef {import("../state/colouring.js").Colouring} Colouring */
/** @typedef {import("../data/coloured.js").Coloured} Coloured */

/** A colouring that cannot be had, in words for the reader. */
class Impossible extends Error {}

export class Colourist {
  /** @param {import("../state/store.js").Store} store @param {import("./explorer.js").Explorer} explorer */
  constructor(store, explorer) {
    this.store = store;
    this.explorer = explorer;
    this.ticket = 0;
    /** What the present colouring was made from. @type {unknown[]} */
    this.sources = [];
    /** @type {{ cloud: import("../data/arrays.js").Cloud, coloured: Coloured, hues: Float32Array } | null} */
    this.similar = null;
    store.watch(
      [
        "colouring",
        "study",
        "items",
        "labels",
        "predictions",
        "tally",
        "trust",
        "preserved",
        "preservedFailure",
        "seen",
        "model",
        "layer",
        "embedding",
      ],
      () => this.resolve(),
    );
    store.watch(
      ["coloured", "tally", "pinned", "theme", "similarHues", "layer", "model", "embedding"],
      () => this.mix(),
    );
    store.watch(["conditions", "items", "predictions", "study", "trust", "preserved", "seen"], () => this.sieve());
  }

  resolve() {
    const { state } = this.store, sources = this.sourcesOf(state);
    if (sources.length === this.sources.length && sources.every((each, i) => Object.is(each, this.sources[i]))) return;
    this.sources = sources;
    const ticket = ++this.ticket;
    if (!state.study || !known(state)) return;
    try {
      const made = this.make(state.colouring, state);
      if (!(made instanceof Promise)) {
        this.store.set({ coloured: made, colouringFailure: "" });
        return;
      }
      // Other values of the same layer stay until these have come; those of another colouring go at once.
      if (this.store.state.coloured?.title !== this.pendingTitle(state)) this.store.set({ coloured: null });
      this.store.set({ colouringFailure: "" });
      made.then((coloured) => {
        if (ticket === this.ticket) this.store.set({ coloured, colouringFailure: "" });
      }, (error) => ticket === this.ticket && this.failed(error));
    } catch (error) {
      this.failed(error);
    }
  }

  /** @param {unknown} error */
  failed(error) {
    const message = error instanceof Error ? error.message : String(error);
    this.store.set({ coloured: null, colouringFailure: message });
    // What could not be loaded may be there the next time it is asked for.
    if (!(error instanceof Impossible)) this.sources = [];
  }

  /** @param {State} state */
  pendingTitle({ colouring }) {
    return colouring.kind === "moved" ? "Movement" : "";
  }

  /** Everything that a colouring depends on: the same, and nothing is made anew. @param {State} state */
  sourcesOf(state) {
    const { colouring, study, items, predictions, model, layer, embedding } = state;
    const by = writeColouring(colouring);
    switch (colouring.kind) {
      case "trust":
        return [by, items, trustBy(state, colouring.by ?? "trustworthiness"), state.preservedFailure];
      case "unit":
        return [by, items, model];
      case "moved":
        return [by, items, study, model, layer, embedding];
      case "group":
        return [by, items, predictions, study];
      default:
        return [by, known(state), predictions, study?.classes.join("\n"), model];
    }
  }

  /** @param {Colouring} colouring @param {State} state @returns {Coloured | Promise<Coloured>} */
  make(colouring, state) {
    const { study, predictions } = state, items = known(state);
    if (!study || !items) throw new Impossible("No study is open.");
    switch (colouring.kind) {
      case "label":
        return byLabel(study, items, predictions);
      case "group": {
        const hierarchy = study.hierarchies?.find(({ name }) => name === colouring.name);
        if (!hierarchy) throw new Impossible(`This study has no groups called ${colouring.name}.`);
        return byGroup(hierarchy, items, predictions);
      }
      case "attribute": {
        const column = items.attributes?.[colouring.name];
        if (!column) throw new Impossible(`The images of this study have no attribute ${colouring.name}.`);
        return byAttribute(colouring.name, column, predictions);
      }
      case "trust":
        return this.trusted(colouring.by ?? "trustworthiness", state);
      case "moved":
        return this.moved(state);
      case "unit":
        return this.unit(colouring, state);
      default:
        return this.predicted(colouring, state);
    }
  }

  /** @param {import("../data/trust-measures.js").TrustMeasure} by @param {State} state */
  trusted(by, state) {
    const values = trustBy(state, by);
    if (values) {
      return byValues(colouringTitle(by === "trustworthiness" ? "trust" : `trust:${by}`), values, measureNote(by));
    }
    if (by === "trustworthiness") throw new Impossible("There is no trust of each image for this embedding.");
    throw new Impossible(by === "preservation" && state.preservedFailure || "Being worked out…");
  }

  /** @param {Colouring} colouring @param {State} state */
  predicted(colouring, { study, predictions, model }) {
    if (!study || !predictions) throw new Impossible("There are no predictions in this study.");
    if (colouring.kind === "correctness") return byCorrectness(study, predictions);
    if (colouring.kind === "confidence") {
      const values = Float32Array.from(predictions.probability);
      return byValues("Confidence", values, "probability of the likeliest answer");
    }
    return byPrediction(study, predictions, findModel(study, model)?.outputClasses ?? []);
  }

  /** @param {{ layer: string, channel: number }} unit @param {State} state @returns {Promise<Coloured>} */
  async unit({ layer, channel }, { study, model }) {
    const folder = model ?? "", name = (study && findLayer(findModel(study, folder), layer)?.name) ?? layer;
    const loading = this.explorer.activations.of(folder, layer, channel, study?.itemCount ?? 0);
    return byValues("Unit activation", await loading, `channel ${channel} of ${name}`);
  }

  /** @param {State} state @returns {Promise<Coloured>} */
  async moved({ study, model: folder, layer: name, embedding: wanted }) {
    const model = study && findModel(study, folder), layer = findLayer(model, name);
    const ready = model?.layers.filter(isReady) ?? [], before = layer && ready[ready.indexOf(layer) - 1];
    const [from, to] = [before ?? null, layer].map((each) => findEmbedding(each, wanted));
    if (!model || !layer || !to) throw new Impossible("This layer has no embedding yet.");
    if (!before || !from) throw new Impossible(`${layer.name} is the first layer: nothing has moved yet.`);
    if (from.name !== to.name) throw new Impossible(`${before.name} has no embedding ${to.name} to compare with.`);
    const [a, b] = await Promise.all([
      this.explorer.arrays.cloud(model.folder, before.folder, from),
      this.explorer.arrays.cloud(model.folder, layer.folder, to),
    ]);
    const note = a.aligned && b.aligned ? "after alignment" : "not aligned: turns count, too";
    return byValues("Movement", movement(a, b), `since ${before.name}, ${note}`);
  }

  /** Colors for the codes. */
  async mix() {
    const { coloured, tally, pinned, theme, similarHues } = this.store.state;
    if (!coloured || !tally) {
      this.store.set({ tint: null });
      return;
    }
    const palette = PALETTES[theme], hued = similarHues && coloured.type === "categories";
    if (!hued) {
      this.store.set({ tint: tintOf(coloured, tally, pinned, palette, null) });
      return;
    }
    try {
      const hues = await this.hues(coloured);
      const now = this.store.state;
      if (now.coloured !== coloured || !now.similarHues || now.theme !== theme) return;
      this.store.set({ tint: tintOf(coloured, tally, now.pinned, palette, hues) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.store.set({ similarHues: false, notice: `Hues by similarity need the last layer's embedding. ${reason}` });
    }
  }

  /** Near hues for categories whose middles are near in the last layer. @param {Coloured} coloured */
  async hues(coloured) {
    const { study, model: folder, embedding: wanted } = this.store.state, model = study && findModel(study, folder);
    const last = model?.layers.findLast(isReady) ?? null, embedding = findEmbedding(last, wanted);
    if (!model || !last || !embedding || coloured.type !== "categories") throw new Error("No layer is finished yet.");
    const cloud = await this.explorer.arrays.cloud(model.folder, last.folder, embedding);
    if (this.similar?.cloud !== cloud || this.similar.coloured !== coloured) {
      const means = classMeans(cloud, coloured.codes, coloured.names.length);
      this.similar = { cloud, coloured, hues: hueOrder(means, coloured.counts) };
    }
    return this.similar.hues;
  }

  /** Which items pass every filter. */
  async sieve() {
    const { conditions, items, study } = this.store.state;
    if (conditions.length === 0 || !items || !study) {
      this.store.set({ passing: null });
      return;
    }
    // Until the next layer's trust has come, that of the last one decides.
    const waits = conditions.some(({ by }) => {
      const colouring = readColouring(by);
      return colouring?.kind === "trust" && !trustBy(this.store.state, colouring.by ?? "trustworthiness");
    });
    if (waits) return;
    const passing = new Uint8Array(study.itemCount).fill(1);
    try {
      for (const condition of conditions) {
        const colouring = readColouring(condition.by);
        if (!colouring) continue;
        apply(condition, await this.make(colouring, this.store.state), passing);
      }
      if (this.store.state.conditions === conditions) this.store.set({ passing });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.store.set({ conditions: [], passing: null, notice: `The filter was taken off. ${reason}` });
    }
  }
}

/** What labels alone were made into, so that the same are one object. @type {WeakMap<Int32Array, import("../data/types.js").Items>} */
const alone = new WeakMap();

/** The images, or as much as is known of them yet. @param {State} state */
function known({ items, labels }) {
  if (items || !labels) return items;
  const made = alone.get(labels) ?? { identifiers: [], labels };
  alone.set(labels, made);
  return made;
}
