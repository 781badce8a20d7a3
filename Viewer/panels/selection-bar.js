// @ts-check
// What is selected or filtered, in one line over the stage, with everything that can be done with it.

import { thousands } from "../data/study.js";
import { fill, find, h, icon } from "./dom.js";

/** @typedef {import("../state/store.js").Store} Store */

/** @param {Store} store @param {import("../stage/groups.js").Groups} groups */
export function buildSelectionBar(store, groups) {
  const bar = find("#selection-bar"), live = find("#live"), text = h("span", { class: "num count" });
  const button = (
    /** @type {string} */ name,
    /** @type {string} */ words,
    /** @type {string} */ title,
    /** @type {() => void} */ act,
  ) =>
    h(
      "button",
      { class: "link-button", title, "aria-label": title, onclick: act },
      icon(name),
      h("span", { class: "words" }, words),
    );
  const invert = button("invert", "Invert", "Select all the others (I)", () => groups.invert());
  const alike = button("alike", "Alike", "Select alike: adds the 15 nearest in this layer (g)", () => groups.alike());
  const handle = button("handle", "Handle", "Handle from the selection (d)", () => groups.handle());
  const filter = button("filter", "Filter", "Show only the selected (f)", () => groups.filter());
  const all = button("close", "Show all", "Show all images again", () => store.set({ filter: null }));
  const clear = button("close", "Clear", "Clear selection and filter (c)", () => groups.clear());
  fill(bar, text, invert, alike, handle, filter, all, clear);
  store.watch(["selection", "filter", "items"], (state) => {
    const { selection, filter: shown, items } = state, total = items?.labels.length ?? 0, any = selection.length > 0;
    bar.hidden = !any && !shown;
    const count = any ? `${thousands(selection.length)} selected` : "";
    const filtered = shown ? `${thousands(shown.length)} of ${thousands(total)} shown` : "";
    text.textContent = [count, filtered].filter((part) => part !== "").join(", ");
    for (const each of [invert, alike, handle, filter]) each.hidden = !any;
    all.hidden = any || !shown;
    clear.hidden = !any;
    if (items) live.textContent = text.textContent || (live.textContent ? "Nothing selected" : "");
  });
}
