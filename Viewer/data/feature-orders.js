// @ts-check
// The order of a gallery, and which of its tiles are shown.

import { ORDERS } from "../state/features.js";
import { isUnfinished, isVoid } from "./features.js";
import { along } from "./hilbert.js";
import { shortName } from "./study.js";

/** @typedef {import("./features.js").FeatureTile} FeatureTile */
/** @typedef {import("../state/features.js").FeatureOrder} FeatureOrder */

/**
 * What is known of the units themselves; all of it may be missing.
 * @typedef {object} KnownUnits
 * @property {import("./neurons.js").Discrimination | null} discrimination which class each tells best
 * @property {import("./neurons.js").UnitPlaces | null} places on the map of neurons
 * @property {ArrayLike<number> | null} clusters by unit, −1: none
 */

/** @type {Readonly<KnownUnits>} */
export const UNKNOWN = Object.freeze({ discrimination: null, places: null, clusters: null });

/** The orders that some tiles can have. @param {readonly FeatureTile[]} tiles @param {KnownUnits} known
 * @returns {FeatureOrder[]} */
export function possibleOrders(tiles, { discrimination, places }) {
  const ofUnits = tiles.some(({ kind }) => kind === "channel");
  const tells = ofUnits && discrimination !== null && discrimination.value.length > 0;
  return ORDERS.map(([order]) => order).filter((order) => {
    if (order === "class" || order === "score") return tells;
    return order !== "likeness" || (ofUnits && places !== null);
  });
}

/** How much an image excites its unit, by what the study's strongest does; where that is known of none, plainly.
 * @param {readonly FeatureTile[]} tiles @returns {(tile: FeatureTile) => number} −∞: not known */
export function strengthOf(tiles) {
  const measured = (/** @type {FeatureTile} */ { images: [{ largest }] }) => largest !== null && largest > 0;
  const some = tiles.some(measured);
  return (tile) => {
    const [first] = tile.images;
    // What is still being made would change its place with every step.
    if (isVoid(first) || isUnfinished(tile) || !Number.isFinite(first.value)) return -Infinity;
    if (!some) return first.value;
    return measured(tile) ? first.value / Number(first.largest) : -Infinity;
  };
}

/**
 * Tiles in an order that they can have, else by number; ties by number, and what has none as it came. O(n log n).
 * @param {readonly FeatureTile[]} tiles of one kind @param {FeatureOrder} order @param {KnownUnits} known
 * @returns {FeatureTile[]}
 */
export function ordered(tiles, order, known) {
  const chosen = possibleOrders(tiles, known).includes(order) ? order : "number";
  const byNumber = (/** @type {FeatureTile} */ a, /** @type {FeatureTile} */ b) =>
    a.channel - b.channel || a.index - b.index;
  const keys = keysOf(tiles, chosen, known);
  const difference = (/** @type {FeatureTile} */ a, /** @type {FeatureTile} */ b) => {
    const first = keys(a), second = keys(b);
    for (let k = 0; k < first.length; k++) if (first[k] !== second[k]) return first[k] < second[k] ? -1 : 1;
    return byNumber(a, b);
  };
  return [...tiles].sort(difference);
}

/** By what an order compares, the smaller first. @param {readonly FeatureTile[]} tiles @param {FeatureOrder} order
 * @param {KnownUnits} known @returns {(tile: FeatureTile) => number[]} */
function keysOf(tiles, order, { discrimination, places, clusters }) {
  const score = (/** @type {number} */ unit) => discrimination?.value[unit] ?? 0;
  const best = (/** @type {number} */ unit) => {
    const label = discrimination?.best[unit] ?? -1;
    return label < 0 ? Infinity : label;
  };
  switch (order) {
    case "class":
      return ({ channel }) => [best(channel), -score(channel)];
    case "score":
      return ({ channel }) => [-score(channel)];
    case "value": {
      const strength = strengthOf(tiles);
      return (tile) => [-strength(tile)];
    }
    case "likeness":
      return likeness(places, clusters);
    default:
      return () => [];
  }
}

/** Group after group, both groups and what is in them along the curve; who is on no map comes last.
 * @param {KnownUnits["places"]} places @param {KnownUnits["clusters"]} clusters */
function likeness(places, clusters) {
  const curve = places ? along(places.positions) : new Float64Array(0);
  /** @type {Map<number, number[]>} */
  const members = new Map();
  places?.unitOf.forEach((unit, row) => {
    const group = clusters?.[unit] ?? -1;
    if (group < 0) return;
    const own = members.get(group);
    if (own) own.push(curve[row]);
    else members.set(group, [curve[row]]);
  });
  // The middle one: a mean would lie where none of them is.
  const middles = new Map([...members].map(([group, all]) => [group, all.sort((a, b) => a - b)[all.length >> 1]]));
  return (/** @type {FeatureTile} */ { channel }) => {
    const row = places?.rowOf[channel] ?? -1, group = clusters?.[channel] ?? -1;
    if (row < 0) return [Infinity, Infinity, Infinity];
    return [middles.get(group) ?? curve[row], group, curve[row]];
  };
}

/**
 * The tiles that are shown: of one class, of the chosen units, of a number or a name.
 * @param {readonly FeatureTile[]} tiles
 * @param {{ label: number, chosen: ReadonlySet<number> | null, find: string }} wanted label: −1: any; chosen: null: any;
 *   find: how a number begins, or a part of a name
 * @param {KnownUnits} known @returns {FeatureTile[]} of numbers, the one that was asked for comes first
 */
export function passing(tiles, { label, chosen, find }, { discrimination }) {
  const text = find.trim().toLowerCase().replaceAll(",", "").replace(/^#/, "");
  const fits = (/** @type {FeatureTile} */ { kind, channel, images: [first] }) => {
    if (label >= 0 && kind === "channel" && (discrimination?.best[channel] ?? -1) !== label) return false;
    if (chosen && !chosen.has(channel)) return false;
    if (text === "") return true;
    if (/^\d+$/.test(text) && channel >= 0) return String(channel).startsWith(text);
    return kind !== "channel" && (first.label ?? first.name).toLowerCase().includes(text);
  };
  const left = tiles.filter(fits), exact = left.findIndex(({ channel }) => text !== "" && String(channel) === text);
  return exact > 0 ? [left[exact], ...left.slice(0, exact), ...left.slice(exact + 1)] : left;
}

/** What a tile is called: "12", "golden retriever", "selection − rest". @param {FeatureTile} tile */
export const tileName = ({ kind, channel, images: [first] }) =>
  kind === "channel"
    ? channel.toLocaleString("en-US")
    : kind === "direction"
    ? first.name
    : shortName(first.label ?? `class ${channel}`);
