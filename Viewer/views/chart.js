// @ts-check
// What charts of lines have in common: places for numbers, lines that break, a rule where one is, and the same as a table.

import { rate } from "../data/study.js";
import { fill, h, svg } from "../panels/dom.js";

/** @typedef {{ key: string, title: string, values: (number | null)[], note?: string }} Line */
/** @typedef {{ width: number, height: number, left: number, right: number, top: number, bottom: number }} Frame */

/** The common part: a rule at the layer that is shown, and a place to click for every other one.
 * @param {Frame} frame @param {string[]} names @param {string} label @param {number} at
 * @param {(index: number) => number} x @param {(index: number) => void} go @param {SVGElement[]} content */
export function chart({ width, height, top, bottom }, names, label, at, x, go, content) {
  const half = names.length > 1 ? (x(1) - x(0)) / 2 : 20;
  const places = names.map((name, i) => {
    const title = svg("title", {});
    title.textContent = name;
    const place = svg("rect", { x: x(i) - half, y: 0, width: 2 * half, height, class: "place" }, title);
    place.addEventListener("click", () => go(i));
    return place;
  });
  return svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, class: "layer-chart" },
    ...content,
    ...(at < 0 ? [] : [svg("path", { class: "now", d: `M${x(at)} ${top - 6}V${height - bottom}` })]),
    ...places,
  );
}

/** @param {Frame} frame @param {number} count @param {number} low @param {number} high */
export function scales({ width, height, left, right, top, bottom }, count, low, high) {
  return {
    x: (/** @type {number} */ i) => left + (width - left - right) * i / Math.max(1, count - 1),
    y: (/** @type {number} */ value) =>
      top + (height - top - bottom) * (1 - (value - low) / Math.max(1e-12, high - low)),
  };
}

/** Broken where a layer has no value. @param {Line} line @param {(i: number) => number} x
 * @param {(value: number) => number} y @param {string} style */
export function path({ values }, x, y, style) {
  let d = "", open = false;
  values.forEach((value, i) => {
    if (value === null) return open = false;
    d += `${open ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    open = true;
  });
  return svg("path", { class: `line ${style}`, d });
}

/** @param {number} x @param {number} y @param {string} anchor @param {string} words @param {string} [style] */
export function text(x, y, anchor, words, style = "") {
  const element = svg("text", { x, y, "text-anchor": anchor, class: style });
  element.textContent = words;
  return element;
}

/** As short as it can be said. */
export const figure = (/** @type {number} */ value) =>
  value === 0
    ? "0"
    : Math.abs(value) >= 10
    ? Math.round(value).toLocaleString("en-US")
    : rate(value, Math.abs(value) < 1 ? 2 : 1);

/** @param {() => HTMLElement} make */
export function tableButton(make) {
  const button = h("button", { class: "link-button right", type: "button", "aria-expanded": "false" }, "Show as table");
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") === "true", card = button.closest(".report-card, .side-card");
    button.setAttribute("aria-expanded", String(!open));
    button.textContent = open ? "Show as table" : "Hide the table";
    card?.querySelector(".layer-table")?.remove();
    if (!open) card?.append(make());
  });
  return button;
}

/** @param {string} head @param {string[]} names @param {Line[]} lines */
export function table(head, names, lines) {
  const root = h("div", { class: "layer-table", tabindex: "0", role: "region", "aria-label": `${head}s in numbers` }),
    body = h("table");
  fill(
    body,
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, head),
        ...lines.map(({ title }) => h("th", { scope: "col", class: "num" }, title)),
      ),
    ),
    h(
      "tbody",
      {},
      ...names.map((name, i) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, name),
          ...lines.map(({ values }) => h("td", { class: "num" }, values[i] === null ? "–" : figure3(values[i]))),
        )
      ),
    ),
  );
  fill(root, body);
  return root;
}

/** @param {number | null} value */
const figure3 = (value) => value === null ? "–" : Math.abs(value) >= 10 ? value.toFixed(1) : rate(value);
