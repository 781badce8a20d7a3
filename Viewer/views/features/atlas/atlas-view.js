// @ts-check
// The activation atlas of a layer: its activations laid out, averaged on a grid, each cell's mean direction as a picture.

import { belonging, countAmong, findCell, topClass } from "../../../data/atlas.js";
import { AtlasRequests, hasAtlas } from "../../../data/atlas-requests.js";
import { RequestError } from "../../../data/client.js";
import { classColours } from "../../../data/class-colours.js";
import { featureCountOf, featureRequests } from "../../../data/feature-requests.js";
import { findLayer, findModel, shortName } from "../../../data/study.js";
import { toldIsolated } from "../../../data/told.js";
import { fill, h } from "../../../panels/dom.js";
import { PALETTES } from "../../../state/palette.js";
import { SideDrawer } from "../../side-drawer.js";
import { HoverCard } from "./hover-card.js";
import { AtlasMap } from "./map.js";
import { listenToMapHands } from "./map-hands.js";
import { listenToMapKeys } from "./map-keys.js";
import { noAtlas } from "./nothing-here.js";
import { Pictures } from "./pictures.js";
import { AtlasSide } from "./side.js";
import { SpokenRow } from "./spoken-row.js";
import { AtlasTools } from "./tools.js";
import { AVERAGES, cellWords, layoutWords, sparseWords } from "./words.js";

/** @typedef {import("../../../data/atlas.js").Atlas} Atlas */
/** @typedef {import("../../../data/neuron-requests.js").Place} Place */

const SPINNER_AFTER = 300;

/** @param {Atlas} one @param {Atlas} other */
const isSame = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);

export class AtlasView {
  /** @param {import("../../views.js").Parts} parts @param {() => boolean} isHere it is what is shown */
  constructor(parts, isHere) {
    this.parts = parts;
    this.store = parts.store;
    this.isHere = isHere;
    this.requests = new AtlasRequests(parts.client);
    this.map = new AtlasMap(parts.store);
    this.spoken = new SpokenRow(this.map.root);
    this.card = new HoverCard();
    this.side = new AtlasSide(parts, this.requests, {
      leave: () => this.leave(),
      filter: (of) => this.change({ of }),
      show: (region) => this.map.showAll(region.cells),
    });
    this.drawer = new SideDrawer(() => this.body);
    const change = (/** @type {Partial<import("../../../state/atlas.js").AtlasChoice>} */ patch) => this.change(patch);
    this.tools = new AtlasTools(parts.store, this.map, change, [this.drawer.button]);
    this.summary = h("span", { class: "muted" });
    this.about = h("p", { class: "feature-about soft" }, h("span", {}, AVERAGES), this.summary);
    this.line = h("p", { class: "view-line floating", role: "status", hidden: true });
    this.empty = h("div", { class: "view-note no-sequence", hidden: true });
    this.live = h("span", { class: "spoken", "aria-live": "polite" });
    this.map.stage.append(this.card.root, this.line);
    const main = h("div", { class: "feature-main" }, this.about, this.map.stage);
    this.body = h("div", { class: "evolution-body feature-body atlas-body" }, main, this.side.root);
    this.root = h("div", { class: "feature-part" }, this.tools.root, this.empty, this.body, this.live);
    /** @type {{ place: Place, atlas: Atlas } | null} */
    this.loaded = null;
    /** What else the layer has. @type {readonly string[]} */
    this.kinds = ["channel"];
    this.asked = "";
    this.ticket = 0;
    /** By cell. @type {Int32Array} */
    this.selected = new Int32Array(0);
    /** The lens that this view has put into the state. */
    this.told = parts.store.state.atlas.lens;
    this.listen();
    this.follow();
  }

  /** @param {Partial<import("../../../state/atlas.js").AtlasChoice>} patch */
  change(patch) {
    this.store.set({ atlas: { ...this.store.state.atlas, ...patch } });
  }

  listen() {
    const { map } = this;
    // A cell that is chosen again stays: a double click shows all.
    const choose = (/** @type {number} */ k) => k < 0 ? this.leave(false) : this.choose(k);
    listenToMapKeys(map, {
      go: (k) => {
        map.active = k;
        map.reveal(k);
        this.hover(-1);
        this.mark();
      },
      choose,
    });
    listenToMapHands(map, { hover: (k) => this.hover(k), choose });
    map.onLens = (lens) => {
      this.told = lens;
      this.change({ lens });
    };
    map.onMoved = () => this.hover(-1);
    for (const event of ["focus", "blur"]) map.root.addEventListener(event, () => map.redraw());
  }

