// @ts-check
// Which channel's activation colors the images: by number, or one of those that the image in focus excites most.

import { findLayer, findModel, layersWithUnits } from "../data/study.js";
import { colourBy } from "../state/colouring.js";
import { fill, h, icon, picker } from "./dom.js";

/** @typedef {import("../state/store.js").Store} Store */

export { layersWithUnits } from "../data/study.js";

const SHOWN = 5;

/** The unit to begin with: the one that the image in focus excites most, in this layer or the last one that has units.
 * @param {Store} store @param {import("../stage/explorer.js").Explorer} explorer */
export async function colourByUnit(store, explorer) {
  const { study, model, layer: current, selected } = store.state;
  const layers = layersWithUnits(study && findModel(study, model));
  const layer = layers.find(({ folder }) => folder === current) ?? layers.at(-1);
  if (!layer) return;
  const top = selected < 0 ? [] : await explorer.activeUnits(layer.folder, selected, 1).catch(() => []);
  colourBy(store, { kind: "unit", layer: layer.folder, channel: top[0]?.channel ?? 0 });
}

/** @param {Store} store @param {import("../stage/explorer.js").Explorer} explorer @returns {HTMLElement} */
export function buildUnitPicker(store, explorer) {
  const root = h("div", { class: "unit-picker" }), tops = h("div", { class: "top-units" });
  const number = /** @type {HTMLInputElement} */ (h("input", {
    type: "number",
    min: 0,
    step: 1,
    "aria-label": "Channel",
    class: "num",
  }));
  const go = (/** @type {number} */ channel) => {
    chooseChannel(store, channel);
    number.value = String(store.state.colouring.kind === "unit" ? store.state.colouring.channel : 0);
  };
  number.addEventListener("change", () => go(Number(number.value)));
  const step = (/** @type {number} */ by, /** @type {string} */ name) =>
    h("button", {
      class: "tool",
      type: "button",
      title: name,
      "aria-label": name,
      onclick: () => {
        const { colouring } = store.state;
        if (colouring.kind === "unit") go(colouring.channel + by);
      },
    }, icon(by > 0 ? "next" : "previous"));
  const layer = h("span");
  const row = h("div", { class: "unit-row" }, step(-1, "Previous channel"), number, step(1, "Next channel"), layer);
  fill(root, row, tops);
  store.watch(["colouring", "study", "model"], (state) => {
    root.hidden = state.colouring.kind !== "unit";
    showUnit(state, number, layer, store);
  });
  store.watch(["colouring", "selected"], (state) => showTops(tops, state, store, explorer));
  return root;
}

/** The nearest channel that the layer has. @param {Store} store @param {number} channel */
function chooseChannel(store, channel) {
  const { colouring, study, model } = store.state;
  if (colouring.kind !== "unit" || !Number.isInteger(channel)) return;
  const count = (study && findLayer(findModel(study, model), colouring.layer)?.featureCount) || 1;
  colourBy(store, { ...colouring, channel: Math.max(0, Math.min(count - 1, channel)) });
}

/** @param {import("../state/store.js").State} state @param {HTMLInputElement} number @param {HTMLElement} root
 * @param {Store} store */
function showUnit({ colouring, study, model }, number, root, store) {
  if (colouring.kind !== "unit" || !study) return;
  const layers = layersWithUnits(findModel(study, model));
  number.value = String(colouring.channel);
  number.max = String((layers.find(({ folder }) => folder === colouring.layer)?.featureCount ?? 1) - 1);
  const options = layers.map(({ folder, name }) => /** @type {[string, string]} */ ([folder, name]));
  const choose = (/** @type {string} */ folder) => colourBy(store, { kind: "unit", layer: folder, channel: 0 });
  fill(root, picker("Layer of the unit", "Layer of the unit", options, colouring.layer, choose));
}

/** @param {HTMLElement} root @param {import("../state/store.js").State} state @param {Store} store
 * @param {import("../stage/explorer.js").Explorer} explorer */
function showTops(root, { colouring, selected }, store, explorer) {
  root.hidden = colouring.kind !== "unit" || selected < 0;
  if (colouring.kind !== "unit" || selected < 0) return;
  explorer.activeUnits(colouring.layer, selected, SHOWN).then((units) => {
    const now = store.state;
    if (now.selected !== selected || now.colouring !== colouring) return;
    fill(
      root,
      h("span", { class: "muted" }, "Most active"),
      ...units.map(({ channel }) =>
        h("button", {
          class: "chip num",
          type: "button",
          "aria-pressed": String(channel === colouring.channel),
          title: `Channel ${channel}, one of those that the selected image excites most`,
          onclick: () => colourBy(store, { ...colouring, channel }),
        }, String(channel))
      ),
    );
  }, () => root.hidden = true);
}
