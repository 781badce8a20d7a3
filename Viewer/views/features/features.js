// @ts-check
// What the units of a layer ask for: a gallery of images that were optimized for them, and one of them closely.

import { RequestError } from "../../data/client.js";
import { featureCountOf, featureRequests } from "../../data/feature-requests.js";
import { isUnfinished, tilesOf } from "../../data/features.js";
import { NeuronRequests } from "../../data/neuron-requests.js";
import { findLayer, findModel } from "../../data/study.js";
import { toldIsolated } from "../../data/told.js";
import { fill, h } from "../../panels/dom.js";
import { layersWithUnits } from "../../panels/unit-picker.js";
import { UnitLibrary } from "../neurons/layer-units.js";
import { SideDrawer } from "../side-drawer.js";
import { besideAtlas, showsAtlas } from "./atlas/beside.js";
import { chooseNothing, chooseTile, isChosen } from "./choosing.js";
import { Gallery } from "./gallery.js";
import { keysOf, step } from "./keys.js";
import { Live } from "./live/live.js";
import { unfinishedWords } from "./live/unfinished-tile.js";
import { nothingHere } from "./nothing-here.js";
import { shownOf, toldOf } from "./shown.js";
import { Side } from "./side.js";
import { featureTile, tileWords } from "./tile.js";
import { Tools } from "./tools.js";
import { NO_PHOTOGRAPHS, summaryWords } from "./words.js";

/** @typedef {import("../../data/features.js").FeatureTile} FeatureTile */

/** @typedef {import("./shown.js").Shown} Shown */

const SPINNER_AFTER = 300;

/** @param {HTMLElement} root @param {import("../views.js").Parts} parts */
export function build(root, parts) {
  const gallery = h("div", { class: "feature-part" }), view = new FeaturesView(gallery, parts);
  const { strata } = /** @type {any} */ (globalThis);
  if (strata) strata.features = view;
  return besideAtlas(root, parts, gallery, { next: (by) => step(view, by), keys: keysOf(view) });
}

export class FeaturesView {
  /** @param {HTMLElement} root @param {import("../views.js").Parts} parts */
  constructor(root, parts) {
    this.parts = parts;
    this.store = parts.store;
    this.requests = featureRequests(parts.client);
    this.library = new UnitLibrary(new NeuronRequests(parts.client));
    this.gallery = new Gallery("Optimized images", (at) => this.tile(at), (at) => this.choose(at));
    this.making = new Live(parts);
    this.side = new Side(parts, this.making, () => this.leave());
    this.drawer = new SideDrawer(() => this.body);
    this.tools = new Tools(parts.store, [this.drawer.button]);
    this.tools.onEnter = () => this.chooseFirst();
    this.summary = h("span", { class: "muted" });
    this.about = h("p", { class: "feature-about soft" }, h("span", {}, NO_PHOTOGRAPHS), this.summary);
    this.none = h("div", { class: "feature-none", hidden: true });
    this.line = h("p", { class: "view-line floating", role: "status", hidden: true });
    this.empty = h("div", { class: "view-note no-sequence", hidden: true });
    this.live = h("span", { class: "spoken", "aria-live": "polite" });
    this.body = this.buildBody();
    fill(root, this.making.top, this.tools.root, this.empty, this.body, this.live);
    /** @type {import("./shown.js").Loaded | null} */
    this.loaded = null;
    /** @type {import("../neurons/layer-units.js").LayerUnits | null} */
    this.units = null;
    /** @type {Shown | null} */
    this.shown = null;
    this.asked = "";
    /** What stood in the gallery last, by which choices, and beside it. */
    this.hung = this.looked = this.beside = "";
    /** @type {FeatureTile[]} */
    this.order = [];
    /** Key of the first chosen tile. */
    this.chosen = "";
    /** Keys of what stands in the gallery unfinished. */
    this.coming = "";
    /** Pictures of tiles that are finished now, until the finished ones are there.
     * @type {Map<string, ReturnType<typeof import("./picture.js").featurePicture>>} */
    this.handed = new Map();
    this.ticket = 0;
    this.clear();
    this.follow();
  }

