// @ts-check
// Hues by similarity: a round trip through the middles of all classes, as short as small changes make it; whoever is
// near on the way has a near hue.

const MOST_PASSES = 40;

/**
 * @param {import("./arrays.js").Cloud} means one row a category @param {ArrayLike<number>} counts 0: left out
 * @returns {Float32Array} 0–1 around the circle, −1 for those without images
 */
export function hueOrder(means, counts) {
  const present = Array.from(counts, (_, k) => k).filter((k) => counts[k] > 0);
  const hues = new Float32Array(counts.length).fill(-1), distances = distanceTable(means, present);
  const route = roundTrip(distances, present.length), total = route.length;
  const gaps = route.map((stop, i) => distances[stop * total + route[(i + 1) % total]]);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / Math.max(1, total) || 1;
  // Half the step is even, so that neighbors can be told apart; half follows the distance.
  const steps = gaps.map((gap) => .5 + .5 * gap / mean), length = steps.reduce((sum, step) => sum + step, 0) || 1;
  let at = 0;
  route.forEach((stop, i) => {
    hues[present[stop]] = at / length;
    at += steps[i];
  });
  return hues;
}

/** @param {import("./arrays.js").Cloud} means @param {number[]} rows */
function distanceTable({ values, dimensions }, rows) {
  const count = rows.length, table = new Float32Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let square = 0;
      for (let d = 0; d < dimensions; d++) {
        square += (values[rows[i] * dimensions + d] - values[rows[j] * dimensions + d]) ** 2;
      }
      table[i * count + j] = table[j * count + i] = Math.sqrt(square);
    }
  }
  return table;
}

/** To the nearest that is left, then untangled: two ways that cross are exchanged (2-opt) until none is shorter.
 * The same input gives the same way. O(n²) a pass. @param {Float32Array} distances @param {number} count */
export function roundTrip(distances, count) {
  const route = nearestFirst(distances, count),
    d = (/** @type {number} */ a, /** @type {number} */ b) => distances[a * count + b];
  for (let pass = 0, better = true; better && pass < MOST_PASSES; pass++) {
    better = false;
    for (let i = 0; i < count - 2; i++) {
      for (let j = i + 2; j < count - (i === 0 ? 1 : 0); j++) {
        const a = route[i], b = route[i + 1], c = route[j], e = route[(j + 1) % count];
        if (d(a, c) + d(b, e) >= d(a, b) + d(c, e) - 1e-6) continue;
        for (let low = i + 1, high = j; low < high; low++, high--) {
          const kept = route[low];
          route[low] = route[high];
          route[high] = kept;
        }
        better = true;
      }
    }
  }
  return route;
}

/** @param {Float32Array} distances @param {number} count */
function nearestFirst(distances, count) {
  const left = new Set(Array.from({ length: count }, (_, k) => k)), route = [];
  for (let at = 0; left.size > 0;) {
    left.delete(at);
    route.push(at);
    let best = -1;
    for (const next of left) if (best < 0 || distances[at * count + next] < distances[at * count + best]) best = next;
    if (best < 0) break;
    at = best;
  }
  return route;
}
