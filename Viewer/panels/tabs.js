// @ts-check
// In the header: the views.

import { openView } from "../state/neurons.js";
import { fill, find, h, picker } from "./dom.js";

/** @typedef {import("../state/store.js").View} View */

/** With the key of each. @type {[View, string, string][]} */
export const VIEWS = [
  ["tour", "Tour", "1"],
  ["neighbours", "Neighbours", "2"],
  ["neurons", "Neurons", "3"],
  ["evolution", "Evolution", "4"],
  ["features", "Features", "5"],
  ["report", "Report", "6"],
];

/** @param {import("../state/store.js").Store} store */
export function buildTabs(store) {
  const root = find("#views"), select = h("span", { class: "as-menu" });
  const buttons = VIEWS.map(([view, name, key]) =>
    h(
      "button",
      { type: "button", "data-view": view, title: `${name} (${key})`, onclick: () => openView(store, view) },
      name,
    )
  );
  fill(root, ...buttons, select);
  store.watch(["view"], ({ view }) => {
    for (const button of buttons) {
      if (button.dataset.view === view) button.setAttribute("aria-current", "page");
      else button.removeAttribute("aria-current");
    }
    const names = VIEWS.map(([each, name]) => /** @type {[string, string]} */ ([each, name]));
    fill(
      select,
      picker("View", "View", names, view, (next) => openView(store, /** @type {View} */ (next)), "strong"),
    );
  });
}
