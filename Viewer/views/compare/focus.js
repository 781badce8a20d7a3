// @ts-check
// The image in focus: what both networks say of it, and what lies near it in both layers.

import { modelTitle } from "../../data/series.js";
import { findLayer, findModel, rate, shortName, thousands } from "../../data/study.js";
import { dot, fill, h, icon } from "../../panels/dom.js";
import { showPicture } from "../../panels/picture.js";
import { blanks, tile } from "../../panels/tile.js";

const TILES = 7;

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("../../stage/explorer.js").Explorer} Explorer */

/** @param {HTMLElement} root @param {import("../../state/store.js").Store} store @param {Explorer} explorer
 * @param {import("../../stage/compare/companion.js").Companion} beside */
export function buildFocus(root, store, explorer, beside) {
  const portrait = h("div"), strips = [h("div", { class: "card strip" }), h("div", { class: "card strip" })];
  const none = h(
    "p",
    { class: "card soft" },
    "Click an image on either stage, or one of the images that differ most, to see what both networks say of it.",
  );
  fill(root, none, portrait, ...strips);
  const shown = ({ selected, items, compare } = store.state) =>
    compare !== null && items !== null && selected >= 0 && selected < items.labels.length;
  const drawPortrait = () => {
    const is = shown();
    for (const each of [portrait, ...strips]) each.hidden = !is;
    // A selection has a panel of its own below.
    none.hidden = is || store.state.selection.length > 0;
    root.classList.toggle("one", is);
    root.closest("#inspector")?.classList.toggle("focused", is);
    if (is) fill(portrait, ...portraitOf(store, [store.state, beside.store.state]));
  };
  const drawStrip = (/** @type {0 | 1} */ side) => {
    if (shown()) strip(strips[side], side === 0 ? explorer : beside.explorer, store, explorer);
  };
  store.watch(["selected", "items", "tint", "predictions", "compare", "selection"], drawPortrait);
  beside.store.watch(["predictions", "model"], drawPortrait);
  store.watch(["selected", "items", "tint", "model", "layer", "compare"], () => drawStrip(0));
  store.watch(["selected", "items", "tint", "compare"], () => drawStrip(1));
  beside.store.watch(["model", "layer"], () => drawStrip(1));
}

/** @param {import("../../state/store.js").Store} store @param {State[]} states of both stages */
function portraitOf(store, states) {
  const { selected, items, study, tint } = store.state;
  if (!items || !study) return [];
  const label = items.labels[selected], identifier = items.identifiers[selected] ?? "";
  const picture = /** @type {HTMLImageElement} */ (h("img", { alt: "", decoding: "async", width: 84, height: 84 }));
  picture.addEventListener("error", () => picture.classList.add("missing"));
  picture.src = `/images/items/${selected}`;
  return [
    h(
      "div",
      { class: "card first" },
      h("h2", { title: identifier }, `Image ${thousands(selected)}`),
      label >= 0 &&
        h(
          "span",
          { class: "tag muted", title: `Label: ${study.classes[label]}` },
          dot(tint?.ofClass(label) ?? "var(--ink3)"),
          h("span", { class: "clip" }, shortName(study.classes[label])),
        ),
      h("button", {
        class: "tool right",
        type: "button",
        title: "Deselect (Esc)",
        "aria-label": "Deselect",
        onclick: () => store.set({ selected: -1, sheet: "" }),
      }, icon("close")),
    ),
    h(
      "div",
      { class: "card portrait of-two" },
      h("button", {
        class: "large",
        type: "button",
        title: "Look at it large",
        "aria-label": `Look at image ${thousands(selected)} large`,
        onclick: () => showPicture(selected, identifier),
      }, picture),
      h("div", {}, ...states.map((state) => answer(state, selected, store.state))),
    ),
  ];
}

/** @param {State} state of one stage @param {number} item @param {State} first whose colours there are */
function answer({ study, model: folder, predictions }, item, { tint }) {
  const model = study && findModel(study, folder);
  if (!study || !model) return null;
  const guess = answerOf(study, model, predictions, item);
  const verdict = predictions?.correct[item] ?? -1;
  return h(
    "div",
    { class: "compare-answer" },
    h(
      "div",
      { class: "muted verdict" },
      h("span", { class: "clip" }, modelTitle(model)),
      verdict >= 0 && h("span", { class: verdict ? "good" : "bad" }, verdict ? "right" : "wrong"),
    ),
    guess
      ? h(
        "div",
        { class: "tag" },
        dot(guess.label >= 0 && tint ? tint.ofClass(guess.label) : "var(--control)"),
        h("span", { class: "clip", title: guess.name }, shortName(guess.name)),
        h("span", { class: "num soft right" }, rate(guess.probability, 2)),
      )
      : h("div", { class: "muted" }, "no predictions"),
  );
}

/** What a network says first of an image. @param {import("../../data/types.js").Study} study
 * @param {import("../../data/types.js").Model} model @param {import("../../data/types.js").Predictions | null} predictions
 * @param {number} item */
export function answerOf(study, model, predictions, item) {
  if (!predictions) return null;
  const output = predictions.classIndex[item], label = predictions.labelIndex[item];
  const name = label >= 0 ? study.classes[label] : model.outputClasses?.[output] ?? `class ${output}`;
  return { name, label, probability: predictions.probability[item] };
}

/** The nearest in a layer. @param {HTMLElement} card @param {Explorer} of whose layer it is
 * @param {import("../../state/store.js").Store} store @param {Explorer} explorer whose pictures they are */
function strip(card, of, store, explorer) {
  const { study, model: folder, layer: name } = of.store.state,
    layer = study && findLayer(findModel(study, folder), name);
  const { selected, items } = store.state, tiles = h("div", { class: "thumbs" }, ...blanks(TILES));
  if (!layer || !items) return;
  const share = h("span", { class: "right" }), key = `${folder}/${name}/${selected}`;
  card.dataset.key = key;
  fill(card, h("h3", {}, h("span", { class: "clip" }, `Nearest in ${layer.name}`), share), tiles);
  of.neighbors(layer.folder, selected).then((list) => {
    if (card.dataset.key !== key) return;
    const near = list.slice(0, TILES), own = items.labels[selected];
    fill(
      tiles,
      ...near.map(({ item, distance }) =>
        tile(item, store, explorer, { more: `, distance ${distance.toPrecision(3)}` })
      ),
    );
    if (own < 0) return;
    const shared = near.filter(({ item }) => items.labels[item] === own).length;
    share.textContent = `${shared} of ${near.length}`;
    share.title = `${shared} of the ${near.length} nearest images have the same label`;
  }, (error) => {
    if (card.dataset.key !== key) return;
    fill(
      tiles,
      h("p", { class: "muted whole" }, error instanceof Error ? error.message : "The neighbours did not arrive."),
    );
  });
}
