// @ts-check
// The images that excite a channel most, and the channels that an image excites most, in an exported page.

import { arrayOf } from "./array.js";
import { json, refusal } from "./replies.js";

/** @typedef {import("./entry.js").Entry} Entry */

/** What a part holds. @param {Entry} entry */
function tablesOf(entry) {
  const [items, values, places, regions] = ["items", "values", "places", "regions"].map((name) =>
    arrayOf(entry, `/${name}`)
  );
  if (!items || !values || !places || !regions) throw new Error("The top images of this page cannot be read.");
  return { items, values, places, regions, field: entry.json("").field };
}

/** @type {WeakMap<Entry, ReturnType<typeof tablesOf>>} */
const tables = new WeakMap();

/** @param {Entry | null} entry null: the page has none @param {number} channel */
export function topImagesReply(entry, channel) {
  if (!entry) return refusal(404, "This page keeps no top images of this layer.");
  const found = tables.get(entry) ?? tablesOf(entry), { items, values, places, regions, field } = found;
  tables.set(entry, found);
  if (channel < 0 || channel >= items.rows) return refusal(404, `There is no channel ${channel}.`);
  const images = Array.from({ length: items.columns }, (_, k) => {
    const [row, column] = [places.at(channel, 2 * k), places.at(channel, 2 * k + 1)];
    const part = (/** @type {number} */ place) => regions.at(channel, 6 * k + place);
    return {
      item: items.at(channel, k),
      value: values.at(channel, k),
      ...(row >= 0 ? { row, column } : {}),
      ...(part(0) > 0 ? { width: part(0), height: part(1) } : {}),
      ...(part(4) > 0 ? { region: { x: part(2), y: part(3), width: part(4), height: part(5) } } : {}),
    };
  }).filter(({ item }) => item >= 0);
  return json({ channel, field, images });
}

/** The channels that an image excites most, at most as many as the page keeps.
 * @param {Entry | null} entry null: the page has none @param {number} item @param {number} count */
export function unitsReply(entry, item, count) {
  const channels = entry && arrayOf(entry, "/channels"), values = entry && arrayOf(entry, "/values");
  if (!channels || !values) return refusal(404, "This page keeps no activations by channel of this layer.");
  if (item < 0 || item >= channels.rows) return refusal(404, `There is no item ${item}.`);
  const units = Array.from({ length: Math.min(count, channels.columns) }, (_, k) => ({
    channel: channels.at(item, k),
    activation: values.at(item, k),
  }));
  return json({ item, units });
}
