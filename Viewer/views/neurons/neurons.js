// @ts-check
// The units of a layer beside the images: who they are, what they tell apart, how they work together.

import { NeuronRequests } from "../../data/neuron-requests.js";
import { checkpointsOf } from "../../data/series.js";
import { findLayer, findModel } from "../../data/study.js";
import { fill, h } from "../../panels/dom.js";
import { SideDrawer } from "../side-drawer.js";
import { Exciting } from "./exciting.js";
import { ImageMap } from "./image-map.js";
import { keysOf, step } from "./keys.js";
import { UnitLibrary } from "./layer-units.js";
import { Ranking } from "./ranking.js";
import { nothingHere } from "./nothing-here.js";
import { Responder } from "./response.js";
import { Side } from "./side.js";
import { plotTables } from "./tables.js";
import { Tools } from "./tools.js";
import { UnitMap } from "./unit-map.js";

/** @typedef {import("../../data/neuron-requests.js").Place} Place */
/** @typedef {import("./layer-units.js").LayerUnits} LayerUnits */

const SPINNER_AFTER = 300;

/** @param {HTMLElement} root @param {import("../views.js").Parts} parts */
export function build(root, parts) {
  const view = new NeuronsView(root, parts), { strata } = /** @type {any} */ (globalThis);
  if (strata) strata.neurons = view;
  return { next: (/** @type {1 | -1} */ by) => step(view, by), keys: keysOf(view, parts) };
}

export class NeuronsView {
  /** @param {HTMLElement} root @param {import("../views.js").Parts} parts */
  constructor(root, parts) {
    this.parts = parts;
    this.store = parts.store;
    this.requests = new NeuronRequests(parts.client);
    this.library = new UnitLibrary(this.requests);
    this.ranking = new Ranking(parts.store, this.requests);
    this.map = new UnitMap(parts);
    this.before = new UnitMap(parts);
    this.before.root.hidden = true;
    this.images = new ImageMap(parts);
    this.exciting = new Exciting(parts);
    this.side = new Side(parts, this.requests, this.ranking);
    this.pairButton = h("button", {
      class: "btn",
      type: "button",
      title: "The same layer's units at the first epoch, beside these",
      onclick: () => this.change({ pair: !this.store.state.neurons.pair }),
    }, "Before and after");
    this.tables = plotTables(this.side, () => this.map.look, () => this.images.shown);
    this.side.tables.append(this.tables.units.root, this.tables.images.root);
    this.images.onColor = () => this.tables.images.draw();
    this.tools = new Tools(parts.store, [this.pairButton, new SideDrawer(() => this.body).button]);
    this.line = h("p", { class: "view-line floating", role: "status", hidden: true });
    this.empty = h("div", { class: "view-note no-sequence", hidden: true });
    this.live = h("span", { class: "spoken", "aria-live": "polite" });
    this.plots = h("div", { class: "neuron-plots" }, this.before.root, this.map.root, this.images.root);
    this.body = h(
      "div",
      { class: "evolution-body neuron-body" },
      h("div", { class: "neuron-main" }, this.plots, this.exciting.root, this.line),
      this.side.root,
    );
    fill(root, this.tools.root, this.empty, this.body, this.live);
    this.responder = new Responder(parts, this.requests, this, (text) => this.say(text));
    /** @type {LayerUnits | null} */
    this.units = null;
    this.ticket = 0;
    /** What the units were asked for. */
    this.asked = "";
    this.ranking.onChange = () => this.lit();
    this.follow();
  }

  /** @param {Partial<import("../../state/neurons.js").NeuronsChoice>} patch */
  change(patch) {
    this.store.set({ neurons: { ...this.store.state.neurons, ...patch } });
  }

  follow() {
    const { store } = this, here = () => store.state.view === "neurons";
    let { study } = store.state;
    store.watch(["view", "study", "items", "model", "layer", "neurons", "connection"], (state) => {
      if (state.study !== study) {
        study = state.study;
        this.library.forget();
        this.asked = "";
        this.responder.forget();
      }
      if (here()) this.update();
    });
    store.watch(["view", "units", "model", "layer"], () => here() && this.respond());
    store.watch(["pinned", "hoveredClass", "coloured", "range", "draft"], () => here() && this.restyle());
    store.watch(["tint", "theme", "tally"], () => here() && this.recolor());
    store.watch(["hoveredUnit"], () => {
      this.map.plot.redraw();
      this.before.plot.redraw();
    });
    store.watch(["selection", "filter", "passing"], () => {
      if (!here()) return;
      this.images.remark();
      this.ranking.update(this.units?.place ?? null);
      this.side.draw();
    });
    store.watch(["hovered", "selected"], ({ hovered }) => {
      this.images.plot.redraw();
      this.exciting.ring(hovered);
    });
    store.watch(["selected", "predictions"], () => here() && this.side.draw());
  }

