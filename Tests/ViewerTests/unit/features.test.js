// @ts-check
import {
  ordered,
  passing,
  possibleOrders,
  strengthOf,
  tileName,
  UNKNOWN,
} from "../../../Viewer/data/feature-orders.js";
import { FeatureRequests } from "../../../Viewer/data/feature-requests.js";
import { isCoarse, isVoid, isWeak, readFeatures, tilesOf } from "../../../Viewer/data/features.js";
import { along, hilbert } from "../../../Viewer/data/hilbert.js";
import { isRepeatable, maximizeCommand } from "../../../Viewer/data/maximize-command.js";
import { FEATURES } from "../../../Viewer/state/features.js";
import { chosenUnits, openFeature } from "../../../Viewer/state/neurons.js";
import { readLink, writeLink } from "../../../Viewer/state/link.js";
import { initialState, Store } from "../../../Viewer/state/store.js";
import { generator } from "../../../Viewer/tour/random.js";
import { chooseNothing, chooseTile, isChosen } from "../../../Viewer/views/features/choosing.js";
import { stepsOf } from "../../../Viewer/views/features/curve.js";
import { layout } from "../../../Viewer/views/features/gallery.js";
import { tileWords } from "../../../Viewer/views/features/tile.js";
import {
  comparisonWords,
  objectiveWords,
  outcomeWords,
  parameterRows,
  spelledOut,
  summaryWords,
} from "../../../Viewer/views/features/words.js";
import { assert, assertClose, assertEquals, assertThrows } from "./assert.js";

/** @typedef {import("../../../Viewer/data/features.js").Feature} Feature */

const PARAMETERS = {
  parameterization: "fourier",
  method: "adam",
  stepCount: 256,
  learningRate: .05,
  imagesPerObjective: 1,
  tolerance: .01,
  patience: 64,
  seed: 42,
  transforms: { jitter: .055, scale: [.9, 1.1], rotation: 10, crop: null, noise: 0, blur: null },
  penalties: { totalVariation: 0, l1: 0, l2: .002, frequency: 0, batchNormalization: 0, diversity: 0 },
  colors: "256 images of the study",
};

/** @param {Partial<Feature>} [patch] @returns {Feature} */
const feature = (patch = {}) => ({
  kind: "channel",
  channel: 12,
  number: 0,
  name: "inception_4d/output:12",
  value: 448.3,
  firstValue: .07,
  rank: 1,
  largest: 120.5,
  stepCount: 231,
  outcome: "converged",
  curve: [.1, 3.2],
  image: "12-0.png",
  label: null,
  ...patch,
});

const channelTiles = (/** @type {Partial<Feature>[]} */ ...list) =>
  tilesOf(list.map((patch, k) => feature({ channel: k, image: `${k}-0.png`, ...patch })));

const channelsOf = (/** @type {{ channel: number }[]} */ tiles) => tiles.map(({ channel }) => channel);

Deno.test("what the server tells is read with null for what it leaves out", () => {
  const { rank: _, largest: __, label: ___, firstValue: ____, ...short } = feature({ kind: "class", channel: 207 });
  const told = { layer: "prob", channelCount: 1000, height: 28, width: 28, parameters: PARAMETERS, features: [short] };
  const { features: [read], parameters } = readFeatures(JSON.parse(JSON.stringify(told)), "/features");
  for (const value of [read.rank, read.largest, read.label, read.firstValue]) assert(value === null);
  assertEquals([read.channel, read.stepCount, parameters.seed], [207, 231, 42]);
  assertEquals(readFeatures({ ...told, features: [] }, "/features").features, []);
});

Deno.test("what is damaged is named, with the remedy", () => {
  const told = { layer: "a", channelCount: 2, height: 28, width: 28, parameters: PARAMETERS, features: [feature()] };
  const read = (/** @type {object} */ patch) => () => readFeatures({ ...told, ...patch }, "/api/x/features");
  assertThrows(read({ features: undefined }), /\/api\/x\/features/, /no list/, /strata maximize/);
  assertThrows(read({ height: 0 }), /size/);
  assertThrows(read({ parameters: null }), /parameters/);
  assertThrows(read({ features: [feature(), { ...feature(), image: "" }] }), /feature 1 has no image/);
  assertThrows(read({ features: [{ ...feature(), kind: "neuron" }] }), /feature 0 is of no known kind/);
  assertThrows(read({ features: [{ ...feature(), outcome: "bored" }] }), /no outcome/);
  assertThrows(read({ features: [{ ...feature(), channel: -1 }] }), /no channel/);
});

