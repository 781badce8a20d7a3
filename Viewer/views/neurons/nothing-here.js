// @ts-check
// Instead of units: how to have them analyzed, or which layers have any.

import { findLayer, findModel } from "../../data/study.js";
import { h } from "../../panels/dom.js";
import { layersWithUnits } from "../../panels/unit-picker.js";
import { commandNote } from "../command-note.js";

/** @param {import("../../state/store.js").Store} store @param {string} name of the layer */
export function nothingHere(store, name) {
  const { study, model: folder, layer } = store.state, model = study && findModel(study, folder);
  const withUnits = layersWithUnits(model), here = findLayer(model, layer)?.folder;
  if (withUnits.some((each) => each.folder === here)) {
    const outputs = model?.layers.slice(-2).some(({ folder }) => folder === here) ?? false;
    const others = withUnits.filter(({ folder }) => folder !== here).slice(-12);
    return [
      ...commandNote(
        store,
        `The units of ${name} have not been analyzed`,
        "Which units go together, which classes each of them tells apart, and how well: worked out with",
        `strata neurons ${study?.name ?? "…"}.study${outputs ? ` --layers '${name}'` : ""}`,
        `and shown here as soon as it is done.${outputs ? " Without --layers, outputs are left out." : ""}`,
      ),
      others.length > 0 && h("p", { class: "soft" }, "Other layers with units:"),
      others.length > 0 && layerButtons(store, others),
    ];
  }
  return [
    h("h2", {}, `${name} was not recorded unit by unit`),
    h(
      "p",
      { class: "soft" },
      "Its features are places of a picture or mixtures, not one number for each unit. ",
      withUnits.length > 0 ? "Layers with units:" : "No layer of this network has units.",
    ),
    layerButtons(store, withUnits),
  ];
}

/** @param {import("../../state/store.js").Store} store @param {import("../../data/types.js").Layer[]} layers */
const layerButtons = (store, layers) =>
  h(
    "p",
    { class: "unit-chips" },
    ...layers.map(({ folder, name }) =>
      h("button", { class: "btn", type: "button", onclick: () => store.set({ layer: folder }) }, name)
    ),
  );
