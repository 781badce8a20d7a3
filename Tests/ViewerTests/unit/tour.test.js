// @ts-check
import { fit, panBy, toScreen, toView, zoomAt } from "../../../Viewer/tour/camera.js";
import { classMeans } from "../../../Viewer/tour/centroids.js";
import {
  frameFromRows,
  identityFrame,
  orthonormalize,
  principalFrame,
  smallest,
  widestFrame,
} from "../../../Viewer/tour/frame.js";
import { GrandTour } from "../../../Viewer/tour/grand-tour.js";
import { dragHandle } from "../../../Viewer/tour/handle.js";
import { easeInOutCubic, Motion } from "../../../Viewer/tour/motion.js";
import { bake, projectAll, projectItem } from "../../../Viewer/tour/projection.js";
import { generator, permutation } from "../../../Viewer/tour/random.js";
import { normalized } from "../../../Viewer/data/arrays.js";
import { assert, assertClose, assertEquals } from "./assert.js";

/** @param {number} rows @param {number} dimensions @param {number} seed */
function cloud(rows, dimensions, seed) {
  const random = generator(seed);
  return {
    key: `cloud ${seed}`,
    rows,
    dimensions,
    aligned: true,
    values: Float32Array.from({ length: rows * dimensions }, (_, i) => (random() * 2 - 1) * (1 + i % dimensions)),
  };
}

/** @param {import("../../../Viewer/tour/frame.js").Frame} frame */
function departure({ size, values }) {
  let worst = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let dot = 0;
      for (let k = 0; k < size; k++) dot += values[i * size + k] * values[j * size + k];
      worst = Math.max(worst, Math.abs(dot - (i === j ? 1 : 0)));
    }
  }
  return worst;
}

Deno.test("the drawing order is a permutation and the same for the same seed", () => {
  const order = permutation(1000, 42);
  assertEquals([...order].sort((a, b) => a - b), Array.from({ length: 1000 }, (_, i) => i));
  assertEquals(order, permutation(1000, 42));
  assert(order.some((item, i) => item !== permutation(1000, 43)[i]));
});

Deno.test("the principal frame is orthonormal and its axes hold ever less variance", () => {
  const data = cloud(400, 15, 3), frame = principalFrame(data.values, 400, 15);
  assert(departure(frame) < 1e-10, `departure ${departure(frame)}`);
  const variance = (/** @type {number} */ axis) => {
    const values = Array.from({ length: 400 }, (_, i) => {
      let sum = 0;
      for (let d = 0; d < 15; d++) sum += frame.values[axis * 15 + d] * data.values[i * 15 + d];
      return sum;
    });
    const mean = values.reduce((a, b) => a + b) / 400;
    return values.reduce((a, b) => a + (b - mean) ** 2, 0) / 400;
  };
  for (let axis = 1; axis < 15; axis++) assert(variance(axis) <= variance(axis - 1) + 1e-6, `axis ${axis}`);
});

Deno.test("a few points far out do not decide the first plane", () => {
  const data = cloud(400, 6, 3);
  for (let i = 0; i < 8; i++) data.values[i * 6] += 200;
  const axis = (/** @type {import("../../../Viewer/tour/frame.js").Frame} */ frame) => Math.abs(frame.values[0]);
  assert(axis(principalFrame(data.values, 400, 6)) > .95, "for the variance they do");
  const frame = widestFrame(data.values, 400, 6);
  assert(
    axis(frame) < .3 && Math.abs(frame.values[5]) > .9,
    `the widest axis is the sixth: ${frame.values.subarray(0, 6)}`,
  );
  assert(departure(frame) < 1e-10);
  assert(widestFrame(new Float32Array(0), 0, 3).values.every(Number.isFinite), "no points, no fault");
});

Deno.test("the Grand Tour keeps the frame orthonormal, keeps lengths, and repeats with its seed", () => {
  const frame = identityFrame(15), again = identityFrame(15);
  const tour = new GrandTour(15, 7), same = new GrandTour(15, 7);
  for (let i = 0; i < 600; i++) {
    tour.step(frame, 1 / 60, .15);
    same.step(again, 1 / 60, .15);
  }
  assert(departure(frame) < 1e-9);
  assertEquals(frame.values, again.values);
  const moved = Math.abs(frame.values[0] - 1) + Math.abs(frame.values[16] - 1);
  assert(moved > .1, `ten seconds moved the plane by ${moved}`);
});

