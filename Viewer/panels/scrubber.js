// @ts-check
// On a small screen the rail is a scrubber under the stage, legend and inspector are sheets from below.

import { findLayer, findModel, metric, rate } from "../data/study.js";
import { fill, find, h, icon } from "./dom.js";
import { walkButton } from "./rail.js";

/** @param {import("../state/store.js").Store} store @param {import("../stage/explorer.js").Explorer} explorer */
export function buildScrubber(store, explorer) {
  const root = find("#scrubber"), name = h("b", { class: "clip" }), value = h("span", { class: "num muted" });
  const range =
    /** @type {HTMLInputElement} */ (h("input", { type: "range", min: 0, step: .01, "aria-label": "Layer" }));
  const step = (/** @type {1 | -1} */ direction, /** @type {string} */ title) =>
    h(
      "button",
      { class: "tool", title, "aria-label": title, onclick: () => explorer.step(direction) },
      icon(direction > 0 ? "next" : "previous"),
    );
  const sheet = (/** @type {"legend" | "inspector"} */ which, /** @type {string} */ title) =>
    h("button", {
      class: "btn",
      "data-sheet": which,
      onclick: () => store.set({ sheet: store.state.sheet === which ? "" : which }),
    }, title);
  const buttons = [sheet("legend", "Legend"), sheet("inspector", "Image")];
  fill(
    root,
    h("div", { class: "scrub-row" }, step(-1, "Previous layer"), range, step(1, "Next layer"), walkButton(store)),
    h("div", { class: "scrub-row" }, name, value, h("span", { class: "right tools" }, ...buttons)),
  );
  range.addEventListener("input", () => explorer.scrub(Number(range.value)));
  range.addEventListener("change", () => {
    const nearest = explorer.ready()[Math.round(Number(range.value))];
    if (!nearest) return;
    const same = nearest.folder === store.state.layer;
    store.set({ layer: nearest.folder });
    if (same) explorer.showLayer();
  });
  store.watch(["study", "model", "layer", "metric"], (state) => {
    const ready = explorer.ready(), at = ready.findIndex(({ folder }) => folder === state.layer);
    range.max = String(Math.max(0, ready.length - 1));
    range.value = String(at);
    const layer = state.study && findLayer(findModel(state.study, state.model), state.layer);
    name.textContent = layer?.name ?? "";
    range.setAttribute("aria-valuetext", layer?.name ?? "");
    value.textContent = rate(metric(layer, state.metric));
  });
  store.watch(["sheet"], (state) => {
    document.body.dataset.sheet = state.sheet;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.sheet === state.sheet));
  });
}
