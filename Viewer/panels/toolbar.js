// @ts-check
// Above the stage: which embedding, dots or pictures.

import { hasPictures } from "../data/shown-text.js";
import { dimensionsOf, embeddingNames, embeddingTitle, findModel } from "../data/study.js";
import { fill, find, h, icon, picker } from "./dom.js";
import { buildFloor, speedSlider } from "./floor.js";
import { menuButton } from "./menu.js";
import { NARROW } from "../views/compare/mode.js";
import { provenanceLine } from "./provenance.js";

/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {import("../state/store.js").DrawingMode} DrawingMode */

export const MODES = /** @type {DrawingMode[]} */ (["dots", "mixed", "images"]);
const MODE_TITLES = { dots: "Dots", mixed: "Mixed", images: "Images" };

/** @param {Store} store @param {import("../stage/stage.js").Stage} stage
 * @param {{ resetFrame: () => void, bestView: () => void, newHandle: () => void, table: () => void,
 *   compare: import("../views/compare/mode.js").CompareMode }} acts */
export function buildToolbar(store, stage, { resetFrame, bestView, newHandle, table, compare }) {
  const reset = h(
    "button",
    { class: "btn", onclick: resetFrame, title: "Back to the first plane (r)" },
    icon("reset"),
    h("span", { class: "words" }, "First plane"),
  );
  fill(
    find("#toolbar"),
    embeddingPicker(store),
    spaceButtons(store),
    h("span", { class: "sep" }),
    modeButtons(store),
    sizeSlider(store),
    h("span", { class: "sep" }),
    toolButtons(store, newHandle),
    h(
      "span",
      { class: "right tools" },
      reset,
      bestButton(store, bestView),
      ...compareButtons(store, compare),
      viewMenu(store, table),
    ),
  );
  store.watch(["turned"], ({ turned }) => reset.hidden = !turned);
  buildFloor(store, stage);
}

/** @param {Store} store */
function embeddingPicker(store) {
  const root = h("span");
  store.watch(["study", "model", "embedding"], (state) => {
    const names = embeddingNames(state.study && findModel(state.study, state.model));
    const options = names.map((name) => /** @type {[string, string]} */ ([name, embeddingTitle(name)]));
    const choose = (/** @type {string} */ name) => store.set({ embedding: name });
    fill(root, names.length > 0 && picker("Embedding", "Embedding (e)", options, state.embedding ?? "", choose));
  });
  return root;
}

/** @param {Store} store */
function modeButtons(store) {
  const root = h("span", { class: "seg modes", role: "group", "aria-label": "Draw as" });
  for (const mode of MODES) {
    const title = `${MODE_TITLES[mode]} (i)`;
    const words = h("span", { class: "words" }, MODE_TITLES[mode]), act = () => store.set({ mode });
    root.append(h("button", { "data-mode": mode, onclick: act, title, "aria-label": title }, icon(mode), words));
  }
  store.watch(["mode", "renderer", "study"], (state) => {
    // Without pictures, as in a study of texts, there is nothing but dots to draw.
    const onlyDots = state.renderer === "canvas" || state.study !== null && !hasPictures(state.study);
    for (const button of root.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === (onlyDots ? "dots" : state.mode)));
      button.disabled = onlyDots && button.dataset.mode !== "dots";
    }
  });
  return root;
}

const SPACES = /** @type {[import("../state/store.js").Space, string, string][]} */ ([
  ["2", "2-D", "The plane that is seen, turned within itself only"],
  ["3", "3-D", "Three dimensions: drag to turn, Shift to pan"],
  ["n", "n-D", "All dimensions"],
]);

/** The view in two, three or all dimensions, where the embedding has more than two. @param {Store} store */
function spaceButtons(store) {
  const root = h("span", { class: "seg space", role: "group", "aria-label": "Dimensions of the view" });
  for (const [space, name, title] of SPACES) {
    root.append(h("button", { "data-space": space, onclick: () => store.set({ space }), title }, name));
  }
  store.watch(["space", "study", "model", "layer", "embedding"], (state) => {
    const dimensions = dimensionsOf(state);
    root.hidden = dimensions < 3;
    for (const button of root.querySelectorAll("button")) {
      // Three dimensions are all dimensions of a 3-D embedding.
      button.hidden = button.dataset.space === "n" && dimensions === 3;
      const shown = dimensions === 3 && state.space === "n" ? "3" : state.space;
      button.setAttribute("aria-pressed", String(button.dataset.space === shown));
    }
  });
  return root;
}

