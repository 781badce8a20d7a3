// @ts-check
// How alike each layer of one network is to each of the other: a click, or the arrow keys, choose both layers.

import { findLayer, findModel, isReady } from "../../data/study.js";
import { fill, h, picker } from "../../panels/dom.js";
import { shownNames } from "../../panels/rail.js";
import { progressKey } from "../report/asked-card.js";
import { commandNote } from "../command-note.js";
import { MatrixPlot } from "./matrix-plot.js";
import { matrixTable } from "./matrix-table.js";

/** @typedef {import("../../state/store.js").Store} Store */
/** @typedef {import("../../state/store.js").Comparison["measure"]} Measure */
/** @typedef {import("../../data/client.js").Likeness} Likeness */

/**
 * @typedef {object} Grid one network's layers by the other's
 * @property {string} measure in words
 * @property {{ folder: string, name: string }[]} rows of the first network
 * @property {{ folder: string, name: string }[]} columns of the second
 * @property {(number | null)[][]} values
 */

const MEASURES = /** @type {[Measure, string, string][]} */ ([
  [
    "procrustes",
    "Procrustes",
    "Agreement of the activations after the best turn: 1, the same up to a turn and a scale",
  ],
  ["cka", "Linear CKA", "Linear centred kernel alignment of the activations: 1, the same up to a turn and a scale"],
  ["neighbors", "Neighbour overlap", "Mean Jaccard index of the 15 nearest in the activations: 1, the same neighbours"],
]);

/** @param {Store} store @param {import("../../data/client.js").Client} client
 * @param {import("../../stage/compare/companion.js").Companion} beside */
export function buildMatrix(store, client, beside) {
  const asked = new Asked(store, client),
    body = h("div", { class: "matrix-body" }),
    menu = h("span");
  const table =
    /** @type {HTMLButtonElement} */ (h("button", { class: "link-button right", type: "button" }, "Show as table"));
  const choose = (/** @type {string} */ layer, /** @type {string} */ other) => choosePair(store, layer, other);
  const plot = new MatrixPlot(choose), text = h("div", { class: "matrix-text" });
  let asTable = false;
  fill(body, plot.root, text);
  const draw = () => {
    const { measure } = store.state.comparison, grid = asked.found && gridOf(store, asked.found);
    const shown = grid && grid.rows.length > 0 && grid.columns.length > 0 ? grid : null,
      { compare, layer, theme } = store.state;
    plot.root.hidden = !shown || asTable;
    table.hidden = !shown;
    text.hidden = !plot.root.hidden;
    if (shown && !asTable) plot.show(shown, layer ?? "", compare?.layer ?? "", theme);
    else if (shown) fill(text, matrixTable(shown));
    else if (compare) fill(text, ...instead(store, asked, measure));
  };
  table.addEventListener("click", () => {
    asTable = !asTable;
    table.textContent = asTable ? "Show as plot" : "Show as table";
    draw();
    table.focus();
  });
  store.watch(["comparison"], ({ comparison: { measure } }) => {
    const title = MEASURES.find(([each]) => each === measure)?.[2] ?? "";
    fill(
      menu,
      picker("Measure of agreement", title, MEASURES.map(([key, name]) => [key, name]), measure, (next) => {
        store.set({ comparison: { ...store.state.comparison, measure: /** @type {Measure} */ (next) } });
      }, "quiet"),
    );
  });
  asked.onTold = draw;
  // What another process finds is no news of the catalogue: who comes back to the page asks again.
  globalThis.addEventListener("focus", () => asked.missing && asked.again());
  store.watch(["study", "compare", "comparison"], () => asked.ask());
  store.watch(["study", "model", "layer", "compare", "comparison", "theme"], draw);
  beside.store.watch(["model", "layer"], draw);
  return h("div", { class: "compare-card matrix-card" }, h("h3", {}, "Agreement of layers", menu, table), body);
}

/** What the server knows, asked for when it is first shown and after news. */
class Asked {
  /** @param {Store} store @param {import("../../data/client.js").Client} client */
  constructor(store, client) {
    this.store = store;
    this.client = client;
    this.key = "";
    /** @type {Likeness | null} */
    this.found = null;
    this.failure = "";
    this.missing = false;
    this.onTold = () => {};
  }

  async ask() {
    const { study, compare, comparison: { measure, shown } } = this.store.state;
    if (!study || !compare || !shown) return;
    const key = `${measure}\n${study.models.map(progressKey).join("\n")}`;
    if (key === this.key) return;
    // Of the same measure the old answer stays until the new one is there.
    if (this.key.split("\n")[0] !== measure) this.found = null;
    [this.key, this.failure, this.missing] = [key, "", false];
    try {
      const found = await this.client.likeness(measure);
      if (this.key !== key) return;
      // A server that knows of one measure only answers with that one.
      if (measure !== "cka" && /CKA/.test(found.measure ?? "")) this.missing = true;
      else this.found = found;
    } catch (error) {
      if (this.key !== key) return;
      this.found = null;
      this.missing = error instanceof Error && "kind" in error && error.kind === "missing";
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.onTold();
  }

  again() {
    this.key = "";
    this.ask();
  }
}

/** @param {Store} store @param {Likeness} found @returns {Grid} */
function gridOf({ state: { study, model, compare } }, { measure = "", layers, values }) {
  const of = (/** @type {string | undefined} */ folder) => {
    const network = study && findModel(study, folder ?? null);
    const places = layers.flatMap((place, at) => {
      const layer = place.model === folder ? findLayer(network, place.layer) : null;
      return layer && isReady(layer) ? [{ at, layer }] : [];
    });
    const names = shownNames(places.map(({ layer }) => layer));
    return places.map(({ at, layer }, i) => ({ at, folder: layer.folder, name: names[i] }));
  };
  const rows = of(model ?? undefined), columns = of(compare?.model);
  return {
    measure,
    rows,
    columns,
    values: rows.map((row) => columns.map((column) => values[row.at][column.at] ?? null)),
  };
}

/** One step of history for both layers. @param {Store} store @param {string} layer @param {string} other */
function choosePair(store, layer, other) {
  const { compare } = store.state;
  if (compare) store.set({ layer, compare: { ...compare, layer: other } });
}

/** @param {Store} store @param {Asked} asked @param {Measure} measure */
function instead(store, asked, measure) {
  const name = MEASURES.find(([each]) => each === measure)?.[1] ?? "";
  if (asked.missing || asked.found) {
    const [, before, command, after] = commandNote(
      store,
      "",
      `${name} of these layers is not known yet. This finds it:`,
      "strata measure STUDY",
      "It appears here once you come back to this page.",
    );
    return [before, command, after];
  }
  if (asked.failure === "") return [h("p", { class: "soft" }, "Asking…")];
  return [
    h("p", { class: "soft" }, asked.failure),
    h("button", { class: "btn", type: "button", onclick: () => asked.again() }, "Try again"),
  ];
}
