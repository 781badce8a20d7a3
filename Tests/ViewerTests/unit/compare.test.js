// @ts-check
import {
  answersApart,
  changedByChance,
  changedNeighborhoods,
  embeddingBeside,
  labelsOfOutputs,
  largest,
  meansByClass,
} from "../../../Viewer/data/comparison.js";
import { cleanOf, counterpart, layerBeside, modelChoices } from "../../../Viewer/data/series.js";
import { Mirror } from "../../../Viewer/stage/compare/mirror.js";
import { readLink, writeLink } from "../../../Viewer/state/link.js";
import { initialState, Store } from "../../../Viewer/state/store.js";
import { aligned, alignmentOf, apart, padded } from "../../../Viewer/tour/procrustes.js";
import { generator } from "../../../Viewer/tour/random.js";
import { inSlices } from "../../../Viewer/tour/slices.js";
import { singularVectors } from "../../../Viewer/tour/singular.js";
import { assert, assertClose, assertEquals } from "./assert.js";

const fixture = JSON.parse(
  Deno.readTextFileSync(
    new URL("../fixtures/procrustes.json", import.meta.url),
  ),
);

/** @param {{ rows: number, dimensions: number, values: number[] }} told @returns {import("../../../Viewer/data/arrays.js").Cloud} */
const cloud = ({ rows, dimensions, values }) => ({
  key: "",
  rows,
  dimensions,
  values: Float32Array.from(values),
  aligned: true,
});

/** @param {Float64Array} m @param {Float64Array} other @param {number} n of rows and columns; the product of m and otherᵀ */
function product(m, other, n) {
  return Float64Array.from({ length: n * n }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < n; k++) {
      sum += m[Math.floor(at / n) * n + k] * other[(at % n) * n + k];
    }
    return sum;
  });
}

/** @param {ArrayLike<number>} actual @param {ArrayLike<number>} expected @param {number} tolerance @param {string} what */
function assertNear(actual, expected, tolerance, what) {
  assertEquals(actual.length, expected.length, what);
  for (let i = 0; i < actual.length; i++) {
    assertClose(actual[i], expected[i], tolerance, `${what}, at ${i}:`);
  }
}

for (const told of fixture.cases) {
  Deno.test(`Procrustes gives what scipy gives: ${told.name}`, async () => {
    const a = cloud(told.a),
      b = cloud(told.b),
      items = told.items && Int32Array.from(told.items);
    const found = await alignmentOf(a, b, items),
      moved = await aligned(a, found);
    assertEquals(found.count, told.items?.length ?? 40);
    assertClose(1 - found.agreement, told.disparity, 1e-12, "disparity");
    assertClose(found.before, told.before, 1e-12, "before");
    const unit = product(found.turn, found.turn, found.size);
    assertNear(
      unit,
      Float64Array.from(unit, (_, at) => Number(at % (found.size + 1) === 0)),
      1e-12,
      "orthogonal",
    );
    if (told.unique) {
      assertNear(found.turn, told.turn, 1e-9, "turn");
      assertNear(apart(moved, b), told.apart, 1e-5, "apart");
    }
    let residual = 0;
    const wide = padded(b, found.size);
    for (const item of told.items ?? told.apart.keys()) {
      for (let d = 0; d < found.size; d++) {
        residual += (moved.values[item * found.size + d] -
          wide.values[item * found.size + d]) ** 2;
      }
    }
    assertClose(residual, told.residual, 1e-4, "residual");
  });
}

Deno.test("a matrix is the product of its singular vectors, whatever its rank", () => {
  const random = generator(5), n = 7;
  for (const rank of [0, 1, 4, 7]) {
    const matrix = new Float64Array(n * n);
    for (let r = 0; r < rank; r++) {
      const u = Array.from({ length: n }, () => random() - .5),
        v = Array.from({ length: n }, () => random() - .5);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          matrix[i * n + j] += 10 ** -r * u[i] * v[j];
        }
      }
    }
    const { left, values, right } = singularVectors(matrix, n);
    const scaled = left.map((value, at) => value * values[at % n]);
    assertNear(product(scaled, right, n), matrix, 1e-13, `rank ${rank}`);
    for (const each of [left, right]) {
      const unit = product(each, each, n);
      assertNear(
        unit,
        Float64Array.from(unit, (_, at) => Number(at % (n + 1) === 0)),
        1e-12,
        `rank ${rank}`,
      );
    }
    assert(values.every((value, k) => k === 0 || value <= values[k - 1]));
  }
});

