// @ts-check
// How alike any two layers see the images: linear CKA as a map. A click goes to the layer of the row.

import { rate } from "../../data/study.js";
import { h, svg } from "../../panels/dom.js";
import { shownNames } from "../../panels/rail.js";
import { PALETTES } from "../../state/palette.js";
import { hex, rampBytes } from "../../state/ramp.js";
import { askedCard, modelOf, progressKey } from "./asked-card.js";

const EDGE = 380, LEFT = 116, TOP = 6;

/** @param {import("../views.js").Parts} parts */
export function buildLikeness({ store, client }) {
  return askedCard(store, {
    title: "Layers alike",
    asks: ["study"],
    // All networks are compared: again when the catalogue has changed, the old map staying until then.
    key: ({ study }) => study ? `all networks\n${JSON.stringify(study.models.map(progressKey))}` : "",
    ask: () => client.likeness(),
    shows: ["model", "layer", "theme"],
    content: (found, state) => content(found, state, (folder) => store.set({ layer: folder })),
  });
}

/** @param {Awaited<ReturnType<import("../../data/client.js").Client["likeness"]>>} found
 * @param {import("../../state/store.js").State} state @param {(folder: string) => void} go */
function content(found, state, go) {
  const { layer, theme } = state, model = modelOf(state);
  const rows = found.layers.map((place, i) => ({ ...place, i })).filter((place) => place.model === model?.folder);
  const layers = rows.map(({ layer: folder }) => model?.layers.find((each) => each.folder === folder));
  const values = rows.map(({ i }) => rows.map(({ i: j }) => found.values[i][j] ?? null));
  const names = shownNames(layers.map((each) => each ?? { name: "" }));
  const at = layers.findIndex((each) => each?.folder === layer);
  const choose = (/** @type {number} */ i) => layers[i] && go(layers[i].folder);
  return [
    map(values, names, at, rampBytes(PALETTES[theme].sequential), choose),
    h(
      "p",
      { class: "muted report-note" },
      `Linear CKA of every two layers, ${
        found.itemCount.toLocaleString("en-US")
      } images: 1, the far end of the colours, where both see them alike up to a turn and a scale.`,
    ),
  ];
}

/** @param {(number | null)[][]} values @param {string[]} names @param {number} at @param {Uint8Array} ramp
 * @param {(index: number) => void} go */
function map(values, names, at, ramp, go) {
  const count = Math.max(1, names.length),
    side = Math.min(22, (EDGE - LEFT) / count),
    edge = side * count,
    steps = ramp.length / 3;
  const step = Math.max(1, Math.ceil(11 / side));
  const squares = values.flatMap((row, i) =>
    row.map((value, j) => {
      const title = svg("title", {});
      title.textContent = `${names[i]} and ${names[j]}: ${rate(value)}`;
      const place = Math.round(Math.max(0, Math.min(1, value ?? 0)) * (steps - 1));
      const square = svg("rect", {
        x: LEFT + j * side,
        y: TOP + i * side,
        width: side + .3,
        height: side + .3,
        fill: value === null ? "none" : hex(ramp.subarray(3 * place, 3 * place + 3)),
        class: "square",
      }, title);
      square.addEventListener("click", () => go(i));
      return square;
    })
  );
  const labels = names.flatMap((name, i) => {
    if (i % step !== 0 && i !== at) return [];
    const element = svg("text", {
      x: LEFT - 6,
      y: TOP + (i + .5) * side + 4,
      "text-anchor": "end",
      class: i === at ? "now" : "",
    });
    element.textContent = name.length > 18 ? `${name.slice(0, 8)}…${name.slice(-8)}` : name;
    return [element];
  });
  const near = values.map((row, i) => i + 1 < row.length ? `${names[i]} and ${names[i + 1]} ${rate(row[i + 1])}` : "")
    .filter(Boolean);
  return svg(
    "svg",
    {
      viewBox: `0 0 ${EDGE} ${edge + 2 * TOP}`,
      role: "img",
      "aria-label": `Likeness of layers. ${near.join("; ")}`,
      class: "likeness",
    },
    ...squares,
    ...labels,
    ...(at < 0 ? [] : [
      svg("rect", { x: LEFT, y: TOP + at * side, width: edge, height: side, class: "now" }),
      svg("rect", { x: LEFT + at * side, y: TOP, width: side, height: edge, class: "now" }),
    ]),
  );
}
