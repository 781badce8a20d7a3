// @ts-check
// Sequences of projections: what the catalogue says of them, which one a state asks for, which frame is which layer.

/**
 * @typedef {object} FrameInfo
 * @property {string} name
 * @property {string} model folder
 * @property {string} layer folder
 * @property {number | null} epoch
 * @property {Record<string, number | null>} metrics
 */

/** @typedef {{ item: number, via: number, frames: [number, number] }} Stray via: a class; first and last frame there */

/**
 * @typedef {object} SequenceInfo
 * @property {string} folder
 * @property {string} name
 * @property {"layers" | "epochs"} kind
 * @property {string | null} model folder, over layers
 * @property {string | null} series over epochs
 * @property {string | null} layer its name, over epochs
 * @property {string} method
 * @property {Record<string, import("./types.js").Parameter>} [parameters]
 * @property {number} itemCount
 * @property {number} vertexCount
 * @property {number} segmentVertexCount
 * @property {Record<string, number>} [bundling]
 * @property {FrameInfo[]} frames
 * @property {Record<string, number | null>} [measures]
 * @property {Stray[]} strays
 */

/** @typedef {{ epoch: number, trainingLoss: number | null, trainingAccuracy: number | null,
 *   validationLoss: number | null, validationAccuracy: number | null }} EpochInfo */
/** @typedef {{ series: string, network?: string, epochs: EpochInfo[], checkpoints: number[] }} Training */
/** @typedef {{ sequences: SequenceInfo[], training: Training[] }} Evolutions */

/**
 * @typedef {object} Sequence the arrays of one
 * @property {SequenceInfo} info
 * @property {Int32Array} items positions in the study, ascending
 * @property {Int32Array} rowOf by image: its row, or −1
 * @property {Float32Array} positions frames × items × 2
 * @property {Float32Array} trails items × vertices × 2
 * @property {Int32Array} neighborLabels frames × items; −1: none
 */

const METHODS = /** @type {Record<string, string>} */ ({
  "dynamic-tsne": "Dynamic t-SNE",
  "shared-initialization": "t-SNE, one initialization",
  "union": "t-SNE of all frames at once",
  "aligned": "t-SNE, aligned",
});

/** @param {SequenceInfo} info */
export const methodTitle = ({ method }) => METHODS[method] ?? method;

/** @param {SequenceInfo} info @returns {[SequenceInfo["kind"], string, string]} what it is about, whatever the method */
const subject = ({ kind, model, series, layer }) => [kind, model ?? series ?? "", layer ?? ""];

/** @param {SequenceInfo} a @param {SequenceInfo} b */
const sameSubject = (a, b) => subject(a).join("\n") === subject(b).join("\n");

/** Sequences that differ by their method alone need say no more than that.
 * @param {SequenceInfo} info @param {SequenceInfo[]} all of that kind */
export function sequenceTitle(info, all) {
  const name = all.every((other) => sameSubject(info, other)) ? "" : info.name;
  const alone = all.filter((other) => sameSubject(info, other)).length === 1;
  return name === "" ? methodTitle(info) : alone ? name : `${name}: ${methodTitle(info)}`;
}

/** The sequence that is shown: the chosen one, else one of the network in the rail, else the first.
 * @param {Pick<import("../state/store.js").State, "evolution" | "model" | "study">} state
 * @param {SequenceInfo[]} sequences @returns {SequenceInfo | null} */
export function chosenSequence({ evolution, model, study }, sequences) {
  const series = study?.models.find(({ folder }) => folder === model)?.series ?? null;
  return sequences.find(({ folder }) => folder === evolution.sequence) ??
    sequences.find((each) => each.kind === "layers" && each.model === model) ??
    sequences.find((each) => each.kind === "epochs" && series !== null && each.series === series) ??
    sequences[0] ?? null;
}

/** Of the other kind, or of another network: the same method where there is one.
 * @param {SequenceInfo[]} sequences @param {SequenceInfo | null} now @param {(each: SequenceInfo) => boolean} fits */
export function likeSequence(sequences, now, fits) {
  const fitting = sequences.filter(fits);
  return fitting.find(({ method }) => method === now?.method) ?? fitting[0] ?? null;
}

/** Where a layer of a network is among the frames, −1 if nowhere. @param {SequenceInfo} info @param {string | null} model
 * @param {string | null} layer folders */
export function frameOfLayer({ frames }, model, layer) {
  return frames.findIndex((frame) => frame.model === model && frame.layer === layer);
}

/** @param {SequenceInfo} info @param {Pick<import("../state/store.js").State, "evolution" | "model" | "layer">} state */
export function chosenFrame(info, { evolution, model, layer }) {
  const named = info.frames.findIndex(({ name }) => name === evolution.frame);
  if (named >= 0) return named;
  const shown = frameOfLayer(info, model, layer);
  return shown >= 0 ? shown : info.frames.length - 1;
}

/** "epoch 5", or a layer's name without what tells nothing. @param {FrameInfo} frame */
export const frameTitle = ({ name }) => name.replace(/(.)_output(_0)?$/, "$1");

/** How many frames in a row the shortest straying of all takes. @param {Stray[]} strays */
export function shortestRun(strays) {
  return strays.reduce((least, { frames: [first, last] }) => Math.min(least, last - first + 1), Infinity);
}

/** How many of some images have which majority label, frame by frame, the most frequent first.
 * @param {Sequence} sequence @param {ArrayLike<number>} rows @returns {{ label: number, count: number }[][]} */
export function majorityByFrame({ info, items, neighborLabels }, rows) {
  return info.frames.map((_, f) => {
    /** @type {Map<number, number>} */
    const counts = new Map();
    for (let k = 0; k < rows.length; k++) {
      const label = neighborLabels[f * items.length + rows[k]];
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    return [...counts].map(([label, count]) => ({ label, count }))
      .sort((a, b) => b.count - a.count || a.label - b.label);
  });
}
