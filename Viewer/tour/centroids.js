// @ts-check

/**
 * The mean of every class, as a cloud with one row a class, so that it projects like any other. O(rows · dimensions).
 * @param {import("../data/arrays.js").Cloud} cloud @param {ArrayLike<number>} labels @param {number} classCount
 * @returns {import("../data/arrays.js").Cloud}
 */
export function classMeans(cloud, labels, classCount) {
  const { rows, dimensions, values } = cloud;
  const sums = new Float64Array(classCount * dimensions), counts = new Uint32Array(classCount);
  for (let i = 0; i < rows; i++) {
    const label = labels[i];
    if (label < 0 || label >= classCount) continue;
    counts[label]++;
    for (let d = 0; d < dimensions; d++) sums[label * dimensions + d] += values[i * dimensions + d];
  }
  const means = new Float32Array(classCount * dimensions);
  for (let j = 0; j < means.length; j++) means[j] = sums[j] / Math.max(1, counts[Math.floor(j / dimensions)]);
  return { ...cloud, key: `${cloud.key}/means`, rows: classCount, values: means };
}

/** The mean of some items. @param {import("../data/arrays.js").Cloud} cloud @param {ArrayLike<number>} items */
export function meanOf({ values, rows, dimensions }, items) {
  const sum = new Float64Array(dimensions);
  let count = 0;
  for (let k = 0; k < items.length; k++) {
    if (items[k] >= rows) continue;
    count++;
    for (let d = 0; d < dimensions; d++) sum[d] += values[items[k] * dimensions + d];
  }
  return Float32Array.from(sum, (value) => value / Math.max(1, count));
}
