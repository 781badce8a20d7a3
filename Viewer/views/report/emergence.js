// @ts-check
// From which layer on images find their class, and classes keep apart. A click shows those images in that layer.

import { classColours } from "../../data/class-colours.js";
import { shortName, thousands } from "../../data/study.js";
import { dot, h, meter } from "../../panels/dom.js";
import { shownNames } from "../../panels/rail.js";
import { openInTour } from "../views.js";
import { askedCard, modelOf, progressKey } from "./asked-card.js";

/** @typedef {import("../../data/client.js").Emergence} Emergence */
/** @typedef {import("../../state/store.js").State} State */

const NEVER = -1, NAMED = 2;

/** @param {import("../views.js").Parts} parts */
export function buildEmergence(parts) {
  const { store, client } = parts;
  return askedCard(store, {
    title: "From which layer on",
    asks: ["study", "model"],
    key: (state) => progressKey(modelOf(state)),
    ask: (state) => client.emergence(modelOf(state)?.folder ?? ""),
    shows: ["tint", "theme"],
    content: (found) => rows(found, parts),
  });
}

/** @param {Emergence} found @param {import("../views.js").Parts} parts */
function rows(found, parts) {
  const { state } = parts.store, names = shownNames(found.layers), colors = classColours(state);
  const known = found.images.filter((place) => place !== null).length, places = [...found.layers.keys(), NEVER];
  const most = Math.max(1, ...found.layers.map((_, place) => imagesAt(found, place).length));
  const list = places.flatMap((place) => {
    const images = imagesAt(found, place), classes = found.classes.filter(({ layer }) => layer === place);
    if (images.length === 0 && classes.length === 0) return [];
    const name = place === NEVER ? "never" : names[place], named = place === NEVER ? [] : classes.slice(0, NAMED);
    const more = classes.length - named.length;
    const words = `${name}: ${thousands(images.length)} of ${thousands(known)} images find their class` +
      (classes.length > 0
        ? `, ${classes.length} ${classes.length === 1 ? "class separates" : "classes separate"}`
        : "");
    const row = h(
      "button",
      {
        class: "emergence-row",
        type: "button",
        title: `${words}. Shows the images in the tour`,
        "aria-label": words,
        onclick: () => show(found, place, parts),
      },
      h("span", { class: `clip${place === NEVER ? " muted" : ""}` }, name),
      meter(images.length / most),
      h("span", { class: "num soft" }, thousands(images.length)),
      h(
        "span",
        { class: "emergence-classes" },
        ...named.map((each) =>
          h("span", { class: "tag" }, dot(colors(each.index)), h("span", { class: "clip" }, shortName(each.name)))
        ),
        more > 0 &&
          h(
            "span",
            { class: "muted" },
            `${named.length > 0 ? "+" : ""}${thousands(more)}${
              named.length > 0 ? "" : more === 1 ? " class" : " classes"
            }`,
          ),
      ),
    );
    /** @type {HTMLButtonElement} */ (row).disabled = images.length === 0;
    return [row];
  });
  return [
    h("div", { class: "emergence" }, ...list),
    h(
      "p",
      { class: "muted report-note" },
      `Images whose ${found.neighborCount} nearest are mostly of their class from this layer to the last; classes whose neighbourhood hit stays at ${found.share} of its last value.`,
    ),
  ];
}

/** @param {Emergence} found @param {number} place @returns {number[]} ascending */
const imagesAt = ({ images }, place) => [...images.keys()].filter((item) => images[item] === place);

/** @param {Emergence} found @param {number} place @param {import("../views.js").Parts} parts */
function show(found, place, parts) {
  const layer = found.layers[place]?.folder;
  openInTour(parts, -1, { selection: Int32Array.from(imagesAt(found, place)), ...(layer ? { layer } : {}) });
}
