// @ts-check
// Where the picture comes from: method, alignment, parameters as asked and as used.

import { embeddingTitle, findEmbedding, findLayer, findModel, rate } from "../data/study.js";
import { h } from "./dom.js";

/** One line that always tells of what is on the stage. @param {import("../state/store.js").Store} store
 * @param {string} className @param {string} [id] */
export function provenanceLine(store, className, id) {
  const root = h("p", { class: className, id });
  store.watch(["study", "model", "layer", "embedding"], (state) => {
    const model = state.study && findModel(state.study, state.model), layer = findLayer(model, state.layer);
    const embedding = findEmbedding(layer, state.embedding);
    root.textContent = model && layer && embedding ? provenance(layer, embedding, model, state.study?.seed) : "";
    root.title = root.textContent;
  });
  return root;
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
