// @ts-check
// Keeps the address bar at the exact view, and opens the view an address names.

import { DEFAULT_LOW } from "../data/trust-measures.js";
import { findLayer, findModel } from "../data/study.js";
import { ATLAS } from "../state/atlas.js";
import { BY_LABEL, colouringTitle } from "../state/colouring.js";
import { readLink, writeLink } from "../state/link.js";
import { EVOLUTION } from "../state/evolution.js";
import { FEATURES } from "../state/features.js";
import { GRID } from "../state/grid.js";
import { chosenUnits, layerOfUnits, NEURONS } from "../state/neurons.js";
import { COMPARISON, NONE } from "../state/store.js";
import { fitOfAll } from "./fitting.js";

const WRITE_AFTER = 300;
const LEFT_OUT = "Parts of the link do not fit this study and were left out: ";

export class LinkKeeper {
  /** @param {import("../state/store.js").Store} store @param {import("./stage.js").Stage} stage
   * @param {import("./explorer.js").Explorer} explorer */
  constructor(store, stage, explorer) {
    this.store = store;
    this.stage = stage;
    this.explorer = explorer;
    this.timer = 0;
    /** The address that was opened or written last. Any other was typed or gone back to, and is about to be opened. */
    this.seen = location.hash;
    /** @type {import("../state/link.js").Link["camera"]} */
    this.camera = undefined;
    /** @type {string[]} */
    this.isolated = [];
    /** Done once a stage beside has what the link names, too. @type {() => Promise<void>} */
    this.settledBeside = () => Promise.resolve();
    stage.onRest.push(() => this.later());
    store.watch(
      [
        "model",
        "layer",
        "embedding",
        "mode",
        "selected",
        "pinned",
        "marks",
        "zoom",
        "turned",
        "space",
        "selection",
        "filter",
        "colouring",
        "range",
        "conditions",
        "similarHues",
        "lowBy",
        "lowBelow",
        "view",
        "grid",
        "evolution",
        "neurons",
        "features",
        "atlas",
        "units",
        "compare",
        "comparison",
      ],
      () => this.later(),
    );
    globalThis.addEventListener("hashchange", () => {
      const { study } = store.state;
      if (location.hash === this.seen) return;
      this.seen = location.hash;
      if (study) this.open(location.hash);
    });
  }

  /** Another view: what this one had turned and moved does not go on in it. @param {string} hash */
  async open(hash) {
    const { store, stage, explorer } = this, { study } = store.state;
    if (!study) return;
    explorer.frames.forget();
    explorer.shown = "";
    stage.touched = false;
    store.set({ playing: false, turned: false, separated: "" });
    this.readBefore(study, hash);
    explorer.settleChoice();
    explorer.showLayer();
    await explorer.settled();
    await this.settledBeside();
    this.readAfter();
  }

