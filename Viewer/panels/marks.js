// @ts-check
// The switches of the marks, each with how many images it is about.

import { thousands } from "../data/study.js";
import { fill, find, h, svg } from "./dom.js";

/** @typedef {import("../state/store.js").Store} Store */

/** @param {Store} store */
export function buildMarks(store) {
  const root = find("#marks");
  store.watch(["marks", "tally", "predictions", "trust"], ({ marks, tally, predictions, trust }) => {
    const low = trust ? trust.reduce((sum, value) => sum + (value < .8 ? 1 : 0), 0) : 0;
    const flip = (/** @type {"misclassified" | "lowTrust"} */ key) => () =>
      store.set({ marks: { ...store.state.marks, [key]: !store.state.marks[key] } });
    const rows = [
      // Where no label is a class of the network, no image is known to be wrong.
      predictions && tally && (tally.misclassified > 0 || predictions.correct.includes(1)) &&
      row(
        "Misclassified",
        "Triangles, in the colour of the prediction (m)",
        tally.misclassified,
        marks.misclassified,
        flip("misclassified"),
        svg("path", { d: "M5 .5 9.7 9H.3Z", fill: "currentColor" }),
      ),
      trust &&
      row(
        "Low trust",
        "Hollow dots: trust below .8 (t)",
        low,
        marks.lowTrust,
        flip("lowTrust"),
        svg("circle", { cx: 5, cy: 5, r: 4, fill: "none", stroke: "currentColor", "stroke-width": 1.5 }),
      ),
    ];
    root.hidden = rows.every((each) => !each);
    fill(root, ...rows);
  });
}

/** @param {string} name @param {string} title @param {number} count @param {boolean} on @param {() => void} flip
 * @param {SVGElement} shape */
function row(name, title, count, on, flip, shape) {
  return h(
    "button",
    { class: "row mark", role: "switch", "aria-checked": String(on), title, onclick: flip, type: "button" },
    svg("svg", { width: 10, height: 10, "aria-hidden": "true" }, shape),
    h("span", {}, name),
    h("span", { class: "muted num" }, thousands(count)),
    h("span", { class: "switch" }),
  );
}
