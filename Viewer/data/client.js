// @ts-check
// Everything the page asks the server for.

import { DamagedArrayError, describeShape, parseNpy } from "./npy.js";
import { source as own } from "./source.js";

/** @typedef {import("./types.js").Study} Study */
/** `images` and `layer` are places in `layers`; −1: never, null: without a label.
 * @typedef {{ neighborCount: number, share: number, layers: { name: string, folder: string }[],
 *   classes: { index: number, name: string, layer: number }[], images: (number | null)[] }} Emergence */

/** @typedef {{ layer: string, embedding: string,
 *   zones: { labels: number[], names: string[], images: number[], entropy: number }[] }} Zones */

/** A number with its interval. @typedef {{ value: number, lower: number | null, upper: number | null } | null} Estimate */

/** @typedef {{ column: string, groups: { value: string, count: number, accuracy: Estimate, confidence: Estimate }[],
 *   layers: { name: string, groups: { group: number, hit: Estimate, separability: Estimate,
 *   neighbors: { group: number, share: NonNullable<Estimate>, expected: number }[] }[] }[] }} GroupReport */

/** @typedef {{ measure?: string, layers: { model: string, layer: string }[], values: (number | null)[][],
 *   itemCount: number }} Likeness `measure`: in words */
/** @typedef {"unreachable" | "missing" | "refused"} FailureKind */

/** A request that failed, with the server's own words where it gave some. */
export class RequestError extends Error {
  /** @param {FailureKind} kind @param {string} message @param {string} [remedy] */
  constructor(kind, message, remedy = "") {
    super(remedy ? `${message} ${remedy}` : message);
    this.name = "RequestError";
    this.kind = kind;
    /** The two by themselves. */
    this.said = message;
    this.remedy = remedy;
  }
}

export class Client {
  /** @param {import("./source.js").Source} source who answers */
  constructor(source = own) {
    this.source = source;
  }

  /** @returns {Promise<Study>} */
  study() {
    return this.json("/api/study");
  }

  /** @returns {Promise<() => import("./types.js").Items>} */
  items() {
    return this.later("/api/items");
  }

  /** The labels alone, long before the list of images: null where the server does not give them.
   * @param {number} count of images @returns {Promise<Int32Array | null>} */
  async labels(count) {
    const path = "/api/items/labels";
    try {
      const { shape, data } = parseNpy(await (await this.request(path)).arrayBuffer(), path);
      return data instanceof Int32Array && shape.length === 1 && shape[0] === count ? data : null;
    } catch {
      // The list of images, which has them too, tells of what is wrong.
      return null;
    }
  }

  /** @param {string} model @returns {Promise<() => import("./types.js").Predictions>} */
  predictions(model) {
    return this.later(`/api/models/${model}/predictions`);
  }

  /** Long lists come with the rest, and are read when there is time: reading 100,000 of them takes longer than a frame.
   * @param {string} path @returns {Promise<() => any>} */
  async later(path) {
    const response = await this.request(path, undefined, "low"), bytes = await readAll(response, path, undefined);
    return () => {
      try {
        return JSON.parse(new TextDecoder().decode(bytes));
      } catch {
        throw new RequestError(
          "refused",
          `The reply to ${path} is not JSON.`,
          "Is this the address of a Strata server?",
        );
      }
    };
  }

  /** @param {string} model @param {string} layer @param {number} item @param {number} count @param {AbortSignal} [signal]
   * @returns {Promise<{ item: number, neighbors: import("./types.js").Neighbor[] }>} */
  neighbors(model, layer, item, count, signal) {
    return this.json(`/api/models/${model}/layers/${layer}/neighbors?item=${item}&count=${count}`, signal);
  }

  /** The neighbors of several images at once, by any metric, among all images or a split of them.
   * @param {string} model @param {string} layer
   * @param {{ items: readonly number[], count: number, metric?: string, among?: string }} wanted
   * @param {AbortSignal} [signal]
   * @returns {Promise<{ metric: string, rows: { item: number, neighbors: import("./types.js").Neighbor[] }[] }>} */
  nearest(model, layer, { items, count, metric = "", among = "" }, signal) {
    const query = new URLSearchParams({ items: items.join(","), count: String(count) });
    if (metric) query.set("metric", metric);
    if (among) query.set("among", among);
    return this.json(`/api/models/${model}/layers/${layer}/nearest?${query}`, signal);
  }

  /** What the analysis found that deserves a look. @param {string} model
   * @returns {Promise<import("./suspects.js").SuspectReport>} */
  suspects(model) {
    return this.json(`/api/models/${model}/suspects`);
  }

  /** At which layer each class separates and each image finds its class. @param {string} model
   * @returns {Promise<Emergence>} */
  emergence(model) {
    return this.json(`/api/models/${model}/emergence`);
  }

  /** Where labels mix in an embedding, the largest first; the server chooses the place. @param {string} model
   * @returns {Promise<Zones>} */
  zones(model) {
    return this.json(`/api/models/${model}/zones`);
  }

  /** How the groups that a column divides the images into fare, and where they lie in a layer. @param {string} model
   * @param {string} column @param {string} layer @returns {Promise<GroupReport>} */
  groups(model, column, layer) {
    return this.json(`/api/models/${model}/groups?${new URLSearchParams({ by: column, layer })}`);
  }

  /** Which columns are spurious cues. @param {string} model
   * @returns {Promise<{ columns: { name: string, outcome: "flagged" | "undecided" | "clear", finding: string }[] }>} */
  audit(model) {
    return this.json(`/api/models/${model}/audit`);
  }

