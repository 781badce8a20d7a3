// @ts-check
// The command that makes an optimized image again.

/** @typedef {import("./features.js").FeatureParameters} FeatureParameters */

/** @param {string} word */
const quoted = (word) => /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** "totalVariation" → "--total-variation" @param {string} name */
const option = (name) => `--${name.replace(/([A-Z])/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** A range is written 0.9-1.1, the two ends of a blur 4,1. @param {string} name @param {number | readonly number[]} value */
const words = (name, value) => Array.isArray(value) ? value.join(name === "blur" ? "," : "-") : String(value);

/** Whether the command can say what an image was to excite: a direction may be of numbers that it has no words for.
 * @param {import("./features.js").Feature} feature @param {string} layer its name */
export const isRepeatable = ({ kind, name }, layer) => kind !== "direction" || name === layer || name.includes(":");

/**
 * With all that decides the image.
 * @param {string} study @param {string} model @param {string} objective as text @param {FeatureParameters} parameters
 */
export function maximizeCommand(study, model, objective, parameters) {
  const { parameterization, method, stepCount, learningRate, imagesPerObjective, tolerance, patience, seed } =
    parameters;
  const { transforms, penalties } = parameters;
  return [
    "strata",
    "maximize",
    `${study}.study`,
    ...["--model", model],
    ...["--unit", objective],
    ...["--parameterization", parameterization],
    ...["--method", method],
    ...["--steps", String(stepCount)],
    ...["--learning-rate", String(learningRate)],
    ...["--images-per-unit", String(imagesPerObjective)],
    ...["--tolerance", String(tolerance)],
    ...["--patience", String(patience)],
    ...["--seed", String(seed)],
    ...Object.entries(transforms).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [option(name), words(name, value)]
    ),
    ...Object.entries(penalties).flatMap(([name, weight]) => weight === 0 ? [] : [option(name), String(weight)]),
  ].map(quoted).join(" ");
}
