// @ts-check
// A square for every frame, in the color of the label that most of an image's neighbours have there.

import { classColours } from "../../data/class-colours.js";
import { frameTitle } from "../../data/evolution.js";
import { shortName } from "../../data/study.js";
import { svg } from "../../panels/dom.js";

/** @typedef {import("../../data/evolution.js").Sequence} Sequence */
/** @typedef {import("../../state/store.js").State} State */

const STEP = 10, SIDE = 8.6;
/** A strip of few frames has wider squares, one of many is as wide as there is room. */
const NARROWEST = 120;

/** @param {State} state @param {number} label */
export const labelName = ({ study }, label) =>
  label >= 0 && study ? shortName(study.classes[label] ?? "no label") : "no label";

/** @param {Sequence} sequence @param {number} row @param {State} state @param {number} now the frame that is shown */
export function labelStrip({ info, items, neighborLabels }, row, state, now) {
  const colors = classColours(state);
  const squares = info.frames.map((frame, f) => {
    const label = neighborLabels[f * items.length + row], title = svg("title", {});
    title.textContent = `${frameTitle(frame)}: ${labelName(state, label)}`;
    const color = label < 0 ? "none" : colors(label);
    const square = svg("rect", { x: f * STEP, y: 0, width: SIDE, height: 8, fill: color }, title);
    if (label < 0) square.setAttribute("class", "none");
    return square;
  });
  const mark = svg("rect", { class: "now", x: now * STEP, y: 10.4, width: SIDE, height: 1.6 });
  const width = Math.max(1, info.frames.length) * STEP;
  return svg(
    "svg",
    {
      class: "label-strip",
      viewBox: `0 0 ${width} 12`,
      width: Math.max(NARROWEST, width),
      height: 12,
      "aria-hidden": "true",
      preserveAspectRatio: "none",
    },
    ...squares,
    mark,
  );
}

/** The same in words: where the majority changes. @param {Sequence} sequence @param {number} row @param {State} state */
export function labelWords({ info, items, neighborLabels }, row, state) {
  const parts = [];
  for (let f = 0, before = -2; f < info.frames.length; f++) {
    const label = neighborLabels[f * items.length + row];
    if (label !== before) parts.push(`${labelName(state, label)} from ${frameTitle(info.frames[f])}`);
    before = label;
  }
  return parts.join(", ");
}

/** Of several images: in every frame how many have which majority, as bars on one another.
 * @param {Sequence} sequence @param {{ label: number, count: number }[][]} majorities @param {State} state
 * @param {number} now */
export function majorityBars({ info }, majorities, state, now) {
  const colors = classColours(state), height = 64;
  const bars = majorities.flatMap((counts, f) => {
    const total = counts.reduce((sum, { count }) => sum + count, 0) || 1;
    let top = 0;
    return counts.map(({ label, count }) => {
      const title = svg("title", {}), share = height * count / total;
      title.textContent = `${frameTitle(info.frames[f])}: ${labelName(state, label)} ${count} of ${total}`;
      const bar = svg("rect", {
        x: f * STEP,
        y: top,
        width: SIDE,
        height: Math.max(.4, share - .3),
        fill: label < 0 ? "none" : colors(label),
      }, title);
      if (label < 0) bar.setAttribute("class", "none");
      top += share;
      return bar;
    });
  });
  const mark = svg("rect", { class: "now", x: now * STEP, y: height + 2, width: SIDE, height: 2 });
  const box = `0 0 ${Math.max(1, info.frames.length) * STEP} ${height + 4}`;
  return svg(
    "svg",
    { class: "majority-bars", viewBox: box, preserveAspectRatio: "none", "aria-hidden": "true" },
    ...bars,
    mark,
  );
}
