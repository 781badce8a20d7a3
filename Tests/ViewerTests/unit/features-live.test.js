// @ts-check
import { RequestError } from "../../../Viewer/data/client.js";
import { FeatureJobRequests, readJob, readRunning } from "../../../Viewer/data/feature-jobs.js";
import { ordered, passing, UNKNOWN } from "../../../Viewer/data/feature-orders.js";
import { isUnfinished, readFeatures, tilesOf } from "../../../Viewer/data/features.js";
import { directionCommand, maximizeCommand } from "../../../Viewer/data/maximize-command.js";
import { Directions, nameOfItems, otherLayers, whyNot } from "../../../Viewer/stage/directions.js";
import { FeatureJobs } from "../../../Viewer/stage/feature-jobs.js";
import { isBusy, LIVE, wishKey } from "../../../Viewer/state/live-features.js";
import { initialState, Store } from "../../../Viewer/state/store.js";
import { sample, sidesWords } from "../../../Viewer/views/features/live/direction-images.js";
import { isLastLayer, outputsOf } from "../../../Viewer/views/features/live/maker.js";
import { makingWords, namesInWords } from "../../../Viewer/views/features/live/making-line.js";
import { missingOf, missingWords } from "../../../Viewer/views/features/live/missing.js";
import {
  asFeature,
  comingImages,
  progressOf,
  shareOf,
  stepWords,
  withUnfinished,
} from "../../../Viewer/views/features/live/unfinished.js";
import { channelWish, classWish, readChannels, spreadChannels } from "../../../Viewer/views/features/live/wish.js";
import { assert, assertClose, assertEquals, assertThrows } from "./assert.js";

const PLACE = { model: "m", layer: "01-conv1" };

/** @param {Partial<import("../../../Viewer/data/feature-jobs.js").RunningImage>} [patch]
 * @returns {import("../../../Viewer/data/feature-jobs.js").RunningImage} */
const image = (patch = {}) => ({
  kind: "channel",
  channel: 12,
  number: 0,
  name: "conv1:12",
  label: null,
  step: 64,
  stepCount: 256,
  value: 3.1,
  image: "12-0.png",
  ...patch,
});

/** @param {Partial<import("../../../Viewer/data/feature-jobs.js").FeatureJob>} [patch] */
const job = (patch = {}) => ({
  state: /** @type {const} */ ("running"),
  id: "3",
  ...PLACE,
  names: ["conv1:12"],
  fraction: .25,
  error: null,
  ...patch,
});

const layer = (/** @type {string} */ folder, /** @type {object} */ more = {}) => ({
  index: 0,
  name: folder.slice(3),
  folder,
  operator: "Conv",
  shape: [64, 7, 7],
  featureCount: 64,
  status: "ready",
  embeddings: [{ name: "umap-2d", dimensions: 2 }],
  ...more,
});

const STUDY = /** @type {any} */ ({
  name: "food",
  itemCount: 6,
  classes: ["cat, tabby", "dog"],
  models: [{
    name: "m",
    folder: "m",
    outputClasses: ["dog, hound", "sofa", "cat"],
    layers: [layer("01-conv1"), layer("02-pool", { featureCount: 4096 }), layer("03-prob", { shape: [64] })],
  }],
});

/** @param {object} [patch] */
function stateWith(patch = {}) {
  return /** @type {any} */ ({
    ...initialState(),
    study: STUDY,
    model: "m",
    layer: PLACE.layer,
    items: { identifiers: [], labels: [0, 0, 0, 1, 1, -1] },
    ...patch,
  });
}

Deno.test("a job is read, and what is none is none", () => {
  assertEquals(readJob({ state: "none" }), null);
  assertEquals(readJob(null), null);
  const told = readJob({ ...job(), fraction: 7, error: { message: "No." } });
  assertEquals([told?.fraction, told?.error], [1, { message: "No.", remedy: "" }]);
  assertEquals(readJob({ state: "done" })?.names, []);
});

