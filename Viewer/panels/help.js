// @ts-check
// The sheet of keys.

import { find, h, icon } from "./dom.js";

/** @type {[string, [string, string][]][]} */
export const KEYS = [
  ["Layers", [
    ["j / k", "next, previous layer"],
    ["P", "play through the layers"],
    ["h / l", "previous, next epoch of a network in training"],
    ["↑  ↓", "in the rail: the same; with Shift between two layers"],
    ["drag the thumb", "between two layers"],
    ["e", "next embedding; in Evolution: ends only"],
  ]],
  ["Stage", [
    ["wheel, drag", "zoom at the pointer, pan (3-D: turn, Shift pans)"],
    ["drag a ring", "turn the space by that class or handle"],
    ["0  +  −", "fit, zoom in, zoom out; in Features the size of the images"],
    ["a", "comparing: align left onto right; in Features: atlas or gallery"],
    ["s", "comparing: the figures below"],
    ["i", "dots, mixed, images"],
    ["p  Space", "play or pause the Grand Tour"],
    ["]", "a single step of the tour"],
    ["v", "best view: the plane that separates most"],
    ["r", "back to the first plane"],
  ]],
  ["Images", [
    ["click", "select the nearest"],
    ["arrow keys", "on the stage: to the nearest that way"],
    ["Enter", "select it"],
    [".  ,", "through its neighbours in this layer"],
    ["/", "find an image, class, layer or unit"],
    ["1 … 6", "views: tour, neighbours, neurons, evolution, features, report"],
    ["n  N", "through the images that differ most, the suspects, the stray trails, the units, the features"],
    ["Esc", "deselect, close"],
  ]],
  ["Several", [
    ["b", "pan, rectangle, lasso; in Neurons over units or images"],
    ["Shift  Alt", "while brushing: add, subtract; both intersect"],
    ["g", "select alike: adds the 15 nearest"],
    ["I", "invert"],
    ["f", "filter to the selection or the next brush"],
    ["d  x", "handle from it; delete a handle"],
    ["c", "clear"],
    ["in the inspector", "what the direction of a selection sees, as an optimized image"],
    ["Ctrl Z", "undo; with Shift redo"],
  ]],
  ["Legend", [
    ["hover", "isolate a row"],
    ["click", "pin it alone"],
    ["Shift-click", "pin it, too; lets a pinned one go"],
    ["Alt-click", "all the others"],
    ["drag", "over the bar of numbers: a range"],
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
              h("dt", {}, ...key.split(/\s+\/\s+|\s{2,}/).map((each) => h("kbd", {}, each))),
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
