// @ts-check
// A card of the report whose content the server works out: asked for when it is first seen, and again after news.

import { findModel } from "../../data/study.js";
import { fill, h } from "../../panels/dom.js";

/** @typedef {import("../../state/store.js").State} State */

/**
 * @template T
 * @typedef {object} Asked
 * @property {string} title
 * @property {(keyof State)[]} asks what the question follows from
 * @property {(state: State) => string} key of the question; empty: there is nothing to ask, and no card
 * @property {(state: State) => Promise<T>} ask
 * @property {(keyof State)[]} shows what else the content follows from
 * @property {(found: T, state: State) => (Node | string)[]} content
 * @property {() => Node[]} [head] stands above the content, also while that is not there
 */

/** @template T @param {import("../../state/store.js").Store} store @param {Asked<T>} card */
export function askedCard(store, { title, asks, key, ask, shows, content, head = () => [] }) {
  const root = h("section", { class: "report-card" });
  /** @type {T | null} */
  let found = null;
  let failure = "", asked = "";
  const draw = () => {
    const { state } = store;
    if (state.view !== "report") return;
    root.hidden = key(state) === "";
    const inner = found ? content(found, state) : [h("p", { class: "soft" }, failure || "Asking …")];
    fill(root, h("h3", {}, title), ...head(), ...inner);
  };
  store.watch(["view", ...asks], (state) => {
    const now = key(state);
    if (state.view !== "report" || now === "" || (asked === now && found)) return;
    // Of the same network the old answer stays until the new one is there.
    if (asked.split("\n")[0] !== now.split("\n")[0]) found = null;
    asked = now;
    ask(state).then((reply) => {
      if (asked === now) [found, failure] = [reply, ""];
    }, (error) => {
      if (asked === now) [found, failure] = [null, String(error.message)];
    }).then(draw);
  });
  store.watch(["view", ...asks, ...shows], draw);
  return root;
}

/** The chosen network. @param {State} state */
export const modelOf = ({ study, model }) => study && findModel(study, model);

/** The network, and how far its layers are: an answer is good until another layer has come.
 * @param {import("../../data/types.js").Model | null | undefined} model */
export const progressKey = (model) =>
  model ? `${model.folder}\n${model.layers.map(({ status }) => status).join()}` : "";
