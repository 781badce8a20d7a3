// @ts-check
// What low trust is: by which measure, and below what.

import { measureName, measureNote, MEASURES } from "../data/trust-measures.js";
import { dimensionsOf, rate } from "../data/study.js";
import { measureBy } from "../state/colouring.js";
import { fill, h, picker } from "./dom.js";

/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {import("../data/trust-measures.js").TrustMeasure} TrustMeasure */

/** @param {Store} store @param {string} [className] @returns {HTMLElement} chooses the measure of trust */
export function buildMeasurePicker(store, className = "") {
  const root = h("span", { class: "measure" });
  let before = "";
  store.watch(["lowBy", "study", "model", "layer", "embedding"], (state) => {
    const dimensions = dimensionsOf(state), now = `${state.lowBy} ${dimensions}`;
    root.title = measureNote(state.lowBy);
    // The same element stays: a keyboard may be on it.
    if (now === before) return;
    before = now;
    const select = root.querySelector("select");
    const options = MEASURES.map((by) => /** @type {[string, string]} */ ([by, measureName(by, dimensions)]));
    if (select?.dataset.dimensions === String(dimensions)) {
      select.value = state.lowBy;
      return;
    }
    const choose = (/** @type {string} */ by) => measureBy(store, /** @type {TrustMeasure} */ (by));
    fill(root, picker("Measure of trust", "", options, state.lowBy, choose, className));
    root.querySelector("select")?.setAttribute("data-dimensions", String(dimensions));
  });
  return root;
}

/** @param {Store} store @returns {HTMLElement} */
export function buildThreshold(store) {
  const told = h("output", { class: "num" });
  const slider = /** @type {HTMLInputElement} */ (h("input", {
    type: "range",
    min: .05,
    max: 1,
    step: .01,
    "aria-label": "Trust below this is low",
    oninput: () => {
      const { lowBy, lowBelow } = store.state;
      store.set({ lowBelow: { ...lowBelow, [lowBy]: Number(slider.value) } });
    },
  }));
  store.watch(["lowBy", "lowBelow"], ({ lowBy, lowBelow }) => {
    slider.value = String(lowBelow[lowBy]);
    told.textContent = `< ${rate(lowBelow[lowBy], 2)}`;
    slider.setAttribute("aria-valuetext", `below ${rate(lowBelow[lowBy], 2)}`);
  });
  return h("div", { class: "threshold" }, buildMeasurePicker(store, "quiet"), slider, told);
}

/** In the legend, while the colours are trust: by which measure, and what that is. @param {Store} store
 * @returns {HTMLElement} */
export function buildTrustLegend(store) {
  const note = h("p", { class: "note-line" });
  const root = h("div", { class: "trust-legend" }, buildMeasurePicker(store), note);
  store.watch(["colouring", "lowBy", "viewTrust", "coloured"], ({ colouring, lowBy, coloured, study }) => {
    root.hidden = colouring.kind !== "trust";
    if (root.hidden) return;
    const total = study?.itemCount ?? 0, known = coloured?.type === "values" ? coloured.known : total;
    const some = known < total ? ` Known for ${known.toLocaleString("en-US")} seeded images; the others are grey.` : "";
    note.textContent = `${measureNote(lowBy)}.${some}`;
  });
  return root;
}
