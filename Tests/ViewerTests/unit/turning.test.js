// @ts-check
import { bestPlane } from "../../../Viewer/tour/fisher.js";
import { frameFromRows, identityFrame, orthonormalize, principalFrame } from "../../../Viewer/tour/frame.js";
import { Geodesic } from "../../../Viewer/tour/geodesic.js";
import { GrandTour } from "../../../Viewer/tour/grand-tour.js";
import { dragHandle } from "../../../Viewer/tour/handle.js";
import { mixed, projectAll, projectItem } from "../../../Viewer/tour/projection.js";
import { generator } from "../../../Viewer/tour/random.js";
import { deepen, extent, orbit } from "../../../Viewer/tour/space.js";
import { assert, assertClose, assertEquals } from "./assert.js";

/** @typedef {import("../../../Viewer/tour/frame.js").Frame} Frame */

/** @param {number} rows @param {number} dimensions @param {number} seed */
function cloud(rows, dimensions, seed) {
  const random = generator(seed);
  const values = Float32Array.from({ length: rows * dimensions }, (_, i) => (random() * 2 - 1) * (1 + i % dimensions));
  return { key: `${seed}`, rows, dimensions, aligned: true, values };
}

/** @param {number} size @param {number} seed @returns {Frame} */
function anyFrame(size, seed) {
  const random = generator(seed),
    frame = { size, values: Float64Array.from({ length: size * size }, () => normal(random)) };
  orthonormalize(frame);
  return frame;
}

/** @param {() => number} random */
const normal = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** @param {Frame} frame */
function departure({ size: n, values }) {
  let worst = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let dot = 0;
      for (let k = 0; k < n; k++) dot += values[i * n + k] * values[j * n + k];
      worst = Math.max(worst, Math.abs(dot - (i === j ? 1 : 0)));
    }
  }
  return worst;
}

Deno.test("the frame is orthonormal after a million steps of the tour", () => {
  const frame = identityFrame(15), tour = new GrandTour(15, 42);
  for (let i = 0; i < 1_000_000; i++) tour.step(frame, 1 / 60, .15 + .85 * (i % 2));
  assert(departure(frame) < 1e-12, `departure ${departure(frame)}`);
});

Deno.test("the tour leaves out no direction: over time each is in the plane as often as any other", () => {
  for (const size of [4, 6, 15]) {
    const frame = identityFrame(size), tour = new GrandTour(size, 7), mean = new Float64Array(size * size);
    const samples = 60_000;
    for (let i = 0; i < samples; i++) {
      tour.step(frame, .4, 1);
      for (let a = 0; a < size; a++) {
        for (let b = 0; b < size; b++) {
          mean[a * size + b] += (frame.values[a] * frame.values[b] + frame.values[size + a] * frame.values[size + b]) /
            samples;
        }
      }
    }
    // The mean of the projections onto the plane is 2/p times the identity where no direction is preferred.
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) {
        assertClose(mean[a * size + b], a === b ? 2 / size : 0, .12 / Math.sqrt(size), `${size}: ${a}, ${b}`);
      }
    }
  }
});

Deno.test("the tour comes near every plane", () => {
  const size = 5, frame = identityFrame(size), tour = new GrandTour(size, 3);
  const planes = Array.from({ length: 40 }, (_, i) => anyFrame(size, 100 + i).values), best = planes.map(() => 0);
  for (let i = 0; i < 60_000; i++) {
    tour.step(frame, .2, 1);
    planes.forEach((plane, p) => {
      // The product of the cosines of both principal angles: 1 where the planes are the same.
      const dot = (/** @type {number} */ r, /** @type {number} */ s) => {
        let sum = 0;
        for (let k = 0; k < size; k++) sum += frame.values[r * size + k] * plane[s * size + k];
        return sum;
      };
      best[p] = Math.max(best[p], Math.abs(dot(0, 0) * dot(1, 1) - dot(0, 1) * dot(1, 0)));
    });
  }
  assert(Math.min(...best) > .9, `the plane that was missed most: ${Math.min(...best)}`);
});

Deno.test("in three dimensions the tour turns three rows, in two none; speed 0 stands still", () => {
  const start = anyFrame(7, 5);
  for (const [axes, speed] of [[3, .5], [2, .5], [7, 0]]) {
    const frame = { size: 7, values: start.values.slice() }, tour = new GrandTour(axes, 1);
    for (let i = 0; i < 100; i++) tour.step(frame, 1 / 60, speed);
    const moved = frame.values.map((value, i) => Math.abs(value - start.values[i]));
    assert(Math.max(...moved.subarray(21)) < 1e-9, "the rows beyond the third stay");
    assert((Math.max(...moved) > .05) === (axes === 3), `${axes} axes, speed ${speed}`);
    assert(departure(frame) < 1e-10);
  }
});

