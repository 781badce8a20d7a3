// @ts-check
// What is on the stage, how far it can be trusted, where it comes from, and why it may be empty.

import {
  embeddingTitle,
  findEmbedding,
  findLayer,
  findModel,
  isReady,
  metric,
  rate,
  thousands,
} from "../data/study.js";
import { metricTitle } from "./rail.js";
import { LOW_SHARE, NEAREST, STORED } from "../stage/view-trust.js";
import { fill, find, h } from "./dom.js";

/** @typedef {import("../state/store.js").State} State */

/** @param {import("../state/store.js").Store} store @param {import("../stage/explorer.js").Explorer} explorer
 * @param {() => void} retry */
export function buildCaption(store, explorer, retry) {
  const caption = find("#caption"), chips = find("#chips"), message = find("#message"), line = find("#line");
  const view = viewChip(store), chosen = h("span", { class: "chosen", id: "separated" });
  store.watch(["separated"], ({ separated }) => {
    chosen.textContent = separated ? `Plane chosen to separate ${separated}` : "";
    chosen.hidden = separated === "";
  });
  store.watch(["study", "model", "layer", "embedding", "metric"], (state) => {
    const { study } = state, model = study && findModel(study, state.model), layer = findLayer(model, state.layer);
    const embedding = findEmbedding(layer, state.embedding);
    if (!study || !model || !layer || !embedding) {
      fill(caption);
      fill(chips);
      fill(find("#provenance"));
      return;
    }
    const features = layer.featureCount ? `, ${thousands(layer.featureCount)} features` : "";
    fill(
      caption,
      h("h2", {}, layer.name),
      h("span", { class: "muted" }, `${model.name}, ${thousands(study.itemCount)} images${features}`),
      chosen,
    );
    fill(chips, ...numbers(layer, embedding, state.metric), view);
    const text = provenance(layer, embedding, model, study.seed);
    fill(find("#provenance"), text);
    find("#provenance").title = text;
  });
  store.watch(
    ["progress", "failures", "layer", "embedding", "model", "study", "connection", "retryAt", "passing"],
    (state) => {
      fill(message, ...centre(state, explorer, retry, () => store.set({ conditions: [] })));
      message.hidden = message.childElementCount === 0;
    },
  );
  store.watch(
    ["notice", "trustFailure", "pictureLimit", "renderer", "drawn", "connection", "retryAt", "study", "progress"],
    (state) => {
      fill(line, ...oneLine(state, retry));
      line.hidden = line.childElementCount === 0;
    },
  );
}

/** @param {import("../data/types.js").Layer} layer @param {import("../data/types.js").Embedding} embedding
 * @param {string} chosen */
function numbers(layer, embedding, chosen) {
  const trust = metric(layer, `trustworthiness.${embedding.name}`);
  const key = chosen.startsWith("trustworthiness") ? "neighborhoodHit" : chosen, value = metric(layer, key);
  const amber = trust !== null && trust < .75;
  return [
    value !== null && (key === chosen || value > 0) &&
    h("div", {}, h("span", {}, metricTitle(key)), h("b", {}, rate(value))),
    trust !== null &&
    h(
      "div",
      { title: `Trustworthiness of ${embedding.name}: false neighbours cost, 1 is best` },
      h("span", {}, `Trust in ${embedding.dimensions}-D`),
      h("b", { class: amber ? "warn" : "" }, rate(trust)),
    ),
  ];
}

/** How far this very plane can be trusted; a dash until it is known again after a turn.
 * @param {import("../state/store.js").Store} store */
function viewChip(store) {
  const value = h("b"), chip = h("div", { id: "view-trust" }, h("span", {}, "Trust in this view"), value);
  store.watch(["viewTrust"], ({ viewTrust }) => {
    chip.hidden = viewTrust === null;
    if (!viewTrust) return;
    const { share, points, sampled, stale } = viewTrust;
    value.textContent = rate(share, 2);
    value.className = stale ? "muted stale" : share < LOW_SHARE ? "warn" : "";
    const among = `${thousands(points)}${sampled ? " seeded" : ""} images`;
    chip.title =
      `Of the ${NEAREST} nearest on the screen, the share that is among the ${STORED} nearest in the layer; ` +
      `mean of ${among}${stale ? "; before the view turned" : ""}`;
  });
  return chip;
}

/** In the order in which they are told; the server's are in that of the alphabet. */
const PARAMETERS = /** @type {Record<string, string>} */ ({
  perplexity: "perplexity",
  neighborCount: "neighbours",
  minimumDistance: "min. distance",
  spread: "spread",
  seed: "seed",
  epochCount: "epochs",
  iterationCount: "iterations",
  learningRate: "learning rate",
  initialization: "start",
  klDivergence: "KL divergence",
});

