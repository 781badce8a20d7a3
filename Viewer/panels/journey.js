// @ts-check
// How the selected image's neighborhood changes on its way through the network: of its 15 neighbors, how many share its
// label, and how many the network's answer. Where the lines cross, the network changed its mind.

import { findModel, isReady, shortName } from "../data/study.js";
import { fill, h, svg } from "./dom.js";

const WIDTH = 312, HEIGHT = 92, LEFT = 22, RIGHT = 8, TOP = 6, BOTTOM = 18, AT_ONCE = 4;

/**
 * Counts label by label, layer by layer; null where a layer's neighbors did not arrive.
 * @param {(import("../data/types.js").Neighbor[] | null)[]} lists @param {ArrayLike<number>} labels @param {number} label
 * @returns {(number | null)[]}
 */
export function shareByLayer(lists, labels, label) {
  return lists.map((list) => list && list.filter(({ item }) => labels[item] === label).length);
}

/** A path that breaks where a value is missing. @param {(number | null)[]} values @param {(i: number) => number} x
 * @param {(value: number) => number} y */
export function brokenPath(values, x, y) {
  let path = "", pen = false;
  values.forEach((value, i) => {
    if (value !== null) path += `${pen ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = value !== null;
  });
  return path;
}

/** The label that most of the neighbors have, layer by layer; ties to the image's own, then to the lower.
 * @param {(import("../data/types.js").Neighbor[] | null)[]} lists @param {ArrayLike<number>} labels @param {number} own
 * @returns {({ label: number, count: number, of: number } | null)[]} */
export function majorityByLayer(lists, labels, own) {
  return lists.map((list) => {
    /** @type {Map<number, number>} */
    const counts = new Map();
    for (const { item } of list ?? []) counts.set(labels[item], (counts.get(labels[item]) ?? 0) + 1);
    const rank = (/** @type {number} */ label) => label === own ? -1 : label;
    const [best] = [...counts].sort((a, b) => b[1] - a[1] || rank(a[0]) - rank(b[0]));
    return best && list ? { label: best[0], count: best[1], of: list.length } : null;
  });
}

/** @param {import("../state/store.js").State} state @param {import("../stage/explorer.js").Explorer} explorer
 * @returns {HTMLElement | null} */
export function journey(state, explorer) {
  const { selected, items, study, predictions } = state, model = study && findModel(study, state.model);
  const own = items?.labels[selected] ?? -1, said = predictions?.labelIndex[selected] ?? -1;
  const layers = model?.layers.filter(isReady) ?? [];
  if (!items || !study || own < 0 || layers.length < 2) return null;
  const body = h("div", { class: "journey" });
  const card = h("div", { class: "card" }, h("h3", {}, "Labels of its 15 neighbours, by layer"), body);
  gather(layers.map(({ folder }) => folder), explorer, selected).then((lists) => {
    const lines = [...new Set([own, said])].filter((label) => label >= 0)
      .map((label) => ({ label, values: shareByLayer(lists, items.labels, label) }));
    const most = Math.max(1, ...lists.map((list) => list?.length ?? 0));
    const current = layers.findIndex(({ folder }) => folder === state.layer);
    const names = lines.map(({ label }) => shortName(study.classes[label]));
    const titles = layers.map(({ name }) => name), colorOf = (/** @type {number} */ label) => color(state, label);
    fill(
      body,
      chart(lines, most, current, titles, colorOf, names),
      strip(majorityByLayer(lists, items.labels, own), current, titles, colorOf, study.classes),
    );
  });
  return card;
}

/** @param {import("../state/store.js").State} state @param {number} label */
const color = ({ tint }, label) => tint?.ofClass(label) ?? "var(--ink3)";

/** One cell a layer, in the color of the label that most of the neighbors have there.
 * @param {ReturnType<typeof majorityByLayer>} majority @param {number} current @param {string[]} layers
 * @param {(label: number) => string} colorOf @param {string[]} classes */
function strip(majority, current, layers, colorOf, classes) {
  const named = majority.map((each) => each && (each.label >= 0 ? shortName(classes[each.label]) : "no label"));
  const told = majority.map((each, i) => `${layers[i]}: ${each ? `${named[i]}, ${each.count} of ${each.of}` : "–"}`);
  const turns = told.filter((_, i) => i === 0 || named[i] !== named[i - 1]);
  const root = h("div", { class: "majority", role: "img", "aria-label": `Most neighbours: ${turns.join("; ")}` });
  majority.forEach((each, i) => {
    const cell = h("i", { title: told[i], class: i === current ? "now" : "" });
    if (each) cell.style.background = colorOf(each.label);
    root.append(cell);
  });
  return h("div", {}, h("p", { class: "note-line" }, "Label of most of them"), root);
}

/** A few requests at a time; what has been asked before is not asked again. @param {string[]} folders
 * @param {import("../stage/explorer.js").Explorer} explorer @param {number} item */
async function gather(folders, explorer, item) {
  /** @type {(import("../data/types.js").Neighbor[] | null)[]} */
  const lists = folders.map(() => null);
  let next = 0;
  const work = async () => {
    while (next < folders.length && explorer.store.state.selected === item) {
      const at = next++;
      lists[at] = await explorer.neighbors(folders[at], item).catch(() => null);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return lists;
}

/** @param {{ label: number, values: (number | null)[] }[]} lines @param {number} most @param {number} current
 * @param {string[]} names @param {(label: number) => string} colorOf @param {string[]} classes */
function chart(lines, most, current, names, colorOf, classes) {
  const x = (/** @type {number} */ i) => LEFT + (WIDTH - LEFT - RIGHT) * i / Math.max(1, names.length - 1);
  const y = (/** @type {number} */ value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most);
  const text = (
    /** @type {number} */ left,
    /** @type {number} */ top,
    /** @type {string} */ anchor,
    /** @type {string} */ words,
  ) => {
    const element = svg("text", { x: left, y: top, "text-anchor": anchor });
    element.textContent = words;
    return element;
  };
  const summary = lines.map(({ values }, k) =>
    `${classes[k]}: ${values[0] ?? "–"} of ${most} in ${names[0]}, ${values.at(-1) ?? "–"} in ${names.at(-1)}`
  ).join("; ");
  const end = current >= 0 && x(current) > WIDTH * .55;
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": summary },
    ...[0, .5, 1].map((part) => svg("path", { d: `M${LEFT} ${y(part * most)}H${WIDTH - RIGHT}`, class: "grid" })),
    text(LEFT - 6, y(most) + 4, "end", String(most)),
    text(LEFT - 6, y(0) + 4, "end", "0"),
    ...(current < 0 ? [] : [
      svg("path", { d: `M${x(current)} 2V${HEIGHT - BOTTOM + 2}`, class: "now" }),
      text(x(current), HEIGHT - 3, end ? "end" : current === 0 ? "start" : "middle", names[current]),
    ]),
    ...(current > 2 ? [text(LEFT, HEIGHT - 3, "start", names[0])] : []),
    ...lines.flatMap(({ label, values }, k) => [
      svg("path", {
        d: brokenPath(values, x, y),
        fill: "none",
        stroke: colorOf(label),
        "stroke-width": 2,
        // Where the colouring is about something else, both are grey.
        "stroke-dasharray": k > 0 && colorOf(label) === colorOf(lines[0].label) ? "3 3" : "none",
        "stroke-linejoin": "round",
      }),
      ...(current >= 0 && values[current] !== null && values[current] !== undefined
        ? [svg("circle", { cx: x(current), cy: y(values[current] ?? 0), r: 3, fill: colorOf(label) })]
        : []),
    ]),
  );
}
