// @ts-check
// The stage by keys: arrows go from image to image, Enter selects, "." and "," walk the neighbors.

import { toView } from "../tour/camera.js";
import { nearestToward } from "../tour/pick.js";
import { united } from "../tour/selection.js";

export const DIRECTIONS = /** @type {Readonly<Record<string, [number, number]>>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
});

/** @param {import("./stage.js").Stage} stage @param {import("../state/store.js").Store} store
 * @param {KeyboardEvent} event */
export function walk(stage, store, event) {
  if (event.target !== stage.root || event.ctrlKey || event.metaKey || event.altKey) return;
  const direction = DIRECTIONS[event.key], { hovered, selected, near, selection } = store.state, still = stage.now();
  if (!still) return;
  if (direction) {
    const from = hovered >= 0 ? hovered : selected;
    const accept = (/** @type {number} */ item) => stage.scene.pickable(item);
    const { width, height } = stage.surface.size;
    const next = from >= 0
      ? nearestToward(still.positions, from, ...direction, accept)
      : still.grid.nearest(...toView(stage.camera, stage.surface.size, width / 2, height / 2), Infinity, accept);
    if (next >= 0) store.set({ hovered: next });
  } else if (event.key === "Enter" && event.shiftKey && hovered >= 0) {
    store.set({ selection: united(selection, [hovered]) });
  } else if (event.key === "Enter" && hovered >= 0) {
    store.set({ selected: hovered, sheet: "inspector" });
  } else if ((event.key === "." || event.key === ",") && near.length > 0) {
    const index = near.indexOf(hovered), step = event.key === "." ? 1 : -1;
    store.set({
      hovered: near[index < 0 ? (step > 0 ? 0 : near.length - 1) : (index + step + near.length) % near.length],
    });
  } else return;
  event.preventDefault();
}
