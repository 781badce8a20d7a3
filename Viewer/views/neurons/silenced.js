// @ts-check
// What becomes of the network's accuracy when a unit is silenced, where that has been worked out.

import { classColours } from "../../data/class-colours.js";
import { RequestError } from "../../data/client.js";
import { rate, thousands } from "../../data/study.js";
import { fill, h } from "../../panels/dom.js";
import { classTag } from "../report/class-tag.js";

const ROWS = 5;

/** A difference of rates, with its sign. @param {number} change */
const points = (change) =>
  `${change > 0 ? "+" : change < 0 ? "−" : "±"}${Math.abs(change).toFixed(3).replace(/^0/, "")}`;

/** The classes that lose or gain most. @param {import("../../data/neurons.js").Silencing} silencing */
export const mostChanged = ({ classes }) =>
  classes.map((each) => ({ ...each, change: each.after - each.before })).filter(({ change }) => change !== 0)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || a.class - b.class).slice(0, ROWS);

export class Silenced {
  /** @param {import("../../state/store.js").Store} store
   * @param {import("../../data/neuron-requests.js").NeuronRequests} requests */
  constructor(store, requests) {
    this.store = store;
    this.requests = requests;
    this.key = "";
    this.root = h("section", { class: "side-card", hidden: true, "aria-label": "Silenced" });
  }

  /** @param {import("../../data/neuron-requests.js").Place} place @param {number} unit */
  of(place, unit) {
    const key = `${place.model}/${place.layer}/${unit}`, { root } = this;
    if (key === this.key) return root;
    this.key = key;
    this.requests.silencing(place, unit).then((silencing) => {
      if (this.key === key) this.show(false, ...words(silencing, this.store.state));
    }, (error) => {
      if (this.key !== key) return;
      const missing = error instanceof RequestError && error.kind === "missing";
      const how = [h("code", {}, "strata silence --each"), " works out what the network loses without this unit."];
      this.show(missing, h("p", { class: "muted" }, ...(missing ? how : [String(error?.message ?? error)])));
    });
    return root;
  }

  /** @param {boolean} quiet @param {...import("../../panels/dom.js").Child} children */
  show(quiet, ...children) {
    this.root.hidden = false;
    this.root.classList.toggle("quiet", quiet);
    fill(this.root, ...children);
  }
}

/** @param {import("../../data/neurons.js").Silencing} silencing @param {import("../../state/store.js").State} state */
function words(silencing, state) {
  const { replacement, itemCount, accuracy: { before, after } } = silencing, classes = state.study?.classes ?? [];
  const colorOf = classColours(state), changed = mostChanged(silencing);
  return [
    h("h2", {}, "Silenced", h("span", { class: "right num" }, points(after - before))),
    h(
      "p",
      { class: "soft" },
      `Set to ${replacement === "zero" ? "0" : "its mean"}, the network is right in ${rate(after)} instead of ${
        rate(before)
      } of ${thousands(itemCount)} images.`,
    ),
    h(
      "div",
      { class: "measure-rows silenced" },
      ...changed.flatMap(({ class: label, change, before: was, after: is }) => [
        classTag(colorOf(label), classes[label] ?? ""),
        h("span", { class: "muted num" }, `${rate(was)} to ${rate(is)}`),
        h("span", { class: "num" }, points(change)),
      ]),
    ),
    changed.length === 0 && h("p", { class: "muted" }, "No class gains or loses."),
  ];
}