Deno.test("the view plane turns at the speed that was asked for", () => {
  const frame = identityFrame(8), tour = new GrandTour(8, 3);
  tour.step(frame, .01, .5);
  // To first order the two axes leave the plane by √2 · speed · time together.
  let outside = 0;
  for (let k = 2; k < 8; k++) outside += frame.values[k] ** 2 + frame.values[8 + k] ** 2;
  assertClose(Math.sqrt(outside), Math.SQRT2 * .5 * .01, 1e-4);
});

Deno.test("a lost row is replaced: the frame is orthonormal whatever came in", () => {
  const frame = identityFrame(4);
  frame.values.copyWithin(8, 0, 4);
  orthonormalize(frame);
  assert(departure(frame) < 1e-12);
});

Deno.test("a frame survives the way through a link to the precision of its numbers", () => {
  const frame = principalFrame(cloud(100, 15, 5).values, 100, 15);
  const again = frameFromRows([...frame.values.subarray(0, 30)]);
  assert(again !== null && departure(again) < 1e-9);
  for (let i = 0; i < 30; i++) assertClose(again?.values[i] ?? NaN, frame.values[i], 1e-6);
  assertEquals(frameFromRows([1, 0, 0]), null);
  assertEquals(frameFromRows([9, 0, 0, 0, 1, 0]), null);
});

Deno.test("a dragged handle stays under the pointer and going back undoes the drag", () => {
  const start = principalFrame(cloud(200, 15, 9).values, 200, 15);
  const centroid = Float32Array.from({ length: 15 }, (_, i) => Math.sin(i * 1.7));
  const place = (/** @type {import("../../../Viewer/tour/frame.js").Frame} */ frame) =>
    [0, 1].map((axis) => centroid.reduce((sum, c, d) => sum + frame.values[axis * 15 + d] * c, 0));
  const before = place(start), moved = dragHandle(start, centroid, [.6, -.4]);
  assert(departure(moved) < 1e-9);
  assertClose(place(moved)[0], .6, 1e-6);
  assertClose(place(moved)[1], -.4, 1e-6);
  const back = dragHandle(start, centroid, [before[0], before[1]]);
  for (let i = 0; i < 225; i++) assertClose(back.values[i], start.values[i], 1e-6);
});

Deno.test("a handle dragged farther than its reach stops at its reach", () => {
  const start = identityFrame(5), centroid = Float32Array.of(.3, .1, .5, 0, 0), reach = Math.hypot(...centroid);
  const frame = dragHandle(start, centroid, [10, 0]);
  const x = centroid.reduce((sum, c, d) => sum + frame.values[d] * c, 0);
  assertClose(x, reach, 1e-6);
});

Deno.test("halfway between two layers is the mean of both", () => {
  const a = cloud(50, 15, 1), b = cloud(50, 15, 2), frame = principalFrame(a.values, 50, 15);
  const at = (/** @type {number} */ t) => projectAll({ a, b, frameA: frame, frameB: frame, t });
  const half = at(.5), start = at(0), end = at(1);
  for (let i = 0; i < 100; i++) assertClose(half[i], (start[i] + end[i]) / 2, 1e-5);
  const [x, y] = projectItem({ a, b, frameA: frame, frameB: frame, t: .25 }, 7);
  assertClose(x, .75 * start[14] + .25 * end[14], 1e-5);
  assertClose(y, .75 * start[15] + .25 * end[15], 1e-5);
});

Deno.test("a motion that is interrupted goes on from where it is", () => {
  const a = cloud(30, 15, 1), b = cloud(30, 15, 2), frame = identityFrame(15);
  const blend = { a, b, frameA: frame, frameB: frame, t: .3 }, before = projectAll(blend);
  const { cloud: same, sameSpace } = bake(blend);
  assert(sameSpace);
  const after = projectAll({ a: same, b: same, frameA: frame, frameB: frame, t: 1 });
  for (let i = 0; i < 60; i++) assertClose(after[i], before[i], 1e-5);
  const flat = cloud(30, 2, 4), mixed = { a, b: flat, frameA: frame, frameB: identityFrame(2), t: .6 };
  const between = bake(mixed);
  assert(!between.sameSpace && between.cloud.dimensions === 2);
  assertEquals(between.cloud.values, projectAll(mixed));
});

