// @ts-check
// What the chosen units make of the images: one unit's activation, or the mean of several on one scale.

import { addStandardized } from "../../data/neurons.js";
import { chosenUnits } from "../../state/neurons.js";
import { MOST_IMAGES, unitsTitle } from "./exciting.js";

/** Of more numbers than this only some of the units are asked for; so many bytes come at most. */
const MOST_BYTES = 24e6, TOGETHER = 6;

/** Evenly spaced ones of a list. @param {readonly number[]} list @param {number} count @returns {number[]} */
export function someOf(list, count) {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, k) => list[Math.floor(k * list.length / count)]);
}

/**
 * @param {import("../../stage/explorer.js").Explorer} explorer @param {import("../../data/neuron-requests.js").Place} place
 * @param {readonly number[]} units @param {number} itemCount @param {string} what one unit's numbers are
 * @param {() => boolean} wanted false: another choice was made
 * @returns {Promise<import("./image-map.js").Shown | null>} null: no longer wanted
 */
export async function responseOf({ activations, client }, { model, layer }, units, itemCount, what, wanted) {
  if (units.length === 1) {
    const values = await activations.of(model, layer, units[0], itemCount);
    return { values, title: `activation of ${unitsTitle(units)}`, what };
  }
  const some = someOf(units, Math.max(2, Math.floor(MOST_BYTES / (4 * Math.max(1, itemCount)))));
  const sum = new Float64Array(itemCount);
  let added = 0;
  for (let first = 0; first < some.length; first += TOGETHER) {
    const group = some.slice(first, first + TOGETHER);
    const columns = await Promise.all(group.map((unit) => client.activations(model, layer, unit, itemCount)));
    if (!wanted()) return null;
    for (const column of columns) if (addStandardized(column, sum)) added++;
  }
  const values = Float32Array.from(sum, (value) => value / Math.max(1, added));
  const of = some.length < units.length ? `${some.length} of ${unitsTitle(units)}` : unitsTitle(units);
  return { values, title: `mean of ${of}`, what: "standard scores" };
}

/**
 * Where the answer is shown.
 * @typedef {object} Shows
 * @property {import("./image-map.js").ImageMap} images
 * @property {import("./exciting.js").Exciting} exciting
 * @property {import("./side.js").Side} side
 * @property {HTMLElement} live
 */

/** The images take the colors of what is chosen, and those that it answers most stand below. */
export class Responder {
  /** @param {import("../views.js").Parts} parts @param {import("../../data/neuron-requests.js").NeuronRequests} requests
   * @param {Shows} shows @param {(text: string) => void} say */
  constructor({ store, explorer }, requests, shows, say) {
    this.store = store;
    this.explorer = explorer;
    this.requests = requests;
    this.shows = shows;
    this.say = say;
    this.ticket = 0;
    this.key = "";
  }

  forget() {
    this.key = "";
  }

  /** @param {import("./layer-units.js").LayerUnits | null} units */
  respond(units) {
    const { store: { state }, shows: { images, side, exciting, live } } = this, { study, model, layer } = state;
    if (!study || !units || units.place.layer !== layer || units.place.model !== model) return;
    if (exciting.told !== units.told) {
      images.told = exciting.told = units.told;
      images.restyle();
      exciting.draw();
    }
    const known = chosenUnits(state).filter((unit) => unit < units.report.neuronCount);
    const key = `${model}/${layer}/${known.join()}`;
    if (key === this.key) return;
    this.key = key;
    const ticket = ++this.ticket, wanted = () => ticket === this.ticket;
    if (known.length !== 1) side.activations(null);
    if (known.length === 0) {
      images.color(null);
      exciting.empty("Images that excite a unit most", "Choose a unit to see them.");
      return;
    }
    // What is recorded of a channel is its mean over the picture.
    const what = units.report.kind === "channel" ? "mean activation" : "activation";
    live.textContent = this.words(units, known);
    responseOf(this.explorer, units.place, known, study.itemCount, what, wanted).then((shown) => {
      if (!shown || !wanted()) return;
      this.say("");
      images.color(shown);
      if (known.length === 1) side.activations(shown.values);
    }, (error) => wanted() && this.failed(error));
    this.excite(units, known, wanted);
  }

  /** @param {import("./layer-units.js").LayerUnits} units @param {number[]} known @param {() => boolean} wanted */
  async excite({ place, report }, known, wanted) {
    const { exciting } = this.shows, one = known.length === 1;
    const title = `Images that excite ${one ? "" : "these "}${unitsTitle(known)} most${one ? "" : " together"}`;
    exciting.wait(title);
    try {
      const { images, field } = one
        ? await this.explorer.client.topImages(place.model, place.layer, known[0])
        : { ...await this.requests.exciting(place, known, MOST_IMAGES), field: undefined };
      if (wanted()) {
        const value = one
          ? report.kind === "channel" ? "largest value within each" : "activation"
          : "mean standard score";
        exciting.show(title, images, value, field);
      }
    } catch (error) {
      if (wanted()) exciting.empty(title, error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {unknown} error */
  failed(error) {
    this.key = "";
    this.shows.images.color(null);
    this.shows.side.activations(null);
    this.say(error instanceof Error ? error.message : String(error));
  }

  /** For who does not see the picture. @param {import("./layer-units.js").LayerUnits} units
   * @param {readonly number[]} chosen */
  words({ discrimination, told }, chosen) {
    const best = chosen.length === 1 ? discrimination.best[chosen[0]] : -1;
    return `${unitsTitle(chosen)} chosen${best >= 0 ? `, tells ${told.names[best]} best` : ""}`;
  }
}
