// @ts-check
// The plot as a table: every image that is on it now, or those selected, to be sorted and read.

import { figure } from "../data/conditions.js";
import { embeddingTitle, findLayer, findModel, rate, shortName, thousands } from "../data/study.js";
import { fill, find, h, icon } from "./dom.js";

const PAGE = 100;

/** @typedef {{ name: string, number: boolean, of: (item: number) => string | number, show?: (value: number) => string }} Column */

export class DataTable {
  /** @param {import("../state/store.js").Store} store @param {import("../stage/stage.js").Stage} stage */
  constructor(store, stage) {
    this.store = store;
    this.stage = stage;
    const dialog = find("#table");
    if (!(dialog instanceof HTMLDialogElement)) throw new Error("The table is not a dialog.");
    this.dialog = dialog;
    /** @type {number[]} */
    this.items = [];
    /** @type {Column[]} */
    this.columns = [];
    this.sorted = 0;
    this.descending = false;
    this.page = 0;
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }

  open() {
    const { items, selection } = this.store.state, { scene } = this.stage;
    if (!items) return;
    const all = selection.length > 0 ? [...selection] : Array.from(items.labels, (_, item) => item);
    this.items = all.filter((item) => scene.pickable(item));
    this.columns = columnsNow(this.store.state, this.stage.now()?.positions ?? null);
    this.sorted = 0;
    this.descending = false;
    this.page = 0;
    this.draw();
    this.dialog.showModal();
  }

  order() {
    const { of: value, number } = this.columns[this.sorted], sign = this.descending ? -1 : 1;
    const keyed = this.items.map((item) => ({ item, key: value(item) }));
    keyed.sort((a, b) => {
      const by = number ? Number(a.key) - Number(b.key) : String(a.key).localeCompare(String(b.key), "en");
      return (Number.isNaN(by) ? 0 : sign * by) || a.item - b.item;
    });
    return keyed.map(({ item }) => item);
  }

  draw() {
    const { selection, study, model, layer, embedding } = this.store.state, { items } = this;
    const of = findLayer(study && findModel(study, model), layer);
    const shown = this.order().slice(this.page * PAGE, (this.page + 1) * PAGE), from = this.page * PAGE + 1;
    fill(
      this.dialog,
      h(
        "div",
        { class: "block-head" },
        h("h2", {}, selection.length > 0 ? "Selected images" : "Images in view"),
        h("span", { class: "soft clip" }, `${embeddingTitle(embedding ?? "")} of ${of?.name ?? ""}`),
        h(
          "span",
          { class: "right num soft", role: "status" },
          `${thousands(Math.min(from, items.length))}–${
            thousands(Math.min(items.length, this.page * PAGE + PAGE))
          } of ${thousands(items.length)}`,
        ),
        this.step(-1, "Previous rows"),
        this.step(1, "Next rows"),
        h("button", {
          class: "tool",
          type: "button",
          title: "Close (Esc)",
          "aria-label": "Close",
          onclick: () => this.dialog.close(),
        }, icon("close")),
      ),
      h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Rows" }, this.table(shown)),
    );
  }

  /** @param {1 | -1} by @param {string} name */
  step(by, name) {
    const pages = Math.max(1, Math.ceil(this.items.length / PAGE));
    const button = /** @type {HTMLButtonElement} */ (h("button", {
      class: "tool",
      type: "button",
      title: name,
      "aria-label": name,
      onclick: () => {
        this.page += by;
        this.draw();
        find(`[aria-label="${name}"]`, this.dialog).focus();
      },
    }, icon(by > 0 ? "next" : "previous")));
    button.disabled = this.page + by < 0 || this.page + by >= pages;
    return button;
  }

  /** @param {number[]} shown */
  table(shown) {
    const heads = this.columns.map(({ name, number }, at) => {
      const sort = at === this.sorted ? this.descending ? "descending" : "ascending" : "none";
      return h(
        "th",
        { scope: "col", "aria-sort": sort, class: number ? "number" : "" },
        h(
          "button",
          {
            type: "button",
            onclick: () => {
              this.descending = at === this.sorted && !this.descending;
              this.sorted = at;
              this.page = 0;
              this.draw();
              /** @type {HTMLElement} */ (this.dialog.querySelectorAll("th button")[at]).focus();
            },
          },
          name,
          sort === "none" ? "" : this.descending ? " ↓" : " ↑",
        ),
      );
    });
    return h(
      "table",
      {},
      h("caption", { class: "spoken" }, "Images of the plot; the heads sort"),
      h("thead", {}, h("tr", {}, ...heads)),
      h("tbody", {}, ...shown.map((item) => this.row(item))),
    );
  }

  /** @param {number} item */
  row(item) {
    return h(
      "tr",
      {},
      ...this.columns.map(({ number, of: value, show }, at) => {
        const raw = value(item), text = show && typeof raw === "number" ? show(raw) : String(raw);
        if (at > 0) return h("td", { class: number ? "num number" : "clip", title: number ? undefined : text }, text);
        const go = h("button", {
          class: "link-button num",
          type: "button",
          title: "Go to this image",
          onclick: () => {
            this.dialog.close();
            this.store.set({ selected: item, sheet: "inspector" });
            this.stage.bring(item);
          },
        }, text);
        return h("th", { scope: "row", class: "number" }, go);
      }),
    );
  }
}

/** What there is to tell of every image. @param {import("../state/store.js").State} state
 * @param {Float32Array | null} positions @returns {Column[]} */
function columnsNow(state, positions) {
  const { study, items, trust } = state;
  /** @type {Column[]} */
  const columns = [
    { name: "Image", number: true, of: (item) => item, show: thousands },
    { name: "Name", number: false, of: (item) => items?.identifiers[item].split("/").at(-1) ?? "" },
  ];
  if (study?.classes.length) {
    const label = (/** @type {number} */ item) => study.classes[items?.labels[item] ?? -1] ?? "";
    columns.push({ name: "Label", number: false, of: (item) => shortName(label(item)) });
  }
  columns.push(...predicted(state));
  if (trust) columns.push({ name: "Trust", number: true, of: (item) => trust[item], show: twoDigits });
  columns.push(...coloured(state));
  if (positions) {
    for (const [axis, name] of ["Across", "Up"].entries()) {
      columns.push({ name, number: true, of: (item) => positions[2 * item + axis], show: figure });
    }
  }
  return columns;
}

const twoDigits = (/** @type {number} */ value) => rate(value, 2);

/** @param {import("../state/store.js").State} state @returns {Column[]} */
function predicted({ study, predictions, model }) {
  if (!predictions || !study) return [];
  const outputs = findModel(study, model)?.outputClasses ?? [];
  const said = (/** @type {number} */ item) =>
    study.classes[predictions.labelIndex[item]] ?? outputs[predictions.classIndex[item]] ?? "";
  return [
    { name: "Prediction", number: false, of: (item) => shortName(said(item)) },
    { name: "Probability", number: true, of: (item) => predictions.probability[item], show: twoDigits },
  ];
}

/** What the colors mean, where no other column says it. @param {import("../state/store.js").State} state
 * @returns {Column[]} */
function coloured({ tint, colouring }) {
  if (!tint || ["label", "prediction", "correctness", "confidence", "trust"].includes(colouring.kind)) return [];
  const { coloured: told } = tint;
  if (told.type === "values") {
    return [{ name: told.title, number: true, of: (item) => told.values[item], show: figure }];
  }
  return [{ name: told.title, number: false, of: (item) => shortName(told.names[told.codes[item]] ?? "") }];
}
