// @ts-check
// Images that deserve a look, and what people decide about them.

import { shortName } from "./study.js";

/** @typedef {"wrongLabel" | "otherClassNeighbors" | "confidentError" | "misclassified" | "nearDuplicate" | "outlier"} SuspectKind */
/** @typedef {{ kind: SuspectKind, score: number, reason: string, evidence: number[] }} Finding */
/** @typedef {{ item: number, identifier: string, label: string | null, suggestedLabel: string | null, score: number,
 *   reason: string, findings: Finding[] }} Suspect */
/** @typedef {{ model: string, layers: string[], labelSources: string[], estimatedNoise: number | null,
 *   labelScores: (number | null)[], suspects: Suspect[] }} SuspectReport */
/** @typedef {{ verdict: "confirmed" | "dismissed", label: string | null }} Decision */
/** @typedef {ReadonlyMap<number, Decision>} Decisions by item */

/** @type {[SuspectKind, string, string][]} */
export const KINDS = [
  [
    "wrongLabel",
    "Wrong labels",
    "A linear probe and the neighbours, who have not seen the label, take it for another class",
  ],
  ["otherClassNeighbors", "Among others", "Most of its neighbours carry another label"],
  ["confidentError", "Confident errors", "The network is sure of another class"],
  ["misclassified", "Errors", "The network predicts another class"],
  ["nearDuplicate", "Duplicates", "Another image shows nearly the same, plain or mirrored"],
  ["outlier", "Outliers", "It lies apart from all others"],
];

/** The stars and ticks around names are for terminals. @param {string} reason */
export const plainReason = (reason) => {
  const plain = reason.replace(/\*([^*]+)\*/g, (_, name) => shortName(name)).replaceAll("`", "");
  return plain.slice(0, 1).toUpperCase() + plain.slice(1);
};

/** The finding that a list of this kind is about. @param {Suspect} suspect @param {SuspectKind | ""} kind */
export const findingOf = (suspect, kind) => suspect.findings.find((each) => each.kind === kind) ?? suspect.findings[0];

/** Those of a kind, by the score of that finding; "" for all, by all findings together.
 * @param {SuspectReport | null} report @param {SuspectKind | ""} kind @returns {Suspect[]} */
export function suspectsOf(report, kind) {
  if (!report || kind === "") return report?.suspects ?? [];
  const score = (/** @type {Suspect} */ each) => each.findings.find((finding) => finding.kind === kind)?.score ?? -1;
  return report.suspects.filter((each) => score(each) >= 0).sort((a, b) => score(b) - score(a) || a.item - b.item);
}

/** @param {SuspectReport | null} report @returns {Map<SuspectKind | "", number>} */
export function countByKind(report) {
  /** @type {Map<SuspectKind | "", number>} */
  const counts = new Map([["", report?.suspects.length ?? 0]]);
  for (const { findings } of report?.suspects ?? []) {
    for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** What the decision is called. @param {Decision} decision */
export function verdictText({ verdict, label }) {
  if (verdict === "dismissed") return "nothing wrong";
  return label ? `should be ${label.split(",")[0]}` : "confirmed";
}

/** A table for a spreadsheet. @param {Suspect[]} suspects @param {Decisions} decisions */
export function suspectsCSV(suspects, decisions) {
  const field = (/** @type {unknown} */ value) => {
    const text = String(value ?? "");
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const heads = [
    "item",
    "identifier",
    "label",
    "suggested_label",
    "score",
    "kinds",
    "reason",
    "evidence",
    "decision",
    "decided_label",
  ];
  const lines = suspects.map((each) => {
    const decision = decisions.get(each.item);
    return [
      each.item,
      each.identifier,
      each.label,
      each.suggestedLabel,
      each.score.toFixed(4),
      each.findings.map(({ kind }) => kind).join(" "),
      each.reason,
      each.findings[0]?.evidence.join(" "),
      decision?.verdict,
      decision?.label,
    ].map(field).join(",");
  });
  return [heads.join(","), ...lines, ""].join("\r\n");
}
