// @ts-check
// Several images: how many, of what classes, how many right, how far to be trusted; to copy, to save, to name.

import { csv, leading, summarize } from "../data/summary.js";
import { findModel, rate, thousands } from "../data/study.js";
import { openView } from "../state/neurons.js";
import { NONE } from "../state/store.js";
import { ContactSheet } from "./contact-sheet.js";
import { DirectionButton } from "./direction-button.js";
import { dot, fill, h, icon } from "./dom.js";

/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {import("../state/store.js").State} State */
/** @typedef {import("../stage/named.js").Named} Named */

const ROWS = 8;

export class SelectionPanel {
  /** @param {Store} store @param {import("../stage/explorer.js").Explorer} explorer @param {Named} named
   * @param {import("../stage/directions.js").Directions} directions */
  constructor(store, explorer, named, directions) {
    this.store = store;
    this.direction = new DirectionButton(store, directions, () => store.state.selection);
    this.named = named;
    this.sheet = new ContactSheet(store, explorer);
    this.head = h("div", { class: "card first" });
    this.facts = h("div", { class: "card" });
    this.counts = h("div", { class: "card counted" });
    this.actions = h("div", { class: "card actions" }, ...this.buttons());
    this.root = h("div", {}, this.head, this.actions, this.facts, this.counts, this.sheet.root);
  }

  draw() {
    const { items, selection } = this.store.state;
    if (!items || selection.length === 0) return;
    this.drawHead(selection, items.labels.length);
    this.drawSummary();
    this.sheet.draw();
  }

  /** What they have in common. */
  drawSummary() {
    const { state } = this.store, { study, items, selection } = state;
    if (!study || !items) return;
    const outputs = findModel(study, state.model)?.outputClasses ?? [];
    const summary = summarize(selection, study, items, state.predictions, outputs, state.trust);
    this.drawFacts(summary);
    this.drawCounts(summary);
  }

  /** @param {Int32Array} selection @param {number} total */
  drawHead(selection, total) {
    const name = this.named.nameOf(selection);
    fill(
      this.head,
      h("h2", { class: "num" }, `${thousands(selection.length)} ${selection.length === 1 ? "image" : "images"}`),
      h("span", { class: "muted clip" }, name || `of ${thousands(total)}`),
      h("button", {
        class: "tool right",
        type: "button",
        title: "Deselect (Esc)",
        "aria-label": "Deselect",
        onclick: () => this.store.set({ selection: NONE, sheet: "" }),
      }, icon("close")),
    );
  }

  /** @param {import("../data/summary.js").Summary} summary */
  drawFacts({ judged, right, trust, labels }) {
    const fact = (/** @type {string} */ what, /** @type {string} */ value) => [
      h("dt", {}, what),
      h("dd", { class: "num" }, value),
    ];
    const classes = labels.filter(({ label }) => label >= 0).length;
    fill(
      this.facts,
      h(
        "dl",
        { class: "facts" },
        ...(classes > 0 ? fact("Classes", thousands(classes)) : []),
        ...(judged > 0 ? fact(`Right, of ${thousands(judged)} judged`, rate(right / judged)) : []),
        ...(trust === null ? [] : fact("Mean trust in this embedding", rate(trust, 2))),
      ),
    );
    this.facts.hidden = classes === 0 && judged === 0 && trust === null;
  }

  /** @param {import("../data/summary.js").Summary} summary */
  drawCounts({ labels, answers, count }) {
    const known = labels.some(({ label }) => label >= 0);
    fill(
      this.counts,
      ...(known ? this.bars("Labels", labels, count) : []),
      ...(answers.length > 0 ? this.bars("Predictions", answers, count) : []),
    );
    this.counts.hidden = this.counts.childElementCount === 0;
  }

  /** @param {string} title @param {import("../data/summary.js").Share[]} shares @param {number} total */
  bars(title, shares, total) {
    const { tint } = this.store.state, { shown, rest, more } = leading(shares, ROWS);
    const rows = shown.map(({ name, short, label, count }) => {
      const bar = h("i"), color = label >= 0 && tint ? tint.ofClass(label) : "";
      bar.style.width = `${100 * count / total}%`;
      if (color) bar.style.background = color;
      return h(
        "div",
        { class: "counted-row", title: `${name}: ${thousands(count)} of ${thousands(total)}` },
        dot(color || "var(--ink3)"),
        h("span", { class: "clip" }, short),
        h("span", { class: "meter", "aria-hidden": "true" }, bar),
        h("span", { class: "num" }, thousands(count)),
      );
    });
    return [
      h("h3", {}, title),
      ...rows,
      more > 0 && h("p", { class: "note-line" }, `and ${thousands(more)} more with ${thousands(rest)} images`),
    ];
  }

  buttons() {
    const copy = h("button", { class: "btn", type: "button", onclick: () => this.copy() }, "Copy list");
    const save = h("button", { class: "btn", type: "button", onclick: () => this.save() }, "Save as CSV");
    const field = /** @type {HTMLInputElement} */ (h("input", {
      type: "text",
      maxlength: 80,
      "aria-label": "Name of the selection",
      placeholder: "Name",
      autocomplete: "off",
    }));
    const form = h("form", { class: "name-it", hidden: true }, field, h("button", { class: "btn" }, "Keep"));
    const name = h("button", {
      class: "btn",
      type: "button",
      "aria-expanded": "false",
      onclick: () => {
        form.hidden = !form.hidden;
        name.setAttribute("aria-expanded", String(!form.hidden));
        field.value = this.named.nameOf(this.store.state.selection);
        if (!form.hidden) field.focus();
      },
    }, "Name it");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.named.keep(field.value, this.store.state.selection)) return;
      form.hidden = true;
      name.setAttribute("aria-expanded", "false");
      name.focus();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      form.hidden = true;
      name.setAttribute("aria-expanded", "false");
      name.focus();
    });
    const units = h("button", {
      class: "btn",
      type: "button",
      title: "Which units of this layer tell these images from the others",
      onclick: () => openView(this.store, "neurons", { neurons: { ...this.store.state.neurons, ranked: true } }),
    }, "Units for this selection");
    return [h("div", { class: "buttons" }, copy, save, name, units, this.direction.root), form, this.direction.note];
  }

  async copy() {
    const { items, selection } = this.store.state;
    const list = Array.from(selection, (item) => items?.identifiers[item] ?? String(item)).join("\n");
    try {
      await navigator.clipboard.writeText(list + "\n");
      this.store.set({ notice: `${thousands(selection.length)} names copied.` });
    } catch {
      this.store.set({ notice: "The browser keeps the clipboard closed; save the list as CSV instead." });
    }
    const said = this.store.state.notice;
    setTimeout(() => this.store.state.notice === said && this.store.set({ notice: "" }), 4000);
  }

  save() {
    const { study, items, predictions, selection, model } = this.store.state;
    if (!study || !items) return;
    const outputs = findModel(study, model)?.outputClasses ?? [];
    const text = csv(selection, study, items, predictions, outputs);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = `${this.named.nameOf(selection) || `${study.name}-selection`}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}
