// @ts-check
// How images come to their places, layer after layer or epoch after epoch: trails, frames, and those that stray.

import { chosenFrame, chosenSequence, frameOfLayer, frameTitle, likeSequence } from "../../data/evolution.js";
import { findLayer, isReady, rate } from "../../data/study.js";
import { fill, h } from "../../panels/dom.js";
import { commandNote } from "../command-note.js";
import { nextTool } from "../tool-buttons.js";
import { SideDrawer } from "../side-drawer.js";
import { frameCurves, trainingCurves } from "./curves.js";
import { buildDepth } from "./depth.js";
import { Evolutions } from "./evolutions.js";
import { Pair } from "./pair.js";
import { Playhead } from "./playhead.js";
import { EvolutionScene } from "./scene.js";
import { buildScrubber } from "./scrubber.js";
import { Selected } from "./selected.js";
import { Strays } from "./strays.js";
import { Strip } from "./strip.js";
import { buildTools } from "./tools.js";
import { TrailsPlot } from "./trails-plot.js";

/** @typedef {import("../../data/evolution.js").SequenceInfo} SequenceInfo */

const SPINNER_AFTER = 300;

/** @param {HTMLElement} root @param {import("../views.js").Parts} parts */
export function build(root, parts) {
  const view = new EvolutionView(root, parts);
  const { strata } = /** @type {any} */ (globalThis);
  if (strata) strata.evolution = view;
  return { next: (/** @type {1 | -1} */ by) => view.strays.step(by), keys: view.keys() };
}

class EvolutionView {
  /** @param {HTMLElement} root @param {import("../views.js").Parts} parts */
  constructor(root, parts) {
    const { store } = parts;
    this.parts = parts;
    this.store = store;
    this.evolutions = new Evolutions(parts);
    this.scene = new EvolutionScene(parts);
    this.playhead = new Playhead({ onMove: () => this.moved(), onSettle: (frame) => this.choose(frame) });
    const choose = (/** @type {number} */ frame) => this.choose(frame);
    this.strip = new Strip(store, this.scene, choose);
    this.scrubber = buildScrubber(this.playhead, this.scene, choose);
    this.depth = buildDepth(this.scene);
    this.stage = h("div", { class: "trails-stage", tabindex: "0", role: "application" });
    this.plot = new TrailsPlot(this.stage, parts, this.scene, this.playhead);
    this.pair = new Pair(parts, this.scene);
    this.strays = new Strays(parts, this.scene, this.playhead);
    this.selected = new Selected(parts, this.scene, this.playhead);
    this.curves = h("div", { class: "side-curves" });
    this.line = h("p", { class: "view-line floating", role: "status" });
    this.empty = h("div", { class: "view-note no-sequence" });
    this.live = h("span", { class: "spoken", "aria-live": "polite" });
    this.body = h("div", { class: "evolution-body" });
    this.tools = h("div", { class: "view-tools", role: "toolbar", "aria-label": "Evolution" });
    this.drawTools = buildTools(
      this.tools,
      store,
      () => ({ all: this.evolutions.catalogue?.sequences ?? [], now: this.info() }),
      (info) => this.chooseSequence(info),
      new SideDrawer(() => this.body).button,
    );
    this.arrange(root);
    this.ticket = 0;
    this.frameShown = -1;
    this.sayTimer = 0;
    /** What the line over the stage says. */
    this.failure = this.loading = "";
    /** The sequence that is shown or on its way. @type {SequenceInfo | null} */
    this.wanted = null;
    this.plot.onLimit = () => this.say();
    this.evolutions.onChange = () => this.adopt();
    this.follow();
  }

  /** @param {HTMLElement} root */
  arrange(root) {
    const side = h(
      "aside",
      { class: "evolution-side", tabindex: "0", "aria-label": "Stray trails and measures" },
      this.selected.root,
      this.curves,
      this.strays.root,
    );
    this.stage.append(this.depth.root, this.scrubber.root, this.line);
    fill(
      this.body,
      h("div", { class: "evolution-main" }, this.strip.root, this.stage, this.pair.root),
      side,
    );
    fill(root, this.tools, this.empty, this.body, this.live);
  }

  /** @returns {SequenceInfo | null} */
  info() {
    return chosenSequence(this.store.state, this.evolutions.catalogue?.sequences ?? []);
  }

