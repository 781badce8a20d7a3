// @ts-check
// Where one can go from an optimized image.

import { isRepeatable, maximizeCommand } from "../../data/maximize-command.js";
import { h } from "../../panels/dom.js";
import { colourBy } from "../../state/colouring.js";
import { openUnit } from "../../state/neurons.js";
import { copyText } from "../copy.js";

/** @param {import("../views.js").Parts} parts @param {import("./shown.js").Shown} shown
 * @param {import("../../data/features.js").Feature} feature @param {boolean} hasUnits its layer was recorded unit by unit */
export function actions({ store, directions }, { place, document: { layer, parameters } }, feature, hasUnits) {
  const { channel, name, kind, direction = null } = feature, study = store.state.study?.name ?? "…";
  const sides = kind === "direction" ? directions.sidesOf(place, name, direction) : null;
  const command = isRepeatable(feature, layer)
    ? maximizeCommand(study, place.model, name, parameters)
    : sides
    ? directions.command(place, sides, parameters)
    : "";
  const button = (/** @type {string} */ words, /** @type {() => void} */ act) =>
    h("button", { class: "btn", type: "button", onclick: act }, words);
  return h(
    "div",
    { class: "feature-actions" },
    hasUnits && button("Show this neuron", () => openUnit(store, place.layer, channel)),
    hasUnits && button("Colour the tour by it", () => {
      colourBy(store, { kind: "unit", layer: place.layer, channel });
      store.set({ view: "tour" });
    }),
    command !== "" && button("Copy the command", () => copyText(store, command, "Command")),
  );
}
