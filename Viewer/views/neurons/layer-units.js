// @ts-check
// What is known of a layer's units, asked for once: the report, where the units lie, how they tell classes apart.

import { RequestError } from "../../data/client.js";
import { discriminated, placesOf } from "../../data/neurons.js";

/** @typedef {import("../../data/neuron-requests.js").Place} Place */
/** @typedef {import("../../data/neurons.js").NeuronReport} NeuronReport */

/**
 * @typedef {object} LayerUnits
 * @property {Place} place
 * @property {NeuronReport} report
 * @property {import("../../data/told.js").Told} told what classes are here
 * @property {import("../../data/neurons.js").UnitProjection} projection
 * @property {import("../../data/neurons.js").UnitPlaces} places
 * @property {import("../../data/neurons.js").UnitScore | null} score null: there are no labels
 * @property {readonly number[]} classes those that are told from the rest, in the order of the columns
 * @property {Float32Array} scores units × these classes
 * @property {import("../../data/neurons.js").Discrimination} discrimination
 */

/** Layers whose answers are kept. */
const KEPT = 12;

export class UnitLibrary {
  /** @param {import("../../data/neuron-requests.js").NeuronRequests} requests */
  constructor(requests) {
    this.requests = requests;
    /** @type {Map<string, Promise<any>>} */
    this.kept = new Map();
  }

  /** @template T @param {string} key @param {() => Promise<T>} ask @returns {Promise<T>} */
  once(key, ask) {
    const known = this.kept.get(key);
    if (known) return known;
    const asked = ask();
    asked.catch(() => this.kept.delete(key));
    this.kept.set(key, asked);
    for (const old of this.kept.keys()) {
      if (this.kept.size <= 4 * KEPT) break;
      this.kept.delete(old);
    }
    return asked;
  }

  /** After another analysis. */
  forget() {
    this.kept.clear();
  }

  /** Null where nobody has analyzed the units of this layer. @param {Place} place @param {string} [column] "": the label
   * @returns {Promise<NeuronReport | null>} */
  report(place, column = "") {
    const key = `${place.model}/${place.layer}?${column}`;
    return this.once(key, () => this.requests.report(place, column)).catch((error) => {
      if (error instanceof RequestError && error.kind === "missing") return null;
      throw error;
    });
  }

  /** The report on the column that is wanted; where units were not scored for it, on the label.
   * @param {Place} place @param {string} column @returns {Promise<NeuronReport | null>} */
  async told(place, column) {
    const ofLabel = await this.report(place);
    return ofLabel?.columns.includes(column) ? await this.report(place, column) ?? ofLabel : ofLabel;
  }

  /** The chosen projection and score, else the first of each. @param {Place} place
   * @param {{ projection: string, score: string, apart: string }} wanted @param {readonly string[]} labels
   * @returns {Promise<LayerUnits | null>} */
  async units(place, wanted, labels) {
    const report = await this.told(place, wanted.apart), key = `${place.model}/${place.layer}`;
    if (!report) return null;
    const projection = report.projections.find(({ name }) => name === wanted.projection) ?? report.projections[0];
    const score = report.scores.find(({ name }) => name === wanted.score) ?? report.scores[0] ?? null;
    const classes = report.scoredClasses ?? labels.map((_, k) => k), column = report.groups?.column ?? "";
    if (!projection) throw new Error("The units of this layer have no projection. Run strata neurons again.");
    const [places, [scores, discrimination]] = await Promise.all([
      this.once(`${key}/${projection.name}`, async () =>
        placesOf(
          await this.requests.projection(place, projection.name, report.neuronCount),
        )),
      score && classes.length > 0
        ? this.once(
          `${key}/${score.name}/${classes}?${column}`,
          () => this.scored(place, score.name, report, classes, column),
        )
        : [new Float32Array(0), {
          best: new Int32Array(report.neuronCount).fill(-1),
          value: new Float32Array(0),
          most: 0,
        }],
    ]);
    // One object a report, so that what is worked out of it is worked out once.
    const told = await this.once(`told/${key}?${column}/${labels.length}`, () =>
      Promise.resolve({
        column,
        names: report.groups?.values ?? labels,
        upperBounds: report.groups?.upperBounds ?? null,
      }));
    return { place, report, told, projection, places, score, classes, scores, discrimination };
  }

  /** @param {Place} place @param {string} name @param {NeuronReport} report @param {readonly number[]} classes
   * @param {string} column
   * @returns {Promise<[Float32Array, import("../../data/neurons.js").Discrimination]>} */
  async scored(place, name, report, classes, column) {
    const scores = await this.requests.scores(place, name, report.neuronCount, classes.length, column);
    return [scores, discriminated(scores, classes)];
  }
}

/** "channel 12" → what a reader calls it. @param {NeuronReport["kind"]} kind @param {number} count */
export const kindWords = (kind, count) => count === 1 ? kind : `${kind}s`;
