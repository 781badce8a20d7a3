// @ts-check
// What the page asks the server about the units of a layer.

/** @typedef {import("./client.js").Client} Client */
/** @typedef {{ model: string, layer: string }} Place folders */

/** @param {Place} place */
const at = ({ model, layer }) => `/api/models/${model}/layers/${layer}`;

/** What a report without labels need not say. */
const UNSCORED = {
  clusters: null,
  scoredClasses: null,
  scores: [],
  forests: [],
  specialization: null,
  bestClass: null,
  bestScore: null,
  groups: null,
  columns: [],
};

/** @param {string} column "": the label */
const by = (column) => column === "" ? "" : `?by=${encodeURIComponent(column)}`;

export class NeuronRequests {
  /** @param {Client} client */
  constructor(client) {
    this.client = client;
  }

  /** @param {Place} place @param {string} [column] whose values are told apart; "": the label
   * @returns {Promise<import("./neurons.js").NeuronReport>} */
  async report(place, column = "") {
    return { ...UNSCORED, ...await this.client.json(`${at(place)}/neurons${by(column)}`) };
  }

  /** Two numbers a unit, NaN for those that are constant. @param {Place} place @param {string} name
   * @param {number} count of units */
  projection(place, name, count) {
    return this.client.numbers(`${at(place)}/neurons/projections/${name}`, [count, 2]);
  }

  /** A score for every unit and class. @param {Place} place @param {string} name @param {number} count
   * @param {number} classCount @param {string} [column] */
  scores(place, name, count, classCount, column = "") {
    return this.client.numbers(`${at(place)}/neurons/scores/${name}${by(column)}`, [count, classCount]);
  }

  /** Units that go with one or against it, the strongest first. @param {Place} place @param {number} neuron
   * @param {number} count @returns {Promise<{ correlated: { neuron: number, correlation: number }[] }>} */
  correlated(place, neuron, count) {
    return this.client.json(`${at(place)}/neurons/correlated?neuron=${neuron}&count=${count}`);
  }

  /** Units that tell some images from all the others, the farthest from ½ first. @param {Place} place
   * @param {ArrayLike<number>} items @param {number} count @returns {Promise<import("./neurons.js").Separation>} */
  separating(place, items, count) {
    return this.client.json(`${at(place)}/neurons/separating`, undefined, { items: Array.from(items), count });
  }

  /** Images that excite several units together. @param {Place} place @param {readonly number[]} neurons
   * @param {number} count @returns {Promise<{ images: { item: number, value: number }[] }>} */
  exciting(place, neurons, count) {
    return this.client.json(`${at(place)}/neurons/exciting`, undefined, { neurons, count });
  }

  /** What becomes of the accuracy without a unit. @param {Place} place @param {number} neuron
   * @returns {Promise<import("./neurons.js").Silencing>} */
  silencing(place, neuron) {
    return this.client.json(`${at(place)}/neurons/silencing?neuron=${neuron}`);
  }
}
