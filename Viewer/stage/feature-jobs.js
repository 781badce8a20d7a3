// @ts-check
// Has optimized images made, and follows how far they are: asks once a second, only while something runs and somebody looks.

import { RequestError } from "../data/client.js";
import { FeatureJobRequests } from "../data/feature-jobs.js";
import { LIVE, samePlace, wishKey } from "../state/live-features.js";

/** @typedef {import("../data/feature-jobs.js").RunningImage} RunningImage */
/** @typedef {import("../data/feature-jobs.js").Wanted} Wanted */
/** @typedef {import("../data/neuron-requests.js").Place} Place */
/** @typedef {import("../state/live-features.js").LiveFeatures} LiveFeatures */

/** Milliseconds between two questions; after one that nobody answered. */
const PACE = 1000, SILENT = 5000;

/** Milliseconds for which an image that is no longer being made stays: until then it has come into the gallery. */
const LINGER = 4000;

/** @param {RunningImage} image */
const keyOf = ({ kind, channel, name, number }) => `${kind}:${channel < 0 ? name : channel}:${number}`;

export class FeatureJobs {
  /** @param {import("../state/store.js").Store} store @param {import("../data/client.js").Client} client
   * @param {() => unknown} refresh asks for the catalogue */
  constructor(store, client, refresh) {
    this.store = store;
    this.requests = new FeatureJobRequests(client);
    this.refresh = refresh;
    /** An older server knows nothing of jobs. */
    this.supported = true;
    /** Ids of jobs that were seen running: only of these an end is news. @type {Set<string>} */
    this.seen = new Set();
    /** Images that are being made, with when they were last told of. @type {Map<string, { image: RunningImage, at: number }>} */
    this.images = new Map();
    /** @type {Place | null} */
    this.place = null;
    this.timer = 0;
    this.purging = 0;
    this.asking = false;
    this.again = false;
    /** Answers to what was asked before something was begun or stopped are out of date. */
    this.ticket = 0;
    store.watch(["view", "study", "model", "layer", "connection"], () => this.look());
    document.addEventListener("visibilitychange", () => this.look());
    // Who comes back from a terminal may have begun something there.
    addEventListener("focus", () => this.look());
  }

  /** @param {Partial<LiveFeatures>} patch */
  set(patch) {
    this.store.set({ live: { ...this.store.state.live, ...patch } });
  }

  /** The layer whose images somebody looks at. @returns {Place | null} */
  shown() {
    const { view, model, layer, study } = this.store.state;
    return (view === "features" || view === "neurons") && study && model && layer ? { model, layer } : null;
  }

  runs() {
    const { job, running } = this.store.state.live;
    return job?.state === "running" || (running !== null && this.shown() !== null);
  }

  /** Something has changed: asks, where somebody looks or something is known to run. */
  look() {
    const { connection } = this.store.state, place = this.shown();
    if (this.place && (!place || !samePlace(place, this.place))) this.forget();
    this.place = place;
    if (!this.supported || document.hidden || connection === "lost" || (!place && !this.runs())) {
      clearTimeout(this.timer);
      return;
    }
    this.ask();
  }

  /** Another layer is shown. */
  forget() {
    this.images.clear();
    clearTimeout(this.purging);
    this.set({ running: null });
  }

  async ask() {
    clearTimeout(this.timer);
    this.again = this.asking;
    if (this.asking) return;
    this.asking = true;
    const { ticket, place } = this;
    let pace = PACE;
    try {
      const [job, running] = await Promise.all([this.requests.job(), place ? this.requests.running(place) : null]);
      const stands = place === this.place || (place && this.place && samePlace(place, this.place));
      if (ticket === this.ticket) this.hear(job, stands ? running : null);
      else this.again = true;
    } catch (error) {
      if (error instanceof RequestError && error.kind === "missing") this.supported = false;
      pace = SILENT;
    }
    this.asking = false;
    if (this.again) this.look();
    else if (this.supported && this.runs() && !document.hidden && this.store.state.connection !== "lost") {
      this.timer = setTimeout(() => this.ask(), pace);
    }
  }

