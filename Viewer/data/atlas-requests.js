// @ts-check
// What the page asks the server about activation atlases: once a layer, for as long as the catalogue is the same.

import { readAtlas } from "./atlas.js";

/** @typedef {import("./atlas.js").Atlas} Atlas */
/** @typedef {import("./neuron-requests.js").Place} Place */

/** @param {Place} place */
const at = ({ model, layer }) => `/api/models/${model}/layers/${layer}/atlas`;

export class AtlasRequests {
  /** @param {import("./client.js").Client} client */
  constructor(client) {
    this.client = client;
    /** Another catalogue may have other atlases. @type {WeakMap<object, Map<string, Promise<Atlas>>>} */
    this.kept = new WeakMap();
  }

  /** @param {import("./types.js").Study} study @param {Place} place @returns {Promise<Atlas>} */
  atlas(study, place) {
    const path = at(place), kept = this.kept.get(study) ?? new Map();
    this.kept.set(study, kept);
    const before = kept.get(path);
    if (before) return before;
    const asked = this.client.json(path).then((told) => readAtlas(told, path));
    asked.catch(() => kept.delete(path));
    kept.set(path, asked);
    return asked;
  }

  /** The path of a picture. @param {Place} place @param {string} image the name of its file */
  address(place, image) {
    return `${at(place)}/${encodeURIComponent(image)}`;
  }

  /** A picture as pixels; rejects where it cannot be had or read. @param {Place} place @param {string} image
   * @param {AbortSignal} signal @returns {Promise<ImageBitmap>} */
  async picture(place, image, signal) {
    const response = await this.client.request(`${at(place)}/${encodeURIComponent(image)}`, signal);
    return createImageBitmap(await response.blob());
  }
}

/** @param {import("./types.js").Layer | null | undefined} layer */
export const hasAtlas = (layer) => layer?.hasAtlas === true;
