// @ts-check
// The units of a layer: those that go together lie together, colored by what the toolbar asks for.

import { figure } from "../../data/conditions.js";
import { middles } from "../../data/neurons.js";
import { shortName, thousands } from "../../data/study.js";
import { toldColours, toldNoun } from "../../data/told.js";
import { fill, h } from "../../panels/dom.js";
import { Names } from "../../passes/names.js";
import { chosenUnits } from "../../state/neurons.js";
import { toScreen } from "../../tour/camera.js";
import { permutation } from "../../tour/random.js";
import { listenToHands } from "../hands.js";
import { drawRing, keepClear, nameAt } from "../plot-marks.js";
import { flat, ScatterPlot } from "../scatter-plot.js";
import { blank, markUnits } from "./look.js";
import { kindWords } from "./layer-units.js";
import { paintUnits, unitLook } from "./unit-look.js";
import { unitHands } from "./unit-hands.js";
import { UnitLegend } from "./unit-legend.js";

/** @typedef {import("./layer-units.js").LayerUnits} LayerUnits */
/** @typedef {import("./unit-look.js").UnitLook} UnitLook */

/** Names are written of so many groups at most, and of those with some units. */
const NAMED = 14, LEAST_NAMED = 3;

export class UnitMap {
  /** @param {import("../views.js").Parts} parts @param {string} name "Before", or nothing */
  constructor(parts, name = "") {
    this.parts = parts;
    this.store = parts.store;
    this.name = name;
    this.title = h("div", { class: "plot-title floating" });
    this.card = h("div", { class: "unit-card floating", hidden: true, "aria-hidden": "true" });
    this.legend = new UnitLegend(parts.store);
    this.root = h(
      "div",
      { class: "scatter units-plot", tabindex: "0", role: "application" },
      this.title,
      this.legend.root,
      this.card,
    );
    this.plot = new ScatterPlot(this.root, parts, { dots: 1.5, padding: { top: 76, right: 56, bottom: 64, left: 56 } });
    this.plot.onDraw = (context) => this.drawOver(context);
    this.names = new Names();
    /** @type {LayerUnits | null} */
    this.units = null;
    /** @type {LayerUnits | null} */
    this.beside = null;
    /** @type {UnitLook | null} */
    this.look = null;
    /** By unit: stands out among the ranked. @type {Uint8Array | null} */
    this.lit = null;
    /** What a moving brush covers, by unit. @type {Uint8Array | null} */
    this.preview = null;
    /** @type {ReturnType<typeof middles>} */
    this.middles = [];
    listenToHands(this.plot, unitHands(this, parts.store));
  }

  /** @param {LayerUnits | null} units @param {string} layer its name, as a reader knows it
   * @param {LayerUnits | null} [beside] what is shown beside it, on the same scale */
  show(units, layer, beside = null) {
    const other = units?.places !== this.units?.places;
    if (units?.place.layer !== this.units?.place.layer) this.plot.touched = false;
    this.units = units;
    this.beside = beside;
    this.layer = layer;
    if (other) this.plot.show(units && flat(units.places.positions, "units"));
    this.restyle();
  }

  restyle() {
    const { units, plot, store: { state } } = this;
    if (!units) return;
    this.look = unitLook(units, state, plot.palette, toldColours(units.told, state), this.beside);
    const look = blank(plot.count, plot.look);
    paintUnits(units, this.look, plot.palette, look);
    plot.look = look;
    this.raise(units, this.look);
    const { by, groups, stands } = this.look, grouped = by === "class" || by === "cluster";
    const strong = by === "class" ? .25 * this.look.high : -Infinity, { value } = units.discrimination;
    const counts = (/** @type {number} */ unit) => stands(unit) && (by !== "class" || value[unit] >= strong);
    this.middles = grouped ? middles(units.places, groups, counts) : [];
    this.legend.draw(units, this.look);
    this.entitle();
    this.remark();
  }

  /** What tells classes well lies above what does not; where that is not shown, the order is the seeded one.
   * @param {LayerUnits} units @param {UnitLook} look */
  raise({ places: { unitOf } }, { by, valueOf }) {
    const order = permutation(unitOf.length, this.store.state.study?.seed ?? 42);
    if (by === "class" || by === "one") order.sort((a, b) => valueOf(unitOf[a]) - valueOf(unitOf[b]));
    this.plot.setOrder(order);
  }

