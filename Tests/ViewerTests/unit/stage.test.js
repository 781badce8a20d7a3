// @ts-check
import { backOff } from "../../../Viewer/data/connection.js";
import { focusSet, rate, tally } from "../../../Viewer/data/study.js";
import { brokenPath, shareByLayer } from "../../../Viewer/panels/journey.js";
import { shownNames } from "../../../Viewer/panels/rail.js";
import { readLink, writeLink } from "../../../Viewer/state/link.js";
import { initialState, Store } from "../../../Viewer/state/store.js";
import { Grid, nearestToward } from "../../../Viewer/tour/pick.js";
import { choosePictures, pictureSize } from "../../../Viewer/tour/pictures.js";
import { generator, permutation } from "../../../Viewer/tour/random.js";
import { assert, assertClose, assertEquals } from "./assert.js";

const random = generator(11), positions = Float32Array.from({ length: 4000 }, () => random() * 10 - 5);

Deno.test("the grid finds what a search through all points finds", () => {
  const grid = new Grid(positions);
  for (let trial = 0; trial < 300; trial++) {
    const x = random() * 12 - 6, y = random() * 12 - 6, radius = random() * 2;
    const accept = trial % 2 ? (/** @type {number} */ item) => item % 3 !== 0 : () => true;
    let best = -1, square = radius * radius;
    for (let i = 0; i < 2000; i++) {
      const d = (positions[2 * i] - x) ** 2 + (positions[2 * i + 1] - y) ** 2;
      if (accept(i) && d <= square && (d < square || best < 0)) {
        best = i;
        square = d;
      }
    }
    assertEquals(grid.nearest(x, y, radius, accept), best);
  }
});

Deno.test("an empty cloud and a single point can be asked", () => {
  assertEquals(new Grid(new Float32Array(0)).nearest(0, 0, 5), -1);
  assertEquals(new Grid(Float32Array.of(1, 1)).nearest(1.5, 1, 1), 0);
  assertEquals(new Grid(Float32Array.of(1, 1)).nearest(3, 1, 1), -1);
});

Deno.test("an arrow key goes to the nearest image on that side, never to another side", () => {
  const points = Float32Array.of(0, 0, 2, .1, 1, 3, -1, 0, 1, .9);
  assertEquals(nearestToward(points, 0, 1, 0, () => true), 1);
  assertEquals(nearestToward(points, 0, -1, 0, () => true), 3);
  assertEquals(nearestToward(points, 0, 0, -1, () => true), -1);
  assertEquals(nearestToward(points, 0, 1, 0, (item) => item !== 1), 4);
});

Deno.test("pictures keep their distance, stay inside, avoid what is to be avoided, and repeat", () => {
  const screen = Float32Array.from({ length: 4000 }, () => random() * 900);
  const options = {
    order: permutation(2000, 42),
    screen,
    size: { width: 900, height: 700 },
    gap: 58,
    limit: 50,
    margin: { top: 62, bottom: 70, side: 20 },
    accept: (/** @type {number} */ item) => item % 2 === 0,
    avoid: /** @type {[number, number, number, number][]} */ ([[300, 300, 420, 400]]),
  };
  const chosen = choosePictures(options);
  assertEquals(chosen, choosePictures(options));
  assert(chosen.length > 20 && chosen.length <= 50);
  chosen.forEach((item, i) => {
    const x = screen[2 * item], y = screen[2 * item + 1];
    assert(item % 2 === 0 && x >= 20 && x <= 880 && y >= 62 && y <= 630);
    assert(!(x > 300 && x < 420 && y > 300 && y < 400));
    for (const other of chosen.slice(i + 1)) {
      assert(Math.abs(screen[2 * other] - x) >= 58 || Math.abs(screen[2 * other + 1] - y) >= 58);
    }
  });
  assertEquals(choosePictures({ ...options, gap: 0, limit: 4096 }).length > chosen.length, true);
});

Deno.test("pictures grow with the root of the zoom, up to 96 pixels", () => {
  assertEquals([pictureSize(1, 1), pictureSize(4, 1), pictureSize(150, 1)], [28, 56, 96]);
});

