// @ts-check
// In narrow windows the side of a view is a drawer.

import { h } from "../panels/dom.js";

export class SideDrawer {
  /** @param {() => HTMLElement} body what holds the side; asked for when it is opened or closed */
  constructor(body) {
    this.body = body;
    this.button = h("button", { class: "btn side-button", type: "button", "aria-expanded": "false" }, "Details");
    this.button.addEventListener("click", () => this.open(!body().classList.contains("with-side")));
  }

  /** @param {boolean} open */
  open(open) {
    this.body().classList.toggle("with-side", open);
    this.button.setAttribute("aria-expanded", String(open));
  }
}
