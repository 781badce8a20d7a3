// @ts-check
// Above the units: what their colors mean, by which score, from which score on, how they are laid out.

import { embeddingTitle, rate, shortName } from "../../data/study.js";
import { figure } from "../../data/conditions.js";
import { toldTitle } from "../../data/told.js";
import { fill, h, picker } from "../../panels/dom.js";
import { COLOURINGS } from "../../state/neurons.js";
import { toolButtons } from "../tool-buttons.js";

/** @typedef {import("../../state/neurons.js").NeuronsChoice} NeuronsChoice */
/** @typedef {import("./layer-units.js").LayerUnits} LayerUnits */

/** A title in the toolbar has little room. */
const SCORES = /** @type {Record<string, string>} */ ({
  importance: "Importance",
  permutation: "Permutation",
  "mutual-information": "Mutual information",
  selectivity: "Selectivity",
});

/** @param {import("../../data/neurons.js").UnitScore} score */
export const scoreTitle = ({ name, title }) => SCORES[name] ?? title;

export class Tools {
  /** @param {import("../../state/store.js").Store} store @param {HTMLElement[]} others at the right: before and after,
   * what a narrow window keeps aside */
  constructor(store, others) {
    this.store = store;
    this.which = h("span", { class: "tools" });
    this.least = /** @type {HTMLInputElement} */ (h("input", {
      type: "range",
      min: 0,
      max: 1,
      step: .01,
      "aria-label": "Score at least",
      oninput: () => this.change({ least: Number(this.least.value) }),
    }));
    this.leastSaid = h("span", { class: "num least-said" });
    this.bar = h(
      "label",
      { class: "bar soft" },
      h("span", { class: "words" }, "Score at least"),
      this.least,
      this.leastSaid,
    );
    this.quality = h("span", { class: "soft num quality" });
    this.layout = h("span");
    const tool = toolButtons(store, "the units or images in");
    this.root = h(
      "div",
      { class: "view-tools", role: "toolbar", "aria-label": "Neurons" },
      this.which,
      this.bar,
      h("span", { class: "right tools" }, this.quality, this.layout, tool, ...others),
    );
  }

  /** @param {Partial<NeuronsChoice>} patch */
  change(patch) {
    this.store.set({ neurons: { ...this.store.state.neurons, ...patch } });
  }

  /** @param {LayerUnits | null} units @param {import("./unit-look.js").UnitLook | null} look */
  draw(units, look) {
    const { state: { neurons, study } } = this.store, focused = document.activeElement?.getAttribute("aria-label");
    const held = this.root.contains(document.activeElement) && document.activeElement !== this.least;
    this.root.hidden = !units;
    if (!units || !look) return;
    const { by } = look, known = units.score !== null, classes = units.told.names;
    const possible = COLOURINGS.filter(([name]) => known || (name !== "class" && name !== "one"));
    const choose = (/** @type {string} */ name) => this.change({ by: /** @type {NeuronsChoice["by"]} */ (name) });
    fill(
      this.which,
      h(
        "span",
        { class: "seg wide-only", role: "group", "aria-label": "What the colours of units mean" },
        ...possible.map(([name, title]) =>
          h(
            "button",
            {
              type: "button",
              "aria-label": title,
              "aria-pressed": String(name === by),
              onclick: () => choose(name),
            },
            title,
          )
        ),
      ),
      picker(
        "Colour of units",
        "What the colours of units mean",
        possible.map(([name, title]) => [name, title]),
        by,
        choose,
        "narrow-only",
      ),
      (by === "class" || by === "one") && this.apart(units, study?.attributes ?? []),
      by === "one" && picker(
        "Class",
        "Which class is told from the rest",
        units.classes.map((label) => [classes[label], shortName(classes[label] ?? "")]),
        classes[look.one],
        (one) => this.change({ one }),
      ),
      known && (by === "class" || by === "one") && picker(
        "Score",
        "How well a unit tells a class from the rest",
        units.report.scores.map((score) => [score.name, scoreTitle(score)]),
        units.score?.name ?? "",
        (score) => this.change({ score }),
        "quiet",
      ),
    );
    this.bar.hidden = by !== "class" && by !== "one";
    this.least.value = String(neurons.least);
    this.leastSaid.textContent = figure(neurons.least * look.high);
    this.least.setAttribute("aria-valuetext", this.leastSaid.textContent);
    this.drawQuality(units);
    if (held && focused) {
      /** @type {HTMLElement | null} */ (this.root.querySelector(`[aria-label="${CSS.escape(focused)}"]`))?.focus();
    }
  }

  /** What units tell apart: the label, or a column; also those that they were not scored for, which says how to.
   * @param {LayerUnits} units @param {readonly string[]} attributes */
  apart({ told, report: { columns } }, attributes) {
    const all = [...new Set([...columns, ...attributes])];
    if (all.length === 0) return null;
    const name = (/** @type {string} */ column) =>
      `${toldTitle({ ...told, column })}${columns.includes(column) ? "" : " (not analyzed)"}`;
    return picker(
      "Tell apart",
      "What units are to tell apart: labels, or the values of a column",
      [["", "Label"], ...all.map((column) => /** @type {[string, string]} */ ([column, name(column)]))],
      told.column,
      (apart) => this.change({ apart, one: "" }),
      "quiet",
    );
  }

  /** How the units are laid out, and how far that is to be trusted. @param {LayerUnits} units */
  drawQuality({ report, projection }) {
    const { measures = {}, parameters = {} } = projection, parts = [];
    if (typeof measures.normalizedStress === "number") parts.push(`stress ${rate(measures.normalizedStress, 2)}`);
    if (typeof measures.trustworthiness === "number") parts.push(`trust ${rate(measures.trustworthiness, 2)}`);
    this.quality.textContent = parts.join(", ");
    this.quality.title = Object.entries(parameters).map(([name, { requested, effective }]) =>
      `${name} ${String(effective ?? requested)}${
        effective !== undefined && effective !== requested ? ` (asked for ${String(requested)})` : ""
      }`
    ).join(", ");
    const names = report.projections.map((
      { name, title },
    ) => /** @type {[string, string]} */ ([name, title.length > 24 ? embeddingTitle(name) : title]));
    fill(
      this.layout,
      picker(
        "Layout of units",
        "How the units are laid out",
        names,
        projection.name,
        (name) => this.change({ projection: name }),
      ),
    );
  }
}
