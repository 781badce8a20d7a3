// @ts-check
// Several images at a glance: the typical ones, or a seeded few of all.

import { sample, typical } from "../data/summary.js";
import { embeddingTitle, findEmbedding, findLayer, findModel, thousands } from "../data/study.js";
import { fill, h } from "./dom.js";
import { tile } from "./tile.js";

const SHOWN = 32;

/** @typedef {import("../state/store.js").Store} Store */

export class ContactSheet {
  /** @param {Store} store @param {import("../stage/explorer.js").Explorer} explorer */
  constructor(store, explorer) {
    this.store = store;
    this.explorer = explorer;
    /** @type {"typical" | "random"} */
    this.by = "typical";
    this.tiles = h("div", { class: "thumbs sheet" });
    this.note = h("p", { class: "note-line" });
    this.buttons = (/** @type {const} */ (["typical", "random"])).map((by) =>
      h("button", {
        type: "button",
        "data-by": by,
        onclick: () => {
          this.by = by;
          this.draw();
        },
      }, by === "typical" ? "Typical" : "Random")
    );
    this.root = h(
      "div",
      { class: "card" },
      h(
        "h3",
        {},
        "Images",
        h("span", { class: "seg right small", role: "group", "aria-label": "Which images" }, ...this.buttons),
      ),
      this.tiles,
      this.note,
    );
    this.ticket = 0;
  }

  async draw() {
    const ticket = ++this.ticket, { store, explorer } = this, { selection, study, model: folder } = store.state;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.by === this.by));
    const model = study && findModel(study, folder), layer = findLayer(model, store.state.layer);
    const embedding = findEmbedding(layer, store.state.embedding), seed = study?.seed ?? 42;
    if (!study || !model || selection.length === 0) return;
    let items = sample(selection, SHOWN, seed), words = `${items.length} at random, seed ${seed}`;
    if (this.by === "typical" && layer && embedding) {
      const cloud = await explorer.arrays.cloud(model.folder, layer.folder, embedding).catch(() => null);
      if (ticket !== this.ticket) return;
      if (cloud) {
        items = typical(selection, cloud, SHOWN);
        const where = `${embeddingTitle(embedding.name)} of ${layer.name}`;
        words = `${items.length} nearest to the middle of the ${
          thousands(selection.length)
        } in ${where}, nearest first`;
      }
    }
    fill(this.tiles, ...items.map((item) => tile(item, store, explorer)));
    this.note.textContent = `${words}.`;
  }
}