Deno.test("several images of one unit are one tile, in the order of their numbers", () => {
  const tiles = tilesOf([
    feature({ channel: 4, number: 1 }),
    feature({ channel: 4, number: 0 }),
    feature({ channel: 2 }),
    feature({ kind: "class", channel: 4, label: "tench" }),
    feature({ kind: "direction", channel: -1, name: "a − b" }),
    feature({ kind: "direction", channel: -1, name: "b − a" }),
  ]);
  assertEquals(tiles.map(({ key }) => key), [
    "channel:4",
    "channel:2",
    "class:4",
    "direction:a − b",
    "direction:b − a",
  ]);
  assertEquals(tiles[0].images.map(({ number }) => number), [0, 1]);
});

const units = () => ({
  discrimination: { best: Int32Array.of(1, 0, 1, -1, 0), value: Float32Array.of(.2, .1, .9, 0, .4), most: .9 },
  places: null,
  clusters: null,
});

Deno.test("tiles go by number, by class and score, by score; who tells nothing comes last", () => {
  const tiles = channelTiles({}, {}, {}, {}, {}).reverse();
  assertEquals(channelsOf(ordered(tiles, "number", UNKNOWN)), [0, 1, 2, 3, 4]);
  assertEquals(channelsOf(ordered(tiles, "class", units())), [4, 1, 2, 0, 3]);
  assertEquals(channelsOf(ordered(tiles, "score", units())), [2, 4, 0, 1, 3]);
});

Deno.test("an order that is not possible is the one by number, and only possible ones are offered", () => {
  const tiles = channelTiles({}, {}, {}, {}, {});
  assertEquals(channelsOf(ordered([...tiles].reverse(), "class", UNKNOWN)), [0, 1, 2, 3, 4]);
  assertEquals(possibleOrders(tiles, UNKNOWN), ["number", "value"]);
  assertEquals(possibleOrders(tiles, units()), ["number", "class", "score", "value"]);
  assertEquals(possibleOrders(tilesOf([feature({ kind: "class" })]), units()), ["number", "value"]);
});

Deno.test("strength is measured by the study's strongest image where that is known, and nothing is the weakest", () => {
  const tiles = channelTiles({ value: 10, largest: 5 }, { value: 9, largest: 1 }, { value: 99, largest: null }, {
    value: 50,
    largest: 1,
    outcome: "notFinite",
  });
  assertEquals(channelsOf(ordered(tiles, "value", UNKNOWN)), [1, 0, 2, 3]);
  assertEquals(strengthOf(tiles)(tiles[0]), 2);
  const plain = channelTiles({ value: 1, largest: null }, { value: 3, largest: null });
  assertEquals(channelsOf(ordered(plain, "value", UNKNOWN)), [1, 0]);
});

Deno.test("the curve of Hilbert comes by every cell once, and from cell to neighbour", () => {
  const cells = [];
  for (let x = 0; x < 64; x++) for (let y = 0; y < 64; y++) cells.push([hilbert(x, y), x, y]);
  cells.sort((a, b) => a[0] - b[0]);
  assertEquals(cells.map(([at]) => at), cells.map((_, k) => k));
  for (let k = 1; k < cells.length; k++) {
    const [, x, y] = cells[k], [, u, v] = cells[k - 1];
    assertEquals(Math.abs(x - u) + Math.abs(y - v), 1, `step ${k}`);
  }
});

