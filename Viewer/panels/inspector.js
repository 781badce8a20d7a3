// @ts-check
// One image: what it is, what the network says, what lies near it in pixels and in this layer.

import { findLayer, findModel, isReady, rate, shortName, thousands } from "../data/study.js";
import { dot, fill, find, h, icon } from "./dom.js";
import { journey } from "./journey.js";
import { tile, units } from "./units.js";

/** @typedef {import("../state/store.js").State} State */

const TILES = 8;

/** @param {import("../state/store.js").Store} store @param {import("../stage/explorer.js").Explorer} explorer
 * @param {(label: number) => string} colorOf */
export function buildInspector(store, explorer, colorOf) {
  const root = find("#inspector");
  const body = h("div", { class: "inspector-body" });
  root.append(body);
  /** @type {HTMLElement} */
  let near = h("div");
  let drawn = -2;
  store.watch(["selected", "study", "items", "predictions", "tint"], (state) => {
    root.classList.toggle("empty", state.selected < 0);
    if (state.selected < 0 || !state.items || state.selected >= state.items.labels.length) {
      drawn = -2;
      fill(body, ...nothing(state));
      return;
    }
    const top = state.selected === drawn ? body.scrollTop : 0;
    near = h("div", { class: "strips" });
    fill(body, ...image(state, store, colorOf), near);
    strips(near, state, store, explorer, colorOf);
    body.scrollTop = top;
    drawn = state.selected;
  });
  store.watch(["layer", "model", "trust"], (state) => {
    if (state.selected >= 0) strips(near, state, store, explorer, colorOf);
  });
}

/** @param {State} state */
function nothing(state) {
  const model = state.study && findModel(state.study, state.model), accuracy = model?.accuracy;
  return [
    h("div", { class: "card first" }, h("h2", {}, "No image selected")),
    h(
      "div",
      { class: "card" },
      h(
        "p",
        { class: "soft" },
        "Click an image or a dot to see it large, with its prediction and its nearest neighbours.",
      ),
      h(
        "dl",
        { class: "keys" },
        h("dt", {}, h("kbd", {}, "j"), h("kbd", {}, "k")),
        h("dd", {}, "next, previous layer"),
        h("dt", {}, h("kbd", {}, "i")),
        h("dd", {}, "dots, mixed, images"),
        h("dt", {}, h("kbd", {}, "?")),
        h("dd", {}, "all keys"),
      ),
    ),
    model && accuracy && accuracyCard(model.name, accuracy),
  ];
}

/** @param {string} name @param {NonNullable<import("../data/types.js").Model["accuracy"]>} accuracy */
function accuracyCard(name, { top1, top5, counted, unmatched }) {
  const fact = (/** @type {string} */ what, /** @type {string} */ value) => [
    h("dt", {}, what),
    h("dd", { class: "num" }, value),
  ];
  return h(
    "div",
    { class: "card" },
    h("h3", {}, `What ${name} says`),
    counted === 0
      ? h("p", { class: "soft" }, "None of the labels is a class of the network, so nothing can be right or wrong.")
      : h(
        "dl",
        { class: "facts" },
        ...fact("Right at first guess", rate(top1)),
        ...fact("Among the first five", rate(top5)),
        ...fact("Images counted", thousands(counted)),
        ...(unmatched > 0 ? fact("Without a matching class", thousands(unmatched)) : []),
      ),
  );
}

/** @param {State} state @param {import("../state/store.js").Store} store @param {(label: number) => string} colorOf */
function image(state, store, colorOf) {
  const { selected, items, study } = state;
  if (!items || !study) return [];
  const label = items.labels[selected], identifier = items.identifiers[selected] ?? "";
  const picture = /** @type {HTMLImageElement} */ (h("img", { alt: "", decoding: "async", width: 136, height: 136 }));
  picture.addEventListener("error", () => picture.classList.add("missing"));
  picture.src = `/images/items/${selected}`;
  const close = h("button", {
    class: "tool right",
    title: "Deselect (Esc)",
    "aria-label": "Deselect",
    onclick: () => store.set({ selected: -1, sheet: "" }),
  }, icon("close"));
  return [
    h(
      "div",
      { class: "card first" },
      h("h2", {}, `Image ${thousands(selected)}`),
      h("span", { class: "muted clip", title: identifier }, identifier.split("/").at(-1) ?? ""),
      close,
    ),
    h(
      "div",
      { class: "card portrait" },
      picture,
      h(
        "div",
        {},
        label >= 0 && h("div", { class: "muted" }, "Label"),
        label >= 0 &&
          h(
            "div",
            { class: "tag" },
            dot(colorOf(label)),
            h("span", { class: "clip", title: study.classes[label] }, shortName(study.classes[label])),
          ),
        prediction(state, colorOf),
      ),
    ),
  ];
}

