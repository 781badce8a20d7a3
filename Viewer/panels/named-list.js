// @ts-check
// The selections that have a name: a click recalls one; it can be renamed and deleted.

import { thousands } from "../data/study.js";
import { fill, h } from "./dom.js";
import { menuButton } from "./menu.js";

/** @param {import("../state/store.js").Store} store @param {import("../stage/named.js").Named} named
 * @returns {HTMLElement} */
export function buildNamedList(store, named) {
  return new NamedList(store, named).card;
}

class NamedList {
  /** @param {import("../state/store.js").Store} store @param {import("../stage/named.js").Named} named */
  constructor(store, named) {
    this.store = store;
    this.named = named;
    this.rows = h("div", { class: "named-rows" });
    const unkept = h(
      "p",
      { class: "note-line" },
      "Kept in this page only: the server writes nothing. ",
      h("button", { class: "link-button", type: "button", onclick: () => named.save() }, "Save as JSON"),
    );
    this.card = h("div", { class: "card named" }, h("h3", {}, "Named selections"), this.rows, unkept);
    /** Which one is being renamed. */
    this.renaming = "";
    store.watch(["named"], () => this.draw());
    store.watch(["unkept"], (state) => unkept.hidden = !state.unkept);
  }

  draw() {
    const { named } = this.store.state;
    this.card.hidden = named.length === 0;
    fill(this.rows, ...named.map((each) => each.name === this.renaming ? this.form(each.name) : this.row(each)));
  }

  /** @param {import("../stage/named.js").NamedSelection} selection */
  row({ name, items }) {
    const recall = h(
      "button",
      {
        class: "named-name",
        type: "button",
        title: `Select these ${thousands(items.length)} images`,
        onclick: () => this.named.recall(name),
      },
      h("span", { class: "clip" }, name),
      h("span", { class: "num muted" }, thousands(items.length)),
    );
    const menu = menuButton(`More for ${name}`, () => [
      { text: "Rename", act: () => this.rename(name) },
      { text: "Delete", act: () => this.named.remove(name) },
    ]);
    return h("div", { class: "named-row" }, recall, menu);
  }

  /** @param {string} name empty: none any more */
  rename(name) {
    this.renaming = name;
    this.draw();
    const field = this.rows.querySelector("input");
    field?.focus();
    field?.select();
  }

  /** @param {string} name */
  form(name) {
    const field = /** @type {HTMLInputElement} */ (h("input", {
      type: "text",
      value: name,
      maxlength: 80,
      "aria-label": `New name of ${name}`,
    }));
    const element = h("form", { class: "name-it" }, field, h("button", { class: "btn" }, "Rename"));
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.named.rename(name, field.value)) this.rename("");
    });
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.rename("");
    });
    return element;
  }
}
