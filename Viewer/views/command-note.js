// @ts-check
// Instead of a view: what is not there yet, and the command that makes it.

import { isExport } from "../data/study.js";
import { h } from "../panels/dom.js";
import { copyText } from "./copy.js";

/** @param {import("../state/store.js").Store} store @param {string} title @param {string} before
 * @param {string} command @param {string} after */
export function commandNote(store, title, before, command, after) {
  if (isExport(store.state.study)) {
    return [
      h("h2", {}, title),
      h("p", { class: "soft" }, "It is not in this page: the study had none when it was exported, or it was left out."),
    ];
  }
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
