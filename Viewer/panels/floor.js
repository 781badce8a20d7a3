// @ts-check
// Below the stage: tour, provenance, zoom.

import { LEAST_ZOOM, MOST_ZOOM } from "../tour/camera.js";
import { dimensionsOf } from "../data/study.js";
import { fill, find, h, icon } from "./dom.js";
import { provenanceLine } from "./provenance.js";

/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {import("../stage/stage.js").Stage} Stage */

/** @param {Store} store @param {Stage} stage */
export function buildFloor(store, stage) {
  fill(
    find("#floor"),
    tourControls(store, stage),
    provenanceLine(store, "provenance muted", "provenance"),
    zoomControls(store, stage),
  );
}

/** @param {Store} store @param {Stage} stage */
function tourControls(store, stage) {
  const play = h("button", { class: "tool", onclick: () => store.set({ playing: !store.state.playing }) });
  const step = h("button", {
    class: "tool",
    title: "A single step of the tour (])",
    "aria-label": "A single step of the tour",
    onclick: () => stage.turning.step(store.state.study?.seed ?? 42),
  }, icon("step"));
  const tour = h(
    "div",
    { class: "pill floating", id: "tour" },
    play,
    step,
    speedSlider(store),
  );
  store.watch(["playing"], ({ playing, study }) => {
    fill(play, icon(playing ? "pause" : "play"));
    play.setAttribute("aria-pressed", String(playing));
    play.title = playing ? "Pause the tour (p)" : "Play the Grand Tour (p)";
    play.setAttribute("aria-label", play.title);
    stage.play(playing, study?.seed ?? 42);
  });
  store.watch(["study", "model", "layer", "embedding", "space"], (state) => {
    const turns = canTurn(state);
    tour.hidden = !turns;
    if (!turns && state.playing) store.set({ playing: false });
  });
  return tour;
}

/** How fast the tour turns, where the view can turn. @param {Store} store */
export function speedSlider(store) {
  const speed = /** @type {HTMLInputElement} */ (h("input", {
    type: "range",
    min: 0,
    max: 1,
    step: .01,
    value: .15,
    "aria-label": "Speed of the tour, radians a second",
    oninput: () => store.set({ speed: Number(speed.value) }),
  }));
  const root = h("label", { class: "speed" }, h("span", {}, "Speed"), speed);
  store.watch(["speed"], (state) => {
    speed.value = String(state.speed);
    speed.title = `${state.speed.toFixed(2)} radians a second`;
  });
  store.watch(["study", "model", "layer", "embedding", "space"], (state) => root.hidden = !canTurn(state));
  return root;
}

/** @param {import("../state/store.js").State} state */
const canTurn = (state) => dimensionsOf(state) > 2 && state.space !== "2";

/** @param {Store} store @param {Stage} stage */
function zoomControls(store, stage) {
  const zoom = h("output", { class: "num zoom", id: "zoom", "aria-label": "Zoom" });
  const button = (/** @type {string} */ name, /** @type {string} */ title, /** @type {() => void} */ act) =>
    h("button", { class: "tool", title, "aria-label": title, onclick: act }, icon(name));
  // By factors: equal ways on the slider are equal steps of nearness.
  const slider = /** @type {HTMLInputElement} */ (h("input", {
    type: "range",
    id: "zoom-slider",
    min: Math.log10(LEAST_ZOOM),
    max: Math.log10(MOST_ZOOM),
    step: "any",
    value: 0,
    "aria-label": "Zoom",
    title: "Zoom",
    oninput: () => stage.zoomTo(10 ** Number(slider.value)),
  }));
  store.watch(["zoom"], (state) => {
    const percent = state.zoom * 100;
    slider.value = String(Math.log10(state.zoom));
    slider.setAttribute("aria-valuetext", `${Math.round(percent)} percent`);
    zoom.textContent = `${percent < 100 ? Math.round(percent) : Math.round(percent).toLocaleString("en-US")}%`;
  });
  return h(
    "div",
    { class: "pill floating right" },
    button("minus", "Zoom out (−)", () => stage.zoomBy(1 / 1.5)),
    slider,
    zoom,
    button("plus", "Zoom in (+)", () => stage.zoomBy(1.5)),
    button("fit", "Fit (0)", () => stage.fit()),
  );
}
