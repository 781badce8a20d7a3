// @ts-check
// How far an image's place can be trusted, and which of its neighbors in the embedding are false.

import { falseNeighbors, nearestIn } from "../data/false-neighbors.js";
import { findEmbedding, findLayer, findModel, rate } from "../data/study.js";
import { LOW_TRUST } from "../passes/style.js";
import { LOW_SHARE, NEAREST, STORED } from "../stage/view-trust.js";
import { fill, h } from "./dom.js";
import { tile } from "./tile.js";

/** @typedef {import("../state/store.js").State} State */

/** @param {State} state @param {import("../state/store.js").Store} store
 * @param {import("../stage/explorer.js").Explorer} explorer @returns {HTMLElement | null} */
export function trustCard(state, store, explorer) {
  const { selected, trust, study, falseNear } = state, value = trust?.[selected], count = falseNear?.length ?? 0;
  const seen = 1 - count / NEAREST;
  const model = study && findModel(study, state.model), layer = findLayer(model, state.layer);
  const embedding = findEmbedding(layer, state.embedding);
  if (!model || !layer || !embedding) return null;
  const words = h("p", { class: "soft" }), tiles = h("div", { class: "thumbs" });
  const figure = value === undefined ? null : h(
    "span",
    { class: "right" },
    `in ${embedding.dimensions}-D `,
    h("b", { class: `num${value < LOW_TRUST ? " warn" : ""}` }, rate(value, 2)),
    falseNear !== null &&
      h(
        "span",
        { title: "Share of the 15 nearest on the screen that are among its 50 neighbours in the layer" },
        " in this view ",
        h("b", { class: `num${seen < LOW_SHARE ? " warn" : ""}` }, rate(seen, 2)),
      ),
  );
  const view = h("p", { class: "soft", hidden: count === 0, id: "seen-trust" });
  view.textContent = `${count} of the ${NEAREST} nearest on the screen are not neighbours in the layer: ` +
    "turn the view before you conclude.";
  const card = h("div", { class: "card trust-card" }, h("h3", {}, "Trust", figure), view, words, tiles);
  Promise.all([
    explorer.arrays.cloud(model.folder, layer.folder, embedding),
    explorer.storedNeighbors(layer.folder, selected, STORED),
  ]).then(([cloud, list]) => {
    const near = nearestIn(cloud, selected, NEAREST);
    const wrong = falseNeighbors(near, list.map(({ item }) => item), NEAREST);
    words.textContent = wrong.length === 0
      ? `Its ${near.length} nearest in the embedding are its neighbours in the layer.`
      : `${wrong.length} of its ${near.length} nearest in the embedding are not among its ${NEAREST} neighbours in ` +
        "the layer; below each stands its rank there.";
    fill(
      tiles,
      ...wrong.slice(0, 8).map(({ item, rank }) => {
        const below = rank === null ? `>${list.length}` : String(rank);
        return tile(item, store, explorer, { more: `, rank ${below} in the layer`, below });
      }),
    );
  }, (error) => {
    words.textContent = error instanceof Error ? error.message : "The neighbours did not arrive.";
  });
  return card;
}
