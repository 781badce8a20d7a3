// @ts-check
// Four facts.

import { bestLayer, firstAbove, SEPARATED } from "../../data/report.js";
import { findModel, rate, thousands } from "../../data/study.js";
import { suspectsOf } from "../../data/suspects.js";
import { h } from "../../panels/dom.js";

/** @param {import("../../state/store.js").State} state */
export function facts(state) {
  const { study, suspects, suspectsFailure, decisions } = state, model = study && findModel(study, state.model);
  const best = bestLayer(model, "neighborhoodHit"), first = firstAbove(model, "neighborhoodHit", SEPARATED);
  const wrong = suspectsOf(suspects, "wrongLabel"), reviewed = wrong.filter(({ item }) => decisions.has(item)).length;
  return [
    accuracy(state),
    fact(
      "Best layer",
      best?.layer.name ?? "–",
      best ? `neighbourhood hit ${rate(best.value)}` : "without labels none is best",
    ),
    fact(
      "Classes begin to separate",
      first?.layer.name ?? "nowhere",
      first ? `first above ${rate(SEPARATED, 1)}` : `no layer has a neighbourhood hit above ${rate(SEPARATED, 1)}`,
    ),
    suspects
      ? fact(
        "Suspect labels",
        thousands(wrong.length),
        `${thousands(reviewed)} reviewed, ${thousands(suspects.suspects.length)} images to look at`,
      )
      : fact("Suspect labels", "–", suspectsFailure ? "not looked for yet" : "asking …"),
  ];
}

/** @param {import("../../state/store.js").State} state */
function accuracy({ study, model, tally }) {
  const said = study && findModel(study, model)?.accuracy;
  if (!said || said.top1 === null) {
    return fact("Right at first guess", "–", "no prediction can be compared with a label");
  }
  const wrong = tally?.misclassified ?? 0;
  return fact(
    "Right at first guess",
    `${(said.top1 * 100).toFixed(1)}%`,
    `${thousands(wrong)} of ${thousands(said.counted)} wrong`,
  );
}

/** @param {string} what @param {string} value @param {string} more */
const fact = (what, value, more) =>
  h(
    "div",
    { class: "fact" },
    h("div", { class: "muted" }, what),
    h(
      "div",
      { class: "fact-value" },
      h("b", { class: "clip", title: value }, value),
      h("span", { class: "soft" }, more),
    ),
  );
