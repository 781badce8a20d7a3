// @ts-check
// Classes and marks: hover to isolate, click to pin, Alt-click for all the others.

import { findLayer, findModel, FOCUS_LIMIT, focusSet, rate, shortName, thousands } from "../data/study.js";
import { PALETTES } from "../state/palette.js";
import { dot, fill, find, h, meter, picker, svg } from "./dom.js";

/** @typedef {import("../state/store.js").State} State */
/** @typedef {import("../state/store.js").Store} Store */

/** Pinning everything is pinning nothing. @param {ReadonlySet<number>} pinned @param {number} label
 * @param {number} classCount @param {boolean} invert @returns {ReadonlySet<number>} */
export function pin(pinned, label, classCount, invert) {
  const next = new Set(pinned);
  if (invert) {
    next.clear();
    for (let k = 0; k < classCount; k++) if (k !== label) next.add(k);
  } else if (!next.delete(label)) next.add(label);
  return next.size === classCount ? new Set() : next;
}

/** @param {Store} store */
export function buildLegend(store) {
  const root = find("#legend"),
    search = /** @type {HTMLInputElement} */ (h("input", {
      type: "search",
      placeholder: "Find a class",
      "aria-label": "Find a class",
      spellcheck: "false",
    }));
  const list = h("div", { class: "rows classes", role: "group", "aria-label": "Classes" });
  const top = h("div"), options = h("div", { class: "legend-tools" }), empty = h("p", { class: "note" });
  /** @type {string | null} */
  let chosen = null;
  const sortOf = (/** @type {State} */ state) => chosen ?? (state.predictions ? "errors" : "count");
  fill(root, top, options, list, empty);
  search.addEventListener("input", () => draw(store.state));
  const draw = (/** @type {State} */ state) => drawRows(list, empty, store, state, search.value, sortOf(state));
  store.watch(["study", "predictions"], (state) => {
    const many = (state.study?.classes.length ?? 0) > FOCUS_LIMIT;
    options.hidden = !many;
    root.classList.toggle("none", state.study?.classes.length === 0);
    fill(
      options,
      search,
      picker(
        "Order of the classes",
        "Order",
        [
          ...(state.predictions ? [["errors", "Errors"]] : []),
          ["count", "Count"],
          ["name", "Name"],
          ["order", "Given order"],
        ].map(([key, text]) => [key, text]),
        sortOf(state),
        (value) => {
          chosen = value;
          draw(store.state);
        },
        "quiet",
      ),
    );
  });
  store.watch(["study", "pinned"], (state) => drawHead(top, store, state));
  store.watch(["study", "tally", "layer", "theme", "pinned", "model"], draw);
}

/** @param {HTMLElement} top @param {Store} store @param {State} state */
function drawHead(top, store, state) {
  const count = state.study?.classes.length ?? 0;
  const clear = h("button", {
    class: "link-button right",
    onclick: () => store.set({ pinned: new Set() }),
    title: "Show all (c)",
  }, `${thousands(state.pinned.size)} of ${thousands(count)} · clear`);
  fill(
    top,
    h(
      "div",
      { class: "block-head" },
      h("h2", {}, "Label"),
      state.pinned.size > 0 ? clear : h(
        "span",
        { class: "muted right" },
        count > FOCUS_LIMIT ? `${FOCUS_LIMIT} of ${thousands(count)} in colour` : count ? `${count} classes` : "",
      ),
    ),
  );
}

/** @param {HTMLElement} list @param {HTMLElement} empty @param {Store} store @param {State} state @param {string} text
 * @param {string} sort */
function drawRows(list, empty, store, state, text, sort) {
  const { study, tally, pinned } = state;
  if (!study || !tally) return;
  const hadFocus = document.activeElement instanceof HTMLElement && list.contains(document.activeElement)
    ? document.activeElement.dataset.label
    : undefined;
  const focus = focusSet(tally, pinned), colors = PALETTES[state.theme];
  const wanted = order(study.classes, tally, focus, sort)
    .filter((k) => study.classes[k].toLowerCase().includes(text.trim().toLowerCase()));
  const layer = findLayer(findModel(study, state.model), state.layer);
  const rates = layer?.classMetrics?.[state.metric] ?? layer?.classMetrics?.neighborhoodHit;
  fill(
    list,
    ...wanted.map((k) => {
      const slot = focus.indexOf(k);
      return classRow(store, state, k, slot >= 0 ? colors.classes[slot] : colors.control, rates?.[k] ?? null);
    }),
  );
  list.classList.toggle("plain", !rates);
  list.classList.toggle("many", tally.counts.some((count) => count >= 10_000));
  empty.hidden = wanted.length > 0;
  empty.textContent = study.classes.length === 0
    ? "The images of this study have no labels: every dot has the same colour."
    : `No class is called “${text.trim()}”.`;
  if (hadFocus !== undefined) {
    const again = list.querySelector(`[data-label="${hadFocus}"]`);
    if (again instanceof HTMLElement) again.focus();
  }
}

