// @ts-check
// A button that has images made, and beside it what the server says where it does not.

import { h } from "../../../panels/dom.js";
import { wishKey } from "../../../state/live-features.js";
import { copyText } from "../../copy.js";

/** @typedef {import("../../../state/store.js").Store} Store */
/** @typedef {import("../../../stage/feature-jobs.js").FeatureJobs} FeatureJobs */
/** @typedef {import("./wish.js").Wish} Wish */

/** @param {Store} store @param {FeatureJobs} jobs @param {Wish} wish */
export function wishButton(store, jobs, { place, wanted, expected, words }) {
  const { live } = store.state, asking = live.asking !== "" && live.asking === wishKey(place, wanted);
  return h("button", {
    class: "btn",
    type: "button",
    "data-wish": words,
    "aria-busy": asking ? "true" : undefined,
    onclick: () => jobs.start(place, wanted, expected),
  }, asking ? "Asking …" : words);
}

/** Why it is not made, and what to do instead. @param {Store} store @param {Wish} wish @returns {HTMLElement | null} */
export function wishRefusal(store, { place, wanted, command }) {
  const { refusal } = store.state.live;
  if (!refusal || refusal.key !== wishKey(place, wanted)) return null;
  return refusalNote(store, refusal, command);
}

/** @param {Store} store @param {{ message: string, remedy: string }} refusal @param {string} command "": there is none */
export function refusalNote(store, { message, remedy }, command) {
  return h(
    "div",
    { class: "wish-refused", role: "alert" },
    h("p", { class: "feature-void" }, message),
    remedy !== "" && h("p", { class: "soft" }, remedy),
    command !== "" && h(
      "p",
      { class: "command" },
      h("code", { tabindex: "0", "aria-label": "Command" }, command),
      h("button", { class: "btn", type: "button", onclick: () => copyText(store, command, "Command") }, "Copy"),
    ),
  );
}

/** Draws anew without taking the focus from who has just pressed. @param {HTMLElement} root @param {() => void} draw */
export function keepingFocus(root, draw) {
  const held = document.activeElement, inside = held instanceof HTMLElement && root.contains(held) ? held : null;
  const wish = inside?.dataset.wish;
  draw();
  if (!inside || root.contains(document.activeElement)) return;
  const again = [...root.querySelectorAll("button, input")].find((each) =>
    each instanceof HTMLElement && wish !== undefined && each.dataset.wish === wish
  );
  /** @type {HTMLElement | undefined} */ (again ?? root.querySelector("button"))?.focus({ preventScroll: true });
}
