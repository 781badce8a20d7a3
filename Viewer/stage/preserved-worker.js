// @ts-check
// How many neighbors an embedding keeps, beside the page's own thread.

import { preservedShares } from "../tour/preserved.js";

/** @typedef {{ ticket: number, k: number, values: Float32Array, total: number, dimensions: number,
 *   rows: import("../data/neighbor-rows.js").Rows }} Task */

/** @type {Worker} */
const self_ = /** @type {any} */ (globalThis);

self_.addEventListener("message", (/** @type {MessageEvent<Task>} */ { data }) => {
  const { ticket, k, values, total, dimensions, rows } = data;
  const shares = preservedShares({ values, rows: total, dimensions }, rows, k);
  self_.postMessage({ ticket, shares, items: rows.items }, [shares.buffer]);
});
