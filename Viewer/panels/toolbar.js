// @ts-check
// Above and below the stage: which embedding, dots or pictures, tour, zoom.

import { embeddingNames, embeddingTitle, findModel } from "../data/study.js";
import { fill, find, h, icon, picker } from "./dom.js";

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

/** @param {Store} store @param {import("../stage/stage.js").Stage} stage */
function buildFloor(store, stage) {
  const play = h("button", { class: "tool", onclick: () => store.set({ playing: !store.state.playing }) });
  const speed = /** @type {HTMLInputElement} */ (h("input", {
    type: "range",
    min: .02,
    max: 1,
    step: .01,
    value: .15,
    "aria-label": "Speed of the tour, radians a second",
    oninput: () => store.set({ speed: Number(speed.value) }),
  }));
  const tour = h("div", { class: "pill floating", id: "tour" }, play, h("label", { class: "speed" }, "Speed", speed));
  const zoom = h("output", { class: "num zoom", id: "zoom", "aria-label": "Zoom" });
  const button = (/** @type {string} */ name, /** @type {string} */ title, /** @type {() => void} */ act) =>
    h("button", { class: "tool", title, "aria-label": title, onclick: act }, icon(name));
  fill(
    find("#floor"),
    tour,
    h("p", { class: "provenance muted", id: "provenance" }),
    h(
      "div",
      { class: "pill floating right" },
      button("minus", "Zoom out (−)", () => stage.zoomBy(1 / 1.5)),
      zoom,
      button("plus", "Zoom in (+)", () => stage.zoomBy(1.5)),
      button("fit", "Fit (0)", () => stage.fit()),
    ),
  );
  store.watch(["playing"], ({ playing, study }) => {
    fill(play, icon(playing ? "pause" : "play"));
    play.setAttribute("aria-pressed", String(playing));
    play.title = playing ? "Pause the tour (p)" : "Play the Grand Tour (p)";
    play.setAttribute("aria-label", play.title);
    stage.play(playing, study?.seed ?? 42);
    if (playing) store.set({ turned: true });
  });
  store.watch(["study", "model", "layer", "embedding"], (state) => {
    const model = state.study && findModel(state.study, state.model);
    const layer = model?.layers.find(({ folder }) => folder === state.layer);
    const dimensions = layer?.embeddings.find(({ name }) => name === state.embedding)?.dimensions ?? 0;
    tour.hidden = dimensions < 3;
    if (dimensions < 3 && state.playing) store.set({ playing: false });
  });
  store.watch(["zoom"], (state) => {
    const percent = state.zoom * 100;
    zoom.textContent = `${percent < 100 ? Math.round(percent) : Math.round(percent).toLocaleString("en-US")}%`;
  });
}