  /** What is chosen or lit has changed. */
  remark() {
    const { units, plot, store: { state } } = this;
    if (!units) return;
    const { unitOf } = units.places, { preview, lit } = this, chosen = new Set(chosenUnits(state));
    const flags = preview ?? (chosen.size > 1 ? null : lit), many = preview || chosen.size > 1 || lit;
    const stands = (/** @type {number} */ unit) => flags ? flags[unit] : chosen.has(unit) ? 1 : 0;
    markUnits(plot.mask, many ? Uint8Array.from(unitOf, stands) : null);
    plot.style(plot.look, plot.mask);
  }

  entitle() {
    const { units, look, name } = this;
    if (!units || !look) return;
    const { report, places, told } = units, drawn = places.unitOf.length;
    const means = {
      class: `hue = ${toldNoun(told)}, saturation = score`,
      one: `score of ${shortName(told.names[look.one] ?? "one class")} against the rest`,
      mean: "mean activation over all images",
      cluster: "hue = cluster of units that go together",
    }[look.by];
    const words = `${thousands(drawn)} ${kindWords(report.kind, drawn)}: ${means}`;
    fill(this.title, h("h2", {}, name ? `${name}: ${this.layer}` : `Units of ${this.layer}`), h("span", {}, words));
    this.root.setAttribute("aria-label", `${words}. Arrow keys move from unit to unit, Enter selects`);
  }

  /** @param {number} unit @returns {[number, number] | null} pixels */
  placeOf(unit) {
    const row = this.units?.places.rowOf[unit] ?? -1;
    return row < 0 ? null : this.plot.placeOf(row);
  }

  /** @param {CanvasRenderingContext2D} context */
  drawOver(context) {
    const { plot, names, store: { state } } = this, { palette } = plot, { hoveredUnit } = state;
    const chosen = chosenUnits(state), one = chosen.length === 1 ? chosen[0] : -1;
    keepClear(names, plot.reserved());
    const marked = [...new Set([one, hoveredUnit])].flatMap((unit) => {
      const place = unit < 0 ? null : this.placeOf(unit);
      return place ? [{ unit, place }] : [];
    });
    for (const { unit, place } of marked) drawRing(context, place, palette, unit === one ? 7 : 6);
    const handles = [...marked.map(({ unit, place }) => nameAt(thousands(unit), place, 0)), ...this.nameHandles()];
    names.draw(context, /** @type {any[]} */ (handles), plot.size(), palette);
    this.showCard(hoveredUnit);
  }

  /** Names stand outside of where their units are. */
  nameHandles() {
    const { plot, look, units } = this, size = plot.size();
    const named = this.middles.filter(({ count }) => count >= LEAST_NAMED).slice(0, NAMED);
    if (!look || named.length === 0) return [];
    return named.flatMap(({ group, x, y, radius }) => {
      const away = Math.hypot(x, y) || 1, reach = radius * 1.1;
      const place = toScreen(plot.camera, size, x + x / away * reach, y + y / away * reach);
      const side = Math.abs(x) > .8 * Math.abs(y) ? x > 0 ? 0 : 1 : y > 0 ? 2 : 3;
      const name = look.by === "cluster" ? `cluster ${group + 1}` : shortName(units?.told.names[group] ?? "");
      const inside = place[0] > -40 && place[1] > -20 && place[0] < size.width + 40 && place[1] < size.height + 20;
      return inside ? [nameAt(name, place, side)] : [];
    });
  }

  /** Beside the pointer: which unit, what it tells, how well. @param {number} unit */
  showCard(unit) {
    const { units, look, plot } = this, place = this.placeOf(unit);
    this.card.hidden = !place || !units || !look;
    if (!place || !units || !look) return;
    const best = units.discrimination.best[unit] ?? -1, score = units.discrimination.value[unit];
    const cluster = units.report.clusters?.ofNeuron[unit] ?? -1;
    fill(
      this.card,
      h("b", {}, `Unit ${thousands(unit)}`),
      best >= 0 && h("span", {}, `${shortName(units.told.names[best] ?? "")} ${figure(score)}`),
      look.by === "one" &&
        h("span", {}, `${shortName(units.told.names[look.one] ?? "")} ${figure(look.valueOf(unit))}`),
      look.by === "mean" && h("span", {}, `mean ${figure(units.report.meanActivation[unit])}`),
      look.by === "cluster" && h("span", {}, cluster < 0 ? "no cluster" : `cluster ${cluster + 1}`),
    );
    const { width, height } = plot.size(), right = place[0] > width - 190, low = place[1] > height - 60;
    this.card.style.left = right ? "" : `${place[0] + 16}px`;
    this.card.style.right = right ? `${width - place[0] + 16}px` : "";
    this.card.style.top = `${place[1] + (low ? -46 : 14)}px`;
  }
}
