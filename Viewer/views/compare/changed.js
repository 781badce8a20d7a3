// @ts-check
// Whose neighbourhoods differ most between both layers, class by class.

import { rate, shortName } from "../../data/study.js";
import { dot, h, meter } from "../../panels/dom.js";
import { pin } from "../../panels/legend.js";
import { RowList } from "../../panels/row-list.js";
import { scopeWords } from "./scope.js";

/** @typedef {import("../../state/store.js").Store} Store */
/** @typedef {import("../../state/store.js").State} State */
/** @typedef {NonNullable<ReturnType<import("../../stage/compare/pairing.js").Pairing["byClass"]>>} Means */

/** @param {Store} store @param {import("../../stage/compare/pairing.js").Pairing} pairing */
export function buildChanged(store, pairing) {
  const rows = h("div", { class: "rows changed-rows", role: "group", "aria-label": "Changed neighbourhoods by class" });
  const note = h("p", { class: "muted compare-note-line" }), empty = h("p", { class: "soft" });
  /** @type {Means | null} */
  let means = null;
  const list = new RowList(rows, (label) => row(store.state, label, means), (label) => `[data-class="${label}"]`);
  const draw = () => {
    const { state } = store, { why } = pairing.differences.neighbors;
    means = pairing.byClass();
    const some = means !== null && means.classes.length > 0;
    rows.hidden = !some;
    empty.hidden = some;
    empty.textContent = why || (means ? "These images have no labels." : "Comparing neighbourhoods…");
    list.set(means?.classes.map(({ label }) => label) ?? []);
    note.textContent = means && means.count > 0
      ? `Mean ${rate(means.mean, 2)} over ${scopeWords(state, pairing.scope())}; ${rate(means.chance, 2)} by chance`
      : "";
  };
  pairing.onKnown.push((what) => what === "neighbors" && draw());
  store.watch(["selection", "filter", "passing", "tint", "study", "items", "pinned"], draw);
  listenToRows(rows, store);
  return h(
    "div",
    { class: "compare-card" },
    h("h3", {}, "Changed neighbourhoods", h("span", { class: "right muted", title: TITLE }, "1 − Jaccard, k = 15")),
    rows,
    empty,
    note,
  );
}

const TITLE = "Of the 15 nearest of each image in the activations of both layers: 0 the same, 1 none in common";

/** @param {State} state @param {number} label @param {Means | null} means */
function row({ study, tint, pinned, colouring, coloured }, label, means) {
  const found = means?.classes.find((each) => each.label === label), name = study?.classes[label] ?? "";
  const color = tint?.ofClass(label) ?? "var(--ink3)", code = codeOf({ colouring, coloured }, label);
  const title = `${name}: ${rate(found?.mean, 2)} of the neighbourhood has changed, mean of ${
    found?.count ?? 0
  } images`;
  return h(
    "button",
    {
      class: `row changed${pinned.size > 0 && !pinned.has(code) ? " out" : ""}`,
      type: "button",
      "data-class": label,
      "aria-pressed": String(pinned.has(code)),
      "aria-label": title,
      title,
    },
    dot(color),
    h("span", { class: "nm clip" }, shortName(name)),
    meter(found?.mean ?? null, null, color),
    h("span", { class: "val num" }, rate(found?.mean, 2)),
  );
}

/** The colouring's code of a class; −1 where colours are about something else.
 * @param {Pick<State, "colouring" | "coloured">} state @param {number} label */
function codeOf({ colouring, coloured }, label) {
  if (colouring.kind === "label") return label;
  return (coloured?.type === "categories" ? coloured.codeOfClass?.[label] : undefined) ?? -1;
}

/** A hovered row isolates its class, a click pins it. @param {HTMLElement} rows @param {Store} store */
function listenToRows(rows, store) {
  const codeAt = (/** @type {Event} */ event) => {
    const found = event.target instanceof Element ? event.target.closest("[data-class]") : null;
    return found instanceof HTMLElement ? codeOf(store.state, Number(found.dataset.class)) : -1;
  };
  rows.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch") store.set({ hoveredClass: codeAt(event) });
  });
  rows.addEventListener("pointerleave", () => store.set({ hoveredClass: -1 }));
  rows.addEventListener("focusin", (event) => {
    if (event.target instanceof Element && event.target.matches(":focus-visible")) {
      store.set({ hoveredClass: codeAt(event) });
    }
  });
  rows.addEventListener("focusout", () => store.set({ hoveredClass: -1 }));
  rows.addEventListener("click", (event) => {
    const { coloured, pinned } = store.state, code = codeAt(event);
    if (code < 0 || coloured?.type !== "categories") return;
    store.set({ pinned: pin(pinned, code, coloured.names.length, { add: event.shiftKey, invert: event.altKey }) });
  });
}
