// @ts-check
// Networks in training: the checkpoints of a series are models of the study, in the order of their epochs.

import { isReady } from "./study.js";

/** @typedef {import("./types.js").Model} Model */

/** @param {Model} model */
export const modelTitle = ({ name, series, epoch }) =>
  series && typeof epoch === "number" ? `${series} · epoch ${epoch}` : name;

/** Choices of a menu: value, text, and what they stand under: below each network those with corrupted images, then
 * checkpoints below their series; single networks in the order in which they come.
 * @param {Model[]} models @returns {[string, string, string?][]} */
export function modelChoices(models) {
  const single = models.filter((model) => !model.series && !cleanOf(models, model));
  const names = [...new Set(models.map(({ series }) => series ?? ""))].filter((name) => name !== "");
  return [
    ...single.flatMap((model) => [
      /** @type {[string, string]} */ ([model.folder, model.name]),
      ...corruptedOf(models, model).map((each) => choice(each, `${model.name}, corrupted images`)),
    ]),
    ...names.flatMap((name) => checkpointsOf(models, name).map((model) => choice(model, name))),
    ...names.flatMap((name) =>
      checkpointsOf(models, name).flatMap((model) =>
        corruptedOf(models, model).map((each) => choice(each, `${modelTitle(model)}, corrupted images`))
      )
    ),
  ];
}

/** @param {Model} model @param {string} under @returns {[string, string, string]} */
const choice = (model, under) => [model.folder, modelTitle(model), under];

/** The network whose images were corrupted for this one; null: none were, or it is not here.
 * @param {Model[]} models @param {Model | undefined} model @returns {Model | null} */
export function cleanOf(models, model) {
  const of = model?.corruption?.of;
  return models.find((each) => each !== model && (each.folder === of || each.name === of)) ?? null;
}

/** @param {Model[]} models @param {Model} model */
const corruptedOf = (models, model) => models.filter((each) => cleanOf(models, each) === model);

/** With whom a network is compared where nobody has chosen: one of corrupted images with that of clean ones, a checkpoint
 * with the first epoch (the first with the last), any other with the next network; null: there is no other.
 * @param {Model[]} models @param {string | null} folder @returns {Model | null} */
export function counterpart(models, folder) {
  const now = models.find((model) => model.folder === folder), epochs = checkpointsOf(models, now?.series);
  const clean = cleanOf(models, now);
  if (!now || clean) return clean;
  if (epochs.length > 1) return epochs[0] === now ? epochs[epochs.length - 1] : epochs[0];
  const single = models.filter((model) => !model.series && !cleanOf(models, model));
  const next = single[(single.indexOf(now) + 1) % Math.max(1, single.length)];
  if (next && next !== now) return next;
  return corruptedOf(models, now)[0] ?? models.find((model) => model !== now) ?? null;
}

/** The layer to begin with beside another network's: the same one of the same network, else one as deep.
 * @param {Model[]} models @param {Model} from @param {import("./types.js").Layer | null} layer @param {Model} to
 * @returns {import("./types.js").Layer | null} */
export function layerBeside(models, from, layer, to) {
  const source = from.layers.filter(isReady), ready = to.layers.filter(isReady);
  const origin = (/** @type {Model} */ model) => cleanOf(models, model) ?? model;
  const kin = origin(from) === origin(to) || (from.series && from.series === to.series);
  const same = kin && ready.find(({ folder }) => folder === layer?.folder);
  if (same) return same;
  const depth = layer ? Math.max(0, source.indexOf(layer)) / Math.max(1, source.length - 1) : 1;
  return ready[Math.round(depth * (ready.length - 1))] ?? null;
}

/** @param {Model[]} models @param {string | null | undefined} series @returns {Model[]} by epoch */
export function checkpointsOf(models, series) {
  if (!series) return [];
  return models.filter((model) => model.series === series).sort((a, b) => (a.epoch ?? 0) - (b.epoch ?? 0));
}

/** The checkpoint before or after one of its series; null where there is none.
 * @param {Model[]} models @param {string | null} folder @param {1 | -1} by @returns {Model | null} */
export function neighborEpoch(models, folder, by) {
  const now = models.find((model) => model.folder === folder), all = checkpointsOf(models, now?.series);
  return now ? all[all.indexOf(now) + by] ?? null : null;
}