Deno.test("unfinished images that cannot be read are left out", () => {
  const direction = { kind: "direction", name: "dogs − rest", image: "direction-1-0.png", step: 3 };
  const told = readRunning({ images: [image(), { kind: "poem" }, { kind: "channel" }, null, direction] });
  assertEquals(told.map(({ kind, channel, step }) => [kind, channel, step]), [["channel", 12, 64], [
    "direction",
    -1,
    3,
  ]]);
  assert(Number.isNaN(told[1].value), "a value that is not told is not 0");
  assertEquals(readRunning({}), []);
});

Deno.test("the picture of another step has another address", () => {
  const requests = new FeatureJobRequests(/** @type {any} */ ({}));
  const first = requests.address(PLACE, image()), next = requests.address(PLACE, image({ step: 80 }));
  assertEquals(first, "/api/models/m/layers/01-conv1/features/running/12-0.png?step=64");
  assert(first !== next);
});

Deno.test("what is being made stands among the finished ones, and a finished one needs no other tile", () => {
  const finished = tilesOf([11, 12, 13].map((channel) => ({ ...asFeature(image({ channel })), outcome: "allSteps" })));
  const live = { ...LIVE, running: { place: PLACE, images: [image(), image({ channel: 5 })], going: true } };
  const all = withUnfinished(finished, live, PLACE);
  assertEquals(all.map(({ key }) => key), ["channel:11", "channel:12", "channel:13", "channel:5"]);
  assertEquals(all.map(isUnfinished), [false, false, false, true]);
  assertEquals(new Set(all.map(({ index }) => index)).size, 4);
  assertEquals(ordered(all, "number", UNKNOWN).map(({ channel }) => channel), [5, 11, 12, 13]);
  assertEquals(ordered(all, "value", UNKNOWN).at(-1)?.channel, 5, "its place does not change with every step");
  assertEquals(
    withUnfinished(finished, live, { ...PLACE, layer: "02-pool" }).length,
    3,
    "another layer's are not shown",
  );
  assertEquals(passing(all, { label: -1, chosen: null, find: "#5" }, UNKNOWN).map(({ channel }) => channel), [5]);
});

Deno.test("what was asked for waits until it has begun", () => {
  const expected = [5, 6].map((channel) => ({
    kind: /** @type {const} */ ("channel"),
    channel,
    name: "",
    label: null,
  }));
  const live = { ...LIVE, job: job(), ordered: { id: "3", place: PLACE, expected } };
  assertEquals(comingImages(live, PLACE).map(({ channel, image }) => [channel, image]), [[5, ""], [6, ""]]);
  const [tile] = withUnfinished([], live, PLACE);
  assertEquals([progressOf(tile, live, PLACE), stepWords(progressOf(tile, live, PLACE))], [null, "waiting"]);
  assertEquals(comingImages({ ...live, job: job({ id: "4" }) }, PLACE), [], "of another job nothing is expected");
  assertEquals(comingImages({ ...live, job: job({ state: "stopped" }) }, PLACE), []);
  assertEquals(stepWords(image({ step: 1024, stepCount: 2048 })), "step 1,024 of 2,048");
  assertClose(shareOf(image()), .25, 1e-9);
  assertEquals(shareOf(image({ stepCount: 0 })), 0);
});

Deno.test("channels are read from numbers and ranges, and what is wrong is said", () => {
  assertEquals(readChannels("12, 40-42 #7,12", 64, "conv1"), [7, 12, 40, 41, 42]);
  assertThrows(() => readChannels("", 64, "conv1"), /such as 12/, /0 to 63/);
  assertThrows(() => readChannels("twelve", 64, "conv1"), /“twelve”/);
  assertThrows(() => readChannels("64", 64, "conv1"), /“64”/, /conv1 has the channels 0 to 63/);
  assertThrows(() => readChannels("9-3", 64, "conv1"), /“9-3”/);
  assertEquals(spreadChannels(64), Array.from({ length: 16 }, (_, k) => 4 * k));
  assertEquals(spreadChannels(3), [0, 1, 2]);
});