  follow() {
    const { store } = this, here = this.isHere;
    let { study } = store.state;
    store.watch(["view", "features", "study", "items", "model", "layer", "connection"], (state) => {
      if (state.study !== study) {
        study = state.study;
        this.asked = "";
      }
      if (here()) this.update();
    });
    store.watch(["atlas"], () => here() && this.arrange());
    store.watch(["selection", "items"], () => here() && this.count());
    store.watch(
      ["pinned", "hoveredClass", "coloured", "tint", "theme", "tally"],
      () => here() && this.arrange(),
    );
  }

  /** The layer is another, or what is known of it. */
  async update() {
    const { study, model: folder, layer: name, connection } = this.store.state;
    if (!study || !folder || !name) return;
    const layer = findLayer(findModel(study, folder), name), place = { model: folder, layer: name };
    const key = JSON.stringify([place, hasAtlas(layer)]);
    if (key === this.asked) {
      // Pictures that did not come while the server was away.
      if (connection === "live") this.map.wantPictures();
      this.arrange();
      return;
    }
    this.asked = key;
    const ticket = ++this.ticket;
    this.learnKinds(study, place, featureCountOf(layer), ticket);
    this.drawTools();
    if (!hasAtlas(layer)) {
      this.say("");
      this.nothing();
      return;
    }
    const waits = setTimeout(() => this.say("Loading the atlas …"), SPINNER_AFTER);
    try {
      const atlas = await this.requests.atlas(study, place);
      if (ticket !== this.ticket) return;
      this.say("");
      this.take(place, atlas);
    } catch (error) {
      if (ticket !== this.ticket) return;
      this.asked = "";
      this.failed(error);
    } finally {
      clearTimeout(waits);
    }
  }

  /** @param {Place} place @param {Atlas} atlas */
  take(place, atlas) {
    const before = this.loaded, other = before !== null && before.place.layer !== place.layer;
    // A catalogue that has changed elsewhere: what is the same stays, with its pictures.
    if (before && !other && before.place.model === place.model && isSame(before.atlas, atlas)) {
      this.arrange();
      return;
    }
    this.loaded = { place, atlas };
    // A place in one atlas means nothing in another.
    if (other) {
      this.told = null;
      this.change({ cell: "", lens: null });
    }
    if (atlas.cells.length === 0) {
      this.instead(h("h2", {}, "This atlas has no cells"), h("p", { class: "soft" }, sparseWords(atlas)));
      return;
    }
    const { lens } = this.store.state.atlas;
    this.empty.hidden = true;
    this.body.hidden = false;
    this.body.style.setProperty("--feature-ratio", String(atlas.width / atlas.height));
    this.summary.textContent = layoutWords(atlas);
    this.told = lens;
    this.map.show(atlas, new Pictures(this.requests, place, atlas, () => this.map.redraw()), lens);
    this.count();
  }

  /** What can be shown besides the atlas. @param {import("../../../data/types.js").Study} study @param {Place} place
   * @param {number} count @param {number} ticket */
  learnKinds(study, place, count, ticket) {
    this.kinds = ["channel"];
    if (count === 0) return;
    featureRequests(this.parts.client).document(study, place).then(({ features }) => {
      if (ticket !== this.ticket) return;
      this.kinds = [...new Set(features.map(({ kind }) => kind))];
      this.drawTools();
    }, () => {});
  }

  /** @param {unknown} error */
  failed(error) {
    const message = error instanceof Error ? error.message : String(error);
    const kind = error instanceof RequestError ? error.kind : "refused";
    this.say(kind === "unreachable" ? message : "");
    if (kind === "missing") this.nothing(message);
    else if (kind === "unreachable") this.clear();
    else this.instead(h("h2", {}, "This atlas cannot be shown"), h("p", { class: "soft" }, message));
  }

  /** @param {string} [said] by the server */
  nothing(said = "") {
    this.instead(...noAtlas(this.store, said));
  }

  /** In the place of the atlas. @param {...import("../../../panels/dom.js").Child} content */
  instead(...content) {
    this.clear();
    this.empty.hidden = false;
    this.body.hidden = true;
    fill(this.empty, ...content);
  }

  clear() {
    this.loaded = null;
    this.empty.hidden = true;
    this.body.hidden = false;
    this.summary.textContent = "";
    this.map.show(null, null, null);
    this.hover(-1);
    this.side.draw(null);
    this.spoken.draw(null, -1, -1, () => 0);
    this.drawTools();
  }

