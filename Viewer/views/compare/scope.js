// @ts-check
// Which images a figure is about, in words.

import { thousands } from "../../data/study.js";

/** @param {import("../../state/store.js").State} state @param {Int32Array | null} scope null: all */
export function scopeWords({ study, selection }, scope) {
  if (!scope) return `${thousands(study?.itemCount ?? 0)} images`;
  return selection.length > 0
    ? `the ${thousands(scope.length)} selected`
    : `the ${thousands(scope.length)} that filters leave`;
}