Deno.test("a wish says what is sent, what to expect, and the command that does the same", () => {
  const one = channelWish(STUDY, PLACE, "conv1", [12], null);
  assertEquals([one.wanted, one.words], [{ channels: [12] }, "Make the image"]);
  assertEquals(one.expected, [{ kind: "channel", channel: 12, name: "conv1:12", label: null }]);
  assertEquals(one.command, "strata maximize food.study --model m --unit conv1:12");
  const classes = classWish(STUDY, PLACE, [0], STUDY.models[0].outputClasses, null);
  assertEquals([classes.wanted, classes.words], [{ classes: [0] }, "Make the image of dog"]);
  assertEquals(classes.command, "strata maximize food.study --model m --unit class:0");
  assert(wishKey(PLACE, one.wanted) !== wishKey(PLACE, { channels: [13] }));
});

Deno.test("commands for a layer that has images carry their options: others would replace the gallery", () => {
  const parameters = /** @type {any} */ ({
    parameterization: "fourier",
    method: "adam",
    stepCount: 99,
    learningRate: .05,
    imagesPerObjective: 1,
    tolerance: .01,
    patience: 64,
    seed: 7,
    transforms: { jitter: .1, scale: [.9, 1.1] },
    penalties: { l2: 0 },
  });
  const command = maximizeCommand("my food", "m", ["conv1:1", "conv1:2"], parameters);
  assert(
    command.startsWith("strata maximize 'my food.study' --model m --unit conv1:1 --unit conv1:2 --param"),
    command,
  );
  assert(command.includes("--steps 99") && command.includes("--scale 0.9-1.1") && !command.includes("--l2"), command);
  const direction = directionCommand("food", "m", "conv1", "big dogs", "cats", parameters);
  assert(
    direction.startsWith("strata maximize food.study --model m --layers conv1 --selection 'big dogs' --against cats "),
  );
  assert(direction.includes("--seed 7"));
  assertEquals(
    directionCommand("food", "m", "conv1", "dogs", "", null),
    "strata maximize food.study --model m --layers conv1 --selection dogs",
  );
});

Deno.test("what has no image: a number, chosen units, a class of the network", () => {
  const has = tilesOf([0, 1].map((channel) => asFeature(image({ channel }))));
  const shown = { kind: "channel", all: has, place: PLACE };
  const of = (/** @type {object} */ features, where = shown) =>
    missingOf(where, stateWith({ features: { ...initialState().features, ...features } }), 64);
  assertEquals(of({ find: "#7" }).numbers, [7]);
  assertEquals(of({ find: "1" }).numbers, []);
  assertEquals(of({ find: "64" }).numbers, [], "the layer ends before");
  assertEquals(of({ only: [1, 5, 9] }).numbers, [5, 9]);
  assertEquals(missingWords(of({ only: [1, 5, 9] })), "2 of the chosen units have no image.");
  assertEquals(missingWords(of({ find: "1,2" })), "Channel 12 has no image.");
  const classes = tilesOf([asFeature(image({ kind: "class", channel: 0, label: "dog, hound" }))]);
  const last = { kind: "class", all: classes, place: { model: "m", layer: "03-prob" } };
  assertEquals(missingWords(of({ find: "cat" }, last)), "The class cat has no image.");
  assertEquals([of({ find: "so" }, last).numbers, of({ find: "dog" }, last).numbers, of({ find: "2" }, last).numbers], [
    [1],
    [],
    [
      2,
    ],
  ]);
  assertEquals(of({ find: "cat" }, { ...last, place: PLACE }).numbers, [], "classes belong to the last layer");
  assertEquals(outputsOf(["dog, hound", "sofa", "cat"], STUDY.classes), [0, 2]);
  assert(isLastLayer(STUDY.models[0], "03-prob") && !isLastLayer(STUDY.models[0], "01-conv1"));
});

