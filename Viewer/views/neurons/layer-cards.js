// @ts-check
// Before a unit is chosen: how well all units of the layer tell classes, whether a class's units keep together, and how
// far the picture can be trusted.

import { rate, thousands } from "../../data/study.js";
import { toldColours } from "../../data/told.js";
import { h, meter } from "../../panels/dom.js";
import { classTag } from "../report/class-tag.js";
import { kindWords } from "./layer-units.js";

/** @typedef {import("./layer-units.js").LayerUnits} LayerUnits */
/** @typedef {import("../../state/store.js").State} State */

const ROWS = 16, NAMED = 400;

const MEASURES = /** @type {Record<string, string>} */ ({
  normalizedStress: "Stress",
  trustworthiness: "Trustworthiness",
  continuity: "Continuity",
});

/** @param {LayerUnits} units @param {State} state @returns {(Node | false)[]} */
export function layerCards(units, state) {
  const { report, projection } = units;
  return [
    h(
      "section",
      { class: "side-card", "aria-label": "No unit chosen" },
      h("div", { class: "side-head" }, h("h2", {}, "No unit chosen")),
      h(
        "p",
        { class: "soft" },
        "Click a unit to see what it answers to. Brush several, or brush images to see which units tell them apart.",
      ),
    ),
    report.forests.length > 0 && powerCard(units, state),
    report.specialization !== null && specializationCard(report.specialization, units.told),
    facts("This picture", [
      ...Object.entries(projection.measures ?? {}).map((
        [key, value],
      ) => /** @type {[string, string]} */ ([MEASURES[key] ?? key, rate(value, 2)])),
      ["Units", thousands(report.neuronCount)],
      ["Images", thousands(report.itemCount)],
    ]),
    report.constant.length > 0 && constantCard(report),
  ];
}

/** The strength of the units together, beside what guessing gives. @param {LayerUnits} units @param {State} state */
function powerCard({ report: { forests }, told }, state) {
  const { names: classes, column } = told, colorOf = toldColours(told, state);
  const title = `How well the units tell ${column === "" ? "classes" : column}`;
  const known = (/** @type {import("../../data/neurons.js").Forest} */ forest) => forest.balancedAccuracy ?? 0;
  const sorted = [...forests].sort((a, b) => known(b) - known(a) || a.class - b.class);
  const shown = sorted.length > ROWS ? [...sorted.slice(0, ROWS / 2), ...sorted.slice(-ROWS / 2)] : sorted;
  return h(
    "section",
    { class: "side-card", "aria-label": title },
    h("h2", {}, title, h("span", { class: "right muted" }, "balanced")),
    h(
      "div",
      { class: "measure-rows" },
      ...shown.flatMap((forest) => {
        const { class: label, accuracy, balancedAccuracy, baseline } = forest,
          row = [
            classTag(colorOf(label), classes[label] ?? ""),
            meter(balancedAccuracy === null ? null : Math.max(0, 2 * balancedAccuracy - 1), null, colorOf(label)),
            h("span", { class: "num" }, rate(balancedAccuracy)),
          ];
        row[1].title = `Right in ${rate(accuracy)} of images; who always says no is right in ${rate(baseline)}`;
        return row;
      }),
    ),
    h(
      "p",
      { class: "note-line" },
      `A forest of all units, each ${column === "" ? "class" : "value"} against the rest, on images it has not seen: `,
      "mean of both sides' accuracy; the bars begin at chance, .50.",
      sorted.length > shown.length && ` The ${ROWS / 2} best and the ${ROWS / 2} worst of ${thousands(sorted.length)}.`,
    ),
  );
}

/** @param {import("../../data/neurons.js").Specialization} specialization @param {import("../../data/told.js").Told} told */
function specializationCard({ value, expected, pValue, permutationCount, classes }, { column }) {
  const [one, many] = column === "" ? ["class", "classes"] : [`value of ${column}`, "values"];
  const strong = classes.filter((each) => each.pValue <= .05).length;
  return h(
    "section",
    { class: "side-card", "aria-label": "Specialization" },
    h("h2", {}, "Specialization", h("span", { class: "right num" }, rate(value, 2))),
    h(
      "p",
      { class: "soft" },
      `How much units of the same ${one} keep together; by chance ${rate(expected, 2)}, `,
      `p ${pValue <= 1 / (permutationCount + 1) ? "≤" : "="} ${rate(pValue)} from ${
        thousands(permutationCount)
      } shuffles. `,
      classes.length > 0 && `${strong} of ${classes.length} ${many} by themselves.`,
    ),
  );
}

/** @param {string} title @param {[string, string][]} rows */
const facts = (title, rows) =>
  h(
    "section",
    { class: "side-card", "aria-label": title },
    h("h2", {}, title),
    h(
      "dl",
      { class: "facts" },
      ...rows.flatMap(([what, value]) => [h("dt", {}, what), h("dd", { class: "num" }, value)]),
    ),
  );

/** @param {import("../../data/neurons.js").NeuronReport} report */
function constantCard({ constant, kind }) {
  const names = h(
    "p",
    { class: "soft num" },
    constant.slice(0, NAMED).map((unit) => thousands(unit)).join(" "),
    constant.length > NAMED && ` and ${thousands(constant.length - NAMED)} more`,
  );
  return h(
    "details",
    { class: "side-card constant" },
    h("summary", {}, `${thousands(constant.length)} constant ${kindWords(kind, constant.length)} left out`),
    h("p", { class: "soft" }, "The same for every image, so that nothing goes with them."),
    names,
  );
}