Deno.test("many images are taken in slices, and the same comes out", async () => {
  const random = generator(3), rows = 20_000;
  const a = cloud({
    rows,
    dimensions: 3,
    values: Array.from({ length: 3 * rows }, () => random() - .5),
  });
  const b = {
    ...a,
    values: a.values.map((value, at) => at % 3 === 0 ? -value : value),
  };
  const found = await alignmentOf(a, b, null);
  assertClose(found.agreement, 1, 1e-12);
  assertNear(found.turn, [-1, 0, 0, 0, 1, 0, 0, 0, 1], 1e-6, "a reflection");
  assertNear(
    (await aligned(a, found)).values,
    b.values,
    1e-6,
    "laid onto each other",
  );
});

Deno.test("changed neighbourhoods are one minus Jaccard of the nearest, as sets say it", async () => {
  const random = generator(9),
    total = 300,
    make = () => {
      const near = new Int32Array(total * 20);
      for (let i = 0; i < total; i++) {
        const all = Array.from({ length: 40 }, (_, j) => (i + 1 + j) % total)
          .sort(() => random() - .5);
        near.set(all.slice(0, 20), i * 20);
      }
      return { count: 20, near };
    };
  const a = make(), b = make(), found = await changedNeighborhoods(a, b, total);
  for (let i = 0; i < total; i++) {
    const one = new Set(a.near.subarray(20 * i, 20 * i + 15)),
      other = new Set(b.near.subarray(20 * i, 20 * i + 15));
    const both = [...one].filter((item) => other.has(item)).length;
    assertClose(found[i], 1 - both / (30 - both), 1e-6);
  }
  assertEquals(
    [...await changedNeighborhoods(a, a, total)].every((value) => value === 0),
    true,
  );
  // Fewer are stored than are asked for, and one has none.
  const few = { count: 2, near: Int32Array.of(1, 2, -1, -1, 0, 1) };
  const fewer = { count: 1, near: Int32Array.of(1, -1, 0) };
  assertEquals(
    [...await changedNeighborhoods(few, fewer, 3)].map((value) => Number.isNaN(value) ? null : value),
    [
      .5,
      null,
      .5,
    ],
  );
});

Deno.test("by chance hardly a neighbour is shared", () => {
  assertClose(changedByChance(1501), 1 - .15 / (30 - .15), 1e-12);
  assertEquals(changedByChance(16), 0);
});

Deno.test("means are told by class, the largest first, over all images or the selected", () => {
  const values = Float32Array.of(.5, 1, NaN, .25, .75),
    labels = [0, 1, 1, 0, -1];
  const all = meansByClass(values, labels, 3, null);
  assertEquals(all.classes, [{ label: 1, mean: 1, count: 1 }, {
    label: 0,
    mean: .375,
    count: 2,
  }]);
  assertEquals([all.mean, all.count], [.625, 4]);
  const some = meansByClass(values, labels, 3, Int32Array.of(2, 3));
  assertEquals([some.classes, some.count], [
    [{ label: 0, mean: .25, count: 1 }],
    1,
  ]);
  assertEquals([
    largest(values, null, 3),
    largest(values, Int32Array.of(0, 2, 3), 9),
  ], [[1, 4, 0], [0, 3]]);
});

