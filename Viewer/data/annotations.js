// @ts-check
// What readers add to a study: named selections, handles, saved views, decisions. The study keeps them; where it cannot, the page
// does, and offers them as a file.

import { RequestError } from "./client.js";

/** @typedef {"selections" | "handles" | "views" | "decisions"} Kind */
/** @typedef {{ name: string, items?: number[], layer?: string, embedding?: string, hash?: string,
 *   verdict?: string, label?: string | null }} Entry */
/** @typedef {Record<Kind, Entry[]>} All */

export class Annotations {
  /** @param {import("./client.js").Client} client */
  constructor(client) {
    this.client = client;
    /** @type {All} */
    this.all = { selections: [], handles: [], views: [], decisions: [] };
    /** The server keeps nothing: entries live as long as the page. */
    this.readOnly = false;
    /** Called once, when that has become known. @type {() => void} */
    this.onReadOnly = () => {};
    /** Writes follow one another, so that the last one stays. */
    this.queue = Promise.resolve();
  }

  /** @returns {Promise<All>} */
  async load() {
    try {
      const told = await this.client.json("/api/annotations");
      for (const kind of /** @type {Kind[]} */ (Object.keys(this.all))) {
        // What a reader has added since it was asked for is not known to the answer.
        const own = this.all[kind], names = new Set(own.map(({ name }) => name));
        this.all[kind] = [...(told[kind] ?? []).filter((/** @type {Entry} */ { name }) => !names.has(name)), ...own];
      }
    } catch (error) {
      // An older server has no such route; that is said when something is to be kept.
      if (!(error instanceof RequestError)) throw error;
    }
    return this.all;
  }

  /** @param {Kind} kind @param {Entry} entry creates it, or takes the place of the one with its name */
  put(kind, entry) {
    this.all[kind] = [...this.all[kind].filter(({ name }) => name !== entry.name), entry];
    return this.write("PUT", kind, entry.name, entry);
  }

  /** @param {Kind} kind @param {string} name */
  remove(kind, name) {
    if (!this.all[kind].some((entry) => entry.name === name)) return this.queue;
    this.all[kind] = this.all[kind].filter((entry) => entry.name !== name);
    return this.write("DELETE", kind, name);
  }

  /** @param {"PUT" | "DELETE"} method @param {Kind} kind @param {string} name @param {Entry} [entry] */
  write(method, kind, name, entry) {
    this.queue = this.queue.then(() => this.send(method, kind, name, entry));
    return this.queue;
  }

  /** @param {"PUT" | "DELETE"} method @param {Kind} kind @param {string} name @param {Entry} [entry] */
  async send(method, kind, name, entry) {
    if (this.readOnly) return;
    const path = `/api/annotations/${kind}/${encodeURIComponent(name)}`;
    try {
      const response = await this.client.source.request(path, {
        method,
        ...(entry ? { body: JSON.stringify(entry), headers: { "Content-Type": "application/json" } } : {}),
      });
      if (response.ok || (method === "DELETE" && response.status === 404)) return;
    } catch {
      // No server: the same as one that keeps nothing.
    }
    this.readOnly = true;
    this.onReadOnly();
  }

  /** Everything as a file that can be read back. @param {string} study */
  download(study) {
    const blob = new Blob([JSON.stringify(this.all, null, 2)], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${study || "study"}-annotations.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}
