// @ts-check
// The exact view, as the part of the address behind "#": names, not indices, so that a link outlives a study's growth.

import { readMeasure, writeMeasure } from "../data/trust-measures.js";
import { readAtlasLink, writeAtlas } from "./atlas.js";
import { readColouring, writeColouring } from "./colouring.js";
import { readEvolution, writeEvolution } from "./evolution.js";
import { readFeaturesLink, writeFeatures } from "./features.js";
import { readGrid, writeGrid } from "./grid.js";
import { readNeurons, writeNeurons } from "./neurons.js";

/**
 * @typedef {object} Link
 * @property {import("./store.js").View} [view]
 * @property {Partial<import("./grid.js").Grid>} [grid] `layers` by name
 * @property {Partial<import("./evolution.js").EvolutionChoice>} [evolution]
 * @property {Partial<import("./neurons.js").NeuronsChoice> & { units?: number[] }} [neurons]
 * @property {Partial<import("./features.js").FeaturesChoice>} [features]
 * @property {Partial<import("./atlas.js").AtlasChoice>} [atlas]
 * @property {import("./store.js").Compared} [compare] by names
 * @property {Partial<import("./store.js").Comparison>} [comparison]
 * @property {string} [model]
 * @property {string} [layer]
 * @property {string} [embedding]
 * @property {import("./store.js").DrawingMode} [mode]
 * @property {number} [selected]
 * @property {string[]} [isolated] class names
 * @property {import("./colouring.js").Colouring} [colouring]
 * @property {boolean} [similarHues]
 * @property {[number, number]} [range] isolated numbers
 * @property {import("../data/conditions.js").Condition[]} [conditions] without titles
 * @property {string} [marks] "m" misclassified, "t" low trust, "-" none
 * @property {{ by: import("../data/trust-measures.js").TrustMeasure, below: number }} [low] what low trust is
 * @property {{ x: number, y: number, zoom: number, base?: number }} [camera] `base`: over that which would fit this plane
 * @property {number[]} [frame] the first two rows of the frame
 * @property {import("./store.js").Space} [space]
 * @property {number[]} [selection] ascending
 * @property {number[]} [filter] the images that are shown, ascending
 */

const MODES = ["dots", "mixed", "images"];
const SPACES = ["2", "3", "n"];
const VIEWS = ["tour", "neighbours", "neurons", "evolution", "features", "report"];
const SCALE = 32767;

/** A selection that needs more stays out of the link. */
const MOST_SELECTION = 2048;

/** @param {Link} link @returns {string} without "#" */
export function writeLink(link) {
  const parts = new URLSearchParams();
  parts.set("v", link.view ?? "tour");
  if (link.model) parts.set("m", link.model);
  if (link.layer) parts.set("l", link.layer);
  if (link.embedding) parts.set("e", link.embedding);
  if (link.space) parts.set("d", link.space);
  if (link.mode) parts.set("as", link.mode);
  if (link.selected !== undefined && link.selected >= 0) parts.set("i", String(link.selected));
  if (link.colouring) parts.set("c", writeColouring(link.colouring));
  if (link.similarHues) parts.set("hue", "near");
  if (link.range) parts.set("r", link.range.map((value) => value.toPrecision(6)).join(","));
  for (const { by, names, range } of link.conditions ?? []) {
    parts.append("f", JSON.stringify([by, range ?? names ?? []]));
  }
  for (const name of link.isolated ?? []) parts.append("iso", name);
  if (link.marks) parts.set("mk", link.marks);
  const low = link.low ? writeMeasure(link.low.by, link.low.below) : "trustworthiness";
  if (low !== "trustworthiness") parts.set("t", low);
  if (link.camera) {
    const { x, y, zoom, base = 1 } = link.camera, all = Math.abs(base - 1) > 1e-4 ? [x, y, zoom, base] : [x, y, zoom];
    parts.set("z", all.map((value) => value.toPrecision(5)).join(","));
  }
  if (link.frame) parts.set("q", packFrame(link.frame));
  const packed = link.selection?.length ? packItems(link.selection) : "";
  if (packed !== "" && packed.length <= MOST_SELECTION) parts.set("s", packed);
  const only = link.filter?.length ? packItems(link.filter) : "";
  if (only !== "" && only.length <= MOST_SELECTION) parts.set("only", only);
  if (link.grid) writeGrid(parts, link.grid, packItems);
  if (link.evolution) writeEvolution(parts, link.evolution);
  if (link.neurons) writeNeurons(parts, link.neurons);
  if (link.features) writeFeatures(parts, link.features);
  if (link.atlas) writeAtlas(parts, link.atlas);
  if (link.compare) writeCompared(parts, link.compare, link.comparison ?? {});
  return parts.toString();
}

