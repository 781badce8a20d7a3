// @ts-check
// Between the server, the state and the stage: loads what the state asks for and shows it.

import { changedKeys } from "../data/changes.js";
import { Activations } from "../data/activations.js";
import { RequestError } from "../data/client.js";
import { NeighborLists } from "../data/neighbor-lists.js";
import { NeighborRows } from "../data/neighbor-rows.js";
import { Sprites } from "../data/sprites.js";
import {
  embeddingNames,
  findEmbedding,
  findLayer,
  findModel,
  firstChoice,
  isReady,
  LARGE,
  metric,
  tally,
} from "../data/study.js";
import { DEFAULT_MARKS } from "../state/store.js";
import { Frames } from "./frames.js";
import { colouredByLabels, roomiest } from "./opening.js";
import { scrub } from "./scrubbing.js";
import { permutation } from "../tour/random.js";

/** @typedef {import("../data/types.js").Study} Study */
/** @typedef {import("../data/types.js").Layer} Layer */
/** @typedef {import("../data/arrays.js").Cloud} Cloud */

const SPINNER_AFTER = 300, PREFETCH_LIMIT = 16 * 1024 * 1024;

export class Explorer {
  /** @param {import("../state/store.js").Store} store @param {import("../data/arrays.js").Arrays} arrays
   * @param {import("./stage.js").Stage} stage */
  constructor(store, arrays, stage) {
    const { client } = arrays;
    this.store = store;
    this.client = client;
    this.stage = stage;
    this.arrays = arrays;
    this.frames = new Frames(this.arrays);
    this.sprites = new Sprites(client.source, null);
    this.neighborRows = new NeighborRows(client, store);
    this.ticket = 0;
    this.scrubbing = false;
    this.showing = Promise.resolve();
    /** Key of the array on the stage. */
    this.shown = "";
    /** @type {string | null} */
    this.loadedModel = null;
    /** @type {{ model: string, predictions: Promise<() => import("../data/types.js").Predictions> } | null} */
    this.foreseen = null;
    this.activations = new Activations(client);
    this.neighborLists = new NeighborLists(client);
    /** Which embedding of a layer is shown where one of that name is wanted. */
    this.pick = findEmbedding;
    /** The points of an embedding, as they are to stand on the stage. @type {(cloud: Cloud) => Cloud | Promise<Cloud>} */
    this.shape = (cloud) => cloud;
    /** Called whenever other points are on the stage. @type {(() => void)[]} */
    this.onShown = [];
    /** Called at the first layer that is on the stage. @type {() => void} */
    this.hasPictured = () => {};
    /** There is something to see. @type {Promise<void>} */
    this.pictured = new Promise((done) => this.hasPictured = done);
  }

  /** A new catalogue: at the beginning, and whenever it has changed. @param {Study} study */
  async adopt(study) {
    const { study: before, embedding: linked, connection } = this.store.state, chosen = linked !== null;
    const model = findModel(study, this.store.state.model);
    const same = before && before.itemCount === study.itemCount && before.classes.join() === study.classes.join();
    if (!same) {
      await this.begin(study, model, chosen);
    } else {
      this.forgetChanged(before, study);
      // The same told again is no news: what is drawn of it stays, as a hand may be on it. After a loss all is asked anew.
      const news = connection === "lost" || JSON.stringify(before) !== JSON.stringify(study);
      this.store.set({ study: news ? study : before, model: model?.folder ?? null });
      if (this.loadedModel !== this.store.state.model) await this.adoptModel();
    }
    this.settleChoice();
    if (!same && !chosen && study.itemCount <= LARGE) await this.chooseEmbedding();
    // News from the server must not pull the stage out of a scrubbing hand.
    if (!this.scrubbing) await this.showLayer(false);
  }