Deno.test("class means ignore items without a label", () => {
  const means = classMeans(
    { key: "", rows: 3, dimensions: 2, values: Float32Array.of(1, 2, 3, 4, 9, 9), aligned: true },
    [0, 0, -1],
    2,
  );
  assertEquals(means.values, [2, 3, 0, 0]);
});

Deno.test("an array without alignment is centered and scaled to a root mean square radius of one", () => {
  const data = cloud(200, 3, 8), out = normalized(data.values, 200, 3);
  for (let d = 0; d < 3; d++) {
    let mean = 0;
    for (let i = 0; i < 200; i++) mean += out[3 * i + d] / 200;
    assertClose(mean, 0, 1e-6);
  }
  assertClose(out.reduce((sum, v) => sum + v * v, 0) / 200, 1, 1e-5);
});

Deno.test("cubic in and out begins and ends exactly, and is symmetric", () => {
  assertEquals([easeInOutCubic(0), easeInOutCubic(.5), easeInOutCubic(1)], [0, .5, 1]);
  assertClose(easeInOutCubic(.2) + easeInOutCubic(.8), 1, 1e-12);
  const motion = new Motion(1000, 700);
  assertEquals([
    motion.progress(900),
    motion.progress(1350),
    motion.progress(1700),
    motion.over(1699),
    motion.over(1700),
  ], [0, .5, 1, false, true]);
});

const size = { width: 800, height: 600 }, camera = { x: .2, y: -.1, base: 150, zoom: 2 };

Deno.test("screen and view are inverse to each other, y up in the view", () => {
  const [x, y] = toScreen(camera, size, .7, .4), [viewX, viewY] = toView(camera, size, x, y);
  assertClose(viewX, .7, 1e-12);
  assertClose(viewY, .4, 1e-12);
  assert(toScreen(camera, size, 0, 1)[1] < toScreen(camera, size, 0, 0)[1]);
});

Deno.test("zooming keeps what is under the pointer there, and stops at 0.1 and 150", () => {
  const under = toView(camera, size, 123, 456), nearer = zoomAt(camera, size, 123, 456, 3);
  const still = toView(nearer, size, 123, 456);
  assertClose(still[0], under[0], 1e-12);
  assertClose(still[1], under[1], 1e-12);
  assertEquals([zoomAt(camera, size, 0, 0, 1e6).zoom, zoomAt(camera, size, 0, 0, 1e-6).zoom], [150, .1]);
});

Deno.test("panning moves the picture with the hand", () => {
  const before = toScreen(camera, size, 0, 0), after = toScreen(panBy(camera, 30, -20), size, 0, 0);
  assertClose(after[0] - before[0], 30, 1e-9);
  assertClose(after[1] - before[1], -20, 1e-9);
});

Deno.test("fitting puts the points inside the padding", () => {
  const positions = Float32Array.of(-1, -2, 3, 4, 0, 0, 1, 1), padding = { top: 60, right: 20, bottom: 40, left: 30 };
  const fitted = fit(positions, size, padding);
  for (let i = 0; i < 8; i += 2) {
    const [x, y] = toScreen(fitted, size, positions[i], positions[i + 1]);
    assert(x >= 29.9 && x <= 780.1 && y >= 59.9 && y <= 560.1, `${x}, ${y}`);
  }
  assertEquals(fit(new Float32Array(0), size, padding).zoom, 1);
});

Deno.test("one point far out does not shrink all the others, a cluster far out is shown", () => {
  const padding = { top: 0, right: 0, bottom: 0, left: 0 };
  const near = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i * 7)), far = near.slice();
  const plain = fit(near, size, padding).base;
  far.set([100, 50], 0);
  assert(fit(far, size, padding).base > .85 * plain, "one of 500");
  for (let i = 0; i < 20; i++) far.set([100, 50], 2 * i);
  assert(fit(far, size, padding).base < .1 * plain, "twenty of 500");
});

Deno.test("the value at a place is the one that sorting would put there, ties and orders of all kinds", () => {
  const random = generator(7);
  for (let round = 0; round < 300; round++) {
    const count = 1 + Math.floor(random() * 60), kinds = 1 + Math.floor(random() * 20);
    const values = Float32Array.from({ length: count }, () => Math.floor(random() * kinds) - 3);
    if (round % 3 === 0) values.sort();
    if (round % 3 === 1) values.sort().reverse();
    const sorted = values.slice().sort(), place = Math.floor(random() * count);
    assertEquals(smallest(values, place), sorted[place]);
  }
});