/**
 * Reads what it can; the rest is listed in `dropped`, once.
 * @param {string} hash with or without "#" @returns {{ link: Link, dropped: string[] }}
 */
export function readLink(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  /** @type {Link} */
  const link = {};
  /** @type {string[]} */
  const dropped = [];
  for (const [key, value] of parts) {
    if (!readPart(link, key, value)) dropped.push(key);
  }
  return { link, dropped };
}

/** @param {Link} link @param {string} key @param {string} value @returns {boolean} whether it was understood */
function readPart(link, key, value) {
  switch (key) {
    case "v":
      if (!VIEWS.includes(value)) return false;
      link.view = /** @type {import("./store.js").View} */ (value);
      return true;
    case "m":
      link.model = value;
      return value !== "";
    case "l":
      link.layer = value;
      return value !== "";
    case "e":
      link.embedding = value;
      return value !== "";
    case "s":
      link.selection = unpackItems(value) ?? undefined;
      return link.selection !== undefined;
    case "only":
      link.filter = unpackItems(value) ?? undefined;
      return link.filter !== undefined;
    case "d":
      if (SPACES.includes(value)) {
        link.space = /** @type {import("./store.js").Space} */ (value);
        return true;
      }
      // Links of earlier versions said here how images are drawn.
      return readPart(link, "as", value);
    case "as":
      if (!MODES.includes(value)) return false;
      link.mode = /** @type {import("./store.js").DrawingMode} */ (value);
      return true;
    case "i":
      if (!/^\d{1,9}$/.test(value)) return false;
      link.selected = Number(value);
      return true;
    case "c":
      link.colouring = readColouring(value) ?? undefined;
      return link.colouring !== undefined;
    case "hue":
      link.similarHues = value === "near";
      return link.similarHues;
    case "r":
      link.range = pairOf(value.split(",").map(Number)) ?? undefined;
      return link.range !== undefined;
    case "f":
      return readCondition(link, value);
    case "iso":
      (link.isolated ??= []).push(value);
      return true;
    case "mk":
      if (!/^(-|m|t|mt)$/.test(value)) return false;
      link.marks = value;
      return true;
    case "t":
      link.low = readMeasure(value) ?? undefined;
      return link.low !== undefined;
    case "z":
      return readCamera(link, value);
    case "q":
      link.frame = unpackFrame(value) ?? undefined;
      return link.frame !== undefined;
    default:
      return readViewPart(link, key, value);
  }
}

/** What belongs to one of the views. @param {Link} link @param {string} key @param {string} value */
function readViewPart(link, key, value) {
  const grid = link.grid ?? {}, evolution = link.evolution ?? {}, neurons = link.neurons ?? {};
  const features = link.features ?? {}, atlas = link.atlas ?? {};
  if (readGrid(grid, key, value, unpackItems)) link.grid = grid;
  else if (readEvolution(evolution, key, value)) link.evolution = evolution;
  else if (readNeurons(neurons, key, value)) link.neurons = neurons;
  else if (readFeaturesLink(features, key, value)) link.features = features;
  else if (readAtlasLink(atlas, key, value)) link.atlas = atlas;
  else return readCompared(link, key, value);
  return true;
}

/** "MODEL:LAYER:a"; a colon of a name is written as a percent sign says it.
 * @param {URLSearchParams} parts @param {import("./store.js").Compared} compared
 * @param {Partial<import("./store.js").Comparison>} comparison */
