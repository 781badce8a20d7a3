// @ts-check
// What is on the stage and how far it can be trusted.

import { findEmbedding, findLayer, findModel, metric, rate, thousands } from "../data/study.js";
import { metricTitle } from "./rail.js";
import { LOW_SHARE, NEAREST, STORED } from "../stage/view-trust.js";
import { fill, find, h } from "./dom.js";

/** @param {import("../state/store.js").Store} store */
export function buildCaption(store) {
  const caption = find("#caption"), chips = find("#chips");
  const view = viewChip(store), chosen = h("span", { class: "chosen", id: "separated" });
  store.watch(["separated"], ({ separated }) => {
    chosen.textContent = separated ? `Plane chosen to separate ${separated}` : "";
    chosen.hidden = separated === "";
  });
  store.watch(["study", "model", "layer", "embedding", "metric"], (state) => {
    const { study } = state, model = study && findModel(study, state.model), layer = findLayer(model, state.layer);
    const embedding = findEmbedding(layer, state.embedding);
    if (!study || !model || !layer || !embedding) {
      fill(caption);
      fill(chips);
      return;
    }
    const features = layer.featureCount ? `, ${thousands(layer.featureCount)} features` : "";
    const extent = `, ${thousands(study.itemCount)} images${features}`;
    fill(
      caption,
      h("h2", {}, layer.name),
      h("span", { class: "muted" }, model.name, h("span", { class: "extent" }, extent)),
      chosen,
    );
    fill(chips, ...numbers(layer, embedding, state.metric), view);
  });
}

/** @param {import("../data/types.js").Layer} layer @param {import("../data/types.js").Embedding} embedding
 * @param {string} chosen */
export function numbers(layer, embedding, chosen) {
  const trust = metric(layer, `trustworthiness.${embedding.name}`);
  const key = chosen.startsWith("trustworthiness") ? "neighborhoodHit" : chosen, value = metric(layer, key);
  const amber = trust !== null && trust < .75;
  return [
    value !== null && (key === chosen || value > 0) &&
    h("div", { class: "of-rail" }, h("span", {}, metricTitle(key)), h("b", {}, rate(value))),
    trust !== null &&
    h(
      "div",
      { title: `Trustworthiness of ${embedding.name}: false neighbours cost, 1 is best` },
      h("span", {}, `Trust in ${embedding.dimensions}-D`),
      h("b", { class: amber ? "warn" : "" }, rate(trust)),
    ),
  ];
}

/** How far this very plane can be trusted; a dash until it is known again after a turn.
 * @param {import("../state/store.js").Store} store */
export function viewChip(store, id = "view-trust") {
  const value = h("b"), chip = h("div", { id, class: "of-view" }, h("span", {}, "Trust in this view"), value);
  store.watch(["viewTrust"], ({ viewTrust }) => {
    chip.hidden = viewTrust === null;
    if (!viewTrust) return;
    const { share, points, sampled, stale } = viewTrust;
    value.textContent = rate(share, 2);
    value.className = stale ? "muted stale" : share < LOW_SHARE ? "warn" : "";
    const among = `${thousands(points)}${sampled ? " seeded" : ""} images`;
    chip.title =
      `Of the ${NEAREST} nearest on the screen, the share that is among the ${STORED} nearest in the layer; ` +
      `mean of ${among}${stale ? "; before the view turned" : ""}`;
  });
  return chip;
}
