// @ts-check
// The images on which both networks differ most, to be gone through.

import { largest } from "../../data/comparison.js";
import { modelTitle } from "../../data/series.js";
import { findModel, rate, shortName, thousands } from "../../data/study.js";
import { dot, fill, find, h, picker } from "../../panels/dom.js";
import { answerOf } from "./focus.js";
import { scopeWords } from "./scope.js";

/** @typedef {import("../../state/store.js").Comparison["by"]} By */

const MOST = 100;

const WAYS = /** @type {[By, string][]} */ ([
  ["neighbors", "Changed neighbourhood"],
  ["moved", "Moved"],
  ["predictions", "Predictions"],
]);
const TITLES = {
  neighbors: "1 − Jaccard of the 15 nearest in the activations of both layers",
  moved: "Distance between the image's two points after alignment; 1 is the mean radius of the points",
  predictions: "Total variation distance of the two predictions over the study's classes, from the five most probable",
};

/** @param {import("../../state/store.js").Store} store @param {import("../../stage/stage.js").Stage} stage
 * @param {import("../../stage/explorer.js").Explorer} explorer
 * @param {import("../../stage/compare/companion.js").Companion} beside
 * @param {import("../../stage/compare/pairing.js").Pairing} pairing */
export function buildDiffering(store, stage, explorer, beside, pairing) {
  const list = h("ol", { class: "differing" }), note = h("p", { class: "muted compare-note-line" });
  const menu = h("span", { class: "right" }), empty = h("p", { class: "soft" });
  const pictures = new Pictures(list, explorer);
  /** @type {number[]} */
  let items = [];
  const draw = () => {
    const { by } = store.state.comparison, { values, why } = pairing.differences[by], scope = pairing.scope();
    items = values && store.state.items ? largest(values, scope, MOST) : [];
    const focused = list.contains(document.activeElement) ? focusedItem(list) : -1;
    fill(list, ...items.map((item) => row(store, beside, item, by, values?.[item] ?? NaN)));
    pictures.watch();
    if (focused >= 0) rowOf(list, focused)?.focus({ preventScroll: true });
    list.hidden = items.length === 0;
    empty.hidden = items.length > 0;
    empty.textContent = why || (values ? "No image to compare." : "Comparing…");
    const many = items.length === MOST ? `The first ${MOST} of ` : "Of ";
    note.textContent = items.length > 0 ? `${many}${scopeWords(store.state, scope)}` : "";
  };
  const mark = () => {
    for (const each of list.querySelectorAll("[data-item]")) {
      each.setAttribute(
        "aria-current",
        String(Number(/** @type {HTMLElement} */ (each).dataset.item) === store.state.selected),
      );
    }
  };
  store.watch(["comparison"], ({ comparison: { by } }) => {
    menu.title = TITLES[by];
    fill(
      menu,
      picker("By what images differ", TITLES[by], WAYS, by, (next) => {
        store.set({ comparison: { ...store.state.comparison, by: /** @type {By} */ (next) } });
      }, "quiet"),
    );
  });
  pairing.onKnown.push((what) => what === store.state.comparison.by && draw());
  store.watch(["comparison", "selection", "filter", "passing", "tint", "predictions", "items"], draw);
  beside.store.watch(["predictions"], draw);
  store.watch(["selected"], mark);
  list.addEventListener("keydown", (event) => walk(event, list));
  return {
    root: h("div", { class: "compare-card" }, h("h3", {}, "Images that differ most", menu), list, empty, note),
    next: (/** @type {1 | -1} */ by) => step(store, stage, list, items, by),
  };
}

/** Pictures of a long list are asked for once they come into sight: of many images, each is on a page of its own. */
class Pictures {
  /** @param {HTMLElement} list @param {import("../../stage/explorer.js").Explorer} explorer */
  constructor(list, explorer) {
    this.list = list;
    this.observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting || !(target instanceof HTMLCanvasElement)) continue;
        this.observer.unobserve(target);
        explorer.sprites.paint(target, Number(target.dataset.picture));
      }
    });
  }

  watch() {
    this.observer.disconnect();
    for (const each of this.list.querySelectorAll("canvas")) this.observer.observe(each);
  }
}

/** @param {import("../../state/store.js").Store} store
 * @param {import("../../stage/compare/companion.js").Companion} beside @param {number} item @param {By} by
 * @param {number} value */
function row(store, beside, item, by, value) {
  const { items, study, tint } = store.state, label = items?.labels[item] ?? -1;
  const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", {
    width: 72,
    height: 72,
    "aria-hidden": "true",
    "data-picture": item,
  }));
  const name = label >= 0 && study ? shortName(study.classes[label]) : `Image ${thousands(item)}`;
  const figure = by === "moved" ? value.toFixed(2) : rate(value, 2);
  const answers = [store.state, beside.store.state].flatMap((state) => {
    const model = study && findModel(study, state.model),
      said = study && model && answerOf(study, model, state.predictions, item);
    return said && model ? [{ ...said, of: modelTitle(model) }] : [];
  });
  const told = answers.map((each) => `${each.of}: ${shortName(each.name)} ${rate(each.probability, 2)}`);
  const words = [`Image ${thousands(item)}`, name, ...told].join(", ");
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        "data-item": item,
        "aria-current": String(item === store.state.selected),
        "aria-label": `${words}: ${figure}`,
        title: [`Image ${thousands(item)}, ${name}`, ...told].join("\n"),
        onclick: () => store.set({ selected: item }),
        onpointerenter: () => store.set({ hovered: item }),
        onpointerleave: () => store.set({ hovered: -1 }),
      },
      canvas,
      h(
        "span",
        { class: "differing-words" },
        h(
          "span",
          { class: "tag" },
          label >= 0 && dot(tint?.ofClass(label) ?? "var(--ink3)"),
          h("span", { class: "clip" }, name),
        ),
        h(
          "span",
          { class: "compare-answers muted" },
          ...answers.map((each) => h("span", { class: "clip" }, shortName(each.name))),
        ),
      ),
      h("span", { class: "num soft" }, figure),
    ),
  );
}

/** The next image of the list, in focus on both stages and in sight. @param {import("../../state/store.js").Store} store
 * @param {import("../../stage/stage.js").Stage} stage @param {HTMLElement} list @param {number[]} items
 * @param {1 | -1} by */
function step(store, stage, list, items, by) {
  if (items.length === 0) return;
  const at = items.indexOf(store.state.selected);
  const item = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : (at + by + items.length) % items.length];
  store.set({ selected: item });
  stage.bring(item);
  rowOf(list, item)?.scrollIntoView({ block: "nearest" });
  find("#live").textContent = rowOf(list, item)?.getAttribute("aria-label") ?? "";
}

/** @param {HTMLElement} list @param {number} item @returns {HTMLElement | null} */
const rowOf = (list, item) => list.querySelector(`[data-item="${item}"]`);

/** @param {HTMLElement} list */
function focusedItem(list) {
  const active = document.activeElement;
  return active instanceof HTMLElement && list.contains(active) ? Number(active.dataset.item ?? -1) : -1;
}

/** @param {KeyboardEvent} event @param {HTMLElement} list */
function walk(event, list) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const rows = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-item]")]);
  const at = rows.findIndex((each) => each === document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
}
