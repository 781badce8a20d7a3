// @ts-check
// In a corner of the units: what their colors mean, with numbers; and how far that goes, since full color can be weak.

import { figure } from "../../data/conditions.js";
import { rate, shortName, thousands } from "../../data/study.js";
import { fill, h } from "../../panels/dom.js";
import { channels, PALETTES } from "../../state/palette.js";
import { hex, rampColor } from "../../state/ramp.js";

const STEPS = 150;

export class UnitLegend {
  /** @param {import("../../state/store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.root = h("div", { class: "ramp-card floating" });
  }

  /** @param {import("./layer-units.js").LayerUnits} units @param {import("./unit-look.js").UnitLook} look */
  draw(units, look) {
    const { state } = this.store, palette = PALETTES[state.theme], { by, low, high } = look;
    if (by === "cluster") {
      const { clusters } = units.report;
      fill(
        this.root,
        h("span", {}, clusters ? `${thousands(clusters.count)} clusters` : "No clusters"),
        clusters?.silhouette != null && h("span", { class: "muted" }, `silhouette ${rate(clusters.silhouette, 2)}`),
      );
      return;
    }
    const strip = by === "class"
      ? this.saturation(palette)
      : rampStrip(STEPS, (t) => hex(rampColor(palette.sequential, t)));
    const what = by === "mean" ? "mean activation" : by === "one" ? "score" : units.score ? "score" : "";
    fill(this.root, strip, rampAxis(figure(low), what, figure(high)), this.power(units, look));
  }

  /** From no color to the full one of some class. @param {import("../../state/palette.js").Palette} palette */
  saturation(palette) {
    const stage = channels(palette.stage), grey = channels(palette.ink3).map((v, c) => stage[c] + .58 * (v - stage[c]));
    const full = channels(palette.classes[0]);
    return rampStrip(STEPS, (t) => hex(grey.map((value, c) => Math.round(value + t * (full[c] - value)))));
  }

  /** How well the units together tell classes, whatever is fully colored.
   * @param {import("./layer-units.js").LayerUnits} units @param {import("./unit-look.js").UnitLook} look */
  power({ report: { forests }, told: { names } }, { by, one }) {
    if (by === "mean" || forests.length === 0) return null;
    if (by === "one") {
      const forest = forests.find((each) => each.class === one);
      return forest
        ? line(
          `Forest right ${rate(forest.accuracy)}, always “no” ${rate(forest.baseline)}`,
          `A forest of all units tells ${names[one] ?? "the class"} from the rest: right in ${
            rate(forest.accuracy)
          } of images, balanced over both sides ${rate(forest.balancedAccuracy)}; who always says no is right in ${
            rate(forest.baseline)
          }`,
        )
        : null;
    }
    const balanced = forests.flatMap(({ balancedAccuracy }) => balancedAccuracy === null ? [] : [balancedAccuracy]);
    const worst = forests.reduce((a, b) => (b.balancedAccuracy ?? 1) < (a.balancedAccuracy ?? 1) ? b : a);
    return balanced.length === 0 ? null : line(
      `Forests, balanced: ${rate(Math.min(...balanced), 2)} to ${rate(Math.max(...balanced), 2)}; chance .50`,
      `Full color is the largest score of the units shown, and may be weak: a forest of all units tells ${
        shortName(names[worst.class] ?? "")
      } worst`,
    );
  }
}

/** @param {string} text @param {string} title */
const line = (text, title) => h("span", { class: "muted power", title }, text);

/** A strip of colors, low to high. @param {number} steps @param {(t: number) => string} colorAt */
export function rampStrip(steps, colorAt) {
  const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { width: steps, height: 1, "aria-hidden": "true" }));
  const context = canvas.getContext("2d");
  for (let x = 0; context && x < steps; x++) {
    context.fillStyle = colorAt(x / (steps - 1));
    context.fillRect(x, 0, 1, 1);
  }
  return canvas;
}

/** @param {string} low @param {string} what @param {string} high */
export const rampAxis = (low, what, high) =>
  h("span", { class: "ramp-axis num" }, h("span", {}, low), h("span", { class: "muted" }, what), h("span", {}, high));
