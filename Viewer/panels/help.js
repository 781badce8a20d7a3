// @ts-check
// The sheet of keys.

import { find, h, icon } from "./dom.js";

/** @type {[string, [string, string][]][]} */
export const KEYS = [
  ["Layers", [["j / k", "next, previous layer"], ["↑  ↓", "in the rail: the same"], [
    "drag the thumb",
    "between two layers",
  ], ["e", "next embedding"]]],
  ["Stage", [
    ["wheel, drag", "zoom at the pointer, pan"],
    ["drag a class ring", "turn the space by that class"],
    ["0  +  −", "fit, zoom in, zoom out"],
    ["i", "dots, mixed, images"],
    ["p", "play or pause the Grand Tour"],
    ["r", "back to the first plane"],
  ]],
  ["Images", [
    ["click", "select the nearest"],
    ["arrow keys", "on the stage: to the nearest that way"],
    ["Enter", "select it"],
    [".  ,", "through its neighbours in this layer"],
    ["Esc", "deselect, close"],
  ]],
  ["Legend", [["hover", "isolate a class"], ["click", "pin it"], ["Alt-click", "all the others"], ["c", "clear"], [
    "m / t",
    "marks: misclassified, low trust",
  ]]],
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
