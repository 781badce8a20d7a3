// @ts-check
// At the right: the chosen cell with its picture, its classes, the images that it is the mean of; without one the largest areas.

import { findCell } from "../../../data/atlas.js";
import { isCoarse, isVoid } from "../../../data/features.js";
import { figure } from "../../../data/conditions.js";
import { mostly } from "../../../data/neurons.js";
import { shortName, thousands } from "../../../data/study.js";
import { dot, fill, h, icon, meter } from "../../../panels/dom.js";
import { openInTour } from "../../views.js";
import { parametersCard } from "../facts.js";
import { featurePicture } from "../picture.js";
import { outcomeWords } from "../words.js";
import { Crops } from "./crops.js";
import { cosineWords, layoutRows, madeOf, percent, placeWords, remark } from "./words.js";

/** @typedef {import("../../../data/atlas.js").Atlas} Atlas */
/** @typedef {import("../../../data/atlas.js").AtlasCell} AtlasCell */
/** @typedef {import("../../../data/atlas-regions.js").Region} Region */

/**
 * What the side is about.
 * @typedef {object} AtlasShown
 * @property {import("../../../data/neuron-requests.js").Place} place
 * @property {Atlas} atlas
 * @property {readonly Region[]} regions
 * @property {(label: string) => string} colorOf a class
 */

/** Areas that are listed. */
const AREAS = 12;

export class AtlasSide {
  /** @param {import("../../views.js").Parts} parts @param {import("../../../data/atlas-requests.js").AtlasRequests} requests
   * @param {{ leave: () => void, filter: (label: string) => void, show: (region: Region) => void }} acts */
  constructor(parts, requests, acts) {
    this.parts = parts;
    this.requests = requests;
    this.acts = acts;
    this.crops = new Crops(parts);
    this.root = h("aside", {
      class: "evolution-side neuron-side feature-side atlas-side",
      tabindex: "0",
      "aria-label": "Cell of the atlas",
    });
    this.selecting = h("div", { class: "feature-actions" });
    this.said = h("span", { class: "right muted" });
    /** What stands here; drawn anew only for another one, so that pictures do not flicker. */
    this.key = "";
  }

  /** @param {AtlasShown | null} shown */
  draw(shown) {
    const { store } = this.parts, { atlas: { cell: chosen, of }, theme } = store.state;
    const cell = shown && chosen !== "" ? findCell(shown.atlas, chosen) : null;
    const about = [shown?.place, cell?.key, of, theme, cell?.classes.map(({ label }) => shown?.colorOf(label))];
    const key = JSON.stringify([
      about,
      !store.state.items,
      shown?.regions.slice(0, AREAS).map(({ label }) => shown.colorOf(label)),
    ]);
    if (key !== this.key) {
      const held = this.root.contains(document.activeElement);
      this.key = key;
      if (!shown) fill(this.root);
      else if (!cell) fill(this.root, ...this.none(shown));
      else fill(this.root, ...this.one(shown, cell));
      if (held && !this.root.contains(document.activeElement)) this.root.focus({ preventScroll: true });
    }
    if (cell) this.drawSelecting(cell);
  }

  /** @param {AtlasShown} shown */
  none(shown) {
    const { atlas, regions } = shown, { acts } = this;
    return [
      h(
        "section",
        { class: "side-card", "aria-label": "No cell chosen" },
        h("div", { class: "side-head" }, h("h2", {}, "No cell chosen")),
        h(
          "p",
          { class: "soft" },
          "Click a cell to see its picture large, which classes its activations speak for, and the images that they are of.",
        ),
      ),
      regions.length > 0 && h(
        "section",
        { class: "side-card", "aria-label": "Largest areas" },
        h("h2", {}, "Largest areas", h("span", { class: "right muted" }, "cells")),
        h(
          "div",
          { class: "atlas-areas" },
          ...regions.slice(0, AREAS).map((region) =>
            h(
              "button",
              { class: "atlas-area", type: "button", title: "Show this area", onclick: () => acts.show(region) },
              dot(shown.colorOf(region.label)),
              h("span", { class: "clip" }, shortName(region.label)),
              h("span", { class: "num" }, thousands(region.cells.length)),
            )
          ),
        ),
        regions.length > AREAS &&
          h("p", { class: "note-line" }, `and ${thousands(regions.length - AREAS)} more`),
      ),
      this.layout(atlas),
      parametersCard(atlas.parameters),
    ];
  }

  /** @param {Atlas} atlas */
  layout(atlas) {
    return h(
      "section",
      { class: "side-card", "aria-label": "Layout" },
      h("h2", {}, "Layout"),
      h(
        "dl",
        { class: "facts" },
        ...layoutRows(atlas).flatMap(([what, value]) => [h("dt", {}, what), h("dd", { class: "num" }, value)]),
      ),
    );
  }

  /** @param {AtlasShown} shown @param {AtlasCell} cell */
  one(shown, cell) {
    const { atlas } = shown;
    return [
      this.card(shown, cell),
      this.classes(shown, cell),
      this.images(shown, cell),
      this.layout(atlas),
      parametersCard(atlas.parameters),
    ];
  }

