// @ts-check
// Answers what the page asks from what an exported page has in itself. What a server would keep or make is not there: the
// page is told so as by a server that only reads.

import { numberOf, queryText, readAddress } from "./address.js";
import { PackedArray } from "./array.js";
import { channelsOf } from "./channels.js";
import { neighborsReply } from "./neighbors.js";
import { file, json, numpy, partOf, refusal } from "./replies.js";
import { Shelf } from "./shelf.js";
import { topImagesReply, unitsReply } from "./top-images.js";

/** @typedef {import("../data/source.js").Asked} Asked */
/** @typedef {import("../data/source.js").Source} Source */

const LAYER = /^(\/api\/models\/[^/]+\/layers\/[^/]+)\/(.+)$/, ITEM = /^\/images\/items\/(\d+)$/;
const NEIGHBORS = ["neighbors", "nearest", "neighbors.npy"];
const CHANNELS = ["activations", "neurons/correlated", "neurons/separating", "neurons/exciting"];

/** Images that share a part. */
export const IMAGES_PER_PART = 64;

/** @implements {Source} */
export class PackedSource {
  /** @param {import("./shelf.js").Pack} pack */
  constructor(pack) {
    this.shelf = new Shelf(pack);
    this.remedy = `Export the study again: ${pack.command}`;
    /** Addresses of pictures, for as long as the page is open. @type {Map<string, Promise<string>>} */
    this.urls = new Map();
  }

  /** @param {string} text @param {Asked} [asked] @returns {Promise<Response>} */
  async request(text, { method = "GET", body, headers, signal } = {}) {
    const address = readAddress(text);
    /** @type {Response} */
    let reply;
    try {
      reply = await this.reply(address, method, body);
    } catch (error) {
      reply = refusal(500, error instanceof Error ? error.message : String(error), this.remedy);
    }
    signal?.throwIfAborted();
    return partOf(reply, headers?.Range);
  }

  /** @param {import("./address.js").Address} address @param {string} method @param {string} [body]
   * @returns {Promise<Response>} */
  async reply({ path, query }, method, body) {
    const [, layer = "", what = ""] = LAYER.exec(path) ?? [];
    if (method !== "GET" && !(method === "POST" && CHANNELS.includes(what))) {
      return refusal(405, "An exported page keeps nothing and has nothing made.", "Serve the study with strata serve.");
    }
    if (NEIGHBORS.includes(what)) {
      const entry = await this.entry(`${layer}/neighbors`);
      return entry ? neighborsReply(entry, what, query) : refusal(404, "This page has no neighbours of this layer.");
    }
    if (CHANNELS.includes(what)) {
      const entry = await this.entry(`${layer}/channels`);
      if (!entry) return refusal(404, "This page keeps no activations by channel of this layer.");
      return channelsOf(entry).reply(what, query, body ? JSON.parse(body) : null);
    }
    if (what === "units") {
      return unitsReply(await this.entry(`${layer}/units`), numberOf(query, "item", -1), numberOf(query, "count", 5));
    }
    if (what === "top-images") {
      return topImagesReply(await this.entry(`${layer}/top-images`), numberOf(query, "channel", -1));
    }
    if (what === "neurons/silencing") return this.silencing(layer, numberOf(query, "neuron", -1));
    const item = ITEM.exec(path);
    return item ? this.image(Number(item[1])) : this.kept(path, query);
  }

  /** @param {string} name null: the page has no such part @returns {Promise<import("./entry.js").Entry | null>} */
  async entry(name) {
    return this.shelf.names.has(name) ? await this.shelf.entry(name) : null;
  }

  /** A reply that the page keeps as it is. @param {string} path @param {Record<string, string>} query */
  async kept(path, query) {
    const name = this.shelf.nameFor(path), entry = await this.entry(name);
    const found = entry?.find(path.slice(name.length) + queryText(query));
    if (!found) {
      return refusal(404, `This page does not hold ${path}.`, "It may have been left out when it was exported.");
    }
    if (!found.file.array) return file(found.bytes, found.file.type);
    const array = new PackedArray(found.file.array, found.bytes);
    return numpy(array.values(), array.form.told ?? array.form.shape);
  }

  /** @param {number} item */
  async image(item) {
    const entry = await this.entry(`/images/items/${Math.floor(item / IMAGES_PER_PART)}`);
    const found = entry?.find(`/${item}`);
    return found ? file(found.bytes, found.file.type) : refusal(404, "This page does not hold the image itself.");
  }

  /** @param {string} layer @param {number} neuron */
  async silencing(layer, neuron) {
    const told = (await this.entry(`${layer}/neurons`))?.json("/silencing");
    return told?.[neuron] ? json(told[neuron]) : refusal(404, "No neuron of this layer was silenced by itself.");
  }

  /** @param {string} path @returns {Promise<string>} */
  url(path) {
    const known = this.urls.get(path) ?? this.request(path).then(async (reply) => {
      if (!reply.ok) throw new Error(`There is no picture at ${path}.`);
      return URL.createObjectURL(await reply.blob());
    });
    this.urls.set(path, known);
    return known;
  }

  /** Nothing ever changes. @returns {import("../data/source.js").Changes} */
  changes() {
    const silent = new EventTarget();
    queueMicrotask(() => silent.dispatchEvent(new Event("open")));
    return /** @type {any} */ (Object.assign(silent, { close: () => {} }));
  }
}
