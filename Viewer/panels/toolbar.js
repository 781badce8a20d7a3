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
  const root = find("#toolbar"),
    embedding = h("span"),
    modes = h("span", { class: "seg", role: "group", "aria-label": "Draw as" });
  const size = /** @type {HTMLInputElement} */ (h("input", {
    type: "range",
    min: .5,
    max: 2.5,
    step: .05,
    value: 1,
    "aria-label": "Size of dots and pictures",
    oninput: () => store.set({ dotSize: Number(size.value) }),
  }));
  for (const mode of MODES) {
    modes.append(
      h("button", {
        "data-mode": mode,
        onclick: () => store.set({ mode }),
        title: `${MODE_TITLES[mode]} (i)`,
      }, MODE_TITLES[mode]),
    );
  }
  const reset = h("button", { class: "btn", onclick: resetFrame, title: "Back to the first plane (r)" }, "First plane");
  fill(
    root,
    embedding,
    h("span", { class: "sep" }),
    modes,
    h("label", { class: "opt size" }, h("span", { class: "muted" }, "Size"), size),
    h("span", { class: "right tools" }, reset),
  );
  store.watch(["study", "model", "embedding"], (state) => {
    const model = state.study && findModel(state.study, state.model), names = embeddingNames(model);
    fill(
      embedding,
      names.length > 0 &&
        picker(
          "Embedding",
          "Embedding (e)",
          names.map((name) => [name, embeddingTitle(name)]),
          state.embedding ?? "",
          (name) => store.set({ embedding: name }),
        ),
    );
  });
  store.watch(["mode", "renderer"], (state) => {
    for (const button of modes.querySelectorAll("button")) {
      const shown = state.renderer === "canvas" ? "dots" : state.mode;
      button.setAttribute("aria-pressed", String(button.dataset.mode === shown));
      button.disabled = state.renderer === "canvas" && button.dataset.mode !== "dots";
    }
  });
  store.watch(["turned"], ({ turned }) => reset.hidden = !turned);
  store.watch(["dotSize"], ({ dotSize }) => size.value = String(dotSize));
  buildFloor(store, stage);
}
