// @ts-check
// The images nearest to some, in pixels and in layers side by side.

import { queriesOf, splitsOf } from "../../data/queries.js";
import { suspectsOf } from "../../data/suspects.js";
import { findLayer, findModel, isReady } from "../../data/study.js";
import { fill, h } from "../../panels/dom.js";
import { Columns } from "./columns.js";
import { Rows } from "./rows.js";
import { buildTools } from "./tools.js";

/** Besides the pixels and the layer of the rail. */
export const MOST_ADDED = 2;

/** @param {HTMLElement} root @param {import("../views.js").Parts} parts */
export function build(root, parts) {
  const { store, suspects } = parts;
  const tools = h("div", { class: "view-tools", role: "toolbar", "aria-label": "Neighbours" });
  const said = h("p", { class: "view-note", role: "status" });
  const body = h("div", {
    class: "neighbour-grid",
    tabindex: "0",
    role: "region",
    "aria-label": "Images and their neighbours",
  });
  const columns = new Columns(parts), rows = new Rows(body, parts, columns);
  fill(root, tools, said, body);
  buildTools(tools, parts, () => ({ rows: rows.shown, columns: columns.list, metric: columns.metric }));
  const draw = () => {
    const { state } = store, { study, items, grid } = state;
    if (state.view !== "neighbours" || !study || !items) return;
    if (grid.of === "suspects") suspects.want();
    const { rows: queries, total, kind } = queriesOf(grid, items, {
      selection: state.selection,
      suspects: suspectsOf(state.suspects, "").map(({ item }) => item),
      classCount: study.classes.length,
      seed: study.seed ?? 42,
    });
    fill(said, note(state, kind, queries.length, total));
    said.hidden = said.textContent === "";
    columns.set(layersOf(state));
    rows.set(queries);
  };
  store.watch(
    [
      "view",
      "study",
      "items",
      "predictions",
      "model",
      "layer",
      "grid",
      "selection",
      "suspects",
      "suspectsFailure",
      "tint",
    ],
    draw,
  );
  store.watch(["hovered"], ({ hovered }) => rows.ring(hovered));
  return {};
}

/** The columns: pixels, those added, the layer of the rail; each once.
 * @param {import("../../state/store.js").State} state @returns {import("../../data/types.js").Layer[]} */
function layersOf({ study, model, layer, grid }) {
  const found = study && findModel(study, model), pixels = found?.layers.find((each) => each.operator === "Input");
  const wanted = [pixels, ...grid.layers.map((folder) => findLayer(found, folder)), findLayer(found, layer)];
  return [...new Set(wanted)].flatMap((each) => each && isReady(each) ? [each] : []);
}

/** What there is to say about the rows. @param {import("../../state/store.js").State} state
 * @param {import("../../state/grid.js").QueryKind} kind @param {number} shown @param {number} total */
function note({ grid, items, suspects, suspectsFailure }, kind, shown, total) {
  if (shown === 0) {
    if (kind === "selection") return "Nothing is selected. Brush over some images in the tour.";
    if (kind === "suspects" && !suspects) return suspectsFailure || "Asking for the suspects …";
    return splitsOf(items).length > 0 && grid.from
      ? `No such image is in the split ${grid.from}.`
      : "There are no such images.";
  }
  if (grid.of === "classes" && kind === "random") return "There are no labels: some images at random.";
  if (kind === "classes" && shown < total) {
    return `The ${shown} largest of ${total.toLocaleString("en-US")} classes, an image of each.`;
  }
  return shown < total ? `The first ${shown} of ${total.toLocaleString("en-US")}.` : "";
}