  /** Another set of images. @param {Study} study @param {import("../data/types.js").Model | null} model
   * @param {boolean} chosen a link names the embedding */
  async begin(study, model, chosen) {
    const order = permutation(study.itemCount, study.seed ?? 42), large = study.itemCount > LARGE;
    let coming = large ? null : this.foresee(study, model);
    this.sprites = new Sprites(this.client.source, study.thumbnails);
    // Of many images the dots come first; asking for what they are called, and reading it, would hold them up.
    if (large) {
      const folder = model?.folder ?? null;
      this.store.set({ items: null, labels: null, predictions: null, tally: null, study, model: folder });
      this.stage.begin(order, this.sprites);
      this.settleChoice();
      if (!chosen) this.store.set({ embedding: embeddingNames(model)[0] ?? null });
      await colouredByLabels(this, study, model);
      await this.showLayer(false);
      await this.stage.seen();
    }
    coming ??= this.foresee(study, model);
    const items = (await coming)();
    this.store.set({ items, labels: null, study, model: model?.folder ?? null });
    if (large) await this.stage.seen();
    await this.adoptModel();
    this.settleMarks();
    const current = this.current();
    if (current && this.shown) this.prefetch(current.model.folder, current.layer);
    if (!large) this.stage.begin(order, this.sprites);
  }

  /** What will certainly be asked for comes at the same time as the list of images, not after it.
   * @param {Study} study @param {import("../data/types.js").Model | null} model
   * @returns {Promise<() => import("../data/types.js").Items>} */
  foresee(study, model) {
    if (study.itemCount === 0) return Promise.resolve(() => ({ identifiers: [], labels: [] }));
    const { layer, embedding } = this.store.state, first = firstChoice(study, model?.folder ?? null, layer, embedding);
    if (first) this.arrays.cloud(first.model.folder, first.layer.folder, first.embedding).catch(() => {});
    const items = this.client.items();
    items.catch(() => {});
    if (model?.hasPredictions) {
      this.foreseen = { model: model.folder, predictions: this.client.predictions(model.folder) };
      this.foreseen.predictions.catch(() => {});
    }
    return items;
  }

  /** Triangles are for the few: where a third of the images is wrong, they would hide the labels. A link decides first. */
  settleMarks() {
    const { tally: tallied, marks, study } = this.store.state;
    if (marks !== DEFAULT_MARKS || !tallied || !study) return;
    if (tallied.misclassified > study.itemCount / 3) {
      this.store.set({ marks: { misclassified: false, lowTrust: false } });
    }
  }

  /** Arrays that another analysis has written anew are loaded anew. @param {Study} before @param {Study} after */
  forgetChanged(before, after) {
    for (const key of changedKeys(before, after, (...of) => this.arrays.key(...of))) {
      this.arrays.forget(key);
      this.neighborLists.forget();
      this.neighborRows.forget();
      this.activations.forget();
      if (this.shown === key) this.shown = "";
    }
  }

  /** Predictions belong to a model. */
  async adoptModel() {
    const { study, model: folder, items } = this.store.state;
    if (!study || !items) return;
    const model = findModel(study, folder);
    /** @type {import("../data/types.js").Predictions | null} */
    let predictions = null;
    if (model?.hasPredictions) {
      try {
        const { foreseen } = this;
        this.foreseen = null;
        const read =
          await (foreseen?.model === model.folder ? foreseen.predictions : this.client.predictions(model.folder));
        predictions = read();
      } catch (error) {
        this.store.set({ notice: `Predictions are missing. ${error instanceof Error ? error.message : ""}` });
      }
    }
    this.loadedModel = folder;
    this.store.set({ predictions, tally: tally(study.classes.length, items.labels, predictions) });
  }

  /** What the state names may not exist (yet): then the last finished layer, which the others are aligned to. */
  settleChoice() {
    const { study, model: folder, layer, embedding, metric: chosen } = this.store.state;
    if (!study) return;
    const model = findModel(study, folder), ready = model?.layers.filter(isReady) ?? [];
    const named = findLayer(model, layer);
    const next = named && isReady(named) ? named : ready.at(-1) ?? null;
    const names = embeddingNames(model);
    const name = embedding && names.includes(embedding) ? embedding : names[0] ?? null;
    const rated = [chosen, "neighborhoodHit", "knnAccuracy", `trustworthiness.${name}`];
    // A metric that is 0 everywhere tells nothing, as the neighborhood hit where every class has one image.
    const best = rated.find((key) => ready.some((candidate) => (metric(candidate, key) ?? 0) !== 0));
    this.store.set({ layer: next?.folder ?? null, embedding: name, metric: best ?? "neighborhoodHit" });
  }

