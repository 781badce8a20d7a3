// @ts-check
// Labels against predictions: how often each class is taken for another, and which images those are.

/** @typedef {{ label: number, said: number, count: number }} Cell */
/** @typedef {{ first: number, second: number, forth: number, back: number }} Pair `forth`: the first taken for the second */

/**
 * Every pair of label and prediction that occurs among the judged images. O(items).
 * @param {ArrayLike<number>} labels @param {import("./types.js").Predictions} predictions
 * @returns {Cell[]} the largest first, the right ones among them; ties by label, then by prediction
 */
export function cells(labels, predictions) {
  /** @type {Map<string, Cell>} */
  const found = new Map();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i], said = predictions.labelIndex[i];
    if (label < 0 || said < 0 || predictions.correct[i] < 0) continue;
    const key = `${label} ${said}`, cell = found.get(key);
    if (cell) cell.count++;
    else found.set(key, { label, said, count: 1 });
  }
  return [...found.values()].sort((a, b) => b.count - a.count || a.label - b.label || a.said - b.said);
}

/** Two classes taken for each other, the most frequent first. @param {Cell[]} all @returns {Pair[]} */
export function pairs(all) {
  /** @type {Map<string, Pair>} */
  const found = new Map();
  for (const { label, said, count } of all) {
    if (label === said) continue;
    const first = Math.min(label, said), second = Math.max(label, said), key = `${first} ${second}`;
    const pair = found.get(key) ?? { first, second, forth: 0, back: 0 };
    if (label === first) pair.forth += count;
    else pair.back += count;
    found.set(key, pair);
  }
  return [...found.values()].sort((a, b) =>
    b.forth + b.back - a.forth - a.back || a.first - b.first || a.second - b.second
  );
}

/** The images of a cell. @param {ArrayLike<number>} labels @param {import("./types.js").Predictions} predictions
 * @param {number} label @param {number} said @returns {Int32Array} ascending */
export function imagesOf(labels, predictions, label, said) {
  const items = [];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === label && predictions.labelIndex[i] === said && predictions.correct[i] >= 0) items.push(i);
  }
  return Int32Array.from(items);
}

/** The classes a matrix has room for: all, or those with the most errors. @param {Cell[]} all @param {number} most
 * @returns {number[]} ascending */
export function classesShown(all, most) {
  const errors = new Map(all.flatMap(({ label, said }) => [[label, 0], [said, 0]]));
  for (const { label, said, count } of all) {
    if (label === said) continue;
    errors.set(label, (errors.get(label) ?? 0) + count);
    errors.set(said, (errors.get(said) ?? 0) + count);
  }
  const ranked = [...errors].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([label]) => label);
  return ranked.slice(0, most).sort((a, b) => a - b);
}