  /** The layer that is shown. @returns {Place | null} */
  place() {
    const { model, layer } = this.store.state;
    return model && layer ? { model, layer } : null;
  }

  /** The layer, or what is asked of its units, is another. */
  async update() {
    const { store, library } = this, { neurons, study } = store.state, place = this.place();
    this.images.follow();
    if (!study || !place) return;
    const { projection, score, pair, apart } = neurons, wanted = { projection, score, apart };
    const first = this.firstEpoch(), key = JSON.stringify([place, wanted, pair && first, study.classes.length]);
    if (key === this.asked) {
      this.restyle();
      this.exciting.repaint();
      this.ranking.update(this.units?.place ?? null);
      return;
    }
    this.asked = key;
    const ticket = ++this.ticket, waits = setTimeout(() => this.say("Loading units …"), SPINNER_AFTER);
    try {
      const [units, early] = await Promise.all([
        library.units(place, wanted, study.classes),
        pair && first ? library.units(first, wanted, study.classes) : null,
      ]);
      if (ticket !== this.ticket) return;
      // Colors that mean one thing here and another there would not be compared.
      const before = early && early.told.column === units?.told.column ? early : null;
      this.say(units ? this.missing(units, apart, Boolean(pair && first && !before)) : "");
      this.show(units, before);
    } catch (error) {
      if (ticket !== this.ticket) return;
      this.asked = "";
      this.show(null, null, false);
      this.say(error instanceof Error ? error.message : String(error));
    } finally {
      clearTimeout(waits);
    }
  }

  /** What was asked for and has not been worked out. @param {LayerUnits} units @param {string} apart @param {boolean} early
   * the first epoch is not there */
  missing({ told }, apart, early) {
    const { study } = this.store.state;
    if (apart !== told.column) {
      return `Units have not been scored by ${apart}: strata neurons ${study?.name ?? "…"}.study --by ${apart}`;
    }
    if (!early) return "";
    return told.column === ""
      ? "The units of the first epoch have not been analyzed."
      : `The units of the first epoch have not been scored by ${told.column}.`;
  }

  /** The same layer before training; null: this is no later epoch. @returns {Place | null} */
  firstEpoch() {
    const { study, model, layer } = this.store.state, now = study?.models.find(({ folder }) => folder === model);
    const first = now && study ? checkpointsOf(study.models, now.series)[0] : undefined;
    const name = now?.layers.find(({ folder }) => folder === layer)?.name;
    const same = first?.layers.find((each) => each.name === name);
    return first && same && first !== now ? { model: first.folder, layer: same.folder } : null;
  }

  /** @param {LayerUnits | null} units @param {LayerUnits | null} before @param {boolean} [missing] */
  show(units, before, missing = true) {
    const { study, model: folder, layer } = this.store.state, model = study && findModel(study, folder);
    const name = findLayer(model, layer)?.name ?? "", first = this.firstEpoch();
    this.units = units;
    this.empty.hidden = units !== null || !missing;
    this.body.hidden = !this.empty.hidden;
    this.pairButton.hidden = !first || !units;
    this.pairButton.setAttribute("aria-pressed", String(this.store.state.neurons.pair));
    this.before.root.hidden = before === null;
    this.plots.classList.toggle("three", before !== null);
    this.map.name = before ? `Epoch ${model?.epoch ?? ""}` : "";
    this.before.name = before ? `Epoch ${study?.models.find((each) => each.folder === first?.model)?.epoch ?? ""}` : "";
    this.before.show(before, name, units);
    this.map.show(units, name, before);
    this.side.show(units, name);
    this.tools.draw(units, this.map.look);
    this.drawTables();
    this.ranking.update(units?.place ?? null);
    this.lit();
    if (!this.empty.hidden) fill(this.empty, ...nothingHere(this.store, name));
    this.respond();
  }

  /** What stands out has changed, or what the units' colors mean. */
  restyle() {
    this.map.restyle();
    this.before.restyle();
    this.images.restyle();
    this.side.draw();
    this.drawTables();
    this.tools.draw(this.units, this.map.look);
    this.pairButton.setAttribute("aria-pressed", String(this.store.state.neurons.pair));
  }

  drawTables() {
    this.side.tables.hidden = this.units === null;
    this.tables.units.draw();
    this.tables.images.draw();
  }

  /** All colors have changed. */
  recolor() {
    this.restyle();
    this.exciting.draw();
    this.side.byClass.draw();
  }

  /** Ranked units stand out. */
  lit() {
    this.map.lit = this.units && this.ranking.lit(this.units.report.neuronCount);
    this.map.remark();
    this.side.draw();
  }

  /** What is chosen is another. */
  respond() {
    this.map.remark();
    this.before.remark();
    this.side.draw();
    this.responder.respond(this.units);
  }

  /** @param {string} text */
  say(text) {
    this.line.textContent = text;
    this.line.hidden = text === "";
  }
}
