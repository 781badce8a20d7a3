// @ts-check
// Trust in the view, beside the page's own thread: what is on the screen against what is near in the layer.

import { sharesOf } from "../tour/nearest.js";
import { Grid } from "../tour/pick.js";

/** @typedef {{ ticket: number, k: number, positions: Float32Array, rows?: import("../data/neighbor-rows.js").Rows }} Task
 * `rows` only where they are others than before */

/** @type {import("../data/neighbor-rows.js").Rows | null} */
let rows = null;

/** @type {Worker} */
const self_ = /** @type {any} */ (globalThis);

self_.addEventListener("message", (/** @type {MessageEvent<Task>} */ { data }) => {
  if (data.rows) rows = data.rows;
  if (!rows) return;
  self_.postMessage({ ticket: data.ticket, shares: sharesOf(new Grid(data.positions), rows, data.k) });
});