/** Method, alignment, parameters as asked and as used, in one line.
 * @param {import("../data/types.js").Layer} layer @param {import("../data/types.js").Embedding} embedding
 * @param {import("../data/types.js").Model} model @param {number} [seed] the study's */
export function provenance(layer, embedding, model, seed) {
  const parts = [embedding.method ? `${embedding.method} ${embedding.dimensions}-D` : embeddingTitle(embedding.name)];
  const given = embedding.parameters ?? {}, order = Object.keys(PARAMETERS);
  const told = seed === undefined || "seed" in given ? given : { ...given, seed: { requested: seed, effective: seed } };
  const rank = (/** @type {string} */ key) => (order.indexOf(key) + order.length + 1) % (order.length + 1);
  if (embedding.alignment) {
    const { reference, disparity } = embedding.alignment;
    const name = model.layers.find(({ folder }) => folder === reference)?.name ?? reference;
    if (reference !== layer.folder) parts.push(`aligned to ${name} (disparity ${rate(disparity, 2)})`);
    else parts.push("reference of the alignment");
  } else parts.push("not aligned");
  for (const [key, { requested, effective }] of Object.entries(told).sort(([a], [b]) => rank(a) - rank(b))) {
    const name = PARAMETERS[key] ?? key,
      same = requested === effective || requested === null || requested === undefined;
    parts.push(same ? `${name} ${plain(effective)}` : `${name} ${plain(effective)} (asked ${plain(requested)})`);
  }
  return parts.join(", ");
}

/** @param {unknown} value */
function plain(value) {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  return String(value ?? "–");
}

/** @param {State} state @param {import("../stage/explorer.js").Explorer} explorer @param {() => void} retry
 * @param {() => void} clear takes off all filters */
function centre(state, explorer, retry, clear) {
  const again = (/** @type {() => void} */ act) => h("button", { class: "btn", onclick: act }, "Try again");
  if (!state.study) {
    if (state.connection !== "lost") return [];
    return [
      h("h2", {}, "The server does not answer"),
      h("p", {}, "Start it with strata serve, or check the address."),
      again(retry),
    ];
  }
  const failure = state.failures[explorer.currentKey()];
  if (failure) {
    const name = findLayer(findModel(state.study, state.model), state.layer)?.name;
    return [
      h("h2", {}, `${name} cannot be shown`),
      h("p", {}, failure),
      h(
        "p",
        { class: "muted" },
        "Run strata analyze again to write this array anew. The other layers are not affected.",
      ),
      again(() => explorer.showLayer()),
    ];
  }
  if (state.study.itemCount === 0) {
    return [h("h2", {}, "This study has no images yet"), h("p", {}, "strata analyze fills it.")];
  }
  const model = findModel(state.study, state.model);
  if (!model?.layers.some(isReady)) {
    return [
      h("h2", {}, "No layer is finished yet"),
      h("p", {}, "This page fills in by itself as soon as the first one is there."),
    ];
  }
  if (state.passing && !state.passing.includes(1)) {
    return [
      h("h2", { class: "num" }, `0 of ${thousands(state.study.itemCount)}`),
      h("p", {}, "No image passes all filters."),
      h("button", { class: "btn", onclick: clear }, "Clear"),
    ];
  }
  return [];
}

/** @param {State} state @param {() => void} retry */
function oneLine(state, retry) {
  const out = [];
  if (state.connection === "lost" && state.study) {
    const at = new Date(state.retryAt).toLocaleTimeString("en-GB");
    out.push(
      h(
        "p",
        { class: "warn" },
        "The server has gone; what is loaded keeps working. Next attempt at ",
        h("span", { class: "num" }, at),
        ". ",
        h("button", { class: "link-button", onclick: retry }, "Try now"),
      ),
    );
  }
  if (state.progress) {
    const { done, total, layer } = state.progress, mega = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
    out.push(
      h(
        "p",
        {},
        h("span", { class: "spinner", "aria-hidden": "true" }),
        `Loading ${layer}`,
        total > 0 ? `, ${mega(done)} of ${mega(total)} MB` : "…",
      ),
    );
  }
  if (state.renderer === "canvas" && state.study) {
    out.push(
      h(
        "p",
        {},
        `No WebGL 2 here: ${thousands(state.drawn)} of ${thousands(state.study.itemCount)} points, seeded, dots only.`,
      ),
    );
  }
  if (state.pictureLimit > 0) {
    out.push(
      h("p", {}, `${thousands(state.pictureLimit)} pictures, seeded; the other images are dots. Zoom in to see them.`),
    );
  }
  if (state.connection !== "lost") {
    for (const text of [state.trustFailure, state.notice]) if (text) out.push(h("p", {}, text));
  }
  return out;
}