Deno.test("answers are compared by class of the study, whatever the outputs of each network are called", async () => {
  const classes = ["cat, feline", "dog"];
  const model = (/** @type {string[]} */ outputClasses) => /** @type {any} */ ({
    name: "",
    folder: "",
    layers: [],
    outputClasses,
  });
  const predictions = (
    /** @type {number[][]} */ classIndex,
    /** @type {number[][]} */ probability,
    labelIndex = [0, 0],
  ) => ({
    classIndex: classIndex.map(([first]) => first),
    probability: probability.map(([first]) => first),
    labelIndex,
    correct: [1, 1],
    top5: { classIndex, probability },
  });
  const a = predictions([[0, 1], [0, 2]], [[.7, .2], [.9, .1]]),
    b = predictions([[1, 0], [0, 2]], [[.5, .3], [.6, .4]], [0, 1]);
  const of = {
    predictions: a,
    labels: labelsOfOutputs(model(["cat", "dog", "lamp"]), a, classes),
  };
  const other = {
    predictions: b,
    labels: labelsOfOutputs(
      model(["a dog of sorts", "cat", "sofa"]),
      b,
      classes,
    ),
  };
  assertEquals([of.labels, other.labels], [[0, 1, -1], [1, 0, -1]]);
  // |.7 − .5| + |.2 − .3| + |.1 − .2|, and |.9 − 0| + |0 − .6| + |.1 − .4|, halved.
  assertNear(await answersApart(of, other, 2, 2), [.2, .9], 1e-6, "total variation");
  assertNear(await answersApart(of, of, 2, 2), [0, 0], 1e-6, "the same answers");
});

Deno.test("beside an embedding stands its namesake, else the first that the same frame can show", () => {
  const layer = (/** @type {[string, number][]} */ ...list) => /** @type {any} */ ({
    embeddings: list.map(([name, dimensions]) => ({ name, dimensions })),
  });
  const [wide] = layer(["umap-15d", 15]).embeddings;
  const beside = (/** @type {[string, number][]} */ ...list) => embeddingBeside(layer(...list), wide)?.name ?? null;
  assertEquals(beside(["tsne-2d", 2], ["umap-15d", 15]), "umap-15d");
  assertEquals(beside(["tsne-2d", 2], ["pca-15d", 15]), "pca-15d");
  assertEquals(beside(["umap-15d", 10]), "umap-15d");
  assertEquals(beside(["umap-15d", 16], ["pca-15d", 15]), "pca-15d");
  assertEquals(beside(["tsne-2d", 2]), null);
  assertEquals(embeddingBeside(null, wide), null);
});

Deno.test("a link says the pair, whatever its names hold, and leaves out what is as usual", () => {
  for (
    const layer of [
      "layer3.5",
      "StatefulPartitionedCall:0",
      "50%:a",
      "a",
      "%3A",
    ]
  ) {
    for (const isAligned of [false, true]) {
      const compare = { model: "resnet50", layer, aligned: isAligned };
      const { link, dropped } = readLink(
        writeLink({
          compare,
          comparison: { measure: "cka", by: "moved", shown: false },
        }),
      );
      assertEquals(dropped, []);
      assertEquals(link.compare, compare);
      assertEquals(link.comparison, {
        measure: "cka",
        by: "moved",
        shown: false,
      });
    }
  }
  const usual = writeLink({
    compare: { model: "resnet50", layer: "layer3.5", aligned: true },
    comparison: { measure: "procrustes", by: "neighbors", shown: true },
  });
  assertEquals(usual, "v=tour&cmp=resnet50%3Alayer3.5%3Aa");
  assertEquals(readLink("#cmp=resnet50:layer3.5").link.compare, {
    model: "resnet50",
    layer: "layer3.5",
    aligned: false,
  });
  const wrong = "#cmp=resnet50&cmm=euclid&cmd=colour&cmf=2";
  assertEquals(readLink(wrong), {
    link: {},
    dropped: ["cmp", "cmm", "cmd", "cmf"],
  });
  assertEquals(readLink("#cmp=resnet50:layer3:b").dropped, ["cmp"]);
});

/** @param {string} folder @param {object} [more] @returns {any} */
const network = (folder, more = {}) => ({
  folder,
  name: folder,
  layers: [],
  ...more,
});
const epochs = [0, 1, 5].map((epoch) => network(`cnn-${epoch}`, { series: "cnn", epoch }));
const corrupted = (/** @type {number} */ severity) =>
  network(`b-noise-${severity}`, {
    name: `b, noise ${severity}`,
    corruption: { kind: "noise", severity, of: "b" },
  });
const all = [network("a"), network("b"), corrupted(1), corrupted(3), ...epochs];