Deno.test("the line says what is made, where, and how it ended", () => {
  const words = (/** @type {object} */ live, place = PLACE) =>
    makingWords(stateWith({ live: { ...LIVE, ...live } }), place);
  assertEquals(words({}), null);
  assertEquals(words({ job: job() })?.text, "Making channel 12: 25 %");
  assertEquals(words({ job: job(), stopping: true })?.text, "Making channel 12: stopping …");
  assertEquals(
    words({ job: job() }, { model: "m", layer: "02-pool" })?.text,
    "Making channel 12 in conv1: 25 %",
  );
  const failed = words({ job: job({ state: "failed", error: { message: "No network.", remedy: "Give it." } }) });
  assertEquals([failed?.text, failed?.ended], ["Channel 12 could not be made. No network. Give it.", true]);
  assertEquals(words({ job: job({ state: "stopped" }) })?.text, "Stopped. What was done stays.");
  const running = { place: PLACE, images: [image(), image({ channel: 5, step: 192 })], going: true };
  assertEquals(words({ running })?.text, "Another process makes 2 images for this layer: 50 %");
  assertEquals([words({ running })?.own, words({ running }, { model: "m", layer: "x" })], [false, null]);
  assertEquals(words({ running: { ...running, going: false } }), null, "what lingers is not at work");
  assertEquals(words({ running: { ...running, images: [] } })?.text, "Another process makes images for this layer.");
  assertEquals(namesInWords(["conv1:1", "conv1:2", "conv1:3", "conv1:4"], "conv1"), "channels 1, 2, 3 and 1 more");
  assertEquals(namesInWords(["dogs − rest"], "conv1"), "dogs − rest");
});

Deno.test("images are called as they are kept, by their class, by their number", () => {
  const named = [{ name: "pets", items: Int32Array.of(0, 3) }];
  const called = (/** @type {number[]} */ ...items) => nameOfItems(stateWith({ named }), items);
  assertEquals(called(0, 3), "pets");
  assertEquals(called(0, 1, 2), "cat");
  assertEquals(called(0, 1), "2 images of cat");
  assertEquals(called(0, 1, 3), "3 images (mostly cat)");
  assertEquals(called(0, 1, 3, 4), "4 images");
  assertEquals(called(5), "1 image");
});

Deno.test("a direction needs a layer recorded channel by channel, images, and others", () => {
  const sides = { name: "x", items: [1, 2], against: null };
  assertEquals(whyNot(stateWith(), sides), "");
  assert(/pool was not recorded channel by channel/.test(whyNot(stateWith({ layer: "02-pool" }), sides)));
  assertEquals(otherLayers(stateWith({ layer: "02-pool" })).map(({ name }) => name), ["conv1", "prob"]);
  assertEquals(otherLayers(stateWith()), []);
  assert(/no rest/.test(whyNot(stateWith(), { ...sides, items: [0, 1, 2, 3, 4, 5] })));
  assertEquals(whyNot(stateWith(), { ...sides, items: [0, 1, 2, 3, 4, 5], against: { name: "y", items: [1] } }), "");
  assert(/no images/.test(whyNot(stateWith(), { ...sides, items: [] })));
});

Deno.test("the images of a direction are shown only where there are as many as it was made from", () => {
  const store = new Store(stateWith({ named: [{ name: "pets", items: Int32Array.of(0, 3) }] }));
  const directions = new Directions(store, /** @type {any} */ (null));
  const record = { itemCount: 2, againstCount: 4, isAgainstRest: true };
  assertEquals(directions.sidesOf(PLACE, "pets − rest", record)?.items, [0, 3]);
  assertEquals(directions.sidesOf(PLACE, "pets − rest (2)", record)?.items, [0, 3]);
  assertEquals(directions.sidesOf(PLACE, "pets − rest", { ...record, itemCount: 3 }), null, "it was another selection");
  assertEquals(directions.sidesOf(PLACE, "pets − rest", null), null);
  const against = { itemCount: 3, againstCount: 2, isAgainstRest: false };
  assertEquals(directions.sidesOf(PLACE, "cat − pets", against)?.against?.items, [0, 3]);
  assertEquals(sidesWords(34, 0, null), "Made from 34 images against the rest.");
  assertEquals(sidesWords(1, 20, "cats"), "Made from 1 image against 20 images of cats.");
  assertEquals(sidesWords(3, 2, ""), "Made from 3 images against 2 images.");
  assertEquals(sample([0, 1, 2, 3, 4, 5], 3), [0, 2, 4]);
  assertEquals(sample([7], 3), [7]);
  const features = [{ kind: "direction", name: "a, b − rest", image: "x.png", outcome: "allSteps", direction: record }];
  const read = readFeatures({ height: 1, width: 1, parameters: {}, features }, "/f");
  assertEquals(read.features[0].direction, record);
});

