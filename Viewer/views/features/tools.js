// @ts-check
// Above the gallery: which images, in which order, of which class, how large.

import { possibleOrders } from "../../data/feature-orders.js";
import { featureCountOf } from "../../data/feature-requests.js";
import { findLayer, findModel, isReady, shortName, thousands } from "../../data/study.js";
import { fill, h, picker } from "../../panels/dom.js";
import { ORDERS, SIZES } from "../../state/features.js";
import { chosenUnits } from "../../state/neurons.js";
import { kindSwitch, showKind } from "./kinds.js";

/** @typedef {import("../../state/features.js").FeaturesChoice} FeaturesChoice */

/** No class is called so. */
const ONLY_CHOSEN = "\u0000chosen";

const FIND_AFTER = 120;

export class Tools {
  /** @param {import("../../state/store.js").Store} store @param {HTMLElement[]} others at the right */
  constructor(store, others) {
    this.store = store;
    this.which = h("span", { class: "tools" });
    this.sizes = h("span", { class: "seg", role: "group", "aria-label": "Size of the pictures" });
    this.field = /** @type {HTMLInputElement} */ (h("input", {
      type: "search",
      "aria-label": "Find by number or name",
      placeholder: "Number",
      class: "feature-find num",
      autocomplete: "off",
      spellcheck: "false",
    }));
    this.said = h("span", { class: "soft num feature-said", role: "status" });
    this.layers = h("span", { class: "phone-only" });
    this.timer = 0;
    this.listen();
    this.root = h(
      "div",
      { class: "view-tools", role: "toolbar", "aria-label": "Features" },
      this.layers,
      this.which,
      this.field,
      this.said,
      h("span", { class: "right tools" }, this.sizes, ...others),
    );
  }

  listen() {
    const look = () => this.change({ find: this.field.value.trim() });
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(look, FIND_AFTER);
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        this.field.value = "";
      } else if (event.key !== "Enter") return;
      clearTimeout(this.timer);
      look();
      if (event.key === "Enter") this.onEnter();
    });
  }

  /** What was looked for is to be chosen. */
  onEnter() {}

  /** @param {Partial<FeaturesChoice>} patch */
  change(patch) {
    this.store.set({ features: { ...this.store.state.features, ...patch } });
  }

  /** @param {import("./shown.js").Shown | null} shown */
  draw(shown) {
    const { store: { state }, root } = this, { features } = state;
    const held = root.contains(document.activeElement) ? document.activeElement?.getAttribute("aria-label") : null;
    root.hidden = !shown;
    if (!shown) return;
    const { tiles, all, kind, kinds, order, known, told, label } = shown;
    if (document.activeElement !== this.field) this.field.value = features.find;
    this.field.placeholder = kind === "channel" ? "Number" : kind === "class" ? "Number or name" : "Name";
    fill(
      this.which,
      kindSwitch(kinds, kind, (next) => showKind(this.store, next)),
      this.orders(all, order, known),
      this.filter(shown),
    );
    fill(this.layers, this.layerPicker());
    fill(
      this.sizes,
      ...SIZES.map(([size, name]) =>
        h("button", {
          type: "button",
          "aria-label": `${name} pictures`,
          title: `${name} pictures (+ −)`,
          "aria-pressed": String(size === features.size),
          onclick: () => this.change({ size }),
        }, name.charAt(0))
      ),
    );
    const filtered = tiles.length < all.length;
    this.said.textContent = filtered ? `${thousands(tiles.length)} of ${thousands(all.length)}` : thousands(all.length);
    this.said.title = label >= 0 ? `Units that tell ${told?.names[label]} best` : "";
    if (held && document.activeElement !== this.field) {
      /** @type {HTMLElement | null} */ (root.querySelector(`[aria-label="${CSS.escape(held)}"]`))?.focus();
    }
  }

  /** @param {readonly import("../../data/features.js").FeatureTile[]} tiles @param {string} order
   * @param {import("../../data/feature-orders.js").KnownUnits} known */
  orders(tiles, order, known) {
    const possible = ORDERS.filter(([name]) => possibleOrders(tiles, known).includes(name));
    return picker(
      "Order",
      ORDERS.find(([name]) => name === order)?.[2] ?? "",
      possible.map(([name, title]) => [name, `By ${title.toLowerCase()}`]),
      order,
      (name) => this.change({ order: /** @type {FeaturesChoice["order"]} */ (name) }),
    );
  }

  /** Classes that some unit tells best, and the chosen units where there are several. @param {import("./shown.js").Shown} shown */
  filter({ all, known: { discrimination }, kind, told }) {
    const { features } = this.store.state, several = chosenUnits(this.store.state).length;
    /** @type {Map<number, number>} */
    const counts = new Map();
    if (kind === "channel") {
      for (const { channel } of all) {
        const best = discrimination?.best[channel] ?? -1;
        if (best >= 0) counts.set(best, (counts.get(best) ?? 0) + 1);
      }
    }
    const only = features.only.length > 0, count = only ? features.only.length : several;
    const chosen = count > 1 || only;
    if (counts.size === 0 && !chosen) return null;
    const names = [...counts].sort((a, b) => a[0] - b[0]).map(([label, count]) => /** @type {[string, string]} */ ([
      told?.names[label] ?? "",
      `${shortName(told?.names[label] ?? "")} (${thousands(count)})`,
    ]));
    return picker(
      "Which units",
      "Units that tell a class best",
      [
        ["", told?.column ? `All values of ${told.column}` : "All classes"],
        ...(chosen ? [/** @type {[string, string]} */ ([ONLY_CHOSEN, `Chosen units (${thousands(count)})`])] : []),
        ...names,
      ],
      only ? ONLY_CHOSEN : features.of,
      (of) => this.change(of === ONLY_CHOSEN ? { of: "", only: [...chosenUnits(this.store.state)] } : { of, only: [] }),
    );
  }

  /** Where there is no room for the rail. */
  layerPicker() {
    const { study, model: folder, layer } = this.store.state, model = study && findModel(study, folder);
    const some = model?.layers.filter((each) => isReady(each) && featureCountOf(each) > 0) ?? [];
    if (some.length < 2) return null;
    return picker(
      "Layer",
      "Layers with optimized images",
      some.map((each) => [each.folder, each.name]),
      findLayer(model, layer)?.folder ?? "",
      (next) => this.store.set({ layer: next }),
    );
  }
}
