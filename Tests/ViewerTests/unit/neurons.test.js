// @ts-check
import { Activations } from "../../../Viewer/data/activations.js";
import {
  addStandardized,
  columnOf,
  discriminated,
  extent,
  middles,
  mostly,
  placesOf,
} from "../../../Viewer/data/neurons.js";
import { readColumn } from "../../../Viewer/data/attributes.js";
import { toldCodes, toldColours } from "../../../Viewer/data/told.js";
import { HINT } from "../../../Viewer/passes/style.js";
import { chooseUnits, chosenUnits, layerOfUnits, NEURONS, openUnit, openView } from "../../../Viewer/state/neurons.js";
import { readLink, writeLink } from "../../../Viewer/state/link.js";
import { channels, PALETTES } from "../../../Viewer/state/palette.js";
import { rampBytes, rampColor, STEPS } from "../../../Viewer/state/ramp.js";
import { initialState, Store } from "../../../Viewer/state/store.js";
import { generator } from "../../../Viewer/tour/random.js";
import { FREE, GREYED, MARKED } from "../../../Viewer/tour/selection.js";
import { strips } from "../../../Viewer/views/neurons/by-class.js";
import { blank, keepBack, markUnits, paintGroups, paintValues } from "../../../Viewer/views/neurons/look.js";
import { someOf } from "../../../Viewer/views/neurons/response.js";
import { fieldWords, partOf, placed, regionWords, squareOf } from "../../../Viewer/views/neurons/seen.js";
import { mostChanged } from "../../../Viewer/views/neurons/silenced.js";
import { descending } from "../../../Viewer/views/neurons/tables.js";
import { clusterSlots, unitLook } from "../../../Viewer/views/neurons/unit-look.js";
import { assert, assertClose, assertEquals } from "./assert.js";

const random = generator(11);

Deno.test("units that are nowhere are left out, the others are centered at unit radius", () => {
  const projection = Float32Array.of(1, 2, NaN, NaN, 5, 6, 9, -2), { positions, unitOf, rowOf } = placesOf(projection);
  assertEquals([...unitOf], [0, 2, 3]);
  assertEquals([...rowOf], [0, -1, 1, 2]);
  let x = 0, y = 0, square = 0;
  for (let row = 0; row < 3; row++) {
    x += positions[2 * row];
    y += positions[2 * row + 1];
    square += positions[2 * row] ** 2 + positions[2 * row + 1] ** 2;
  }
  assertClose(x, 0, 1e-5);
  assertClose(y, 0, 1e-5);
  assertClose(square / 3, 1, 1e-5);
});

Deno.test("no unit at all is no fault", () => {
  assertEquals(placesOf(Float32Array.of(NaN, NaN)).positions.length, 0);
  assertEquals(extent([]), [0, 0]);
  assertEquals(discriminated(new Float32Array(0), []).most, 0);
});

Deno.test("a unit's class is the one of its highest score, ties go to the first, no score to none", () => {
  const scores = Float32Array.of(.1, .3, .2, 0, 0, 0, .4, .4, 0, NaN, .2, NaN);
  const { best, value, most } = discriminated(scores, [0, 1, 2]);
  assertEquals([...best], [1, -1, 0, 1]);
  assertClose(value[0], .3, 1e-6);
  assertClose(most, .4, 1e-6);
  assertEquals([...columnOf(scores, 3, 1)].map((each) => Math.round(10 * each)), [3, 0, 4, 2]);
});

Deno.test("columns are of the classes that were told from the rest, which need not be all", () => {
  assertEquals([...discriminated(Float32Array.of(.1, .3, .5, .2), [4, 9]).best], [9, 4]);
  const told = { column: "", names: ["a", "b", "c", "d"], upperBounds: null };
  const few = { ...units(), told, classes: [1, 3] };
  const { one } = unitLook(few, state({ by: "one", one: "d" }), PALETTES.dark, () => "#FF0000");
  assertEquals(one, 3);
});

Deno.test("a name stands at the median of its units, the largest group first", () => {
  const places = {
    positions: Float32Array.of(0, 0, 1, 1, 2, 9, 5, 5, 100, 100),
    unitOf: Int32Array.of(0, 1, 2, 4, 5),
    rowOf: Int32Array.of(0, 1, 2, -1, 3, 4),
  };
  const found = middles(places, [7, 7, 7, 7, 3, 3], (unit) => unit !== 5);
  assertEquals(found.map(({ group, count }) => [group, count]), [[7, 3], [3, 1]]);
  assertEquals([found[0].x, found[0].y], [1, 1]);
});