const TOOLS = /** @type {[import("../state/store.js").Tool, string, string][]} */ ([
  ["pan", "pan", "Pan and grab rings (b changes the tool)"],
  ["rectangle", "rectangle", "Rectangle brush: Shift adds, Alt subtracts, both intersect (b)"],
  ["lasso", "lasso", "Lasso: Shift adds, Alt subtracts, both intersect (b)"],
]);

/** @param {Store} store @param {() => void} newHandle */
function toolButtons(store, newHandle) {
  const root = h("span", { class: "tool-group", role: "group", "aria-label": "Tool" });
  for (const [tool, name, title] of TOOLS) {
    const button = h("button", {
      class: "tool",
      "data-tool": tool,
      title,
      "aria-label": title,
      onclick: () => store.set({ tool }),
    }, icon(name));
    root.append(button);
  }
  const handle = h("button", {
    class: "tool",
    title: "Handle from the selection or the next brush (d)",
    "aria-label": "Handle from the selection or the next brush",
    onclick: newHandle,
  }, icon("handle"));
  root.append(handle);
  store.watch(["tool", "armed"], ({ tool, armed }) => {
    for (const button of root.querySelectorAll("button")) {
      if (button instanceof HTMLElement && button.dataset.tool) {
        button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
      }
    }
    handle.setAttribute("aria-pressed", String(armed === "handle"));
    find("#stage").dataset.tool = tool;
  });
  return root;
}

/** @param {Store} store @param {() => void} bestView */
function bestButton(store, bestView) {
  const button = h(
    "button",
    { class: "btn best", onclick: bestView, title: "The plane that separates the classes, or the selection, best (v)" },
    icon("best"),
    h("span", { class: "words" }, "Best view"),
  );
  store.watch(["space", "study", "model", "layer", "embedding"], (state) => button.hidden = dimensionsOf(state) < 3);
  return button;
}

/** Two networks beside each other, how they lie, and what is told of them.
 * @param {Store} store @param {import("../views/compare/mode.js").CompareMode} mode */
function compareButtons(store, mode) {
  const button = (
    /** @type {string} */ name,
    /** @type {string} */ words,
    /** @type {string} */ title,
    /** @type {() => void} */ act,
  ) =>
    h(
      "button",
      { class: `btn to-${name}`, type: "button", onclick: act, title, "aria-label": title },
      icon(name),
      h("span", { class: "words" }, words),
    );
  const align = button(
    "align",
    "Procrustes",
    "Align the left points to the right ones by Procrustes (a)",
    () => mode.align(),
  );
  const toggle = button("compare", "Compare", "Compare two networks, or two epochs", () => mode.toggle(toggle));
  const title = "Agreement of layers and what differs, below (s)";
  const figures = h(
    "button",
    { class: "tool", type: "button", onclick: () => mode.toggleFigures(), title, "aria-label": title },
    icon("matrix"),
  );
  store.watch(["compare", "comparison", "study", "sheet"], ({ compare, comparison, study, sheet }) => {
    toggle.hidden = study === null;
    align.hidden = figures.hidden = compare === null;
    toggle.setAttribute("aria-pressed", String(compare !== null));
    align.setAttribute("aria-pressed", String(compare?.aligned === true));
    figures.setAttribute("aria-pressed", String(NARROW.matches ? sheet === "figures" : comparison.shown));
  });
  return [figures, align, toggle];
}

/** Below stands what the toolbar and the floor have no room for. @param {Store} store @param {() => void} table */
function viewMenu(store, table) {
  return menuButton("More for the picture", () => [
    { text: "Show as table", act: table },
    {
      text: "Shapes beside colours",
      checked: store.state.shapes,
      act: () => store.set({ shapes: !store.state.shapes }),
    },
  ], [sizeSlider(store), speedSlider(store), provenanceLine(store, "origin muted")]);
}

/** @param {Store} store */
function sizeSlider(store) {
  const size = /** @type {HTMLInputElement} */ (h("input", {
    type: "range",
    min: .5,
    max: 2.5,
    step: .05,
    value: 1,
    "aria-label": "Size of dots and pictures",
    oninput: () => store.set({ dotSize: Number(size.value) }),
  }));
  store.watch(["dotSize"], ({ dotSize }) => size.value = String(dotSize));
  return h("label", { class: "size" }, h("span", { class: "muted" }, "Size"), size);
}