  /** What a study opens with where nobody has chosen. */
  async chooseEmbedding() {
    const current = this.current();
    const embedding = current &&
      await roomiest(current.model, current.layer, this.arrays, this.frames, this.stage.surface.size);
    if (embedding) this.store.set({ embedding });
  }

  /** The model, layer and embedding that the state names now. */
  current() {
    const { study, model: folder, layer: name, embedding: wanted } = this.store.state;
    const model = study && findModel(study, folder), layer = findLayer(model, name);
    const embedding = layer && isReady(layer) ? this.pick(layer, wanted) : null;
    return model && layer && embedding ? { model, layer, embedding } : null;
  }

  /** Done once what the state asks for is there, also where it has changed meanwhile. */
  async settled() {
    // Who listens to the state hears of its last change only now.
    await new Promise((done) => setTimeout(done));
    for (let last = null; last !== this.showing;) await (last = this.showing);
  }

  /** @param {boolean} [animate] */
  showLayer(animate = true) {
    return this.showing = this.showNow(animate);
  }

  /** @param {boolean} animate */
  async showNow(animate) {
    const ticket = ++this.ticket, current = this.current();
    this.scrubbing = false;
    this.store.set({ progress: null });
    if (!current) return;
    const { model, layer, embedding } = current, key = this.arrays.key(model.folder, layer.folder, embedding);
    if (key === this.shown) {
      // Scrubbing may have left the stage between two layers.
      await this.bring(key, current, animate && this.stage.blend?.t !== 1);
      return;
    }
    this.store.set({ near: [] });
    this.arrays.want(key);
    let latest = { done: 0, total: embedding.rows * embedding.dimensions * 4 };
    const timer = setTimeout(() => {
      if (ticket === this.ticket) this.store.set({ progress: { ...latest, layer: layer.name } });
    }, SPINNER_AFTER);
    try {
      await this.arrays.cloud(model.folder, layer.folder, embedding, (done, total) => {
        latest = { done, total };
        if (this.store.state.progress && ticket === this.ticket) {
          this.store.set({ progress: { ...latest, layer: layer.name } });
        }
      });
      if (ticket === this.ticket) await this.bring(key, current, animate);
      if (this.store.state.failures[key]) this.setFailure(key, "");
    } catch (error) {
      if (ticket === this.ticket) this.failed(key, error);
    } finally {
      clearTimeout(timer);
      if (ticket === this.ticket) this.store.set({ progress: null });
    }
  }

  /** @param {string} key @param {NonNullable<ReturnType<Explorer["current"]>>} current @param {boolean} animate */
  async bring(key, { model, layer, embedding }, animate) {
    const ticket = this.ticket, again = key === this.shown;
    const cloud = await this.arrays.cloud(model.folder, layer.folder, embedding);
    const frame = await this.frames.of(model, embedding, cloud, this.stage.surface.size);
    const shaped = await this.shape(cloud);
    if (ticket !== this.ticket) return;
    this.shown = key;
    const { blend, change } = this.stage, isOther = blend?.b !== shaped || blend.frameB !== frame;
    if (!again || !blend || (animate && (isOther || (blend.t !== 1 && !change)))) {
      this.stage.show(shaped, frame, animate);
    }
    this.hasPictured();
    for (const hear of this.onShown) hear();
    if (!again) {
      if (this.store.state.items) this.prefetch(model.folder, layer);
      this.findNear();
    }
    this.loadTrust(ticket, model.folder, layer, embedding);
  }

  /** The same points have another shape now, or another frame: they move there. */
  reshape() {
    const current = this.current(), key = this.currentKey();
    if (!current || this.scrubbing || this.shown !== key) return this.showing;
    this.ticket++;
    return this.showing = this.bring(key, current, true);
  }

