// @ts-check
// The layers, as a chart that is also the way through them.

import { findEmbedding, findModel, isReady, metric, rate } from "../data/study.js";
import { fill, find, h, icon, meter, picker } from "./dom.js";

/** @typedef {import("../state/store.js").State} State */

const METRICS = /** @type {Record<string, string>} */ ({
  neighborhoodHit: "Neighbourhood hit",
  knnAccuracy: "k-NN accuracy",
});

/** @param {string} key */
export const metricTitle = (key) => METRICS[key] ?? (key.startsWith("trustworthiness") ? "Trustworthiness" : key);

/** @param {import("../state/store.js").Store} store @param {import("../stage/explorer.js").Explorer} explorer */
export function buildRail(store, explorer) {
  const head = find("#rail-head"), rows = find("#layers"), thumb = h("span", { class: "thumb", "aria-hidden": "true" });
  /** @type {string} */
  let built = "";
  const walk = walkButton(store);
  store.watch(["study", "model", "embedding", "metric", "failures"], (state) => {
    drawHead(head, state, store, walk);
    drawRows(rows, thumb, state, explorer);
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
  rows.addEventListener("keydown", (event) => moveByKey(event, store, explorer));
  scrubByHand(rows, thumb, store, explorer);
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
 * @param {HTMLElement} walk */
function drawHead(head, state, store, walk) {
  const { study } = state, model = study && findModel(study, state.model);
  if (!study || !model) return;
  const title = study.models.length > 1
    ? picker("Model", "Model", study.models.map(({ folder, name }) => [folder, name]), model.folder, (folder) => {
      store.set({ model: folder, layer: null });
    }, "strong")
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
 * @param {import("../stage/explorer.js").Explorer} explorer */
function drawRows(rows, thumb, state, explorer) {
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
      const embedding = findEmbedding(layer, state.embedding);
      const failed = embedding && state.failures[explorer.arrays.key(model.folder, layer.folder, embedding)];
      return row(layer, names[i], state, failed !== null && failed !== undefined);
    }),
  );
}

/** @param {import("../data/types.js").Layer} layer @param {string} name @param {State} state @param {boolean} failed */
function row(layer, name, state, failed) {
  const ready = isReady(layer), value = metric(layer, state.metric), stage = layer.stage ?? layer.status;
  const trust = metric(layer, `trustworthiness.${state.embedding}`);
  const title = ready
    ? `${layer.name}${layer.operator ? `, ${layer.operator}` : ""}: ${metricTitle(state.metric)} ${rate(value)}` +
      (trust === null ? "" : `, trustworthiness ${rate(trust)} (tick)`) +
      (layer.status === "running" && layer.stage ? `; now ${layer.stage}` : "")
    : `${layer.name}: not finished yet (${stage})`;
  return h(
    "div",
    {
      class: `row layer${ready ? "" : " waiting"}`,
      role: "option",
      id: `layer-${layer.folder}`,
      "data-layer": layer.folder,
      title,
      "aria-disabled": ready ? false : "true",
      "aria-label": failed ? `${layer.name}, damaged` : title,
    },
    h("span", { class: "knot" }),
    h("span", { class: "ix num" }, String(layer.index)),
    h("span", { class: "nm" }, ...middle(name)),
    ...(failed
      ? [h("span", { class: "state bad" }, "damaged")]
      : ready
      ? [meter(value, trust), h("span", { class: "val num" }, rate(value))]
      : [h("span", { class: "state" }, stage)]),
  );
}

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

/** @param {HTMLElement} rows @param {HTMLElement} thumb @param {State} state @param {boolean} first */
function markCurrent(rows, thumb, state, first) {
  const all = /** @type {NodeListOf<HTMLElement>} */ (rows.querySelectorAll(".row"));
  let at = -1;
  all.forEach((row, i) => {
    const current = row.dataset.layer === state.layer;
    if (current) at = i;
    row.setAttribute("aria-selected", String(current));
  });
  thumb.hidden = at < 0;
  if (at < 0) return;
  rows.setAttribute("aria-activedescendant", all[at].id);
  thumb.style.top = `${at * 24 + 6}px`;
  all[at].scrollIntoView({ block: "nearest", behavior: first ? "instant" : "auto" });
}

/** @param {KeyboardEvent} event @param {import("../state/store.js").Store} store
 * @param {import("../stage/explorer.js").Explorer} explorer */
function moveByKey(event, store, explorer) {
  const ready = explorer.ready(), at = ready.findIndex(({ folder }) => folder === store.state.layer);
  const targets = /** @type {Record<string, number>} */ ({
    ArrowDown: at + 1,
    ArrowRight: at + 1,
    ArrowUp: at - 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: ready.length - 1,
    PageDown: at + 5,
    PageUp: at - 5,
  });
  if (!(event.key in targets) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const next = ready[Math.max(0, Math.min(ready.length - 1, targets[event.key]))];
  if (next) store.set({ layer: next.folder });
}

/** Dragging the thumb mixes the two layers around it; letting go snaps to the nearer one.
 * @param {HTMLElement} rows @param {HTMLElement} thumb @param {import("../state/store.js").Store} store
 * @param {import("../stage/explorer.js").Explorer} explorer */
function scrubByHand(rows, thumb, store, explorer) {
  let scrubbing = false;
  const position = (/** @type {PointerEvent} */ event) => {
    const all = [.../** @type {NodeListOf<HTMLElement>} */ (rows.querySelectorAll(".row"))];
    const y = event.clientY - rows.getBoundingClientRect().top + rows.scrollTop - 12;
    const places = all.map((row, i) => row.hasAttribute("aria-disabled") ? -1 : i).filter((i) => i >= 0);
    const row = Math.max(places[0], Math.min(places[places.length - 1], y / 24));
    // Unfinished layers take no part: the way between their neighbors is one step.
    const lower = Math.max(0, places.findLastIndex((place) => place <= row));
    const upper = Math.min(places.length - 1, lower + 1), gap = places[upper] - places[lower];
    return { row, at: lower + (gap ? (row - places[lower]) / gap : 0) };
  };
  rows.addEventListener("pointerdown", (event) => {
    const current = rows.querySelector('[aria-selected="true"] .knot');
    if (event.button !== 0 || !(event.target === thumb || event.target === current)) return;
    scrubbing = true;
    rows.setPointerCapture(event.pointerId);
    rows.classList.add("scrubbing");
    event.preventDefault();
  });
  rows.addEventListener("pointermove", (event) => {
    if (!scrubbing) return;
    const { row, at } = position(event);
    thumb.style.top = `${row * 24 + 6}px`;
    explorer.scrub(at);
  });
  const end = (/** @type {PointerEvent} */ event) => {
    if (!scrubbing) return;
    scrubbing = false;
    rows.classList.remove("scrubbing");
    const nearest = explorer.ready()[Math.round(position(event).at)];
    if (!nearest) return;
    const same = nearest.folder === store.state.layer;
    store.set({ layer: nearest.folder });
    if (same) explorer.showLayer();
    markCurrent(rows, thumb, store.state, false);
  };
  rows.addEventListener("pointerup", end);
  rows.addEventListener("pointercancel", end);
  // The click that ends a drag is no choice of a row.
  rows.addEventListener("click", (event) => {
    if (event.target === rows) event.stopPropagation();
  }, true);
}
