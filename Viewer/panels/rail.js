// @ts-check
// The layers, as a chart that is also the way through them.

import { modelChoices } from "../data/series.js";
import { findModel, isReady, metric, rate } from "../data/study.js";
import { fill, find, h, icon, meter, picker } from "./dom.js";
import { chooseModel } from "../stage/epochs.js";
import { markCurrent, moveByKey, scrubByHand } from "./rail-thumb.js";

/** @typedef {import("../state/store.js").State} State */

const METRICS = /** @type {Record<string, string>} */ ({
  neighborhoodHit: "Neighbourhood hit",
  knnAccuracy: "k-NN accuracy",
});

/** @param {string} key */
export const metricTitle = (key) => METRICS[key] ?? (key.startsWith("trustworthiness") ? "Trustworthiness" : key);

/**
 * @typedef {object} Place where a rail stands, and what its menu does
 * @property {HTMLElement} head
 * @property {HTMLElement} rows
 * @property {string} prefix of the rows' ids
 * @property {HTMLElement | null} walk the button that plays through the layers
 * @property {(folder: string) => void} choose another network
 */

/** @param {import("../state/store.js").Store} store @param {import("../stage/explorer.js").Explorer} explorer
 * @param {Place} [place] that of the page's own, where there is no other */
export function buildRail(store, explorer, place) {
  const { head, rows, prefix, walk, choose } = place ?? {
    head: find("#rail-head"),
    rows: find("#layers"),
    prefix: "layer-",
    walk: walkButton(store),
    choose: (/** @type {string} */ folder) => chooseModel(store, folder),
  };
  const thumb = h("span", { class: "thumb", "aria-hidden": "true" });
  /** @type {string} */
  let built = "";
  store.watch(["study", "model", "embedding", "metric", "failures"], (state) => {
    drawHead(head, state, store, walk, choose);
    drawRows(rows, thumb, state, explorer, prefix);
    markCurrent(rows, thumb, state, built === "");
    built = state.model ?? "";
  });
  store.watch(["layer"], (state) => markCurrent(rows, thumb, state, false));
  rows.addEventListener("click", (event) => {
    const row = event.target instanceof Element ? event.target.closest(".row") : null;
    if (row instanceof HTMLElement && row.dataset.layer && !row.hasAttribute("aria-disabled")) {
      store.set({ layer: row.dataset.layer });
    }
  });
  rows.addEventListener("keydown", (event) => moveByKey(event, store, explorer, rows, thumb));
  scrubByHand(rows, thumb, store, explorer);
  // What stands below may take room from the list: the layer on the stage stays in sight.
  new ResizeObserver(() => {
    rows.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }).observe(rows);
}

/** Plays the way through the layers; not the tour, which turns one of them. @param {import("../state/store.js").Store} store */
export function walkButton(store) {
  const button = h("button", {
    class: "tool walk",
    type: "button",
    onclick: () => store.set({ walking: !store.state.walking }),
  });
  store.watch(["walking", "study", "model"], (state) => {
    fill(button, icon(state.walking ? "pause" : "layers"));
    button.setAttribute("aria-pressed", String(state.walking));
    button.title = state.walking ? "Stop at this layer (P)" : "Play through the layers (P)";
    button.setAttribute("aria-label", button.title);
    const model = state.study && findModel(state.study, state.model);
    button.hidden = (model?.layers.filter(isReady).length ?? 0) < 2;
  });
  return button;
}

/** @param {HTMLElement} head @param {State} state @param {import("../state/store.js").Store} store
 * @param {HTMLElement | null} walk @param {(folder: string) => void} choose */
function drawHead(head, state, store, walk, choose) {
  const { study } = state, model = study && findModel(study, state.model);
  if (!study || !model) return;
  const title = study.models.length > 1
    ? picker("Model", "Model", modelChoices(study.models), model.folder, choose, "strong")
    : h("h2", {}, model.name);
  const keys = [...new Set(model.layers.flatMap((layer) => Object.keys(layer.metrics ?? {})))]
    .filter((key) => key in METRICS || key === `trustworthiness.${state.embedding}`);
  const metrics = keys.length > 1
    ? picker(
      "Metric of the bars",
      "What the bars show",
      keys.map((key) => [key, metricTitle(key)]),
      state.metric,
      (key) => store.set({ metric: key }),
      "right quiet",
    )
    : h("span", { class: "right" }, keys.length ? metricTitle(state.metric) : "");
  fill(
    head,
    h(
      "div",
      { class: "block-head" },
      title,
      h("span", { class: "muted right" }, `${model.layers.length} layers`),
      walk,
    ),
    h("div", { class: "block-head low muted" }, h("span", {}, "Layer"), metrics),
  );
}