// -- who asks the server ------------------------------------------------------------------------------------------------

/** A server that answers when a test says so. */
class Slow {
  constructor() {
    this.base = "";
    /** @type {{ path: string, method: string, answer: (told: unknown) => void, fail: (error: Error) => void }[]} */
    this.asked = [];
  }

  /** @param {string} path @param {unknown} [_] @param {unknown} [body] @returns {Promise<any>} */
  json(path, _, body) {
    return new Promise((answer, fail) => this.asked.push({ path, method: body ? "POST" : "GET", answer, fail }));
  }

  /** @param {string} path */
  request(path) {
    return new Promise((answer, fail) => this.asked.push({ path, method: "DELETE", answer, fail }));
  }

  /** Answers the first that asked for it. @param {string} end of its path @param {unknown} told @param {string} [method] */
  async answer(end, told, method = "GET") {
    const at = this.asked.findIndex((each) => each.path.endsWith(end) && each.method === method);
    assert(at >= 0, `nobody asked for ${method} ${end}`);
    const [{ answer, fail }] = this.asked.splice(at, 1);
    if (told instanceof Error) fail(told);
    else answer(told);
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  }
}

/** @param {(jobs: FeatureJobs, slow: Slow, store: Store) => Promise<void>} act */
async function withJobs(act) {
  const before = /** @type {any} */ (globalThis).document;
  Object.assign(globalThis, { document: Object.assign(new EventTarget(), { hidden: false }) });
  const store = new Store(stateWith({ view: "features", connection: "live" })), slow = new Slow();
  let refreshed = 0;
  const jobs = new FeatureJobs(store, /** @type {any} */ (slow), () => refreshed++);
  try {
    await act(jobs, slow, store);
  } finally {
    clearTimeout(jobs.timer);
    clearTimeout(jobs.purging);
    Object.assign(globalThis, { document: before });
  }
}

const missing = new RequestError("missing", "Nothing.");
const NOTHING = { state: "none" };

Deno.test("where nothing runs nobody asks again", () =>
  withJobs(async (jobs, slow, store) => {
    await slow.answer("/job", NOTHING);
    await slow.answer("/running", { images: null });
    assertEquals([jobs.timer, slow.asked.length, store.state.live.running], [0, 0, null]);
  }));

Deno.test("an answer from before a job was begun does not end it", () =>
  withJobs(async (jobs, slow, store) => {
    const started = jobs.start(PLACE, { channels: [12] }, []);
    await slow.answer("/features", { id: "1", names: ["conv1:12"] }, "POST");
    assertEquals(await started, ["conv1:12"]);
    await slow.answer("/job", NOTHING);
    await slow.answer("/running", missing);
    assertEquals(store.state.live.job?.state, "running");
    assertEquals(slow.asked.length, 2, "it is asked again at once");
    await slow.answer("/job", job({ id: "1", fraction: .5 }));
    await slow.answer("/running", { images: [image()] });
    assertEquals([store.state.live.job?.fraction, store.state.live.running?.images.length], [.5, 1]);
    assert(jobs.timer > 0, "and after a second once more");
  }));

Deno.test("an answer about a layer that has been left is not shown in the next one", () =>
  withJobs(async (_, slow, store) => {
    store.set({ layer: "03-prob" });
    await Promise.resolve();
    await slow.answer("/job", NOTHING);
    await slow.answer("01-conv1/features/running", { images: [image()] });
    assertEquals(store.state.live.running, null);
    await slow.answer("/job", NOTHING);
    await slow.answer("03-prob/features/running", missing);
    assertEquals(store.state.live.running, null);
  }));

