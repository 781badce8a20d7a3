// @ts-check
// One quiet line: what is being made, how far it is, how it ended; and a button that stops it.

import { findLayer, findModel, thousands } from "../../../data/study.js";
import { h, icon, meter } from "../../../panels/dom.js";
import { runningAt, samePlace } from "../../../state/live-features.js";
import { shareOf } from "./unfinished.js";

/** @typedef {import("../../../data/neuron-requests.js").Place} Place */
/** @typedef {import("../../../state/live-features.js").LiveFeatures} LiveFeatures */
/** @typedef {import("../../../state/store.js").State} State */

const NAMED = 3;

/** "conv1:12" is 12 in its own layer. @param {readonly string[]} names @param {string} layer its name */
export function namesInWords(names, layer) {
  const short = names.map((name) => name.startsWith(`${layer}:`) ? name.slice(layer.length + 1) : name);
  const numbers = short.every((name) => /^\d+$/.test(name)), shown = short.slice(0, NAMED);
  const list = short.length > NAMED
    ? `${shown.join(", ")} and ${thousands(short.length - NAMED)} more`
    : shown.join(", ");
  if (short.length === 0) return "images";
  return numbers ? `${short.length === 1 ? "channel" : "channels"} ${list}` : list;
}

/**
 * What the line says; null: nothing goes on, and nothing has ended that anybody has to know.
 * @param {State} state @param {Place} place that is shown
 * @returns {{ text: string, share: number | null, own: boolean, ended: boolean, elsewhere: string } | null} elsewhere: the
 * layer that it is about, where that is another
 */
export function makingWords({ live, study }, place) {
  const { job, running } = live, model = study && job ? findModel(study, job.model) : null;
  const nameOf = (/** @type {string} */ folder) => findLayer(model, folder)?.name ?? folder;
  if (job) {
    const layer = nameOf(job.layer), what = namesInWords(job.names, layer), here = samePlace(job, place);
    const where = here ? "" : ` in ${job.model === place.model ? layer : `${layer} of ${job.model}`}`;
    const elsewhere = here ? "" : job.layer, common = { own: true, elsewhere };
    if (job.state === "running") {
      const far = live.stopping ? "stopping …" : `${Math.floor(100 * job.fraction)} %`;
      return { ...common, text: `Making ${what}${where}: ${far}`, share: job.fraction, ended: false };
    }
    const because = job.error ? [job.error.message, job.error.remedy].filter((part) => part !== "").join(" ") : "";
    const text = job.state === "failed"
      ? `${what.replace(/^./, (first) => first.toUpperCase())}${where} could not be made. ${because}`
      : `Stopped. What was done${where} stays.`;
    return { ...common, text, share: null, ended: true };
  }
  if (!running?.going || !samePlace(running.place, place)) return null;
  const images = runningAt(live, place), common = { own: false, ended: false, elsewhere: "" };
  if (images.length === 0) return { ...common, text: "Another process makes images for this layer.", share: null };
  const share = meanShare(images);
  const count = images.length === 1 ? "1 image" : `${thousands(images.length)} images`;
  return { ...common, text: `Another process makes ${count} for this layer: ${Math.floor(100 * share)} %`, share };
}

/** How far some images are together. @param {readonly import("../../../data/feature-jobs.js").RunningImage[]} images */
const meanShare = (images) => images.reduce((sum, image) => sum + shareOf(image), 0) / images.length;

export class MakingLine {
  /** @param {import("../../../state/store.js").Store} store @param {import("../../../stage/feature-jobs.js").FeatureJobs} jobs */
  constructor(store, jobs) {
    this.store = store;
    this.jobs = jobs;
    this.text = h("span", { class: "num" });
    this.bar = meter(0);
    this.go = h("button", { class: "link-button", type: "button", onclick: () => this.follow() }, "Show them");
    this.stop = h("button", { class: "btn", type: "button", onclick: () => this.halt() }, "Stop");
    this.close = h("button", {
      class: "tool",
      type: "button",
      title: "Dismiss",
      "aria-label": "Dismiss",
      onclick: () => jobs.dismiss(),
    }, icon("close"));
    // Read aloud are its beginning and its end, not every second.
    this.said = h("span", { class: "spoken", role: "status" });
    this.row = h(
      "div",
      { class: "making", role: "group", "aria-label": "Images that are being made", hidden: true },
      this.text,
      this.bar,
      h("span", { class: "making-hands" }, this.go, this.stop, this.close),
    );
    this.root = h("div", { class: "making-root" }, this.row, this.said);
    this.spoken = "";
    this.elsewhere = "";
  }

  halt() {
    if (this.stop.getAttribute("aria-disabled") !== "true") this.jobs.stop();
  }

  /** To the layer whose images are made. */
  follow() {
    const { live: { job } } = this.store.state;
    if (job) this.store.set({ model: job.model, layer: job.layer });
  }

  /** @param {Place} place */
  draw(place) {
    const { state } = this.store, told = makingWords(state, place), held = document.activeElement;
    const lost = this.row.contains(held) ? held : null;
    this.row.hidden = told === null;
    this.row.classList.toggle("failed", state.live.job?.state === "failed");
    if (told) {
      this.text.textContent = told.text;
      this.bar.hidden = told.share === null;
      /** @type {HTMLElement} */ (this.bar.firstElementChild).style.width = `${100 * (told.share ?? 0)}%`;
      this.go.hidden = told.elsewhere === "";
      this.stop.hidden = !told.own || told.ended;
      // Disabled in earnest it would lose the focus.
      this.stop.setAttribute("aria-disabled", String(state.live.stopping || state.connection === "lost"));
      this.close.hidden = !told.ended;
    }
    this.speak(told);
    // Who pressed a button that is gone now stands at what came for it, or is let go.
    if (lost instanceof HTMLElement && !lost.checkVisibility()) this.close.focus();
  }

  /** @param {ReturnType<typeof makingWords>} told */
  speak(told) {
    const words = told === null
      ? ""
      : told.ended || told.share === null
      ? told.text
      : told.text.replace(/: [^:]*$/, "");
    if (words === this.spoken) return;
    this.said.textContent = words !== "" ? words : this.spoken !== "" ? "Done." : "";
    this.spoken = words;
  }
}
