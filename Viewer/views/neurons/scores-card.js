// @ts-check
// The scores of one unit: which classes it tells from the rest, by the measure of the toolbar.

import { figure } from "../../data/conditions.js";
import { rate, shortName } from "../../data/study.js";
import { toldColours } from "../../data/told.js";
import { h, meter } from "../../panels/dom.js";
import { classTag } from "../report/class-tag.js";
import { scoreTitle } from "./tools.js";

const ROWS = 6;

/** @param {import("./layer-units.js").LayerUnits} units @param {import("../../state/store.js").State} state
 * @param {number} unit */
export function scoresCard({ score, classes: scored, scores, discrimination, report, told }, state, unit) {
  const { names: classes } = told, colorOf = toldColours(told, state);
  if (!score || scored.length === 0) return null;
  const own = Array.from(scores.subarray(unit * scored.length, (unit + 1) * scored.length), (value, k) => ({
    value,
    label: scored[k],
  })).sort((a, b) => b.value - a.value || a.label - b.label).slice(0, ROWS);
  const forest = report.forests.find((each) => each.class === own[0].label);
  return h(
    "section",
    { class: "side-card", "aria-label": "Scores" },
    h("h2", {}, "Tells apart", h("span", { class: "right muted", title: score.title }, scoreTitle(score))),
    h(
      "div",
      { class: "measure-rows" },
      ...own.flatMap(({ value, label }) => [
        classTag(colorOf(label), classes[label]),
        meter(Math.max(0, value / (discrimination.most || 1)), null, colorOf(label)),
        h("span", { class: "num" }, figure(value)),
      ]),
    ),
    h(
      "p",
      { class: "note-line" },
      `A full bar is the largest score of this layer, ${figure(discrimination.most)}.`,
      forest !== undefined &&
        ` All units together tell ${shortName(classes[forest.class])} in ${rate(forest.balancedAccuracy)}, balanced.`,
    ),
  );
}
