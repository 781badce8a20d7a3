// @ts-check
// What hands do to units: hover, choose one, add one, brush several.

import { chooseUnits, chosenUnits } from "../../state/neurons.js";
import { toFlags } from "../../tour/selection.js";

/** @param {import("./unit-map.js").UnitMap} map @param {import("../../state/store.js").Store} store
 * @returns {import("../hands.js").Target} */
export function unitHands(map, store) {
  const unit = (/** @type {number} */ row) => row < 0 ? -1 : map.units?.places.unitOf[row] ?? -1;
  const row = (/** @type {number} */ of) => of < 0 ? -1 : map.units?.places.rowOf[of] ?? -1;
  return {
    count: () => map.plot.count,
    tool: () => store.state.tool,
    focused: () => [row(store.state.hoveredUnit), row(chosenUnits(store.state)[0] ?? -1)],
    hover: (at) => store.set({ hoveredUnit: unit(at) }),
    choose(at, touch) {
      if (at >= 0 || chosenUnits(store.state).length > 0) chooseUnits(store, at < 0 ? [] : [unit(at)]);
      if (touch) store.set({ hoveredUnit: -1 });
    },
    toggle(at) {
      const list = chosenUnits(store.state), one = unit(at);
      chooseUnits(store, list.includes(one) ? list.filter((each) => each !== one) : [...list, one]);
    },
    add: (at) => chooseUnits(store, [...new Set([...chosenUnits(store.state), unit(at)])]),
    begin: () => ({
      before: toFlags([...chosenUnits(store.state)], new Uint8Array(map.units?.report.neuronCount ?? 0)),
      replace: false,
    }),
    spread(rows, out) {
      for (let at = 0; at < rows.length; at++) if (rows[at]) out[unit(at)] = 1;
    },
    preview(flags) {
      map.preview = flags;
      map.remark();
    },
    brushed(flags) {
      const list = [];
      for (let one = 0; one < flags.length; one++) if (flags[one]) list.push(one);
      chooseUnits(store, list);
    },
  };
}