Deno.test("by likeness, neighbours of the map are neighbours of the gallery, group after group, and who is on no map is last", () => {
  const count = 400, random = generator(5);
  const positions = Float32Array.from({ length: 2 * count }, () => random() - .5);
  const unitOf = Int32Array.from({ length: count }, (_, row) => row + 1);
  const rowOf = Int32Array.from({ length: count + 1 }, (_, unit) => unit - 1);
  const places = { positions, unitOf, rowOf }, tiles = channelTiles(...Array.from({ length: count + 1 }, () => ({})));
  const far = (/** @type {number[]} */ list) => {
    let sum = 0;
    for (let k = 1; k < list.length; k++) {
      const [a, b] = [rowOf[list[k]], rowOf[list[k - 1]]];
      sum += Math.hypot(positions[2 * a] - positions[2 * b], positions[2 * a + 1] - positions[2 * b + 1]);
    }
    return sum / list.length;
  };
  const plain = channelsOf(ordered(tiles, "likeness", { discrimination: null, places, clusters: null }));
  assertEquals(plain.at(-1), 0);
  assertEquals([...plain].sort((a, b) => a - b), tiles.map((_, k) => k));
  assert(far(plain.slice(0, -1)) < .2 * far(channelsOf(tiles).slice(1)), "a fifth of the way by number");
  const clusters = Array.from({ length: count + 1 }, (_, unit) => unit === 0 ? -1 : unit % 3);
  const grouped = channelsOf(ordered(tiles, "likeness", { discrimination: null, places, clusters })).slice(0, -1);
  let changes = 0;
  for (let k = 1; k < grouped.length; k++) if (clusters[grouped[k]] !== clusters[grouped[k - 1]]) changes++;
  assertEquals(changes, 2, "each group stands together");
  assertEquals(along(Float32Array.of(0, 0, 0, 0)).length, 2, "one place alone is no fault");
});

Deno.test("a class, the chosen units and the first figures of a number leave some tiles; the number itself comes first", () => {
  const tiles = channelTiles(...Array.from({ length: 30 }, () => ({}))), any = { label: -1, chosen: null, find: "" };
  assertEquals(channelsOf(passing(tiles.slice(0, 5), { ...any, label: 1 }, units())), [0, 2]);
  assertEquals(channelsOf(passing(tiles, { ...any, chosen: new Set([7, 3, 99]) }, UNKNOWN)), [3, 7]);
  assertEquals(channelsOf(passing([...tiles].reverse(), { ...any, find: "2" }, UNKNOWN)), [
    2,
    29,
    28,
    27,
    26,
    25,
    24,
    23,
    22,
    21,
    20,
  ]);
  assertEquals(passing(tiles, { ...any, find: "church" }, UNKNOWN), []);
  const classes = tilesOf([
    feature({ kind: "class", channel: 4, label: "Church, temple" }),
    feature({ kind: "class" }),
  ]);
  assertEquals(channelsOf(passing(classes, { ...any, find: "tempLE" }, UNKNOWN)), [4]);
  assertEquals(channelsOf(passing(classes, { ...any, find: "1" }, UNKNOWN)), [12]);
});

Deno.test("tiles are called by number, class or direction", () => {
  const [channel, label, bare, direction] = tilesOf([
    feature({ channel: 1204 }),
    feature({ kind: "class", label: "golden retriever, dog" }),
    feature({ kind: "class", channel: 3 }),
    feature({ kind: "direction", channel: -1, name: "selection − rest" }),
  ]);
  assertEquals([channel, label, bare, direction].map(tileName), [
    "1,204",
    "golden retriever",
    "class 3",
    "selection − rest",
  ]);
  assertEquals(tileWords(channel, "church, kirk"), "Channel 1,204, tells church best, excited to 448");
  const [silent] = channelTiles({ outcome: "silent", value: 0, rank: 0 });
  assertEquals(tileWords(silent, ""), "Channel 0, silent");
});

Deno.test("what means nothing is told from what is weak, and from what is strong", () => {
  assert(isVoid(feature({ outcome: "silent" })) && isVoid(feature({ outcome: "notFinite" })));
  assert(!isWeak(feature({ outcome: "silent", rank: 0 })), "it is said to mean nothing, not to be weak");
  assert(isWeak(feature({ rank: .998 })) && !isWeak(feature({ rank: .9995 })) && !isWeak(feature({ rank: null })));
  assert(isCoarse({ height: 28, width: 28 }) && !isCoarse({ height: 224, width: 224 }));
});

