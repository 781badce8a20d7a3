// @ts-check
// One tile of the gallery: a picture, what it is of, and what is to be said against it.

import { figure } from "../../data/conditions.js";
import { tileName } from "../../data/feature-orders.js";
import { isVoid, isWeak } from "../../data/features.js";
import { shortName, thousands } from "../../data/study.js";
import { dot, h, icon } from "../../panels/dom.js";
import { featurePicture } from "./picture.js";
import { remark } from "./words.js";

/** @typedef {import("../../data/features.js").FeatureTile} FeatureTile */

/**
 * @typedef {object} TileLook
 * @property {string} address of the picture
 * @property {boolean} coarse
 * @property {boolean} chosen
 * @property {string} told the class that the unit tells best; "": not known
 * @property {string} color of that class; "": none
 * @property {ReturnType<typeof featurePicture>} [before] the picture of the same tile when it was unfinished, which stays until
 *   this one is there
 */

/** @param {FeatureTile} tile @param {TileLook} look @returns {import("./gallery.js").TileElement} */
export function featureTile(tile, { address, coarse, chosen, told, color, before }) {
  const { kind, channel, images } = tile, [first] = images, nothing = isVoid(first), remarked = remark(first);
  const picture = before ?? featurePicture("", coarse), name = tileName(tile);
  const words = tileWords(tile, told);
  const below = kind === "channel" ? nothing ? remarked : shortName(told) : name;
  const element = h(
    "div",
    {
      class: `feature${nothing ? " void" : ""}`,
      role: "option",
      id: `feature-${tile.index}`,
      "data-key": tile.key,
      "aria-selected": String(chosen),
      "aria-label": words,
      title: words,
    },
    picture,
    images.length > 1 && h("span", { class: "feature-count num" }, `${images.length}`),
    h(
      "span",
      { class: "feature-words" },
      color !== "" && dot(color),
      h("span", { class: nothing ? "muted clip" : "soft clip" }, below),
      isWeak(first) && h("span", { class: "weak-mark" }, icon("weak")),
      channel >= 0 && h("span", { class: "num right" }, thousands(channel)),
    ),
  );
  return Object.assign(element, { show: () => picture.want(address), leave: () => picture.leave() });
}

/** Everything that a tile shows, and its strength. @param {FeatureTile} tile @param {string} told */
export function tileWords(tile, told) {
  const { kind, channel, images } = tile, [first] = images, remarked = remark(first), name = tileName(tile);
  return [
    kind === "channel" ? `Channel ${name}` : kind === "class" ? `Class ${thousands(channel)}, ${name}` : name,
    ...(told !== "" && kind === "channel" ? [`tells ${shortName(told)} best`] : []),
    ...(isVoid(first) ? [] : [`excited to ${figure(first.value)}`]),
    ...(remarked !== "" ? [remarked] : []),
    ...(images.length > 1 ? [`${images.length} pictures`] : []),
  ].join(", ");
}
