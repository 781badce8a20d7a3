// @ts-check
// A part of an exported page: several replies in one, each with its path.

/** An array whose numbers were made small: see array.js.
 * @typedef {{ shape: number[], to: "f4" | "i4", element: "u1" | "u2" | "i4" | "f4" | "b2", scaled?: 0 | 1,
 *   order?: "columns", delta?: boolean, planes?: boolean, told?: number[] }} ArrayForm */

/** `path` is what follows the name of the part. @typedef {{ path: string, type: string, start: number, length: number,
 *   array?: ArrayForm }} File */

export class Entry {
  /** @param {Uint8Array<ArrayBuffer>} bytes the length of the index, the index as JSON, the files */
  constructor(bytes) {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const index = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
    this.bytes = bytes;
    /** Where the first file begins. */
    this.start = 4 + length + (8 - (4 + length) % 8) % 8;
    /** @type {Map<string, File>} */
    this.files = new Map(index.map((/** @type {File} */ file) => [file.path, file]));
  }

  /** @param {string} path @returns {{ file: File, bytes: Uint8Array<ArrayBuffer> } | null} */
  find(path) {
    const file = this.files.get(path), from = this.start + (file?.start ?? 0);
    return file ? { file, bytes: this.bytes.subarray(from, from + file.length) } : null;
  }

  /** @param {string} path @returns {any} null: there is none */
  json(path) {
    const found = this.find(path);
    return found ? JSON.parse(new TextDecoder().decode(found.bytes)) : null;
  }
}
