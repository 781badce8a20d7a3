// @ts-check
// What the page asks the server about optimized images that are being made: to begin, to tell how far they are, to stop.

import { KINDS } from "../state/features.js";
import { RequestError } from "./client.js";
import { featuresPath } from "./feature-requests.js";

/** @typedef {import("./neuron-requests.js").Place} Place */

/** A direction in the activations of a layer: from the mean of some images to that of others, null: of all the rest.
 * @typedef {{ items: number[], against: number[] | null, name: string, againstName?: string }} WantedDirection */

/** What images are to be made of.
 * @typedef {{ channels: number[] } | { classes: number[] } | { direction: WantedDirection }} Wanted */

/**
 * What the server itself makes, or made last.
 * @typedef {object} FeatureJob
 * @property {"running" | "done" | "failed" | "stopped"} state
 * @property {string} id
 * @property {string} model
 * @property {string} layer
 * @property {string[]} names objectives as text
 * @property {number} fraction 0–1
 * @property {{ message: string, remedy: string } | null} error
 */

/**
 * An image as it is in the middle of its optimization.
 * @typedef {object} RunningImage
 * @property {import("./features.js").FeatureKind} kind
 * @property {number} channel or class; −1: neither
 * @property {number} number
 * @property {string} name the objective as text
 * @property {string | null} label the name of the class
 * @property {number} step
 * @property {number} stepCount at most
 * @property {number} value the objective now; NaN: not known
 * @property {string} image the name of its file; "": there is none yet
 */

const STATES = ["running", "done", "failed", "stopped"];

/** @param {unknown} value @param {number} otherwise */
const number = (value, otherwise) => typeof value === "number" && Number.isFinite(value) ? value : otherwise;

/** @param {any} told @returns {FeatureJob | null} null: there has been none */
export function readJob(told) {
  if (!STATES.includes(told?.state)) return null;
  const { error } = told;
  return {
    state: told.state,
    id: String(told.id ?? ""),
    model: String(told.model ?? ""),
    layer: String(told.layer ?? ""),
    names: Array.isArray(told.names) ? told.names.map(String) : [],
    fraction: Math.max(0, Math.min(1, number(told.fraction, 0))),
    error: error ? { message: String(error.message ?? ""), remedy: String(error.remedy ?? "") } : null,
  };
}

/** What cannot be read is left out: the finished image will come all the same. @param {any} told
 * @returns {RunningImage[]} */
export function readRunning(told) {
  const all = Array.isArray(told?.images) ? told.images : [];
  return all.flatMap((/** @type {any} */ each) => {
    const isDirection = each?.kind === "direction";
    if (!KINDS.some(([kind]) => kind === each?.kind)) return [];
    if (!isDirection && !(Number.isInteger(each.channel) && each.channel >= 0)) return [];
    return [{
      kind: each.kind,
      channel: isDirection ? -1 : each.channel,
      number: number(each.number, 0),
      name: String(each.name ?? ""),
      label: typeof each.label === "string" ? each.label : null,
      step: number(each.step, 0),
      stepCount: number(each.stepCount, 0),
      value: number(each.value, NaN),
      image: typeof each.image === "string" ? each.image : "",
    }];
  });
}

const JOB = "/api/features/job";

export class FeatureJobRequests {
  /** @param {import("./client.js").Client} client */
  constructor(client) {
    this.client = client;
  }

  /** @param {Place} place @param {Wanted} wanted @returns {Promise<{ id: string, names: string[] }>} */
  async start(place, wanted) {
    const told = await this.client.json(featuresPath(place), undefined, wanted);
    return { id: String(told?.id ?? ""), names: Array.isArray(told?.names) ? told.names.map(String) : [] };
  }

  /** @returns {Promise<FeatureJob | null>} */
  async job() {
    return readJob(await this.client.json(JOB));
  }

  /** Ends the server's own job; what is done stays. */
  async stop() {
    await this.client.request(JOB, undefined, "auto", undefined, "DELETE");
  }

  /** What is being made for a layer, by this server or another process. @param {Place} place
   * @returns {Promise<RunningImage[] | null>} null: nothing is; none: between two batches */
  async running(place) {
    try {
      const told = await this.client.json(`${featuresPath(place)}/running`);
      return told?.images === null ? null : readRunning(told);
    } catch (error) {
      if (error instanceof RequestError && error.kind === "missing") return null;
      throw error;
    }
  }

  /** The path of the picture as it was at a step: another step, another address. @param {Place} place
   * @param {RunningImage} image */
  address(place, { image, step }) {
    return `${featuresPath(place)}/running/${encodeURIComponent(image)}?step=${step}`;
  }
}
