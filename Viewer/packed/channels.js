// @ts-check
// What the channels of a layer make of the images, in an exported page: the questions that a server answers from the
// activations are answered here from what the page keeps of them.

import { numberOf } from "./address.js";
import { PackedArray } from "./array.js";
import { correlationsWith, meanStandardized } from "./correlation.js";
import { areasOf } from "./rank-test.js";
import { json, numpy, refusal } from "./replies.js";

/** @typedef {import("./entry.js").Entry} Entry */

/** @param {Entry} entry @param {string} path */
function arrayOf(entry, path) {
  const found = entry.find(path);
  return found?.file.array ? new PackedArray(found.file.array, found.bytes) : null;
}

/** @type {WeakMap<Entry, Channels>} */
const made = new WeakMap();

/** @param {Entry} entry */
export function channelsOf(entry) {
  const channels = made.get(entry) ?? new Channels(entry);
  made.set(entry, channels);
  return channels;
}

export class Channels {
  /** @param {Entry} entry */
  constructor(entry) {
    this.entry = entry;
    /** Images × channels. */
    this.activations = arrayOf(entry, "/activations");
    /** Whether the features of this layer are its channels, for questions about images. */
    this.answersUnits = entry.json("")?.answersUnits === true;
  }

  /** @param {string} what @param {Record<string, string>} query @param {any} body of a question @returns {Response} */
  reply(what, query, body) {
    if (what === "top-images") return this.topImages(numberOf(query, "channel", -1));
    const { activations } = this;
    if (!activations || (!what.startsWith("neurons/") && !this.answersUnits)) {
      return refusal(404, "This page keeps no activations by channel of this layer.");
    }
    switch (what) {
      case "units":
        return this.units(activations, numberOf(query, "item", -1), numberOf(query, "count", 5));
      case "activations": {
        const channel = numberOf(query, "channel", -1);
        if (channel < 0 || channel >= activations.columns) return refusal(404, `There is no channel ${query.channel}.`);
        return numpy(activations.column(channel), [activations.rows]);
      }
      case "neurons/correlated":
        return this.correlated(activations, numberOf(query, "neuron", -1), numberOf(query, "count", 8));
      case "neurons/separating":
        return this.separating(activations, body);
      case "neurons/exciting":
        return this.exciting(activations, body);
      default:
        return refusal(404, "An exported page does not answer this.");
    }
  }

  /** @param {PackedArray} activations @param {number} item @param {number} count */
  units(activations, item, count) {
    if (item < 0 || item >= activations.rows) return refusal(404, `There is no item ${item}.`);
    const values = Array.from({ length: activations.columns }, (_, channel) => activations.at(item, channel));
    const order = values.map((_, channel) => channel).sort((a, b) => values[b] - values[a] || a - b).slice(0, count);
    return json({ item, units: order.map((channel) => ({ channel, activation: values[channel] })) });
  }

  /** @param {number} channel */
  topImages(channel) {
    const told = this.entry.json("/top-images"), items = arrayOf(this.entry, "/top-images/items");
    if (!told || !items) return refusal(404, "This page keeps no top images of this layer.");
    if (channel < 0 || channel >= items.rows) return refusal(404, `There is no channel ${channel}.`);
    const [values, places, sizes] = ["values", "places", "regions"].map((name) =>
      arrayOf(this.entry, `/top-images/${name}`)
    );
    const images = Array.from({ length: items.columns }, (_, k) => {
      const place = places && [places.at(channel, 2 * k), places.at(channel, 2 * k + 1)];
      const [width, height, x, y, wide, high] = Array.from(
        { length: 6 },
        (_, part) => sizes?.at(channel, 6 * k + part) ?? 0,
      );
      return {
        item: items.at(channel, k),
        value: values?.at(channel, k) ?? NaN,
        ...(place && place[0] >= 0 ? { row: place[0], column: place[1] } : {}),
        ...(width > 0 ? { width, height } : {}),
        ...(wide > 0 ? { region: { x, y, width: wide, height: high } } : {}),
      };
    }).filter(({ item }) => item >= 0);
    return json({ channel, field: told.field, images });
  }

  /** @param {PackedArray} activations @param {number} neuron @param {number} count */
  correlated(activations, neuron, count) {
    if (neuron < 0 || neuron >= activations.columns) return refusal(404, `There is no neuron ${neuron}.`);
    return json({ neuron, correlated: correlationsWith(activations, neuron).slice(0, count) });
  }

  /** @param {PackedArray} activations @param {any} body */
  separating(activations, body) {
    const items = [...new Set(/** @type {number[]} */ (body?.items ?? []))];
    if (items.length === 0 || items.some((item) => !(item >= 0 && item < activations.rows))) {
      return refusal(400, "items is missing, empty, or names images that are not there.");
    }
    if (items.length === activations.rows) {
      return refusal(400, "All images are inside, so there are none to tell them from.", "Leave some out.");
    }
    const neurons = areasOf(activations, items).slice(0, body.count ?? 24);
    return json({ inside: items.length, outside: activations.rows - items.length, neurons });
  }

  /** @param {PackedArray} activations @param {any} body */
  exciting(activations, body) {
    const neurons = [...new Set(/** @type {number[]} */ (body?.neurons ?? []))];
    if (neurons.length === 0 || neurons.some((neuron) => !(neuron >= 0 && neuron < activations.columns))) {
      return refusal(400, "neurons is missing, empty, or names neurons that are not there.");
    }
    const values = meanStandardized(activations, neurons.sort((a, b) => a - b));
    const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a] || a - b).slice(0, body.count ?? 24);
    return json({ images: order.map((item) => ({ item, value: values[item] })) });
  }
}
