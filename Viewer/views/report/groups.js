// @ts-check
// How the groups that a column divides the images into fare, and which columns are cues that a network may have learned.

import { readColumn } from "../../data/attributes.js";
import { rate, shortName, thousands } from "../../data/study.js";
import { plainReason } from "../../data/suspects.js";
import { h, picker, svg } from "../../panels/dom.js";
import { openInTour } from "../views.js";
import { askedCard, modelOf, progressKey } from "./asked-card.js";

/** @typedef {import("../../data/client.js").GroupReport} GroupReport */
/** @typedef {import("../../state/store.js").State} State */

/** Of more groups a table is no picture any more. */
const MOST_GROUPS = 20;
const WIDTH = 52, HEIGHT = 14;

/** @param {import("../views.js").Parts} parts */
export function buildGroups(parts) {
  const { store, client } = parts;
  const column = (/** @type {State} */ state) => {
    const names = columnsOf(state);
    return names.includes(state.groupColumn) ? state.groupColumn : names[0] ?? "";
  };
  let audited = "";
  /** @type {ReturnType<typeof client.audit>} */
  let cues;
  /** Asked once for a network as it is: it follows neither from the column nor from the layer.
   * @param {ReturnType<typeof modelOf>} model */
  const audit = (model) => {
    if (audited === progressKey(model)) return cues;
    audited = progressKey(model);
    cues = client.audit(model?.folder ?? "");
    cues.catch(() => audited = "");
    return cues;
  };
  return askedCard(store, {
    title: "Groups",
    asks: ["study", "model", "layer", "items", "groupColumn"],
    key: (state) => {
      const model = modelOf(state);
      return model && column(state) ? `${progressKey(model)}\n${state.layer}\n${column(state)}` : "";
    },
    ask: async (state) => {
      const folder = modelOf(state)?.folder ?? "";
      const [report, { columns }] = await Promise.all([
        client.groups(folder, column(state), state.layer ?? ""),
        audit(modelOf(state)),
      ]);
      return { report, cues: columns.filter(({ outcome }) => outcome !== "clear"), examined: columns.length };
    },
    shows: ["theme"],
    head: () => {
      const names = columnsOf(store.state),
        options = names.map((name) => /** @type {[string, string]} */ ([name, name]));
      const choose = (/** @type {string} */ name) => store.set({ groupColumn: name });
      return [
        picker("Column", "The column that divides the images", options, column(store.state), choose, "group-column"),
      ];
    },
    content: ({ report, cues, examined }, state) => [...table(report, state, parts), ...cueRows(cues, examined)],
  });
}

/** Those with few enough values; the labels among them. @param {State} state */
function columnsOf({ study, items }) {
  if (!study || !items) return [];
  const names = Object.entries(items.attributes ?? {}).filter(([, values]) => {
    const column = readColumn(values);
    return column.kind === "names" && column.names.length > 1 && column.names.length <= MOST_GROUPS;
  }).map(([name]) => name);
  return study.classes.length > 1 && study.classes.length <= MOST_GROUPS ? [...names, "label"] : names;
}

/** @param {GroupReport} report @param {State} state @param {import("../views.js").Parts} parts */
function table({ column, groups, layers }, state, parts) {
  const placed = layers[0]?.groups ?? [], hasScores = groups.some(({ accuracy }) => accuracy);
  const head = ["Group", "Images", ...(hasScores ? ["Right"] : []), "Like neighbours", "Own group"];
  const rows = groups.map((group, place) => {
    const at = placed.find((each) => each.group === place), own = at?.neighbors.find((each) => each.group === place);
    const name = column === "label" ? shortName(group.value) : group.value;
    return h(
      "tr",
      {},
      h(
        "td",
        {},
        h("button", {
          type: "button",
          title: `${name}: shows its images in the tour`,
          onclick: () => openInTour(parts, -1, { selection: membersOf(state, column, group.value) }),
        }, name),
      ),
      h("td", { class: "num" }, thousands(group.count)),
      hasScores && h("td", {}, estimate(group.accuracy, null)),
      h("td", {}, estimate(at?.hit ?? null, null)),
      h("td", {}, estimate(own?.share ?? null, own?.expected ?? null)),
    );
  });
  return [
    h(
      "div",
      { class: "confusion-scroll", tabindex: "0", role: "region", "aria-label": `Groups by ${column}` },
      h(
        "table",
        { class: "groups" },
        h(
          "thead",
          {},
          h("tr", {}, ...head.map((text, k) => h("th", { scope: "col", class: k === 1 ? "num" : "" }, text))),
        ),
        h("tbody", {}, ...rows),
      ),
    ),
    h(
      "p",
      { class: "muted report-note" },
      `${hasScores ? "Right: predictions, Wilson's interval. " : ""}Like neighbours: of the same label, in ${
        layers[0]?.name ?? "this layer"
      }. Own group: share of neighbours of the same group; the tick is what chance gives. 95 % intervals.`,
    ),
  ];
}

/** A dot on a scale from 0 to 1, its interval as a line. @param {GroupReport["groups"][number]["accuracy"]} known
 * @param {number | null} tick */
function estimate(known, tick) {
  if (!known) return h("span", { class: "muted" }, "–");
  const x = (/** @type {number} */ value) => 3 + value * (WIDTH - 6), middle = HEIGHT / 2;
  const { value, lower, upper } = known;
  const parts = [svg("path", { class: "axis", d: `M${x(0)} ${middle}H${x(1)}` })];
  if (tick !== null) parts.push(svg("path", { d: `M${x(tick)} ${middle - 5}v10` }));
  if (lower !== null && upper !== null) parts.push(svg("path", { d: `M${x(lower)} ${middle}H${x(upper)}` }));
  parts.push(svg("circle", { cx: x(value), cy: middle, r: 3 }));
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" }, ...parts);
  const title = lower === null || upper === null ? "" : `${rate(lower)} to ${rate(upper)}`;
  return h("span", { class: "interval", title }, drawing, h("span", { class: "num" }, rate(value)));
}

/** @param {State} state @param {string} column @param {string} value @returns {Int32Array} ascending */
function membersOf({ study, items }, column, value) {
  if (!study || !items) return new Int32Array(0);
  const label = study.classes.indexOf(value), values = items.attributes?.[column] ?? [];
  const isMember = column === "label"
    ? (/** @type {number} */ item) => items.labels[item] === label
    : (/** @type {number} */ item) => String(values[item] ?? "") === value;
  return Int32Array.from([...Array(study.itemCount).keys()].filter(isMember));
}

/** @param {{ name: string, outcome: string, finding: string }[]} cues @param {number} examined */
function cueRows(cues, examined) {
  if (examined === 0) return [];
  if (cues.length === 0) {
    const columns = examined === 1 ? "The column" : `None of ${examined} columns`;
    return [
      h(
        "p",
        { class: "soft" },
        `${columns} ${examined === 1 ? "is no cue" : "is a cue"} that the network has learned.`,
      ),
    ];
  }
  const rows = cues.map(({ outcome, finding }) =>
    h("li", {}, outcome === "flagged" && h("b", { class: "warn" }, "Cue. "), plainReason(finding))
  );
  return [h("ul", { class: "audit", "aria-label": "Cues" }, ...rows)];
}
