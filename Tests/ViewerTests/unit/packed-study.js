// @ts-check
// Parts of an exported page, put together as the program does, for tests of what reads them.

/** @typedef {import("../../../Viewer/packed/entry.js").ArrayForm} ArrayForm */
/** @typedef {{ path: string, type?: string, bytes: Uint8Array, array?: ArrayForm }} File */

/** @param {string} path @param {unknown} value @returns {File} */
export const jsonFile = (path, value) => ({
  path,
  type: "application/json",
  bytes: new TextEncoder().encode(JSON.stringify(value)),
});

/** Bytes of numbers, one after the other. @param {...ArrayBufferView} parts */
export function bytesOf(...parts) {
  const all = parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  const bytes = new Uint8Array(all.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of all) {
    bytes.set(each, at);
    at += each.length;
  }
  return bytes;
}

/** Images × channels in steps of a half from 0, channel by channel. @param {number[][]} rows @returns {File} */
export function activationFile(rows) {
  const columns = rows[0].length, steps = new Float32Array(columns).fill(.5), least = new Float32Array(columns);
  const numbers = Uint8Array.from(
    { length: rows.length * columns },
    (_, at) => 2 * rows[at % rows.length][Math.floor(at / rows.length)],
  );
  const array =
    /** @type {ArrayForm} */ ({ shape: [rows.length, columns], to: "f4", element: "u1", scaled: 1, order: "columns" });
  return { path: "/activations", bytes: bytesOf(steps, least, numbers), array };
}

/** A part: the length of the index, the index, the files at multiples of 8 bytes. @param {File[]} files */
export function entryBytes(files) {
  const padded = (/** @type {number} */ count) => Math.ceil(count / 8) * 8;
  let start = 0;
  const index = files.map(({ path, type = "application/octet-stream", bytes, array }) => {
    const place = { path, type, start, length: bytes.length, array };
    start += padded(bytes.length);
    return place;
  });
  const text = new TextEncoder().encode(JSON.stringify(index)), head = padded(4 + text.length);
  const bytes = new Uint8Array(head + start);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  files.forEach((file, k) => bytes.set(file.bytes, head + index[k].start));
  return bytes;
}

/** @param {Record<string, File[] | Error>} parts an error: the part is damaged */
export function packOf(parts) {
  let opened = 0;
  const open = (/** @type {string} */ name) => {
    opened++;
    const part = parts[name];
    return part instanceof Error ? Promise.reject(part) : Promise.resolve(entryBytes(part));
  };
  return { names: Object.keys(parts), command: "strata export STUDY --output x.html", open, opened: () => opened };
}
