// @ts-check
// The color of a class wherever classes are spoken of, whatever the stage is colored by.

import { PALETTES } from "../state/palette.js";
import { focusSet } from "./study.js";

/** What isolates classes where the stage is colored by them; else nothing is isolated.
 * @param {Pick<import("../state/store.js").State, "coloured">} state @param {number[]} labels */
export function codesOf({ coloured }, labels) {
  const codes = coloured?.type === "categories" ? labels.map((label) => coloured.codeOfClass?.[label] ?? -1) : [];
  return new Set(codes.filter((code) => code >= 0));
}

/** @param {Pick<import("../state/store.js").State, "tint" | "tally" | "theme">} state
 * @returns {(label: number) => string} */
export function classColours({ tint, tally, theme }) {
  if (tint?.coloured.type === "categories" && tint.coloured.codeOfClass) return tint.ofClass;
  const palette = PALETTES[theme], focus = tally ? focusSet(tally) : [];
  return (label) => palette.classes[focus.indexOf(label)] ?? palette.ink3;
}
