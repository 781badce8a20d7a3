// @ts-check
// The sheet of keys.

import { find, h, icon } from "./dom.js";

/** @type {[string, [string, string][]][]} */
export const KEYS = [
  ["Layers", [
    ["j / k", "next, previous layer"],
    ["↑  ↓", "in the rail: the same"],
    ["drag the thumb", "between two layers"],
    ["P", "play through the layers"],
    ["e", "next embedding"],
  ]],
  ["View", [
    ["wheel, drag", "zoom at the pointer, pan"],
    ["drag in 3-D", "turn; Shift pans"],
    ["drag a ring", "turn the space by that group"],
    ["drag a spoke", "of the compass: by that dimension"],
    ["double click", "fit the cluster"],
    ["0  +  −", "fit, zoom in, zoom out"],
    ["p / Space", "play or pause the Grand Tour"],
    ["]", "a single step of the tour"],
    ["v", "best view: separates classes or selection"],
    ["r", "back to the first plane"],
    ["i", "dots, mixed, images"],
  ]],
  ["Images", [
    ["click", "the nearest image"],
    ["arrow keys", "on the stage: to the nearest that way"],
    ["Enter", "choose it; with Shift: add to the selection"],
    [".  ,", "through its neighbours in this layer"],
    ["Esc", "deselect, close"],
    ["/", "find an image, class, layer or unit"],
  ]],
  ["Selection", [
    ["b", "pan, rectangle, lasso"],
    ["Shift / Alt", "while brushing: add, subtract; both: intersect"],
    ["Shift-click", "add or take away one image"],
    ["long press", "brush with a finger"],
    ["g", "select alike: adds the 15 nearest"],
    ["I", "invert"],
    ["f", "filter to the selection or the next brush"],
    ["c", "clear"],
    ["Ctrl Z", "undo; with Shift: redo"],
  ]],
  ["Handles", [
    ["d", "from the selection or the next brush"],
    ["arrow keys", "on a handle: drag it 8 pixels, with Shift 1"],
    ["Enter", "on a handle of your own: rename it"],
    ["x", "remove the one in focus, or the last"],
  ]],
  ["Legend", [
    ["hover", "isolate a class"],
    ["click", "show it alone; with Shift: add it"],
    ["Alt-click", "all the others"],
    ["m / t", "marks: misclassified, low trust"],
  ]],
];

/** @returns {() => void} opens or closes the sheet */
export function buildHelp() {
  const sheet = find("#help");
  if (!(sheet instanceof HTMLDialogElement)) throw new Error("The help sheet is not a dialog.");
  sheet.append(
    h(
      "div",
      { class: "block-head" },
      h("h2", {}, "Keys"),
      h(
        "button",
        { class: "tool right", "aria-label": "Close", title: "Close (Esc)", onclick: () => sheet.close() },
        icon("close"),
      ),
    ),
    h(
      "div",
      { class: "help-columns" },
      ...KEYS.map(([title, rows]) =>
        h(
          "section",
          {},
          h("h3", {}, title),
          h(
            "dl",
            { class: "keys" },
            ...rows.flatMap(([key, what]) => [
              h("dt", {}, ...key.split(/\s*\/\s*|\s{2,}/).map((each) => h("kbd", {}, each))),
              h("dd", {}, what),
            ]),
          ),
        )
      ),
    ),
  );
  sheet.addEventListener("click", (event) => {
    if (event.target === sheet) sheet.close();
  });
  return () => sheet.open ? sheet.close() : sheet.showModal();
}
