// @ts-check
// What is known of two layers beside each other: how the first one's points are aligned to the second's, how far both
// agree, and where they differ, image by image.

import {
  answersApart,
  changedByChance,
  changedNeighborhoods,
  labelsOfOutputs,
  meansByClass,
} from "../../data/comparison.js";
import { findLayer, findModel } from "../../data/study.js";
import { aligned, alignmentOf, apart } from "../../tour/procrustes.js";

/** @typedef {import("../../data/arrays.js").Cloud} Cloud */
/** @typedef {import("../../tour/procrustes.js").Alignment} Alignment */
/** @typedef {import("../../state/store.js").Comparison["by"]} By */
/** @typedef {{ number: number, a: Cloud, b: Cloud, items: Int32Array | null, alignment: Promise<Alignment>,
 *   moved: Promise<Cloud> | null }} Entry `moved`: the first one's points, aligned */
/** @typedef {{ values: Float32Array | null, why: string }} Known `why` there are no values; both empty: on their way */

const ALIGNMENTS_KEPT = 8;
/** @type {Known} */
const COMING = Object.freeze({ values: null, why: "" });

export class Pairing {
  /** @param {import("../../state/store.js").Store} store @param {import("../explorer.js").Explorer} explorer
   * @param {import("./companion.js").Companion} beside */
  constructor(store, explorer, beside) {
    this.store = store;
    this.explorer = explorer;
    this.beside = beside;
    /** @type {Entry[]} */
    this.kept = [];
    this.made = 0;
    /** Of the points on both stages, over the images that are aligned. @type {Alignment | null} */
    this.alignment = null;
    /** By what images can differ. @type {Record<By, Known>} */
    this.differences = { neighbors: COMING, moved: COMING, predictions: COMING };
    /** What each was worked out from. @type {Record<string, { source: string, revision: number }>} */
    this.sources = {};
    /** Grows with every news of the catalogue. */
    this.revision = 0;
    /** @type {import("../../data/types.js").Study | null} */
    this.study = null;
    this.ticket = 0;
    /** Called when something else is known, and of what. @type {((what: "alignment" | By) => void)[]} */
    this.onKnown = [];
  }

  /** The images that figures are about: those selected, else those that filters leave; null: all. */
  scope() {
    const { selection, filter, passing } = this.store.state;
    if (selection.length > 0) return selection;
    if (!filter && !passing) return null;
    const all = filter ? [...filter] : Array.from(passing ?? [], (_, item) => item);
    return Int32Array.from(passing ? all.filter((item) => passing[item] === 1) : all);
  }

  /** Points are aligned over the selection where that decides all dimensions. @param {Cloud} a @param {Cloud} b */
  scopeOfAlignment(a, b) {
    const { selection } = this.store.state;
    return selection.length > Math.max(a.dimensions, b.dimensions) ? selection : null;
  }

  /** @param {Cloud} a @param {Cloud} b */
  entry(a, b) {
    const items = this.scopeOfAlignment(a, b);
    let entry = this.kept.find((each) => each.a === a && each.b === b && each.items === items);
    if (!entry) {
      entry = { number: ++this.made, a, b, items, alignment: alignmentOf(a, b, items), moved: null };
      this.kept.push(entry);
      if (this.kept.length > ALIGNMENTS_KEPT) this.kept.shift();
    }
    return entry;
  }

  /** The first network's points, laid onto those of the second. @param {Cloud} cloud @returns {Promise<Cloud | null>} */
  async alignedToBeside(cloud) {
    const b = await this.beside.cloud();
    if (!b || b.rows !== cloud.rows) return null;
    return await this.movedOf(this.entry(cloud, b));
  }

  /** Works out what the page shows now. */
  async refresh() {
    const { study, comparison: { by } } = this.store.state;
    if (!this.beside.isOpen) return;
    if (study !== this.study) this.revision++;
    this.study = study;
    const pair = `${this.explorer.neighborRows.path()}\n${this.beside.explorer.neighborRows.path()}`;
    await Promise.all([
      this.align(),
      this.find("neighbors", pair, () => this.changed()),
      by === "predictions" && this.find("predictions", this.answersKey(), () => this.answers()),
    ]);
  }

