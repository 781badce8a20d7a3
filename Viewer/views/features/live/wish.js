// @ts-check
// Something that can be asked for: what it is called, what is sent, what stands in the gallery meanwhile, and the command that
// does the same.

import { maximizeCommand } from "../../../data/maximize-command.js";
import { shortName, thousands } from "../../../data/study.js";

/** @typedef {import("../../../data/feature-jobs.js").Wanted} Wanted */
/** @typedef {import("../../../data/neuron-requests.js").Place} Place */

/**
 * @typedef {object} Wish
 * @property {Place} place
 * @property {Wanted} wanted
 * @property {import("../../../state/live-features.js").Expected[]} expected
 * @property {string} words on the button
 * @property {string} command that does the same; "": there is none
 */

/** @typedef {import("../../../data/features.js").FeatureParameters | null} Parameters of the images that the layer has; null: it
 * has none */

/** @param {{ name: string }} study @param {Place} place @param {string} layer its name
 * @param {readonly number[]} channels @param {Parameters} parameters @returns {Wish} */
export function channelWish(study, place, layer, channels, parameters) {
  return {
    place,
    wanted: { channels: [...channels] },
    expected: channels.map((channel) => ({ kind: "channel", channel, name: `${layer}:${channel}`, label: null })),
    words: channels.length === 1 ? "Make the image" : `Make the ${thousands(channels.length)} images`,
    command: maximizeCommand(study.name, place.model, channels.map((channel) => `${layer}:${channel}`), parameters),
  };
}

/** @param {{ name: string }} study @param {Place} place @param {readonly number[]} classes outputs of the network
 * @param {readonly string[]} names of all outputs @param {Parameters} parameters @returns {Wish} */
export function classWish(study, place, classes, names, parameters) {
  const named = (/** @type {number} */ output) => names[output] ?? null;
  return {
    place,
    wanted: { classes: [...classes] },
    expected: classes.map((channel) => ({ kind: "class", channel, name: `class:${channel}`, label: named(channel) })),
    words: classes.length === 1
      ? `Make the image of ${shortName(named(classes[0]) ?? `class ${classes[0]}`)}`
      : `Make the images of ${thousands(classes.length)} classes`,
    command: maximizeCommand(study.name, place.model, classes.map((output) => `class:${output}`), parameters),
  };
}

/**
 * The channels that a text names: "12, 40-47". Throws an Error that says what is wrong with it.
 * @param {string} text @param {number} count of channels @param {string} layer its name @returns {number[]} ascending
 */
export function readChannels(text, count, layer) {
  const parts = text.split(/[,\s]+/).filter((part) => part !== ""), found = new Set();
  const has = `${layer} has the channels 0 to ${thousands(count - 1)}`;
  if (parts.length === 0) throw new Error(`Write which channels, such as 12, 40-47; ${has}.`);
  for (const part of parts) {
    const match = /^#?(\d{1,7})(?:[-–](\d{1,7}))?$/.exec(part);
    if (!match) throw new Error(`“${part}” is no channel. Write numbers, such as 12, 40-47.`);
    const first = Number(match[1]), last = Number(match[2] ?? match[1]);
    if (first > last || last >= count) throw new Error(`“${part}” does not fit: ${has}.`);
    for (let channel = first; channel <= last; channel++) found.add(channel);
  }
  return [...found].sort((a, b) => a - b);
}

/** So many channels spread evenly over all of them, as strata maximize takes them. @param {number} count
 * @param {number} wanted */
export const spreadChannels = (count, wanted = 16) =>
  Array.from({ length: Math.min(count, wanted) }, (_, k) => count <= wanted ? k : Math.floor(k * count / wanted));
