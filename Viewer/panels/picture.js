// @ts-check
// One image over everything else, as large as the window allows.

import { setPicture } from "../data/pictures.js";
import { thousands } from "../data/study.js";
import { fill, find, h, icon } from "./dom.js";

/** @param {number} item @param {string} identifier */
export function showPicture(item, identifier) {
  const dialog = find("#picture");
  if (!(dialog instanceof HTMLDialogElement)) return;
  const picture = /** @type {HTMLImageElement} */ (h("img", { alt: `Image ${thousands(item)}` }));
  const said = h("p", { class: "soft", hidden: true }, "This image cannot be read any more.");
  picture.addEventListener("error", () => {
    picture.hidden = true;
    said.hidden = false;
  });
  setPicture(picture, `/images/items/${item}`);
  const close = h("button", {
    class: "tool right",
    type: "button",
    title: "Close (Esc)",
    "aria-label": "Close",
    onclick: () => dialog.close(),
  }, icon("close"));
  fill(
    dialog,
    h(
      "div",
      { class: "block-head" },
      h("h2", {}, `Image ${thousands(item)}`),
      h("span", { class: "soft clip", title: identifier }, identifier),
      close,
    ),
    picture,
    said,
  );
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close();
  };
  dialog.showModal();
}
