// @ts-check
// What is on the second stage, how far it can be trusted, and how far both agree.

import { modelChoices, modelTitle } from "../../data/series.js";
import { embeddingTitle, findLayer, findModel, isReady, rate, thousands } from "../../data/study.js";
import { numbers, viewChip } from "../../panels/caption.js";
import { fill, h, picker } from "../../panels/dom.js";
import { shownNames } from "../../panels/rail.js";
import { say } from "./words.js";

/** @typedef {import("../../state/store.js").Store} Store */

/** Colours that are about one network's answers or points. */
const OF_A_NETWORK = ["prediction", "correctness", "confidence", "trust", "unit", "moved"];

/** @param {Store} store @param {import("../../stage/compare/companion.js").Companion} beside
 * @param {import("../../stage/compare/pairing.js").Pairing} pairing @param {(folder: string) => void} choose
 * @returns {HTMLElement[]} */
export function buildBesideCaption(store, beside, pairing, choose) {
  const caption = h("div", { class: "stage-caption over" }), chips = h("div", { class: "stage-chips num over" });
  const view = viewChip(beside.store, "beside-trust"), agreement = agreementChip(store, pairing);
  const draw = () => {
    const { study, model: folder, layer: name } = beside.store.state, model = study && findModel(study, folder);
    const layer = findLayer(model, name), current = beside.explorer.current();
    if (!study || !model || !layer) return;
    fill(
      caption,
      h("h2", {}, layer.name),
      h("span", { class: "muted" }, modelTitle(model)),
      ...menus(store, beside, choose),
      ...notes(store, beside),
    );
    fill(chips, ...(current ? numbers(current.layer, current.embedding, "") : []), view, agreement);
  };
  store.watch(["colouring", "model", "embedding", "compare"], draw);
  beside.store.watch(["study", "model", "layer", "embedding"], draw);
  return [caption, chips];
}

/** What is another embedding than the first stage's, and whose colours these are. @param {Store} store
 * @param {import("../../stage/compare/companion.js").Companion} beside */
function notes({ state }, beside) {
  const { study, model: folder, embedding: wanted, colouring } = state, model = study && findModel(study, folder);
  const shown = beside.explorer.current()?.embedding, said = [];
  if (shown && wanted && shown.name !== wanted) {
    const titles = [wanted, shown.name].map(embeddingTitle);
    said.push(`No ${titles[0]} here: ${titles[1]}`);
  }
  if (model && OF_A_NETWORK.includes(colouring.kind)) said.push(`Colours are those of ${model.name}`);
  return said.map((words) => h("span", { class: "muted note" }, words));
}

/** Where the rail has no room: the same two choices. @param {Store} store
 * @param {import("../../stage/compare/companion.js").Companion} beside @param {(folder: string) => void} choose */
function menus(store, beside, choose) {
  const { study, model: folder, layer } = beside.store.state, model = study && findModel(study, folder);
  if (!study || !model) return [];
  const ready = model.layers.filter(isReady), names = shownNames(ready);
  const layers = ready.map((each, i) => /** @type {[string, string]} */ ([each.folder, names[i]]));
  return [h(
    "span",
    { class: "compare-menus floating" },
    picker("Second network", "Second network", modelChoices(study.models), model.folder, choose),
    picker("Layer of the second network", "Layer of the second network", layers, layer ?? "", (next) => {
      const { compare } = store.state;
      if (compare) store.set({ compare: { ...compare, layer: next } });
    }),
  )];
}

/** @param {Store} store @param {import("../../stage/compare/pairing.js").Pairing} pairing */
function agreementChip(store, pairing) {
  const name = h("span"), value = h("b"), chip = h("div", { class: "agreement" }, name, value);
  let told = store.state.compare?.aligned === true;
  const draw = () => {
    const { alignment } = pairing, after = store.state.compare?.aligned === true;
    chip.hidden = alignment === null;
    if (!alignment) return;
    const scope = alignment.count < (store.state.study?.itemCount ?? 0)
      ? `the ${thousands(alignment.count)} selected images`
      : "all images";
    name.textContent = `Agreement ${after ? "after" : "before"} alignment`;
    value.textContent = rate(after ? alignment.agreement : alignment.before, 2);
    chip.title = `1 − Procrustes disparity of the points on both stages, over ${scope}: 1, the same up to a ` +
      (after ? "turn, a reflection and a scale" : `scale; after alignment ${rate(alignment.agreement, 2)} (a)`);
    chip.dataset.scope = scope;
    if (after !== told) say(`${name.textContent} ${value.textContent}, over ${scope}`);
    told = after;
  };
  pairing.onKnown.push((what) => what === "alignment" && draw());
  store.watch(["compare", "selection"], draw);
  return chip;
}
