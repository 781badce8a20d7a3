// @ts-check
// Which channels tell some images from all others: the area under the ROC curve with the p-values of Mann & Whitney 1947
// (doi:10.1214/aoms/1177730491), the variance corrected for ties, and the correction of Benjamini & Hochberg 1995
// (doi:10.1111/j.2517-6161.1995.tb02031.x), as the program works them out.

/** @typedef {import("./array.js").PackedArray} PackedArray */

/** The complementary error function for x ≥ 0, to 14 digits: its series, or from 2 on its continued fraction.
 * @param {number} x */
export function erfc(x) {
  if (x < 2) {
    let term = x, sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 1 - 2 / Math.sqrt(Math.PI) * sum;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

/** p-values in their order, corrected for their number. @param {readonly number[]} values */
export function corrected(values) {
  const order = values.map((_, place) => place).sort((a, b) => values[a] - values[b] || a - b), result = [...values];
  let smallest = 1;
  for (let rank = order.length - 1; rank >= 0; rank--) {
    smallest = Math.min(smallest, values[order[rank]] * values.length / (rank + 1));
    result[order[rank]] = smallest;
  }
  return result;
}

/** Area and p-value of one channel; null where nothing can be said. @param {Float32Array} values @param {Uint8Array} inside
 * @param {number} count of those inside */
function areaOf(values, inside, count) {
  const total = values.length, order = Uint32Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  let ranks = 0, ties = 0;
  for (let start = 0; start < total;) {
    let end = start + 1;
    while (end < total && values[order[end]] === values[order[start]]) end++;
    const size = end - start;
    ties += size ** 3 - size;
    for (let place = start; place < end; place++) if (inside[order[place]]) ranks += (start + end + 1) / 2;
    start = end;
  }
  const outside = total - count, scale = 1 / (total + 1), weight = count * outside * scale;
  const excess = (ranks - count * (count + 1) / 2 - count * outside / 2) * scale;
  const tieFactor = total + 1 - ties / Math.max(1, total * (total - 1));
  const variance = count * outside / 12 * tieFactor * scale * scale;
  if (variance <= 1e-9 * count * outside * scale * scale) return null;
  return { area: .5 + excess / weight, pValue: erfc(Math.abs(excess) / Math.sqrt(variance) / Math.SQRT2) };
}

/** The area farthest from ½ first, ties by number. O(channels · images · log images).
 * @param {PackedArray} activations @param {readonly number[]} items */
export function areasOf(activations, items) {
  const inside = new Uint8Array(activations.rows), found = [];
  for (const item of items) inside[item] = 1;
  for (let neuron = 0; neuron < activations.columns; neuron++) {
    const told = areaOf(activations.column(neuron), inside, items.length);
    if (told) found.push({ neuron, ...told });
  }
  found.sort((a, b) => Math.abs(b.area - .5) - Math.abs(a.area - .5) || a.neuron - b.neuron);
  const all = corrected(found.map(({ pValue }) => pValue));
  return found.map((each, place) => ({ ...each, correctedPValue: all[place] }));
}