for (const axes of [2, 3, 15]) {
  Deno.test(`a handle in ${axes} of 15 dimensions goes to the pointer, and back restores the frame`, () => {
    const start = anyFrame(15, 11), centroid = Float64Array.from({ length: 15 }, (_, i) => Math.sin(i * 1.3));
    const coordinates = (/** @type {Frame} */ frame) =>
      Array.from({ length: 15 }, (_, r) => centroid.reduce((sum, c, k) => sum + c * frame.values[r * 15 + k], 0));
    const before = coordinates(start), reach = Math.hypot(...before.slice(0, axes));
    const angle = 2.1, length = axes === 2 ? reach : .7 * reach;
    const target = /** @type {[number, number]} */ ([length * Math.cos(angle), length * Math.sin(angle)]);
    const turned = dragHandle(start, centroid, target, axes), after = coordinates(turned);
    assertClose(after[0], target[0], 1e-9);
    assertClose(after[1], target[1], 1e-9);
    assert(departure(turned) < 1e-10);
    for (let r = axes; r < 15; r++) assertClose(after[r], before[r], 1e-9, "dimensions that do not turn stay");
    const back = dragHandle(start, centroid, [before[0], before[1]], axes);
    start.values.forEach((value, i) => assertClose(back.values[i], value, 1e-9));
  });
}

Deno.test("a way to a plane begins where one is, ends in the plane, stays orthonormal, and is the shortest", () => {
  for (const seed of [1, 2, 3]) {
    const start = anyFrame(9, seed),
      plane = anyFrame(9, seed + 50).values.slice(0, 18),
      path = new Geodesic(start, plane);
    const out = { size: 9, values: new Float64Array(81) };
    path.at(0, out);
    start.values.forEach((value, i) => assertClose(out.values[i], value, 1e-9));
    path.at(.5, out);
    assert(departure(out) < 1e-9);
    path.at(1, out);
    assert(departure(out) < 1e-9);
    for (let r = 0; r < 2; r++) {
      const row = out.values.subarray(r * 9, r * 9 + 9);
      const inside = [0, 1].reduce((sum, s) => sum + row.reduce((dot, v, k) => dot + v * plane[s * 9 + k], 0) ** 2, 0);
      assertClose(inside, 1, 1e-9, "each row lies in the plane");
    }
  }
  const same = anyFrame(6, 8), nowhere = new Geodesic(same, same.values.slice(0, 12)), out = identityFrame(6);
  nowhere.at(1, out);
  same.values.forEach((value, i) => assertClose(out.values[i], value, 1e-6));
});

Deno.test("the best plane shows the direction in which groups differ, however much wider the others are", () => {
  const random = generator(4), rows = 600, p = 8, values = new Float32Array(rows * p);
  for (let i = 0; i < rows; i++) {
    for (let d = 0; d < p; d++) values[i * p + d] = normal(random) * (d === 5 || d === 6 ? .2 : 3);
    values[i * p + 5] += i % 3;
    values[i * p + 6] += i % 3 === 1 ? 1 : 0;
  }
  const data = { key: "", rows, dimensions: p, aligned: true, values };
  const plane = bestPlane(data, (item) => item % 3, 3);
  assert(plane !== null);
  const within = (/** @type {number} */ d) => (plane?.[d] ?? 0) ** 2 + (plane?.[p + d] ?? 0) ** 2;
  assert(within(5) > .98 && within(6) > .98, `${within(5)}, ${within(6)}`);
  const two = bestPlane(data, (item) => item % 3 === 0 ? 0 : 1, 2);
  assert(two !== null && Math.abs(two[5]) > .6, "two groups: one direction, and the widest beside it");
  assert(frameFromRows([...two ?? []]) !== null, "the rows are orthonormal");
  assertEquals(bestPlane(data, () => 0, 2), null);
  assertEquals(bestPlane(data, (item) => item === 0 ? 0 : item === 1 ? 1 : -1, 2), null);
});

Deno.test("a trackball takes what is near along, and back restores; the third axis is the deepest beside the plane", () => {
  const frame = anyFrame(6, 2), start = frame.values.slice();
  orbit(frame, .3, 0);
  for (let k = 0; k < 6; k++) {
    // A point on the old third axis, which is near, has moved to the right.
    assertClose(frame.values[k], Math.cos(.3) * start[k] + Math.sin(.3) * start[12 + k], 1e-9);
  }
  orbit(frame, -.3, 0);
  start.forEach((value, i) => assertClose(frame.values[i], value, 1e-9));
  const data = cloud(800, 6, 9), deep = identityFrame(6);
  deepen(deep, data);
  assertEquals([...deep.values.subarray(0, 12)], [...identityFrame(6).values.subarray(0, 12)], "the plane stays");
  assert(Math.abs(deep.values[17]) > .95, "the last dimension is the widest");
  assert(departure(deep) < 1e-10 && extent(deep, data) > 1);
});

Deno.test("between two layers each point, and each axis, is the mixture of both ends", () => {
  const a = cloud(50, 15, 1), b = cloud(50, 15, 2), frameA = principalFrame(a.values, 50, 15), frameB = anyFrame(15, 3);
  for (const t of [0, .25, 1]) {
    const blend = { a, b, frameA, frameB, t }, all = projectAll(blend);
    const ends = [projectAll({ ...blend, t: 0 }), projectAll({ ...blend, t: 1 })];
    for (let i = 0; i < 50; i++) {
      const one = projectItem(blend, i);
      for (const axis of [0, 1]) {
        assertClose(one[axis], (1 - t) * ends[0][2 * i + axis] + t * ends[1][2 * i + axis], 1e-5);
        assertClose(all[2 * i + axis], one[axis], 1e-5);
        assertClose(mixed(blend, a.values, b.values, i, axis), one[axis], 1e-12);
      }
    }
  }
});
