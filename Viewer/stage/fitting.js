// @ts-check
// What has to be seen when a stage shows everything, or some images as large as they fit: also on the stage beside it.

import { fit } from "../tour/camera.js";
import { projectAll } from "../tour/projection.js";

/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("../tour/projection.js").Blend} Blend */

/** The camera that shows all points once they have arrived; null: there are none. @param {Stage} stage */
export function fitOfAll(stage) {
  if (!stage.blend) return null;
  return fit(joined(shownOf(stage).map(arrived)), stage.surface.size, stage.padding());
}

/** That of some images, where they are now. @param {Stage} stage @param {ArrayLike<number>} items */
export function fitOfItems(stage, items) {
  const all = [stage, stage.partner].flatMap((each) => each?.now()?.positions ?? []);
  if (all.length === 0 || items.length === 0) return null;
  return fit(joined(all.map((positions) => placesOf(positions, items))), stage.surface.size, stage.padding());
}

/** @param {Stage} stage */
const shownOf = (stage) => [stage.blend, stage.partner?.blend].flatMap((blend) => blend ?? []);

/** @param {Blend} blend */
const arrived = ({ b, frameB }) => projectAll({ a: b, frameA: frameB, b, frameB, t: 1 });

/** @param {Float32Array[]} parts */
function joined(parts) {
  if (parts.length === 1) return parts[0];
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => {
    out.set(part, at);
    return at + part.length;
  }, 0);
  return out;
}

/** @param {Float32Array} positions @param {ArrayLike<number>} items */
function placesOf(positions, items) {
  const places = new Float32Array(2 * items.length);
  for (let k = 0; k < items.length; k++) {
    places[2 * k] = positions[2 * items[k]];
    places[2 * k + 1] = positions[2 * items[k] + 1];
  }
  return places;
}
