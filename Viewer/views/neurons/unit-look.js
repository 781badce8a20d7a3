// @ts-check
// The colors of units: by the class each tells best, by one class, by mean activation, by cluster; and which stand back.

import { columnOf, extent } from "../../data/neurons.js";
import { toldIsolated } from "../../data/told.js";
import { channels } from "../../state/palette.js";
import { keepBack, paintGroups, paintValues, plainColor, rampOf } from "./look.js";

/** @typedef {import("./layer-units.js").LayerUnits} LayerUnits */
/** @typedef {import("../../state/store.js").State} State */

/**
 * @typedef {object} UnitLook what the colors of units mean now
 * @property {"class" | "one" | "mean" | "cluster"} by
 * @property {number} one class, −1: none
 * @property {number} low of the ramp, or 0
 * @property {number} high of the ramp; the score that has full color
 * @property {number} least score below which units stay back
 * @property {ArrayLike<number>} groups by unit: class or cluster; −1: none
 * @property {(unit: number) => number} valueOf what the slider and the card are about
 * @property {(unit: number) => boolean} stands out
 * @property {(group: number) => string} colorOf
 */

/** Clusters from the largest on have a color. @param {readonly number[]} ofNeuron @param {number} count */
export function clusterSlots(ofNeuron, count) {
  const sizes = new Int32Array(Math.max(0, count));
  for (const cluster of ofNeuron) if (cluster >= 0) sizes[cluster]++;
  const order = [...sizes.keys()].sort((a, b) => sizes[b] - sizes[a] || a - b), slots = new Int32Array(sizes.length);
  order.forEach((cluster, slot) => slots[cluster] = slot);
  return slots;
}

/** Units that stand beside others have one scale with them: full color is the largest score of both.
 * @param {LayerUnits} units @param {State} state @param {import("../../state/palette.js").Palette} palette
 * @param {(label: number) => string} classColor @param {LayerUnits | null} [beside] @returns {UnitLook} */
export function unitLook(units, state, palette, classColor, beside = null) {
  const { report, discrimination: { best, value }, scores, classes, told } = units, { neurons } = state;
  const alike = beside?.score?.name === units.score?.name && beside?.told.column === told.column;
  const both = beside && alike ? [units, beside] : [units];
  const most = Math.max(...both.map(({ discrimination }) => discrimination.most));
  const known = units.score !== null && classes.length > 0;
  const by = !known && (neurons.by === "class" || neurons.by === "one") ? "mean" : neurons.by;
  const isolated = toldIsolated(told, state);
  if (by === "class") {
    const least = neurons.least * most;
    return {
      by,
      one: -1,
      low: 0,
      high: most,
      least,
      groups: best,
      valueOf: (unit) => value[unit],
      stands: (unit) => value[unit] >= least && (!isolated || isolated.has(best[unit])),
      colorOf: classColor,
    };
  }
  if (by === "one") {
    const at = Math.max(0, classes.indexOf(told.names.indexOf(neurons.one))), one = classes[at];
    const column = columnOf(scores, classes.length, at);
    const high = Math.max(...both.map((each) => {
      const place = each.classes.indexOf(one);
      return place < 0 ? 0 : extent(columnOf(each.scores, each.classes.length, place))[1];
    }));
    const least = neurons.least * high;
    return {
      by,
      one,
      low: 0,
      high,
      least,
      groups: best,
      valueOf: (unit) => column[unit],
      stands: (unit) => column[unit] >= least,
      colorOf: classColor,
    };
  }
  const { ofNeuron = [], count = 0 } = report.clusters ?? {}, slots = clusterSlots(ofNeuron, count);
  const extents = both.map((each) => extent(each.report.meanActivation));
  const low = Math.min(...extents.map(([from]) => from)), high = Math.max(...extents.map(([, to]) => to));
  return {
    by,
    one: -1,
    low: by === "mean" ? low : 0,
    high: by === "mean" ? high : 1,
    least: -Infinity,
    groups: by === "cluster" ? ofNeuron : new Int32Array(report.neuronCount).fill(-1),
    valueOf: (unit) => report.meanActivation[unit],
    stands: () => true,
    colorOf: (cluster) => palette.classes[slots[cluster]] ?? palette.ink3,
  };
}

/** @param {LayerUnits} units @param {UnitLook} what @param {import("../../state/palette.js").Palette} palette
 * @param {import("./look.js").Look} look */
export function paintUnits({ places: { unitOf } }, what, palette, look) {
  const plain = plainColor(palette), { by, groups, valueOf, high } = what;
  if (by === "one" || by === "mean") {
    paintValues(Float32Array.from(unitOf, (unit) => valueOf(unit)), what.low, high, rampOf(palette), look);
  } else {
    const share = by === "class" ? (/** @type {number} */ row) => valueOf(unitOf[row]) / (high || 1) : null;
    paintGroups(
      unitOf.map((unit) => groups[unit]),
      share,
      (group) => channels(what.colorOf(group)),
      plain,
      look,
    );
  }
  keepBack((row) => what.stands(unitOf[row]), palette, look);
}
