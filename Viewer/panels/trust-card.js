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
  const { selected, trust, study } = state, value = trust?.[selected];
  const model = study && findModel(study, state.model), layer = findLayer(model, state.layer);
  const embedding = findEmbedding(layer, state.embedding);
  if (!model || !layer || !embedding) return null;
  const words = h("p", { class: "soft" }), tiles = h("div", { class: "thumbs" });
  const figure = value === undefined ? null : h(
    "span",
    { class: "right" },
    `in ${embedding.dimensions}-D `,
    h("b", { class: `num${value < LOW_TRUST ? " warn" : ""}` }, rate(value, 2)),
    h("span", {
      id: "seen-figure",
      title: `Share of the ${NEAREST} nearest on the screen that are among its ${STORED} neighbours in the layer`,
    }),
  );
  const seen = h("p", { class: "soft", id: "seen-trust" });
  const card = h("div", { class: "card trust-card" }, h("h3", {}, "Trust", figure), seen, words, tiles);
  tellSeen(card, state);
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

/** Once the view rests: how many of those beside it on the screen are ringed as false. @param {ParentNode} root
 * @param {State} state */
function tellSeen(root, { falseNear }) {
  const line = root.querySelector("#seen-trust"), figure = root.querySelector("#seen-figure");
  const share = falseNear ? 1 - falseNear.length / NEAREST : 0;
  if (figure) {
    const number = h("b", { class: `num${share < LOW_SHARE ? " warn" : ""}` }, rate(share, 2));
    fill(figure, ...(falseNear ? [" in this view ", number] : []));
  }
  if (!line) return;
  line.toggleAttribute("hidden", falseNear === null);
  if (falseNear?.length === 0) fill(line, `All ${NEAREST} nearest on the screen are neighbours in the layer.`);
  else if (falseNear) {
    fill(
      line,
      h("span", { class: "bad", "aria-hidden": "true" }, "○ "),
      `${falseNear.length} of the ${NEAREST} nearest on the screen are not neighbours in the layer.`,
    );
  }
}

/** The line follows the view, whichever card it is in. @param {import("../state/store.js").Store} store */
export function followSeen(store) {
  store.watch(["falseNear"], (state) => {
    tellSeen(document, state);
  });
}
