// @ts-check
// What the page asks the server about optimized images: once a layer, for as long as the catalogue is the same.

import { readFeatures } from "./features.js";

/** @typedef {import("./features.js").FeatureDocument} FeatureDocument */
/** @typedef {import("./neuron-requests.js").Place} Place */

/** The address of all that is told of a layer's images. @param {Place} place */
export const featuresPath = ({ model, layer }) => `/api/models/${model}/layers/${layer}/features`;

export class FeatureRequests {
  /** @param {import("./client.js").Client} client */
  constructor(client) {
    this.client = client;
    /** Another catalogue has other documents. @type {WeakMap<object, Map<string, Promise<FeatureDocument>>>} */
    this.kept = new WeakMap();
  }

  /** All that is known of a layer's images. @param {import("./types.js").Study} study @param {Place} place
   * @returns {Promise<FeatureDocument>} */
  document(study, place) {
    const path = featuresPath(place), kept = this.kept.get(study) ?? new Map();
    this.kept.set(study, kept);
    const before = kept.get(path);
    if (before) return before;
    const asked = this.client.json(path).then((told) => readFeatures(told, path));
    asked.catch(() => kept.delete(path));
    kept.set(path, asked);
    return asked;
  }

  /** The path of a picture. @param {Place} place @param {string} image the name of its file */
  address(place, image) {
    return `${featuresPath(place)}/${encodeURIComponent(image)}`;
  }
}

/** @type {WeakMap<import("./client.js").Client, FeatureRequests>} */
const made = new WeakMap();

/** One for all who ask, so that a layer is asked for once. @param {import("./client.js").Client} client */
export function featureRequests(client) {
  const requests = made.get(client) ?? new FeatureRequests(client);
  made.set(client, requests);
  return requests;
}

/** How many images were optimized for a layer. @param {import("./types.js").Layer | null | undefined} layer */
export const featureCountOf = (layer) => layer?.features ?? 0;
