// @ts-check
// What is known of the images that were optimized for the units of a layer, as the server tells it, and read with care.

import { KINDS } from "../state/features.js";

/** @typedef {"channel" | "class" | "direction"} FeatureKind */
/** @typedef {"converged" | "allSteps" | "silent" | "notFinite" | "running"} Outcome the last one: it is still being made */

/**
 * One optimized image.
 * @typedef {object} Feature
 * @property {FeatureKind} kind what it was to excite
 * @property {number} channel or class; −1: neither
 * @property {number} number which of the objective's images it is, from 0
 * @property {string} name the objective as text
 * @property {number} value the objective for this image
 * @property {number | null} firstValue the same for the image that the optimization began with
 * @property {number | null} rank the share of the study's images that excite the unit less; null: not known
 * @property {number | null} largest how much the study's image does that excites it most; null: not known
 * @property {number} stepCount steps that were taken
 * @property {Outcome} outcome
 * @property {(number | null)[]} curve the objective over the steps
 * @property {string} image the name of its file
 * @property {string | null} label the name of the class
 * @property {{ itemCount: number, againstCount: number, isAgainstRest: boolean } | null} [direction] from how many images to how
 *   many others, where it is one of images
 */

/**
 * How the images were made.
 * @typedef {object} FeatureParameters
 * @property {string} parameterization
 * @property {string} method
 * @property {number} stepCount at most
 * @property {number} learningRate
 * @property {number} imagesPerObjective
 * @property {number} tolerance
 * @property {number} patience
 * @property {number} seed
 * @property {Record<string, number | number[] | null>} transforms
 * @property {Record<string, number>} penalties
 * @property {ReferencePenalty} [content] the image whose activations were to be kept
 * @property {ReferencePenalty} [style] the image whose style was to be had
 * @property {string} colors whose colors counted as natural
 */

/** @typedef {{ name: string, layers: string[], weight: number, contentHash: string }} ReferencePenalty */

/** @typedef {{ layer: string, channelCount: number, height: number, width: number, parameters: FeatureParameters,
 *   features: Feature[] }} FeatureDocument */

/** Everything that was made for one objective: one tile.
 * @typedef {object} FeatureTile
 * @property {string} key "channel:12", "class:207", "direction:…"
 * @property {number} index among the tiles of the document
 * @property {FeatureKind} kind
 * @property {number} channel
 * @property {Feature[]} images by their numbers; never none
 */

const OUTCOMES = ["converged", "allSteps", "silent", "notFinite"];

/** Below this share of the study's images an optimized one is weaker than what the study has. */
export const STRONG = .999;

/** Larger images are drawn smoothly. */
const FEW_PIXELS = 64;

/** @param {string} what @param {string} path @returns {never} */
function unreadable(what, path) {
  throw new Error(`${path} cannot be read: ${what}. Run strata maximize again.`);
}

/** @param {unknown} value @returns {number | null} */
const known = (value) => typeof value === "number" && Number.isFinite(value) ? value : null;

/**
 * Checked, with null for what is left out. Throws an Error that names what is missing.
 * @param {any} told @param {string} path where it is from @returns {FeatureDocument}
 */
export function readFeatures(told, path) {
  if (!Array.isArray(told?.features)) unreadable("there is no list of features", path);
  if (!(told.height > 0 && told.width > 0)) unreadable("the size of the images is missing", path);
  const { parameters } = told;
  if (typeof parameters !== "object" || parameters === null) unreadable("the parameters are missing", path);
  return {
    layer: String(told.layer ?? ""),
    channelCount: known(told.channelCount) ?? 0,
    height: told.height,
    width: told.width,
    parameters: { ...parameters, transforms: parameters.transforms ?? {}, penalties: parameters.penalties ?? {} },
    features: told.features.map((/** @type {any} */ each, /** @type {number} */ at) => readFeature(each, at, path)),
  };
}

/** @param {any} told @param {number} at @param {string} path @returns {Feature} */
function readFeature(told, at, path) {
  if (!KINDS.some(([kind]) => kind === told?.kind)) unreadable(`feature ${at} is of no known kind`, path);
  if (typeof told.image !== "string" || told.image === "") unreadable(`feature ${at} has no image`, path);
  if (!OUTCOMES.includes(told.outcome)) unreadable(`feature ${at} has no outcome`, path);
  if (told.kind !== "direction" && !(Number.isInteger(told.channel) && told.channel >= 0)) {
    unreadable(`feature ${at} has no channel`, path);
  }
  return {
    kind: told.kind,
    channel: told.kind === "direction" ? -1 : told.channel,
    number: known(told.number) ?? 0,
    name: String(told.name ?? ""),
    value: known(told.value) ?? NaN,
    firstValue: known(told.firstValue),
    rank: known(told.rank),
    largest: known(told.largest),
    stepCount: known(told.stepCount) ?? 0,
    outcome: told.outcome,
    curve: Array.isArray(told.curve) ? told.curve.map(known) : [],
    image: told.image,
    label: typeof told.label === "string" ? told.label : null,
    direction: readDirection(told.direction),
  };
}

/** @param {any} told @returns {NonNullable<Feature["direction"]> | null} */
function readDirection(told) {
  if (!(told?.itemCount > 0)) return null;
  return {
    itemCount: told.itemCount,
    againstCount: known(told.againstCount) ?? 0,
    isAgainstRest: told.isAgainstRest === true,
  };
}

/** Several images of one objective stand together. O(images). @param {readonly Feature[]} features
 * @returns {FeatureTile[]} in the order of their first images */
export function tilesOf(features) {
  /** @type {Map<string, FeatureTile>} */
  const tiles = new Map();
  for (const feature of features) {
    const { kind, channel, name } = feature, key = `${kind}:${kind === "direction" ? name : channel}`;
    const tile = tiles.get(key);
    if (tile) tile.images.push(feature);
    else tiles.set(key, { key, index: tiles.size, kind, channel, images: [feature] });
  }
  for (const { images } of tiles.values()) images.sort((a, b) => a.number - b.number);
  return [...tiles.values()];
}

/** The unit was never excited, or the optimization broke off: the picture means nothing.
 * @param {Pick<Feature, "outcome">} feature */
export const isVoid = ({ outcome }) => outcome === "silent" || outcome === "notFinite";

/** It is still being made. @param {FeatureTile} tile */
export const isUnfinished = ({ images: [{ outcome }] }) => outcome === "running";

/** The study's own images excite the unit as much. @param {Feature} feature */
export const isWeak = (feature) => !isVoid(feature) && feature.rank !== null && feature.rank < STRONG;

/** Few pixels are shown as squares: smoothing would invent what is between them.
 * @param {Pick<FeatureDocument, "height" | "width">} size */
export const isCoarse = ({ height, width }) => Math.max(height, width) <= FEW_PIXELS;
