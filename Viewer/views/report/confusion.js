// @ts-check
// Classes taken for each other: the pairs, and label against prediction as a matrix. A click leads to the images.

import { classColours, codesOf } from "../../data/class-colours.js";
import { cells, classesShown, imagesOf, pairs } from "../../data/confusion.js";
import { roundTrip } from "../../data/similarity.js";
import { shortName, thousands } from "../../data/study.js";
import { dot, fill, h } from "../../panels/dom.js";
import { PALETTES } from "../../state/palette.js";
import { hex, rampBytes } from "../../state/ramp.js";
import { classMeans } from "../../tour/centroids.js";
import { openInTour } from "../views.js";

/** @typedef {import("../../data/confusion.js").Cell} Cell */
/** @typedef {import("../../state/store.js").State} State */

const PAIRS = 7, CLASSES = 20;
/** Of more classes, so many as can be seen at once. */
const OF_MANY = 10;

/** @param {import("../views.js").Parts} parts @returns {[HTMLElement, HTMLElement]} */
export function buildConfusion(parts) {
  const { store, stage } = parts;
  const list = h("section", { class: "report-card" }), matrix = h("section", { class: "report-card" });
  store.watch(["view", "study", "items", "predictions", "model", "tint", "theme"], (state) => {
    const { view, study, items, predictions } = state;
    if (view !== "report" || !study || !items) return;
    const found = predictions ? cells(items.labels, predictions) : [];
    const go = (/** @type {number} */ label, /** @type {number} */ said) => show(parts, label, said);
    fill(list, h("h3", {}, "Confused pairs"), ...pairRows(found, state, go));
    const means = stage.blend ? classMeans(stage.blend.b, items.labels, study.classes.length) : null;
    fill(matrix, h("h3", {}, "Label against prediction"), ...drawMatrix(found, means, state, go));
  });
  return [list, matrix];
}

/** The images of a cell in the tour, their two classes isolated.
 * @param {import("../views.js").Parts} parts @param {number} label @param {number} said */
function show(parts, label, said) {
  const { items, predictions } = parts.store.state;
  if (!items || !predictions) return;
  const selection = imagesOf(items.labels, predictions, label, said);
  openInTour(parts, -1, { selection, pinned: codesOf(parts.store.state, [label, said]) });
}

/** @param {Cell[]} found @param {State} state @param {(label: number, said: number) => void} go */
function pairRows(found, state, go) {
  const { study, predictions } = state, all = pairs(found);
  if (!predictions) return [h("p", { class: "soft" }, "The network's predictions are not among the study's data.")];
  if (found.length === 0) {
    return [h("p", { class: "soft" }, "None of the labels is a class of the network, so nothing can be confused.")];
  }
  if (all.length === 0) return [h("p", { class: "soft" }, "No class is taken for another.")];
  const colors = classColours(state), most = all[0].forth + all[0].back;
  const name = (/** @type {number} */ label) => shortName(study?.classes[label] ?? "");
  const tag = (/** @type {number} */ label) =>
    h("span", { class: "tag" }, dot(colors(label)), h("span", { class: "clip", title: name(label) }, name(label)));
  const rows = all.slice(0, PAIRS).map(({ first, second, forth, back }) => {
    const bar = h("span", { class: "pair-bar", "aria-hidden": "true" });
    for (const [count, label] of [[forth, first], [back, second]]) {
      const part = h("i");
      part.style.width = `${count / most * 100}%`;
      part.style.background = colors(label);
      bar.append(part);
    }
    const words = `${name(first)} taken for ${name(second)} ${forth} times, ${name(second)} for ${
      name(first)
    } ${back} times`;
    const larger = forth >= back ? [first, second] : [second, first];
    return h(
      "button",
      {
        class: "pair",
        type: "button",
        title: `${words}. Shows them in the tour`,
        "aria-label": words,
        onclick: () => go(larger[0], larger[1]),
      },
      tag(first),
      tag(second),
      bar,
      h("span", { class: "num soft" }, thousands(forth + back)),
    );
  });
  return [
    h("div", { class: "pairs" }, ...rows),
    h("p", { class: "muted report-note" }, "Left colour: the first taken for the second; right colour: the reverse."),
  ];
}

