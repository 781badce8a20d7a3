// @ts-check
// Units that go with one, or against it.

import { thousands } from "../../data/study.js";
import { fill, h } from "../../panels/dom.js";
import { chooseUnits } from "../../state/neurons.js";

const SHOWN = 8;

/** ".86", "−.58" @param {number} r */
const signed = (r) => `${r < 0 ? "−" : ""}${Math.abs(r).toFixed(2).replace(/^0/, "")}`;

export class WorksWith {
  /** @param {import("../../state/store.js").Store} store
   * @param {import("../../data/neuron-requests.js").NeuronRequests} requests */
  constructor(store, requests) {
    this.store = store;
    this.requests = requests;
    this.key = "";
    this.rows = h("div", { class: "partner-rows" });
    this.root = h(
      "section",
      { class: "side-card", "aria-label": "Works with" },
      h("h2", {}, "Works with", h("span", { class: "right muted" }, "correlation")),
      this.rows,
    );
  }

  /** @param {import("../../data/neuron-requests.js").Place} place @param {number} unit */
  of(place, unit) {
    const key = `${place.model}/${place.layer}/${unit}`;
    if (key === this.key) return this.root;
    this.key = key;
    fill(this.rows, h("p", { class: "muted" }, "…"));
    this.requests.correlated(place, unit, SHOWN).then(({ correlated }) => {
      if (this.key !== key) return;
      fill(this.rows, ...correlated.map((each) => this.row(each)));
      if (correlated.length === 0) fill(this.rows, h("p", { class: "muted" }, "No other unit goes with it."));
    }, (error) => {
      if (this.key !== key) return;
      this.key = "";
      fill(this.rows, h("p", { class: "soft" }, String(error?.message ?? error)));
    });
    return this.root;
  }

  /** @param {{ neuron: number, correlation: number }} partner */
  row({ neuron, correlation }) {
    const { store } = this, bar = h("i"), track = h("span", { class: "signed-meter", "aria-hidden": "true" }, bar);
    const half = 50 * Math.min(1, Math.abs(correlation));
    bar.style.width = `${half}%`;
    bar.style.left = `${correlation < 0 ? 50 - half : 50}%`;
    bar.classList.toggle("against", correlation < 0);
    return h(
      "button",
      {
        class: "partner num",
        type: "button",
        "data-unit": neuron,
        title: `Unit ${thousands(neuron)} ${correlation < 0 ? "goes against" : "goes with"} this one: r ${
          signed(correlation)
        }`,
        onclick: () => chooseUnits(store, [neuron]),
        onpointerenter: () => store.set({ hoveredUnit: neuron }),
        onpointerleave: () => store.set({ hoveredUnit: -1 }),
      },
      h("span", {}, thousands(neuron)),
      track,
      h("span", { class: "soft" }, signed(correlation)),
    );
  }
}
