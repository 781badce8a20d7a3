// @ts-check
// For a layer that has no images: which ones are wanted, beside the command that makes them.

import { featureCountOf } from "../../../data/feature-requests.js";
import { findLayer, findModel, isExport, shortName, thousands } from "../../../data/study.js";
import { fill, h } from "../../../panels/dom.js";
import { chosenUnits } from "../../../state/neurons.js";
import { channelWish, classWish, readChannels, spreadChannels } from "./wish.js";
import { keepingFocus, wishButton, wishRefusal } from "./wish-button.js";

/** @typedef {import("../../../data/types.js").Model} Model */

/** The outputs of a network that are classes of the study. @param {readonly string[]} outputs @param {readonly string[]} classes */
export function outputsOf(outputs, classes) {
  const plain = (/** @type {string} */ name) => shortName(name).toLowerCase(), wanted = new Set(classes.map(plain));
  return outputs.flatMap((name, at) => wanted.has(plain(name)) ? [at] : []);
}

/** Where images of classes are kept. @param {Model | null} model @param {string} layer folder */
export const isLastLayer = (model, layer) => model !== null && model.layers.at(-1)?.folder === layer;

export class Maker {
  /** @param {import("../../../state/store.js").Store} store @param {import("../../../stage/feature-jobs.js").FeatureJobs} jobs */
  constructor(store, jobs) {
    this.store = store;
    this.jobs = jobs;
    this.field = /** @type {HTMLInputElement} */ (h("input", {
      type: "text",
      class: "num",
      "aria-label": "Channels",
      title: "Numbers and ranges, such as 12, 40-47",
      autocomplete: "off",
      spellcheck: "false",
      "data-wish": "channels",
    }));
    this.said = h("p", { class: "feature-void", role: "alert", hidden: true });
    this.first = h("span", { class: "maker-first" });
    this.more = h("div", { class: "maker-more" });
    this.form = h("form", { class: "maker" }, h("label", {}, "Or from here, of channels", this.field), this.first);
    this.root = h("div", { class: "maker-root" }, this.form, this.said, this.more);
    this.key = "";
    /** What was asked for last, so that a refusal finds it. @type {import("./wish.js").Wish[]} */
    this.asked = [];
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("input", () => this.say(""));
  }

  /** @param {string} text */
  say(text) {
    this.said.textContent = text;
    this.said.hidden = text === "";
  }

  /** The layer that is shown, where its channels can be counted. */
  here() {
    const { study, model: folder, layer: name } = this.store.state, model = study && findModel(study, folder);
    const layer = findLayer(model, name), count = layer?.shape?.[0] ?? 0;
    if (!study || isExport(study) || !model || !layer || layer.operator === "Input" || count === 0) return null;
    return { study, model, layer, count, place: { model: model.folder, layer: layer.folder } };
  }

  draw() {
    const here = this.here();
    this.root.hidden = here === null || featureCountOf(here.layer) > 0;
    if (!here || this.root.hidden) return;
    const { place, count, layer, model, study } = here, key = JSON.stringify([place, chosenUnits(this.store.state)]);
    if (key !== this.key) {
      const chosen = chosenUnits(this.store.state).filter((unit) => unit < count);
      this.field.value = (chosen.length > 0 ? chosen : spreadChannels(count)).join(", ");
      this.field.placeholder = `0-${count - 1}`;
      this.say("");
      this.asked = [];
      this.key = key;
    }
    const classes = isLastLayer(model, layer.folder) ? outputsOf(model.outputClasses ?? [], study.classes) : [];
    keepingFocus(this.root, () => {
      const { live: { asking } } = this.store.state, words = asking === "" ? "Make the images" : "Asking …";
      fill(this.first, h("button", { class: "btn", "data-wish": "channels" }, words));
      this.drawMore(
        classes.length > 0 ? classWish(study, place, classes, model.outputClasses ?? [], null) : null,
      );
    });
  }

  /** @param {import("./wish.js").Wish | null} classes */
  drawMore(classes) {
    const wishes = [...this.asked, ...(classes ? [classes] : [])];
    const count = classes && "classes" in classes.wanted ? classes.wanted.classes.length : 0;
    fill(
      this.more,
      classes && h(
        "p",
        { class: "maker" },
        h("span", { class: "soft" }, `Or of the study's ${thousands(count)} classes:`),
        wishButton(this.store, this.jobs, classes),
      ),
      ...wishes.map((wish) => wishRefusal(this.store, wish)),
    );
  }

  submit() {
    const here = this.here();
    if (!here) return;
    const { study, layer, place, count } = here;
    try {
      const channels = readChannels(this.field.value, count, layer.name);
      const usual = channels.join() === spreadChannels(count).join();
      const made = channelWish(study, place, layer.name, channels, null);
      // The command that takes the same channels stands above.
      const wish = usual ? { ...made, command: "" } : made;
      this.say("");
      this.asked = [wish];
      this.jobs.start(wish.place, wish.wanted, wish.expected);
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    }
  }
}
