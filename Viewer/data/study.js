// @ts-check
// What the panels ask about a study: counts, errors, the classes in colour.

/** @typedef {import("./types.js").Study} Study */
/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Embedding} Embedding */

/** Whether this is an exported page: nothing can be made or kept in it. @param {Study | null | undefined} study */
export const isExport = (study) => study?.export !== undefined;

/** Above so many images the dots are drawn before anything is known of them. */
export const LARGE = 20_000;

/** How many classes have a color at a time; ten colors are never used twice. */
export const FOCUS_LIMIT = 10;

/** @typedef {{ counts: Int32Array, errors: Int32Array, misclassified: number, unlabeled: number }} Tally */

/**
 * Counts items and errors by class. O(items).
 * @param {number} classCount @param {ArrayLike<number>} labels
 * @param {import("./types.js").Predictions | null} predictions
 * @returns {Tally}
 */
export function tally(classCount, labels, predictions) {
  const counts = new Int32Array(classCount), errors = new Int32Array(classCount);
  let misclassified = 0, unlabeled = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (label < 0) {
      unlabeled++;
      continue;
    }
    counts[label]++;
    if (predictions && predictions.correct[i] === 0) {
      errors[label]++;
      misclassified++;
    }
  }
  return { counts, errors, misclassified, unlabeled };
}

/**
 * The classes that have a color. With ten or fewer it is all of them, in order; above, the ten with the most
 * errors (the largest where nothing is known of errors), ties by size, then by index. A pinned class that has no
 * color takes the place of the last one that is not pinned, so no other color moves.
 * @param {Pick<Tally, "counts" | "errors">} tallied @param {Iterable<number>} pinned
 * @returns {number[]} class index by color slot
 */
export function focusSet({ counts, errors }, pinned = []) {
  const all = Array.from(counts, (_, k) => k);
  if (all.length <= FOCUS_LIMIT) return all;
  all.sort((a, b) => errors[b] - errors[a] || counts[b] - counts[a] || a - b);
  const slots = all.slice(0, FOCUS_LIMIT).sort((a, b) => a - b);
  const wanted = [...pinned].slice(0, FOCUS_LIMIT);
  for (const k of wanted) {
    if (slots.includes(k)) continue;
    for (let slot = FOCUS_LIMIT - 1; slot >= 0; slot--) {
      if (!wanted.includes(slots[slot])) {
        slots[slot] = k;
        break;
      }
    }
  }
  return slots;
}

/** @param {Study} study @param {string | null} folder @returns {Model | null} */
export function findModel(study, folder) {
  return study.models.find((model) => model.folder === folder || model.name === folder) ?? openingModel(study);
}

/** What is shown where nobody has chosen: the first network, and of a training what became of it.
 * @param {Study} study @returns {Model | null} */
function openingModel({ models }) {
  const first = models[0] ?? null;
  if (!first?.series) return first;
  const drawn = models.filter(({ series, layers }) => series === first.series && layers.some(isReady));
  return drawn.reduce((best, model) => (model.epoch ?? 0) > (best.epoch ?? 0) ? model : best, drawn[0] ?? first);
}

/** @param {Model | null} model @param {string | null} folder @returns {Layer | null} */
export function findLayer(model, folder) {
  return model?.layers.find((layer) => layer.folder === folder) ??
    model?.layers.find((layer) => layer.name === folder) ?? null;
}

/** A layer can be drawn once one of its embeddings is there, also while the next is being made. @param {Layer} layer */
export function isReady(layer) {
  return layer.embeddings.length > 0;
}

/** Layers whose recorded features are one a channel. @param {Model | null | undefined} model @returns {Layer[]} */
export const layersWithUnits = (model) =>
  model?.layers.filter((layer) => isReady(layer) && layer.featureCount && layer.featureCount === layer.shape?.[0]) ??
    [];

/** The embedding of that name, else the layer's first. @param {Layer | null} layer @param {string | null} name */
export function findEmbedding(layer, name) {
  return layer?.embeddings.find((embedding) => embedding.name === name) ?? layer?.embeddings[0] ?? null;
}

/** What is shown first where these names are wanted, or nothing is: the layer if it can be drawn, else the last that can.
 * @param {Study} study @param {string | null} folder @param {string | null} wanted layer @param {string | null} embedding
 * @returns {{ model: Model, layer: Layer, embedding: Embedding } | null} */
export function firstChoice(study, folder, wanted, embedding) {
  const model = findModel(study, folder), named = findLayer(model, wanted);
  const layer = named && isReady(named) ? named : model?.layers.findLast(isReady) ?? null;
  const found = findEmbedding(layer, embedding ?? embeddingNames(model)[0] ?? null);
  return model && layer && found ? { model, layer, embedding: found } : null;
}

/** How many dimensions the chosen embedding has; 0 without one.
 * @param {Pick<import("../state/store.js").State, "study" | "model" | "layer" | "embedding">} state */
export function dimensionsOf({ study, model, layer, embedding }) {
  const found = study && findModel(study, model);
  return findEmbedding(findLayer(found, layer), embedding)?.dimensions ?? 0;
}

/** Every embedding name of a model, in the order of first appearance. @param {Model | null} model */
export function embeddingNames(model) {
  return [...new Set(model?.layers.flatMap((layer) => layer.embeddings.map((embedding) => embedding.name)) ?? [])];
}

/** "umap-15d" → "UMAP 15-D" @param {string} name */
export function embeddingTitle(name) {
  const match = /^([a-z]+)-(\d+)d$/.exec(name);
  if (!match) return name;
  const methods = /** @type {Record<string, string>} */ ({ umap: "UMAP", tsne: "t-SNE", pca: "PCA", mds: "MDS" });
  return `${methods[match[1]] ?? match[1]} ${match[2]}-D`;
}

/** @param {Layer | null | undefined} layer @param {string} key @returns {number | null} */
export function metric(layer, key) {
  const value = layer?.metrics?.[key];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** ".962", the way every rate is written. @param {number | null | undefined} value @param {number} [digits] */
export function rate(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const text = value.toFixed(digits);
  // As wide as the others: 1.00 beside .962.
  return Number(text) === 1 && digits > 1 ? value.toFixed(digits - 1) : text.replace(/^(-?)0\./, "$1.");
}

const grouped = new Intl.NumberFormat("en-US");

/** @param {number} value */
export const thousands = (value) => grouped.format(value);

/** WordNet's lists name a class by all its synonyms; the first is enough. @param {string} name */
export const shortName = (name) => name.split(",")[0];
