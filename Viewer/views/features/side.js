// @ts-check
// At the right: the chosen tile with all its pictures, what was asked for, how it ended, what the study itself shows the unit.

import { tileName } from "../../data/feature-orders.js";
import { isUnfinished, isVoid } from "../../data/features.js";
import { findLayer, findModel, isExport, thousands } from "../../data/study.js";
import { fill, h, icon } from "../../panels/dom.js";
import { layersWithUnits } from "../../panels/unit-picker.js";
import { chosenUnits } from "../../state/neurons.js";
import { actions } from "./actions.js";
import { chooseTile, isChosen } from "./choosing.js";
import { curveCard } from "./curve.js";
import { factRows, parametersCard } from "./facts.js";
import { directionImages } from "./live/direction-images.js";
import { channelCountOf } from "./live/missing.js";
import { channelWish } from "./live/wish.js";
import { keepingFocus, wishButton, wishRefusal } from "./live/wish-button.js";
import { featurePicture } from "./picture.js";
import { StudyImages } from "./study-images.js";
import { comparisonWords, objectiveWords, outcomeWords } from "./words.js";

/** @typedef {import("./shown.js").Shown} Shown */
/** @typedef {import("../../data/features.js").FeatureTile} FeatureTile */

const NAMED = 200;

export class Side {
  /** @param {import("../views.js").Parts} parts @param {import("./live/live.js").Live} making @param {() => void} leave */
  constructor(parts, making, leave) {
    this.parts = parts;
    this.making = making;
    this.leave = leave;
    this.images = new StudyImages(parts);
    this.root = h("aside", {
      class: "evolution-side neuron-side feature-side",
      tabindex: "0",
      "aria-label": "Feature",
    });
    /** Which of a tile's pictures is large. */
    this.at = 0;
    this.key = "";
  }

  /** @param {Shown | null} shown */
  draw(shown) {
    const { store } = this.parts, held = document.activeElement?.closest("[data-number]");
    const inside = held && this.root.contains(held);
    const chosen = shown?.all.filter((tile) => isChosen(tile, store.state)) ?? [];
    if (!shown) fill(this.root);
    else if (chosen.length === 0) fill(this.root, this.none(shown));
    else if (chosen.length > 1) fill(this.root, this.several(chosen));
    else fill(this.root, ...this.one(shown, chosen[0]));
    if (!inside || this.root.contains(document.activeElement)) return;
    // Who went on by keyboard stays at the same picture.
    const again = this.root.querySelector(`[data-number="${held.getAttribute("data-number")}"]`);
    /** @type {HTMLElement} */ (again ?? this.root).focus({ preventScroll: true });
  }

  /** What is being made has gone on. @param {Shown} shown */
  progress(shown) {
    const { state } = this.parts.store, chosen = shown.all.filter((tile) => isChosen(tile, state));
    if (chosen.length === 1 && isUnfinished(chosen[0])) this.making.cardOf(shown, chosen[0], this.close());
    else if (chosen.length === 0 && chosenUnits(state).length > 0) keepingFocus(this.root, () => this.draw(shown));
  }

  /** The chosen unit can have an image made. @param {Shown} shown @param {number} unit */
  wish(shown, unit) {
    const { store, jobs } = this.parts, { study } = store.state, { place, document: { layer, parameters } } = shown;
    if (
      !study || isExport(study) || shown.kind !== "channel" || unit < 0 || unit >= channelCountOf(store.state, shown)
    ) return [];
    const wish = channelWish(study, place, layer, [unit], parameters);
    return [h("p", {}, wishButton(store, jobs, wish)), wishRefusal(store, wish)];
  }

  /** @param {Shown} shown */
  none(shown) {
    const { all, tiles, document: { parameters } } = shown;
    const { state } = this.parts.store, [unit = -1] = chosenUnits(state);
    const nothing = all.filter(({ images: [first] }) => isVoid(first)).length;
    const missing = unit >= 0 ? `No image was optimized for unit ${thousands(unit)}. ` : "";
    return h(
      "section",
      { class: "side-card", "aria-label": "No picture chosen" },
      h("div", { class: "side-head" }, h("h2", {}, "No picture chosen"), unit >= 0 && this.close()),
      h(
        "p",
        { class: "soft" },
        `${missing}Click a picture to see what was asked for, how it ended, and what the study's own images show the unit.`,
      ),
      ...this.wish(shown, unit),
      nothing > 0 && h(
        "p",
        { class: "soft" },
        `${thousands(nothing)} of ${thousands(all.length)} mean nothing: never excited, or broken off.`,
      ),
      tiles.length > 0 && parametersCard(parameters),
    );
  }

  close() {
    return h("button", {
      class: "tool right",
      type: "button",
      title: "Leave (Esc)",
      "aria-label": "Leave this choice",
      onclick: this.leave,
    }, icon("close"));
  }

