// @ts-check
// Embeddings in memory: loaded once, kept while there is room, one failure never touching another layer.

import { RequestError } from "./client.js";

/**
 * @typedef {object} Cloud
 * @property {string} key
 * @property {number} rows
 * @property {number} dimensions
 * @property {Float32Array} values rows × dimensions, row by row
 * @property {boolean} aligned false where the server had no aligned array and the page centered and scaled it
 */

const ROOM = 384 * 1024 * 1024;

export class Arrays {
  /** @param {import("./client.js").Client} client */
  constructor(client) {
    this.client = client;
    /** @type {Map<string, Promise<Cloud>>} */
    this.clouds = new Map();
    /** @type {Map<string, Cloud>} */
    this.resident = new Map();
    /** @type {Map<string, Promise<Float32Array | null>>} */
    this.trusts = new Map();
    /** @type {Promise<Int32Array | null> | null} */
    this.labeled = null;
    /** Who wants to hear how much has come, by key. @type {Map<string, (done: number, total: number) => void>} */
    this.hearing = new Map();
    /** What is on its way and may be called off. @type {Map<string, AbortController>} */
    this.coming = new Map();
  }

  /** Another layer is wanted now: what is on its way for others is called off. @param {string} wanted key */
  want(wanted) {
    for (const [key, controller] of this.coming) {
      if (key === wanted) continue;
      this.coming.delete(key);
      this.clouds.delete(key);
      controller.abort();
    }
  }

  /** @param {string} model @param {string} layer @param {import("./types.js").Embedding} embedding */
  key(model, layer, embedding) {
    return `/api/models/${model}/layers/${layer}/embeddings/${embedding.name}`;
  }

  /**
   * @param {string} model @param {string} layer @param {import("./types.js").Embedding} embedding
   * @param {(done: number, total: number) => void} [onProgress]
   * @param {boolean} [lasting] it is needed whatever layer is shown
   * @returns {Promise<Cloud>}
   */
  cloud(model, layer, embedding, onProgress, lasting = false) {
    const key = this.key(model, layer, embedding);
    const known = this.clouds.get(key);
    if (lasting) this.coming.delete(key);
    if (onProgress && !this.resident.has(key)) this.hearing.set(key, onProgress);
    if (known) {
      this.clouds.delete(key);
      this.clouds.set(key, known);
      return known;
    }
    const controller = new AbortController(), loading = this.load(key, embedding, controller.signal);
    this.clouds.set(key, loading);
    if (!lasting) this.coming.set(key, controller);
    const arrived = () => {
      this.hearing.delete(key);
      if (this.coming.get(key) === controller) this.coming.delete(key);
    };
    loading.then((cloud) => {
      arrived();
      // A layer that was called off and asked for again is that of the later request.
      if (this.clouds.get(key) !== loading) return;
      this.resident.set(key, cloud);
      this.makeRoom(key);
    }, () => {
      arrived();
      if (this.clouds.get(key) === loading) this.clouds.delete(key);
    });
    return loading;
  }

  /** The array if it is already here: what a scrubbing hand can use without waiting.
   * @param {string} model @param {string} layer @param {import("./types.js").Embedding} embedding */
  now(model, layer, embedding) {
    return this.resident.get(this.key(model, layer, embedding)) ?? null;
  }

  /** The labels of all images alone, once for a study. @param {number} count @returns {Promise<Int32Array | null>} */
  labels(count) {
    return this.labeled ??= this.client.labels(count);
  }

  /** @param {string} key @param {import("./types.js").Embedding} embedding @param {AbortSignal} signal
   * @returns {Promise<Cloud>} */
  async load(key, embedding, signal) {
    const { rows, dimensions } = embedding;
    const onProgress = (/** @type {number} */ done, /** @type {number} */ total) =>
      this.hearing.get(key)?.(done, total);
    const shape = [rows, dimensions];
    try {
      const values = await this.client.array(`${key}/aligned`, { shape, onProgress, signal });
      return { key, rows, dimensions, values, aligned: true };
    } catch (error) {
      if (!(error instanceof RequestError) || error.kind !== "missing") throw error;
    }
    const values = await this.client.array(key, { shape, onProgress, signal });
    return { key, rows, dimensions, values: normalized(values, rows, dimensions), aligned: false };
  }

  /** Trust of each point, or null where the server has none; rejects where it has one that cannot be read.
   * @param {string} model @param {string} layer @param {import("./types.js").Embedding} embedding */
  trust(model, layer, embedding) {
    const key = this.key(model, layer, embedding);
    let loading = this.trusts.get(key);
    if (!loading) {
      loading = this.client.array(`${key}/trust`, { shape: [embedding.rows] }).catch((error) => {
        if (error instanceof RequestError && error.kind === "missing") return null;
        this.trusts.delete(key);
        throw error;
      });
      this.trusts.set(key, loading);
    }
    return loading;
  }

  /** @param {string} key */
  forget(key) {
    this.clouds.delete(key);
    this.resident.delete(key);
    this.trusts.delete(key);
  }

  /** @param {string} keep */
  makeRoom(keep) {
    let bytes = 0;
    for (const cloud of this.resident.values()) bytes += cloud.values.byteLength;
    for (const key of [...this.clouds.keys()]) {
      if (bytes <= ROOM) return;
      const cloud = this.resident.get(key);
      if (!cloud || key === keep) continue;
      bytes -= cloud.values.byteLength;
      this.resident.delete(key);
      this.clouds.delete(key);
    }
  }
}

/**
 * Centers every dimension and divides by the root mean square radius. Sums in Float64, O(rows · dimensions).
 * @param {Float32Array} values @param {number} rows @param {number} dimensions
 */
export function normalized(values, rows, dimensions) {
  const mean = new Float64Array(dimensions), out = new Float32Array(values.length);
  for (let r = 0, at = 0; r < rows; r++) for (let d = 0; d < dimensions; d++) mean[d] += values[at++];
  for (let d = 0; d < dimensions; d++) mean[d] /= Math.max(1, rows);
  let square = 0;
  for (let r = 0, at = 0; r < rows; r++) for (let d = 0; d < dimensions; d++) square += (values[at++] - mean[d]) ** 2;
  const radius = Math.sqrt(square / Math.max(1, rows)) || 1;
  for (let r = 0, at = 0; r < rows; r++) {
    for (let d = 0; d < dimensions; d++, at++) out[at] = (values[at] - mean[d]) / radius;
  }
  return out;
}
