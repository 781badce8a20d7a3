// @ts-check
// Beside the trails over epochs: how the training went; beside all of them: what is measured from frame to frame.

import { frameTitle } from "../../data/evolution.js";
import { rate } from "../../data/study.js";
import { h, svg } from "../../panels/dom.js";
import { chart, figure, path, scales, table, tableButton, text } from "../chart.js";

/** @typedef {import("../../data/evolution.js").SequenceInfo} SequenceInfo */
/** @typedef {import("../../data/evolution.js").Training} Training */
/** @typedef {import("../chart.js").Line} Line */

const FRAME = { width: 310, height: 118, left: 34, right: 10, top: 10, bottom: 20 };

/** By key, in the order in which they are drawn: the title, and how the line looks. */
const MEASURES = /** @type {[string, string, string][]} */ ([
  ["neighborhoodHit", "Neighbourhood hit", "hit"],
  ["trustworthiness", "Trustworthiness", "knn"],
  ["separation", "Separation", "probe"],
  ["stability", "Stability", "trust-1"],
  ["movement", "Movement", "trust-2"],
]);

/** @param {Training} training @param {SequenceInfo} info @param {number} now frame
 * @param {(frame: number) => void} choose */
export function trainingCurves(training, info, now, choose) {
  const begun = training.epochs[0]?.epoch ?? 1,
    epochs = begun > 0 ? [0, ...training.epochs.map(({ epoch }) => epoch)] : training.epochs.map(({ epoch }) => epoch);
  const of = (/** @type {"trainingLoss" | "trainingAccuracy" | "validationLoss" | "validationAccuracy"} */ key) =>
    epochs.map((epoch) => training.epochs.find((each) => each.epoch === epoch)?.[key] ?? null);
  const names = epochs.map((epoch) => `epoch ${epoch}`), at = epochs.indexOf(info.frames[now]?.epoch ?? -1);
  const go = (/** @type {number} */ i) => {
    const frame = info.frames.findIndex((each) => each.epoch === epochs[i]);
    if (frame >= 0) choose(frame);
  };
  const pair = (/** @type {"Loss" | "Accuracy"} */ what) =>
    [
      { key: `training${what}`, title: "training", values: of(`training${what}`), style: "knn" },
      { key: `validation${what}`, title: "validation", values: of(`validation${what}`), style: "probe" },
    ].filter(({ values }) => values.some((value) => value !== null));
  const loss = pair("Loss"), accuracy = pair("Accuracy");
  const all = [...loss, ...accuracy].map((line) => ({
    ...line,
    title: line.key.replace(/([A-Z])/, " $1").toLowerCase().replace(/^./, (first) => first.toUpperCase()),
  }));
  return h(
    "section",
    { class: "side-card curves", "aria-label": "Training" },
    h("h2", {}, "Training", tableButton(() => table("Epoch", epochs.map(String), all))),
    curve("Loss", loss, epochs.map(String), names, at, go, Math.max(...loss.flatMap(known), 1e-9)),
    curve("Accuracy", accuracy, epochs.map(String), names, at, go, 1),
  );
}

/** @param {Line} line */
const known = ({ values }) => values.filter((value) => value !== null);

/** @param {SequenceInfo} info @param {number} now @param {(frame: number) => void} choose */
export function frameCurves(info, now, choose) {
  const lines = MEASURES.map(([key, title, style]) => ({
    key,
    title,
    style,
    values: info.frames.map(({ metrics }) => metrics[key] ?? null),
  })).filter(({ values }) => values.some((value) => value !== null));
  const others = [...new Set(info.frames.flatMap(({ metrics }) => Object.keys(metrics)))]
    .filter((key) => !MEASURES.some(([each]) => each === key))
    .map((key) => ({ key, title: key, values: info.frames.map(({ metrics }) => metrics[key] ?? null) }));
  if (lines.length === 0) return null;
  const names = info.frames.map(frameTitle), head = info.kind === "epochs" ? "Epoch" : "Layer";
  const most = Math.max(1, ...lines.flatMap(known));
  return h(
    "section",
    { class: "side-card curves", "aria-label": `${head} after ${head.toLowerCase()}` },
    h("h2", {}, `${head} after ${head.toLowerCase()}`, tableButton(() => table(head, names, [...lines, ...others]))),
    curve("", lines, names, names, now, choose, most),
  );
}

/** @param {string} title @param {(Line & { style: string })[]} lines @param {string[]} ticks below
 * @param {string[]} names of the places @param {number} at @param {(i: number) => void} go @param {number} most */
function curve(title, lines, ticks, names, at, go, most) {
  if (lines.length === 0) return null;
  const low = Math.min(0, ...lines.flatMap(known)), { x, y } = scales(FRAME, names.length, low, most);
  const words = lines.map((line) => `${line.title} ${rate(at >= 0 ? line.values[at] : null)}`).join(", ");
  const ends = [...new Set([0, names.length - 1])], bottom = FRAME.height - 4;
  return h(
    "figure",
    { class: "curve" },
    h(
      "figcaption",
      {},
      title !== "" && h("b", {}, title),
      ...lines.map((line) =>
        h(
          "span",
          { class: "soft key" },
          svg(
            "svg",
            { class: "layer-chart sample", viewBox: "0 0 18 8", "aria-hidden": "true" },
            svg("path", { class: `line ${line.style}`, d: "M1 4h16" }),
          ),
          `${line.title} `,
          h("b", { class: "num" }, rate(at >= 0 ? line.values[at] : null)),
        )
      ),
    ),
    chart(FRAME, names, `${title || "Measures"}${at >= 0 ? ` at ${names[at]}` : ""}: ${words}`, at, x, go, [
      ...[low, most].map((value) =>
        svg("path", { class: "grid", d: `M${FRAME.left} ${y(value)}H${FRAME.width - FRAME.right}` })
      ),
      ...[low, most].map((value) => text(FRAME.left - 6, y(value) + 4, "end", figure(value))),
      ...ends.map((i) => text(x(i), bottom, i === 0 ? "start" : "end", ticks[i])),
      ...(at > 0 && at < names.length - 1 ? [text(x(at), bottom, "middle", ticks[at], "now")] : []),
      ...lines.map((line) => path(line, x, y, line.style)),
      ...lines.flatMap((line) => {
        const value = at < 0 ? null : line.values[at];
        return value === null ? [] : [svg("circle", { cx: x(at), cy: y(value), r: 3, class: `point ${line.style}` })];
      }),
    ]),
  );
}
