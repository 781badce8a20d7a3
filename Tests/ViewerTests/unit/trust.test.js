// Measures of trust: which neighbors an embedding keeps, what is low, what a link says of it.

import { missingNeighbors } from "../../../Viewer/data/false-neighbors.js";
import {
  countLow,
  DEFAULT_LOW,
  readMeasure,
  spreadOut,
  trustBy,
  writeMeasure,
} from "../../../Viewer/data/trust-measures.js";
import { readColouring, writeColouring } from "../../../Viewer/state/colouring.js";
import { readLink, writeLink } from "../../../Viewer/state/link.js";
import { preservedShares, Sweep } from "../../../Viewer/tour/preserved.js";
import { generator } from "../../../Viewer/tour/random.js";
import { assertEquals } from "./assert.js";

/** @param {number} rows @param {number} dimensions @param {number} steps few: many ties */
function cloud(rows, dimensions, steps) {
  const random = generator(7);
  const values = Float32Array.from(
    { length: rows * dimensions },
    () => Math.round(random() * steps) / steps,
  );
  return { values, rows, dimensions };
}

/** @param {ReturnType<typeof cloud>} cloud @param {number} item @param {number} k */
function slowly({ values, rows, dimensions: n }, item, k) {
  const away = (/** @type {number} */ j) => {
    let square = 0;
    for (let d = 0; d < n; d++) {
      square += (values[j * n + d] - values[item * n + d]) ** 2;
    }
    return square;
  };
  const all = Array.from({ length: rows }, (_, j) => j).filter((j) => j !== item);
  return all.sort((a, b) => away(a) - away(b) || a - b).slice(0, k);
}

Deno.test("a sweep finds the nearest in any number of dimensions, ties to the lower index", () => {
  for (const [dimensions, steps] of [[2, 6], [5, 1000], [15, 3]]) {
    const points = cloud(300, dimensions, steps),
      sweep = new Sweep(points.values, 300, dimensions);
    const found = new Int32Array(15), squares = new Float64Array(15);
    for (let item = 0; item < 300; item += 7) {
      const count = sweep.nearest(item, 15, found, squares);
      assertEquals([...found.subarray(0, count)], slowly(points, item, 15));
    }
  }
});

Deno.test("preservation is the share of the nearest in the layer that the embedding keeps", () => {
  const points = cloud(120, 4, 1000),
    items = Int32Array.of(3, 50, 119),
    near = new Int32Array(3 * 20);
  items.forEach((item, i) => {
    // The first 5 of its 15 are its nearest in the embedding, the others are its farthest.
    const order = slowly(points, item, 119);
    near.set([...order.slice(0, 5), ...order.slice(-15)], 20 * i);
  });
  const shares = preservedShares(points, { items, count: 20, near }, 15);
  assertEquals([...shares], [...Float32Array.of(5 / 15, 5 / 15, 5 / 15)]);
});

Deno.test("a study with fewer images than neighbors keeps them all", () => {
  const points = cloud(4, 3, 1000),
    near = Int32Array.of(1, 2, 3, 0, 2, 3, 0, 1, 3, 0, 1, 2);
  const shares = preservedShares(points, {
    items: Int32Array.of(0, 1, 2, 3),
    count: 3,
    near,
  }, 15);
  assertEquals([...shares], [1, 1, 1, 1]);
});

Deno.test("missing neighbors are those of the layer that are not near in the embedding, in their order", () => {
  assertEquals(missingNeighbors([5, 2, 9], [2, 7, 9, 1], 3), [7]);
});

Deno.test("what is not known is not low", () => {
  const values = spreadOut([1, 3], Float32Array.of(.4, .9), 5);
  assertEquals(countLow(values, .5), { low: 1, known: 2 });
  assertEquals(Number.isNaN(values[0]), true);
  const state = { trust: Float32Array.of(1), preserved: null, seen: values };
  assertEquals([
    trustBy(state, "trustworthiness"),
    trustBy(state, "preservation"),
    trustBy(state, "view"),
  ], [
    state.trust,
    null,
    values,
  ]);
});

Deno.test("a measure and its threshold survive a link, and only what is one is read", () => {
  for (
    const by of /** @type {const} */ (["trustworthiness", "preservation", "view"])
  ) {
    assertEquals(readMeasure(writeMeasure(by, .35)), { by, below: .35 });
    assertEquals(readMeasure(writeMeasure(by, DEFAULT_LOW[by])), {
      by,
      below: DEFAULT_LOW[by],
    });
    const { link, dropped } = readLink(writeLink({ low: { by, below: .6 } }));
    assertEquals([link.low, dropped], [{ by, below: .6 }, []]);
  }
  for (const text of ["", "luck", "view,2", "view,x", "view,-1"]) {
    assertEquals(readMeasure(text), null);
  }
  assertEquals(readLink("t=luck").dropped, ["t"]);
});

Deno.test("a colouring by trust says by which measure", () => {
  for (const text of ["trust", "trust:preservation", "trust:view"]) {
    const colouring = readColouring(text);
    assertEquals(colouring && writeColouring(colouring), text);
  }
  assertEquals(readColouring("trust:luck"), null);
});