Deno.test("standard scores have mean 0 and deviation 1, and a constant column adds nothing", () => {
  const column = Float32Array.from({ length: 500 }, () => 3 + 8 * random()), sum = new Float64Array(500);
  assert(addStandardized(column, sum));
  assertClose(sum.reduce((a, b) => a + b) / 500, 0, 1e-9);
  assertClose(Math.sqrt(sum.reduce((a, b) => a + b * b, 0) / 500), 1, 1e-9);
  const before = [...sum];
  assert(!addStandardized(new Float32Array(500).fill(4), sum));
  assertEquals([...sum], before);
});

Deno.test("what most images are is counted by their labels", () => {
  const labels = [0, 0, 1, -1, 0, 2], classes = ["tench, Tinca tinca", "zebra", "harp"];
  const of = (/** @type {number[]} */ items) => mostly(items.map((item) => ({ item })), labels, classes);
  assertEquals(of([0, 1, 2, 3]), "2 of 4 are tench");
  assertEquals(of([3]), "");
  assertEquals(of([0, 2, 5]), "3 different labels");
  assertEquals(of([2]), "1 of 1 are zebra");
});

Deno.test("numbers take the ramp's colors from the lowest to the highest, byte for byte", () => {
  const stops = PALETTES.dark.sequential, ramp = rampBytes(stops), look = blank(4);
  paintValues(Float32Array.of(-2, 0, 2, NaN), -2, 2, ramp, look);
  assertEquals([...look.fill.subarray(0, 3)], [...rampColor(stops, 0)]);
  assertEquals(
    [...look.fill.subarray(4, 7)],
    [...ramp.subarray(3 * Math.floor((STEPS - 1) / 2 + .5), 3 * STEPS)].slice(0, 3),
  );
  assertEquals([...look.fill.subarray(8, 11)], [...rampColor(stops, 1)]);
  assertEquals([...look.fill.subarray(12, 15)], [...rampColor(stops, 0)]);
  paintValues(Float32Array.of(5, 5, 5, 5), 5, 5, ramp, look);
  assertEquals([...look.fill.subarray(0, 3)], [...rampColor(stops, 0)]);
});

Deno.test("saturation is the share of the largest score, and no group has no color", () => {
  const look = blank(3), plain = [100, 100, 100], full = [200, 0, 100];
  paintGroups([0, 0, -1], (dot) => [.5, 2, 1][dot], () => full, plain, look);
  assertEquals([...look.fill.subarray(0, 3)], [150, 50, 100]);
  assertEquals([...look.fill.subarray(4, 7)], full);
  assertEquals([...look.fill.subarray(8, 11)], plain);
  keepBack((dot) => dot > 0, PALETTES.dark, look);
  assertEquals([...look.kinds], [HINT, 0, 0]);
  assertEquals([...blank(3, look).kinds], [0, 0, 0], "memory that is used again begins anew");
});

Deno.test("lit units are ringed and all others greyed, unless none is lit", () => {
  const mask = new Uint8Array(3);
  assertEquals([...markUnits(mask, Uint8Array.of(0, 1, 0))], [GREYED, MARKED, GREYED]);
  assertEquals([...markUnits(mask, null)], [FREE, FREE, FREE]);
});

Deno.test("the largest clusters have the first colors", () => {
  assertEquals([...clusterSlots([0, 1, 1, 2, 2, 2, -1], 3)], [2, 1, 0]);
});

/** @returns {import("../../../Viewer/views/neurons/layer-units.js").LayerUnits} */
function units(labeled = true) {
  const scores = labeled ? Float32Array.of(.1, 0, 0, .4, 0, 0) : new Float32Array(0);
  return {
    place: { model: "net", layer: "a" },
    report: /** @type {any} */ ({
      neuronCount: 3,
      clusters: { count: 1, ofNeuron: [0, 0, -1], silhouette: .2 },
      meanActivation: [1, 5, 2],
    }),
    told: { column: "", names: labeled ? ["tench", "zebra"] : [], upperBounds: null },
    projection: { name: "mds", title: "MDS" },
    places: placesOf(Float32Array.of(0, 0, 1, 1, 2, 2)),
    score: labeled ? { name: "importance", title: "Importance" } : null,
    classes: labeled ? [0, 1] : [],
    scores,
    discrimination: labeled
      ? discriminated(scores, [0, 1])
      : { best: new Int32Array(3).fill(-1), value: new Float32Array(0), most: 0 },
  };
}

