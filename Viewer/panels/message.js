// @ts-check
// Why the stage is empty, in the middle of it, with what can be done.

import { findLayer, findModel, isReady, thousands } from "../data/study.js";
import { fill, find, h } from "./dom.js";

/** @typedef {import("../state/store.js").State} State */
/** @typedef {{ title: string, lines: string[], button?: string, act?: () => void }} Message */

/** @param {import("../state/store.js").Store} store @param {import("../stage/explorer.js").Explorer} explorer
 * @param {() => void} retry @param {HTMLElement} [root] */
export function buildMessage(store, explorer, retry, root = find("#message")) {
  const clear = () => store.set({ conditions: [] });
  let shown = "";
  store.watch(["failures", "layer", "embedding", "model", "study", "connection", "passing"], (state) => {
    const message = messageOf(state, explorer, retry, clear), text = JSON.stringify(message);
    // The same words stay as they are: a hand may be on the button.
    if (text === shown) return;
    shown = text;
    root.hidden = message === null;
    fill(root, ...(message ? parts(message) : []));
  });
}

/** @param {Message} message */
function parts({ title, lines, button, act }) {
  return [
    h("h2", { class: "num" }, title),
    ...lines.map((line, at) => h("p", at > 0 ? { class: "muted" } : {}, line)),
    button && h("button", { class: "btn", onclick: act }, button),
  ];
}

/** @param {State} state @param {import("../stage/explorer.js").Explorer} explorer @param {() => void} retry
 * @param {() => void} clear takes off all filters @returns {Message | null} */
function messageOf(state, explorer, retry, clear) {
  const { study, connection } = state;
  if (!study) {
    if (connection !== "lost") return null;
    const lines = ["Start it with strata serve, or check the address."];
    return { title: "The server does not answer", lines, button: "Try again", act: retry };
  }
  const model = findModel(study, state.model), failure = state.failures[explorer.currentKey()];
  if (failure) {
    const remedy = "Run strata analyze again to write this array anew. The other layers are not affected.";
    return {
      title: `${findLayer(model, state.layer)?.name} cannot be shown`,
      lines: [failure, remedy],
      button: "Try again",
      act: () => explorer.showLayer(),
    };
  }
  if (study.itemCount === 0) return { title: "This study has no images yet", lines: ["strata analyze fills it."] };
  if (!model?.layers.some(isReady)) {
    const lines = ["This page fills in by itself as soon as the first one is there."];
    return { title: "No layer is finished yet", lines };
  }
  if (state.passing && !state.passing.includes(1)) {
    const lines = ["No image passes all filters."];
    return { title: `0 of ${thousands(study.itemCount)}`, lines, button: "Clear", act: clear };
  }
  return null;
}
