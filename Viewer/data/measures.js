// @ts-check
// The bar in a legend row: the rail's metric for that class in this layer; where there is none, how much is right.

/** @typedef {{ title: string, values: (number | null)[] }} Measure by code */

/**
 * @param {import("./coloured.js").Categories} coloured @param {import("./types.js").Layer | null} layer
 * @param {string} key of the metric @param {import("./study.js").Tally} tally
 * @param {import("./types.js").Predictions | null} predictions @param {string} kind of the colouring
 * @returns {Measure | null}
 */
export function measureOf(coloured, layer, key, tally, predictions, kind) {
  if (kind === "label" || kind === "group") {
    const rates = layer?.classMetrics?.[key] ?? layer?.classMetrics?.neighborhoodHit;
    if (!rates) return null;
    const title = layer?.classMetrics?.[key] && key === "knnAccuracy" ? "k-NN accuracy" : "neighbourhood hit";
    return {
      title: `${title} in this layer`,
      values: kind === "label" ? rates : grouped(coloured, rates, tally.counts),
    };
  }
  if (kind === "correctness" || !predictions?.correct.some((verdict) => verdict >= 0)) return null;
  return { title: "share of right answers", values: shares(coloured, predictions) };
}

/** Weighted by images, so that a group's rate is that of its images.
 * @param {import("./coloured.js").Categories} coloured @param {(number | null)[]} rates @param {Int32Array} counts */
function grouped({ codeOfClass, names }, rates, counts) {
  const sums = new Float64Array(names.length), weights = new Float64Array(names.length);
  rates.forEach((value, label) => {
    const code = codeOfClass?.[label] ?? -1;
    if (code < 0 || value === null) return;
    sums[code] += value * counts[label];
    weights[code] += counts[label];
  });
  return Array.from(sums, (sum, code) => weights[code] > 0 ? sum / weights[code] : null);
}

/** @param {import("./coloured.js").Categories} coloured @param {import("./types.js").Predictions} predictions */
function shares({ codes, names }, { correct }) {
  const right = new Float64Array(names.length), known = new Float64Array(names.length);
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] < 0 || correct[i] < 0) continue;
    known[codes[i]]++;
    right[codes[i]] += correct[i];
  }
  return Array.from(right, (sum, code) => known[code] > 0 ? sum / known[code] : null);
}
