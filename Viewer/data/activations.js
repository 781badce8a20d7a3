// @ts-check
// What channels make of the images: one column each, the last ones kept.

const KEPT = 24;

export class Activations {
  /** @param {import("./client.js").Client} client */
  constructor(client) {
    this.client = client;
    /** @type {Map<string, Promise<Float32Array>>} */
    this.columns = new Map();
  }

  /** @param {string} model @param {string} layer @param {number} channel @param {number} count of images */
  of(model, layer, channel, count) {
    const key = `${model}/${layer}/${channel}`, known = this.columns.get(key);
    if (known) return known;
    const loading = this.client.activations(model, layer, channel, count);
    loading.catch(() => this.columns.delete(key));
    this.columns.set(key, loading);
    for (const old of this.columns.keys()) {
      if (this.columns.size <= KEPT) break;
      this.columns.delete(old);
    }
    return loading;
  }

  /** Columns that another analysis has written anew are asked for anew. */
  forget() {
    this.columns.clear();
  }
}
