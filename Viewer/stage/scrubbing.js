// @ts-check
// Between two finished layers, under the hand.

import { findModel } from "../data/study.js";

/** @param {import("./explorer.js").Explorer} explorer @param {number} position 0 … ready layers − 1 */
export async function scrub(explorer, position) {
  const { store, arrays, frames, stage } = explorer, { study, model: folder, embedding: wanted } = store.state;
  const model = study && findModel(study, folder), ready = explorer.ready();
  const lower = Math.max(0, Math.min(ready.length - 1, Math.floor(position)));
  const ends = [ready[lower], ready[Math.min(ready.length - 1, lower + 1)]];
  if (!model || !ends[0]) return;
  const ticket = ++explorer.ticket;
  explorer.scrubbing = true;
  try {
    const [a, b] = await Promise.all(ends.map(async (layer) => {
      const embedding = explorer.pick(layer, wanted);
      if (!embedding) throw new Error("no embedding");
      const cloud = await arrays.cloud(model.folder, layer.folder, embedding);
      const frame = await frames.of(model, embedding, cloud, stage.surface.size);
      return { cloud: await explorer.shape(cloud), frame };
    }));
    if (ticket !== explorer.ticket) return;
    explorer.shown = "";
    stage.scrub(a.cloud, a.frame, b.cloud, b.frame, Math.max(0, Math.min(1, position - lower)));
  } catch {
    // The layer's own row tells of its failure once it is chosen.
  }
}
