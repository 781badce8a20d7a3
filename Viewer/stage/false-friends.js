// @ts-check
// Of the image in focus: who is its neighbor in the embedding but not in the layer, and who in the layer only.

import { falseNeighbors, missingNeighbors, nearestIn } from "../data/false-neighbors.js";
import { NEAREST, STORED } from "./view-trust.js";

export class FalseFriends {
  /** @param {import("../state/store.js").Store} store @param {import("./explorer.js").Explorer} explorer */
  constructor(store, explorer) {
    this.store = store;
    this.explorer = explorer;
    this.ticket = 0;
    store.watch(["selected", "layer", "model", "embedding", "items"], () => this.find());
  }

  async find() {
    const { store, explorer } = this, { selected, items } = store.state, current = explorer.current();
    const ticket = ++this.ticket;
    if (store.state.inEmbedding) store.set({ inEmbedding: null });
    if (selected < 0 || !current || !items || selected >= items.labels.length) return;
    const { model, layer, embedding } = current;
    try {
      const [cloud, list] = await Promise.all([
        explorer.arrays.cloud(model.folder, layer.folder, embedding),
        explorer.storedNeighbors(layer.folder, selected, STORED),
      ]);
      if (ticket !== this.ticket) return;
      const near = nearestIn(cloud, selected, NEAREST), stored = list.map(({ item }) => item);
      store.set({
        inEmbedding: {
          wrong: falseNeighbors(near, stored, NEAREST),
          missing: missingNeighbors(near, stored, NEAREST),
          count: list.length,
        },
      });
    } catch {
      // The card's own request tells the reader what is missing.
    }
  }
}