  /** The stage does without: what fails here is said, and takes away only the hollow dots.
   * @param {number} ticket @param {string} model @param {Layer} layer
   * @param {import("../data/types.js").Embedding} embedding */
  async loadTrust(ticket, model, layer, embedding) {
    try {
      const trust = await this.arrays.trust(model, layer.folder, embedding);
      if (ticket === this.ticket) this.store.set({ trust, trustFailure: "" });
    } catch (error) {
      if (ticket !== this.ticket) return;
      const message = error instanceof Error ? error.message : String(error);
      this.store.set({ trust: null, trustFailure: `Trust of each image in ${layer.name} is missing. ${message}` });
    }
  }

  /** @param {string} key @param {unknown} error */
  failed(key, error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof RequestError && error.kind === "unreachable") {
      this.store.set({ notice: `${message} What is loaded keeps working.` });
      return;
    }
    this.shown = "";
    this.stage.clear();
    this.store.set({ trust: null, hovered: -1 });
    this.setFailure(key, message);
  }

  /** @param {string} key @param {string} message empty: none any more */
  setFailure(key, message) {
    const failures = { ...this.store.state.failures };
    if (message) failures[key] = message;
    else delete failures[key];
    this.store.set({ failures });
  }

  /** The key of the array that the state asks for, to look up its failure. */
  currentKey() {
    const current = this.current();
    return current ? this.arrays.key(current.model.folder, current.layer.folder, current.embedding) : "";
  }

  /** The layers beside this one, so that the next step does not wait. @param {string} model @param {Layer} layer */
  prefetch(model, layer) {
    const ready = this.ready(), at = ready.indexOf(layer);
    for (const next of [ready[at + 1], ready[at - 1]]) {
      const embedding = next && this.pick(next, this.store.state.embedding);
      if (!embedding || embedding.rows * embedding.dimensions * 4 > PREFETCH_LIMIT) continue;
      this.arrays.cloud(model, next.folder, embedding).catch(() => {});
    }
  }

  /** @returns {Layer[]} layers that can be drawn, in the order of the network */
  ready() {
    const { study, model } = this.store.state;
    return (study && findModel(study, model)?.layers.filter(isReady)) ?? [];
  }

  /** @param {1 | -1} direction */
  step(direction) {
    const ready = this.ready(), at = ready.findIndex((layer) => layer.folder === this.store.state.layer);
    const next = ready[at + direction];
    if (next) this.store.set({ layer: next.folder });
  }

  /** Between two finished layers, under the hand. @param {number} position 0 … ready layers − 1 */
  scrub(position) {
    return scrub(this, position);
  }

  /** @param {string} layer @param {number} item @returns {Promise<import("../data/types.js").Neighbor[]>} */
  neighbors(layer, item) {
    return this.neighborLists.of(this.store.state.model ?? "", layer, item);
  }

  /** As many neighbors as are stored, up to so many. @param {string} layer @param {number} item @param {number} count */
  async storedNeighbors(layer, item, count) {
    return (await this.client.neighbors(this.store.state.model ?? "", layer, item, count)).neighbors;
  }

  /** @param {string} layer @param {number} item @param {number} count */
  async activeUnits(layer, item, count) {
    const { study, model } = this.store.state, folder = model ?? "";
    const shape = findLayer(study && findModel(study, folder), layer);
    // Not asked where the answer is known: a layer of one feature a pixel has no channels.
    if (shape?.featureCount !== shape?.shape?.[0]) return [];
    return (await this.client.units(folder, layer, item, count)).units;
  }

  /** @param {string} layer @param {number} channel */
  async topImages(layer, channel) {
    return (await this.client.topImages(this.store.state.model ?? "", layer, channel)).images;
  }

  /** The neighbors of the selected image in this layer, for the lines on the stage. */
  async findNear() {
    const { selected, layer } = this.store.state;
    if (selected < 0 || !layer) {
      this.store.set({ near: [] });
      return;
    }
    const list = await this.neighbors(layer, selected).catch(() => []);
    if (this.store.state.selected === selected && this.store.state.layer === layer) {
      this.store.set({ near: list.map(({ item }) => item) });
    }
  }

  /** After the server has come back. */
  recover() {
    this.sprites.forgive();
    this.store.set({ notice: "" });
    if (this.shown !== this.currentKey()) this.showLayer();
    this.stage.rest(0);
  }
}
