// @ts-check
// Above the stage: which embedding, dots or pictures.

import { embeddingNames, embeddingTitle, findModel } from "../data/study.js";
import { fill, find, h, picker } from "./dom.js";
import { buildFloor } from "./floor.js";

/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {import("../state/store.js").DrawingMode} DrawingMode */

export const MODES = /** @type {DrawingMode[]} */ (["dots", "mixed", "images"]);
const MODE_TITLES = { dots: "Dots", mixed: "Mixed", images: "Images" };

/** @param {Store} store @param {import("../stage/stage.js").Stage} stage @param {() => void} resetFrame */
export function buildToolbar(store, stage, resetFrame) {
  const reset = h("button", { class: "btn", onclick: resetFrame, title: "Back to the first plane (r)" }, "First plane");
  fill(
    find("#toolbar"),
    embeddingPicker(store),
    h("span", { class: "sep" }),
    modeButtons(store),
    h("label", { class: "opt size" }, h("span", { class: "muted" }, "Size"), sizeSlider(store)),
    h("span", { class: "right tools" }, reset),
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
  const root = h("span", { class: "seg", role: "group", "aria-label": "Draw as" });
  for (const mode of MODES) {
    const title = `${MODE_TITLES[mode]} (i)`;
    root.append(h("button", { "data-mode": mode, onclick: () => store.set({ mode }), title }, MODE_TITLES[mode]));
  }
  store.watch(["mode", "renderer"], (state) => {
    for (const button of root.querySelectorAll("button")) {
      const shown = state.renderer === "canvas" ? "dots" : state.mode;
      button.setAttribute("aria-pressed", String(button.dataset.mode === shown));
      button.disabled = state.renderer === "canvas" && button.dataset.mode !== "dots";
    }
  });
  return root;
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
  return size;
}
