// @ts-check
// For the card of a neuron: the image that was optimized for it, on the way to all of them; the one that is being made; or a
// button that has it made.

import { featureCountOf, featureRequests } from "../../data/feature-requests.js";
import { isCoarse, isVoid } from "../../data/features.js";
import { findLayer, findModel, isExport, thousands } from "../../data/study.js";
import { fill, h, meter } from "../../panels/dom.js";
import { isBusy, runningAt } from "../../state/live-features.js";
import { openFeature } from "../../state/neurons.js";
import { namesInWords } from "./live/making-line.js";
import { shareOf, stepWords } from "./live/unfinished.js";
import { channelWish } from "./live/wish.js";
import { keepingFocus, wishButton, wishRefusal } from "./live/wish-button.js";
import { featurePicture } from "./picture.js";
import { comparisonWords, remark } from "./words.js";

/** @typedef {import("../views.js").Parts} Parts */
/** @typedef {import("../../data/neuron-requests.js").Place} Place */
/** @typedef {import("../../data/features.js").FeatureDocument} FeatureDocument */

/** Drawn anew with its card, a picture keeps the element that it has: it would flicker otherwise. @type {OfUnit | null} */
let last = null;

/** @type {WeakSet<import("../../state/store.js").Store>} */
const followed = new WeakSet();

/** @param {Parts} parts @param {Place} place @param {number} unit @returns {HTMLElement | null} null: there is no study */
export function optimizedImage(parts, place, unit) {
  const { store } = parts, { study } = store.state;
  if (!study) return null;
  const count = featureCountOf(findLayer(findModel(study, place.model), place.layer));
  const key = JSON.stringify([place, unit, count]);
  if (last?.key !== key) last = new OfUnit(parts, place, unit, count, key);
  if (!followed.has(store)) {
    followed.add(store);
    store.watch(["live"], () => last?.progress());
  }
  return last.root;
}

class OfUnit {
  /** @param {Parts} parts @param {Place} place @param {number} unit @param {number} count of images in the layer
   * @param {string} key */
  constructor(parts, place, unit, count, key) {
    this.parts = parts;
    this.place = place;
    this.unit = unit;
    this.key = key;
    this.root = h("section", { class: "side-card", "aria-label": "Optimized image", hidden: true });
    /** null: not known yet; "none": the layer has no images, or none of this unit.
     * @type {FeatureDocument | "none" | null} */
    this.known = count === 0 ? "none" : null;
    /** @type {FeatureDocument | null} */
    this.document = null;
    /** The picture as it is being made. @type {ReturnType<typeof featurePicture> | null} */
    this.unfinished = null;
    if (count > 0) this.load();
    else this.progress();
  }

  load() {
    const { parts: { store, client }, place, unit } = this, { study } = store.state;
    if (!study) return;
    featureRequests(client).document(study, place).then((document) => {
      this.document = document;
      const has = document.features.some(({ kind, channel }) => kind === "channel" && channel === unit);
      this.known = has ? document : "none";
      if (has) this.show(document);
      else this.progress();
    }, () => {
      // The view of features says what is wrong with them.
      if (last === this) last = null;
    });
  }

  /** @param {string} title @param {...import("../../panels/dom.js").Child} content */
  fill(title, ...content) {
    const { parts: { store }, place, unit } = this, open = () => openFeature(store, place.layer, unit);
    fill(
      this.root,
      h(
        "h2",
        {},
        title,
        h("button", { class: "link-button right", type: "button", onclick: open }, "In Features"),
      ),
      ...content,
    );
    this.root.hidden = false;
  }

  /** @param {FeatureDocument} document */
  show(document) {
    const { parts: { store, client }, place, unit } = this;
    const found = document.features.find(({ kind, channel }) => kind === "channel" && channel === unit);
    if (!found) return;
    const picture = featurePicture(`Optimized image of unit ${thousands(unit)}`, isCoarse(document));
    picture.style.setProperty("--feature-ratio", String(document.width / document.height));
    picture.classList.toggle("void", isVoid(found));
    picture.want(featureRequests(client).address(place, found.image));
    const said = isVoid(found)
      ? `${remark(found).replace(/^./, (first) => first.toUpperCase())}: the picture means nothing.`
      : comparisonWords(found, store.state.study?.itemCount ?? 0);
    this.fill(
      "Asks for",
      h(
        "div",
        { class: "feature-of-unit" },
        picture,
        h(
          "div",
          { class: "one-words soft" },
          h("span", {}, "Made by optimization, no photograph."),
          h("span", {}, said),
        ),
      ),
    );
  }

  /** Where there is none: it is being made, or can be. */
  progress() {
    if (this.known !== "none") return;
    const { parts: { store, jobs }, place, unit } = this, { live } = store.state;
    const now = runningAt(live, place).find(({ kind, channel }) => kind === "channel" && channel === unit);
    keepingFocus(this.root, () => {
      if (now) this.running(now);
      else this.offer(isBusy(live, place) ? live.job : null, jobs);
    });
  }

  /** @param {import("../../data/feature-jobs.js").RunningImage} now */
  running(now) {
    const { parts: { jobs }, place, unit } = this, bar = meter(shareOf(now));
    this.unfinished ??= featurePicture(`Unfinished image of unit ${thousands(unit)}`, false);
    if (now.image !== "") this.unfinished.want(jobs.requests.address(place, now), true);
    this.fill(
      "Asks for",
      h(
        "div",
        { class: "feature-of-unit unfinished" },
        this.unfinished,
        h("div", { class: "one-words soft" }, h("span", { class: "num" }, `Unfinished, ${stepWords(now)}.`), bar),
      ),
    );
  }

  /** @param {import("../../data/feature-jobs.js").FeatureJob | null} job that runs for the layer
   * @param {import("../../stage/feature-jobs.js").FeatureJobs} jobs */
  offer(job, jobs) {
    const { parts: { store }, place, unit, document } = this, { study } = store.state;
    if (!study) return;
    const layer = findLayer(findModel(study, place.model), place.layer)?.name ?? place.layer;
    const wish = channelWish(study, place, layer, [unit], document?.parameters ?? null);
    const mine = job?.state === "running" && job.names.includes(`${layer}:${unit}`);
    const other = job?.state === "running" && !mine ? namesInWords(job.names, layer) : "";
    this.fill(
      "Asks for",
      h(
        "p",
        { class: "soft" },
        mine ? "Its image is waiting to be made." : "No image has been optimized for it.",
        other !== "" && ` At work: ${other}.`,
      ),
      !mine && !isExport(study) && h("p", {}, wishButton(store, jobs, wish)),
      wishRefusal(store, wish),
    );
  }
}
