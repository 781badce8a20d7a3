// @ts-check
// What the colors mean: chosen in the legend, kept in the link, undone like any other choice.

/**
 * @typedef {{ kind: "label" } | { kind: "group", name: string } | { kind: "prediction" } | { kind: "correctness" } |
 *   { kind: "confidence" } | { kind: "attribute", name: string } | { kind: "unit", layer: string, channel: number } |
 *   { kind: "trust", by?: import("../data/trust-measures.js").TrustMeasure } | { kind: "moved" }} Colouring
 */

/** @type {Colouring} */
export const BY_LABEL = Object.freeze({ kind: "label" });

const PLAIN = ["label", "prediction", "correctness", "confidence", "trust", "moved"];

/** As it stands in a link and in a list of choices: "label", "group:coarse", "unit:5a:12". @param {Colouring} colouring */
export function writeColouring(colouring) {
  switch (colouring.kind) {
    case "group":
    case "attribute":
      return `${colouring.kind}:${colouring.name}`;
    case "unit":
      return `unit:${colouring.channel}:${colouring.layer}`;
    case "trust":
      return (colouring.by ?? "trustworthiness") === "trustworthiness" ? "trust" : `trust:${colouring.by}`;
    default:
      return colouring.kind;
  }
}

/** @param {string} text @returns {Colouring | null} */
export function readColouring(text) {
  if (PLAIN.includes(text)) return /** @type {Colouring} */ ({ kind: text });
  if (text === "trust:preservation" || text === "trust:view") {
    return { kind: "trust", by: text === "trust:view" ? "view" : "preservation" };
  }
  const named = /^(group|attribute):(.+)$/.exec(text);
  if (named) return { kind: /** @type {"group" | "attribute"} */ (named[1]), name: named[2] };
  const unit = /^unit:(\d{1,7}):(.+)$/.exec(text);
  return unit ? { kind: "unit", channel: Number(unit[1]), layer: unit[2] } : null;
}

/** "split_name" as a heading. @param {string} name */
export function titled(name) {
  const words = name.replace(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The heading of a written colouring. @param {string} text */
export function colouringTitle(text) {
  const colouring = readColouring(text);
  if (!colouring) return text;
  if (colouring.kind === "group" || colouring.kind === "attribute") return titled(colouring.name);
  if (colouring.kind === "trust" && colouring.by === "view") return "Trust in this view";
  if (colouring.kind === "trust" && colouring.by === "preservation") return "Neighbours kept";
  return {
    label: "Label",
    prediction: "Prediction",
    correctness: "Correctness",
    confidence: "Confidence",
    trust: "Trust",
    moved: "Movement",
    unit: "Unit activation",
  }[colouring.kind];
}

/** Isolation belongs to a colouring: another one begins without.
 * @param {import("./store.js").Store} store @param {Colouring} colouring */
export function colourBy(store, colouring) {
  if (writeColouring(colouring) === writeColouring(store.state.colouring)) return;
  store.set({ colouring, pinned: new Set(), range: null, hoveredClass: -1 });
}

/** One measure of trust for colours and marks alike.
 * @param {import("./store.js").Store} store @param {import("../data/trust-measures.js").TrustMeasure} by */
export function measureBy(store, by) {
  const { colouring } = store.state;
  store.set({ lowBy: by });
  if (colouring.kind === "trust") colourBy(store, { kind: "trust", by });
}