  /** @param {AtlasShown} shown @param {AtlasCell} cell */
  card({ place, atlas }, cell) {
    const title = placeWords(cell),
      picture = featurePicture(`Optimized image of ${title.toLowerCase()}`, isCoarse(atlas));
    picture.classList.add("large");
    picture.classList.toggle("void", isVoid(cell));
    picture.want(this.requests.address(place, cell.image));
    const bad = remark(cell) !== "";
    return h(
      "section",
      { class: "side-card", "aria-label": title },
      h(
        "div",
        { class: "side-head" },
        h("h2", { class: "num clip", title }, title),
        h("span", { class: "muted clip" }, atlas.layer),
        h("button", {
          class: "tool right",
          type: "button",
          title: "Leave (Esc)",
          "aria-label": "Leave this cell",
          onclick: this.acts.leave,
        }, icon("close")),
      ),
      picture,
      h("p", { class: "soft" }, madeOf(cell)),
      h("p", { class: bad ? "feature-void" : "soft" }, cosineWords(cell)),
      h("p", { class: "soft" }, outcomeWords(cell, atlas.parameters)),
      h(
        "dl",
        { class: "facts" },
        h("dt", {}, "Objective"),
        h("dd", { class: "num" }, figure(cell.value)),
        h("dt", {}, "Cosine"),
        h("dd", { class: "num" }, cell.cosine === null ? "–" : figure(cell.cosine)),
      ),
    );
  }

  /** @param {AtlasShown} shown @param {AtlasCell} cell */
  classes({ colorOf }, { classes }) {
    const { of } = this.parts.store.state.atlas;
    return h(
      "section",
      { class: "side-card", "aria-label": "Classes" },
      h("h2", {}, "Classes", classes.length > 0 && h("span", { class: "right muted" }, "share of activations")),
      classes.length === 0 ? h("p", { class: "soft" }, "Which classes its activations raise is not known.") : h(
        "div",
        { class: "atlas-classes" },
        ...classes.map(({ label, share }) =>
          h(
            "button",
            {
              class: "atlas-class",
              type: "button",
              "aria-pressed": String(of === label),
              title: of === label ? "Show all classes" : `Only cells of ${label} stand out`,
              onclick: () => this.acts.filter(of === label ? "" : label),
            },
            dot(colorOf(label)),
            h("span", { class: "clip" }, shortName(label)),
            meter(share, null, colorOf(label)),
            h("span", { class: "num" }, percent(share)),
          )
        ),
      ),
      classes.length > 0 && h(
        "p",
        { class: "note-line" },
        "The class whose score an activation raises most in the rest of the network: gradient × activation.",
      ),
    );
  }

  /** @param {AtlasShown} shown @param {AtlasCell} cell */
  images({ atlas }, cell) {
    const { items, study } = this.parts.store.state, hasPlaces = cell.places.some((place) => place !== null);
    const images = cell.items.map((item) => ({ item }));
    this.said.textContent = items && study ? mostly(images, items.labels, study.classes) : "";
    return h(
      "section",
      { class: "side-card atlas-images", "aria-label": "Images of this cell" },
      h("h2", {}, "Images", this.said),
      h(
        "div",
        { class: "thumbs feature-shown" },
        ...this.crops.tiles(cell, atlas.positionsInLayer),
        cell.items.length === 0 && h("p", { class: "soft whole" }, "Which images these are is not known."),
      ),
      cell.items.length > 0 && h(
        "p",
        { class: "note-line" },
        `${cell.items.length < cell.imageCount ? `The ${thousands(cell.items.length)} nearest to the mean. ` : ""}${
          hasPlaces ? "The part around each activation; the whole image under the pointer." : ""
        }`,
      ),
      this.selecting,
    );
  }

  /** @param {AtlasCell} cell */
  drawSelecting(cell) {
    const { store, groups } = this.parts, { selection, items: known } = store.state;
    const count = known?.labels.length ?? 0;
    const items = Int32Array.from(new Set(cell.items.filter((item) => item < count))).sort();
    const chosen = new Set(selection), among = items.filter((item) => chosen.has(item)).length;
    const all = items.length > 0 && among === items.length && selection.length === items.length;
    const held = this.selecting.contains(document.activeElement) ? document.activeElement?.textContent : null;
    fill(
      this.selecting,
      items.length > 0 && h("button", {
        class: "btn",
        type: "button",
        disabled: all,
        onclick: () => groups.select(items),
      }, items.length === 1 ? "Select this image" : "Select these images"),
      items.length > 0 && h("button", {
        class: "btn",
        type: "button",
        onclick: () => openInTour(this.parts, -1, { selection: all ? selection : items }),
      }, "Show them in the tour"),
      among > 0 && h("span", { class: "soft num", role: "status" }, `${thousands(among)} selected`),
    );
    // A button that can no longer be pressed loses the focus.
    const again = [...this.selecting.querySelectorAll("button")].find((each) =>
      each.textContent === held && !each.disabled
    );
    if (held) (again ?? this.root).focus({ preventScroll: true });
  }
}