/** @param {Partial<typeof NEURONS>} neurons */
function state(neurons, classes = ["tench", "zebra"]) {
  return { ...initialState(), study: /** @type {any} */ ({ classes }), neurons: { ...NEURONS, ...neurons } };
}

const look = (/** @type {Partial<typeof NEURONS>} */ choice, labeled = true) =>
  unitLook(units(labeled), state(choice, labeled ? undefined : []), PALETTES.dark, () => "#FF0000");

Deno.test("units below the wanted score stand back", () => {
  const { high, least, stands, groups } = look({ least: .5 });
  assertClose(high, .4, 1e-6);
  assertClose(least, .2, 1e-6);
  assertEquals([0, 1, 2].map(stands), [false, true, false]);
  assertEquals(Array.from(groups).slice(0, 2), [0, 1]);
});

Deno.test("units beside others have one scale with them", () => {
  const strong = units(), weak = units();
  strong.discrimination = { ...strong.discrimination, most: .8 };
  const scaled = unitLook(weak, state({ least: .5 }), PALETTES.dark, () => "#FF0000", strong);
  assertClose(scaled.high, .8, 1e-6);
  assertClose(scaled.least, .4, 1e-6);
  const other = { ...strong, score: { name: "another", title: "", parameters: {} } };
  assertClose(unitLook(weak, state({}), PALETTES.dark, () => "#FF0000", other).high, .4, 1e-6);
});

Deno.test("one class is a ramp up to its own highest score", () => {
  const { by, one, high, valueOf } = look({ by: "one", one: "tench" });
  assertEquals([by, one], ["one", 0]);
  assertClose(high, .1, 1e-6);
  assertClose(valueOf(1), 0, 1e-6);
});

Deno.test("without labels units show their mean activation, whatever a link asks for", () => {
  const { by, low, high } = look({ by: "class" }, false);
  assertEquals([by, low, high], ["mean", 1, 5]);
  assertEquals(look({ by: "cluster" }, false).by, "cluster");
});

Deno.test("a legend that isolates a class keeps the others' units back", () => {
  const coloured = /** @type {any} */ ({ type: "categories", codeOfClass: Int32Array.of(0, 1) });
  const { stands } = unitLook(
    units(),
    { ...state({}), coloured, pinned: new Set([1]) },
    PALETTES.dark,
    () => "#FF0000",
  );
  assertEquals([0, 1].map(stands), [false, true]);
  assert(channels("#FF0000")[0] === 255);
});

Deno.test("a class's strip has its mean and at most so many of its own images, the same ones every time", () => {
  const labels = Int32Array.from({ length: 900 }, (_, i) => i % 3 - 1),
    values = Float32Array.from(labels, (k) => 2 * k);
  const made = strips(values, labels, 2, 42);
  assertEquals(made.map(({ label, mean, count }) => [label, mean, count]), [[0, 0, 300], [1, 2, 300]]);
  assert(made[1].items.length === 160 && made[1].items.every((item) => labels[item] === 1));
  assertEquals(made[1].items, strips(values, labels, 2, 42)[1].items);
});

Deno.test("of very many classes those with a single image do not come first by chance", () => {
  const labels = Int32Array.from({ length: 60 }, (_, i) => i < 40 ? i % 4 : i), values = Float32Array.from(labels);
  assertEquals(strips(values, labels, 60, 42).map(({ label }) => label), [3, 2, 1, 0]);
});

Deno.test("of very many units some are asked for, spread over all", () => {
  const list = Array.from({ length: 100 }, (_, k) => 3 * k);
  assertEquals(someOf(list, 4), [0, 75, 150, 225]);
  assertEquals(someOf(list, 200), list);
});

Deno.test("the classes that silencing changes most come first", () => {
  const classes = [{ class: 0, before: .9, after: .8 }, { class: 1, before: .5, after: .5 }, {
    class: 2,
    before: .5,
    after: .7,
  }];
  const found = mostChanged({ replacement: "zero", itemCount: 9, accuracy: { before: 1, after: 1 }, classes });
  assertEquals(found.map((each) => each.class), [2, 0]);
});

