// @ts-check
// How two networks differ about the same images: whom they put beside each, and what they answer.

import { shortName } from "./study.js";
import { smallest } from "../tour/frame.js";
import { inSlices } from "../tour/slices.js";

/** @typedef {import("./types.js").Predictions} Predictions */
/** @typedef {import("./types.js").Model} Model */

/** So many nearest of an image are its neighborhood. */
export const NEIGHBORHOOD = 15;

const STEP = 2048;

/**
 * For every image 1 − Jaccard of its two sets of nearest in the activations: 0 the same set, 1 nobody in common. O(images
 * · k), in slices.
 * @param {{ count: number, near: Int32Array }} a `count` for every image, the nearest first; below 0: none
 * @param {{ count: number, near: Int32Array }} b @param {number} total @param {number} [k]
 * @returns {Promise<Float32Array>} NaN where neither has any
 */
export async function changedNeighborhoods(a, b, total, k = NEIGHBORHOOD) {
  const changed = new Float32Array(total), stamps = new Int32Array(total).fill(-1);
  const ka = Math.min(k, a.count), kb = Math.min(k, b.count);
  await inSlices(total, STEP, (first, last) => {
    for (let i = first; i < last; i++) {
      let either = 0, both = 0;
      for (let j = i * a.count; j < i * a.count + ka; j++) {
        if (a.near[j] < 0) continue;
        stamps[a.near[j]] = i;
        either++;
      }
      for (let j = i * b.count; j < i * b.count + kb; j++) {
        if (b.near[j] < 0) continue;
        if (stamps[b.near[j]] === i) both++;
        else either++;
      }
      changed[i] = either > 0 ? 1 - both / either : NaN;
    }
  });
  return changed;
}

/** 1 − Jaccard of two sets of k that are drawn by chance from all other images: what no likeness at all would give.
 * @param {number} total @param {number} [k] */
export function changedByChance(total, k = NEIGHBORHOOD) {
  const shared = k * k / Math.max(1, total - 1);
  return Math.max(0, 1 - shared / (2 * k - shared));
}

/** The mean of fewer images says little of their class. */
export const FEW = 5;

/**
 * The mean by class, over some images or all: the largest first, classes of few images after all others; those without a
 * value are left out.
 * @param {Float32Array} values NaN: none @param {ArrayLike<number>} labels @param {number} classCount
 * @param {Int32Array | null} items null: all
 * @returns {{ classes: { label: number, mean: number, count: number }[], mean: number, count: number }}
 */
export function meansByClass(values, labels, classCount, items) {
  const sums = new Float64Array(classCount), counts = new Int32Array(classCount);
  let sum = 0, count = 0;
  for (let k = 0; k < (items ?? values).length; k++) {
    const item = items ? items[k] : k, value = values[item];
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
    if (labels[item] < 0) continue;
    sums[labels[item]] += value;
    counts[labels[item]]++;
  }
  const classes = Array.from(counts, (of, label) => ({ label, mean: sums[label] / of, count: of }))
    .filter((each) => each.count > 0).sort((x, y) =>
      Number(x.count < FEW) - Number(y.count < FEW) || y.mean - x.mean || x.label - y.label
    );
  return { classes, mean: count > 0 ? sum / count : NaN, count };
}

/** The images of the largest values, the largest first, equal ones by number. O(values + most · log most), so that asking for
 * a few of many costs little. @param {Float32Array} values NaN: none @param {Int32Array | null} items null: all
 * @param {number} most @returns {number[]} */
export function largest(values, items, most) {
  const known = items ? items.filter((item) => !Number.isNaN(values[item])) : indices(values);
  if (known.length === 0 || most <= 0) return [];
  const place = Math.max(0, known.length - most),
    least = smallest(Float32Array.from(known, (item) => values[item]), place);
  /** @type {number[]} */
  const above = [], equal = [];
  for (const item of known) {
    if (values[item] > least) above.push(item);
    else if (values[item] === least && equal.length < most) equal.push(item);
  }
  above.sort((a, b) => values[b] - values[a] || a - b);
  return [...above, ...equal].slice(0, most);
}

/** Where there is a number. @param {Float32Array} values */
function indices(values) {
  const out = new Int32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) out[count++] = i;
  return out.subarray(0, count);
}

/** The study's class of every output; −1: none. The server has matched the first guesses; the others go by their names.
 * @param {Model | null} model @param {Predictions} predictions @param {string[]} classes */
export function labelsOfOutputs(model, { classIndex, labelIndex }, classes) {
  const places = new Map(classes.map((name, label) => [shortName(name), label]));
  const labels = (model?.outputClasses ?? []).map((name) => places.get(shortName(name)) ?? -1);
  for (let i = 0; i < classIndex.length; i++) labels[classIndex[i]] = labelIndex[i];
  return labels;
}

/**
 * Total variation distance of the two predicted distributions over the study's classes, 0–1, from the five most probable
 * that are stored; what they leave, and what is no class of the study, is one rest on either side. O(images),
 * in slices.
 * @param {{ predictions: Predictions, labels: number[] }} a with what each output is, as `labelsOfOutputs` tells
 * @param {{ predictions: Predictions, labels: number[] }} b @param {number} total @param {number} classCount
 * @returns {Promise<Float32Array>}
 */
export async function answersApart(a, b, total, classCount) {
  const masses = new Float64Array(classCount + 1), out = new Float32Array(total);
  /** @type {number[]} */
  const touched = [];
  const add = (
    /** @type {typeof a} */ { predictions, labels },
    /** @type {number} */ item,
    /** @type {number} */ sign,
  ) => {
    const { top5, classIndex, probability } = predictions;
    const outputs = top5?.classIndex[item] ?? [classIndex[item]],
      values = top5?.probability[item] ?? [probability[item]];
    let rest = 1;
    outputs.forEach((output, k) => {
      const label = labels[output] ?? -1;
      if (label < 0) return;
      masses[label] += sign * values[k];
      touched.push(label);
      rest -= values[k];
    });
    masses[classCount] += sign * Math.max(0, rest);
  };
  await inSlices(total, STEP / 4, (first, last) => {
    for (let i = first; i < last; i++) {
      add(a, i, 1);
      add(b, i, -1);
      let sum = Math.abs(masses[classCount]);
      masses[classCount] = 0;
      for (const label of touched) {
        sum += Math.abs(masses[label]);
        masses[label] = 0;
      }
      touched.length = 0;
      out[i] = Math.min(1, sum / 2);
    }
  });
  return out;
}

/** The embedding to show beside one of that name: its namesake where that is no wider, else the layer's first of as many
 * dimensions, since both are shown by one frame. @param {import("./types.js").Layer | null} layer
 * @param {import("./types.js").Embedding | null} beside @returns {import("./types.js").Embedding | null} */
export function embeddingBeside(layer, beside) {
  if (!layer || !beside) return null;
  const namesake = layer.embeddings.find(({ name }) => name === beside.name);
  if (namesake && namesake.dimensions <= beside.dimensions) return namesake;
  return layer.embeddings.find(({ dimensions }) => dimensions === beside.dimensions) ?? null;
}
