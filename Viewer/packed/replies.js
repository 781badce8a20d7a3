// @ts-check
// Replies as a server would give them.

import { npyFile } from "./array.js";

/** @param {BodyInit | null} body @param {string} type @param {number} [status] */
const reply = (body, type, status = 200) => new Response(body, { status, headers: { "Content-Type": type } });

/** @param {unknown} value */
export const json = (value) => reply(JSON.stringify(value), "application/json");

/** @param {Uint8Array<ArrayBuffer>} bytes @param {string} type */
export function file(bytes, type) {
  const headers = { "Content-Type": type, "Content-Length": String(bytes.length) };
  return new Response(bytes, { headers });
}

/** @param {Float32Array | Int32Array} values @param {readonly number[]} shape */
export const numpy = (values, shape) => file(npyFile(values, shape), "application/octet-stream");

/** @param {number} status @param {string} message @param {string} [remedy] */
export const refusal = (status, message, remedy = "") =>
  reply(JSON.stringify({ error: { message, remedy } }), "application/json", status);

/** The part of a file that a header asks for, where it asks for one. @param {Response} whole @param {string} [range] */
export async function partOf(whole, range = "") {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  if (from === undefined || whole.status !== 200) return whole;
  const bytes = new Uint8Array(await whole.arrayBuffer()), last = Math.min(Number(to), bytes.length - 1);
  return new Response(bytes.subarray(Number(from), last + 1), {
    status: 206,
    headers: { "Content-Range": `bytes ${from}-${last}/${bytes.length}` },
  });
}