  /** What can be set before anything is loaded. @param {import("../data/types.js").Study} study @param {string} [hash] */
  readBefore(study, hash = location.hash) {
    if (hash.length < 2) return;
    const { link, dropped } = readLink(hash), model = findModel(study, link.model ?? null);
    /** @type {Partial<import("../state/store.js").State>} */
    const patch = { model: model?.folder ?? null };
    if (link.model && model?.folder !== link.model && model?.name !== link.model) dropped.push("m");
    if (link.layer) {
      const layer = findLayer(model, link.layer);
      if (layer) patch.layer = layer.folder;
      else dropped.push("l");
    } else if (link.view === "neurons") patch.layer = layerOfUnits(model, null) ?? this.store.state.layer;
    if (link.embedding) patch.embedding = link.embedding;
    if (link.mode) patch.mode = link.mode;
    patch.selected = link.selected !== undefined && link.selected < study.itemCount ? link.selected : -1;
    if (patch.selected !== (link.selected ?? -1)) dropped.push("i");
    if (link.marks) patch.marks = { misclassified: link.marks.includes("m"), lowTrust: link.marks.includes("t") };
    patch.colouring = link.colouring ?? BY_LABEL;
    const measured = link.low?.by ?? (link.colouring?.kind === "trust" ? link.colouring.by : undefined);
    patch.lowBy = measured ?? "trustworthiness";
    patch.lowBelow = link.low ? { ...DEFAULT_LOW, [link.low.by]: link.low.below } : DEFAULT_LOW;
    patch.similarHues = link.similarHues ?? false;
    patch.range = link.range ?? null;
    patch.conditions = (link.conditions ?? []).map((each) => ({ ...each, title: colouringTitle(each.by) }));
    patch.pinned = new Set();
    this.isolated = link.isolated ?? [];
    patch.space = link.space ?? "n";
    patch.view = link.view ?? "tour";
    const others = (link.grid?.layers ?? []).map((name) => findLayer(model, name)?.folder ?? "");
    if (others.includes("")) dropped.push("nl");
    patch.grid = { ...GRID, ...link.grid, layers: others.filter((folder) => folder !== "") };
    patch.evolution = { ...EVOLUTION, ...link.evolution };
    const { units, ...neurons } = link.neurons ?? {};
    patch.neurons = { ...NEURONS, ...neurons };
    patch.features = { ...FEATURES, ...link.features };
    patch.atlas = { ...ATLAS, ...link.atlas };
    patch.compare = comparedOf(study, link.compare);
    if (link.compare && !patch.compare) dropped.push("cmp");
    patch.comparison = { ...COMPARISON, ...link.comparison };
    const of = findLayer(model, link.layer ?? null);
    patch.units = units && model && of ? { model: model.folder, layer: of.folder, list: units } : null;
    if (units && !patch.units) dropped.push("u");
    patch.selection = NONE;
    if (link.selection) {
      const known = link.selection.filter((item) => item < study.itemCount);
      if (known.length < link.selection.length) dropped.push("s");
      patch.selection = Int32Array.from(known);
    }
    patch.filter = link.filter ? Int32Array.from(link.filter.filter((item) => item < study.itemCount)) : null;
    if (link.frame) {
      if (this.explorer.frames.link(link.frame)) patch.turned = true;
      else dropped.push("q");
    }
    this.camera = link.camera;
    if (dropped.length > 0) {
      patch.notice = `${LEFT_OUT}${[...new Set(dropped)].join(", ")}.`;
    }
    this.store.set(patch);
  }

  /** What needs the points to be there. */
  readAfter() {
    this.readIsolated();
    // Beside another stage this one is half as wide: who opens that one asks again.
    if (!this.camera || !this.stage.blend || (this.store.state.compare && !this.stage.partner)) return;
    const { x, y, zoom, base = 1 } = this.camera;
    this.camera = undefined;
    this.stage.fit(0);
    this.stage.touched = true;
    this.stage.setCamera({ base: base * this.stage.camera.base, x, y, zoom });
  }