function writeCompared(parts, { model, layer, aligned }, { measure, by, shown }) {
  const names = [model, layer].map((name) => name.replaceAll("%", "%25").replaceAll(":", "%3A"));
  parts.set("cmp", [...names, ...(aligned ? ["a"] : [])].join(":"));
  if (measure && measure !== "procrustes") parts.set("cmm", measure);
  if (by && by !== "neighbors") parts.set("cmd", by);
  if (shown === false) parts.set("cmf", "0");
}

/** @param {Link} link @param {string} key @param {string} value @returns {boolean} whether it was understood */
function readCompared(link, key, value) {
  const comparison = link.comparison ?? {};
  if (key === "cmp") {
    const [model = "", layer = "", how, ...more] = value.split(":")
      .map((name) => name.replaceAll("%3A", ":").replaceAll("%25", "%"));
    if (model === "" || layer === "" || more.length > 0 || (how !== undefined && how !== "a")) return false;
    link.compare = { model, layer, aligned: how === "a" };
    return true;
  }
  if (key === "cmm" && (value === "cka" || value === "neighbors")) comparison.measure = value;
  else if (key === "cmd" && (value === "moved" || value === "predictions")) comparison.by = value;
  else if (key === "cmf" && value === "0") comparison.shown = false;
  else return false;
  link.comparison = comparison;
  return true;
}

/** @param {unknown} value @returns {[number, number] | null} */
function pairOf(value) {
  const fits = Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] <= value[1];
  return fits ? [value[0], value[1]] : null;
}

/** @param {Link} link @param {string} value */
function readCondition(link, value) {
  try {
    const [by, kept] = JSON.parse(value);
    if (typeof by !== "string" || !readColouring(by)) return false;
    const range = pairOf(kept), names = Array.isArray(kept) && kept.every((name) => typeof name === "string");
    if (!range && !names) return false;
    (link.conditions ??= []).push({ by, title: "", ...(range ? { range } : { names: kept }) });
    return true;
  } catch {
    return false;
  }
}

/** @param {Link} link @param {string} value */
function readCamera(link, value) {
  const numbers = value.split(",").map(Number);
  if (numbers.length < 3 || numbers.length > 4 || numbers.some((number) => !Number.isFinite(number))) return false;
  if (numbers.slice(2).some((number) => number <= 0)) return false;
  link.camera = { x: numbers[0], y: numbers[1], zoom: numbers[2] };
  if (numbers.length === 4) link.camera.base = numbers[3];
  return true;
}

/** Int16, little endian, base64url. @param {number[]} values −1 to 1 */
export function packFrame(values) {
  const view = new DataView(new ArrayBuffer(values.length * 2));
  values.forEach((value, i) => view.setInt16(i * 2, Math.round(Math.max(-1, Math.min(1, value)) * SCALE), true));
  return toText(new Uint8Array(view.buffer));
}

/** Base64url. @param {Uint8Array} bytes */
function toText(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} text */
function toBytes(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}

/** Differences as varints: seven bits a byte, the last one without its highest bit.
 * @param {ArrayLike<number>} items ascending */
export function packItems(items) {
  /** @type {number[]} */
  const bytes = [];
  for (let k = 0, last = -1; k < items.length && bytes.length <= MOST_SELECTION; last = items[k++]) {
    let rest = items[k] - last - 1;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push(rest % 128 + 128);
    bytes.push(rest);
  }
  return toText(Uint8Array.from(bytes));
}

/** @param {string} text @returns {number[] | null} */
export function unpackItems(text) {
  try {
    const items = [];
    let last = -1, value = 0, factor = 1;
    for (const byte of toBytes(text)) {
      value += byte % 128 * factor;
      factor *= 128;
      if (byte > 127) continue;
      last += value + 1;
      items.push(last);
      value = 0;
      factor = 1;
    }
    return factor === 1 && items.length > 0 && Number.isSafeInteger(last) ? items : null;
  } catch {
    return null;
  }
}

/** @param {string} text @returns {number[] | null} */
export function unpackFrame(text) {
  try {
    const bytes = toBytes(text);
    if (bytes.length === 0 || bytes.length % 4 !== 0) return null;
    const view = new DataView(bytes.buffer);
    return Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(i * 2, true) / SCALE);
  } catch {
    return null;
  }
}
