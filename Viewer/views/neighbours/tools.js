// @ts-check
// Above the neighbours: how many, how measured, whose, among which.

import { commandOf, splitsOf } from "../../data/queries.js";
import { findModel, isExport } from "../../data/study.js";
import { fill, h, icon, picker } from "../../panels/dom.js";
import { COUNTS, METRICS } from "../../state/grid.js";
import { copyText } from "../copy.js";
import { MOST_ADDED } from "./neighbours.js";

/** @typedef {import("../../state/grid.js").Grid} Grid */

const TITLES = /** @type {Record<string, string>} */ ({
  "": "As analysed",
  euclidean: "Euclidean",
  cosine: "Cosine",
  correlation: "Correlation",
  manhattan: "Manhattan",
  chebyshev: "Chebyshev",
});

/** @param {HTMLElement} root @param {import("../views.js").Parts} parts
 * @param {() => { rows: number[], columns: import("../../data/types.js").Layer[], metric: string }} shown */
export function buildTools(root, { store }, shown) {
  const change = (/** @type {Partial<Grid>} */ patch) => store.set({ grid: { ...store.state.grid, ...patch } });
  store.watch(["grid", "study", "items", "model", "layer", "selection", "view"], (state) => {
    if (state.view !== "neighbours") return;
    const active = /** @type {HTMLElement | null} */ (document.activeElement)?.closest?.(".view-tools") === root
      ? document.activeElement?.getAttribute("aria-label")
      : null;
    fill(root, ...tools(state, change, () => copy(store, shown())));
    if (active) /** @type {HTMLElement | null} */ (root.querySelector(`[aria-label="${CSS.escape(active)}"]`))?.focus();
  });
}

/** @param {import("../../state/store.js").State} state @param {(patch: Partial<Grid>) => void} change
 * @param {() => void} copyCommand */
function tools({ grid, study, items, model, layer, selection }, change, copyCommand) {
  const found = study && findModel(study, model);
  const layers =
    found?.layers.filter((each) =>
      each.embeddings.length > 0 && each.operator !== "Input" && each.folder !== layer &&
      !grid.layers.includes(each.folder)
    ) ?? [];
  const splits = splitsOf(items), withAll = splits.map((name) => /** @type {[string, string]} */ ([name, name]));
  return [
    h("span", { class: "muted words" }, "Neighbours"),
    counts(grid.count, study?.export?.neighborCount ?? Infinity, (count) => change({ count })),
    !isExport(study) && picker(
      "Distance",
      "How distances are measured",
      ["", ...METRICS].map((each) => [each, TITLES[each]]),
      grid.metric,
      (metric) => change({ metric }),
    ),
    h("span", { class: "sep" }),
    h("span", { class: "muted words" }, "Images"),
    picker(
      "Images",
      "Whose neighbours",
      kinds(grid, study, selection),
      grid.of,
      (of) => change({ of: /** @type {Grid["of"]} */ (of) }),
    ),
    (grid.of === "random" || grid.of === "classes") && h("button", {
      class: "tool",
      type: "button",
      title: "Others",
      "aria-label": "Other images",
      onclick: () => change({ shuffle: grid.shuffle + 1 }),
    }, icon("shuffle")),
    splits.length > 0 &&
    picker(
      "Images from",
      "From which part of the data set",
      [["", "from all splits"], ...withAll],
      grid.from,
      (from) => change({ from }),
      "quiet",
    ),
    splits.length > 0 && !isExport(study) &&
    picker(
      "Neighbours among",
      "In which part of the data set neighbours are looked for",
      [["", "among all"], ...withAll.map(([name]) => /** @type {[string, string]} */ ([name, `among ${name}`]))],
      grid.among,
      (among) => change({ among }),
      "quiet",
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
          title: "Copy the command that prints or draws the same",
          onclick: copyCommand,
        },
        icon("link"),
        h("span", { class: "words" }, "Copy command"),
      ),
      layers.length > 0 && grid.layers.length < MOST_ADDED &&
        addLayer(layers, (folder) => change({ layers: [...grid.layers, folder] })),
    ),
  ];
}

/** @param {number} shown @param {number} most that are kept @param {(count: number) => void} choose */
const counts = (shown, most, choose) =>
  h(
    "span",
    { class: "seg", role: "group", "aria-label": "How many neighbours" },
    ...COUNTS.filter((count) => count <= most).map((count) =>
      h("button", {
        type: "button",
        "aria-label": `${count} neighbours`,
        "aria-pressed": String(count === shown),
        onclick: () => choose(count),
      }, String(count))
    ),
  );

/** @param {Grid} grid @param {import("../../data/types.js").Study | null} study @param {Int32Array} selection
 * @returns {[string, string][]} */
function kinds(grid, study, selection) {
  return [
    ...(study && study.classes.length > 0 ? [/** @type {[string, string]} */ (["classes", "One of each class"])] : []),
    ["random", "At random"],
    ["selection", selection.length > 0 ? `Selection (${selection.length.toLocaleString("en-US")})` : "Selection"],
    ["suspects", "Suspects"],
    ...(grid.of === "chosen" || grid.chosen.length > 0
      ? [/** @type {[string, string]} */ (["chosen", "Chosen here"])]
      : []),
  ];
}

/** @param {import("../../data/types.js").Layer[]} layers @param {(folder: string) => void} choose */
function addLayer(layers, choose) {
  const options = [["", "Add a layer"], ...layers.map(({ folder, name }) => [folder, name])];
  return h(
    "span",
    { class: "btn as-picker" },
    icon("plus"),
    picker(
      "Add a layer",
      "Compare with another layer",
      /** @type {[string, string][]} */ (options),
      "",
      (folder) => folder && choose(folder),
    ),
  );
}

/** @param {import("../../state/store.js").Store} store
 * @param {{ rows: number[], columns: import("../../data/types.js").Layer[], metric: string }} shown */
function copy(store, { rows, columns, metric }) {
  const { study, model, grid } = store.state, found = study && findModel(study, model);
  if (!study || !found) return;
  const layers = columns.map(({ operator, name }) => operator === "Input" ? "pixels" : name);
  copyText(
    store,
    commandOf(study.name, rows, grid, { model: found.folder, layers, metric: grid.metric || metric }),
    "Command",
  );
}
