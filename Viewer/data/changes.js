// @ts-check
// What another analysis has written anew: the arrays of it that are in memory are those of before.

/** @typedef {import("./types.js").Study} Study */
/** @typedef {(model: string, layer: string, embedding: import("./types.js").Embedding) => string} KeyOf */

/** Keys of embeddings that are others now, or none any more. @param {Study} before @param {Study} after
 * @param {KeyOf} keyOf @returns {string[]} */
export function changedKeys(before, after, keyOf) {
  const now = told(after, keyOf);
  return [...told(before, keyOf)].flatMap(([key, text]) => now.get(key) === text ? [] : [key]);
}

/** @param {Study} study @param {KeyOf} keyOf */
function told(study, keyOf) {
  return new Map(
    study.models.flatMap(({ folder, layers }) =>
      layers.flatMap((layer) =>
        layer.embeddings.map((embedding) => [
          keyOf(folder, layer.folder, embedding),
          JSON.stringify([embedding, layer.metrics]),
        ])
      )
    ),
  );
}