  follow() {
    const { store } = this;
    let before = { model: store.state.model, layer: store.state.layer };
    store.watch(["model", "layer"], ({ model, layer }) => {
      if (model !== before.model || layer !== before.layer) this.followRail(before.model);
      before = { model, layer };
    });
    this.followChoice();
    const looks = /** @type {(keyof import("../../state/store.js").State)[]} */ (
      [
        "selection",
        "filter",
        "passing",
        "hoveredClass",
        "pinned",
        "range",
        "draft",
        "tint",
        "theme",
        "coloured",
        "items",
      ]
    );
    store.watch(looks, ({ view }) => {
      if (view !== "evolution") return;
      this.scene.restyle();
      this.depth.update();
    });
    store.watch(["hovered", "selected"], () => {
      this.plot.redraw();
      this.pair.redraw();
    });
    const sides = /** @type {(keyof import("../../state/store.js").State)[]} */ (
      ["selected", "selection", "tint", "predictions"]
    );
    store.watch(sides, ({ view }) => view === "evolution" && this.drawSide());
    store.watch(["tint", "items"], ({ view }) => view === "evolution" && this.strays.draw());
  }

  /** What the toolbar chooses; and, when the view is opened again, what was not seen meanwhile. */
  followChoice() {
    const { store, scene, playhead } = this;
    let { bundling, opacity, ends } = store.state.evolution;
    store.watch(["evolution", "view"], ({ evolution, view }) => {
      if (view !== "evolution") {
        if (playhead.playing) playhead.toggle();
        return;
      }
      this.adopt();
      const { sequence } = scene;
      if (sequence) playhead.go(chosenFrame(sequence.info, store.state));
      const retraced = bundling !== evolution.bundling || opacity !== evolution.opacity || ends !== evolution.ends;
      if (retraced) this.plot.retraced();
      ({ bundling, opacity, ends } = evolution);
      this.depth.update();
    });
    store.watch(["view"], ({ view }) => {
      if (view !== "evolution") return;
      scene.restyle();
      this.strays.draw();
      this.drawSide();
    });
  }

  /** The rail has gone on: the frame of that layer, of the same sequence or of one of that network.
   * @param {string | null} modelBefore */
  followRail(modelBefore) {
    const { store } = this, { model, layer, evolution } = store.state, info = this.info();
    if (!info) return;
    const own = frameOfLayer(info, model, layer);
    if (own >= 0) {
      store.set({ evolution: { ...evolution, frame: info.frames[own].name } });
      return;
    }
    if (info.kind !== "layers" || model === modelBefore) return;
    const other = likeSequence(
      this.evolutions.catalogue?.sequences ?? [],
      info,
      (each) => each.kind === "layers" && each.model === model,
    );
    if (other) store.set({ evolution: { ...evolution, sequence: other.folder, frame: "" } });
  }

  /** The catalogue, or what is chosen from it, is another. */
  async adopt() {
    const { evolutions, scene, store } = this, info = this.info(), { pair } = store.state.evolution;
    this.drawTools();
    this.body.hidden = info === null;
    this.stage.hidden = pair;
    this.pair.root.hidden = !pair;
    this.drawEmpty();
    if (info === this.wanted) return;
    this.wanted = info;
    if (!info) return;
    const ticket = ++this.ticket, begun = performance.now();
    try {
      const sequence = await evolutions.sequence(info, (done, total) => {
        const late = performance.now() - begun > SPINNER_AFTER;
        if (ticket === this.ticket && late) {
          this.loading = `Loading trails, ${megabytes(done)} of ${megabytes(total)} MB`;
        }
        this.say();
      });
      if (ticket !== this.ticket) return;
      this.failure = this.loading = "";
      scene.show(sequence);
      this.begin();
    } catch (error) {
      if (ticket !== this.ticket) return;
      this.loading = "";
      this.wanted = null;
      this.failure = error instanceof Error ? error.message : String(error);
      scene.show(null);
      this.begin();
    }
  }

  begin() {
    const { scene, playhead, store } = this, info = scene.sequence?.info;
    playhead.begin(info?.frames.length ?? 1, info ? chosenFrame(info, store.state) : 0);
    this.frameShown = -1;
    this.strays.begin();
    this.strip.build();
    this.plot.begin();
    this.pair.begin();
    this.depth.update();
    this.stage.setAttribute(
      "aria-label",
      `Trails of ${info?.itemCount ?? 0} images through ${
        info?.frames.length ?? 0
      } frames: arrow keys move from image to image, Enter selects`,
    );
    this.moved();
    this.say();
  }

  /** The thumb has moved: the images with it; what is said of a frame only where it is another one. */
  moved() {
    const { playhead, scene } = this;
    this.plot.redraw();
    this.scrubber.update();
    if (this.frameShown === playhead.frame) return;
    this.frameShown = playhead.frame;
    this.strip.mark(playhead.frame);
    this.drawSide();
    const frame = scene.sequence?.info.frames[playhead.frame], hit = frame?.metrics.neighborhoodHit ?? null;
    clearTimeout(this.sayTimer);
    this.sayTimer = setTimeout(() => {
      this.live.textContent = frame
        ? `${frameTitle(frame)}${hit === null ? "" : `, neighbourhood hit ${rate(hit)}`}`
        : "";
    }, 300);
  }

