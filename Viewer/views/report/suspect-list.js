// @ts-check
// The images that deserve a look, each with its reason, its evidence, and a place for what one decides about it.

import { classColours } from "../../data/class-colours.js";
import { findModel, shortName, thousands } from "../../data/study.js";
import {
  countByKind,
  findingOf,
  KINDS,
  plainReason,
  suspectsCSV,
  suspectsOf,
  verdictText,
} from "../../data/suspects.js";
import { fill, h, meter } from "../../panels/dom.js";
import { openInTour } from "../views.js";
import { classTag } from "./class-tag.js";
import { decisionButtons } from "./decision-buttons.js";

/** @typedef {import("../../data/suspects.js").Suspect} Suspect */
/** @typedef {import("../../data/suspects.js").SuspectKind} SuspectKind */

const AT_A_TIME = 20, EVIDENCE = 4;

export class SuspectList {
  /** @param {import("../views.js").Parts} parts */
  constructor(parts) {
    this.parts = parts;
    /** @type {SuspectKind | "" | null} null: not chosen yet */
    this.kind = null;
    this.open = false;
    this.limit = AT_A_TIME;
    /** The row that `n` has come to. */
    this.at = -1;
    this.head = h("div");
    this.rows = h("div", { class: "suspect-rows" });
    this.more = h("button", { class: "btn", type: "button", onclick: () => this.showMore() });
    this.root = h("section", { class: "report-card suspects" }, this.head, this.rows, this.more);
    parts.store.watch(
      ["view", "study", "items", "model", "suspects", "suspectsFailure", "tint", "decisions"],
      ({ view }) => view === "report" && this.draw(),
    );
  }

  /** @returns {Suspect[]} */
  list() {
    const { suspects, decisions } = this.parts.store.state, all = suspectsOf(suspects, this.kind ?? "");
    return this.open ? all.filter(({ item }) => !decisions.has(item)) : all;
  }

  draw() {
    const { state } = this.parts.store, { suspects, suspectsFailure, items } = state;
    if (!suspects || !items) {
      fill(this.head, h("h3", {}, "Suspects"));
      fill(this.rows, h("p", { class: "soft" }, suspectsFailure || "Asking …"));
      this.more.hidden = true;
      return;
    }
    const counts = countByKind(suspects);
    this.kind ??= counts.get("wrongLabel") ? "wrongLabel" : "";
    const list = this.list(), shown = list.slice(0, this.limit), focused = this.focused();
    fill(this.head, h("h3", {}, "Suspects", h("span", { class: "soft" }, this.about())), this.choices(counts));
    fill(
      this.rows,
      ...(shown.length > 0 ? shown.map((each, i) => this.row(each, i)) : [h("p", { class: "soft" }, "None.")]),
    );
    this.more.textContent = `Show more of ${thousands(list.length)}`;
    this.more.hidden = list.length <= shown.length;
    if (focused) /** @type {HTMLElement | null} */ (this.rows.querySelector(focused))?.focus();
  }

  /** Where the focus is, to put it back after the list was drawn anew. */
  focused() {
    const active = document.activeElement, row = active?.closest(".suspect");
    if (!(row instanceof HTMLElement) || !this.rows.contains(row)) return "";
    const act = active?.getAttribute("data-act");
    return `.suspect[data-item="${row.dataset.item}"]${
      act ? ` [data-act="${act}"], .suspect[data-item="${row.dataset.item}"] [data-act]` : ""
    }`;
  }

  about() {
    return KINDS.find(([kind]) => kind === this.kind)?.[2] ??
      "all findings together; an order of attention, not a probability";
  }

  /** @param {Map<string, number>} counts */
  choices(counts) {
    const choice = (/** @type {SuspectKind | ""} */ kind, /** @type {string} */ title) =>
      h(
        "button",
        {
          type: "button",
          "aria-pressed": String(this.kind === kind),
          onclick: () => {
            this.kind = kind;
            this.limit = AT_A_TIME;
            this.at = -1;
            this.draw();
            /** @type {HTMLElement | null} */ (this.head.querySelector('[aria-pressed="true"]'))?.focus();
          },
        },
        title,
        h("span", { class: "num muted" }, ` ${thousands(counts.get(kind) ?? 0)}`),
      );
    const undecided = h("button", {
      class: "btn right",
      type: "button",
      "aria-pressed": String(this.open),
      title: "Only those that nobody has decided about",
      onclick: () => {
        this.open = !this.open;
        this.draw();
        /** @type {HTMLElement | null} */ (this.head.querySelector(".btn.right"))?.focus();
      },
    }, "Undecided only");
    const shown = KINDS.filter(([kind]) => counts.get(kind));
    return h(
      "div",
      { class: "suspect-kinds" },
      h(
        "span",
        { class: "seg wrap", role: "group", "aria-label": "Kind of suspects" },
        choice("", "All"),
        ...shown.map(([kind, title]) => choice(kind, title)),
      ),
      undecided,
    );
  }

