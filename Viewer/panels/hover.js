// @ts-check
// The card beside the hovered image, and the live region that says the same.

import { figure } from "../data/conditions.js";
import { shownText } from "../data/shown-text.js";
import { rate, shortName, thousands } from "../data/study.js";
import { dot, fill, find, h } from "./dom.js";

/** @typedef {import("../state/store.js").State} State */

/** @param {import("../state/store.js").Store} store @param {import("../stage/stage.js").Stage} stage
 * @param {import("../stage/explorer.js").Explorer} explorer @param {(label: number) => string} colorOf */
export function buildHover(store, stage, explorer, colorOf) {
  // Beside another stage it stands where the hand is.
  buildHoverCard(find("#hover"), store, stage, explorer, colorOf, () => !stage.partner?.root.matches(":hover"));
  speak(store);
}

/** @param {HTMLElement} card @param {import("../state/store.js").Store} store
 * @param {import("../stage/stage.js").Stage} stage @param {import("../stage/explorer.js").Explorer} explorer
 * @param {(label: number) => string} colorOf @param {() => boolean} wanted */
export function buildHoverCard(card, store, stage, explorer, colorOf, wanted) {
  const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { width: 192, height: 192 }));
  const text = h("div", { class: "hover-text" });
  fill(card, canvas, text);
  store.watch(["hovered", "theme"], (state) => {
    const place = stage.placeOf(state.hovered);
    card.hidden = state.hovered < 0 || !place || !state.items || !wanted();
    if (card.hidden || !place) return;
    canvas.getContext("2d")?.clearRect(0, 0, 192, 192);
    canvas.hidden = !explorer.sprites.sheet;
    explorer.sprites.paint(canvas, state.hovered).then(() => {
      // An earlier image may have arrived after a later one was hovered.
      if (store.state.hovered >= 0 && store.state.hovered !== state.hovered) {
        explorer.sprites.paint(canvas, store.state.hovered);
      }
    });
    fill(text, ...words(state, colorOf));
    const { width, height } = stage.surface.size, box = card.getBoundingClientRect();
    const right = place[0] + 20 + box.width < width - 8;
    card.style.left = `${Math.max(8, right ? place[0] + 20 : place[0] - 20 - box.width)}px`;
    card.style.top = `${Math.max(8, Math.min(height - box.height - 8, place[1] - box.height / 2))}px`;
  });
}

/** What is hovered and chosen, for who listens. @param {import("../state/store.js").Store} store */
function speak(store) {
  const live = find("#live");
  let timer = 0;
  const say = (/** @type {string} */ words) => {
    clearTimeout(timer);
    timer = setTimeout(() => live.textContent = words, 250);
  };
  store.watch(["hovered", "theme"], (state) => {
    if (state.hovered >= 0 && state.items) say(spoken(state, state.hovered));
  });
  store.watch(["selected"], (state) => {
    if (state.selected >= 0 && state.items) say(`Selected: ${spoken(state, state.selected)}`);
  });
  store.watch(["layer"], (state) => {
    if (state.layer && state.study) say(`Layer ${state.layer}`);
  });
}

/** @param {State} state @param {(label: number) => string} colorOf */
function words(state, colorOf) {
  const { hovered, items, study, predictions, model } = state;
  if (!items || !study) return [];
  const label = items.labels[hovered], guess = guessed({ hovered, predictions, study, model });
  const wrong = predictions?.correct[hovered] === 0, text = shownText(study, items, hovered);
  return [
    h("div", { class: "muted" }, `Image ${thousands(hovered)}`),
    text !== "" && h("div", { class: "shown-text" }, text),
    label >= 0 &&
    h("div", { class: "tag" }, dot(colorOf(label)), h("span", { class: "clip" }, shortName(study.classes[label]))),
    guess && h("div", { class: wrong ? "bad" : "soft" }, `Predicted ${guess}`),
    means(state),
  ];
}

/** What the image's color means, where label and prediction do not say it already. @param {State} state */
function means({ hovered, tint, colouring }) {
  if (!tint || ["label", "prediction", "correctness"].includes(colouring.kind)) return null;
  const { coloured } = tint, code = coloured.codes[hovered];
  const value = coloured.type === "values" ? figure(coloured.values[hovered]) : coloured.names[code] ?? "none";
  return h(
    "div",
    { class: "tag soft" },
    dot(tint.ofItem(hovered)),
    h("span", { class: "clip" }, `${coloured.title}: `, h("span", { class: "num" }, value)),
  );
}

/** @param {{ hovered: number, predictions: State["predictions"], study: State["study"], model: string | null }} state */
function guessed({ hovered, predictions, study, model }) {
  if (!predictions || !study) return "";
  const index = predictions.classIndex[hovered], label = predictions.labelIndex[hovered];
  const outputs = study.models.find(({ folder }) => folder === model)?.outputClasses;
  const name = label >= 0 ? study.classes[label] : outputs?.[index] ?? `class ${index}`;
  return `${shortName(name)} ${rate(predictions.probability[hovered], 2)}`;
}

/** @param {State} state @param {number} item */
function spoken(state, item) {
  const { items, study, predictions, model, trust } = state;
  if (!items || !study) return "";
  const label = items.labels[item], guess = guessed({ hovered: item, predictions, study, model });
  return [
    `Image ${thousands(item)}`,
    label >= 0 ? shortName(study.classes[label]) : "",
    guess ? `predicted ${guess}` : "",
    trust ? `trust ${rate(trust[item], 2)}` : "",
  ].filter((part) => part !== "").join(", ");
}