  buildBody() {
    const main = h(
      "div",
      { class: "feature-main" },
      this.about,
      this.making.missing.root,
      this.none,
      this.gallery.root,
      this.line,
    );
    return h("div", { class: "evolution-body feature-body" }, main, this.side.root);
  }

  /** @param {Partial<import("../../state/features.js").FeaturesChoice>} patch */
  change(patch) {
    this.store.set({ features: { ...this.store.state.features, ...patch } });
  }

  follow() {
    const { store } = this, here = () => store.state.view === "features" && !showsAtlas(store.state);
    let { study } = store.state;
    store.watch(["view", "study", "items", "model", "layer", "neurons", "connection"], (state) => {
      if (state.study !== study) {
        study = state.study;
        this.library.forget();
        this.asked = "";
      }
      if (here()) this.update();
    });
    store.watch(["features", "units"], () => here() && this.update());
    store.watch(["view", "live", "connection"], () => here() && this.progress());
    // The images of a direction may have a name only now.
    store.watch(["named"], () => here() && this.shown && this.side.draw(this.shown));
    store.watch(["pinned", "hoveredClass", "coloured", "tint", "theme", "tally"], () => here() && this.restyle());
  }

  /** The layer is another, or what is known of it. */
  async update() {
    const { study, model: folder, layer: name, neurons } = this.store.state;
    if (!study || !folder || !name) return;
    const model = findModel(study, folder), layer = findLayer(model, name), place = { model: folder, layer: name };
    const wanted = { projection: neurons.projection, score: neurons.score, apart: neurons.apart };
    const key = JSON.stringify([place, wanted, featureCountOf(layer)]);
    if (key === this.asked) {
      this.arrange();
      return;
    }
    this.asked = key;
    const ticket = ++this.ticket;
    if (featureCountOf(layer) === 0) {
      this.say("");
      this.nothing();
      return;
    }
    const waits = setTimeout(() => this.say("Loading features …"), SPINNER_AFTER);
    // The gallery can do without what is known of the units.
    const known = layer?.hasNeurons && layersWithUnits(model).includes(layer)
      ? this.library.units(place, wanted, study.classes).catch(() => null)
      : Promise.resolve(null);
    try {
      const document = await this.requests.document(study, place);
      // An order that follows the units waits for them: tiles that jump are worse.
      const units = await known;
      if (ticket !== this.ticket) return;
      const { features } = this.store.state;
      // Numbers of units mean others in another layer.
      if (this.loaded && this.loaded.place.layer !== place.layer && features.only.length > 0) this.change({ only: [] });
      this.loaded = { place, document, all: tilesOf(document.features) };
      this.units = units;
      this.say("");
      this.arrange();
    } catch (error) {
      if (ticket !== this.ticket) return;
      this.asked = "";
      this.failed(error);
    } finally {
      clearTimeout(waits);
    }
  }

  /** @param {unknown} error */
  failed(error) {
    const message = error instanceof Error ? error.message : String(error);
    const kind = error instanceof RequestError ? error.kind : "refused";
    this.say(kind === "unreachable" ? message : "");
    if (kind === "missing") this.nothing(message);
    else if (kind === "unreachable") this.clear();
    else this.instead(h("h2", {}, "These images cannot be shown"), h("p", { class: "soft" }, message));
  }

  /** In the place of the gallery. @param {...import("../../panels/dom.js").Child} content */
  instead(...content) {
    this.clear();
    this.empty.hidden = false;
    this.body.hidden = true;
    fill(this.empty, ...content);
  }

  /** Nothing was made for this layer. @param {string} [said] */
  nothing(said = "") {
    const note = h("div", { class: "no-images" }, ...nothingHere(this.store, said, this.making.maker.root));
    this.instead(note, this.making.strip);
    this.making.drawEmpty(note);
  }

  clear() {
    this.loaded = this.shown = this.units = null;
    this.hung =
      this.looked =
      this.coming =
      this.beside =
        "";
    this.order = [];
    this.empty.hidden = true;
    this.body.hidden = false;
    this.about.hidden = this.none.hidden = true;
    this.tools.draw(null);
    this.side.draw(null);
    this.gallery.set(0, "m", 1, true);
  }

