// @ts-check
// Rates by layer as lines, labelled where they end; below, what has a scale of its own.

import { otherLines, rateLines, reachable } from "../../data/report.js";
import { rate } from "../../data/study.js";
import { h, svg } from "../../panels/dom.js";
import { shownNames } from "../../panels/rail.js";
import { chart, figure, path, scales, table, tableButton, text } from "../chart.js";

/** @typedef {import("../../data/report.js").Line} Line */
/** @typedef {import("../chart.js").Frame} Frame */

const LARGE = { width: 860, plot: 172, right: 216, top: 12 };
/** How far a character of a slanted name goes across and down, and how many are shown. */
const ACROSS = 4.6, DOWN = 3.9, LONGEST = 20;
const SMALL = { width: 270, height: 112, left: 34, right: 12, top: 10, bottom: 10 };
/** Shades and dashes, never colors: colors are classes. */
const STYLES = /** @type {Record<string, string>} */ ({
  neighborhoodHit: "hit",
  knnAccuracy: "knn",
  probeAccuracy: "probe",
});

/** @param {import("../../data/types.js").Model} model @param {[string, string][]} embeddings
 * @param {string | null} current folder @param {(folder: string) => void} choose */
export function layerCharts(model, embeddings, current, choose) {
  const lines = rateLines(model, embeddings), others = otherLines(model);
  const names = shownNames(model.layers), at = model.layers.findIndex(({ folder }) => folder === current);
  if (lines.length === 0) {
    return [
      h("h3", {}, "How classes separate, layer by layer"),
      h(
        "p",
        { class: "soft" },
        "Nothing is measured yet. `strata measure` does it; with labels there is more to measure.",
      ),
    ];
  }
  const go = (/** @type {number} */ index) => reachable(model)[index] && choose(model.layers[index].folder);
  return [
    h(
      "h3",
      {},
      "How classes separate, layer by layer",
      tableButton(() => table("Layer", names, [...lines, ...others])),
    ),
    large(lines, names, at, go),
    others.length > 0 && h("div", { class: "small-charts" }, ...others.map((line) => small(line, names, at, go))),
  ];
}

/** @param {Line[]} lines @param {string[]} names @param {number} at @param {(index: number) => void} go */
function large(lines, names, at, go) {
  const frame = largeFrame(names),
    low = Math.min(0, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const { x, y } = scales(frame, names.length, low, 1), ticks = [0, .2, .4, .6, .8, 1];
  const step = Math.max(1, Math.ceil(names.length / 26));
  const labels = names.map((name, i) => {
    if (i % step !== 0 && i !== at) return null;
    const element = text(
      0,
      0,
      "end",
      brief(name),
      i === at ? "now" : "",
    );
    element.setAttribute("transform", `translate(${x(i) + 4} ${frame.height - frame.bottom + 14}) rotate(-40)`);
    return element;
  });
  return chart(frame, names, `Rates by layer. ${lines.map((line) => told(line, names)).join("; ")}`, at, x, go, [
    ...ticks.map((tick) => svg("path", { class: "grid", d: `M${frame.left} ${y(tick)}H${frame.width - frame.right}` })),
    ...ticks.map((tick) => text(frame.left - 6, y(tick) + 4, "end", rate(tick, 1))),
    ...labels.filter((each) => each !== null),
    ...lines.map((line, k) => path(line, x, y, STYLES[line.key] ?? `trust trust-${(k % 3) + 1}`)),
    ...(at < 0 ? [] : lines.flatMap((line) => {
      const value = line.values[at];
      return value === null
        ? []
        : [svg("circle", { cx: x(at), cy: y(value), r: 3, class: `point ${STYLES[line.key] ?? "trust"}` })];
    })),
    ...endLabels(lines, at, y, frame),
  ]);
}

/** With room for the names below, and for the first ones at the left. @param {string[]} names @returns {Frame} */
function largeFrame(names) {
  const { width, plot, right, top } = LARGE, step = (width - 34 - right) / Math.max(1, names.length - 1);
  const left = Math.max(34, ...names.slice(0, 3).map((name, i) => brief(name).length * ACROSS - i * step));
  const bottom = 22 + Math.max(...names.map((name) => brief(name).length * DOWN));
  return { width, height: top + plot + bottom, left, right, top, bottom };
}

/** @param {string} name */
const brief = (name) => name.length > LONGEST ? `${name.slice(0, 9)}…${name.slice(-9)}` : name;

/** At the right end, each at its line, moved apart until all can be read. @param {Line[]} lines @param {number} at
 * @param {(value: number) => number} y @param {Frame} frame */
function endLabels(lines, at, y, frame) {
  const ends = lines.map((line) => {
    const last = line.values.findLast((value) => value !== null) ?? 0, shown = at >= 0 ? line.values[at] : last;
    return { line, wanted: y(last), value: shown ?? null };
  }).sort((a, b) => a.wanted - b.wanted);
  const space = 16, lowest = frame.height - frame.bottom + 12;
  let before = -Infinity;
  const places = ends.map(({ wanted }) => before = Math.max(wanted, before + space));
  for (let i = places.length - 1, limit = lowest; i >= 0; i--, limit -= space) places[i] = Math.min(places[i], limit);
  return ends.map(({ line, value }, i) => {
    const element = text(
      frame.width - frame.right + 24,
      places[i] + 4,
      "start",
      `${line.title} ${rate(value)}`,
      `end ${STYLES[line.key] ?? "trust"}`,
    );
    const sample = svg("path", {
      class: `line ${STYLES[line.key] ?? `trust trust-${(lines.indexOf(line) % 3) + 1}`}`,
      d: `M${frame.width - frame.right + 6} ${places[i]}h14`,
    });
    return svg("g", {}, sample, element);
  });
}

/** @param {Line} line @param {string[]} names @param {number} at @param {(index: number) => void} go */
function small(line, names, at, go) {
  const frame = SMALL, known = line.values.filter((value) => value !== null), most = Math.max(...known, 1e-9);
  const low = Math.min(0, ...known), { x, y } = scales(frame, names.length, low, most);
  const here = at >= 0 ? line.values[at] : null;
  return h(
    "figure",
    {},
    h(
      "figcaption",
      {},
      h("b", {}, line.title),
      h("span", { class: "muted" }, ` ${line.note ?? ""}`),
      h("span", { class: "right num" }, here === null ? "–" : figure(here)),
    ),
    chart(frame, names, told(line, names), at, x, go, [
      svg("path", { class: "grid", d: `M${frame.left} ${y(low)}H${frame.width - frame.right}` }),
      svg("path", { class: "grid", d: `M${frame.left} ${y(most)}H${frame.width - frame.right}` }),
      ...(low < 0 ? [svg("path", { class: "grid", d: `M${frame.left} ${y(0)}H${frame.width - frame.right}` })] : []),
      text(frame.left - 6, y(most) + 4, "end", figure(most)),
      text(frame.left - 6, y(low) + 4, "end", figure(low)),
      path(line, x, y, "knn"),
      ...(here === null ? [] : [svg("circle", { cx: x(at), cy: y(here), r: 3, class: "point knn" })]),
    ]),
  );
}

/** @param {Line} line @param {string[]} names */
const told = ({ title, values }, names) =>
  `${title}: ${rate(values[0])} in ${names[0]}, ${rate(values.at(-1))} in ${names.at(-1)}`;
