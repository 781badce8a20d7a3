// @ts-check
// One image: what it is, what the network says, what lies near it in pixels and in this layer, how far to be trusted.

import { setPicture } from "../data/pictures.js";
import { attributesOf, hasPictures, shownText } from "../data/shown-text.js";
import { findLayer, findModel, isReady, rate, shortName, thousands } from "../data/study.js";
import { dot, fill, h, icon } from "./dom.js";
import { journey } from "./journey.js";
import { showPicture } from "./picture.js";
import { blanks, tile } from "./tile.js";
import { trustCard } from "./trust-card.js";
import { units } from "./units.js";

/** @typedef {import("../state/store.js").State} State */
/** @typedef {import("../state/store.js").Store} Store */

const TILES = 8;

export class ImagePanel {
  /** @param {Store} store @param {import("../stage/explorer.js").Explorer} explorer */
  constructor(store, explorer) {
    this.store = store;
    this.explorer = explorer;
    this.head = h("div");
    this.strips = h("div", { class: "strips" });
    this.root = h("div", {}, this.head, this.strips);
    this.drawn = -1;
  }

  draw() {
    const { state } = this.store, body = this.root.parentElement;
    const top = state.selected === this.drawn && body ? body.scrollTop : 0;
    fill(this.head, ...this.portrait(state));
    this.drawLayer();
    if (body) body.scrollTop = top;
    this.drawn = state.selected;
  }

  forget() {
    this.drawn = -1;
  }

  /** @param {State} state */
  portrait({ selected, items, study }) {
    if (!items || !study) return [];
    const label = items.labels[selected], identifier = items.identifiers[selected] ?? "";
    const close = h("button", {
      class: "tool right",
      type: "button",
      title: "Deselect (Esc)",
      "aria-label": "Deselect",
      onclick: () => this.store.set({ selected: -1, sheet: "" }),
    }, icon("close"));
    const text = shownText(study, items, selected), rows = attributesOf(study, items, selected);
    return [
      h(
        "div",
        { class: "card first" },
        h("h2", {}, `Image ${thousands(selected)}`),
        h("span", { class: "muted clip", title: identifier }, identifier.split("/").at(-1) ?? ""),
        close,
      ),
      text !== "" && h("p", { class: "card shown-text" }, text),
      h(
        "div",
        { class: hasPictures(study) ? "card portrait" : "card" },
        hasPictures(study) && portraitButton(selected, identifier),
        h("div", {}, ...this.said(label), prediction(this.store.state)),
      ),
      rows.length > 0 && attributeCard(rows.filter(([name]) => name !== study.text)),
    ];
  }

  /** @param {number} label */
  said(label) {
    const { study, tint } = this.store.state;
    if (label < 0 || !study) return [];
    const name = study.classes[label];
    return [
      h("div", { class: "muted" }, "Label"),
      h(
        "div",
        { class: "tag" },
        dot(tint?.ofClass(label) ?? "var(--ink3)"),
        h("span", { class: "clip", title: name }, shortName(name)),
      ),
    ];
  }

  /** What depends on the layer. */
  drawLayer() {
    const { store, explorer } = this, { state } = store;
    const model = state.study && findModel(state.study, state.model), layer = findLayer(model, state.layer);
    const pixels = model?.layers.find((each) =>
      each.index === 0 && (each.operator ?? "Input") === "Input" && isReady(each)
    );
    fill(
      this.strips,
      journey(state, explorer),
      pixels && pixels !== layer && this.strip("Nearest in pixels", pixels.folder),
      layer && this.strip(layer === pixels ? "Nearest in pixels" : `Nearest in ${layer.name}`, layer.folder),
      layer && units(layer.folder, layer.name, state, store, explorer),
      trustCard(state, store, explorer),
    );
  }

  /** The card of trust alone. */
  drawTrust() {
    const { store, explorer } = this, card = trustCard(store.state, store, explorer);
    if (card) this.strips.querySelector(".trust-card")?.replaceWith(card);
  }

  /** @param {string} title @param {string} folder */
  strip(title, folder) {
    const { store, explorer } = this, { selected, items } = store.state, share = h("span", { class: "right" });
    const tiles = h("div", { class: "thumbs" }, ...blanks(TILES)),
      card = h("div", { class: "card strip" }, h("h3", {}, h("span", { class: "clip" }, title), share), tiles);
    if (!items) return card;
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
          tile(item, store, explorer, { more: `, distance ${distance.toPrecision(3)}` })
        ),
      );
    }, (error) => {
      const words = error instanceof Error ? error.message : "The neighbours did not arrive.";
      fill(tiles, h("p", { class: "muted whole" }, words));
    });
    return card;
  }
}

/** The picture, to be looked at large. @param {number} item @param {string} identifier */
function portraitButton(item, identifier) {
  const picture = /** @type {HTMLImageElement} */ (h("img", { alt: "", decoding: "async", width: 136, height: 136 }));
  picture.addEventListener("error", () => picture.classList.add("missing"));
  setPicture(picture, `/images/items/${item}`);
  return h("button", {
    class: "large",
    type: "button",
    title: "Look at it large",
    "aria-label": `Look at image ${thousands(item)} large`,
    onclick: () => showPicture(item, identifier),
  }, picture);
}

/** @param {[string, string][]} rows */
function attributeCard(rows) {
  if (rows.length === 0) return null;
  return h(
    "div",
    { class: "card attributes" },
    h("h3", {}, "Attributes"),
    h("dl", { class: "facts" }, ...rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
  );
}

/** @param {State} state */
function prediction({ predictions, selected, study, model: folder, tint }) {
  const model = study && findModel(study, folder);
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
    if (label >= 0 && tint) bar.style.background = tint.ofClass(label);
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