  /** Isolated names are those of the colouring, which is worked out once the images are known. */
  readIsolated() {
    const { coloured, notice } = this.store.state, names = this.isolated;
    this.isolated = [];
    if (names.length === 0 || coloured?.type !== "categories") return;
    const codes = names.map((name) => coloured.names.indexOf(name));
    this.store.set({ pinned: new Set(codes.filter((code) => code >= 0)) });
    if (!codes.includes(-1)) return;
    const said = notice.startsWith(LEFT_OUT) ? notice.replace(/\.$/, ", iso.") : `${LEFT_OUT}iso.`;
    this.store.set({ notice: said });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), WRITE_AFTER);
  }

  write() {
    const { state } = this.store;
    if (!state.study || !state.layer || this.stage.moving || this.camera || this.isolated.length > 0) return;
    // The browser tells of another address only after this: what is shown now must not take its place.
    if (location.hash !== this.seen) return;
    const text = this.text();
    if (`#${text}` === location.hash) return;
    // The browser's way back leads from view to view, not through every turn of one.
    const before = readLink(location.hash).link.view ?? "tour",
      isOther = location.hash.length > 1 && before !== state.view;
    if (isOther) history.pushState(null, "", `#${text}`);
    else history.replaceState(null, "", `#${text}`);
    this.seen = location.hash;
  }

  text() {
    const { state } = this.store, { study, coloured } = state;
    if (!study) return "";
    const model = findModel(study, state.model), layer = findLayer(model, state.layer);
    const unique = model?.layers.filter(({ name }) => name === layer?.name).length === 1;
    const { touched, blend } = this.stage;
    const named = state.grid.layers.map((folder) => findLayer(model, folder)?.name ?? folder);
    return writeLink({
      view: state.view,
      grid: state.view === "neighbours" ? { ...state.grid, layers: named } : undefined,
      evolution: state.view === "evolution" ? state.evolution : undefined,
      neurons: this.unitsText(),
      features: state.view === "features" ? state.features : undefined,
      compare: this.comparedText(),
      comparison: state.comparison,
      atlas: state.view === "features" && ["", "atlas"].includes(state.features.kind) ? state.atlas : undefined,
      model: model?.folder,
      layer: unique ? layer?.name : layer?.folder,
      embedding: state.embedding ?? undefined,
      mode: state.mode,
      space: state.space,
      selection: state.selection.length > 0 ? /** @type {any} */ (state.selection) : undefined,
      filter: state.filter ? /** @type {any} */ (state.filter) : undefined,
      selected: state.selected,
      isolated: coloured?.type === "categories" ? [...state.pinned].map((code) => coloured.names[code]) : [],
      colouring: state.colouring,
      similarHues: state.similarHues,
      range: state.range ?? undefined,
      conditions: [...state.conditions],
      low: { by: state.lowBy, below: state.lowBelow[state.lowBy] },
      marks: (state.marks.misclassified ? "m" : "") + (state.marks.lowTrust ? "t" : "") || "-",
      camera: touched || state.turned ? this.cameraNow() : undefined,
      frame: state.turned && blend ? [...blend.frameB.values.subarray(0, 2 * blend.frameB.size)] : undefined,
    });
  }

  comparedText() {
    const { study, compare } = this.store.state, model = study?.models.find(({ folder }) => folder === compare?.model);
    if (!compare || !model) return undefined;
    const { name } = findLayer(model, compare.layer) ?? {};
    const unique = model.layers.filter((layer) => layer.name === name).length === 1;
    return { ...compare, layer: unique && name ? name : compare.layer };
  }

  /** The chosen units belong to both views of units, the rest to the one. */
  unitsText() {
    const { state } = this.store, units = [...chosenUnits(state)];
    return state.view === "neurons" ? { ...state.neurons, units } : state.view === "features" ? { units } : undefined;
  }

  /** A plane that has turned was not fitted again, but who opens the link fits it. */
  cameraNow() {
    const { camera: { x, y, zoom, base } } = this.stage, fitted = fitOfAll(this.stage);
    return fitted ? { x, y, zoom, base: base / fitted.base } : undefined;
  }

  async copy() {
    history.replaceState(null, "", `#${this.text()}`);
    this.seen = location.hash;
    try {
      await navigator.clipboard.writeText(location.href);
      this.store.set({ notice: "Link copied." });
    } catch {
      this.store.set({ notice: "The browser keeps the clipboard closed; the address bar holds the link." });
    }
    setTimeout(() => {
      if (/^Link copied|clipboard closed/.test(this.store.state.notice)) this.store.set({ notice: "" });
    }, 3000);
  }
}

/** @param {import("../data/types.js").Study} study @param {import("../state/store.js").Compared} [link] by names
 * @returns {import("../state/store.js").Compared | null} */
function comparedOf(study, link) {
  const model = study.models.find(({ folder, name }) => folder === link?.model || name === link?.model);
  const layer = link && model ? findLayer(model, link.layer) : null;
  return link && model && layer ? { model: model.folder, layer: layer.folder, aligned: link.aligned } : null;
}
