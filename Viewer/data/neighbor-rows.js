// @ts-check
// The stored neighbors of many images at once: the layer's whole array where it is small, else only the rows asked for.

import { RequestError } from "./client.js";
import { DamagedArrayError, parseNpy } from "./npy.js";

/** Up to so many images the whole array is fetched (at 50 neighbors: 4 MB). */
export const WHOLE = 20_000;
/** Above, rows come in runs, so that a sample costs few requests. */
const RUN = 250, LAYERS_KEPT = 3, HEADER = 4096;

/** @typedef {{ items: Int32Array, count: number, near: Int32Array }} Rows `near`: `count` for each of `items` */

export class NeighborRows {
  /** @param {import("./client.js").Client} client @param {import("../state/store.js").Store} store */
  constructor(client, store) {
    this.client = client;
    this.store = store;
    /** @type {Map<string, Promise<Rows | null>>} */
    this.kept = new Map();
  }

  /** The path of the current layer's array, "" without a layer. */
  path() {
    const { model, layer } = this.store.state;
    return model && layer ? `/api/models/${model}/layers/${layer}/neighbors.npy` : "";
  }

  /** Neighbors of all images, or of at most `limit` seeded ones; null where the server has none.
   * @param {number} total @param {number} limit @param {number} seed @returns {Promise<Rows | null>} */
  sample(total, limit, seed) {
    return this.keep(
      `${this.path()} ${total <= WHOLE ? "" : limit}`,
      (path) => total <= WHOLE ? this.whole(path, total) : this.runs(path, total, limit, seed),
    );
  }

  /** Asked for once, as long as it is among the last. @param {string} key @param {(path: string) => Promise<Rows>} ask
   * @returns {Promise<Rows | null>} */
  keep(key, ask) {
    let rows = this.kept.get(key);
    if (!rows) {
      /** @type {Promise<Rows | null>} */
      const asked = ask(this.path()).catch((error) => {
        if (error instanceof RequestError && error.kind === "missing") return null;
        this.kept.delete(key);
        throw error;
      });
      rows = asked;
      this.kept.set(key, rows);
      for (const old of this.kept.keys()) {
        if (this.kept.size <= LAYERS_KEPT) break;
        this.kept.delete(old);
      }
    }
    return rows;
  }

  /** Neighbors of all images, however many; null where the server has none. @param {number} total
   * @returns {Promise<Rows | null>} */
  all(total) {
    return total <= WHOLE
      ? this.sample(total, total, 0)
      : this.keep(`${this.path()} all`, (path) => this.whole(path, total));
  }

  forget() {
    this.kept.clear();
  }

  /** @param {string} path @param {number} total @returns {Promise<Rows>} */
  async whole(path, total) {
    const response = await this.client.request(path);
    const { shape, data } = parseNpy(await response.arrayBuffer(), path);
    if (!(data instanceof Int32Array) || shape.length !== 2 || shape[0] !== total) {
      throw new DamagedArrayError(
        `${path} has the shape ${shape.join(" × ")}; expected ${total} rows of whole numbers.`,
      );
    }
    return { items: Int32Array.from({ length: total }, (_, i) => i), count: shape[1], near: data };
  }

  /** Runs of rows, evenly spread with a seeded start. @param {string} path @param {number} total
   * @param {number} limit @param {number} seed @returns {Promise<Rows>} */
  async runs(path, total, limit, seed) {
    const { start, columns } = await this.header(path, total), runs = Math.max(1, Math.floor(limit / RUN));
    const gap = total / runs, shift = Math.abs(seed * 2654435761 % 1000) / 1000 * Math.max(0, gap - RUN);
    const items = new Int32Array(runs * RUN), near = new Int32Array(runs * RUN * columns);
    await Promise.all(Array.from({ length: runs }, async (_, r) => {
      const first = Math.min(total - RUN, Math.floor(r * gap + shift)), from = start + 4 * first * columns;
      const bytes = await this.part(path, from, 4 * RUN * columns);
      near.set(new Int32Array(bytes), r * RUN * columns);
      for (let k = 0; k < RUN; k++) items[r * RUN + k] = first + k;
    }));
    return { items, count: columns, near };
  }

  /** @param {string} path @param {number} total */
  async header(path, total) {
    const bytes = new Uint8Array(await this.part(path, 0, HEADER)), text = new TextDecoder("latin1").decode(bytes);
    const shape = /'shape'\s*:\s*\((\d+),\s*(\d+)\)/.exec(text);
    if (text.slice(1, 6) !== "NUMPY" || !shape || Number(shape[1]) !== total || !/'<i4'/.test(text)) {
      throw new DamagedArrayError(`${path} is no array of ${total} rows of whole numbers.`);
    }
    const wide = bytes[6] > 1, view = new DataView(bytes.buffer);
    const start = wide ? 12 + view.getUint32(8, true) : 10 + view.getUint16(8, true);
    return { start, columns: Number(shape[2]) };
  }

  /** @param {string} path @param {number} from @param {number} length @returns {Promise<ArrayBuffer>} */
  async part(path, from, length) {
    const headers = { Range: `bytes=${from}-${from + length - 1}` };
    const response = await this.client.source.request(path, { headers });
    if (response.status === 404) throw new RequestError("missing", `There is nothing at ${path}.`);
    if (!response.ok) throw new RequestError("refused", `The server answered ${response.status} to ${path}.`);
    const buffer = await response.arrayBuffer();
    return response.status === 206 ? buffer : buffer.slice(from, from + length);
  }

  /** The nearest of all of these, each once. @param {Int32Array} items @param {number} count @returns {Promise<number[]>} */
  async unionOf(items, count) {
    const total = this.store.state.items?.labels.length ?? 0;
    if (total > WHOLE) {
      throw new Error("In a study this large, choose one image first: g adds the images most like it.");
    }
    const rows = await this.sample(total, total, 0);
    if (!rows) throw new Error("This server does not tell the neighbours of many images at once; choose one image.");
    const found = new Set();
    for (const item of items) {
      for (let k = 0; k < Math.min(count, rows.count); k++) found.add(rows.near[item * rows.count + k]);
    }
    return /** @type {number[]} */ ([...found].filter((item) => item >= 0));
  }
}
