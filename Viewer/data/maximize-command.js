// @ts-check
// The command that makes an optimized image again.

/** @typedef {import("./features.js").FeatureParameters} FeatureParameters */

/** @param {string} word */
const quoted = (word) => /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** "totalVariation" → "--total-variation" @param {string} name */
const option = (name) => `--${name.replace(/([A-Z])/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** A range is written 0.9-1.1, the two ends of a blur 4,1. @param {string} name @param {number | readonly number[]} value */
const words = (name, value) => Array.isArray(value) ? value.join(name === "blur" ? "," : "-") : String(value);

/** The image of a content or style; only its name is known, not its folder.
 * @param {string} kind @param {import("./features.js").ReferencePenalty | undefined} image */
const reference = (kind, image) =>
  image
    ? [
      `--${kind}`,
      image.name + (image.layers.length > 0 ? `@${image.layers.join(",")}` : ""),
      `--${kind}-weight`,
      String(image.weight),
    ]
    : [];

/** Whether the command can say what an image was to excite: a direction may be of numbers that it has no words for.
 * @param {import("./features.js").Feature} feature @param {string} layer its name */
export const isRepeatable = ({ kind, name }, layer) => kind !== "direction" || name === layer || name.includes(":");

/** All that decides an image besides what it is to excite. @param {FeatureParameters} parameters @returns {string[]} */
export function parameterOptions(parameters) {
  const { parameterization, method, stepCount, learningRate, imagesPerObjective, tolerance, patience, seed } =
    parameters;
  const { transforms, penalties, content, style } = parameters;
  return [
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
    ...reference("content", content),
    ...reference("style", style),
  ].map(quoted);
}

/** The beginning of every such command. @param {string} study @param {string} model */
const begun = (study, model) => ["strata", "maximize", `${study}.study`, "--model", model].map(quoted);

/** @param {FeatureParameters | null} parameters null: those of the command itself */
const given = (parameters) => parameters ? parameterOptions(parameters) : [];

/**
 * For one objective or several.
 * @param {string} study @param {string} model @param {string | readonly string[]} objectives as text
 * @param {FeatureParameters | null} parameters of the images that the layer has: with others all of them would be made anew
 */
export function maximizeCommand(study, model, objectives, parameters) {
  const all = typeof objectives === "string" ? [objectives] : objectives;
  return [
    ...begun(study, model),
    ...all.flatMap((each) => ["--unit", quoted(each)]),
    ...given(parameters),
  ].join(" ");
}

/**
 * For the direction of a selection that the study keeps.
 * @param {string} study @param {string} model @param {string} layer its name @param {string} selection
 * @param {string} against another selection; "": the rest @param {FeatureParameters | null} parameters
 */
export function directionCommand(study, model, layer, selection, against, parameters) {
  return [
    ...begun(study, model),
    ...["--layers", layer, "--selection", selection, ...(against === "" ? [] : ["--against", against])].map(quoted),
    ...given(parameters),
  ].join(" ");
}
