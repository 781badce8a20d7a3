// @ts-check
// What a network has learned, in numbers: layer by layer, the classes it confuses, the images that deserve a look.

import { embeddingNames, embeddingTitle, findModel } from "../../data/study.js";
import { fill, h, icon } from "../../panels/dom.js";
import { copyText } from "../copy.js";
import { buildConfusion } from "./confusion.js";
import { buildEmergence } from "./emergence.js";
import { facts } from "./facts.js";
import { buildGroups } from "./groups.js";
import { layerCharts } from "./layer-charts.js";
import { buildLikeness } from "./likeness.js";
import { SuspectList } from "./suspect-list.js";
import { buildZones } from "./zones.js";

/** @param {HTMLElement} root @param {import("../views.js").Parts} parts */
export function build(root, parts) {
  const { store, suspects } = parts;
  suspects.want();
  const list = new SuspectList(parts);
  const tools = h("div", { class: "view-tools", role: "toolbar", "aria-label": "Report" });
  const numbers = h("div", { class: "facts-row" }), charts = h("section", { class: "report-card charts" });
  const [pairs, matrix] = buildConfusion(parts), likeness = buildLikeness(parts), emergence = buildEmergence(parts);
  const zones = buildZones(parts), groups = buildGroups(parts);
  const body = h(
    "div",
    { class: "report-body", tabindex: "0", role: "region", "aria-label": "Report" },
    numbers,
    h(
      "div",
      { class: "report-grid" },
      charts,
      pairs,
      list.root,
      h("div", { class: "report-side" }, matrix, zones, groups, likeness, emergence),
    ),
  );
  fill(root, tools, body);
  store.watch(
    ["view", "study", "model"],
    (state) => state.view === "report" && fill(tools, ...toolsOf(state, store, list)),
  );
  store.watch(
    ["view", "study", "model", "suspects", "suspectsFailure", "decisions", "tally", "predictions"],
    (state) => {
      if (state.view === "report") fill(numbers, ...facts(state));
    },
  );
  store.watch(["view", "study", "model", "layer"], (state) => {
    const model = state.study && findModel(state.study, state.model);
    if (state.view !== "report" || !model) return;
    const named = embeddingNames(model).map((name) => /** @type {[string, string]} */ ([name, embeddingTitle(name)]));
    fill(charts, ...layerCharts(model, named, state.layer, (layer) => store.set({ layer })));
  });
  return { next: (/** @type {1 | -1} */ by) => list.step(by) };
}

/** @param {import("../../state/store.js").State} state @param {import("../../state/store.js").Store} store
 * @param {SuspectList} list */
function toolsOf({ study, model }, store, list) {
  const found = study && findModel(study, model);
  return [
    h("h2", { class: "clip" }, found?.name ?? ""),
    h(
      "span",
      { class: "muted clip words" },
      `${study?.itemCount.toLocaleString("en-US") ?? 0} images, ${found?.layers.length ?? 0} layers`,
    ),
    h(
      "span",
      { class: "right tools" },
      h(
        "button",
        {
          class: "btn",
          type: "button",
          "aria-label": "Copy the command",
          title: "Copy the command that prints all of this as JSON",
          onclick: () => copyText(store, `strata report ${study?.name}.study --json`, "Command"),
        },
        icon("link"),
        h("span", { class: "words" }, "Copy command"),
      ),
      h(
        "button",
        {
          class: "btn",
          type: "button",
          "aria-label": "Save as CSV",
          title: "Save the suspects that are listed, with what was decided about them",
          onclick: () => list.save(),
        },
        icon("save"),
        h("span", { class: "words" }, "Save as CSV"),
      ),
    ),
  ];
}
