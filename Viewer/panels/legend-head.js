// @ts-check
// The head of the legend: by what it colors, how many are isolated, and a menu.

import { findModel, FOCUS_LIMIT, isExport, shortName, thousands } from "../data/study.js";
import { whyNot } from "../stage/directions.js";
import { colourBy, readColouring, titled, writeColouring } from "../state/colouring.js";
import { DIRECTION_WORDS } from "./direction-button.js";
import { fill, h, picker } from "./dom.js";
import { menuButton } from "./menu.js";
import { colourByUnit, layersWithUnits } from "./unit-picker.js";

/** @typedef {import("../state/store.js").State} State */
/** @typedef {import("../state/store.js").Store} Store */

/** Everything that this study can be colored by. @param {State} state @returns {[string, string, string][]} */
export function choices({ study, items, predictions, model: folder }) {
  if (!study) return [];
  /** @type {[string, string, string][]} */
  const all = [["label", study.classes.length > 0 ? "Label" : "None", "Images"]];
  for (const { name } of study.hierarchies ?? []) all.push([`group:${name}`, titled(name), "Images"]);
  for (const name of Object.keys(items?.attributes ?? {})) all.push([`attribute:${name}`, titled(name), "Attributes"]);
  if (predictions) {
    all.push(["prediction", "Prediction", "Network"]);
    if (predictions.correct.some((verdict) => verdict >= 0)) all.push(["correctness", "Correctness", "Network"]);
    all.push(["confidence", "Confidence", "Network"]);
  }
  if (layersWithUnits(findModel(study, folder)).length > 0) all.push(["unit", "Unit activation", "Layer"]);
  all.push(["trust", "Trust", "Layer"], ["moved", "Movement", "Layer"]);
  const groups = ["Images", "Attributes", "Network", "Layer"];
  return all.sort((a, b) => groups.indexOf(a[2]) - groups.indexOf(b[2]));
}

/** @param {Store} store @param {import("../stage/explorer.js").Explorer} explorer
 * @param {import("../stage/directions.js").Directions} directions @returns {HTMLElement} */
export function buildLegendHead(store, explorer, directions) {
  const by = h("h2", { class: "legend-by" }), told = h("span", { class: "right" });
  const menu = menuButton(
    "More for the legend",
    () => isExport(store.state.study) ? entries(store) : [...entries(store), directionEntry(store, directions)],
  );
  const choose = (/** @type {string} */ text) => {
    const colouring = readColouring(text);
    if (colouring?.kind === "trust") colourBy(store, { kind: "trust", by: store.state.lowBy });
    else if (colouring) colourBy(store, colouring);
    else if (text === "unit") colourByUnit(store, explorer);
  };
  store.watch(["study", "items", "predictions", "model", "colouring"], (state) => {
    const written = writeColouring(state.colouring),
      kind = ["unit", "trust"].includes(state.colouring.kind) ? state.colouring.kind : written;
    fill(by, picker("Colour by", "What the colours mean", choices(state), kind, choose, "strong"));
  });
  store.watch(["coloured", "pinned", "range", "similarHues", "tint"], (state) => fill(told, status(state, store)));
  store.watch(["study", "coloured"], ({ coloured }) => menu.hidden = !coloured);
  return h("div", { class: "block-head legend-head" }, by, told, menu);
}

/** @param {State} state @param {Store} store */
function status({ coloured, pinned, range, similarHues, tint }, store) {
  if (!coloured) return null;
  const clear = (/** @type {string} */ text) =>
    h("button", {
      class: "link-button",
      type: "button",
      onclick: () => store.set({ pinned: new Set(), range: null }),
      title: "Show all (c)",
    }, text);
  if (coloured.type === "values") return range ? clear("clear") : null;
  const count = coloured.names.length;
  if (pinned.size > 0) return clear(`${thousands(pinned.size)} of ${thousands(count)} · clear`);
  if (similarHues && tint?.slots.length === 0) return h("span", { class: "muted" }, `${thousands(count)} by hue`);
  if (count === 0) return null;
  const colored = tint?.slots.filter((code) => code >= 0).length ?? 0;
  const text = count > FOCUS_LIMIT
    ? `${colored} of ${thousands(count)} in colour`
    : `${count} ${coloured.noun[count === 1 ? 0 : 1]}`;
  return h("span", { class: "muted" }, text);
}

/** @param {Store} store @returns {import("./menu.js").Entry[]} */
function entries(store) {
  const { coloured, similarHues, pinned, range } = store.state, named = coloured?.type === "categories";
  const isolated = pinned.size > 0 || range !== null;
  return [
    {
      text: "Hue by similarity",
      checked: similarHues && named,
      disabled: named ? coloured.names.length < 3 ? "There are fewer than three." : "" : "Numbers have a ramp.",
      act: () => store.set({ similarHues: !store.state.similarHues }),
    },
    {
      text: "Filter to these",
      disabled: isolated ? "" : named ? "Pin rows first." : "Drag over the bar first.",
      act: () => addCondition(store),
    },
    {
      text: "Take off all filters",
      disabled: store.state.conditions.length > 0 ? "" : "There are none.",
      act: () => store.set({ conditions: [] }),
    },
  ];
}

/** What sets the images of the pinned rows apart. @param {Store} store
 * @param {import("../stage/directions.js").Directions} directions @returns {import("./menu.js").Entry} */
function directionEntry(store, directions) {
  const { coloured, pinned, passing } = store.state, named = coloured?.type === "categories";
  const codes = coloured?.codes ?? new Int32Array(0);
  const items = named
    ? Array.from(codes.keys()).filter((item) => pinned.has(codes[item]) && passing?.[item] !== 0)
    : [];
  const names = named ? [...pinned].sort((a, b) => a - b).map((code) => shortName(coloured.names[code])) : [];
  const sides = { name: names.join(" + ").slice(0, 80), items, against: null };
  return {
    text: DIRECTION_WORDS,
    disabled: !named
      ? "Numbers have no rows."
      : pinned.size === 0
      ? "Pin rows first."
      : whyNot(store.state, sides).replace(/ Choose .*$/, ""),
    act: () => directions.show(sides),
  };
}

/** What is isolated now becomes a filter, which stays when the colouring changes. @param {Store} store */
export function addCondition(store) {
  const { coloured, colouring, pinned, range, conditions } = store.state;
  if (!coloured) return;
  const by = writeColouring(colouring),
    condition = coloured.type === "values"
      ? { by, title: coloured.title, range: range ?? undefined }
      : { by, title: coloured.title, names: [...pinned].sort((a, b) => a - b).map((code) => coloured.names[code]) };
  store.set({ conditions: [...conditions, condition], pinned: new Set(), range: null });
}
