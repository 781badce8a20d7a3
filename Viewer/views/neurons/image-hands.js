// @ts-check
// What hands do to the images beside the units: a brush asks at once which units tell them from the rest.

import { toFlags, toItems, united } from "../../tour/selection.js";

/** @param {import("./image-map.js").ImageMap} map @param {import("../views.js").Parts} parts
 * @returns {import("../hands.js").Target} */
export function imageHands(map, { store, groups }) {
  const total = () => map.plot.count;
  return {
    count: total,
    tool: () => store.state.tool,
    focused: () => [store.state.hovered, store.state.selected],
    hover: (item) => store.set({ hovered: item }),
    choose: (item, touch) => store.set({ selected: item, hovered: touch ? -1 : item }),
    toggle(item) {
      const { selection } = store.state, without = selection.filter((each) => each !== item);
      groups.select(without.length < selection.length ? without : united(selection, [item]));
    },
    add: (item) => groups.select(united(store.state.selection, [item])),
    begin() {
      const { selection, armed } = store.state;
      return { before: toFlags(selection, new Uint8Array(total())), replace: armed !== "" };
    },
    spread: (rows, out) => out.set(rows),
    preview(flags) {
      map.preview = flags;
      map.remark();
    },
    brushed(flags) {
      const { armed, neurons } = store.state;
      groups.brushed(toItems(flags));
      if (!armed) store.set({ neurons: { ...neurons, ranked: store.state.selection.length > 0 } });
    },
  };
}
