// @ts-check
// What the views beside the tour work out: whose neighbours, confusion, suspects, the layers' figures, their links.

import { assert, assertEquals } from "./assert.js";
import { cells, classesShown, imagesOf, pairs } from "../../../Viewer/data/confusion.js";
import { commandOf, MOST_ROWS, queriesOf, shared, splitsOf } from "../../../Viewer/data/queries.js";
import { bestLayer, firstAbove, otherLines, rateLines } from "../../../Viewer/data/report.js";
import { countByKind, findingOf, suspectsCSV, suspectsOf, verdictText } from "../../../Viewer/data/suspects.js";
import { GRID } from "../../../Viewer/state/grid.js";
import { packItems, readLink, writeLink } from "../../../Viewer/state/link.js";

const labels = Int32Array.of(0, 0, 1, 1, 2, -1, 0, 2);
const items = {
  identifiers: Array.from(labels, (_, i) => `${i}.png`),
  labels,
  attributes: { split: ["train", "test", "train", "test", "train", "train", "test", "test"] },
};
const from = { selection: Int32Array.of(1, 4), suspects: [7, 3], classCount: 3, seed: 42 };

Deno.test("one image of each class is drawn, another one after a shuffle, the same with the same seed", () => {
  const drawn = new Set();
  for (let shuffle = 0; shuffle < 30; shuffle++) {
    const { rows, total, kind } = queriesOf({ ...GRID, shuffle }, items, from);
    assertEquals([rows.map((item) => labels[item]), total, kind], [[0, 1, 2], 3, "classes"]);
    assertEquals(queriesOf({ ...GRID, shuffle }, items, from).rows, rows);
    drawn.add(rows[0]);
  }
  assertEquals([...drawn].sort(), [0, 1, 6]);
});

Deno.test("rows are the selection, suspects or those chosen, of a split where one is asked for", () => {
  const rows = (/** @type {Partial<import("../../../Viewer/state/grid.js").Grid>} */ patch) =>
    queriesOf({ ...GRID, ...patch }, items, from).rows;
  assertEquals(rows({ of: "selection" }), [1, 4]);
  assertEquals(rows({ of: "suspects" }), [7, 3]);
  assertEquals(rows({ of: "chosen", chosen: [6, 99, 0] }), [6, 0]);
  assertEquals(rows({ of: "selection", from: "test" }), [1]);
  assertEquals(rows({ from: "train" }), [0, 2, 4]);
  assertEquals(rows({ of: "random" }).toSorted(), [0, 1, 2, 3, 4, 5, 6, 7]);
  assertEquals(splitsOf(items), ["test", "train"]);
  assertEquals(splitsOf({ ...items, attributes: { split: Array(8).fill("x") } }), []);
});

Deno.test("without labels images are drawn at random; long lists are cut, and say of how many", () => {
  const many = { identifiers: [], labels: new Int32Array(200).fill(-1) };
  assertEquals(queriesOf(GRID, many, { ...from, classCount: 0 }).kind, "random");
  const selection = Int32Array.from({ length: 200 }, (_, i) => i);
  const { rows, total } = queriesOf({ ...GRID, of: "selection" }, many, { ...from, selection });
  assertEquals([rows.length, total], [MOST_ROWS, 200]);
});

Deno.test("shared labels are counted, and are nothing for an image without one", () => {
  const near = [1, 2, 6, 5].map((item) => ({ item }));
  assertEquals([shared(0, near, labels), shared(4, near, labels), shared(5, near, labels)], [2, 0, null]);
});

Deno.test("the command repeats the view, with names quoted for a shell", () => {
  const shown = { model: "net", layers: ["pixels", "conv 1"], metric: "cosine" };
  assertEquals(
    commandOf("a b", [3, 1], { ...GRID, count: 5, among: "train" }, shown),
    "strata neighbors 'a b.study' 3 1 --layers pixels 'conv 1' --neighbors 5 --metric cosine --among train --model net --output neighbours.svg",
  );
});

Deno.test("a link holds the view of neighbours and leaves out what is as always", () => {
  const grid = { ...GRID, count: 20, metric: "cosine", layers: ["a/b", "c"], of: /** @type {const} */ ("chosen") };
  const chosen = { ...grid, chosen: [500, 3], among: "test", from: "train" };
  const { link, dropped } = readLink(writeLink({ view: "neighbours", grid: chosen }));
  assertEquals([link.view, dropped], ["neighbours", []]);
  assertEquals({ ...GRID, ...link.grid }, chosen);
  assertEquals(writeLink({ view: "neighbours", grid: GRID }), "v=neighbours");
  assertEquals(readLink(`v=report&nk=7&nm=near&nq=all&ns=x&ni=${packItems([9])}`).dropped, ["nk", "nm", "nq", "ns"]);
});