Deno.test("a job that failed before this page looked is no news, one that it saw running is", () =>
  withJobs(async (jobs, slow, store) => {
    const failed = job({ state: "failed", error: { message: "No.", remedy: "" } });
    await slow.answer("/job", failed);
    await slow.answer("/running", missing);
    assertEquals(store.state.live.job, null);
    jobs.look();
    await slow.answer("/job", job());
    await slow.answer("/running", { images: [image()] });
    assert(isBusy(store.state.live, PLACE));
    jobs.look();
    await slow.answer("/job", failed);
    await slow.answer("/running", missing);
    assertEquals([store.state.live.job?.state, store.state.live.running], ["failed", null]);
    jobs.dismiss();
    jobs.look();
    await slow.answer("/job", failed);
    await slow.answer("/running", missing);
    assertEquals(store.state.live.job, null, "what was read does not come back");
  }));

Deno.test("a refusal is kept with its remedy, and what stands in the way is looked for", () =>
  withJobs(async (jobs, slow, store) => {
    await slow.answer("/job", NOTHING);
    await slow.answer("/running", missing);
    const started = jobs.start(PLACE, { channels: [12] }, []);
    assertEquals(store.state.live.asking, wishKey(PLACE, { channels: [12] }));
    assertEquals(await jobs.start(PLACE, { channels: [13] }, []), null, "one question at a time");
    await slow.answer("/features", new RequestError("refused", "Busy.", "Wait."), "POST");
    assertEquals(await started, null);
    const { refusal, asking } = store.state.live;
    assertEquals([refusal?.message, refusal?.remedy, asking], ["Busy.", "Wait.", ""]);
    assertEquals(slow.asked.map(({ path }) => path.split("/").at(-1)), ["job", "running"]);
  }));

Deno.test("a server that knows nothing of jobs is asked once", () =>
  withJobs(async (jobs, slow) => {
    await slow.answer("/job", missing);
    await slow.answer("/running", missing);
    jobs.look();
    assertEquals([jobs.supported, slow.asked.length, jobs.timer], [false, 0, 0]);
  }));

Deno.test("nobody asks for a page that is not seen, nor a server that is gone", () =>
  withJobs(async (jobs, slow, store) => {
    await slow.answer("/job", job());
    await slow.answer("/running", { images: [image()] });
    assert(jobs.timer > 0);
    store.set({ connection: "lost" });
    await Promise.resolve();
    jobs.look();
    assertEquals(slow.asked.length, 0);
    store.set({ connection: "live" });
    await Promise.resolve();
    assertEquals(slow.asked.length, 2, "back again, it is asked at once");
    await slow.answer("/job", job());
    await slow.answer("/running", { images: [image()] });
    Object.assign(globalThis.document, { hidden: true });
    jobs.look();
    assertEquals(slow.asked.length, 0);
  }));

Deno.test("what a batch has made stays until the gallery has it; what was stopped goes", () =>
  withJobs(async (jobs, slow, store) => {
    await slow.answer("/job", job());
    await slow.answer("/running", { images: [image()] });
    jobs.look();
    await slow.answer("/job", job({ fraction: .5 }));
    await slow.answer("/running", { images: [image({ channel: 13, name: "conv1:13" })] });
    assertEquals(store.state.live.running?.images.map(({ channel }) => channel), [12, 13]);
    jobs.look();
    await slow.answer("/job", job({ state: "stopped" }));
    await slow.answer("/running", missing);
    assertEquals([store.state.live.running, store.state.live.job?.state], [null, "stopped"]);
  }));

Deno.test("what has begun is not expected any more", () =>
  withJobs(async (jobs, slow, store) => {
    await slow.answer("/job", NOTHING);
    await slow.answer("/running", missing);
    const expected = [{ kind: /** @type {const} */ ("direction"), channel: -1, name: "", label: null }];
    jobs.start(PLACE, { direction: { items: [1], against: null, name: "dogs" } }, expected);
    await slow.answer("/features", { id: "9", names: ["dogs − rest"] }, "POST");
    assertEquals(comingImages(store.state.live, PLACE).map(({ name, image }) => [name, image]), [["dogs − rest", ""]]);
    await slow.answer("/job", job({ id: "9" }));
    const begun = image({ kind: "direction", channel: -1, name: "dogs − rest", image: "direction-5-0.png" });
    await slow.answer("/running", { images: [begun] });
    assertEquals(comingImages(store.state.live, PLACE).map(({ image }) => image), ["direction-5-0.png"]);
  }));