/** @param {Store} store @param {State} state @param {number} k class @param {string} color @param {number | null} value */
function classRow(store, { study, tally, pinned, predictions }, k, color, value) {
  if (!study || !tally) return null;
  const title = `${study.classes[k]}: ${thousands(tally.counts[k])} images` +
    (predictions ? `, ${thousands(tally.errors[k])} misclassified` : "") +
    (value === null ? "" : `, neighbourhood hit ${rate(value)} in this layer`);
  const choose = (/** @type {MouseEvent} */ event) =>
    store.set({ pinned: pin(store.state.pinned, k, study.classes.length, event.altKey) });
  return h(
    "button",
    {
      class: `row legend${pinned.size > 0 && !pinned.has(k) ? " out" : ""}`,
      "aria-pressed": String(pinned.has(k)),
      "data-label": k,
      title,
      type: "button",
      onpointerenter: () => store.set({ hoveredClass: k }),
      onpointerleave: () => store.set({ hoveredClass: -1 }),
      onclick: choose,
    },
    dot(color),
    h("span", { class: "nm" }, shortName(study.classes[k])),
    h("span", { class: "count num" }, thousands(tally.counts[k])),
    ...(value === null ? [] : [meter(value), h("span", { class: "val num" }, rate(value))]),
  );
}

/** The classes in color come first. @param {string[]} classes @param {import("../data/study.js").Tally} tally
 * @param {number[]} focus @param {string} sort */
function order(classes, tally, focus, sort) {
  const all = classes.map((_, k) => k);
  if (classes.length <= FOCUS_LIMIT || sort === "order") return all;
  const by = /** @type {Record<string, (a: number, b: number) => number>} */ ({
    errors: (a, b) => tally.errors[b] - tally.errors[a],
    count: (a, b) => tally.counts[b] - tally.counts[a],
    name: (a, b) => classes[a].localeCompare(classes[b], "en"),
  })[sort];
  const rank = (/** @type {number} */ k) => focus.includes(k) ? 0 : 1;
  return all.sort((a, b) => (sort === "name" ? 0 : rank(a) - rank(b)) || by(a, b) || a - b);
}

/** @param {Store} store */
export function buildMarks(store) {
  const root = find("#marks");
  store.watch(["marks", "tally", "predictions", "trust"], ({ marks, tally, predictions, trust }) => {
    const low = trust ? trust.reduce((sum, value) => sum + (value < .8 ? 1 : 0), 0) : 0;
    const flip = (/** @type {"misclassified" | "lowTrust"} */ key) => () =>
      store.set({ marks: { ...store.state.marks, [key]: !store.state.marks[key] } });
    const rows = [
      // Where no label is a class of the network, no image is known to be wrong.
      predictions && tally && (tally.misclassified > 0 || predictions.correct.includes(1)) &&
      row(
        "Misclassified",
        "Triangles, in the colour of the prediction (m)",
        tally.misclassified,
        marks.misclassified,
        flip("misclassified"),
        svg("path", { d: "M5 .5 9.7 9H.3Z", fill: "currentColor" }),
      ),
      trust &&
      row(
        "Low trust",
        "Hollow dots: trust below .8 (t)",
        low,
        marks.lowTrust,
        flip("lowTrust"),
        svg("circle", { cx: 5, cy: 5, r: 4, fill: "none", stroke: "currentColor", "stroke-width": 1.5 }),
      ),
    ];
    root.hidden = rows.every((each) => !each);
    fill(root, ...rows);
  });
}

/** @param {string} name @param {string} title @param {number} count @param {boolean} on @param {() => void} flip
 * @param {SVGElement} shape */
function row(name, title, count, on, flip, shape) {
  return h(
    "button",
    { class: "row mark", role: "switch", "aria-checked": String(on), title, onclick: flip, type: "button" },
    svg("svg", { width: 10, height: 10, "aria-hidden": "true" }, shape),
    h("span", {}, name),
    h("span", { class: "muted num" }, thousands(count)),
    h("span", { class: "switch" }),
  );
}