  /** What is shown, of what is loaded, and in which order. */
  arrange() {
    const { loaded, store: { state } } = this, { features } = state;
    if (!loaded || loaded.place.layer !== state.layer || loaded.place.model !== state.model) return;
    this.shown = shownOf({ ...loaded, all: this.making.all(loaded) }, this.units, this.requests, features);
    const { tiles, document, kind } = this.shown, about = `${loaded.place.model}/${loaded.place.layer}/${kind}`;
    const keys = tiles.map((tile) => `${tile.key}${isUnfinished(tile) ? "…" : ""}`);
    const hung = JSON.stringify([about, features.size, keys]);
    const looked = JSON.stringify([about, document.height / document.width, { ...features, chosen: "" }]);
    this.empty.hidden = true;
    this.body.hidden = this.about.hidden = false;
    this.summary.textContent = summaryWords(document.parameters);
    this.summary.title = this.summary.textContent;
    this.body.style.setProperty("--feature-ratio", String(document.width / document.height));
    this.drawNone();
    this.making.missing.draw(this.shown);
    const anew = hung !== this.hung, before = JSON.parse(this.hung || "[]")[0];
    // Images have come by themselves: what somebody looks at stays where it is.
    const grown = anew && looked === this.looked && this.order.length > 0 && tiles.length > 0;
    [this.hung, this.looked] = [hung, looked];
    if (grown) this.grow(tiles);
    else if (anew) {
      this.gallery.set(tiles.length, features.size, document.height / document.width, before !== about);
    } else this.restyle();
    const at = tiles.findIndex((tile) => isChosen(tile, state)), chosen = tiles[at]?.key ?? "";
    // What is chosen, also elsewhere, comes into sight, and stays there in another order; else that begins at the top.
    if (at >= 0 && ((anew && !grown) || chosen !== this.chosen)) this.gallery.go(at, true);
    else if (at < 0 && before === about && !grown && this.reordered(tiles)) this.gallery.go(0);
    this.chosen = chosen;
    this.order = tiles;
    if (chosen !== "" && this.parts.directions.isFresh) this.drawer.open(true);
    if (chosen !== "") this.parts.directions.isFresh = false;
    this.tools.draw(this.shown);
    const picked = this.shown.all.filter((tile) => isChosen(tile, state)).map(({ images }) => images);
    const beside = picked.length === 1 ? JSON.stringify([about, picked, document.parameters]) : "";
    // The same one stays as it is: a hand may be on it.
    if (beside === "" || beside !== this.beside) this.side.draw(this.shown);
    this.beside = beside;
  }

  /** Tiles have come, or are finished. @param {FeatureTile[]} tiles those of now; before they were those of `order` */
  grow(tiles) {
    const { gallery, order, store: { state } } = this, places = new Map(tiles.map(({ key }, at) => [key, at]));
    const before = new Map(order.map((tile) => [tile.key, tile]));
    for (const [at, { picture }] of gallery.made) {
      if (picture && isUnfinished(order[at])) this.handed.set(order[at].key, picture);
    }
    const held = order.findIndex((tile) => isChosen(tile, state));
    const focused = gallery.root === document.activeElement ? gallery.active : -1;
    gallery.move(tiles.length, (at) => places.get(order[at]?.key) ?? -1, (at) => {
      const [now, then] = [tiles[at], before.get(tiles[at].key)];
      return isUnfinished(now)
        ? then !== undefined && isUnfinished(then)
        : JSON.stringify(now.images) === JSON.stringify(then?.images);
    }, held >= 0 ? held : focused);
    for (const [at, element] of gallery.made) element.id = `feature-${tiles[at].index}`;
    gallery.mark();
    this.handed.clear();
    this.restyle();
  }

