// @ts-check
// At the right: the image in focus, the selected images, or how to choose.

import { findModel, rate, thousands } from "../data/study.js";
import { fill, find, h } from "./dom.js";
import { ImagePanel } from "./image-panel.js";
import { buildNamedList } from "./named-list.js";
import { SelectionPanel } from "./selection-panel.js";

/** @typedef {import("../state/store.js").State} State */

/** @param {import("../state/store.js").Store} store @param {import("../stage/explorer.js").Explorer} explorer
 * @param {import("../stage/named.js").Named} named @param {import("../stage/directions.js").Directions} directions */
export function buildInspector(store, explorer, named, directions) {
  const root = find("#inspector"), tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Inspector" });
  const body = h("div", { class: "inspector-body", id: "inspector-body", role: "region", "aria-label": "Details" });
  const image = new ImagePanel(store, explorer), several = new SelectionPanel(store, explorer, named, directions);
  const nothing = h("div"), list = buildNamedList(store, named);
  fill(find("#inspector-content"), tabs, body);
  fill(body, image.root, several.root, nothing, list);
  /** Which of the two is shown where both are there: what was chosen last. @type {"image" | "selection"} */
  let shown = "image";
  let before = { selected: store.state.selected, selection: store.state.selection };
  const draw = (/** @type {State} */ state) => {
    const one = state.selected >= 0 && state.items !== null && state.selected < state.items.labels.length;
    const many = state.selection.length > 0;
    const at = one && many ? shown : one ? "image" : "selection";
    root.classList.toggle("empty", !one && !many);
    image.root.hidden = at !== "image";
    several.root.hidden = !(many && at === "selection");
    nothing.hidden = one || many;
    list.hidden = state.named.length === 0 || at === "image";
    drawTabs(tabs, state, at, one && many, (next) => {
      shown = next;
      draw(store.state);
      find(`[data-tab="${next}"]`, tabs).focus();
    });
    if (one && at === "image") image.draw();
    else image.forget();
    if (many && at === "selection") several.draw();
    if (!one && !many) fill(nothing, ...hints(state));
  };
  store.watch(["selected", "selection", "study", "items", "predictions", "tint", "named"], (state) => {
    if (state.selection !== before.selection && state.selection.length > 0) shown = "selection";
    if (state.selected !== before.selected && state.selected >= 0) shown = "image";
    before = { selected: state.selected, selection: state.selection };
    draw(state);
  });
  store.watch(["layer", "model", "embedding"], (state) => {
    if (!image.root.hidden && state.selected >= 0) image.drawLayer();
    else if (!several.root.hidden && state.selection.length > 0) several.draw();
  });
  // Trust comes last: what is there already stays, as a hand may be on it.
  store.watch(["trust"], (state) => {
    if (!image.root.hidden && state.selected >= 0) image.drawTrust();
    else if (!several.root.hidden && state.selection.length > 0) several.drawSummary();
  });
}

/** @param {HTMLElement} tabs @param {State} state @param {string} at @param {boolean} both
 * @param {(next: "image" | "selection") => void} choose */
function drawTabs(tabs, state, at, both, choose) {
  tabs.hidden = !both;
  if (!both) return;
  const tab = (/** @type {"image" | "selection"} */ name, /** @type {string} */ text) =>
    h("button", {
      role: "tab",
      type: "button",
      "data-tab": name,
      "aria-selected": String(at === name),
      "aria-controls": "inspector-body",
      tabindex: at === name ? 0 : -1,
      onclick: () => choose(name),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        event.preventDefault();
        choose(name === "image" ? "selection" : "image");
      },
    }, text);
  const count = thousands(state.selection.length), held = tabs.contains(document.activeElement);
  fill(tabs, tab("image", `Image ${thousands(state.selected)}`), tab("selection", `${count} selected`));
  if (held) find(`[data-tab="${at}"]`, tabs).focus();
}

/** @param {State} state */
function hints(state) {
  const model = state.study && findModel(state.study, state.model), accuracy = model?.accuracy;
  const key = (/** @type {string[]} */ keys, /** @type {string} */ what) => [
    h("dt", {}, ...keys.map((each) => h("kbd", {}, each))),
    h("dd", {}, what),
  ];
  return [
    h("div", { class: "card first" }, h("h2", {}, "No image selected")),
    h(
      "div",
      { class: "card" },
      h(
        "p",
        { class: "soft" },
        "Click an image or a dot to see it large, with its prediction and its nearest neighbours. " +
          "Brush over several to see what they have in common.",
      ),
      h(
        "dl",
        { class: "keys" },
        ...key(["j", "k"], "next, previous layer"),
        ...key(["i"], "dots, mixed, images"),
        ...key(["/"], "find an image, class, layer or unit"),
        ...key(["?"], "all keys"),
      ),
    ),
    model && accuracy && accuracyCard(model.name, accuracy),
  ];
}

/** @param {string} name @param {NonNullable<import("../data/types.js").Model["accuracy"]>} accuracy */
function accuracyCard(name, { top1, top5, counted, unmatched }) {
  const fact = (/** @type {string} */ what, /** @type {string} */ value) => [
    h("dt", {}, what),
    h("dd", { class: "num" }, value),
  ];
  return h(
    "div",
    { class: "card" },
    h("h3", {}, `What ${name} says`),
    counted === 0
      ? h("p", { class: "soft" }, "None of the labels is a class of the network, so nothing can be right or wrong.")
      : h(
        "dl",
        { class: "facts" },
        ...fact("Right at first guess", rate(top1)),
        ...fact("Among the first five", rate(top5)),
        ...fact("Images counted", thousands(counted)),
        ...(unmatched > 0 ? fact("Without a matching class", thousands(unmatched)) : []),
      ),
  );
}
