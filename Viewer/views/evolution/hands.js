// @ts-check
// What hands do to the images of a sequence, wherever they are drawn.

import { toFlags, toItems, united } from "../../tour/selection.js";

/** @typedef {import("./scene.js").EvolutionScene} EvolutionScene */

/** @param {EvolutionScene} scene @param {import("../views.js").Parts} parts @returns {import("../hands.js").Target} */
export function sequenceImages(scene, { store, groups }) {
  const item = (/** @type {number} */ row) => row < 0 ? -1 : scene.sequence?.items[row] ?? -1;
  return {
    count: () => scene.sequence?.items.length ?? 0,
    tool: () => store.state.tool,
    focused: () => [scene.row(store.state.hovered), scene.row(store.state.selected)],
    hover: (row) => store.set({ hovered: item(row) }),
    choose: (row, touch) => store.set({ selected: item(row), hovered: touch ? -1 : item(row) }),
    toggle(row) {
      const { selection } = store.state, without = selection.filter((each) => each !== item(row));
      store.set({ selection: without.length < selection.length ? without : united(selection, [item(row)]) });
    },
    add: (row) => store.set({ selection: united(store.state.selection, [item(row)]) }),
    begin() {
      const { selection, items, armed } = store.state;
      return { before: toFlags(selection, new Uint8Array(items?.labels.length ?? 0)), replace: armed !== "" };
    },
    spread(rows, out) {
      const { sequence } = scene;
      for (let row = 0; sequence && row < rows.length; row++) if (rows[row]) out[sequence.items[row]] = 1;
    },
    preview(flags) {
      scene.preview = flags;
      scene.restyle();
    },
    brushed: (flags) => groups.brushed(toItems(flags)),
  };
}
