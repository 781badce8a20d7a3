// @ts-check
// What keys do among the units.

import { stepEpoch } from "../../stage/epochs.js";
import { chooseUnits, chosenUnits } from "../../state/neurons.js";
import { NONE } from "../../state/store.js";
import { nextTool } from "../tool-buttons.js";

/** @typedef {import("./neurons.js").NeuronsView} NeuronsView */

/** Through the ranked units, else from the one that tells its class best on. @param {NeuronsView} view @param {1 | -1} by */
export function step({ units, store, map, ranking }, by) {
  if (!units || !map.look) return;
  const { valueOf, stands } = map.look, [first = -1] = chosenUnits(store.state);
  const list = ranking.wanted && ranking.units.length > 0
    ? ranking.units
    : [...units.places.unitOf].filter(stands).sort((a, b) => valueOf(b) - valueOf(a) || a - b);
  const at = list.indexOf(first), next = at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by;
  if (list[next] !== undefined) chooseUnits(store, [list[next]]);
}

/** @param {NeuronsView} view @param {import("../views.js").Parts} parts @returns {Record<string, () => void>} */
export function keysOf(view, { store, groups }) {
  const { images, map, before } = view;
  // Keys zoom the plot that has the focus, else the units.
  const plot = () => images.root.contains(document.activeElement) ? images.plot : map.plot;
  return {
    h: () => stepEpoch(store, -1),
    l: () => stepEpoch(store, 1),
    "0": () => {
      for (const each of [map, before, images]) each.plot.fit();
    },
    "+": () => plot().zoomBy(1.5),
    "=": () => plot().zoomBy(1.5),
    "-": () => plot().zoomBy(1 / 1.5),
    "−": () => plot().zoomBy(1 / 1.5),
    b: () => nextTool(store),
    f: () => groups.filter(),
    I: () => groups.invert(),
    c: () => {
      groups.clear();
      store.set({ units: null, neurons: { ...store.state.neurons, ranked: false } });
    },
    Escape: () => leave(store, groups),
  };
}

/** One thing at a time: the brush that waits, the image in focus, the chosen units, the ranking, the selection.
 * @param {import("../../state/store.js").Store} store @param {import("../../stage/groups.js").Groups} groups */
function leave(store, groups) {
  const { armed, selected, selection, neurons } = store.state;
  if (armed) groups.disarm();
  else if (selected >= 0) store.set({ selected: -1 });
  else if (chosenUnits(store.state).length > 0) chooseUnits(store, []);
  else if (neurons.ranked && selection.length > 0) store.set({ neurons: { ...neurons, ranked: false } });
  else if (selection.length > 0) store.set({ selection: NONE });
}
