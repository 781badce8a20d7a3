// @ts-check
// What a study opens with where nobody has chosen: its first embedding, unless that one lies in a few tight spots and
// another spreads far better, as it often is with few images and well separated classes.

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
