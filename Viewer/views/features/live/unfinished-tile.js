// @ts-check
// The tile of an image that is still being made: as it is now, and how far it is.

import { tileName } from "../../../data/feature-orders.js";
import { thousands } from "../../../data/study.js";
import { h, meter } from "../../../panels/dom.js";
import { featurePicture } from "../picture.js";
import { shareOf, stepWords } from "./unfinished.js";

/** @typedef {import("../../../data/feature-jobs.js").RunningImage} RunningImage */

/** @typedef {import("../gallery.js").TileElement} LiveTile */

/** @param {import("../../../data/features.js").FeatureTile} tile @param {RunningImage | null} now */
export function unfinishedWords(tile, now) {
  const name = tileName(tile), { kind, channel } = tile;
  const what = kind === "channel"
    ? `Channel ${name}`
    : kind === "class"
    ? `Class ${thousands(channel)}, ${name}`
    : name;
  return `${what}, unfinished, ${stepWords(now)}`;
}

/** @param {import("../../../data/features.js").FeatureTile} tile
 * @param {{ coarse: boolean, chosen: boolean, now: RunningImage | null, address: string }} look @returns {LiveTile} */
export function unfinishedTile(tile, { coarse, chosen, now, address }) {
  const picture = featurePicture("", coarse),
    bar = meter(0),
    far = h("span", { class: `soft num ${tile.kind === "channel" ? "clip" : "far"}` });
  const name = tileName(tile);
  const element = h(
    "div",
    { class: "feature unfinished", role: "option", "data-key": tile.key, "aria-selected": String(chosen) },
    picture,
    bar,
    h(
      "span",
      { class: "feature-words" },
      tile.kind !== "channel" && h("span", { class: "soft clip" }, name),
      far,
      tile.channel >= 0 && h("span", { class: "num right" }, thousands(tile.channel)),
    ),
  );
  element.id = `feature-${tile.index}`;
  let wanted = address, shown = false;
  const tell = (/** @type {RunningImage | null} */ current, /** @type {string} */ next) => {
    const words = unfinishedWords(tile, current);
    element.setAttribute("aria-label", words);
    element.title = words;
    far.textContent = tile.kind === "channel"
      ? stepWords(current)
      : current
      ? `${Math.floor(100 * shareOf(current))} %`
      : "waiting";
    const fill = /** @type {HTMLElement} */ (bar.firstElementChild);
    fill.style.width = `${current ? 100 * shareOf(current) : 0}%`;
    wanted = next;
    if (shown && wanted !== "") picture.want(wanted, true);
  };
  tell(now, address);
  const show = () => {
    shown = true;
    if (wanted !== "") picture.want(wanted, true);
  };
  return Object.assign(element, { show, leave: () => picture.leave(), tell, picture });
}
