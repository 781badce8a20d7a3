// @ts-check
// What the report says about the layers of a network.

import { isReady, metric } from "./study.js";

/** From here on the classes are said to separate. */
export const SEPARATED = .5;

/** @typedef {{ layer: import("./types.js").Layer, value: number }} Best */

/** The layer with the largest value; the first of equal ones. @param {import("./types.js").Model | null} model
 * @param {string} key @returns {Best | null} */
export function bestLayer(model, key) {
  /** @type {Best | null} */
  let best = null;
  for (const layer of model?.layers ?? []) {
    const value = metric(layer, key);
    if (value !== null && (!best || value > best.value)) best = { layer, value };
  }
  return best;
}

/** The first layer above the threshold. @param {import("./types.js").Model | null} model @param {string} key
 * @param {number} threshold @returns {Best | null} */
export function firstAbove(model, key, threshold) {
  for (const layer of model?.layers ?? []) {
    const value = metric(layer, key);
    if (value !== null && value > threshold) return { layer, value };
  }
  return null;
}

/** @typedef {{ key: string, title: string, values: (number | null)[], note?: string }} Line */

const LINES = /** @type {[string, string][]} */ ([
  ["neighborhoodHit", "Neighbourhood hit"],
  ["knnAccuracy", "k-NN accuracy"],
  ["probeAccuracy", "Linear probe"],
]);

/** The rates from 0 to 1, layer by layer; without those that nobody has measured.
 * @param {import("./types.js").Model} model @param {[string, string][]} embeddings name and title @returns {Line[]} */
export function rateLines(model, embeddings) {
  const trust = embeddings.map((
    [name, title],
  ) => /** @type {[string, string]} */ ([`trustworthiness.${name}`, `Trustworthiness, ${title}`]));
  return [...LINES, ...trust].map(([key, title]) => lineOf(model, key, title)).filter(measured);
}

/** Those with a scale of their own. @param {import("./types.js").Model} model @returns {Line[]} */
export const otherLines = (model) =>
  [
    lineOf(model, "silhouette", "Silhouette", "−1 to 1"),
    lineOf(model, "intrinsicDimension", "Intrinsic dimension", "TwoNN"),
    lineOf(model, "effectiveRank", "Effective rank", "directions in use"),
  ].filter(measured);

/** @param {import("./types.js").Model} model @param {string} key @param {string} title @param {string} [note]
 * @returns {Line} */
const lineOf = (model, key, title, note) => ({
  key,
  title,
  note,
  values: model.layers.map((layer) => metric(layer, key)),
});

/** @param {Line} line */
const measured = ({ values }) => values.some((value) => value !== null);

/** Layers that can be gone to. @param {import("./types.js").Model} model */
export const reachable = (model) => model.layers.map(isReady);
