// @ts-check
// The neighbours of an exported page, from the table that it keeps for a layer.

import { PackedArray } from "./array.js";
import { numberOf } from "./address.js";
import { json, numpy, refusal } from "./replies.js";

/** @typedef {import("./entry.js").Entry} Entry */

/** @type {WeakMap<Entry, { items: PackedArray, distances: PackedArray, metric: string }>} */
const tables = new WeakMap();

/** @param {Entry} entry */
function tableOf(entry) {
  const known = tables.get(entry);
  if (known) return known;
  const array = (/** @type {string} */ path) => {
    const found = entry.find(path);
    if (!found?.file.array) throw new Error("The neighbours of this page cannot be read.");
    return new PackedArray(found.file.array, found.bytes);
  };
  const table = { items: array("/items"), distances: array("/distances"), metric: entry.json("")?.metric ?? "" };
  tables.set(entry, table);
  return table;
}

/** @param {ReturnType<typeof tableOf>} table @param {number} item @param {number} count */
const rowOf = ({ items, distances }, item, count) =>
  Array.from({ length: Math.min(count, items.columns) }, (_, k) => ({
    item: items.at(item, k),
    distance: Number(distances.at(item, k).toPrecision(7)),
  })).filter((near) => near.item >= 0);

/** `neighbors`, `nearest` and `neighbors.npy` of a layer.
 * @param {Entry} entry @param {string} what @param {Record<string, string>} query */
export function neighborsReply(entry, what, query) {
  const table = tableOf(entry), { items } = table;
  if (what === "neighbors.npy") return numpy(/** @type {Int32Array} */ (items.values()), items.form.shape);
  if (what === "neighbors") {
    const item = numberOf(query, "item", -1);
    if (item < 0 || item >= items.rows) return refusal(404, `There is no item ${query.item}.`);
    return json({ item, neighbors: rowOf(table, item, numberOf(query, "count", 15)) });
  }
  if ((query.metric && query.metric !== table.metric) || query.among) {
    const kept = `An exported page keeps the neighbours of the analysis only (${table.metric}, among all images).`;
    return refusal(400, kept, "Serve the study with strata serve for others.");
  }
  const asked = (query.items ?? "").split(",").map(Number);
  if (asked.some((item) => !Number.isInteger(item) || item < 0 || item >= items.rows)) {
    return refusal(400, "items is no list of images.");
  }
  const count = numberOf(query, "count", 10);
  return json({ metric: table.metric, rows: asked.map((item) => ({ item, neighbors: rowOf(table, item, count) })) });
}
