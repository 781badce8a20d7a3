// @ts-check
// What a study opens with where nobody has chosen: its first embedding, unless that one lies in a few tight spots and
// another spreads far better, as it often is with few images and well separated classes. And the first colours.

import { FOCUS_LIMIT, tally } from "../data/study.js";
import { projectAll } from "../tour/projection.js";
import { room } from "../tour/room.js";

/** Another embedding is opened first only where it uses so many times as much of the stage as the study's first. */
const ROOMIER = 1.5;

/**
 * @param {import("../data/types.js").Model} model @param {import("../data/types.js").Layer} layer
 * @param {import("../data/arrays.js").Arrays} arrays @param {import("./frames.js").Frames} frames
 * @param {{ width: number, height: number }} size of the stage @returns {Promise<string>} empty: the first one stays
 */
export async function roomiest(model, layer, arrays, frames, size) {
  if (layer.embeddings.length < 2) return "";
  const rooms = await Promise.all(layer.embeddings.map(async (embedding) => {
    try {
      const cloud = await arrays.cloud(model.folder, layer.folder, embedding, undefined, true);
      const frame = await frames.of(model, embedding, cloud, size);
      const places = projectAll({ a: cloud, frameA: frame, b: cloud, frameB: frame, t: 1 });
      return { name: embedding.name, room: room(places) };
    } catch {
      return { name: embedding.name, room: 0 };
    }
  }));
  const best = rooms.reduce((a, b) => b.room > a.room ? b : a);
  return best.room > ROOMIER * rooms[0].room && rooms[0].room > 0 ? best.name : "";
}

/** Labels alone colour the first picture, if they are here by then; and only where what comes later, the predictions,
 * cannot change the colours. @param {import("./explorer.js").Explorer} explorer
 * @param {import("../data/types.js").Study} study @param {import("../data/types.js").Model | null} model */
export async function colouredByLabels(explorer, study, model) {
  const { store, arrays } = explorer, { colouring, conditions } = store.state, current = explorer.current();
  const lasting = study.classes.length <= FOCUS_LIMIT || !model?.hasPredictions;
  if (colouring.kind !== "label" || conditions.length > 0 || !lasting || !current) return;
  const coming = arrays.labels(study.itemCount).then((labels) => {
    if (!labels || store.state.items || store.state.study !== study) return;
    store.set({ labels, tally: tally(study.classes.length, labels, null) });
  });
  const points = arrays.cloud(current.model.folder, current.layer.folder, current.embedding);
  await Promise.race([coming, points.catch(() => {})]);
}
