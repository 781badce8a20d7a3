// @ts-check
// *Save figure*: the command that draws what is shown, to the clipboard.

import { figureCommand } from "../data/figure-command.js";
import { copyText } from "../views/copy.js";

/** @param {import("../state/store.js").Store} store @param {() => string} link the exact view, without "#" */
export function saveFigure(store, link) {
  const { study, view, theme, model, layer, evolution, features } = store.state;
  if (!study) return;
  const command = figureCommand({
    view,
    study: study.name,
    link: link(),
    theme,
    model: model ?? "",
    layer: layer ?? "",
    sequence: evolution.sequence,
    isAtlas: features.kind === "atlas",
  });
  copyText(store, command, "Command");
}