const predictions = {
  classIndex: [0, 1, 1, 0, 0, 0, 1, 2],
  probability: Array(8).fill(1),
  labelIndex: [0, 1, 1, 0, 0, 0, 1, -1],
  correct: [1, 0, 1, 0, 0, -1, 0, 0],
};

Deno.test("confusion counts labels against predictions of the judged images, and finds the images again", () => {
  const found = cells(labels, predictions);
  assertEquals(found.map(({ label, said, count }) => [label, said, count]), [
    [0, 1, 2],
    [0, 0, 1],
    [1, 0, 1],
    [1, 1, 1],
    [
      2,
      0,
      1,
    ],
  ]);
  assertEquals(pairs(found), [{ first: 0, second: 1, forth: 2, back: 1 }, { first: 0, second: 2, forth: 0, back: 1 }]);
  assertEquals(imagesOf(labels, predictions, 0, 1), Int32Array.of(1, 6));
  assertEquals([classesShown(found, 3), classesShown(found, 2)], [[0, 1, 2], [0, 1]]);
});

/** @type {import("../../../Viewer/data/suspects.js").SuspectReport} */
const report = {
  model: "net",
  layers: ["a"],
  labelSources: [],
  estimatedNoise: null,
  labelScores: [],
  suspects: [
    {
      item: 3,
      identifier: 'x, "y".png',
      label: "cat",
      suggestedLabel: "dog",
      score: .9,
      reason: "because",
      findings: [
        { kind: "wrongLabel", score: .4, reason: "r", evidence: [1, 2] },
        { kind: "outlier", score: .2, reason: "o", evidence: [5] },
      ],
    },
    {
      item: 1,
      identifier: "b.png",
      label: "dog",
      suggestedLabel: null,
      score: .5,
      reason: "far",
      findings: [{ kind: "outlier", score: .6, reason: "o", evidence: [7] }],
    },
  ],
};

Deno.test("suspects of a kind are listed by the score of that finding", () => {
  assertEquals(suspectsOf(report, "").map(({ item }) => item), [3, 1]);
  assertEquals(suspectsOf(report, "outlier").map(({ item }) => item), [1, 3]);
  assertEquals(suspectsOf(null, "outlier"), []);
  assertEquals([
    countByKind(report).get(""),
    countByKind(report).get("outlier"),
    countByKind(report).get("misclassified"),
  ], [
    2,
    2,
    undefined,
  ]);
  assertEquals([findingOf(report.suspects[0], "outlier").reason, findingOf(report.suspects[0], "").reason], ["o", "r"]);
});

Deno.test("the table of suspects quotes what has to be quoted and holds the decisions", () => {
  const text = suspectsCSV(report.suspects, new Map([[3, { verdict: "confirmed", label: "dog" }]]));
  const lines = text.split("\r\n");
  assertEquals(lines[1], '3,"x, ""y"".png",cat,dog,0.9000,wrongLabel outlier,because,1 2,confirmed,dog');
  assertEquals(lines[2], "1,b.png,dog,,0.5000,outlier,far,7,,");
  assertEquals(lines.length, 4);
  assertEquals(verdictText({ verdict: "confirmed", label: "gas pump, petrol pump" }), "should be gas pump");
  assertEquals(verdictText({ verdict: "dismissed", label: null }), "nothing wrong");
});

Deno.test("the report's figures come from the layers that were measured", () => {
  const layer = (
    /** @type {string} */ name,
    /** @type {number} */ index,
    /** @type {Record<string, number | null>} */ metrics,
  ) => ({
    name,
    folder: name,
    index,
    metrics,
    status: /** @type {const} */ ("ready"),
    embeddings: [],
  });
  const model = {
    name: "net",
    folder: "net",
    layers: [
      layer("a", 0, { neighborhoodHit: .3, silhouette: -.1 }),
      layer("b", 1, { neighborhoodHit: .6, "trustworthiness.umap-2d": .9 }),
      layer("c", 2, { neighborhoodHit: .6, knnAccuracy: null }),
    ],
  };
  assertEquals([bestLayer(model, "neighborhoodHit")?.layer.name, bestLayer(model, "knnAccuracy")], ["b", null]);
  assertEquals([firstAbove(model, "neighborhoodHit", .5)?.layer.name, firstAbove(model, "neighborhoodHit", .6)], [
    "b",
    null,
  ]);
  const lines = rateLines(model, [["umap-2d", "UMAP 2-D"], ["tsne-2d", "t-SNE 2-D"]]);
  assertEquals(lines.map(({ title }) => title), ["Neighbourhood hit", "Trustworthiness, UMAP 2-D"]);
  assertEquals(lines[1].values, [null, .9, null]);
  assert(otherLines(model).map(({ key }) => key).join() === "silhouette");
});
