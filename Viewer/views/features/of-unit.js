// @ts-check
// For the card of a neuron: the image that was optimized for it, where there is one, on the way to all of them.

import { featureCountOf, featureRequests } from "../../data/feature-requests.js";
import { isCoarse, isVoid } from "../../data/features.js";
import { findLayer, findModel, thousands } from "../../data/study.js";
import { fill, h } from "../../panels/dom.js";
import { openFeature } from "../../state/neurons.js";
import { featurePicture } from "./picture.js";
import { comparisonWords, remark } from "./words.js";

/** Drawn anew with its card, a picture keeps the element that it has: it would flicker otherwise.
 * @type {{ key: string, root: HTMLElement } | null} */
let last = null;

/**
 * @param {import("../views.js").Parts} parts @param {import("../../data/neuron-requests.js").Place} place
 * @param {number} unit @returns {HTMLElement | null} null: none was optimized for the layer
 */
export function optimizedImage({ store, client }, place, unit) {
  const { study } = store.state;
  const count = study ? featureCountOf(findLayer(findModel(study, place.model), place.layer)) : 0;
  if (!study || count === 0) return null;
  const key = JSON.stringify([place, unit, count]);
  if (last?.key === key) return last.root;
  const root = h("section", { class: "side-card", "aria-label": "Optimized image", hidden: true });
  last = { key, root };
  const requests = featureRequests(client);
  requests.document(study, place).then((document) => {
    const found = document.features.find(({ kind, channel }) => kind === "channel" && channel === unit);
    if (!found) return;
    const picture = featurePicture(`Optimized image of unit ${thousands(unit)}`, isCoarse(document));
    picture.style.setProperty("--feature-ratio", String(document.width / document.height));
    picture.classList.toggle("void", isVoid(found));
    picture.want(requests.address(place, found.image));
    const said = isVoid(found)
      ? `${remark(found).replace(/^./, (first) => first.toUpperCase())}: the picture means nothing.`
      : comparisonWords(found, study.itemCount);
    const open = () => openFeature(store, place.layer, unit);
    fill(
      root,
      h(
        "h2",
        {},
        "Asks for",
        h("button", { class: "link-button right", type: "button", onclick: open }, "In Features"),
      ),
      h(
        "div",
        { class: "feature-of-unit" },
        picture,
        h(
          "div",
          { class: "one-words soft" },
          h("span", {}, "Made by optimization, no photograph."),
          h("span", {}, said),
        ),
      ),
    );
    root.hidden = false;
  }, () => {
    // The view of features says what is wrong with them.
    if (last?.key === key) last = null;
  });
  return root;
}
