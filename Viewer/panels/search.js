// @ts-check
// The field in the header: finds an image, a class, a layer or a unit, and goes there.

import { findAll } from "../data/finding.js";
import { findModel, isReady } from "../data/study.js";
import { BY_LABEL, colourBy } from "../state/colouring.js";
import { openFeature, openUnit } from "../state/neurons.js";
import { fill, find, h, icon } from "./dom.js";
import { layersWithUnits } from "./unit-picker.js";

/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {import("../data/finding.js").Finding} Finding */

const LOOK_AFTER = 60;

/** @param {Store} store @param {(item: number) => void} show brings an image into view
 * @returns {() => void} opens the field */
export function buildSearch(store, show) {
  const search = new Search(store, show);
  return () => search.open();
}

class Search {
  /** @param {Store} store @param {(item: number) => void} show */
  constructor(store, show) {
    this.store = store;
    this.show = show;
    this.root = find("#search");
    this.field = /** @type {HTMLInputElement} */ (h("input", {
      type: "search",
      id: "search-field",
      role: "combobox",
      "aria-label": "Search: image, class, layer or unit",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "search-results",
      placeholder: "Image, class, layer or unit",
      autocomplete: "off",
      spellcheck: "false",
    }));
    this.list = h("div", { id: "search-results", role: "listbox", "aria-label": "Results", hidden: true });
    this.none = h("p", { class: "search-none", role: "status", hidden: true });
    this.box = h("div", { class: "search-box" }, icon("search"), this.field, h("kbd", { "aria-hidden": "true" }, "/"));
    this.toggle = h("button", {
      class: "tool search-open",
      type: "button",
      title: "Search (/)",
      "aria-label": "Search",
      onclick: () => this.open(),
    }, icon("search"));
    fill(this.root, this.toggle, this.box, this.list, this.none);
    /** @type {Finding[]} */
    this.found = [];
    this.active = 0;
    this.timer = 0;
    /** @type {{ items: unknown, texts: string[] }} */
    this.lowered = { items: null, texts: [] };
    this.listen();
    store.watch(["study"], ({ study }) => this.root.hidden = !study);
  }

  listen() {
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), LOOK_AFTER);
    });
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("focus", () => this.look());
    this.root.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && this.root.contains(event.relatedTarget))) this.close();
    });
    // The field keeps the focus, so that the list stays until a result is chosen.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target instanceof Element ? event.target.closest("[role=option]") : null;
      if (row instanceof HTMLElement) this.go(Number(row.dataset.at));
    });
  }

  open() {
    this.root.classList.add("open");
    this.field.focus();
    this.field.select();
  }

  close() {
    clearTimeout(this.timer);
    this.root.classList.remove("open");
    this.list.hidden = this.none.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  look() {
    const { study, items, model: folder, layer } = this.store.state, model = study && findModel(study, folder);
    if (!study || !items || !model) return;
    if (this.lowered.items !== items) {
      this.lowered = { items, texts: items.identifiers.map((name) => name.toLowerCase()) };
    }
    this.found = findAll(this.field.value, {
      study,
      items,
      lowered: this.lowered.texts,
      layers: model.layers.filter(isReady),
      withUnits: layersWithUnits(model),
      current: layer,
    });
    this.active = 0;
    this.draw();
  }

  draw() {
    const { found } = this, text = this.field.value.trim();
    const titles = [...new Set(found.map(({ title }) => title))];
    fill(
      this.list,
      ...titles.map((title) =>
        h(
          "div",
          { role: "group", "aria-label": title },
          h("div", { class: "search-title", "aria-hidden": "true" }, title),
          ...found.flatMap((finding, at) => finding.title === title ? [row(finding, at)] : []),
        )
      ),
    );
    this.list.hidden = found.length === 0;
    this.none.hidden = found.length > 0 || text === "";
    this.none.textContent = text ? `Nothing is called “${text}”.` : "";
    this.field.setAttribute("aria-expanded", String(found.length > 0));
    this.mark();
  }

  mark() {
    for (const each of this.list.querySelectorAll("[role=option]")) {
      const chosen = each instanceof HTMLElement && Number(each.dataset.at) === this.active;
      each.setAttribute("aria-selected", String(chosen));
      if (chosen) {
        each.scrollIntoView({ block: "nearest" });
        this.field.setAttribute("aria-activedescendant", each.id);
      }
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const count = this.found.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (count > 0) this.active = (this.active + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      this.mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      // Enter may come before the pause that starts a look.
      clearTimeout(this.timer);
      const before = this.active;
      this.look();
      this.go(Math.min(before, this.found.length - 1));
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (this.field.value) {
        this.field.value = "";
        this.look();
      } else this.leave();
    }
  }

  leave() {
    this.close();
    find("#stage").focus({ preventScroll: true });
  }

  /** @param {number} at */
  go(at) {
    const target = this.found[at]?.target, { store } = this;
    if (!target) return;
    this.field.value = "";
    this.leave();
    switch (target.kind) {
      case "image":
        store.set({ selected: target.item, sheet: "inspector" });
        this.show(target.item);
        break;
      case "class":
        colourBy(store, BY_LABEL);
        store.set({ pinned: new Set([target.label]) });
        break;
      case "layer":
        store.set({ layer: target.folder });
        break;
      default:
        if (store.state.view === "neurons") openUnit(store, target.folder, target.channel);
        else if (store.state.view === "features") openFeature(store, target.folder, target.channel);
        else colourBy(store, { kind: "unit", layer: target.folder, channel: target.channel });
    }
  }
}

/** @param {Finding} finding @param {number} at */
function row({ text, detail }, at) {
  return h(
    "div",
    { role: "option", id: `found-${at}`, "data-at": at, class: "found", title: text },
    h("span", { class: "clip" }, text),
    h("span", { class: "muted clip num" }, detail),
  );
}