Deno.test("how it ended and how it compares is said in words, and never better than it is", () => {
  assertEquals(outcomeWords(feature(), PARAMETERS), "Converged after 231 of 256 steps: it had stopped rising.");
  assert(outcomeWords(feature({ outcome: "silent" }), PARAMETERS).includes("means nothing"));
  assert(outcomeWords(feature({ outcome: "notFinite" }), PARAMETERS).includes("means nothing"));
  assert(outcomeWords(feature({ outcome: "allSteps" }), PARAMETERS).startsWith("All 256 steps"));
  assertEquals(
    comparisonWords(feature(), 1200),
    "It excites more than any of the study's 1,200 images, 3.72 times as much as the strongest of them.",
  );
  assertEquals(
    comparisonWords(feature({ rank: .82 }), 1200),
    "Weaker than the study's own images: only 82 % of the study's 1,200 images excite less.",
  );
  assertEquals(
    comparisonWords(feature({ rank: .99999 }), 1e5),
    "It excites more than 99.9 % of the study's 100,000 images.",
  );
  assertEquals(comparisonWords(feature({ outcome: "silent" }), 10), "");
  assert(comparisonWords(feature({ rank: null }), 10).includes("not known"));
  assertEquals(
    comparisonWords(feature({ largest: 0 }), 10),
    "It excites more than any of the study's 10 images.",
    "how many times nothing makes no sense",
  );
});

Deno.test("objectives are told by what they are of", () => {
  assertEquals(objectiveWords(feature(), "4d", true), "The mean of channel 12 of 4d over all its positions.");
  assertEquals(objectiveWords(feature(), "fc", false), "The activation of unit 12 of fc.");
  assertEquals(
    objectiveWords(feature({ kind: "class", label: "church, kirk" }), "prob", false),
    "The score of church before it becomes a probability.",
  );
  assertEquals(
    objectiveWords(feature({ kind: "class", name: "probability:3", channel: 3 }), "prob", false),
    "The logarithm of the probability of class 3.",
  );
  assertEquals(objectiveWords(feature({ kind: "direction", name: "a − b" }), "4d", true), "a − b, in 4d.");
});

Deno.test("every parameter is told, also one that the page does not know", () => {
  assertEquals(
    summaryWords(PARAMETERS),
    "Fourier basis, Adam, at most 256 steps, jitter, scale and rotation, seed 42",
  );
  const rows = new Map(parameterRows({ ...PARAMETERS, transforms: { ...PARAMETERS.transforms, mirrorImage: .5 } }));
  assertEquals(rows.get("Mirror image"), ".5");
  assertEquals(rows.get("Scale"), ".9 to 1.1");
  assertEquals(rows.get("Jitter"), "up to 5.5 % of the side");
  assertEquals(rows.get("Blur"), "none");
  assertEquals(rows.get("Penalty: l2"), ".002");
  assert(!rows.has("Penalty: l1"));
  assertEquals(new Map(parameterRows({ ...PARAMETERS, penalties: { l1: 0 } })).get("Penalties"), "none");
  assertEquals(spelledOut("batchNormalization"), "Batch normalization");
});

Deno.test("the command says all that decides the image, quoted where a shell would take it apart", () => {
  assertEquals(
    maximizeCommand("food", "googlenet", "inception_4d/output:12", PARAMETERS),
    "strata maximize food.study --model googlenet --unit inception_4d/output:12 --parameterization fourier " +
      "--method adam --steps 256 --learning-rate 0.05 --images-per-unit 1 --tolerance 0.01 --patience 64 --seed 42 " +
      "--jitter 0.055 --scale 0.9-1.1 --rotation 10 --noise 0 --l2 0.002",
  );
  const blurred = { ...PARAMETERS, transforms: { blur: [4, 1] } };
  assert(maximizeCommand("a", "m", "x:1", blurred).endsWith("--blur 4,1 --l2 0.002"));
  assert(maximizeCommand("a b", "m", "class:golden retriever", PARAMETERS).includes("'a b.study'"));
  assert(maximizeCommand("a", "m", "class:golden retriever", PARAMETERS).includes("'class:golden retriever'"));
  const style = { name: "a painting.jpg", layers: ["conv1", "conv2"], weight: 50, contentHash: "0f" };
  assert(
    maximizeCommand("a", "m", "x:1", { ...PARAMETERS, style })
      .endsWith("--l2 0.002 --style 'a painting.jpg@conv1,conv2' --style-weight 50"),
  );
  const content = { ...style, layers: [] };
  const rows = new Map(parameterRows({ ...PARAMETERS, content, style }));
  assertEquals(rows.get("Content"), "like a painting.jpg, weight 50");
  assertEquals(rows.get("Style"), "like a painting.jpg in conv1, conv2, weight 50");
  assert(!new Map(parameterRows(PARAMETERS)).has("Style"));
  assert(isRepeatable(feature({ kind: "direction", name: "conv4:3 + conv4:7" }), "conv4"));
  assert(isRepeatable(feature({ kind: "direction", name: "conv4" }), "conv4"));
  assert(!isRepeatable(feature({ kind: "direction", name: "selection − rest" }), "conv4"));
});

