// @ts-check
// Asks for the suspects of the network that is shown, once a view wants them and again when the analysis goes on.

import { findModel } from "../data/study.js";

export class Suspects {
  /** @param {import("../state/store.js").Store} store @param {import("../data/client.js").Client} client */
  constructor(store, client) {
    this.store = store;
    this.client = client;
    this.wanted = false;
    this.ticket = 0;
    let model = store.state.model;
    store.watch(["model", "study"], (state) => {
      if (state.model !== model) store.set({ suspects: null, suspectsFailure: "" });
      model = state.model;
      // A catalogue that has changed may have brought them.
      if (this.wanted && !store.state.suspects) this.load();
    });
  }

  /** From now on they are kept at hand. */
  want() {
    if (this.wanted && this.store.state.suspects) return;
    this.wanted = true;
    this.load();
  }

  async load() {
    const { study, model } = this.store.state, found = study && findModel(study, model), ticket = ++this.ticket;
    if (!found) return;
    try {
      const suspects = await this.client.suspects(found.folder);
      if (ticket === this.ticket) this.store.set({ suspects, suspectsFailure: "" });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (ticket === this.ticket) this.store.set({ suspectsFailure: message });
    }
  }
}