Deno.test("classes are counted, and errors only where the prediction is known to be wrong", () => {
  const counted = tally(3, [0, 1, 1, -1], {
    classIndex: [0, 7, 2, 0],
    probability: [.9, .5, .8, .1],
    labelIndex: [0, 2, -1, 0],
    correct: [1, 0, -1, 0],
  });
  assertEquals([counted.counts, counted.errors, counted.misclassified, counted.unlabeled], [
    [1, 2, 0],
    [0, 1, 0],
    1,
    1,
  ]);
});

Deno.test("above ten classes the ten with most errors have color; a pinned one takes the place of one, no other moves", () => {
  const counts = Int32Array.from({ length: 25 }, () => 10),
    errors = Int32Array.from({ length: 25 }, (_, k) => k % 5 === 0 ? 9 - k / 5 : 0);
  const before = focusSet({ counts, errors });
  assertEquals(before.length, 10);
  for (const k of [0, 5, 10, 15, 20]) assert(before.includes(k));
  const after = focusSet({ counts, errors }, [24]);
  assert(after.includes(24));
  assertEquals(after.filter((k, slot) => k !== before[slot]).length, 1);
  assertEquals(
    focusSet({ counts: counts.subarray(0, 4), errors: errors.subarray(0, 4) }),
    [0, 1, 2, 3],
  );
});

Deno.test("a link says the view and gives it back", () => {
  const link = {
    view: /** @type {const} */ ("tour"),
    model: "googlenet",
    layer: "inception_5b/output",
    embedding: "umap-15d",
    mode: /** @type {const} */ ("images"),
    selected: 2618,
    isolated: ["gas pump", "A & B = C"],
    marks: "mt",
    camera: { x: .25, y: -.5, zoom: 3 },
    frame: [1, 0, 0, 0, .6, .8],
  };
  const { link: again, dropped } = readLink("#" + writeLink(link));
  assertEquals(dropped, []);
  assertEquals({ ...again, frame: null }, { ...link, frame: null });
  again.frame?.forEach((value, i) => assertClose(value, link.frame[i], 1e-4));
});

Deno.test("what a link cannot mean is dropped and named, the rest is kept", () => {
  const { link, dropped } = readLink("#v=tour&l=conv1&i=-4&d=sparkles&z=1,2&q=!!!&foo=1");
  assertEquals(link.layer, "conv1");
  assertEquals([link.selected, link.mode, link.camera], [undefined, undefined, undefined]);
  assertEquals(dropped, ["i", "d", "z", "q", "foo"]);
});

Deno.test("listeners hear once a turn, and only of what changed", async () => {
  const store = new Store(initialState());
  /** @type {number[]} */
  const heard = [];
  store.watch(["selected"], (state) => heard.push(state.selected));
  store.set({ selected: 4 });
  store.set({ selected: 5, hovered: 1 });
  store.set({ hovered: 2 });
  await Promise.resolve();
  store.set({ selected: 5 });
  await Promise.resolve();
  assertEquals(heard, [-1, 5]);
});

Deno.test("attempts to reach a lost server get rarer, up to half a minute", () => {
  assertEquals([0, 1, 2, 3, 20].map(backOff), [1000, 2000, 4000, 8000, 30000]);
});

Deno.test("rates lose their zero, names their meaningless end where they stay different", () => {
  assertEquals([rate(.962), rate(1), rate(null), rate(-.5, 2)], [".962", "1.00", "–", "-.50"]);
  const shown = (/** @type {string[]} */ ...names) => shownNames(names.map((name) => ({ name, operator: "Conv" })));
  assertEquals(shown("data", "a_output", "b_output_0", "b_output", "b"), ["data", "a", "b_output_0", "b_output", "b"]);
  assertEquals(shown("/layer1/layer1.0/conv1/Conv_output_0", "/fc/Gemm_output_0", "/Conv_3_output_0"), [
    "layer1.0/conv1",
    "fc/Gemm",
    "Conv_3",
  ]);
});

Deno.test("neighbors are counted by label in every layer, and a missing layer breaks the line", () => {
  const near = (/** @type {number[]} */ ...list) => list.map((item) => ({ item, distance: 1 }));
  const values = shareByLayer([near(0, 1, 2), null, near(2, 3), near(1)], [5, 5, 7, 5], 5);
  assertEquals(values, [2, null, 1, 1]);
  assertEquals(brokenPath(values, (i) => i, (value) => value), "M0.0 2.0M2.0 1.0L3.0 1.0");
});
