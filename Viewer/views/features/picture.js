// @ts-check
// An optimized image: loaded when it is wanted, let go when it is not, and said where it cannot be had.

import { leavePicture, setPicture } from "../../data/pictures.js";
import { h } from "../../panels/dom.js";

/** @param {string} alt empty: what it is is said beside it @param {boolean} coarse few pixels, shown as squares
 * @returns {HTMLElement & { want: (address: string, passing?: boolean) => void, leave: () => void }} */
export function featurePicture(alt, coarse) {
  const image = /** @type {HTMLImageElement} */ (h("img", { alt, decoding: "async", draggable: "false" }));
  const said = h("span", { class: "feature-lost muted", hidden: true }, "cannot be read");
  const root = h("span", { class: `feature-picture${coarse ? " coarse" : ""}` }, image, said);
  let isPassing = false;
  // A browser draws a mark of its own for an image without an address.
  image.hidden = true;
  image.addEventListener("load", () => {
    image.hidden = false;
    said.hidden = true;
  });
  image.addEventListener("error", () => {
    image.hidden = true;
    said.hidden = isPassing;
  });
  return Object.assign(root, {
    /** passing: another one comes soon, so that this one may be gone before it is asked for. */
    want(/** @type {string} */ address, passing = false) {
      isPassing = passing;
      setPicture(image, address);
    },
    /** What is still on its way would hold up others. */
    leave() {
      if (!image.complete) leavePicture(image);
    },
  });
}