  /** @param {Suspect} suspect @param {number} place */
  row(suspect, place) {
    const { parts } = this,
      { study, items, decisions } = parts.store.state,
      finding = findingOf(suspect, this.kind ?? "");
    const decision = decisions.get(suspect.item), label = items?.labels[suspect.item] ?? -1;
    const name = suspect.identifier.split("/").at(-1) ?? suspect.identifier, colors = classColours(parts.store.state);
    const to = suspect.suggestedLabel, index = to ? study?.classes.indexOf(to) ?? -1 : -1;
    const class_ = (/** @type {number} */ k, /** @type {string} */ text) => classTag(colors(k), text);
    return h(
      "div",
      {
        class: `suspect${decision ? " decided" : ""}${place === this.at ? " current" : ""}`,
        "data-item": suspect.item,
        tabindex: "-1",
      },
      this.picture(suspect.item, "tile", `Image ${thousands(suspect.item)}, ${name}: show it in the tour`),
      h(
        "div",
        { class: "suspect-words" },
        h(
          "div",
          { class: "suspect-name" },
          h("span", { class: "clip name", title: suspect.identifier }, name),
          label >= 0 && study && class_(label, study.classes[label]),
          to && this.kind !== "nearDuplicate" && this.kind !== "outlier" &&
            h("span", { class: "tag" }, "→", class_(index, to)),
        ),
        h("p", { class: "soft reason", title: suspect.reason }, plainReason(finding.reason)),
      ),
      h(
        "div",
        { class: "suspect-score", title: "How odd it is, from 0 to 1" },
        meter(this.kind === "" ? suspect.score : finding.score),
        h("span", { class: "num soft" }, (this.kind === "" ? suspect.score : finding.score).toFixed(2)),
      ),
      h(
        "div",
        { class: "evidence", "aria-label": "Evidence" },
        ...finding.evidence.slice(0, EVIDENCE).map((item) => this.evidence(item)),
      ),
      decisionButtons(
        suspect,
        decision ?? null,
        study?.classes ?? [],
        label >= 0,
        (next) => parts.decisions.decide(suspect.item, next),
        decision ? verdictText(decision) : "",
      ),
    );
  }

  /** @param {number} item */
  evidence(item) {
    const { state } = this.parts.store, label = state.items?.labels[item] ?? -1;
    const name = label >= 0 && state.study ? shortName(state.study.classes[label]) : "no label";
    const tile = this.picture(item, "tile small", `Image ${thousands(item)}, ${name}: show it in the tour`);
    const bar = h("span", { class: "cls" });
    bar.style.background = classColours(state)(label);
    tile.append(bar);
    return tile;
  }

  /** @param {number} item @param {string} className @param {string} words */
  picture(item, className, words) {
    const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { width: 80, height: 80 })),
      { store, explorer } = this.parts;
    explorer.sprites.paint(canvas, item);
    return h("button", {
      class: className,
      type: "button",
      "data-image": item,
      title: words,
      "aria-label": words,
      onclick: () => openInTour(this.parts, item),
      onpointerenter: () => store.set({ hovered: item }),
      onpointerleave: () => store.set({ hovered: -1 }),
    }, canvas);
  }

  showMore() {
    const first = this.rows.children.length;
    this.limit += 5 * AT_A_TIME;
    this.draw();
    const next = this.rows.children[first];
    if (next instanceof HTMLElement) next.focus();
  }

  /** `n` and `N`: through the list. @param {1 | -1} by */
  step(by) {
    const { length } = this.list();
    if (length === 0) return;
    this.at = Math.max(0, Math.min(length - 1, this.at + by));
    while (this.limit <= this.at) this.limit += AT_A_TIME;
    this.draw();
    const row = this.rows.children[this.at];
    if (!(row instanceof HTMLElement)) return;
    row.scrollIntoView({ block: "nearest" });
    row.focus({ preventScroll: true });
  }

  /** As a file: those that are listed. */
  save() {
    const { state } = this.parts.store, model = state.study && findModel(state.study, state.model);
    const blob = new Blob([suspectsCSV(this.list(), state.decisions)], { type: "text/csv" }),
      link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${state.study?.name ?? "study"}-${model?.folder ?? "network"}-suspects.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}
