// @ts-check
// Trails through the frames: where an image is between two of them, where its trail runs at a strength of bundling.

/**
 * @typedef {object} Trails
 * @property {number} count of trails
 * @property {number} frames
 * @property {number} vertices of a trail
 * @property {number} segment vertices from one frame to the next
 * @property {Float32Array} positions frames × count × 2
 * @property {Float32Array} bundled count × vertices × 2
 */

/** @param {import("../data/evolution.js").Sequence} sequence @returns {Trails} */
export function trailsOf({ info, items, positions, trails }) {
  return {
    count: items.length,
    frames: info.frames.length,
    vertices: info.vertexCount,
    segment: info.segmentVertexCount,
    positions,
    bundled: trails,
  };
}

/** Where all images are, at a frame or between two: x, y, x, y, … @param {Trails} trails @param {number} at 0 … frames − 1
 * @param {Float32Array} [out] */
export function placesAt({ count, frames, positions }, at, out = new Float32Array(2 * count)) {
  const lower = Math.max(0, Math.min(frames - 1, Math.floor(at))), upper = Math.min(frames - 1, lower + 1);
  const t = Math.max(0, Math.min(1, at - lower)), a = 2 * count * lower, b = 2 * count * upper;
  for (let k = 0; k < 2 * count; k++) out[k] = positions[a + k] + (positions[b + k] - positions[a + k]) * t;
  return out;
}

/** One trail: x, y, x, y, … @param {Trails} trails @param {number} row @param {number} strength 0–1
 * @param {Float32Array} [out] */
export function trailOf(trails, row, strength, out = new Float32Array(2 * trails.vertices)) {
  const { count, frames, vertices, segment, positions, bundled } = trails;
  for (let v = 0; v < vertices; v++) {
    const f = Math.min(frames - 2, Math.floor(v / segment)), t = frames < 2 ? 0 : (v - f * segment) / segment;
    for (let axis = 0; axis < 2; axis++) {
      const from = positions[2 * (Math.max(0, f) * count + row) + axis];
      const to = positions[2 * (Math.min(frames - 1, f + 1) * count + row) + axis];
      const straight = from + (to - from) * t;
      out[2 * v + axis] = straight + (bundled[2 * (row * vertices + v) + axis] - straight) * strength;
    }
  }
  return out;
}

/** All trails, one after the other. @param {Trails} trails @param {number} strength @param {Float32Array} [out] */
export function allTrails(trails, strength, out = new Float32Array(2 * trails.count * trails.vertices)) {
  const length = 2 * trails.vertices;
  for (let row = 0; row < trails.count; row++) {
    trailOf(trails, row, strength, out.subarray(row * length, (row + 1) * length));
  }
  return out;
}

/**
 * The trail nearest to a place, −1 if none is within the radius. O(vertices of all trails).
 * @param {Float32Array} mixed as from `allTrails` @param {number} vertices of a trail @param {number} x @param {number} y
 * @param {number} radius @param {(row: number) => boolean} accept
 */
export function nearestTrail(mixed, vertices, x, y, radius, accept) {
  const count = mixed.length / 2 / vertices;
  let best = -1, bestSquare = radius * radius;
  for (let row = 0; row < count; row++) {
    if (!accept(row)) continue;
    for (let at = 2 * row * vertices, end = at + 2 * (vertices - 1); at < end; at += 2) {
      const square = squareToSegment(mixed, at, x, y);
      if (square < bestSquare) {
        best = row;
        bestSquare = square;
      }
    }
  }
  return best;
}

/** @param {Float32Array} mixed @param {number} at of the first end @param {number} x @param {number} y */
function squareToSegment(mixed, at, x, y) {
  const ax = mixed[at], ay = mixed[at + 1], dx = mixed[at + 2] - ax, dy = mixed[at + 3] - ay;
  const length = dx * dx + dy * dy;
  const t = length > 0 ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return (ax + t * dx - x) ** 2 + (ay + t * dy - y) ** 2;
}

/**
 * Flags the trails that pass through a region, looked at every `step`.
 * @param {Float32Array} mixed @param {number} vertices @param {import("./region.js").Region} region @param {number} step
 * @param {Uint8Array} out one byte a trail
 */
export function flagPassing(mixed, vertices, region, step, out) {
  const { left, right, low, high } = region;
  for (let row = 0; row < out.length; row++) {
    out[row] = 0;
    for (let at = 2 * row * vertices, end = at + 2 * (vertices - 1); at < end && out[row] === 0; at += 2) {
      const ax = mixed[at], ay = mixed[at + 1], dx = mixed[at + 2] - ax, dy = mixed[at + 3] - ay;
      if (Math.max(ax, ax + dx) < left || Math.min(ax, ax + dx) > right) continue;
      if (Math.max(ay, ay + dy) < low || Math.min(ay, ay + dy) > high) continue;
      const parts = Math.max(1, Math.min(256, Math.ceil(Math.hypot(dx, dy) / step)));
      for (let p = 0; p <= parts; p++) {
        if (!region.contains(ax + dx * p / parts, ay + dy * p / parts)) continue;
        out[row] = 1;
        break;
      }
    }
  }
  return out;
}

/** Depth as lightness: near the background first, the color itself at seven tenths of the way, beyond it towards the ink.
 * @param {number[]} color @param {number[]} stage @param {number[]} ink alike, 0–1 or 0–255 @param {number} t 0–1
 * @param {number} beyond how far towards the ink the end of the way is, 0–1 */
export function shade(color, stage, ink, t, beyond) {
  const near = .16 + .84 * Math.min(1, t / .7), far = Math.max(0, (t - .7) / .3) * beyond;
  return color.map((value, c) => {
    const kept = stage[c] + (value - stage[c]) * near;
    return kept + (ink[c] - kept) * far;
  });
}

/** How far the last part of a trail goes beyond its class's color. */
export const BEYOND = { dark: .33, light: .18 };

/** How much of a trail is seen at a depth, before the reader's opacity. @param {number} t 0–1 */
export const density = (t) => .22 + .71 * t;