  drawTools() {
    this.tools.draw(this.loaded?.atlas ?? null, this.kinds);
  }

  /** How many images of each cell are selected. */
  count() {
    const { loaded, store: { state: { selection } } } = this, some = new Set(selection);
    this.selected = Int32Array.from(loaded?.atlas.cells ?? [], (cell) => some.size > 0 ? countAmong(cell, some) : 0);
    this.arrange();
  }

  /** The color of a class of the network, where the study has that class, too. */
  colours() {
    const { state } = this.store, { study, theme } = state, of = classColours(state);
    const plain = (/** @type {string} */ each) => shortName(each).toLowerCase();
    const labels = new Map((study?.classes ?? []).map((name, label) => [plain(name), label]));
    const labelOf = (/** @type {string} */ name) => labels.get(plain(name)) ?? -1;
    const colorOf = (/** @type {string} */ name) => {
      const label = labelOf(name);
      return label < 0 ? PALETTES[theme].ink3 : of(label);
    };
    return { labelOf, colorOf };
  }

  /** What is shown, of what is loaded. */
  arrange() {
    const { loaded, map, store: { state } } = this, { atlas: choice } = state;
    if (!loaded || loaded.place.layer !== state.layer || loaded.place.model !== state.model) {
      this.drawTools();
      return;
    }
    const { atlas, place } = loaded, { cells } = atlas, { labelOf, colorOf } = this.colours();
    const isolated = toldIsolated({ column: "", names: state.study?.classes ?? [], upperBounds: null }, state);
    map.look = {
      tint: choice.tint,
      colorOf: (k) => {
        const top = topClass(cells[k]);
        return top ? colorOf(top.label) : "";
      },
      backOf: (k) => {
        const top = topClass(cells[k]), outside = isolated !== null && !isolated.has(top ? labelOf(top.label) : -1);
        if (outside) return 2;
        return choice.of === "" ? 0 : /** @type {0 | 1 | 2} */ (2 - belonging(cells[k], choice.of));
      },
      selectedOf: (k) => this.selected[k] ?? 0,
    };
    const chosen = cells.findIndex(({ key }) => key === choice.cell);
    if (chosen !== map.chosen) {
      map.chosen = chosen;
      if (chosen >= 0) map.active = chosen;
    }
    // The address was changed by hand, or gone back to.
    if (JSON.stringify(choice.lens) !== JSON.stringify(this.told)) {
      this.told = choice.lens;
      map.setLens(choice.lens);
    }
    this.drawTools();
    this.side.draw({ place, atlas, regions: map.regions, colorOf });
    this.mark();
  }

  /** What is active, for eyes and for ears. */
  mark() {
    const { map } = this;
    map.redraw();
    this.spoken.draw(map.atlas, map.active, map.chosen, map.look.selectedOf);
  }

  /** @param {number} k −1: nothing */
  hover(k) {
    const { map, card } = this;
    if (k === map.hovered) return;
    map.hovered = k;
    const cell = k >= 0 ? map.cell(k) : null;
    card.show(cell, k >= 0 ? map.boxOf(k) : null, map.size, this.colours().colorOf, this.selected[k] ?? 0);
    map.redraw();
  }

  /** @param {number} k */
  choose(k) {
    const { map } = this, cell = map.cell(k);
    map.active = k;
    map.reveal(k);
    this.drawer.open(true);
    this.change({ cell: cell.key });
    this.live.textContent = `${cellWords(cell, this.selected[k])}, chosen`;
  }

  /** @param {boolean} [focus] keys go on in the atlas */
  leave(focus = true) {
    this.drawer.open(false);
    if (this.store.state.atlas.cell !== "") this.change({ cell: "" });
    if (focus) this.map.root.focus({ preventScroll: true });
  }

  /** The next cell, or the one before, row by row. @param {1 | -1} by */
  step(by) {
    const { loaded, store: { state } } = this, cells = loaded?.atlas.cells ?? [];
    if (!loaded || cells.length === 0) return;
    const now = findCell(loaded.atlas, state.atlas.cell),
      at = now ? cells.indexOf(now) + by : by > 0 ? 0 : cells.length - 1;
    if (cells[at]) this.choose(at);
  }

  /** @param {string} text */
  say(text) {
    this.line.textContent = text;
    this.line.hidden = text === "";
  }
}
