// @ts-check
// Where two classes lie among each other in an embedding. A click shows the images of such a place in the tour.

import { classColours, codesOf } from "../../data/class-colours.js";
import { embeddingTitle, shortName, thousands } from "../../data/study.js";
import { h, meter } from "../../panels/dom.js";
import { openInTour } from "../views.js";
import { classTag } from "./class-tag.js";
import { askedCard, modelOf, progressKey } from "./asked-card.js";

/** @typedef {import("../../data/client.js").Zones} Zones */
/** @typedef {import("../../state/store.js").State} State */

const SHOWN = 7;

/** @param {import("../views.js").Parts} parts */
export function buildZones(parts) {
  const { store, client } = parts;
  return askedCard(store, {
    title: "Where classes mix",
    asks: ["study", "model"],
    key: (state) => progressKey(modelOf(state)),
    ask: (state) => client.zones(modelOf(state)?.folder ?? ""),
    shows: ["tint", "theme"],
    content: (found, state) => content(found, state, parts),
  });
}

/** @param {Zones} found @param {State} state @param {import("../views.js").Parts} parts */
function content({ layer, embedding, zones }, state, parts) {
  const model = modelOf(state);
  const place = `${embeddingTitle(embedding)} of ${
    model?.layers.find(({ folder }) => folder === layer)?.name ?? layer
  }`;
  if (zones.length === 0) return [h("p", { class: "soft" }, `Nowhere in ${place}.`)];
  const colors = classColours(state), most = zones[0].images.length;
  const rows = zones.slice(0, SHOWN).map((zone) => {
    const { labels, names, images } = zone;
    const words = `${shortName(names[0])} and ${shortName(names[1])} mix: ${thousands(images.length)} images`;
    return h(
      "button",
      {
        class: "zone",
        type: "button",
        title: `${words}. Shows them in the tour`,
        "aria-label": words,
        onclick: () => show(parts, layer, embedding, zone),
      },
      classTag(colors(labels[0]), names[0]),
      classTag(colors(labels[1]), names[1]),
      meter(images.length / most),
      h("span", { class: "num soft" }, thousands(images.length)),
    );
  });
  const more = zones.length - rows.length;
  return [
    h("div", { class: "zones" }, ...rows),
    h(
      "p",
      { class: "muted report-note" },
      `Images of ${place} whose neighbours there are of both classes${
        more > 0 ? `; ${thousands(more)} smaller places more` : ""
      }.`,
    ),
  ];
}

/** @param {import("../views.js").Parts} parts @param {string} layer @param {string} embedding
 * @param {Zones["zones"][number]} zone */
function show(parts, layer, embedding, { labels, images }) {
  openInTour(parts, -1, {
    selection: Int32Array.from(images),
    pinned: codesOf(parts.store.state, labels),
    layer,
    embedding,
  });
}
