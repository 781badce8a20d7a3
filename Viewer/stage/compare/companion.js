// @ts-check
// The second stage of a comparison: a network and a layer of its own, by the first stage's frame and camera, with the
// first one's selection, colours and marks.

import { Arrays } from "../../data/arrays.js";
import { embeddingBeside } from "../../data/comparison.js";
import { findLayer, findModel, tally } from "../../data/study.js";
import { initialState, Store } from "../../state/store.js";
import { padded } from "../../tour/procrustes.js";
import { permutation } from "../../tour/random.js";
import { Brush } from "../brush.js";
import { Explorer } from "../explorer.js";
import { FalseFriends } from "../false-friends.js";
import { follow } from "../following.js";
import { listenToGestures } from "../gestures.js";
import { Preserved } from "../preserved.js";
import { Stage } from "../stage.js";
import { ViewTrust } from "../view-trust.js";
import { FrameBeside } from "./frame-beside.js";
import { Mirror, SHARED } from "./mirror.js";

/** @typedef {import("../../state/store.js").State} State */

export class Companion {
  /** @param {{ store: Store, stage: Stage, explorer: Explorer, groups: import("../groups.js").Groups }} first
   * @param {HTMLElement} root @param {boolean} preserve keeps the pixels, for tests */
  constructor(first, root, preserve) {
    this.first = first;
    this.root = root;
    this.store = new Store(initialState());
    this.stage = new Stage(root, this.store, { preserve, compass: false });
    this.explorer = new Explorer(this.store, new Arrays(first.explorer.client), this.stage);
    this.explorer.frames = new FrameBeside(this.explorer.arrays, first);
    this.explorer.pick = (layer) => embeddingBeside(layer, first.explorer.current()?.embedding ?? null);
    this.explorer.shape = (cloud) => padded(cloud, first.stage.blend?.frameB.size ?? 0);
    this.mirror = new Mirror(first.store, this.store, SHARED);
    /** The catalogue whose changes have been heard. @type {State["study"]} */
    this.heard = null;
    /** @type {Promise<void> | null} */
    this.adopting = null;
    this.brush = new Brush(this.stage, this.store);
    follow(this.store, this.stage, this.explorer);
    new ViewTrust(this.stage, this.store, this.explorer);
    new Preserved(this.store, this.explorer);
    new FalseFriends(this.store, this.explorer);
    listenToGestures(this.stage, this.store, this.brush, first.groups);
    this.stage.turning.onTurned = () => first.stage.turning.onTurned();
    this.listen();
  }

  get isOpen() {
    return this.mirror.isOpen;
  }

  listen() {
    const { first, store, stage, explorer } = this;
    first.store.watch(["compare"], () => this.take());
    first.store.watch(["study", "model", "layer", "embedding"], () => this.settleEmbedding());
    store.watch(["study", "model", "layer", "embedding"], () => this.settleEmbedding());
    store.watch(["model", "layer"], ({ model, layer }) => {
      const { compare } = first.store.state;
      if (!this.isOpen || !compare || !model || !layer) return;
      if (compare.model !== model || compare.layer !== layer) {
        first.store.set({ compare: { ...compare, model, layer } });
      }
    });
    store.watch(["study"], () => this.adopt());
    store.watch(["items"], () => this.isOpen && this.adoptModel());
    store.watch(["space"], () => {
      stage.turning.measured = null;
      stage.draw();
    });
    store.watch(["notice"], ({ notice }) => this.isOpen && notice !== "" && first.store.set({ notice }));
    let lost = false;
    store.watch(["connection"], ({ connection }) => {
      if (this.isOpen && lost && connection === "live") explorer.recover();
      lost = connection === "lost";
    });
    first.explorer.onShown.push(() => this.takeFrame());
  }

  /** @returns {Promise<void>} done once there is something to see, or nothing can be */
  async open() {
    const { first, store, stage, explorer } = this;
    store.set({ failures: {} });
    this.mirror.open();
    this.take();
    this.adopt();
    stage.camera = first.stage.camera;
    stage.touched = first.stage.touched;
    first.stage.partner = stage;
    stage.partner = first.stage;
    stage.surface.resize();
    await this.adoptModel();
    explorer.settleChoice();
    this.settleEmbedding();
    await explorer.settled();
    // What the state names has been asked for at once: where that failed, it says so and is asked for again by hand.
    if (!store.state.failures[explorer.currentKey()]) await explorer.showLayer(false);
    // It may have turned while this one was away.
    stage.moved();
    this.takeFrame();
  }

  close() {
    this.mirror.close();
    this.brush.cancel();
    this.first.stage.partner = null;
    this.stage.partner = null;
  }

  /** The network and the layer that are chosen beside. */
  take() {
    const { compare } = this.first.store.state;
    if (this.isOpen && compare) this.store.set({ model: compare.model, layer: compare.layer });
  }

  /** Another catalogue, or other images. */
  adopt() {
    const { first, store, stage, explorer } = this, { study } = store.state;
    if (!this.isOpen || !study) return;
    const { heard } = this, { sprites } = first.explorer;
    this.heard = study;
    if (explorer.sprites !== sprites) {
      explorer.sprites = sprites;
      stage.begin(permutation(study.itemCount, study.seed ?? 42), sprites);
    }
    if (!heard || heard === study) return;
    explorer.forgetChanged(heard, study);
    explorer.settleChoice();
    this.settleEmbedding();
    explorer.showLayer(false);
  }

  /** Its predictions, asked for once. */
  adoptModel() {
    const { store, explorer } = this, { study, items, model } = store.state;
    if (!study || !items || (explorer.loadedModel === model && store.state.tally)) return Promise.resolve();
    store.set({ tally: tally(study.classes.length, items.labels, null) });
    return this.adopting ??= explorer.adoptModel().finally(() => this.adopting = null);
  }

  /** Which embedding is shown beside that of the first; without one the stage is empty, and a message says why. */
  settleEmbedding() {
    const { store, stage, explorer } = this, { study, model, layer } = store.state;
    if (!this.isOpen || !study) return;
    const found = findLayer(findModel(study, model), layer), embedding = found && explorer.pick(found, null);
    store.set({ embedding: embedding?.name ?? "" });
    if (embedding || !stage.blend) return;
    explorer.shown = "";
    stage.clear();
  }

  /** The first stage shows by another frame now: so does this one. */
  takeFrame() {
    const { stage, explorer, first } = this, frame = first.stage.blend?.frameB;
    if (this.isOpen && stage.blend && frame && stage.blend.frameB !== frame) explorer.reshape();
  }

  /** The points of the layer that is chosen, in their own dimensions; null: there are none. */
  async cloud() {
    const current = this.explorer.current();
    if (!this.isOpen || !current) return null;
    const { model, layer, embedding } = current;
    return await this.explorer.arrays.cloud(model.folder, layer.folder, embedding).catch(() => null);
  }
}
