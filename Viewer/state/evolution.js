// @ts-check
// What the view of evolution shows, and how a link says it: only what differs from what is shown without one.

/**
 * @typedef {object} EvolutionChoice
 * @property {string} sequence its folder; "": that of the network, else the first
 * @property {string} frame its name; "": that of the layer in the rail, else the last
 * @property {number} bundling 0: trails run straight from place to place, 1: as bundled
 * @property {number} opacity 0–1
 * @property {boolean} ends only where images begin and where they are
 * @property {boolean} pair the first and the last frame side by side
 */

/** @type {Readonly<EvolutionChoice>} */
export const EVOLUTION = Object.freeze({
  sequence: "",
  frame: "",
  bundling: .75,
  opacity: .45,
  ends: false,
  pair: false,
});

/** @param {URLSearchParams} parts @param {Partial<EvolutionChoice>} choice */
export function writeEvolution(parts, { sequence, frame, bundling, opacity, ends, pair }) {
  if (sequence) parts.set("vs", sequence);
  if (frame) parts.set("vf", frame);
  if (bundling !== undefined && bundling !== EVOLUTION.bundling) parts.set("vb", String(Number(bundling.toFixed(2))));
  if (opacity !== undefined && opacity !== EVOLUTION.opacity) parts.set("vo", String(Number(opacity.toFixed(2))));
  if (ends) parts.set("ve", "ends");
  if (pair) parts.set("vp", "pair");
}

/** @param {Partial<EvolutionChoice>} choice @param {string} key @param {string} value
 * @returns {boolean} whether it was understood */
export function readEvolution(choice, key, value) {
  switch (key) {
    case "vs":
      choice.sequence = value;
      return value !== "";
    case "vf":
      choice.frame = value;
      return value !== "";
    case "vb":
    case "vo": {
      const share = /^(0|1|0?\.\d{1,6})$/.test(value) ? Number(value) : NaN;
      if (Number.isNaN(share)) return false;
      choice[key === "vb" ? "bundling" : "opacity"] = share;
      return true;
    }
    case "ve":
      choice.ends = value === "ends";
      return choice.ends;
    case "vp":
      choice.pair = value === "pair";
      return choice.pair;
    default:
      return false;
  }
}
