// @ts-check
// How an objective rose, step by step, beside what the study's strongest image reaches.

import { thousands } from "../../data/study.js";
import { h, svg } from "../../panels/dom.js";
import { figure, path, scales, table, tableButton, text } from "../chart.js";

const FRAME = { width: 310, height: 128, left: 38, right: 10, top: 10, bottom: 32 };

/** The steps that the numbers of a curve were written at: evenly from the first to the last.
 * @param {number} count @param {number} stepCount */
export const stepsOf = (count, stepCount) =>
  Array.from({ length: count }, (_, k) => count > 1 ? Math.round(1 + k * (stepCount - 1) / (count - 1)) : stepCount);

/** @param {import("../../data/features.js").Feature} feature @returns {HTMLElement | null} null: there is no curve */
export function curveCard({ curve, stepCount, largest }) {
  const known = curve.filter((value) => value !== null);
  if (known.length < 2) return null;
  const steps = stepsOf(curve.length, stepCount);
  const low = Math.min(0, ...known), top = Math.max(...known, largest ?? -Infinity), high = top > low ? top : low + 1;
  const { x, y } = scales(FRAME, curve.length, low, high), floor = FRAME.height - FRAME.bottom;
  const right = FRAME.width - FRAME.right, middle = (FRAME.left + right) / 2;
  const words = `Objective over ${stepCount} steps: from ${figure(known[0])} to ${figure(known[known.length - 1])}`;
  const line = { key: "objective", title: "Objective", values: curve };
  return h(
    "section",
    { class: "side-card feature-curve", "aria-label": "Objective over the steps" },
    h("h2", {}, "Over the steps", tableButton(() => table("Step", steps.map(String), [line]))),
    svg(
      "svg",
      { viewBox: `0 0 ${FRAME.width} ${FRAME.height}`, class: "layer-chart", role: "img", "aria-label": words },
      ...[low, high].flatMap((value) => [
        svg("path", { class: "grid", d: `M${FRAME.left} ${y(value)}H${right}` }),
        text(FRAME.left - 6, y(value) + 4, "end", figure(value)),
      ]),
      ...(largest === null ? [] : [svg("path", { class: "line probe", d: `M${FRAME.left} ${y(largest)}H${right}` })]),
      path(line, x, y, "hit"),
      text(FRAME.left, floor + 14, "start", thousands(steps[0])),
      text(right, floor + 14, "end", thousands(steps[steps.length - 1])),
      text(middle, FRAME.height - 4, "middle", "step"),
    ),
    h(
      "p",
      { class: "note-line" },
      "As it was during the search, on transformed pictures",
      largest === null ? "." : "; broken: the study's strongest image.",
    ),
  );
}
