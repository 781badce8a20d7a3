// @ts-check
// "What does this direction see": from the mean activation of some images away from that of others, as an optimized image.

import { directionCommand } from "../data/maximize-command.js";
import { findLayer, findModel, isReady, layersWithUnits, shortName, thousands } from "../data/study.js";
import { sameItems } from "../tour/selection.js";

/** @typedef {import("../state/store.js").State} State */
/** @typedef {import("../data/neuron-requests.js").Place} Place */

/** Images, and those that they are held against; null: all the rest.
 * @typedef {{ name: string, items: ArrayLike<number>, against: { name: string, items: ArrayLike<number> } | null }} Sides */

/** More than half of some images are of a class that stands in their name. */
const MOST = .5;

/** What images are called: as they are kept, by their class, by their number. @param {State} state
 * @param {ArrayLike<number>} items */
export function nameOfItems({ named, items: all, study }, items) {
  const kept = named.find((each) => sameItems(each.items, Int32Array.from(items)));
  if (kept) return kept.name;
  const count = `${thousands(items.length)} ${items.length === 1 ? "image" : "images"}`;
  if (!all || !study) return count;
  const counts = new Int32Array(study.classes.length);
  for (let k = 0; k < items.length; k++) if (all.labels[items[k]] >= 0) counts[all.labels[items[k]]]++;
  const label = counts.reduce((best, each, k) => each > counts[best] ? k : best, 0), most = counts[label] ?? 0;
  if (most <= MOST * items.length) return count;
  const name = shortName(study.classes[label]);
  if (most < items.length) return `${count} (mostly ${name})`;
  let whole = 0;
  for (let i = 0; i < all.labels.length; i++) if (all.labels[i] === label) whole++;
  return whole === items.length ? name : `${count} of ${name}`;
}

/** Why no direction can be made here; "": it can. @param {State} state @param {Sides} sides */
export function whyNot({ study, model: folder, layer: name, items: all }, { items, against }) {
  const model = study && findModel(study, folder), layer = findLayer(model, name), withUnits = layersWithUnits(model);
  if (!study || !model || !layer || !all) return "The study is not here yet.";
  if (!withUnits.includes(layer)) {
    return withUnits.length > 0
      ? `${layer.name} was not recorded channel by channel, which a direction needs. Choose a layer that was:`
      : "No layer of this network was recorded channel by channel, which a direction needs. Analyze it with fewer or pooled places.";
  }
  if (items.length === 0) return "There are no images to begin with.";
  if (!against && items.length >= all.labels.length) {
    return "These are all images: there is no rest to hold them against.";
  }
  return "";
}

/** Layers that a direction can be in, where the present one is none. @param {State} state */
export function otherLayers({ study, model: folder, layer }) {
  const model = study && findModel(study, folder), withUnits = layersWithUnits(model).filter(isReady);
  return withUnits.some((each) => each.folder === findLayer(model, layer)?.folder) ? [] : withUnits.slice(-8);
}

/** What the page remembers of directions that were asked for here, so that it can show their images. */
export class Directions {
  /** @param {import("../state/store.js").Store} store @param {import("./feature-jobs.js").FeatureJobs} jobs */
  constructor(store, jobs) {
    this.store = store;
    this.jobs = jobs;
    /** By place and name. @type {Map<string, Sides>} */
    this.made = new Map();
    /** What was asked for last, with the key of its wish. @type {{ place: Place, sides: Sides,
     *   wanted: import("../data/feature-jobs.js").Wanted } | null} */
    this.last = null;
    /** The view has not opened it beside the gallery yet. */
    this.isFresh = false;
  }

  /** In the view of features, at the present layer. @param {Sides} sides @returns {Promise<void>} */
  async show(sides) {
    const { store, jobs } = this, { model, layer, features } = store.state;
    if (!model || !layer || whyNot(store.state, sides) !== "") return;
    const place = { model, layer: findLayer(findModelOf(store.state), layer)?.folder ?? layer };
    const against = sides.against && { items: [...Array.from(sides.against.items)], name: sides.against.name };
    const direction = {
      items: Array.from(sides.items),
      against: against?.items ?? null,
      name: sides.name,
      ...(against ? { againstName: against.name } : {}),
    };
    this.last = { place, sides, wanted: { direction } };
    this.isFresh = true;
    const shown = { ...features, kind: /** @type {const} */ ("direction"), of: "", only: [], find: "", chosen: "" };
    store.set({ view: "features", units: null, features: shown });
    const names = await jobs.start(place, { direction }, [{ kind: "direction", channel: -1, name: "", label: null }]);
    if (!names || names.length === 0) return;
    this.made.set(keyOf(place, names[0]), sides);
    const { state } = store;
    // Who has gone elsewhere meanwhile is not called back.
    if (state.view !== "features" || state.model !== place.model || state.layer !== layer) return;
    if (state.features.chosen !== "") return;
    store.set({ features: { ...state.features, kind: "direction", chosen: `direction:${names[0]}` } });
  }

  /** The images that a direction was made from: as they were asked for here, or by the names of what the study has, where it
   * is of so many images as the direction was. @param {Place} place @param {string} name of the direction
   * @param {import("../data/features.js").Feature["direction"]} record null: not known
   * @returns {Sides | null} null: not known */
  sidesOf(place, name, record) {
    const known = this.made.get(keyOf(place, name));
    if (known) return known;
    const [first, second = ""] = name.replace(/ \(\d+\)$/, "").split(" − "), { state } = this.store;
    const items = itemsNamed(state, first), isRest = second === "rest";
    const against = isRest ? null : itemsNamed(state, second);
    if (!record || !items || items.length !== record.itemCount || isRest !== record.isAgainstRest) return null;
    if (!isRest && against?.length !== record.againstCount) return null;
    return { name: first, items, against: against && { name: second, items: against } };
  }

  /** The command that makes it; "": it has no name that a command could say. @param {Place} place @param {Sides} sides
   * @param {import("../data/features.js").FeatureParameters | null} parameters of the images that the layer has */
  command(place, { name, items, against }, parameters) {
    const { study, named, unkept } = this.store.state;
    if (!study || unkept) return "";
    const isKept = (/** @type {string} */ called, /** @type {ArrayLike<number>} */ some) =>
      named.some((each) => each.name === called && sameItems(each.items, Int32Array.from(some)));
    if (!isKept(name, items) || (against && !isKept(against.name, against.items))) return "";
    const layer = findLayer(findModel(study, place.model), place.layer)?.name ?? place.layer;
    return directionCommand(study.name, place.model, layer, name, against?.name ?? "", parameters);
  }
}

/** @param {Place} place @param {string} name */
const keyOf = ({ model, layer }, name) => JSON.stringify([model, layer, name]);

/** @param {State} state */
const findModelOf = ({ study, model }) => study && findModel(study, model);

/** The images of a named selection or a class. @param {State} state @param {string} name */
function itemsNamed({ named, study, items }, name) {
  const kept = named.find((each) => each.name === name);
  if (kept) return kept.items;
  const label = study?.classes.findIndex((each) => shortName(each) === name) ?? -1;
  if (label < 0 || !items) return null;
  return Int32Array.from(items.labels).map((each, at) => each === label ? at : -1).filter((at) => at >= 0);
}