Deno.test("chosen units are those of the layer that is shown, and come back with it", () => {
  const store = new Store({ ...initialState(), model: "net", layer: "a" });
  chooseUnits(store, [4, 2]);
  assertEquals([...chosenUnits(store.state)], [4, 2]);
  const before = store.state.units;
  chooseUnits(store, [4, 2]);
  assert(store.state.units === before, "the same choice is no change");
  assertEquals([...chosenUnits({ ...store.state, layer: "b" })], []);
  chooseUnits(store, []);
  assert(store.state.units === null);
  openUnit(store, "b", 7);
  assertEquals([store.state.view, store.state.layer, chosenUnits(store.state)[0]], ["neurons", "b", 7]);
});

Deno.test("chosen units stay from epoch to epoch, but not from network to network", () => {
  const models = /** @type {any[]} */ ([["e0", "cnn"], ["e9", "cnn"], ["other", null]]).map(([folder, series]) => ({
    folder,
    series,
  }));
  const state = { ...initialState(), study: /** @type {any} */ ({ models }), layer: "a" };
  const units = { model: "e0", layer: "a", list: [4] };
  assertEquals(["e0", "e9", "other"].map((model) => chosenUnits({ ...state, model, units }).length), [1, 1, 0]);
});

Deno.test("units that tell a column's values apart stand out when the legend isolates one of them", () => {
  const told = { column: "polarity", names: ["dark", "light"], upperBounds: null };
  const coloured = /** @type {any} */ ({ type: "categories", names: ["light", "dark"], codeOfClass: null });
  const shown = { ...state({}), coloured, pinned: new Set([0]) };
  const stood = (/** @type {any} */ colouring) => {
    const { stands } = unitLook({ ...units(), told }, { ...shown, colouring }, PALETTES.dark, () => "#FF0000");
    return [0, 1].map(stands);
  };
  assertEquals(stood({ kind: "attribute", name: "polarity" }), [false, true]);
  assertEquals(stood({ kind: "attribute", name: "typeface" }), [true, true]);
});

Deno.test("images are of the values that units tell, as texts or as ranges of numbers", () => {
  const items = {
    identifiers: ["a", "b", "c", "d"],
    labels: [0, 1, 0, 1],
    attributes: {
      polarity: ["light", "", "dark", "gray"],
      year: ["1999", "2003.5", "", "2020"],
    },
  };
  const texts = { column: "polarity", names: ["dark", "light"], upperBounds: null };
  assertEquals(Array.from(toldCodes(texts, items)), [1, -1, 0, -1]);
  const ranges = { column: "year", names: ["1999 to 2000", "2003.5 to 2010"], upperBounds: [2000, 2010] };
  assertEquals(Array.from(toldCodes(ranges, items)), [0, 1, -1, -1]);
  assertEquals(Array.from(toldCodes({ column: "", names: ["a", "b"], upperBounds: null }, items)), [0, 1, 0, 1]);
  assertEquals(Array.from(toldCodes(texts, null)), []);
});

Deno.test("a value has the color that the tour gives it, in whatever order names stand", () => {
  const items = { identifiers: [], labels: [], attributes: { size: ["b", "B", "a", "b"] } };
  const told = { column: "size", names: ["B", "a", "b"], upperBounds: null };
  const colorOf = toldColours(told, { ...initialState(), items, theme: "dark" });
  const read = readColumn(items.attributes.size);
  assert(read.kind === "names" && new Set(told.names.map((_, k) => colorOf(k))).size === 3);
  read.names.forEach((name, slot) => assertEquals(colorOf(told.names.indexOf(name)), PALETTES.dark.classes[slot]));
});

Deno.test("the view opens with the last analyzed layer where the present one is not", () => {
  const layer = (/** @type {string} */ folder, hasNeurons = true) => ({ folder, hasNeurons, embeddings: [{}] });
  const model = /** @type {any} */ ({ folder: "net", layers: [layer("a"), layer("b"), layer("c", false)] });
  assertEquals(["a", "b", "c", null].map((now) => layerOfUnits(model, now)), ["a", "b", "b", "b"]);
  assertEquals(layerOfUnits({ ...model, layers: [layer("c", false)] }, "c"), "c");
  assertEquals(layerOfUnits(null, "a"), "a");
  const store = new Store({
    ...initialState(),
    study: /** @type {any} */ ({ models: [model] }),
    model: "net",
    layer: "c",
  });
  openView(store, "report");
  assertEquals([store.state.view, store.state.layer], ["report", "c"]);
  openView(store, "neurons", { neurons: { ...NEURONS, ranked: true } });
  assertEquals([store.state.view, store.state.layer, store.state.neurons.ranked], ["neurons", "b", true]);
});