Deno.test("the numbers of a curve stand at steps from the first to the last", () => {
  assertEquals(stepsOf(4, 7), [1, 3, 5, 7]);
  assertEquals(stepsOf(1, 7), [7]);
  const many = stepsOf(128, 256);
  assertEquals([many[0], many.at(-1), many.length], [1, 256, 128]);
});

Deno.test("tiles fill the width, and at least one has room", () => {
  const { columns, edge, step, padding, height } = layout(1000, "m");
  assertClose(2 * padding + (columns - 1) * step + edge, 1000, 1e-9);
  assert(edge >= 128 && columns > 5);
  assert(layout(1000, "s").columns > columns && layout(1000, "l").columns < columns);
  assertEquals(layout(120, "l").columns, 1);
  assertClose(layout(1000, "m", 2).height - height, edge, 1e-9);
});

Deno.test("a link keeps what is shown, and drops what it does not understand", () => {
  const features = {
    ...FEATURES,
    kind: /** @type {const} */ ("direction"),
    order: /** @type {const} */ ("likeness"),
    size: /** @type {const} */ ("l"),
    of: "golf ball",
    only: [3, 9],
    find: "12",
    chosen: "direction:a − b",
  };
  const hash = writeLink({ view: "features", features, neurons: { units: [3] } }), { link, dropped } = readLink(hash);
  assertEquals(dropped, []);
  assertEquals(link.view, "features");
  assertEquals({ ...FEATURES, ...link.features }, features);
  assertEquals(link.neurons?.units, [3]);
  assertEquals(readLink("#v=features&gk=neuron&go=beauty&gs=xl&gu=1.x").dropped, ["gk", "go", "gs", "gu"]);
  assertEquals(writeLink({ view: "features", features: FEATURES }), "v=features");
});

Deno.test("a channel is chosen as the unit that all views share, a direction by itself", () => {
  const store = new Store({ ...initialState(), model: "googlenet", layer: "06" });
  const [channel, direction] = tilesOf([feature(), feature({ kind: "direction", channel: -1, name: "a − b" })]);
  chooseTile(store, channel);
  assertEquals([...chosenUnits(store.state)], [12]);
  assert(isChosen(channel, store.state) && !isChosen(direction, store.state));
  chooseTile(store, direction);
  assertEquals([...chosenUnits(store.state)], []);
  assert(isChosen(direction, store.state) && !isChosen(channel, store.state));
  openFeature(store, "06", 40);
  assertEquals([store.state.view, store.state.features.chosen, [...chosenUnits(store.state)]], ["features", "", [40]]);
  chooseNothing(store);
  assertEquals([...chosenUnits(store.state)], []);
});

Deno.test("a layer's images are asked for once, until the catalogue is another or the answer was none", async () => {
  let asked = 0, fails = true;
  const client = /** @type {any} */ ({
    json: () => {
      asked++;
      const told = { layer: "a", channelCount: 1, height: 1, width: 1, parameters: PARAMETERS, features: [] };
      return fails ? Promise.reject(new Error("gone")) : Promise.resolve(told);
    },
  });
  const requests = new FeatureRequests(client), study = /** @type {any} */ ({}), place = { model: "m", layer: "06-a" };
  await requests.document(study, place).catch(() => {});
  fails = false;
  const [first, second] = await Promise.all([requests.document(study, place), requests.document(study, place)]);
  assert(first === second && asked === 2);
  await requests.document(/** @type {any} */ ({}), place);
  assertEquals(asked, 3);
  assertEquals(requests.address(place, "12-0.png"), "/api/models/m/layers/06-a/features/12-0.png");
});