/** @param {Cell[]} found @param {import("../../data/arrays.js").Cloud | null} means @param {State} state
 * @param {(label: number, said: number) => void} go */
function drawMatrix(found, means, state, go) {
  const { study, theme } = state;
  if (!study || found.length === 0) return [h("p", { class: "soft" }, "There is nothing to compare.")];
  const all = new Set(found.flatMap(({ label, said }) => [label, said]));
  const shown = ordered(classesShown(found, all.size > CLASSES ? OF_MANY : CLASSES), means);
  const count = new Map(found.map(({ label, said, count: times }) => [`${label} ${said}`, times]));
  const most = Math.max(1, ...found.filter(({ label, said }) => label !== said).map((cell) => cell.count));
  const name = (/** @type {number} */ label) => shortName(study.classes[label]);
  const ramp = rampBytes(PALETTES[theme].sequential), steps = ramp.length / 3;
  const cell = (/** @type {number} */ label, /** @type {number} */ said) => {
    const times = count.get(`${label} ${said}`) ?? 0, right = label === said;
    if (times === 0) return h("td", { class: right ? "diagonal" : "" });
    const words = right
      ? `${name(label)}: ${thousands(times)} right`
      : `${name(label)} taken for ${name(said)}: ${thousands(times)}`;
    const button = h("button", {
      type: "button",
      title: `${words}. Shows them in the tour`,
      "aria-label": words,
      onclick: () => go(label, said),
    }, thousands(times));
    const box = h("td", { class: right ? "diagonal" : "wrong" }, button);
    if (!right) {
      const at = Math.round((.25 + .75 * times / most) * (steps - 1)), bytes = ramp.subarray(3 * at, 3 * at + 3);
      button.style.background = hex(bytes);
      button.style.color = inkOn(bytes);
    }
    return box;
  };
  const table = h(
    "table",
    { class: "confusion" },
    h("caption", { class: "spoken" }, "Rows are labels, columns predictions"),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { class: "spoken" }, "Label"),
        ...shown.map((said) => h("th", { scope: "col" }, h("span", { title: study.classes[said] }, name(said)))),
      ),
    ),
    h(
      "tbody",
      {},
      ...shown.map((label) =>
        h(
          "tr",
          {},
          h("th", { scope: "row", title: study.classes[label] }, name(label)),
          ...shown.map((said) => cell(label, said)),
        )
      ),
    ),
  );
  const part = shown.length < all.size
    ? `The ${shown.length} of ${thousands(all.size)} classes with the most errors. `
    : "";
  return [
    h(
      "div",
      { class: "confusion-scroll", tabindex: "0", role: "region", "aria-label": "Label against prediction" },
      table,
    ),
    h(
      "p",
      { class: "muted report-note" },
      `${part}${means ? "Similar classes stand side by side. " : ""}Rows: labels; columns: predictions.`,
    ),
  ];
}

/** Black or white, whichever reads better (relative luminance of WCAG). @param {ArrayLike<number>} rgb 0–255 */
function inkOn(rgb) {
  const linear = (/** @type {number} */ value) => value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
  const [r, g, b] = Array.from(rgb, (value) => linear(value / 255));
  return .2126 * r + .7152 * g + .0722 * b > .179 ? "#000" : "#FFF";
}

/** Neighbours on a round trip through the middles of the classes, from the smallest label on.
 * @param {number[]} classes @param {import("../../data/arrays.js").Cloud | null} means */
function ordered(classes, means) {
  if (!means || classes.length < 3) return classes;
  const { dimensions, values } = means, table = new Float32Array(classes.length ** 2);
  classes.forEach((a, i) =>
    classes.forEach((b, j) => {
      let square = 0;
      for (let d = 0; d < dimensions; d++) square += (values[a * dimensions + d] - values[b * dimensions + d]) ** 2;
      table[i * classes.length + j] = Math.sqrt(square);
    })
  );
  return roundTrip(table, classes.length).map((place) => classes[place]);
}