  /** What both stages show. */
  async align() {
    const ticket = ++this.ticket, clouds = await this.clouds(), entry = clouds && this.entry(...clouds);
    const alignment = entry && await entry.alignment;
    if (ticket !== this.ticket) return;
    const isNew = alignment !== this.alignment;
    this.alignment = alignment;
    if (isNew) this.tell("alignment");
    if (this.store.state.comparison.by === "moved") {
      await this.find("moved", String(entry?.number ?? ""), () => this.moved(entry));
    }
  }

  /** @returns {Promise<[Cloud, Cloud] | null>} */
  async clouds() {
    const current = this.explorer.current(), b = await this.beside.cloud();
    if (!current || !b) return null;
    const { model, layer, embedding } = current;
    const a = await this.explorer.arrays.cloud(model.folder, layer.folder, embedding).catch(() => null);
    return a && a.rows === b.rows ? [a, b] : null;
  }

  /** What is known of the same source stays until it is known anew. @param {keyof Pairing["differences"]} what
   * @param {string} source @param {() => Promise<Float32Array>} make */
  async find(what, source, make) {
    const { sources, differences } = this, before = sources[what], { revision } = this;
    if (before?.source === source && before.revision === revision) return;
    const now = sources[what] = { source, revision };
    if (before?.source !== source) {
      differences[what] = COMING;
      this.tell(what);
    }
    /** @type {Known} */
    let known;
    try {
      known = { values: await make(), why: "" };
    } catch (error) {
      known = { values: null, why: error instanceof Error ? error.message : String(error) };
    }
    if (sources[what] !== now) return;
    // What could not be had may be there the next time.
    if (known.why) now.revision = -1;
    differences[what] = known;
    this.tell(what);
  }

  answersKey() {
    const { state } = this.store, other = this.beside.store.state;
    return [state.model, other.model, state.predictions !== null, other.predictions !== null].join("\n");
  }

  async changed() {
    const total = this.store.state.study?.itemCount ?? 0;
    const [a, b] = await Promise.all([this.explorer, this.beside.explorer].map((each) => each.neighborRows.all(total)));
    const without = [a ? null : this.store, b ? null : this.beside.store].flatMap((store) =>
      store ? layerName(store.state) : []
    );
    if (!a || !b) throw new Error(`No neighbours of ${without.join(" and ")} are stored.`);
    return await changedNeighborhoods(a, b, total);
  }

  /** @param {Entry | null} entry */
  async moved(entry) {
    if (!entry) throw new Error("The two layers have no embedding of as many dimensions.");
    return apart(await this.movedOf(entry), entry.b);
  }

  /** @param {Entry} entry */
  movedOf(entry) {
    return entry.moved ??= entry.alignment.then((alignment) => aligned(entry.a, alignment));
  }

  async answers() {
    const { study, model, predictions } = this.store.state, { beside } = this, other = beside.store.state.predictions;
    if (!study || !predictions || !other) throw new Error("One of the networks has no predictions.");
    const side = (
      /** @type {string | null} */ folder,
      /** @type {import("../../data/types.js").Predictions} */ told,
    ) => ({
      predictions: told,
      labels: labelsOfOutputs(findModel(study, folder), told, study.classes),
    });
    const [a, b] = [side(model, predictions), side(beside.store.state.model, other)];
    return await answersApart(a, b, study.itemCount, study.classes.length);
  }

  /** Changed neighborhoods by class, with what chance would give. */
  byClass() {
    const { study, items } = this.store.state, { values } = this.differences.neighbors;
    if (!values || !study || !items) return null;
    const means = meansByClass(values, items.labels, study.classes.length, this.scope());
    return { ...means, chance: changedByChance(study.itemCount) };
  }

  /** @param {"alignment" | By} what */
  tell(what) {
    for (const hear of this.onKnown) hear(what);
  }
}

/** @param {import("../../state/store.js").State} state */
const layerName = ({ study, model, layer }) =>
  (study && findLayer(findModel(study, model), layer)?.name) ?? layer ?? "";
