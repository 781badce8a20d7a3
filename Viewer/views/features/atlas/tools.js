// @ts-check
// Above the atlas: what else the layer has, which class stands out, tint, and how near one looks.

import { classesOf } from "../../../data/atlas-regions.js";
import { hasAtlas } from "../../../data/atlas-requests.js";
import { findLayer, findModel, isReady, shortName, thousands } from "../../../data/study.js";
import { fill, h, icon, picker } from "../../../panels/dom.js";
import { kindSwitch, showKind } from "../kinds.js";

/** @typedef {import("../../../state/atlas.js").AtlasChoice} AtlasChoice */

export class AtlasTools {
  /** @param {import("../../../state/store.js").Store} store @param {import("./map.js").AtlasMap} map
   * @param {(patch: Partial<AtlasChoice>) => void} change @param {HTMLElement[]} others at the right */
  constructor(store, map, change, others) {
    this.store = store;
    this.change = change;
    this.layers = h("span", { class: "phone-only" });
    this.which = h("span", { class: "tools" });
    this.said = h("span", { class: "soft num atlas-said", role: "status" });
    this.tint = h("button", {
      class: "btn",
      type: "button",
      title: "Colour cells by the class that they favour",
      onclick: () => this.change({ tint: !store.state.atlas.tint }),
    }, "Tint by class");
    const tool = (/** @type {string} */ name, /** @type {string} */ words, /** @type {() => void} */ act) =>
      h("button", { class: "tool", type: "button", "aria-label": words, title: words, onclick: act }, icon(name));
    this.zoom = h(
      "span",
      { class: "tool-group", role: "group", "aria-label": "Zoom" },
      tool("minus", "Zoom out (−)", () => map.zoomBy(1 / 1.5)),
      tool("fit", "Show all (0)", () => map.fit()),
      tool("plus", "Zoom in (+)", () => map.zoomBy(1.5)),
    );
    this.root = h(
      "div",
      { class: "view-tools", role: "toolbar", "aria-label": "Activation atlas" },
      this.layers,
      this.which,
      this.said,
      h("span", { class: "right tools" }, this.tint, this.zoom, ...others),
    );
  }

  /** @param {import("../../../data/atlas.js").Atlas | null} atlas null: there is none
   * @param {readonly string[]} kinds what else the layer has */
  draw(atlas, kinds) {
    const { store, root } = this, { atlas: { of, tint } } = store.state;
    const held = root.contains(document.activeElement) ? document.activeElement?.getAttribute("aria-label") : null;
    const classes = atlas ? classesOf(atlas) : [];
    fill(
      this.which,
      kindSwitch(kinds, "atlas", (kind) => showKind(store, kind)),
      classes.length > 0 && this.classes(classes, of),
    );
    fill(this.layers, this.layerPicker());
    for (const each of [this.zoom, this.said]) each.hidden = !atlas;
    this.tint.hidden = classes.length === 0;
    this.tint.setAttribute("aria-pressed", String(tint));
    this.said.textContent = atlas ? countWords(atlas, of) : "";
    if (held) /** @type {HTMLElement | null} */ (root.querySelector(`[aria-label="${CSS.escape(held)}"]`))?.focus();
  }

  /** @param {ReturnType<typeof classesOf>} classes @param {string} of */
  classes(classes, of) {
    const known = of === "" || classes.some(({ label }) => label === of);
    return picker(
      "Class",
      "Cells that favour a class stand out",
      [
        ["", "All classes"],
        ...(known ? [] : [/** @type {[string, string]} */ ([of, `${shortName(of)} (0)`])]),
        ...classes.map((
          { label, cells },
        ) => /** @type {[string, string]} */ ([label, `${shortName(label)} (${thousands(cells)})`])),
      ],
      of,
      (next) => this.change({ of: next }),
    );
  }

  /** Where there is no room for the rail. */
  layerPicker() {
    const { study, model: folder, layer } = this.store.state, model = study && findModel(study, folder);
    const some = model?.layers.filter((each) => isReady(each) && hasAtlas(each)) ?? [];
    if (some.length < 2) return null;
    const here = findLayer(model, layer)?.folder ?? "";
    return picker(
      "Layer",
      "Layers with an activation atlas",
      [
        ...(some.some((each) => each.folder === here)
          ? []
          : [/** @type {[string, string]} */ ([here, "Another layer"])]),
        ...some.map((each) => /** @type {[string, string]} */ ([each.folder, each.name])),
      ],
      here,
      (next) => this.store.set({ layer: next }),
    );
  }
}

/** "144 cells", or of a class: "12 of 144 cells, 9 more in part" @param {import("../../../data/atlas.js").Atlas} atlas
 * @param {string} of */
export function countWords({ cells }, of) {
  const all = `${thousands(cells.length)} ${cells.length === 1 ? "cell" : "cells"}`;
  if (of === "") return all;
  const favour = cells.filter(({ classes }) => classes[0]?.label === of).length;
  const partly =
    cells.filter(({ classes }) => classes.slice(1).some(({ label, share }) => label === of && share > 0)).length;
  return `${thousands(favour)} of ${all}${partly > 0 ? `, ${thousands(partly)} more in part` : ""}`;
}
