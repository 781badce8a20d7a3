// @ts-check
// The numbers of an optimized image, and everything that it was made with.

import { figure } from "../../data/conditions.js";
import { isVoid } from "../../data/features.js";
import { thousands } from "../../data/study.js";
import { h } from "../../panels/dom.js";
import { parameterRows } from "./words.js";

/** @param {[string, string][]} rows */
const facts = (rows) =>
  h(
    "dl",
    { class: "facts" },
    ...rows.flatMap(([what, value]) => [h("dt", {}, what), h("dd", { class: "num" }, value)]),
  );

/** @param {import("../../data/features.js").Feature} feature
 * @param {import("../../data/features.js").FeatureParameters} parameters */
export function factRows(feature, { stepCount, seed }) {
  const { value, firstValue, largest, rank } = feature;
  return facts([
    ["Objective", figure(value)],
    ...(firstValue === null ? [] : [/** @type {[string, string]} */ (["at the beginning", figure(firstValue)])]),
    ...(largest === null ? [] : [/** @type {[string, string]} */ (["Study's strongest image", figure(largest)])]),
    ...(rank === null || isVoid(feature)
      ? []
      : [/** @type {[string, string]} */ (["Above the study's images", `${Math.floor(1e4 * rank) / 100} %`])]),
    ["Steps", `${thousands(feature.stepCount)} of ${thousands(stepCount)}`],
    ["Seed", String(seed)],
  ]);
}

/** @param {import("../../data/features.js").FeatureParameters} parameters */
export const parametersCard = (parameters) =>
  h(
    "section",
    { class: "side-card quiet feature-parameters", "aria-label": "How it was made" },
    h("h2", {}, "How it was made"),
    facts(parameterRows(parameters)),
  );
