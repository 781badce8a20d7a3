// @ts-check

import { panBy } from "../tour/camera.js";

/** Brings an item out from under a panel that lies over the stage. @param {import("./stage.js").Stage} stage
 * @param {number} item @param {DOMRect} panel */
export function uncover(stage, item, panel) {
  const place = stage.placeOf(item), box = stage.root.getBoundingClientRect(), { width, height } = stage.surface.size;
  if (!place) return;
  const left = panel.left - box.left, top = panel.top - box.top;
  if (place[0] < left - 30 || place[1] < top - 30 || panel.right <= box.left || panel.bottom <= box.top) return;
  // A panel at the side leaves the left part of the stage free, one from below the upper part.
  const beside = left > 60,
    x = beside ? left / 2 : width / 2,
    y = beside ? Math.min(place[1], height - 80) : top / 2 + 30;
  stage.touched = true;
  stage.travelTo(panBy(stage.camera, x - place[0], y - place[1]), 300);
}