  /** A frame is a layer of a network: the rail goes with it. @param {number} frame */
  choose(frame) {
    const { store, scene } = this, info = scene.sequence?.info.frames[frame], { evolution } = store.state;
    if (!info) return;
    if (this.playhead.playing) this.playhead.stop();
    store.set({ ...this.layerOf(info), evolution: { ...evolution, frame: info.name } });
    this.playhead.go(frame);
  }

  /** What the rail shows of a frame; nothing where the study has no such layer (yet).
   * @param {import("../../data/evolution.js").FrameInfo} frame */
  layerOf({ model: folder, layer: name }) {
    const model = this.store.state.study?.models.find((each) => each.folder === folder) ?? null;
    const layer = model && findLayer(model, name);
    return layer && isReady(layer) ? { model: folder, layer: layer.folder } : {};
  }

  /** @param {SequenceInfo} info */
  chooseSequence(info) {
    const { store } = this, { evolution, model, layer } = store.state;
    const here = frameOfLayer(info, model, layer), named = info.frames.some(({ name }) => name === evolution.frame);
    const name = here >= 0 ? info.frames[here].name : named ? evolution.frame : "";
    const next = { ...evolution, sequence: info.folder, frame: name };
    const frame = info.frames[chosenFrame(info, { ...store.state, evolution: next })];
    store.set({ ...this.layerOf(frame), evolution: next });
  }

  drawSide() {
    const { scene, playhead, evolutions, curves } = this, info = scene.sequence?.info;
    this.selected.draw();
    this.strays.mark();
    if (!info) {
      fill(curves);
      return;
    }
    const choose = (/** @type {number} */ frame) => this.choose(frame);
    // A table that is open stays open.
    const open = curves.querySelector('[aria-expanded="true"]') !== null;
    const training = info.series === null
      ? undefined
      : evolutions.catalogue?.training.find(({ series }) => series === info.series);
    fill(
      curves,
      training && training.epochs.length > 0 && trainingCurves(training, info, playhead.frame, choose),
      frameCurves(info, playhead.frame, choose),
    );
    if (open) /** @type {HTMLElement | null} */ (curves.querySelector("[aria-expanded]"))?.click();
  }

  /** A line over the stage: what is on its way, what has failed, what is left out. */
  say() {
    const { renderer } = this.plot.surface, count = this.scene.trails?.count ?? 0, limit = renderer?.limit ?? 0;
    const few = count > limit ? `No WebGL 2 here: ${limit} of ${count} trails, seeded.` : "";
    this.line.textContent = this.failure || this.loading || few;
    this.line.hidden = this.line.textContent === "";
  }

  drawEmpty() {
    const { evolutions, store: { state } } = this, { study } = state;
    const waiting = !evolutions.catalogue && evolutions.failure === "";
    this.empty.hidden = this.info() !== null || waiting;
    if (this.empty.hidden) return;
    const command = `strata evolution --study ${study?.name ?? "…"}.study`;
    if (evolutions.failure) {
      fill(this.empty, h("h2", {}, "The sequences cannot be shown"), h("p", { class: "soft" }, evolutions.failure));
      return;
    }
    fill(
      this.empty,
      ...commandNote(
        this.store,
        "This study has no sequence yet",
        "A sequence follows the same images through the layers of a network, or through its training. Make one with",
        command,
        "and it appears here.",
      ),
    );
  }

  /** @returns {Record<string, () => void>} */
  keys() {
    const { store, plot, scene, playhead } = this, { groups } = this.parts;
    const epochs = (/** @type {1 | -1} */ by) => {
      if (scene.sequence?.info.kind !== "epochs") return;
      const last = scene.sequence.info.frames.length - 1, at = chosenFrame(scene.sequence.info, store.state);
      this.choose(Math.max(0, Math.min(last, at + by)));
    };
    return {
      e: () => store.set({ evolution: { ...store.state.evolution, ends: !store.state.evolution.ends } }),
      p: () => playhead.toggle(),
      " ": () => playhead.toggle(),
      h: () => epochs(-1),
      l: () => epochs(1),
      "0": () => (store.state.evolution.pair ? this.pair.plots[0] : plot).fit(),
      "+": () => plot.zoomBy(1.5),
      "=": () => plot.zoomBy(1.5),
      "-": () => plot.zoomBy(1 / 1.5),
      "−": () => plot.zoomBy(1 / 1.5),
      b: () => nextTool(store),
      f: () => groups.filter(),
      I: () => groups.invert(),
      c: () => groups.clear(),
      Escape: () => this.leave(),
    };
  }

  /** One thing at a time: the brush that waits, the image in focus, the selection. */
  leave() {
    const { store } = this, { groups } = this.parts, { armed, selected, selection } = store.state;
    if (armed) groups.disarm();
    else if (selected >= 0) store.set({ selected: -1 });
    else if (selection.length > 0) groups.select(new Int32Array(0));
  }
}

/** @param {number} bytes */
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
