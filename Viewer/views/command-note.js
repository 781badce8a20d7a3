// @ts-check
// Instead of a view: what is not there yet, and the command that makes it.

import { h } from "../panels/dom.js";
import { copyText } from "./copy.js";

/** @param {import("../state/store.js").Store} store @param {string} title @param {string} before
 * @param {string} command @param {string} after */
export function commandNote(store, title, before, command, after) {
  return [
    h("h2", {}, title),
    h("p", { class: "soft" }, before),
    h(
      "p",
      { class: "command" },
      h("code", {}, command),
      h("button", { class: "btn", type: "button", onclick: () => copyText(store, command, "Command") }, "Copy"),
    ),
    h("p", { class: "soft" }, after),
  ];
}
