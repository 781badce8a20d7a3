// @ts-check
// At the right: the unit that is chosen, or several, or how well all of them tell classes; and the ranked ones.

import { classColours } from "../../data/class-colours.js";
import { shortName, thousands } from "../../data/study.js";
import { fill, h, icon } from "../../panels/dom.js";
import { chooseUnits, chosenUnits } from "../../state/neurons.js";
import { optimizedImage } from "../features/of-unit.js";
import { classTag } from "../report/class-tag.js";
import { openInTour } from "../views.js";
import { ByClass } from "./by-class.js";
import { layerCards } from "./layer-cards.js";
import { Ranked } from "./ranked.js";
import { scoresCard } from "./scores-card.js";
import { Silenced } from "./silenced.js";
import { severalCard } from "./several-card.js";
import { WorksWith } from "./works-with.js";

/** @typedef {import("./layer-units.js").LayerUnits} LayerUnits */

export class Side {
  /** @param {import("../views.js").Parts} parts @param {import("../../data/neuron-requests.js").NeuronRequests} requests
   * @param {import("./ranking.js").Ranking} ranking */
  constructor(parts, requests, ranking) {
    this.parts = parts;
    this.ranked = new Ranked(parts, ranking);
    this.byClass = new ByClass(parts.store);
    this.worksWith = new WorksWith(parts.store, requests);
    this.silenced = new Silenced(parts.store, requests);
    this.image = h("div");
    this.content = h("div");
    this.tables = h("div");
    this.root = h(
      "aside",
      { class: "evolution-side neuron-side", tabindex: "0", "aria-label": "Unit" },
      this.image,
      this.ranked.root,
      this.content,
      this.tables,
    );
    /** @type {LayerUnits | null} */
    this.units = null;
    this.layer = "";
  }

  /** @param {LayerUnits | null} units @param {string} layer its name */
  show(units, layer) {
    this.units = units;
    this.layer = layer;
    if (this.byClass.told !== (units?.told ?? null)) {
      this.byClass.told = units?.told ?? null;
      this.byClass.draw();
    }
    this.draw();
  }

  draw() {
    const held = document.activeElement?.closest("[data-unit]"), inside = held && this.root.contains(held);
    this.fill();
    if (!inside || this.root.contains(document.activeElement)) return;
    // Who went on by keyboard stays at the same unit, or beside the list.
    const again = this.root.querySelector(`.${held.classList[0]}[data-unit="${held.getAttribute("data-unit")}"]`);
    /** @type {HTMLElement} */ (again ?? this.root).focus({ preventScroll: true });
  }

  fill() {
    const { units, parts: { store } } = this;
    this.ranked.draw(units);
    this.drawImage();
    if (!units) {
      fill(this.content);
      return;
    }
    const chosen = chosenUnits(store.state);
    if (chosen.length === 0) fill(this.content, ...layerCards(units, store.state));
    else if (chosen.length > 1) fill(this.content, severalCard(units, store, chosen, this.close()));
    else fill(this.content, ...this.one(units, chosen[0]));
  }

  close() {
    const leave = () => chooseUnits(this.parts.store, []);
    return h(
      "button",
      { class: "tool right", type: "button", title: "Leave (Esc)", "aria-label": "Leave this choice", onclick: leave },
      icon("close"),
    );
  }

  /** @param {LayerUnits} units @param {number} unit */
  one(units, unit) {
    const { parts: { store }, layer } = this, { report, place } = units;
    const constant = report.constant.includes(unit);
    return [
      h(
        "section",
        { class: "side-card", "aria-label": `Unit ${thousands(unit)}` },
        h(
          "div",
          { class: "side-head" },
          h("h2", { class: "num" }, `Unit ${thousands(unit)}`),
          h("span", { class: "muted clip" }, `${report.kind} of ${layer}`),
          this.close(),
        ),
        constant && h("p", { class: "soft" }, "It is the same for every image: it tells nothing apart."),
      ),
      optimizedImage(this.parts, place, unit),
      !constant && this.byClass.root,
      !constant && scoresCard(units, store.state, unit),
      !constant && this.worksWith.of(place, unit),
      this.silenced.of(place, unit),
    ];
  }

  /** What one unit makes of every image. @param {Float32Array | null} values */
  activations(values) {
    this.byClass.show(values);
  }

  drawImage() {
    const { store, explorer } = this.parts, { selected, items, study, predictions } = store.state;
    if (selected < 0 || !items || selected >= items.labels.length) {
      fill(this.image);
      return;
    }
    const label = items.labels[selected],
      canvas = /** @type {HTMLCanvasElement} */ (h("canvas", {
        width: 144,
        height: 144,
      }));
    explorer.sprites.paint(canvas, selected);
    const said = predictions && study ? study.classes[predictions.labelIndex[selected]] : undefined;
    fill(
      this.image,
      h(
        "section",
        { class: "side-card one", "aria-label": `Image ${thousands(selected)}` },
        h(
          "div",
          { class: "side-head" },
          h("h2", {}, `Image ${thousands(selected)}`),
          h(
            "button",
            { class: "link-button right", type: "button", onclick: () => openInTour(this.parts, selected) },
            "Show in the tour",
          ),
          h("button", {
            class: "tool",
            type: "button",
            title: "Leave this image (Esc)",
            "aria-label": "Leave this image (Esc)",
            onclick: () => store.set({ selected: -1 }),
          }, icon("close")),
        ),
        h(
          "div",
          { class: "one-body" },
          canvas,
          h(
            "div",
            { class: "one-words" },
            label >= 0 && study && classTag(classColours(store.state)(label), study.classes[label]),
            said !== undefined && h(
              "span",
              { class: predictions?.correct[selected] === 0 ? "bad" : "soft" },
              `Predicted ${shortName(said)}`,
            ),
          ),
        ),
      ),
    );
  }
}
