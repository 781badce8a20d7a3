// @ts-check
// Which channels go together, and which images excite several of them: as the program works it out, from the activations
// that an exported page keeps.

/** @typedef {import("./array.js").PackedArray} PackedArray */

/** Differences from the mean, and the sum of their squares: 0 for a channel that never varies.
 * @param {Float32Array} values */
function centered(values) {
  let sum = 0, square = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length, differences = Float64Array.from(values, (value) => value - mean);
  for (const difference of differences) square += difference * difference;
  return { differences, square: values.every((value) => value === values[0]) ? 0 : square };
}

/** Pearson's correlation of one channel with all that vary, the largest |r| first, ties by number. O(images · channels).
 * @param {PackedArray} activations @param {number} neuron */
export function correlationsWith(activations, neuron) {
  const own = centered(activations.column(neuron));
  if (own.square === 0) return [];
  const found = [];
  for (let other = 0; other < activations.columns; other++) {
    if (other === neuron) continue;
    const { differences, square } = centered(activations.column(other));
    if (square === 0) continue;
    let product = 0;
    for (let i = 0; i < differences.length; i++) product += differences[i] * own.differences[i];
    const correlation = Math.max(-1, Math.min(1, product / (Math.sqrt(own.square) * Math.sqrt(square))));
    found.push({ neuron: other, correlation });
  }
  return found.sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation) || a.neuron - b.neuron);
}

/** For each image the mean of (activation − mean) / standard deviation; channels that never vary count 0.
 * @param {PackedArray} activations @param {readonly number[]} neurons */
export function meanStandardized(activations, neurons) {
  const sums = new Float64Array(activations.rows);
  for (const neuron of neurons) {
    const { differences, square } = centered(activations.column(neuron));
    if (square === 0) continue;
    const deviation = Math.sqrt(square / activations.rows);
    for (let i = 0; i < sums.length; i++) sums[i] += differences[i] / deviation;
  }
  return Float32Array.from(sums, (sum) => sum / neurons.length);
}
