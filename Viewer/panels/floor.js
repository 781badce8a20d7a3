// @ts-check
// Below the stage: tour, provenance, zoom.

import { findEmbedding, findLayer, findModel } from "../data/study.js";
import { fill, find, h, icon } from "./dom.js";

/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {import("../stage/stage.js").Stage} Stage */

/** @param {Store} store @param {Stage} stage */
export function buildFloor(store, stage) {
  fill(
    find("#floor"),
    tourControls(store, stage),
    h("p", { class: "provenance muted", id: "provenance" }),
    zoomControls(store, stage),
  );
}

/** @param {Store} store @param {Stage} stage */
function tourControls(store, stage) {
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
    const dimensions = findEmbedding(findLayer(model, state.layer), state.embedding)?.dimensions ?? 0;
    tour.hidden = dimensions < 3;
    if (dimensions < 3 && state.playing) store.set({ playing: false });
  });
  return tour;
}

/** @param {Store} store @param {Stage} stage */
function zoomControls(store, stage) {
  const zoom = h("output", { class: "num zoom", id: "zoom", "aria-label": "Zoom" });
  const button = (/** @type {string} */ name, /** @type {string} */ title, /** @type {() => void} */ act) =>
    h("button", { class: "tool", title, "aria-label": title, onclick: act }, icon(name));
  store.watch(["zoom"], (state) => {
    const percent = state.zoom * 100;
    zoom.textContent = `${percent < 100 ? Math.round(percent) : Math.round(percent).toLocaleString("en-US")}%`;
  });
  return h(
    "div",
    { class: "pill floating right" },
    button("minus", "Zoom out (−)", () => stage.zoomBy(1 / 1.5)),
    zoom,
    button("plus", "Zoom in (+)", () => stage.zoomBy(1.5)),
    button("fit", "Fit (0)", () => stage.fit()),
  );
}
