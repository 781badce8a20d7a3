// @ts-check
// The list of units that tell the selected images from the others.

import { rate, shortName, thousands } from "../../data/study.js";
import { toldColours } from "../../data/told.js";
import { dot, fill, h, icon } from "../../panels/dom.js";
import { chooseUnits, chosenUnits } from "../../state/neurons.js";

const FEW = 10;

/** "p < 1e-9", "p .03" @param {number} p */
const chance = (p) =>
  p < 1e-9 ? "p < 10⁻⁹" : p < .001 ? `p ${p.toExponential(0).replace("e", "·10^")}` : `p ${rate(p)}`;

export class Ranked {
  /** @param {import("../views.js").Parts} parts @param {import("./ranking.js").Ranking} ranking */
  constructor({ store }, ranking) {
    this.store = store;
    this.ranking = ranking;
    this.all = false;
    this.root = h("div");
  }

  /** @param {import("./layer-units.js").LayerUnits | null} units */
  draw(units) {
    const { store } = this, { selection, neurons } = store.state;
    if (!units || selection.length === 0) {
      fill(this.root);
      return;
    }
    const images = `${thousands(selection.length)} ${selection.length === 1 ? "image" : "images"} selected`;
    if (!neurons.ranked) {
      const rank = () => store.set({ neurons: { ...store.state.neurons, ranked: true } });
      fill(
        this.root,
        h(
          "section",
          { class: "side-card", "aria-label": "Selection" },
          h("div", { class: "side-head" }, h("h2", { class: "num" }, images)),
          h("button", { class: "btn", type: "button", onclick: rank }, "Units for this selection"),
        ),
      );
      return;
    }
    const leave = () => store.set({ neurons: { ...store.state.neurons, ranked: false } });
    fill(
      this.root,
      h(
        "section",
        { class: "side-card ranked", "aria-label": "Units for this selection" },
        h(
          "div",
          { class: "side-head" },
          h("h2", {}, "Units for this selection"),
          h(
            "button",
            {
              class: "tool right",
              type: "button",
              title: "Do not rank (Esc)",
              "aria-label": "Do not rank",
              onclick: leave,
            },
            icon("close"),
          ),
        ),
        ...this.body(units, images),
      ),
    );
  }

  /** @param {import("./layer-units.js").LayerUnits} units @param {string} images */
  body(units, images) {
    const { ranking, store } = this, { separation, failure } = ranking;
    if (failure) return [h("p", { class: "bad" }, failure)];
    if (!separation) return [h("p", { class: "muted" }, `${images}. Comparing them with the others …`)];
    if (separation.neurons.length === 0) return [h("p", { class: "soft" }, "No unit tells them from the others.")];
    const { inside, outside, neurons } = separation, shown = this.all ? neurons : neurons.slice(0, FEW);
    const certain = neurons.filter(({ correctedPValue }) => correctedPValue <= .05).length;
    const more = () => {
      this.all = !this.all;
      this.draw(units);
    };
    return [
      h(
        "p",
        { class: "soft" },
        `${thousands(inside)} ${inside === 1 ? "image" : "images"} against ${
          thousands(outside)
        } others, by area under the ROC curve: above ½ excited by `,
        `them, below ½ by the others. Those with p ≤ .05, corrected, are lit${
          certain < neurons.length ? `: ${certain}` : ""
        }.`,
      ),
      h("div", { class: "ranked-rows", role: "list" }, ...shown.map((each, k) => this.row(units, each, k))),
      h(
        "div",
        { class: "ranked-more" },
        neurons.length > FEW && h(
          "button",
          { class: "link-button", type: "button", onclick: more },
          this.all ? `The first ${FEW}` : `All ${neurons.length}`,
        ),
        shown.length > 1 && h(
          "button",
          {
            class: "link-button",
            type: "button",
            onclick: () => chooseUnits(store, shown.map(({ neuron }) => neuron)),
          },
          `Choose these ${shown.length}`,
        ),
      ),
    ];
  }

  /** @param {import("./layer-units.js").LayerUnits} units
   * @param {import("../../data/neurons.js").Separation["neurons"][number]} unit @param {number} k */
  row({ discrimination, told }, { neuron, area, correctedPValue }, k) {
    const { store } = this, { state } = store, best = discrimination.best[neuron] ?? -1;
    const chosen = chosenUnits(state).includes(neuron), bar = h("i");
    bar.style.width = `${100 * Math.abs(area - .5)}%`;
    bar.style.left = `${area < .5 ? 100 * area : 50}%`;
    bar.classList.toggle("against", area < .5);
    return h(
      "div",
      { role: "listitem" },
      h(
        "button",
        {
          class: "ranked-unit num",
          type: "button",
          "data-unit": neuron,
          "aria-pressed": String(chosen),
          title: `Unit ${thousands(neuron)}: area ${rate(area)}, ${chance(correctedPValue)} corrected${
            best >= 0 ? `; tells ${shortName(told.names[best] ?? "")} best` : ""
          }`,
          onclick: () => chooseUnits(store, [neuron]),
          onpointerenter: () => store.set({ hoveredUnit: neuron }),
          onpointerleave: () => store.set({ hoveredUnit: -1 }),
        },
        h("span", { class: "muted" }, String(k + 1)),
        h("span", { class: "tag" }, dot(best >= 0 ? toldColours(told, state)(best) : "var(--ink3)"), thousands(neuron)),
        h("span", { class: "signed-meter", "aria-hidden": "true" }, bar),
        h("span", {}, rate(area)),
        h("span", { class: "muted" }, chance(correctedPValue)),
      ),
    );
  }
}