  /** @param {FeatureTile[]} tiles */
  several(tiles) {
    const { store } = this.parts;
    return h(
      "section",
      { class: "side-card", "aria-label": `${thousands(tiles.length)} units` },
      h("div", { class: "side-head" }, h("h2", { class: "num" }, `${thousands(tiles.length)} units`), this.close()),
      h("p", { class: "soft" }, "Chosen in Neurons. “Chosen units” above shows only these."),
      h(
        "div",
        { class: "unit-chips" },
        ...tiles.slice(0, NAMED).map((tile) =>
          h("button", {
            class: "chip num",
            type: "button",
            "data-number": tile.key,
            onclick: () => chooseTile(store, tile),
          }, tileName(tile))
        ),
        tiles.length > NAMED && h("span", { class: "muted" }, `and ${thousands(tiles.length - NAMED)} more`),
      ),
    );
  }

  /** @param {Shown} shown @param {FeatureTile} tile */
  one(shown, tile) {
    const { study, model: folder } = this.parts.store.state, model = study && findModel(study, folder);
    if (isUnfinished(tile)) return [this.making.cardOf(shown, tile, this.close()), this.madeFrom(shown, tile)];
    const { place, document: { parameters } } = shown, { channel, images } = tile;
    const here = findLayer(model, place.layer), key = `${place.model}/${place.layer}/${tile.key}`;
    if (key !== this.key) this.at = 0;
    this.key = key;
    const feature = images[this.at] ?? images[0], hasPlaces = (here?.shape?.length ?? 0) > 2;
    const hasUnits = here !== null && layersWithUnits(model).includes(here) && channel >= 0 &&
      channel < (here.featureCount ?? 0);
    return [
      this.card(shown, tile, hasPlaces, hasUnits),
      this.madeFrom(shown, tile),
      curveCard(feature),
      hasUnits && this.images.of(place, channel, hasPlaces),
      parametersCard(parameters),
    ];
  }

  /** The images that a direction is the mean of. @param {Shown} shown @param {FeatureTile} tile */
  madeFrom({ place }, { kind, images: [{ name, direction = null }] }) {
    const sides = kind === "direction" ? this.parts.directions.sidesOf(place, name, direction) : null;
    return directionImages(this.parts, sides, direction);
  }

  /** The picture, and what is to be said of it. @param {Shown} shown @param {FeatureTile} tile @param {boolean} hasPlaces
   * @param {boolean} hasUnits its layer was recorded unit by unit */
  card(shown, tile, hasPlaces, hasUnits) {
    const { document: { parameters, layer } } = shown, feature = tile.images[this.at] ?? tile.images[0];
    const named = tileName(tile), isUnit = tile.kind === "channel";
    const title = isUnit ? `${hasPlaces ? "Channel" : "Unit"} ${named}` : named;
    const compared = comparisonWords(feature, this.parts.store.state.study?.itemCount ?? 0);
    return h(
      "section",
      { class: "side-card", "aria-label": title },
      h(
        "div",
        { class: "side-head" },
        h("h2", { class: "num clip", title }, title),
        h("span", { class: "muted clip" }, layer),
        this.close(),
      ),
      this.large(shown, tile, title),
      tile.images.length > 1 && this.numbers(shown, tile),
      h("p", { class: "soft" }, "Asked for: ", objectiveWords(feature, layer, hasPlaces)),
      h("p", { class: isVoid(feature) ? "feature-void" : "soft" }, outcomeWords(feature, parameters)),
      compared !== "" && h("p", { class: "soft" }, compared),
      factRows(feature, parameters),
      actions(this.parts, shown, feature, hasUnits),
    );
  }

  /** @param {Shown} shown @param {FeatureTile} tile @param {string} title */
  large({ requests, place, coarse }, { images }, title) {
    const feature = images[this.at] ?? images[0];
    const picture = featurePicture(`Optimized image of ${title}`, coarse);
    picture.classList.add("large");
    picture.classList.toggle("void", isVoid(feature));
    picture.want(requests.address(place, feature.image));
    return picture;
  }

  /** All pictures of one unit. @param {Shown} shown @param {FeatureTile} tile */
  numbers(shown, { images }) {
    const { requests, place, coarse } = shown;
    return h(
      "div",
      { class: "feature-numbers", role: "group", "aria-label": "Pictures of this unit" },
      ...images.map((feature, at) => {
        const picture = featurePicture("", coarse);
        picture.want(requests.address(place, feature.image));
        const go = () => {
          this.at = at;
          this.draw(shown);
        };
        return h("button", {
          type: "button",
          class: "feature-number",
          "data-number": at,
          "aria-pressed": String(at === this.at),
          "aria-label": `Picture ${at + 1} of ${images.length}`,
          onclick: go,
        }, picture);
      }),
    );
  }
}
