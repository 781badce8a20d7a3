// @ts-check
// What a drag does on the plots of a view.

import { h, icon } from "../panels/dom.js";

const tools = /** @type {const} */ ([["pan", "Pan"], ["rectangle", "Rectangle"], ["lasso", "Lasso"]]);

/** The one after the one that is chosen. @param {import("../state/store.js").Store} store */
export function nextTool(store) {
  const at = tools.findIndex(([tool]) => tool === store.state.tool);
  store.set({ tool: tools[(at + 1) % tools.length][0] });
}

/** @param {import("../state/store.js").Store} store @param {string} what a brush selects: "the images in" */
export function toolButtons(store, what) {
  const buttons = tools.map(([tool, name]) =>
    h("button", {
      class: "tool",
      type: "button",
      "aria-label": name,
      title: tool === "pan" ? "Drag pans (b)" : `Drag selects ${what} a ${name.toLowerCase()} (b)`,
      onclick: () => store.set({ tool }),
    }, icon(tool))
  );
  store.watch(["tool"], ({ tool }) => {
    buttons.forEach((button, k) => button.setAttribute("aria-pressed", String(tools[k][0] === tool)));
  });
  return h("span", { class: "tool-group", role: "group", "aria-label": "What a drag does" }, ...buttons);
}
