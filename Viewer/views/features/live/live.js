// @ts-check
// What the view of features shows of images that are being made: the line above, tiles in the gallery, the card at the right,
// and the place of all of them where a layer has no gallery yet.

import { isUnfinished, tilesOf } from "../../../data/features.js";
import { findLayer, findModel } from "../../../data/study.js";
import { fill, h } from "../../../panels/dom.js";
import { wishKey } from "../../../state/live-features.js";
import { MakingLine } from "./making-line.js";
import { Maker } from "./maker.js";
import { Missing } from "./missing.js";
import { UnfinishedCard } from "./unfinished-card.js";
import { unfinishedTile } from "./unfinished-tile.js";
import { asFeature, comingImages, progressOf, withUnfinished } from "./unfinished.js";
import { refusalNote } from "./wish-button.js";

/** @typedef {import("../../../data/features.js").FeatureTile} FeatureTile */
/** @typedef {import("../../../data/neuron-requests.js").Place} Place */
/** @typedef {import("../shown.js").Shown} Shown */
/** @typedef {import("./unfinished-tile.js").LiveTile} LiveTile */

export class Live {
  /** @param {import("../../views.js").Parts} parts */
  constructor({ store, jobs, directions }) {
    this.store = store;
    this.jobs = jobs;
    this.directions = directions;
    this.line = new MakingLine(store, jobs);
    this.maker = new Maker(store, jobs);
    this.missing = new Missing(store, jobs);
    this.card = new UnfinishedCard();
    this.refused = h("div", { class: "live-refused", hidden: true });
    this.top = h("div", { class: "live-top" }, this.line.root, this.refused);
    this.strip = h("div", { class: "making-strip", role: "list", "aria-label": "Unfinished images", hidden: true });
    /** Tiles of the strip by their keys. @type {Map<string, LiveTile>} */
    this.tiles = new Map();
    this.refusedKey = "";
  }

  /** @returns {Place} */
  get place() {
    const { study, model: folder, layer } = this.store.state, model = study && findModel(study, folder);
    return { model: folder ?? "", layer: findLayer(model, layer)?.folder ?? layer ?? "" };
  }

  /** Above the gallery. @param {import("../../../data/features.js").FeatureParameters | null} parameters of the images that
   * are there */
  draw(parameters) {
    this.line.draw(this.place);
    const { live: { refusal } } = this.store.state, { last } = this.directions;
    const shown = refusal && last && refusal.key === wishKey(last.place, last.wanted) ? refusal : null;
    const command = shown && last ? this.directions.command(last.place, last.sides, parameters) : "";
    const key = shown ? JSON.stringify([shown, command]) : "";
    if (key === this.refusedKey) return;
    this.refusedKey = key;
    this.refused.hidden = !shown;
    fill(
      this.refused,
      shown && refusalNote(this.store, shown, command),
      shown && command === "" &&
        h("p", { class: "soft" }, "Selections that the study keeps under a name have a command, too."),
      shown && h("button", { class: "link-button", type: "button", onclick: () => this.jobs.dismiss() }, "Dismiss"),
    );
  }

  /** Finished and unfinished. @param {import("../shown.js").Loaded} loaded */
  all({ all, place }) {
    return withUnfinished(all, this.store.state.live, place);
  }

  /** @param {Shown} shown @param {FeatureTile} tile @param {boolean} chosen @returns {LiveTile} */
  tile({ place, coarse }, tile, chosen) {
    return unfinishedTile(tile, { coarse, chosen, ...this.now(place, tile) });
  }

  /** How a tile's image is now, and where. @param {Place} place @param {FeatureTile} tile */
  now(place, tile) {
    const now = progressOf(tile, this.store.state.live, place);
    return { now, address: now ? this.jobs.requests.address(place, now) : "" };
  }

  /** Tiles that are there tell how far they are. @param {Shown} shown @param {Map<number, LiveTile>} made */
  tell({ place, tiles }, made) {
    for (const [at, element] of made) {
      const tile = tiles[at];
      if (!tile || !isUnfinished(tile) || !element.tell) continue;
      const { now, address } = this.now(place, tile);
      element.tell(now, address);
    }
  }

  /** @param {Shown} shown @param {FeatureTile} tile @param {HTMLElement} close */
  cardOf(shown, tile, close) {
    const root = this.card.of(shown, tile, close), { now, address } = this.now(shown.place, tile);
    this.card.tell(now, address);
    return root;
  }

  /** The layer has no gallery. @param {HTMLElement} note what is said instead; not where its first images come */
  drawEmpty(note) {
    const { place, store: { state: { live } } } = this, tiles = tilesOf(comingImages(live, place).map(asFeature));
    note.hidden = tiles.length > 0;
    this.strip.hidden = tiles.length === 0;
    this.maker.draw();
    const wanted = new Set(tiles.map(({ key }) => `${place.model}/${place.layer}/${key}`));
    for (const [key, tile] of this.tiles) {
      if (wanted.has(key)) continue;
      tile.remove();
      this.tiles.delete(key);
    }
    for (const tile of tiles) {
      const key = `${place.model}/${place.layer}/${tile.key}`, { now, address } = this.now(place, tile);
      const before = this.tiles.get(key);
      if (before) before.tell?.(now, address);
      else {
        // How many pixels it has is known from the finished ones only.
        const made = unfinishedTile(tile, { coarse: false, chosen: false, now, address });
        made.setAttribute("role", "listitem");
        made.removeAttribute("aria-selected");
        this.tiles.set(key, made);
        this.strip.append(made);
        made.show?.();
      }
    }
  }
}
