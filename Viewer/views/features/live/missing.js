// @ts-check
// What is looked for, or chosen, and has no image yet.

import { findLayer, findModel, isExport, shortName, thousands } from "../../../data/study.js";
import { fill, h } from "../../../panels/dom.js";
import { isLastLayer } from "./maker.js";
import { channelWish, classWish } from "./wish.js";
import { keepingFocus, wishButton, wishRefusal } from "./wish-button.js";

/** @typedef {import("../shown.js").Shown} Shown */
/** @typedef {import("../../../state/store.js").State} State */

/** @param {string} find */
const numberIn = (find) => {
  const match = /^#?([\d,]{1,9})$/.exec(find.trim());
  return match ? Number(match[1].replaceAll(",", "")) : -1;
};

/**
 * The channels, or the classes, that have no image; an empty list: none is missing.
 * @param {Pick<Shown, "kind" | "all" | "place">} shown @param {Pick<State, "features" | "study">} state
 * @param {number} channelCount of the layer @returns {{ kind: "channel" | "class", numbers: number[], names: string[] }}
 */
export function missingOf({ kind, all, place }, { features, study }, channelCount) {
  const model = study && findModel(study, place.model), outputs = model?.outputClasses ?? [];
  const has = new Set(all.map(({ channel }) => channel)), asked = numberIn(features.find);
  const none = { kind: /** @type {const} */ ("channel"), numbers: [], names: [] };
  if (kind === "channel") {
    const wanted = features.only.length > 0 ? features.only : asked >= 0 ? [asked] : [];
    const numbers = wanted.filter((channel) => channel < channelCount && !has.has(channel));
    return { ...none, numbers, names: numbers.map(thousands) };
  }
  if (kind !== "class" || !isLastLayer(model, place.layer) || features.find.trim() === "") return none;
  const text = features.find.trim().toLowerCase();
  const fits = (/** @type {string} */ name) => name.toLowerCase().includes(text);
  const exact = outputs.findIndex((name) => shortName(name).toLowerCase() === text);
  const at = asked >= 0 ? asked : exact >= 0 ? exact : outputs.findIndex((name, k) => !has.has(k) && fits(name));
  if (at < 0 || at >= outputs.length || has.has(at)) return none;
  return { kind: "class", numbers: [at], names: [shortName(outputs[at])] };
}

/** What is said of them. @param {ReturnType<typeof missingOf>} missing */
export function missingWords({ kind, numbers, names }) {
  if (numbers.length === 1) return `${kind === "class" ? "The class" : "Channel"} ${names[0]} has no image.`;
  return `${thousands(numbers.length)} of the chosen units have no image.`;
}

/** How many channels a layer has: not only those that were recorded. @param {State} state @param {Shown} shown */
export function channelCountOf({ study }, { place, document }) {
  const layer = findLayer(study && findModel(study, place.model), place.layer);
  return layer?.shape?.[0] ?? document.channelCount;
}

export class Missing {
  /** @param {import("../../../state/store.js").Store} store @param {import("../../../stage/feature-jobs.js").FeatureJobs} jobs */
  constructor(store, jobs) {
    this.store = store;
    this.jobs = jobs;
    this.root = h("div", { class: "feature-missing", role: "group", "aria-label": "Without an image", hidden: true });
  }

  /** @param {Shown | null} shown */
  draw(shown) {
    const { study } = this.store.state;
    const missing = shown && missingOf(shown, this.store.state, channelCountOf(this.store.state, shown));
    this.root.hidden = !study || !missing || missing.numbers.length === 0;
    if (!study || !shown || !missing || this.root.hidden) return;
    const { place, document: { layer, parameters } } = shown, model = findModel(study, place.model);
    const wish = missing.kind === "class"
      ? classWish(study, place, missing.numbers, model?.outputClasses ?? [], parameters)
      : channelWish(study, place, layer, missing.numbers, parameters);
    keepingFocus(this.root, () =>
      fill(
        this.root,
        h("span", { class: "soft num" }, missingWords(missing)),
        !isExport(study) && wishButton(this.store, this.jobs, { ...wish, words: plainWords(wish) }),
        wishRefusal(this.store, wish),
      ));
  }
}

/** The line says already of what. @param {import("./wish.js").Wish} wish */
const plainWords = ({ expected, words }) => expected.length === 1 ? "Make this image" : words;
