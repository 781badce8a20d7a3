// @ts-check
// Which units tell the selected images from all the others: asked for once a selection and layer.

/** @typedef {import("../../data/neuron-requests.js").Place} Place */

export const LISTED = 50;

/** A unit is lit where chance is an unlikely reason. */
const CERTAIN = .05;

export class Ranking {
  /** @param {import("../../state/store.js").Store} store
   * @param {import("../../data/neuron-requests.js").NeuronRequests} requests */
  constructor(store, requests) {
    this.store = store;
    this.requests = requests;
    /** @type {import("../../data/neurons.js").Separation | null} */
    this.separation = null;
    this.failure = "";
    /** @type {{ place: string, selection: Int32Array | null }} */
    this.asked = { place: "", selection: null };
    /** Called when another answer is there, or none. @type {() => void} */
    this.onChange = () => {};
  }

  get wanted() {
    const { neurons, selection } = this.store.state;
    return neurons.ranked && selection.length > 0;
  }

  /** @param {Place | null} place null: its units are not known */
  update(place) {
    const { selection } = this.store.state, { asked } = this, key = place ? `${place.model}/${place.layer}` : "";
    if (!place || !this.wanted) {
      if (asked.selection) this.forget();
      return;
    }
    if (asked.place === key && asked.selection === selection) return;
    this.asked = { place: key, selection };
    this.separation = null;
    this.failure = "";
    this.onChange();
    const current = () => this.asked.place === key && this.asked.selection === selection;
    this.requests.separating(place, selection, LISTED).then((separation) => {
      if (!current()) return;
      this.separation = separation;
      this.onChange();
    }, (error) => {
      if (!current()) return;
      this.failure = error instanceof Error ? error.message : String(error);
      this.onChange();
    });
  }

  forget() {
    this.asked = { place: "", selection: null };
    this.separation = null;
    this.failure = "";
    this.onChange();
  }

  /** Flags of the units that stand out; null: nothing is ranked. @param {number} count of units */
  lit(count) {
    if (!this.wanted || !this.separation) return null;
    const flags = new Uint8Array(count);
    for (const { neuron, correctedPValue } of this.separation.neurons) {
      if (correctedPValue <= CERTAIN) flags[neuron] = 1;
    }
    return flags;
  }

  /** In their order. @returns {number[]} */
  get units() {
    return this.separation?.neurons.map(({ neuron }) => neuron) ?? [];
  }
}
