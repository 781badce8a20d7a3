// @ts-check
// Optimized images in words: what was asked for, how it ended, how it compares with the study's images, how it was made.

import { figure } from "../../data/conditions.js";
import { isVoid, isWeak } from "../../data/features.js";
import { shortName, thousands } from "../../data/study.js";

/** @typedef {import("../../data/features.js").Feature} Feature */
/** @typedef {import("../../data/features.js").FeatureParameters} FeatureParameters */

const PARAMETERIZATIONS = /** @type {Record<string, string>} */ ({
  fourier: "Fourier basis",
  pixels: "Pixels",
  maco: "Phases at a fixed spectrum (MACO)",
});
const METHODS = /** @type {Record<string, string>} */ ({ adam: "Adam", lbfgs: "L-BFGS" });
const PENALTIES = /** @type {Record<string, string>} */ ({ l1: "L1", l2: "L2" });

/** What is said once of all of them. */
export const NO_PHOTOGRAPHS =
  "Made by optimization, no photographs: what this network answers most to, as far as the method found it.";

/** A setting as it was given, without zeros that say nothing. @param {number} value */
const setting = (value) => String(Number(value.toPrecision(4))).replace(/^(-?)0\./, "$1.");

/** "totalVariation" → "Total variation" @param {string} name */
export const spelledOut = (name) =>
  PENALTIES[name] ??
    name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^./, (first) => first.toUpperCase());

/** @param {Feature} feature @param {string} layer its name @param {boolean} hasPlaces a channel has many, a unit one */
export function objectiveWords({ kind, channel, name, label }, layer, hasPlaces) {
  if (kind === "class") {
    const named = label === null ? `class ${channel}` : shortName(label);
    return name.startsWith("probability:")
      ? `The logarithm of the probability of ${named}.`
      : `The score of ${named} before it becomes a probability.`;
  }
  if (kind === "direction") return `${name}, in ${layer}.`;
  return hasPlaces
    ? `The mean of channel ${thousands(channel)} of ${layer} over all its positions.`
    : `The activation of unit ${thousands(channel)} of ${layer}.`;
}

/** @param {Pick<Feature, "outcome" | "stepCount">} feature @param {FeatureParameters} parameters */
export function outcomeWords({ outcome, stepCount }, { stepCount: most }) {
  const steps = `${thousands(stepCount)} of ${thousands(most)} steps`;
  switch (outcome) {
    case "converged":
      return `Converged after ${steps}: it had stopped rising.`;
    case "allSteps":
      return `All ${thousands(most)} steps were taken: with more it might have risen further.`;
    case "silent":
      return `Never excited in ${steps}: the picture is where the search began, and means nothing.`;
    default:
      return `Broken off after ${steps}, when numbers were no longer finite: the picture means nothing.`;
  }
}

/** In one word, for a tile; empty: nothing to remark. @param {Feature} feature */
export function remark(feature) {
  if (feature.outcome === "silent") return "silent";
  if (feature.outcome === "notFinite") return "broken off";
  return isWeak(feature) ? "weaker than the study's own images" : "";
}

/** A share, never rounded up to all. @param {number} share */
const percent = (share) => `${(Math.floor(1000 * share) / 10).toLocaleString("en-US")} %`;

/** How the image compares with those of the study; empty: there is nothing to compare.
 * @param {Feature} feature @param {number} itemCount */
export function comparisonWords(feature, itemCount) {
  const { value, rank, largest } = feature, images = `the study's ${thousands(itemCount)} images`;
  if (isVoid(feature)) return "";
  if (rank === null) return "How the study's images compare is not known.";
  const strongest = largest !== null && largest > 0 ? value / largest : NaN;
  if (rank >= 1) {
    const times = strongest >= 1 ? `, ${figure(strongest)} times as much as the strongest of them` : "";
    return `It excites more than any of ${images}${times}.`;
  }
  if (isWeak(feature)) {
    return `Weaker than the study's own images: only ${percent(rank)} of ${images} excite less.`;
  }
  return `It excites more than ${percent(rank)} of ${images}.`;
}

/** Above the gallery. @param {FeatureParameters} parameters */
export function summaryWords({ parameterization, method, stepCount, transforms, seed }) {
  const done = Object.entries(transforms).filter(([name, value]) => transformWords(name, value) !== "none")
    .map(([name]) => name);
  const moved = done.length > 1 ? `${done.slice(0, -1).join(", ")} and ${done.at(-1)}` : done[0] ?? "no transforms";
  return [
    PARAMETERIZATIONS[parameterization] ?? parameterization,
    METHODS[method] ?? method,
    `at most ${thousands(stepCount)} steps`,
    moved,
    `seed ${seed}`,
  ].join(", ");
}

/** @param {string} name @param {number | number[] | null} value */
function transformWords(name, value) {
  if (value === null || value === undefined) return "none";
  const pair = Array.isArray(value) ? value : null, number = Array.isArray(value) ? NaN : value;
  switch (name) {
    case "jitter":
      return number === 0 ? "none" : `up to ${Number((100 * number).toPrecision(3))} % of the side`;
    case "rotation":
      return number === 0 ? "none" : `up to ${setting(number)}° each way`;
    case "scale":
      return pair && pair.every((end) => end === 1) ? "none" : (pair ?? [number]).map(setting).join(" to ");
    case "blur":
      return (pair ?? [number]).map((each) => `${setting(each)} px`).join(" to ");
    default:
      return number === 0 ? "none" : (pair ?? [number]).map(setting).join(" to ");
  }
}

/** All that the images were made with, by name. @param {FeatureParameters} parameters @returns {[string, string][]} */
export function parameterRows(parameters) {
  const { parameterization, method, transforms, penalties, colors, content, style } = parameters;
  const used = Object.entries(penalties).filter(([, weight]) => weight !== 0);
  return [
    ["Picture as", PARAMETERIZATIONS[parameterization] ?? parameterization],
    ["Method", METHODS[method] ?? method],
    ["Steps at most", thousands(parameters.stepCount)],
    ["Learning rate", setting(parameters.learningRate)],
    ["Images a unit", thousands(parameters.imagesPerObjective)],
    ["Tolerance, patience", `${setting(parameters.tolerance)}, ${thousands(parameters.patience)} steps`],
    ["Seed", String(parameters.seed)],
    ...Object.entries(transforms).map((
      [name, value],
    ) => /** @type {[string, string]} */ ([spelledOut(name), transformWords(name, value)])),
    .../** @type {[string, string][]} */ (used.length > 0
      ? used.map(([name, weight]) => [`Penalty: ${spelledOut(name).toLowerCase()}`, setting(weight)])
      : [["Penalties", "none"]]),
    .../** @type {[string, string][]} */ ([["Content", content], ["Style", style]].flatMap(([name, image]) =>
      image ? [[name, likeness(/** @type {import("../../data/features.js").ReferencePenalty} */ (image))]] : []
    )),
    ["Colours", colors],
  ];
}

/** Which image others are to be like, and where. @param {import("../../data/features.js").ReferencePenalty} image */
function likeness({ name, layers, weight }) {
  const where = layers.length > 0 ? ` in ${layers.join(", ")}` : "";
  return `like ${name}${where}, weight ${setting(weight)}`;
}
