// @ts-check
import { DamagedArrayError, parseNpy } from "../../../Viewer/data/npy.js";
import { assert, assertEquals, assertThrows } from "./assert.js";

/** @param {string} header @param {ArrayBufferView<ArrayBuffer>} data @param {number} [major] */
function file(header, data, major = 1) {
  const prefix = major === 1 ? 10 : 12;
  const padded = header.padEnd(Math.ceil((prefix + header.length + 1) / 64) * 64 - prefix - 1) + "\n";
  const bytes = new Uint8Array(prefix + padded.length + data.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, major, 0]);
  const view = new DataView(bytes.buffer);
  if (major === 1) view.setUint16(8, padded.length, true);
  else view.setUint32(8, padded.length, true);
  bytes.set(new TextEncoder().encode(padded), prefix);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), prefix + padded.length);
  return bytes.buffer;
}

const header = (/** @type {string} */ type, /** @type {string} */ shape, order = "False") =>
  `{'descr': '${type}', 'fortran_order': ${order}, 'shape': ${shape}, }`;

Deno.test("an array of two rows is read with its shape and values", () => {
  const { shape, data } = parseNpy(file(header("<f4", "(2, 3)"), Float32Array.of(1, 2, 3, 4, 5, 6)), "a.npy");
  assertEquals(shape, [2, 3]);
  assertEquals(data, [1, 2, 3, 4, 5, 6]);
  assert(data instanceof Float32Array);
});

Deno.test("format version 2 and one-dimensional integers are read, too", () => {
  const { shape, data } = parseNpy(file(header("<i4", "(3,)"), Int32Array.of(7, -1, 9), 2), "a.npy");
  assertEquals(shape, [3]);
  assertEquals(data, [7, -1, 9]);
});

Deno.test("an array with no rows is an array", () => {
  assertEquals(parseNpy(file(header("<f4", "(0, 15)"), new Float32Array(0)), "a.npy").shape, [0, 15]);
});

Deno.test("a file cut short names itself, the bytes expected and the bytes found", () => {
  const whole = file(header("<f4", "(2, 3)"), Float32Array.of(1, 2, 3, 4, 5, 6));
  assertThrows(
    () => parseNpy(whole.slice(0, -4), "layers/03/umap.npy"),
    /layers\/03\/umap\.npy/,
    /24 bytes/,
    /holds 20/,
  );
});

Deno.test("a file with bytes left over is refused", () => {
  assertThrows(() => parseNpy(file(header("<f4", "(1, 3)"), new Float32Array(4)), "a.npy"), /needs 12 bytes/, /16/);
});

Deno.test("what is no array, an unknown type, column order and an odd shape are refused in words", () => {
  assertThrows(
    () => parseNpy(new TextEncoder().encode("<!doctype html> something").buffer, "a.npy"),
    /not an array file/,
  );
  assertThrows(() => parseNpy(new ArrayBuffer(3), "a.npy"), /not an array file/);
  assertThrows(() => parseNpy(file(header("<c8", "(1,)"), new Float64Array(1)), "a.npy"), /<c8/, /<f4/);
  assertThrows(() => parseNpy(file(header("<f4", "(1, 2)", "True"), new Float32Array(2)), "a.npy"), /row order/);
  assertThrows(() => parseNpy(file(header("<f4", "(1, -2)"), new Float32Array(2)), "a.npy"), /not a list of counts/);
  try {
    parseNpy(new ArrayBuffer(64), "a.npy");
  } catch (error) {
    assert(error instanceof DamagedArrayError);
  }
});

Deno.test("a header longer than the file is refused", () => {
  const bytes = new Uint8Array(file(header("<f4", "(1,)"), new Float32Array(1)));
  new DataView(bytes.buffer).setUint16(8, 60000, true);
  assertThrows(() => parseNpy(bytes.buffer, "a.npy"), /ends inside its header/);
});
