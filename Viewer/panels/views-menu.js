// @ts-check
// The views that have a name: keep this one, open, rename or delete another.

import { fill, h, icon } from "./dom.js";

/** @typedef {import("../stage/saved-views.js").SavedViews} SavedViews */
/** @typedef {import("../state/store.js").Store} Store */

/** @param {Store} store @param {SavedViews} saved @returns {HTMLElement} */
export function buildViewsMenu(store, saved) {
  return new ViewsMenu(store, saved).root;
}

class ViewsMenu {
  /** @param {Store} store @param {SavedViews} saved */
  constructor(store, saved) {
    this.store = store;
    this.saved = saved;
    this.rows = h("ul", { class: "view-rows", "aria-label": "Saved views" });
    this.field = field("Name of this view", "Name this view");
    this.form = h("form", { class: "name-it" }, this.field, h("button", { class: "btn" }, "Save"));
    this.unkept = h(
      "p",
      { class: "note-line" },
      "Kept in this page only: the server writes nothing. ",
      h("button", { class: "link-button", type: "button", onclick: () => saved.download() }, "Save as JSON"),
    );
    this.sheet = h(
      "div",
      { class: "menu views", popover: "auto", role: "dialog", "aria-label": "Saved views" },
      h("h2", {}, "Saved views"),
      this.form,
      this.rows,
      this.unkept,
    );
    this.button = h("button", {
      class: "tool",
      id: "views-button",
      title: "Saved views",
      "aria-label": "Saved views",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      type: "button",
      onclick: () => this.sheet.matches(":popover-open") ? this.sheet.hidePopover() : this.show(),
    }, icon("views"));
    this.root = h("span", { class: "menu-root" }, this.button, this.sheet);
    /** Which one is being renamed. */
    this.renaming = "";
    this.listen();
    store.watch(["views"], () => this.draw());
    store.watch(["unkept"], ({ unkept }) => this.unkept.hidden = !unkept);
    store.watch(["study"], ({ study }) => this.root.hidden = !study);
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.saved.save(this.field.value)) this.field.value = "";
      else this.field.focus();
    });
    this.sheet.addEventListener("toggle", (event) => {
      const open = /** @type {ToggleEvent} */ (event).newState === "open";
      this.button.setAttribute("aria-expanded", String(open));
      if (!open) this.rename("");
    });
    this.sheet.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      if (this.renaming) this.rename("");
      else this.hide();
    });
  }

  show() {
    this.sheet.showPopover();
    const at = this.button.getBoundingClientRect(), { offsetWidth: width } = this.sheet;
    this.sheet.style.top = `${at.bottom + 6}px`;
    this.sheet.style.left = `${Math.max(8, Math.min(innerWidth - width - 8, at.right - width))}px`;
    this.field.focus();
  }

  hide() {
    this.sheet.hidePopover();
    this.button.focus();
  }

  draw() {
    const { views } = this.store.state;
    this.rows.hidden = views.length === 0;
    fill(this.rows, ...views.map(({ name }) => name === this.renaming ? this.renameForm(name) : this.row(name)));
  }

  /** @param {string} name */
  row(name) {
    const tool = (/** @type {string} */ symbol, /** @type {string} */ title, /** @type {() => void} */ act) =>
      h(
        "button",
        { class: "tool", type: "button", title, "aria-label": `${title} ${name}`, onclick: act },
        icon(symbol),
      );
    const open = h("button", {
      class: "named-name",
      type: "button",
      title: `Open ${name}`,
      onclick: () => {
        this.hide();
        this.saved.open(name);
      },
    }, h("span", { class: "clip" }, name));
    return h(
      "li",
      {},
      open,
      tool("edit", "Rename", () => this.rename(name)),
      tool("close", "Delete", () => this.remove(name)),
    );
  }

  /** @param {string} name */
  remove(name) {
    this.saved.remove(name);
    // The focus was on a row that is gone.
    this.field.focus();
  }

  /** @param {string} name empty: none any more */
  rename(name) {
    if (name === this.renaming) return;
    this.renaming = name;
    this.draw();
    const own = this.rows.querySelector("input");
    if (own) own.select();
    else if (this.sheet.matches(":popover-open")) this.field.focus();
  }

  /** @param {string} name */
  renameForm(name) {
    const own = field(`New name of ${name}`, "");
    own.value = name;
    const form = h("form", { class: "name-it" }, own, h("button", { class: "btn" }, "Rename"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.saved.rename(name, own.value)) this.rename("");
    });
    return h("li", {}, form);
  }
}

/** @param {string} label @param {string} placeholder */
function field(label, placeholder) {
  const input = h("input", { type: "text", maxlength: 80, "aria-label": label, placeholder, autocomplete: "off" });
  return /** @type {HTMLInputElement} */ (input);
}
