// @ts-check
// What the channels of a layer make of the images, in an exported page: the questions that a server answers from the
// activations are answered here from what the page keeps of them.

import { numberOf } from "./address.js";
import { arrayOf } from "./array.js";
import { correlationsWith, meanStandardized } from "./correlation.js";
import { areasOf } from "./rank-test.js";
import { json, numpy, refusal } from "./replies.js";

/** @typedef {import("./array.js").PackedArray} PackedArray */
/** @typedef {import("./entry.js").Entry} Entry */

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
    const { activations } = this;
    if (!activations || (!what.startsWith("neurons/") && !this.answersUnits)) {
      return refusal(404, "This page keeps no activations by channel of this layer.");
    }
    switch (what) {
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