/** @param {HTMLElement} rows @param {HTMLElement} thumb @param {State} state
 * @param {import("../stage/explorer.js").Explorer} explorer @param {string} prefix */
function drawRows(rows, thumb, state, explorer, prefix) {
  const model = state.study && findModel(state.study, state.model);
  if (!model) return;
  const track = h("span", { class: "track", "aria-hidden": "true" });
  track.style.height = `${Math.max(0, model.layers.length - 1) * 24}px`;
  const names = shownNames(model.layers);
  fill(
    rows,
    track,
    thumb,
    ...model.layers.map((layer, i) => {
      const embedding = explorer.pick(layer, state.embedding);
      const failed = embedding && state.failures[explorer.arrays.key(model.folder, layer.folder, embedding)];
      return row(layer, names[i], state, failed !== null && failed !== undefined, prefix);
    }),
  );
}

/** @param {import("../data/types.js").Layer} layer @param {string} name @param {State} state @param {boolean} failed
 * @param {string} prefix */
function row(layer, name, state, failed, prefix) {
  const ready = isReady(layer), value = metric(layer, state.metric), stage = layer.stage ?? layer.status;
  const trust = metric(layer, `trustworthiness.${state.embedding}`);
  const about = [layer.name, layer.operator, extent(layer.shape)].filter((part) => part).join(", ");
  const title = ready
    ? `${about}: ${metricTitle(state.metric)} ${rate(value)}` +
      (trust === null ? "" : `, trustworthiness ${rate(trust)} (tick)`) +
      (layer.status === "running" && layer.stage ? `; now ${layer.stage}` : "")
    : `${about}: not finished yet (${stage})`;
  return h(
    "div",
    {
      class: `row layer${ready ? "" : " waiting"}`,
      role: "option",
      id: prefix + layer.folder,
      "data-layer": layer.folder,
      title,
      "aria-disabled": ready ? false : "true",
      "aria-label": failed ? `${layer.name}, damaged` : title,
    },
    h("span", { class: "knot" }),
    h("span", { class: "ix num" }, String(layer.index)),
    h("span", { class: "nm" }, ...middle(name)),
    h("span", { class: "op clip" }, layer.operator ?? ""),
    h("span", { class: "op clip num" }, extent(layer.shape)),
    ...(failed
      ? [h("span", { class: "state bad" }, "damaged")]
      : ready
      ? [meter(value, trust), h("span", { class: "val num" }, rate(value))]
      : [h("span", { class: "state" }, stage)]),
  );
}

/** "64×56×56" @param {number[]} [shape] */
const extent = (shape = []) => shape.join("×");

/** Long names lose their middle: both ends tell layers apart. @param {string} name @returns {HTMLElement[]} */
function middle(name) {
  if (name.length <= 12) return [h("span", { class: "start" }, name)];
  return [h("span", { class: "start" }, name.slice(0, -6)), h("span", { class: "end" }, name.slice(-6))];
}

/**
 * ONNX calls a tensor after the whole path of its node: "/layer1/layer1.0/conv1/Conv_output_0". The rail leaves out what
 * tells nothing ("layer1.0/conv1"), wherever the names stay different.
 * @param {{ name: string, operator?: string }[]} layers
 */
export function shownNames(layers) {
  const short = layers.map(({ name, operator }) => {
    const parts = name.replace(/(.)_output(_0)?$/, "$1").split("/").filter((part) => part !== "");
    const kept = parts.filter((part, i) => !parts[i + 1]?.startsWith(`${part}.`));
    if (kept.length > 1 && operator && kept[kept.length - 1].replace(/_\d+$/, "") === operator) kept.pop();
    return kept.join("/") || name;
  });
  return short.map((name, i) => short.indexOf(name) === short.lastIndexOf(name) ? name : layers[i].name);
}