  /** How alike every two layers are, those of other networks included.
   * @param {"cka" | "procrustes" | "neighbors"} [measure] @returns {Promise<Likeness>} */
  likeness(measure = "cka") {
    return this.json(measure === "cka" ? "/api/likeness" : `/api/likeness?measure=${measure}`);
  }

  /** What there is of projections one after the other.
   * @returns {Promise<import("./evolution.js").Evolutions>} */
  evolutions() {
    return this.json("/api/evolution");
  }

  /** @param {string} model @param {string} layer @param {number} item @param {number} count
   * @returns {Promise<{ units: import("./types.js").Unit[] }>} */
  units(model, layer, item, count) {
    return this.json(`/api/models/${model}/layers/${layer}/units?item=${item}&count=${count}`);
  }

  /** @param {string} model @param {string} layer @param {number} channel
   * @returns {Promise<{ field?: import("../views/neurons/seen.js").Field | null,
   *   images: import("../views/neurons/seen.js").TopImage[] }>} */
  topImages(model, layer, channel) {
    return this.json(`/api/models/${model}/layers/${layer}/top-images?channel=${channel}`);
  }

  /** What one channel makes of every image. @param {string} model @param {string} layer @param {number} channel
   * @param {number} count of images */
  activations(model, layer, channel, count) {
    return this.array(`/api/models/${model}/layers/${layer}/activations?channel=${channel}`, { shape: [count] });
  }

  /** @param {string} path @param {AbortSignal} [signal] @param {unknown} [body] is sent, where there is one
   * @returns {Promise<any>} */
  async json(path, signal, body) {
    const response = await this.request(path, signal, "auto", body);
    try {
      return await response.json();
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new RequestError("refused", `The reply to ${path} is not JSON.`, "Is this the address of a Strata server?");
    }
  }

  /**
   * One array of Float32, checked against what the catalogue says of it.
   * @param {string} path
   * @param {{ shape: number[], onProgress?: (done: number, total: number) => void, signal?: AbortSignal }} options
   * @returns {Promise<Float32Array>}
   */
  async array(path, options) {
    const data = await this.numbers(path, options.shape, options), { shape } = options;
    const bad = notFinite(data);
    if (bad >= 0) {
      const row = Math.floor(bad / Math.max(1, shape[1] ?? 1));
      throw new DamagedArrayError(`${path} holds ${data[bad]} in row ${row}; expected finite numbers.`);
    }
    return data;
  }

  /** One array of Float32, some of which may be no numbers. @param {string} path @param {number[]} shape
   * @param {Partial<Parameters<Client["shaped"]>[1]>} [options] */
  async numbers(path, shape, options = {}) {
    const data = await this.shaped(path, { ...options, shape });
    if (!(data instanceof Float32Array)) {
      throw new DamagedArrayError(`${path} does not hold 32-bit numbers; expected <f4.`);
    }
    return data;
  }

  /** One array of Int32. @param {string} path @param {number[]} shape @returns {Promise<Int32Array>} */
  async integers(path, shape) {
    const data = await this.shaped(path, { shape });
    if (!(data instanceof Int32Array)) {
      throw new DamagedArrayError(`${path} does not hold 32-bit integers; expected <i4.`);
    }
    return data;
  }

  /** @param {string} path
   * @param {{ shape: number[], onProgress?: (done: number, total: number) => void, signal?: AbortSignal }} options */
  async shaped(path, { shape, onProgress, signal }) {
    const response = await this.request(path, signal);
    const array = parseNpy(await readAll(response, path, onProgress, signal), path);
    const fits = array.shape.length === shape.length && array.shape.every((extent, i) => extent === shape[i]);
    if (!fits) {
      throw new DamagedArrayError(
        `${path} has the shape ${describeShape(array.shape)}; expected ${describeShape(shape)} from the catalogue.`,
      );
    }
    return array.data;
  }

  /** @param {string} path @param {AbortSignal} [signal] @param {"low" | "auto"} [priority] @param {unknown} [body]
   * @param {string} [method] where it is another than a body says */
  async request(path, signal, priority = "auto", body, method) {
    const sent = body === undefined
      ? { method }
      : { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    /** @type {Response} */
    let response;
    try {
      response = await this.source.request(path, { signal, priority, ...sent });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new RequestError("unreachable", "The server does not answer.", "Is `strata serve` still running?");
    }
    if (response.ok) return response;
    throw await refusal(response, path);
  }
}

/** Where the first number is that is none; −1: nowhere. A plain loop: this runs over every number of every layer.
 * @param {Float32Array} values */
function notFinite(values) {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/** @param {Response} response @param {string} path */
async function refusal(response, path) {
  const kind = response.status === 404 ? "missing" : "refused";
  try {
    const { error } = await response.json();
    return new RequestError(kind, String(error.message), String(error.remedy ?? ""));
  } catch {
    return new RequestError(kind, `The server answered ${response.status} to ${path}.`);
  }
}

/** @param {Response} response @param {string} path @param {((done: number, total: number) => void) | undefined} onProgress
 * @param {AbortSignal} [signal] */
async function readAll(response, path, onProgress, signal) {
  const total = Number(response.headers.get("content-length") ?? 0);
  try {
    if (!response.body || !onProgress || total === 0) return await response.arrayBuffer();
    const bytes = new Uint8Array(total);
    const reader = response.body.getReader();
    let done = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (done + part.value.length > total) return await Promise.reject(new Error("longer than announced"));
      bytes.set(part.value, done);
      done += part.value.length;
      onProgress(done, total);
    }
    return done === total ? bytes.buffer : bytes.buffer.slice(0, done);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new RequestError("unreachable", `${path} stopped arriving.`, "Is `strata serve` still running?");
  }
}