  /** Images that are being made have gone on. */
  progress() {
    const { making, shown, loaded } = this;
    making.draw(shown?.document.parameters ?? null);
    const note = this.empty.querySelector(".no-images");
    if (!this.empty.hidden && note instanceof HTMLElement) making.drawEmpty(note);
    if (!shown || !loaded || loaded.place.layer !== making.place.layer || loaded.place.model !== making.place.model) {
      return;
    }
    const keys = (/** @type {FeatureTile[]} */ all) => all.filter(isUnfinished).map(({ key }) => key).join("\n");
    if (keys(making.all(loaded)) !== this.coming) {
      this.coming = keys(making.all(loaded));
      this.arrange();
    }
    if (!this.shown) return;
    making.missing.draw(this.shown);
    making.tell(this.shown, this.gallery.made);
    this.side.progress(this.shown);
  }

  /** Whether tiles have come to other places, and not only to another size. @param {FeatureTile[]} tiles */
  reordered(tiles) {
    return this.order.length !== tiles.length || this.order.some((tile, at) => tile !== tiles[at]);
  }

  drawNone() {
    const { shown } = this;
    this.none.hidden = !shown || shown.tiles.length > 0;
    this.gallery.root.hidden = !this.none.hidden;
    if (!shown || this.none.hidden) return;
    const clear = () => this.change({ of: "", only: [], find: "" });
    fill(
      this.none,
      h("p", { class: "soft" }, `None of ${shown.all.length.toLocaleString("en-US")} fits.`),
      h("button", { class: "btn", type: "button", onclick: clear }, "Show all"),
    );
  }

  /** @param {number} at @returns {import("./gallery.js").TileElement} */
  tile(at) {
    const { shown, store: { state } } = this;
    if (!shown) throw new Error("There is no tile without a gallery.");
    const tile = shown.tiles[at], { told, color, label } = toldOf(tile, this.units, state);
    if (isUnfinished(tile)) return this.making.tile(shown, tile, isChosen(tile, state));
    const made = featureTile(tile, {
      address: shown.requests.address(shown.place, tile.images[0].image),
      coarse: shown.coarse,
      chosen: isChosen(tile, state),
      told,
      color,
      before: this.handed.get(tile.key),
    });
    made.classList.toggle("dimmed", this.isBack(label));
    return made;
  }

  /** Whether the legend isolates other classes. @param {number} label */
  isBack(label) {
    const { units, store: { state } } = this;
    const isolated = units ? toldIsolated(units.told, state) : null;
    return isolated !== null && !isolated.has(label);
  }

  /** What is chosen has changed, or what colors mean: only what is in view is touched. */
  restyle() {
    const { shown, gallery, store: { state } } = this;
    if (!shown) return;
    for (const [at, element] of gallery.made) {
      const tile = shown.tiles[at], { told, color, label } = toldOf(tile, this.units, state);
      element.setAttribute("aria-selected", String(isChosen(tile, state)));
      if (isUnfinished(tile)) continue;
      element.setAttribute("aria-label", tileWords(tile, told));
      element.classList.toggle("dimmed", this.isBack(label));
      const mark = /** @type {HTMLElement | null} */ (element.querySelector(".dot"));
      if (mark && color !== "") mark.style.background = color;
    }
  }

  /** @param {number} at */
  choose(at) {
    const tile = this.shown?.tiles[at];
    if (!tile) return;
    chooseTile(this.store, tile);
    this.drawer.open(true);
    this.live.textContent = `${this.wordsOf(tile)} chosen`;
  }

  /** @param {FeatureTile} tile */
  wordsOf(tile) {
    return isUnfinished(tile)
      ? unfinishedWords(tile, this.making.now(this.making.place, tile).now)
      : tileWords(tile, toldOf(tile, this.units, this.store.state).told);
  }

  chooseFirst() {
    // What was typed last is in the state, and not yet on the screen.
    setTimeout(() => {
      if (this.shown && this.shown.tiles.length > 0 && this.store.state.features.find !== "") this.choose(0);
    });
  }

  leave() {
    chooseNothing(this.store);
    this.drawer.open(false);
    this.gallery.root.focus({ preventScroll: true });
  }

  /** @param {string} text */
  say(text) {
    this.line.textContent = text;
    this.line.hidden = text === "";
  }
}
