// @ts-check
// The switches of the marks, each with how many images it is about.

import { countLow, measureNote, trustBy } from "../data/trust-measures.js";
import { thousands } from "../data/study.js";
import { fill, find, h, svg } from "./dom.js";
import { buildThreshold } from "./threshold.js";

/** @typedef {import("../state/store.js").Store} Store */

/** @param {Store} store */
export function buildMarks(store) {
  const root = find("#marks");
  const flip = (/** @type {"misclassified" | "lowTrust"} */ key) => () =>
    store.set({ marks: { ...store.state.marks, [key]: !store.state.marks[key] } });
  const wrong = new Switch(
    "Misclassified",
    flip("misclassified"),
    svg("path", { d: "M5 .5 9.7 9H.3Z", fill: "currentColor" }),
  );
  const low = new Switch(
    "Low trust",
    flip("lowTrust"),
    svg("circle", { cx: 5, cy: 5, r: 4, fill: "none", stroke: "currentColor", "stroke-width": 1.5 }),
  );
  const threshold = buildThreshold(store);
  fill(root, wrong.root, low.root, threshold);
  store.watch(["marks", "tally", "predictions"], ({ marks, tally, predictions }) => {
    // Where no label is a class of the network, no image is known to be wrong.
    wrong.root.hidden = !(predictions && tally && (tally.misclassified > 0 || predictions.correct.includes(1)));
    wrong.show(marks.misclassified, thousands(tally?.misclassified ?? 0));
    wrong.root.title = "Triangles, in the colour of the prediction (m)";
  });
  store.watch(["marks", "trust", "preserved", "seen", "lowBy", "lowBelow", "study", "viewTrust"], (state) => {
    const { marks, lowBy, lowBelow } = state, values = trustBy(state, lowBy);
    low.root.hidden = !state.study || !(values || state.trust || state.viewTrust || marks.lowTrust);
    threshold.hidden = low.root.hidden || !marks.lowTrust;
    const { low: count, known } = values ? countLow(values, lowBelow[lowBy]) : { low: 0, known: 0 };
    const sampled = values !== null && known < values.length;
    low.show(marks.lowTrust, values ? thousands(count) + (sampled ? ` of ${thousands(known)}` : "") : "–");
    low.root.title = `Hollow dots (t). ${measureNote(lowBy)}` +
      (sampled ? `; known for ${thousands(known)} seeded images` : "");
  });
  store.watch(["study", "predictions", "tally", "trust", "viewTrust", "marks"], () => {
    root.hidden = wrong.root.hidden && low.root.hidden;
  });
}

class Switch {
  /** @param {string} name @param {() => void} flip @param {SVGElement} shape */
  constructor(name, flip, shape) {
    this.count = h("span", { class: "muted num" });
    this.root = h(
      "button",
      { class: "row mark", role: "switch", onclick: flip, type: "button" },
      svg("svg", { width: 10, height: 10, "aria-hidden": "true" }, shape),
      h("span", {}, name),
      this.count,
      h("span", { class: "switch" }),
    );
  }

  /** @param {boolean} on @param {string} count */
  show(on, count) {
    this.root.setAttribute("aria-checked", String(on));
    this.count.textContent = count;
  }
}
