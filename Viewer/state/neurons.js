// @ts-check
// What the view of neurons shows, and how a link says it: only what differs from what is shown without one.

/** @typedef {"class" | "one" | "mean" | "cluster"} UnitColouring */

/**
 * @typedef {object} NeuronsChoice
 * @property {string} projection of the units
 * @property {string} apart the column whose values units tell apart; "": the label
 * @property {UnitColouring} by what the units' colors mean
 * @property {string} score by which they tell classes apart
 * @property {string} one the class that is told from the rest; "": the first
 * @property {number} least score, as a share of the largest, below which units stay grey
 * @property {boolean} pair the first epoch beside this one
 * @property {boolean} whole below, images are shown whole, not the part that excites
 * @property {boolean} ranked units that separate the selection stand out
 */

/** Units of one layer that a reader has chosen, in the order of choosing.
 * @typedef {{ model: string, layer: string, list: readonly number[] }} ChosenUnits */

/** @type {Readonly<NeuronsChoice>} */
export const NEURONS = Object.freeze({
  projection: "mds",
  apart: "",
  by: "class",
  score: "importance",
  one: "",
  least: 0,
  pair: false,
  whole: false,
  ranked: false,
});

export const COLOURINGS = /** @type {const} */ ([
  ["class", "Class it discriminates"],
  ["one", "One class"],
  ["mean", "Mean activation"],
  ["cluster", "Cluster"],
]);

/** More units than this stay out of a link. */
const MOST_UNITS = 512;

/** @type {readonly number[]} */
const NOTHING = Object.freeze([]);

/** The units chosen in the layer that is shown, or in the same one at another epoch.
 * @param {Pick<import("./store.js").State, "units" | "model" | "layer" | "study">} state @returns {readonly number[]} */
export function chosenUnits({ units, model, layer, study }) {
  if (!units || units.layer !== layer) return NOTHING;
  if (units.model === model) return units.list;
  const [own, other] = [model, units.model].map((folder) =>
    study?.models.find((each) => each.folder === folder)?.series
  );
  return own && own === other ? units.list : NOTHING;
}

/** The layer to begin with: the present one, or the last whose units are analyzed where those of this one are not.
 * @param {import("../data/types.js").Model | null} model @param {string | null} layer @returns {string | null} */
export function layerOfUnits(model, layer) {
  const analyzed = model?.layers.filter(({ hasNeurons, embeddings }) => hasNeurons && embeddings.length > 0) ?? [];
  return analyzed.some(({ folder }) => folder === layer) ? layer : analyzed.at(-1)?.folder ?? layer;
}

/** Another view, as a reader asks for it. @param {import("./store.js").Store} store @param {import("./store.js").View} view
 * @param {Partial<import("./store.js").State>} [patch] */
export function openView(store, view, patch = {}) {
  const { study, model: folder, layer } = store.state, model = study?.models.find((each) => each.folder === folder);
  store.set({ ...patch, view, ...(view === "neurons" ? { layer: layerOfUnits(model ?? null, layer) } : {}) });
}

/** @param {import("./store.js").Store} store @param {readonly number[]} list */
export function chooseUnits(store, list) {
  const { model, layer } = store.state, before = chosenUnits(store.state);
  if (!model || !layer || (list.length === before.length && list.every((unit, k) => unit === before[k]))) return;
  store.set({ units: list.length > 0 ? { model, layer, list: [...list] } : null });
}

/** A unit among the others of its layer. @param {import("./store.js").Store} store @param {string} layer
 * @param {number} unit */
export function openUnit(store, layer, unit) {
  const { model } = store.state;
  if (model) store.set({ view: "neurons", layer, units: { model, layer, list: [unit] } });
}

/** A unit's optimized image among those of its layer. @param {import("./store.js").Store} store @param {string} layer
 * @param {number} unit */
export function openFeature(store, layer, unit) {
  const { model, features } = store.state;
  if (!model) return;
  const shown = { ...features, kind: /** @type {const} */ ("channel"), of: "", find: "", only: [], chosen: "" };
  store.set({ view: "features", layer, units: { model, layer, list: [unit] }, features: shown });
}

/** @param {URLSearchParams} parts @param {Partial<NeuronsChoice> & { units?: readonly number[] }} choice */
export function writeNeurons(parts, { projection, apart, by, score, one, least, pair, whole, ranked, units = [] }) {
  if (projection && projection !== NEURONS.projection) parts.set("up", projection);
  if (apart) parts.set("ua", apart);
  if (by && by !== NEURONS.by) parts.set("uc", by);
  if (score && score !== NEURONS.score) parts.set("us", score);
  if (one) parts.set("uo", one);
  if (least) parts.set("ul", String(Number(least.toFixed(2))));
  if (pair) parts.set("ub", "pair");
  if (whole) parts.set("uw", "whole");
  if (ranked) parts.set("ur", "ranked");
  if (units.length > 0 && units.length <= MOST_UNITS) parts.set("u", units.join("."));
}

/** @param {Partial<NeuronsChoice> & { units?: number[] }} choice @param {string} key @param {string} value
 * @returns {boolean} whether it was understood */
export function readNeurons(choice, key, value) {
  switch (key) {
    case "up":
      choice.projection = value;
      return /^[a-z0-9-]{1,40}$/.test(value) || !delete choice.projection;
    case "uc": {
      const found = COLOURINGS.find(([name]) => name === value)?.[0];
      if (found) choice.by = found;
      return found !== undefined;
    }
    case "us":
      choice.score = value;
      return /^[a-z0-9-]{1,40}$/.test(value) || !delete choice.score;
    case "ua":
      choice.apart = value;
      return value !== "";
    case "uo":
      choice.one = value;
      return value !== "";
    case "ul":
      if (!/^(0|1|0?\.\d{1,6})$/.test(value)) return false;
      choice.least = Number(value);
      return true;
    case "ub":
      choice.pair = value === "pair";
      return choice.pair;
    case "uw":
      choice.whole = value === "whole";
      return choice.whole;
    case "ur":
      choice.ranked = value === "ranked";
      return choice.ranked;
    case "u":
      if (!/^\d{1,7}(\.\d{1,7}){0,511}$/.test(value)) return false;
      choice.units = [...new Set(value.split(".").map(Number))];
      return true;
    default:
      return false;
  }
}