/** @param {State} state @param {(label: number) => string} colorOf */
function prediction(state, colorOf) {
  const { predictions, selected, study } = state, model = study && findModel(study, state.model);
  if (!predictions || !study) return h("p", { class: "muted" }, "No predictions in this study.");
  const classes = predictions.top5?.classIndex[selected] ?? [predictions.classIndex[selected]];
  const values = predictions.top5?.probability[selected] ?? [predictions.probability[selected]];
  const verdict = predictions.correct[selected];
  const rows = classes.flatMap((index, i) => {
    const name = model?.outputClasses?.[index] ?? `class ${index}`;
    // The study's own class of that output, where the server tells it for the first guess or the names agree.
    const label = i === 0
      ? predictions.labelIndex[selected]
      : study.classes.findIndex((each) => shortName(each) === shortName(name));
    const bar = h("i");
    bar.style.width = `${Math.max(0, Math.min(1, values[i])) * 100}%`;
    if (label >= 0) bar.style.background = colorOf(label);
    return [
      h("span", { class: "clip", title: name }, shortName(name)),
      h("span", { class: "num" }, rate(values[i], 2)),
      h("div", { class: "bar" }, bar),
    ];
  });
  return h(
    "div",
    {},
    h(
      "div",
      { class: "muted verdict" },
      "Prediction",
      verdict >= 0 && h("span", { class: verdict ? "good" : "bad" }, verdict ? "right" : "wrong"),
    ),
    h("div", { class: "prob" }, ...rows),
  );
}

/** @param {HTMLElement} root @param {State} state @param {import("../state/store.js").Store} store
 * @param {import("../stage/explorer.js").Explorer} explorer @param {(label: number) => string} colorOf */
function strips(root, state, store, explorer, colorOf) {
  const model = state.study && findModel(state.study, state.model), layer = findLayer(model, state.layer);
  const pixels = model?.layers.find((each) => each.index === 0 && isReady(each));
  const trust = state.trust?.[state.selected];
  fill(
    root,
    journey(state, explorer, colorOf),
    pixels && pixels !== layer && strip("Nearest in pixels", pixels.folder, state, store, explorer, colorOf),
    layer &&
      strip(
        layer === pixels ? "Nearest in pixels" : `Nearest in ${layer.name}`,
        layer.folder,
        state,
        store,
        explorer,
        colorOf,
      ),
    layer && units(layer.folder, layer.name, state, store, explorer, colorOf),
    trust !== undefined &&
      h(
        "div",
        { class: "card" },
        h("h3", {}, "Trust", h("span", { class: `right num${trust < .8 ? " warn" : ""}` }, rate(trust, 2))),
        h(
          "p",
          { class: "soft" },
          trust < .8
            ? "Some of its neighbours in the embedding are not its neighbours in the layer. Do not conclude from its place alone."
            : "Its neighbours in the embedding are its neighbours in the layer.",
        ),
      ),
  );
}

/** @param {string} title @param {string} folder @param {State} state @param {import("../state/store.js").Store} store
 * @param {import("../stage/explorer.js").Explorer} explorer @param {(label: number) => string} colorOf */
function strip(title, folder, state, store, explorer, colorOf) {
  const { selected, items, study } = state, share = h("span", { class: "right" });
  const tiles = h("div", { class: "thumbs" }),
    card = h("div", { class: "card strip" }, h("h3", {}, h("span", { class: "clip" }, title), share), tiles);
  if (!items || !study) return card;
  for (let i = 0; i < TILES; i++) tiles.append(h("span", { class: "tile blank" }));
  explorer.neighbors(folder, selected).then((list) => {
    const own = items.labels[selected], shown = list.slice(0, TILES);
    const shared = shown.filter(({ item }) => items.labels[item] === own).length;
    if (own >= 0) {
      share.textContent = `${shared} of ${shown.length}`;
      share.title = `${shared} of the ${shown.length} nearest images have the same label`;
      share.append(h("span", { class: "words" }, " share the label"));
    }
    fill(
      tiles,
      ...shown.map(({ item, distance }) =>
        tile(item, store, explorer, colorOf, `, distance ${distance.toPrecision(3)}`)
      ),
    );
  }, (error) => {
    fill(
      tiles,
      h("p", { class: "muted whole" }, error instanceof Error ? error.message : "The neighbours did not arrive."),
    );
  });
  return card;
}
