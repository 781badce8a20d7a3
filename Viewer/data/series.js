// @ts-check
// Networks in training: the checkpoints of a series are models of the study, in the order of their epochs.

/** @typedef {import("./types.js").Model} Model */

/** @param {Model} model */
export const modelTitle = ({ name, series, epoch }) =>
  series && typeof epoch === "number" ? `${series} · epoch ${epoch}` : name;

/** Choices of a menu: value, text, and the series they stand under; single networks first, as they come.
 * @param {Model[]} models @returns {[string, string, string?][]} */
export function modelChoices(models) {
  const single = models.filter(({ series }) => !series);
  const names = [...new Set(models.map(({ series }) => series ?? ""))].filter((name) => name !== "");
  return [
    ...single.map((model) => /** @type {[string, string]} */ ([model.folder, model.name])),
    ...names.flatMap((name) =>
      checkpointsOf(models, name).map((
        model,
      ) => /** @type {[string, string, string]} */ ([model.folder, modelTitle(model), name]))
    ),
  ];
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
