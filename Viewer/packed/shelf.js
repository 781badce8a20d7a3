// @ts-check
// The parts of an exported page: decoded when something of them is asked for, the last ones kept.

import { Entry } from "./entry.js";

/** @typedef {{ names: string[], command: string, open: (name: string) => Promise<Uint8Array<ArrayBuffer>> }} Pack */

/** Bytes of decoded parts that are kept. */
const ROOM = 128 * 1024 * 1024;

export class Shelf {
  /** @param {Pack} pack */
  constructor(pack) {
    this.pack = pack;
    this.names = new Set(pack.names);
    /** The oldest first. @type {Map<string, { entry: Promise<Entry>, size: number }>} */
    this.kept = new Map();
  }

  /** The part that would hold the replies at a path: that with the longest beginning of it as its name.
   * @param {string} path without its query @returns {string} "": none */
  nameFor(path) {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
      const name = path.slice(0, end);
      if (this.names.has(name)) return name;
    }
    return "";
  }

  /** Rejects with the reason where the part is damaged. @param {string} name @returns {Promise<Entry>} */
  entry(name) {
    const known = this.kept.get(name) ?? { entry: this.pack.open(name).then((bytes) => new Entry(bytes)), size: 0 };
    this.kept.delete(name);
    this.kept.set(name, known);
    known.entry.then((entry) => {
      known.size = entry.bytes.length;
      this.makeRoom(name);
    }, () => this.kept.delete(name));
    return known.entry;
  }

  /** @param {string} keep */
  makeRoom(keep) {
    let bytes = 0;
    for (const { size } of this.kept.values()) bytes += size;
    for (const [name, { size }] of this.kept) {
      if (bytes <= ROOM) return;
      if (name === keep) continue;
      bytes -= size;
      this.kept.delete(name);
    }
  }
}
