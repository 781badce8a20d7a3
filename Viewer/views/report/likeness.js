// @ts-check
// How alike any two layers see the images: linear CKA as a map. A click goes to the layer of the row.

import { findModel, rate } from "../../data/study.js";
import { fill, h, svg } from "../../panels/dom.js";
import { shownNames } from "../../panels/rail.js";
import { PALETTES } from "../../state/palette.js";
import { hex, rampBytes } from "../../state/ramp.js";

const EDGE = 380, LEFT = 116, TOP = 6;

/** @param {import("../views.js").Parts} parts */
export function buildLikeness({ store, client }) {
  const root = h("section", { class: "report-card" });
  /** @type {Awaited<ReturnType<import("../../data/client.js").Client["likeness"]>> | null} */
  let found = null;
  let failure = "", asked = "";
  const draw = () => {
    const { state } = store, model = state.study && findModel(state.study, state.model);
    if (state.view !== "report" || !model) return;
    fill(root, h("h3", {}, "Layers alike"), ...content());
  };
  const content = () => {
    const { study, model: chosen, layer, theme } = store.state, model = study && findModel(study, chosen);
    if (!found) return [h("p", { class: "soft" }, failure || "Asking …")];
    const rows = found.layers.map((place, i) => ({ ...place, i })).filter((place) => place.model === model?.folder);
    const layers = rows.map(({ layer: folder }) => model?.layers.find((each) => each.folder === folder));
    const values = rows.map(({ i }) => rows.map(({ i: j }) => found?.values[i][j] ?? null));
    const names = shownNames(layers.map((each) => each ?? { name: "" }));
    const at = layers.findIndex((each) => each?.folder === layer);
    return [
      map(
        values,
        names,
        at,
        rampBytes(PALETTES[theme].sequential),
        (i) => layers[i] && store.set({ layer: layers[i]?.folder }),
      ),
      h(
        "p",
        { class: "muted report-note" },
        `Linear CKA of every two layers, ${
          found.itemCount.toLocaleString("en-US")
        } images: 1, the far end of the colours, where both see them alike up to a turn and a scale.`,
      ),
    ];
  };
  store.watch(["view", "study"], ({ view, study }) => {
    // Again when the catalogue has changed.
    const key = study
      ? JSON.stringify(
        study.models.map(({ folder, layers }) => [folder, layers.length, layers.map(({ status }) => status)]),
      )
      : "";
    if (view !== "report" || key === "" || (asked === key && found)) return;
    asked = key;
    client.likeness().then((reply) => [found, failure] = [reply, ""], (error) => failure = String(error.message)).then(
      draw,
    );
  });
  store.watch(["view", "study", "model", "layer", "theme"], draw);
  return root;
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