  /** @param {import("../data/feature-jobs.js").FeatureJob | null} job
   * @param {RunningImage[] | null} running null: nothing is being made for the layer that is shown */
  hear(job, running) {
    const { live } = this.store.state, ran = live.job?.state === "running";
    if (job?.state === "running") this.seen.add(job.id);
    const told = job && this.seen.has(job.id) ? job : null, ended = ran && told?.state !== "running";
    // What was stopped or failed in the middle will not come any more.
    if (told && ended && told.state !== "done") this.images.clear();
    this.keep(running ?? []);
    if (told?.state === "done") this.seen.delete(told.id);
    this.set({
      job: told?.state === "done" ? null : told,
      stopping: live.stopping && told?.state === "running",
      running: this.told(running !== null),
      ordered: stillExpected(live.ordered, running ?? []),
    });
    if (ended) this.refresh();
  }

  /** What a batch has made stays until the gallery has it. @param {RunningImage[]} running */
  keep(running) {
    const now = Date.now();
    for (const image of running) this.images.set(keyOf(image), { image, at: now });
    for (const [key, { at }] of this.images) if (now - at > LINGER) this.images.delete(key);
    clearTimeout(this.purging);
    if (running.length > 0 || this.images.size === 0) return;
    this.purging = setTimeout(() => {
      this.images.clear();
      const { running: told } = this.store.state.live;
      this.set({ running: told?.going ? { ...told, images: [] } : null });
    }, LINGER);
  }

  /** @param {boolean} going @returns {LiveFeatures["running"]} the same object as before where nothing has changed */
  told(going) {
    const { place, store: { state: { live: { running: before } } } } = this;
    if (!place || (this.images.size === 0 && !going)) return null;
    const running = { place, images: [...this.images.values()].map(({ image }) => image), going };
    return JSON.stringify(running) === JSON.stringify(before) ? before : running;
  }

  /** Has images made. @param {Place} place @param {Wanted} wanted
   * @param {import("../state/live-features.js").Expected[]} expected
   * @returns {Promise<string[] | null>} the objectives as text; null: the server does not */
  async start(place, wanted, expected) {
    const key = wishKey(place, wanted);
    if (this.store.state.live.asking !== "") return null;
    this.ticket++;
    this.set({ asking: key, refusal: null });
    try {
      const { id, names } = await this.requests.start(place, wanted);
      this.ticket++;
      this.supported = true;
      this.seen.add(id);
      const named = expected.map((each, k) => each.name === "" ? { ...each, name: names[k] ?? "" } : each);
      const job = { state: /** @type {const} */ ("running"), id, ...place, names, fraction: 0, error: null };
      this.set({ asking: "", job, stopping: false, ordered: { id, place, expected: named } });
      this.ask();
      return names;
    } catch (error) {
      this.ticket++;
      const { said, remedy } = error instanceof RequestError ? error : { said: String(error), remedy: "" };
      this.set({ asking: "", refusal: { key, message: said, remedy } });
      // What stands in the way may be another job, which can be shown.
      this.look();
      return null;
    }
  }

  async stop() {
    this.ticket++;
    this.set({ stopping: true });
    try {
      await this.requests.stop();
    } catch (error) {
      const notice = error instanceof Error ? error.message : String(error);
      this.store.set({ notice });
      this.set({ stopping: false });
    }
    this.ticket++;
    this.look();
  }

  /** How the last job ended has been read. */
  dismiss() {
    const { job } = this.store.state.live;
    if (job) this.seen.delete(job.id);
    this.set({ job: job?.state === "running" ? job : null, refusal: LIVE.refusal });
  }
}

/** What has begun is not waited for any more. @param {LiveFeatures["ordered"]} ordered @param {RunningImage[]} running
 * @returns {LiveFeatures["ordered"]} */
function stillExpected(ordered, running) {
  if (!ordered) return null;
  const begun = (/** @type {import("../state/live-features.js").Expected} */ each) =>
    running.some(({ kind, channel, name }) =>
      kind === each.kind && (kind === "direction" ? name === each.name : channel === each.channel)
    );
  const expected = ordered.expected.filter((each) => !begun(each));
  return expected.length === ordered.expected.length ? ordered : { ...ordered, expected };
}
