// @ts-check
// Several units: how many, which classes they tell, and themselves.

import { thousands } from "../../data/study.js";
import { toldColours } from "../../data/told.js";
import { dot, h, meter } from "../../panels/dom.js";
import { chooseUnits } from "../../state/neurons.js";
import { classTag } from "../report/class-tag.js";

const CLASSES = 8, NAMED = 200;

/** @param {import("./layer-units.js").LayerUnits} units @param {import("../../state/store.js").Store} store
 * @param {readonly number[]} chosen @param {HTMLElement} close */
export function severalCard({ discrimination: { best }, told }, store, chosen, close) {
  const { names: classes, column } = told, colorOf = toldColours(told, store.state), counts = new Map();
  const many = column === "" ? "classes" : "values";
  for (const unit of chosen) if (best[unit] >= 0) counts.set(best[unit], (counts.get(best[unit]) ?? 0) + 1);
  const first = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return h(
    "section",
    { class: "side-card", "aria-label": `${thousands(chosen.length)} units` },
    h("div", { class: "side-head" }, h("h2", { class: "num" }, `${thousands(chosen.length)} units`), close),
    first.length > 0 && h("h3", {}, column === "" ? "Classes they tell best" : `Values of ${column} they tell best`),
    first.length > 0 && h(
      "div",
      { class: "measure-rows" },
      ...first.slice(0, CLASSES).flatMap(([label, count]) => [
        classTag(colorOf(label), classes[label] ?? ""),
        meter(count / chosen.length, null, colorOf(label)),
        h("span", { class: "num" }, thousands(count)),
      ]),
    ),
    first.length > CLASSES && h("p", { class: "note-line" }, `and ${first.length - CLASSES} ${many} more`),
    h("h3", {}, "Units"),
    h(
      "div",
      { class: "unit-chips" },
      ...chosen.slice(0, NAMED).map((unit) =>
        h(
          "button",
          {
            class: "chip num",
            type: "button",
            "data-unit": unit,
            title: `Unit ${thousands(unit)} alone`,
            onclick: () => chooseUnits(store, [unit]),
            onpointerenter: () => store.set({ hoveredUnit: unit }),
            onpointerleave: () => store.set({ hoveredUnit: -1 }),
          },
          best[unit] >= 0 && dot(colorOf(best[unit])),
          thousands(unit),
        )
      ),
      chosen.length > NAMED && h("span", { class: "muted" }, `and ${thousands(chosen.length - NAMED)} more`),
    ),
  );
}
