// @ts-check
// Optimized images that are being made: by this server, because somebody asked for them here, or by another process.

/** @typedef {import("../data/feature-jobs.js").FeatureJob} FeatureJob */
/** @typedef {import("../data/feature-jobs.js").RunningImage} RunningImage */
/** @typedef {import("../data/feature-jobs.js").Wanted} Wanted */
/** @typedef {import("../data/neuron-requests.js").Place} Place */

/** Why the server does not make what was wanted. @typedef {{ key: string, message: string, remedy: string }} Refusal */

/** An image that somebody has asked for here, until it has begun. @typedef {Pick<RunningImage, "kind" | "channel" | "name" |
 *   "label">} Expected */

/**
 * @typedef {object} LiveFeatures
 * @property {FeatureJob | null} job of the server itself, while it runs and where it failed or was stopped before our eyes
 * @property {{ place: Place, images: readonly RunningImage[], going: boolean } | null} running what is being made for the
 *   layer shown; going: not only a moment ago
 * @property {{ id: string, place: Place, expected: readonly Expected[] } | null} ordered what this page asked for last
 * @property {string} asking key of what is being asked for; "": nothing
 * @property {boolean} stopping the job has been told to stop
 * @property {Refusal | null} refusal of what was wanted last
 */

/** @type {Readonly<LiveFeatures>} */
export const LIVE = Object.freeze({
  job: null,
  running: null,
  ordered: null,
  asking: "",
  stopping: false,
  refusal: null,
});

/** The same for the same wish. @param {Place} place @param {Wanted} wanted */
export const wishKey = ({ model, layer }, wanted) => JSON.stringify([model, layer, wanted]);

/** @param {Place} a @param {Place} b */
export const samePlace = (a, b) => a.model === b.model && a.layer === b.layer;

/** @param {LiveFeatures} live */
export const jobRuns = ({ job }) => job?.state === "running";

/** The images that are being made for a layer. @param {LiveFeatures} live @param {Place} place
 * @returns {readonly RunningImage[]} */
export const runningAt = ({ running }, place) => running && samePlace(running.place, place) ? running.images : [];

/** What was asked for here and has not begun, for a layer. @param {LiveFeatures} live @param {Place} place
 * @returns {readonly Expected[]} */
export function expectedAt({ job, ordered }, place) {
  if (!ordered || !job || job.state !== "running" || job.id !== ordered.id) return [];
  return samePlace(ordered.place, place) ? ordered.expected : [];
}

/** Whether anything is being made for a layer. @param {LiveFeatures} live @param {Place} place */
export const isBusy = (live, place) =>
  (jobRuns(live) && live.job !== null && samePlace(live.job, place)) ||
  (live.running?.going === true && samePlace(live.running.place, place));
