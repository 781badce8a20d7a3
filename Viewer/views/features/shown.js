// @ts-check
// What stands in the gallery, of what is loaded: which kind, which tiles, in which order, and the class of each.

import { classColours } from "../../data/class-colours.js";
import { ordered, passing, UNKNOWN } from "../../data/feature-orders.js";
import { isCoarse } from "../../data/features.js";
import { shortName } from "../../data/study.js";
import { toldColours } from "../../data/told.js";
import { KINDS } from "../../state/features.js";

/** @typedef {import("../../data/features.js").FeatureTile} FeatureTile */
/** @typedef {import("../../data/neuron-requests.js").Place} Place */
/** @typedef {import("../neurons/layer-units.js").LayerUnits} LayerUnits */

/**
 * A layer's images.
 * @typedef {object} Loaded
 * @property {Place} place
 * @property {import("../../data/features.js").FeatureDocument} document
 * @property {FeatureTile[]} all
 */

/**
 * What stands in the gallery.
 * @typedef {object} Shown
 * @property {Place} place
 * @property {import("../../data/features.js").FeatureDocument} document
 * @property {import("../../data/feature-requests.js").FeatureRequests} requests
 * @property {boolean} coarse few pixels, shown as squares
 * @property {string[]} kinds that there are
 * @property {string} kind that is shown
 * @property {FeatureTile[]} all tiles of that kind
 * @property {FeatureTile[]} tiles those that pass, in their order
 * @property {import("../../state/features.js").FeatureOrder} order
 * @property {number} label of the class whose units are shown; −1: all
 * @property {import("../../data/feature-orders.js").KnownUnits} known
 * @property {import("../../data/told.js").Told | null} told what classes are
 */

/** @param {Loaded} loaded @param {LayerUnits | null} units null: not analyzed @param {Shown["requests"]} requests
 * @param {import("../../state/features.js").FeaturesChoice} features @returns {Shown} */
export function shownOf({ place, document, all: every }, units, requests, features) {
  const kinds = KINDS.map(([kind]) => kind).filter((kind) => every.some((tile) => tile.kind === kind));
  const kind = kinds.find((each) => each === features.kind) ?? kinds[0] ?? "channel";
  const all = every.filter((tile) => tile.kind === kind), told = units?.told ?? null;
  const known = units
    ? { discrimination: units.discrimination, places: units.places, clusters: units.report.clusters?.ofNeuron ?? null }
    : UNKNOWN;
  const label = kind === "channel" && features.of !== "" ? told?.names.indexOf(features.of) ?? -1 : -1;
  const chosen = features.only.length > 0 ? new Set(features.only) : null;
  const tiles = passing(ordered(all, features.order, known), { label, chosen, find: features.find }, known);
  const { order } = features, coarse = isCoarse(document);
  return { place, document, requests, coarse, kinds, kind, all, tiles, order, label, known, told };
}

/** The class that a tile stands for, its name and its color; "" and −1: none.
 * @param {FeatureTile} tile @param {LayerUnits | null} units @param {import("../../state/store.js").State} state */
export function toldOf({ kind, channel, images: [{ label: name }] }, units, state) {
  if (kind === "class") {
    const plain = (/** @type {string} */ each) => shortName(each).toLowerCase(), wanted = plain(name ?? "");
    const label = (state.study?.classes ?? []).findIndex((each) => plain(each) === wanted);
    return { told: name ?? "", color: label < 0 ? "" : classColours(state)(label), label };
  }
  const label = kind === "channel" ? units?.discrimination.best[channel] ?? -1 : -1;
  if (!units || label < 0) return { told: "", color: "", label: -1 };
  return { told: units.told.names[label] ?? "", color: toldColours(units.told, state)(label), label };
}
