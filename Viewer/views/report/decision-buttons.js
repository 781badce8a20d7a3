// @ts-check
// Keep or relabel, dismiss or confirm; or what was decided, and back.

import { shortName } from "../../data/study.js";
import { h, picker } from "../../panels/dom.js";

/** @typedef {import("../../data/suspects.js").Decision} Decision */

/**
 * @param {import("../../data/suspects.js").Suspect} suspect @param {Decision | null} decision @param {string[]} classes
 * @param {boolean} hasLabel @param {(decision: Decision | null) => void} decide @param {string} said what was decided
 */
export function decisionButtons(suspect, decision, classes, hasLabel, decide, said) {
  if (decision) {
    return h(
      "div",
      { class: "decision" },
      h("span", { class: "soft clip", title: said }, said),
      act("undo", "Take back", () => decide(null)),
    );
  }
  const isAboutLabel = hasLabel && suspect.findings.some(({ kind }) => kind !== "nearDuplicate" && kind !== "outlier");
  return h(
    "div",
    { class: "decision" },
    act("keep", isAboutLabel ? "Keep" : "Dismiss", () => decide({ verdict: "dismissed", label: null })),
    isAboutLabel
      ? relabel(suspect, classes, decide)
      : act("confirm", "Confirm", () => decide({ verdict: "confirmed", label: null })),
  );
}

/** @param {string} name @param {string} text @param {() => void} onclick */
const act = (name, text, onclick) =>
  h("button", { class: "link-button", type: "button", "data-act": name, onclick }, text);

/** The class that is suggested comes first. @param {import("../../data/suspects.js").Suspect} suspect
 * @param {string[]} classes @param {(decision: Decision) => void} decide */
function relabel({ suggestedLabel, label }, classes, decide) {
  const others = classes.filter((name) => name !== suggestedLabel && name !== label);
  const names = [...(suggestedLabel ? [suggestedLabel] : []), ...others];
  const options = /** @type {[string, string][]} */ ([
    ["", "Relabel…"],
    ...names.map((name) => [name, shortName(name)]),
    ["\u0000", "None of these"],
  ]);
  const root = picker("Relabel", "Which label it should have; nothing is changed", options, "", (name) => {
    if (name !== "") decide({ verdict: "confirmed", label: name === "\u0000" ? null : name });
  }, "accent");
  root.querySelector("select")?.setAttribute("data-act", "relabel");
  return root;
}
