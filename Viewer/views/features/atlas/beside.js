// @ts-check
// The atlas beside the gallery of the same view: one of the two is shown, and gets the keys.

import { hasAtlas } from "../../../data/atlas-requests.js";
import { featureCountOf } from "../../../data/feature-requests.js";
import { findLayer, findModel } from "../../../data/study.js";
import { fill } from "../../../panels/dom.js";
import { stepEpoch } from "../../../stage/epochs.js";
import { showKind } from "../kinds.js";
import { AtlasView } from "./atlas-view.js";

/** @typedef {import("../../../state/store.js").State} State */

/** Whether the view of features shows the atlas: where it was asked for, or where a layer has nothing else.
 * @param {Pick<State, "view" | "features" | "study" | "model" | "layer">} state */
export function showsAtlas({ view, features, study, model, layer }) {
  if (view !== "features") return false;
  if (features.kind !== "") return features.kind === "atlas";
  const here = study ? findLayer(findModel(study, model), layer) : null;
  return hasAtlas(here) && featureCountOf(here) === 0;
}

/**
 * @param {HTMLElement} root @param {import("../../views.js").Parts} parts @param {HTMLElement} gallery
 * @param {import("../../views.js").Built} built what the gallery does by keys @returns {import("../../views.js").Built}
 */
export function besideAtlas(root, parts, gallery, built) {
  const { store } = parts, isHere = () => showsAtlas(store.state), atlas = new AtlasView(parts, isHere);
  const { strata } = /** @type {any} */ (globalThis);
  if (strata) strata.atlas = atlas;
  store.watch(["view", "features", "study", "model", "layer"], ({ view }) => {
    if (view !== "features") return;
    swap(root, isHere() ? atlas.root : gallery);
  });
  /** @type {Record<string, () => void>} */
  const own = keysOf(atlas), others = built.keys ?? {};
  const keys = Object.fromEntries(
    [...new Set([...Object.keys(own), ...Object.keys(others)])].map((key) => [
      key,
      () => (isHere() ? own[key] : others[key])?.(),
    ]),
  );
  return {
    next: (by) => isHere() ? atlas.step(by) : built.next?.(by),
    keys: { ...keys, a: () => showKind(store, isHere() ? "channel" : "atlas") },
  };
}

/** One in the place of the other; who came by keyboard stays at the switch. @param {HTMLElement} root
 * @param {HTMLElement} wanted */
function swap(root, wanted) {
  if (root.firstChild === wanted && root.childElementCount === 1) return;
  const held = root.contains(document.activeElement);
  fill(root, wanted);
  const chosen = wanted.querySelector('[aria-label="What the pictures are of"] [aria-pressed="true"]');
  if (held && chosen instanceof HTMLElement) chosen.focus({ preventScroll: true });
}

/** @param {AtlasView} atlas @returns {Record<string, () => void>} */
function keysOf(atlas) {
  const { map, store } = atlas;
  return {
    h: () => stepEpoch(store, -1),
    l: () => stepEpoch(store, 1),
    "+": () => map.zoomBy(1.5),
    "=": () => map.zoomBy(1.5),
    "-": () => map.zoomBy(1 / 1.5),
    "−": () => map.zoomBy(1 / 1.5),
    "0": () => map.fit(),
    c: () => atlas.change({ cell: "", of: "" }),
    Escape: () => {
      const { atlas: { cell, of } } = store.state;
      if (cell !== "") atlas.leave();
      else if (of !== "") atlas.change({ of: "" });
    },
  };
}