Deno.test("tables begin with the largest, and what is no number comes last", () => {
  const values = [1, NaN, 3, 3, 2];
  assertEquals(descending([0, 1, 2, 3, 4], (k) => values[k]), [2, 3, 4, 0, 1]);
});

Deno.test("a part is shown by itself unless it is nearly everything or not known", () => {
  const part = { x: 81, y: 12, width: 72, height: 60 }, image = { item: 4, value: 9, width: 500, height: 375 };
  assertEquals(partOf({ ...image, region: part }), part);
  assertEquals(partOf({ ...image, region: { x: 1, y: 0, width: 499, height: 374 } }), null);
  assertEquals(partOf({ ...image }), null);
  assertEquals(partOf({ item: 4, value: 9, region: part }), null);
  assertEquals(regionWords(part), "columns 81 to 152, rows 12 to 71");
});

Deno.test("a part is drawn as large as it goes, in the middle, and the thumbnail's square around it", () => {
  const image = { item: 0, value: 1, width: 500, height: 300 }, square = squareOf(image);
  assertEquals(square, { x: 100, y: 0, width: 300, height: 300 });
  const part = { x: 130, y: 60, width: 60, height: 30 };
  assertEquals(placed(part, part, 72), { x: 0, y: 18, width: 72, height: 36 });
  const all = placed(square, part, 72);
  assertClose(all.x, -36, 1e-9);
  assertClose(all.y, 18 - 72, 1e-9);
  assertClose(all.width, 360, 1e-9);
  const frame = placed(part, square, 72);
  assertClose(frame.x, 7.2, 1e-9);
  assertClose(frame.width, 14.4, 1e-9);
});

Deno.test("how much of the image a unit sees is said, also when it is everything or not known", () => {
  const images = [{ item: 0, value: 1 }], field = { rows: 43, columns: 43, inputRows: 224, inputColumns: 224 };
  assertEquals(fieldWords(field, images), "it sees 43 × 43 of 224 × 224 pixels");
  assert(fieldWords({ ...field, rows: 299, columns: 299 }, images).includes("more than the input"));
  assertEquals(fieldWords({ ...field, rows: null, columns: null }, images), "it sees the whole image");
  assert(fieldWords(null, images).includes("strata analyze"));
  assertEquals(fieldWords(undefined, images), "");
  assertEquals(fieldWords(field, []), "");
});

Deno.test("a link keeps what the view shows, only what differs", () => {
  const neurons = {
    ...NEURONS,
    apart: "light & dark",
    by: /** @type {const} */ ("one"),
    one: "gas pump",
    least: .25,
    pair: true,
    whole: true,
    ranked: true,
  };
  const text = writeLink({
    view: "neurons",
    neurons: { ...neurons, projection: "umap-2d", score: "selectivity", units: [437, 12] },
  });
  const { link, dropped } = readLink(text);
  assertEquals(dropped, []);
  assertEquals(link.view, "neurons");
  assertEquals({ ...NEURONS, ...link.neurons }, {
    ...neurons,
    projection: "umap-2d",
    score: "selectivity",
    units: [437, 12],
  });
  assertEquals(writeLink({ view: "neurons", neurons: { ...NEURONS, units: [] } }), "v=neurons");
  for (const wrong of ["uc=blue", "ul=7", "u=a.b", "ub=yes", "ur=1", "uw=1", "u=1..2", "up=A B"]) {
    assertEquals(readLink(wrong).dropped.length, 1, wrong);
  }
});

Deno.test("columns are asked for once, the last ones kept, and failures asked for again", async () => {
  /** @type {number[]} */
  const asked = [];
  const client = /** @type {any} */ ({
    activations: (/** @type {string} */ _m, /** @type {string} */ _l, /** @type {number} */ channel) => {
      asked.push(channel);
      return channel === 99 ? Promise.reject(new Error("gone")) : Promise.resolve(Float32Array.of(channel));
    },
  });
  const columns = new Activations(client);
  for (const channel of [1, 1, 2]) await columns.of("net", "a", channel, 1);
  assertEquals(asked, [1, 2]);
  for (const _ of [1, 2]) await columns.of("net", "a", 99, 1).catch(() => {});
  assertEquals(asked, [1, 2, 99, 99]);
  for (let channel = 100; channel < 130; channel++) await columns.of("net", "a", channel, 1);
  await columns.of("net", "a", 1, 1);
  assertEquals(asked.at(-1), 1, "the first has made room");
});