Deno.test("a network is compared with the clean one, the first epoch, else the next", () => {
  const beside = (/** @type {string} */ folder, models = all) => counterpart(models, folder)?.folder ?? null;
  assertEquals([beside("a"), beside("b"), beside("b-noise-3")], [
    "b",
    "a",
    "b",
  ]);
  assertEquals([beside("cnn-5"), beside("cnn-1"), beside("cnn-0")], [
    "cnn-0",
    "cnn-0",
    "cnn-5",
  ]);
  assertEquals(beside("b", all.slice(1, 4)), "b-noise-1");
  assertEquals(beside("a", [all[0], ...epochs]), "cnn-0");
  assertEquals([beside("a", [all[0]]), beside("nobody")], [null, null]);
  // What was corrupted is not here any more.
  assertEquals([
    cleanOf([all[0], all[2]], all[2]),
    beside("b-noise-1", [all[0], all[2]]),
  ], [null, "a"]);
});

Deno.test("menus put corruptions below their network and epochs below their training", () => {
  assertEquals(modelChoices(all), [
    ["a", "a"],
    ["b", "b"],
    ["b-noise-1", "b, noise 1", "b, corrupted images"],
    ["b-noise-3", "b, noise 3", "b, corrupted images"],
    ["cnn-0", "cnn · epoch 0", "cnn"],
    ["cnn-1", "cnn · epoch 1", "cnn"],
    ["cnn-5", "cnn · epoch 5", "cnn"],
  ]);
});

Deno.test("beside a layer stands the same one of the same network, else one as deep that is finished", () => {
  const layers = (
    /** @type {string} */ prefix,
    /** @type {number} */ count,
    unfinished = -1,
  ) =>
    Array.from({ length: count }, (_, i) => ({
      folder: `${prefix}${i}`,
      embeddings: i === unfinished ? [] : [{ name: "umap-2d" }],
    }));
  const one = network("b", { layers: layers("x", 5) }),
    noisy = network("n", {
      layers: layers("x", 5, 2),
      corruption: { of: "b" },
    });
  const other = network("c", { layers: layers("x", 3) });
  const beside = (/** @type {any} */ to, /** @type {number} */ at) =>
    layerBeside([one, noisy, other], one, one.layers[at] ?? null, to)?.folder ??
      null;
  assertEquals([beside(noisy, 3), beside(noisy, 2)], ["x3", "x3"]);
  assertEquals([
    beside(other, 0),
    beside(other, 2),
    beside(other, 4),
    beside(other, 9),
  ], ["x0", "x1", "x2", "x2"]);
  assertEquals(beside(network("empty"), 1), null);
});

Deno.test("two stores share what they are to share, each change once, while the mirror is open", async () => {
  const first = new Store(initialState()), second = new Store(initialState());
  const mirror = new Mirror(first, second, ["selected", "hovered"]),
    turn = () => new Promise((done) => setTimeout(done));
  first.set({ selected: 4, layer: "conv1" });
  await turn();
  assertEquals([second.state.selected, second.state.layer], [-1, null]);
  mirror.open();
  assertEquals(second.state.selected, 4);
  let heard = 0;
  first.watch(["selected"], () => heard++);
  // Both in one turn: neither takes back what the other has changed.
  first.set({ hovered: 7 });
  second.set({ selected: 9, layer: "stem" });
  await turn();
  await turn();
  assertEquals([first.state.selected, first.state.hovered, first.state.layer], [
    9,
    7,
    "conv1",
  ]);
  assertEquals([
    second.state.selected,
    second.state.hovered,
    second.state.layer,
  ], [9, 7, "stem"]);
  assertEquals(heard, 2);
  mirror.close();
  second.set({ selected: 1 });
  await turn();
  assertEquals(first.state.selected, 9);
});

Deno.test("long loops let the page go on, short ones do not wait", async () => {
  const real = performance.now.bind(performance);
  let now = 0, turns = 0;
  performance.now = () => now;
  try {
    for (const [cost, least] of [[1, 1], [3, 3], [100, 9]]) {
      /** @type {number[]} */
      const seen = [];
      let over = false;
      turns = 0;
      const count = () => {
        if (over) return;
        turns++;
        setTimeout(count);
      };
      setTimeout(count);
      await inSlices(100, 10, (first, last) => {
        now += cost;
        for (let i = first; i < last; i++) seen.push(i);
      });
      over = true;
      assertEquals(seen, Array.from({ length: 100 }, (_, i) => i));
      assert(turns >= least, `${turns} turns where a step takes ${cost} ms`);
    }
  } finally {
    performance.now = real;
  }
});
