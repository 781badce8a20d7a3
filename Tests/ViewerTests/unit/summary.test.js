// @ts-check
import { falseNeighbors, nearestIn } from "../../../Viewer/data/false-neighbors.js";
import { findAll } from "../../../Viewer/data/finding.js";
import { cell, csv, leading, sample, summarize, typical } from "../../../Viewer/data/summary.js";
import { majorityByLayer } from "../../../Viewer/panels/journey.js";
import { assert, assertClose, assertEquals } from "./assert.js";

/** @type {import("../../../Viewer/data/types.js").Study} */
const study = { name: "s", itemCount: 4, classes: ["tench, Tinca", "church"], models: [] };
const items = {
  identifiers: ["a/n1_1.jpg", "a/n1_2.jpg", "b/n2_1.jpg", 'b/"q", 2.jpg'],
  labels: [0, 0, 1, -1],
  attributes: { split: ["t", "v", "", "=1+1"] },
};
/** @type {import("../../../Viewer/data/types.js").Predictions} */
const predictions = {
  classIndex: [0, 5, 1, 7],
  probability: [.9, .5, .8, .25],
  labelIndex: [0, -1, 1, -1],
  correct: [1, 0, 1, -1],
};
const outputs = ["tench", "church", "", "", "", "zebra"];

Deno.test("several images are counted by label and answer; what cannot be right or wrong is not judged", () => {
  const trust = Float32Array.of(1, .5, .75, .25),
    told = summarize([0, 1, 3], study, items, predictions, outputs, trust);
  assertEquals(told.labels, [{ name: "tench, Tinca", label: 0, count: 2 }, { name: "no label", label: -1, count: 1 }]);
  assertEquals(told.answers.map(({ name }) => name).sort(), ["output 7", "tench, Tinca", "zebra"]);
  assertEquals([told.judged, told.right], [2, 1]);
  assertClose(told.trust ?? 0, 1.75 / 3, 1e-6);
  const many = Array.from({ length: 12 }, (_, label) => ({ name: `n${label}`, label, count: 12 - label }));
  const { shown, rest, more } = leading(many, 8);
  assertEquals([shown.length, rest, more], [8, 10, 4]);
  assertEquals(leading(many.slice(0, 9), 8).more, 0, "one row more is no longer than the line that would say so");
});

Deno.test("typical are those nearest to the middle; a sample is the same for the same seed", () => {
  const cloud = { key: "", rows: 5, dimensions: 1, aligned: true, values: Float32Array.of(0, 10, 4, 6, 100) };
  assertEquals(typical([0, 1, 2, 3], cloud, 3), [2, 3, 0]);
  const all = Array.from({ length: 100 }, (_, i) => i * 2);
  assertEquals(sample(all, 10, 42), sample(all, 10, 42));
  assert(JSON.stringify(sample(all, 10, 42)) !== JSON.stringify(sample(all, 10, 43)));
  assertEquals([new Set(sample(all, 10, 1)).size, sample([3, 5], 10, 1)], [10, [3, 5]]);
});

Deno.test("a table of a selection quotes what it has to, and holds no formula", () => {
  assertEquals(csv([1, 3], study, items, predictions, outputs).split("\r\n"), [
    "identifier,label,prediction,probability,split",
    'a/n1_2.jpg,"tench, Tinca",zebra,0.5,v',
    '"b/""q"", 2.jpg",,output 7,0.25,\'=1+1',
    "",
  ]);
  assertEquals(["-3", "-a", "a\nb", null].map(cell), ["-3", "'-a", '"a\nb"', ""]);
  assertEquals(
    csv([0], study, { ...items, attributes: undefined }, null, []).split("\r\n")[1],
    'a/n1_1.jpg,"tench, Tinca",,',
  );
});

Deno.test("neighbors in the embedding that are none in the layer are false, the falsest first", () => {
  const cloud = { key: "", rows: 6, dimensions: 1, aligned: true, values: Float32Array.of(0, 1, -1, 3, 2, 50) };
  assertEquals(nearestIn(cloud, 0, 3), [1, 2, 4]);
  assertEquals(nearestIn(cloud, 5, 10), [3, 4, 1, 0, 2]);
  assertEquals(falseNeighbors([1, 2, 4], [1, 3, 2], 2), [{ item: 4, rank: null }, { item: 2, rank: 3 }]);
});

Deno.test("the label of most neighbors; a tie is the image's own", () => {
  const list = (/** @type {number[]} */ ...all) => all.map((item) => ({ item, distance: 0 }));
  const labels = [0, 0, 1, 1, 2];
  assertEquals(majorityByLayer([list(0, 1, 2), list(0, 2), null, []], labels, 1), [
    { label: 0, count: 2, of: 3 },
    { label: 1, count: 1, of: 2 },
    null,
    null,
  ]);
});

Deno.test("search finds by number, by the beginning of a name, by a part of it; units in every layer that has them", () => {
  /** @type {any} */
  const layers = [{ index: 3, name: "conv_church", folder: "03", operator: "Conv" }, {
    index: 9,
    name: "5b",
    folder: "09",
    operator: "Concat",
    featureCount: 20,
  }];
  const where = {
    study,
    items,
    lowered: items.identifiers.map((each) => each.toLowerCase()),
    layers,
    withUnits: [layers[1]],
    current: null,
  };
  const titles = (/** @type {string} */ text) =>
    findAll(text, where).map(({ title, text: found }) => `${title}/${found}`);
  assertEquals(titles("n1"), ["Images/n1_1.jpg", "Images/n1_2.jpg"]);
  assertEquals(titles("CHURCH"), ["Classes/church", "Layers/conv_church"]);
  assertEquals(titles("2").at(0), "Images/n2_1.jpg");
  assertEquals(titles("5b 12"), ["Units/Unit 12"]);
  assertEquals([titles("unit 19").at(-1), titles("unit 20"), titles("  ")], ["Units/Unit 19", [], []]);
});
