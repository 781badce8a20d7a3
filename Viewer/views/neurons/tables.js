// @ts-check
// The two plots in numbers: a row a unit, and a row an image, what stands out first.

import { figure } from "../../data/conditions.js";
import { shortName, thousands } from "../../data/study.js";
import { toldCodes, toldTitle } from "../../data/told.js";
import { fill, h } from "../../panels/dom.js";
import { chooseUnits } from "../../state/neurons.js";

/** Of more rows nobody reads a table; `strata neurons --csv` writes them all. */
const ROWS = 100;

/** @typedef {import("./layer-units.js").LayerUnits} LayerUnits */
/** @typedef {import("../../panels/dom.js").Child} Child */
/** @typedef {{ heads: [string, "num" | ""][], rows: Child[][], total: number }} Rows the first cell of a row is its head */

/** In descending order, the first of equals first, and what is no number last.
 * @param {number[]} list @param {(each: number) => number} valueOf */
export function descending(list, valueOf) {
  const order = (/** @type {number} */ each) => Number.isFinite(valueOf(each)) ? valueOf(each) : -Infinity;
  return [...list].sort((a, b) => order(b) - order(a) || a - b);
}

/** @param {LayerUnits} units @param {import("./unit-look.js").UnitLook} look @param {import("../../state/store.js").Store} store
 * @returns {Rows} */
export function unitRows({ report, told, discrimination: { best, value } }, look, store) {
  const known = best.some((each) => each >= 0), { ofNeuron = [] } = report.clusters ?? {};
  const all = descending(Array.from({ length: report.neuronCount }, (_, unit) => unit), look.valueOf);
  const button = (/** @type {number} */ unit) =>
    h(
      "button",
      { class: "link-button num", type: "button", onclick: () => chooseUnits(store, [unit]) },
      thousands(unit),
    );
  return {
    heads: [
      ["Unit", ""],
      .../** @type {[string, "num" | ""][]} */ (known ? [[toldTitle(told), ""], ["Score", "num"]] : []),
      ...(look.by === "one" ? [/** @type {[string, "num"]} */ ([shortName(told.names[look.one] ?? ""), "num"])] : []),
      ["Mean", "num"],
      ["Cluster", "num"],
    ],
    rows: all.slice(0, ROWS).map((unit) => [
      button(unit),
      ...(known ? [shortName(told.names[best[unit]] ?? "–"), figure(value[unit])] : []),
      ...(look.by === "one" ? [figure(look.valueOf(unit))] : []),
      figure(report.meanActivation[unit]),
      (ofNeuron[unit] ?? -1) < 0 ? "–" : String(ofNeuron[unit] + 1),
    ]),
    total: all.length,
  };
}

/** @param {LayerUnits} units @param {import("./image-map.js").Shown | null} shown
 * @param {import("../../state/store.js").Store} store @returns {Rows | null} null: they are not here yet */
export function imageRows({ told }, shown, store) {
  const { items, predictions, study } = store.state, codes = toldCodes(told, items);
  if (!items || !study) return null;
  const all = Array.from({ length: study.itemCount }, (_, item) => item), values = shown?.values;
  const sorted = values ? descending(all, (item) => values[item]) : all;
  const name = (/** @type {number} */ label, /** @type {readonly string[]} */ names) => shortName(names[label] ?? "–");
  const button = (/** @type {number} */ item) =>
    h(
      "button",
      { class: "link-button num", type: "button", onclick: () => store.set({ selected: item }) },
      thousands(item),
    );
  return {
    heads: [
      ["Image", ""],
      .../** @type {[string, "num" | ""][]} */ (shown ? [[shown.what, "num"]] : []),
      [toldTitle(told), ""],
      .../** @type {[string, "num" | ""][]} */ (predictions ? [["Predicted", ""]] : []),
    ],
    rows: sorted.slice(0, ROWS).map((item) => [
      button(item),
      ...(values ? [figure(values[item])] : []),
      name(codes[item], told.names),
      ...(predictions ? [name(predictions.labelIndex[item], study.classes)] : []),
    ]),
    total: all.length,
  };
}

/** One plot, as a table on request, which stays open and up to date. */
export class PlotTable {
  /** @param {string} name @param {() => Rows | null} rows */
  constructor(name, rows) {
    this.rows = rows;
    this.open = false;
    this.button = h("button", {
      class: "link-button right",
      type: "button",
      "aria-expanded": "false",
      onclick: () => this.toggle(),
    }, "Show as table");
    this.body = h("div", {
      class: "layer-table",
      tabindex: "0",
      role: "region",
      "aria-label": `${name} in numbers`,
      hidden: true,
    });
    this.note = h("p", { class: "note-line", hidden: true });
    this.root = h(
      "section",
      { class: "side-card", "aria-label": `${name} as a table` },
      h("h2", {}, name, this.button),
      this.body,
      this.note,
    );
  }

  toggle() {
    this.open = !this.open;
    this.button.setAttribute("aria-expanded", String(this.open));
    this.button.textContent = this.open ? "Hide the table" : "Show as table";
    this.draw();
  }

  draw() {
    const rows = this.open ? this.rows() : null;
    this.body.hidden = this.note.hidden = rows === null;
    if (!rows) {
      fill(this.body);
      return;
    }
    const { heads, rows: body, total } = rows, kind = (/** @type {number} */ k) => heads[k][1];
    const cell = (/** @type {Child} */ content, /** @type {number} */ k) =>
      k === 0 ? h("th", { scope: "row" }, content) : h("td", { class: kind(k) }, content);
    fill(
      this.body,
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, ...heads.map(([head, number]) => h("th", { scope: "col", class: number }, head)))),
        h("tbody", {}, ...body.map((row) => h("tr", {}, ...row.map(cell)))),
      ),
    );
    this.note.textContent = total > body.length ? `The first ${body.length} of ${thousands(total)}.` : "";
  }
}

/** @param {import("./side.js").Side} side @param {() => import("./unit-look.js").UnitLook | null} look
 * @param {() => import("./image-map.js").Shown | null} shown */
export function plotTables(side, look, shown) {
  const { store } = side.parts;
  const units = new PlotTable("Units", () => {
    const how = look();
    return side.units && how ? unitRows(side.units, how, store) : null;
  });
  const images = new PlotTable("Images", () => side.units ? imageRows(side.units, shown(), store) : null);
  return { units, images };
}
