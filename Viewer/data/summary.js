// @ts-check
// What can be said of several images: classes, answers, how many are right; which of them are typical; a file of them.

import { generator } from "../tour/random.js";
import { shortName } from "./study.js";

/** @typedef {{ name: string, label: number, count: number }} Share `label` −1: no class of the study */

/**
 * @typedef {object} Summary
 * @property {number} count
 * @property {Share[]} labels the most frequent first
 * @property {Share[]} answers
 * @property {number} judged images whose answer is known to be right or wrong
 * @property {number} right
 * @property {number | null} trust mean
 */

/**
 * O(items).
 * @param {ArrayLike<number>} chosen @param {import("./types.js").Study} study @param {import("./types.js").Items} items
 * @param {import("./types.js").Predictions | null} predictions @param {string[]} outputs names of the network's outputs
 * @param {Float32Array | null} trust @returns {Summary}
 */
export function summarize(chosen, study, items, predictions, outputs, trust) {
  /** @type {Map<string, Share>} */
  const labels = new Map(), answers = new Map();
  let judged = 0, right = 0, sum = 0;
  for (let k = 0; k < chosen.length; k++) {
    const item = chosen[k], label = items.labels[item] ?? -1;
    add(labels, label >= 0 ? study.classes[label] : "no label", label);
    if (trust) sum += trust[item];
    if (!predictions) continue;
    const said = predictions.labelIndex[item], index = predictions.classIndex[item];
    add(answers, said >= 0 ? study.classes[said] : outputs[index] ?? `output ${index}`, said);
    if (predictions.correct[item] >= 0) judged++;
    if (predictions.correct[item] === 1) right++;
  }
  return {
    count: chosen.length,
    labels: sorted(labels),
    answers: sorted(answers),
    judged,
    right,
    trust: trust && chosen.length > 0 ? sum / chosen.length : null,
  };
}

/** @param {Map<string, Share>} shares @param {string} name @param {number} label */
function add(shares, name, label) {
  const known = shares.get(name);
  if (known) known.count++;
  else shares.set(name, { name, label, count: 1 });
}

/** @param {Map<string, Share>} shares */
const sorted = (shares) => [...shares.values()].sort((a, b) => b.count - a.count || a.label - b.label);

/** Those nearest to the middle of all chosen, nearest first; ties to the lower index. O(chosen · dimensions): only the
 * nearest so far are kept in order.
 * @param {ArrayLike<number>} chosen @param {import("./arrays.js").Cloud} cloud @param {number} count */
export function typical(chosen, { values, dimensions }, count) {
  const middle = new Float64Array(dimensions), most = Math.min(count, chosen.length);
  for (let k = 0; k < chosen.length; k++) {
    for (let d = 0; d < dimensions; d++) middle[d] += values[chosen[k] * dimensions + d];
  }
  for (let d = 0; d < dimensions; d++) middle[d] /= Math.max(1, chosen.length);
  const found = new Int32Array(most), squares = new Float64Array(most);
  let have = 0;
  for (let k = 0; most > 0 && k < chosen.length; k++) {
    const item = chosen[k];
    let square = 0;
    for (let d = 0; d < dimensions; d++) square += (values[item * dimensions + d] - middle[d]) ** 2;
    if (have === most && (square > squares[most - 1] || (square === squares[most - 1] && item > found[most - 1]))) {
      continue;
    }
    let at = have < most ? have++ : most - 1;
    while (at > 0 && (squares[at - 1] > square || (squares[at - 1] === square && found[at - 1] > item))) {
      squares[at] = squares[at - 1];
      found[at] = found[--at];
    }
    squares[at] = square;
    found[at] = item;
  }
  return [...found];
}

/** Some of them, seeded, in their own order. @param {ArrayLike<number>} chosen @param {number} count
 * @param {number} seed */
export function sample(chosen, count, seed) {
  const items = Array.from(chosen), random = generator(seed);
  for (let i = 0; i < Math.min(count, items.length); i++) {
    const j = i + Math.floor(random() * (items.length - i));
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items.slice(0, count).sort((a, b) => a - b);
}

/** One cell: quoted where it has to be; never a formula to the program that opens the file. @param {unknown} value */
export function cell(value) {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * @param {ArrayLike<number>} chosen @param {import("./types.js").Study} study @param {import("./types.js").Items} items
 * @param {import("./types.js").Predictions | null} predictions @param {string[]} outputs @returns {string}
 */
export function csv(chosen, study, items, predictions, outputs) {
  const attributes = Object.entries(items.attributes ?? {});
  const head = ["identifier", "label", "prediction", "probability", ...attributes.map(([name]) => name)];
  const rows = Array.from(chosen, (item) => {
    const said = predictions?.labelIndex[item] ?? -1, index = predictions?.classIndex[item] ?? -1;
    return [
      items.identifiers[item],
      study.classes[items.labels[item]],
      said >= 0 ? study.classes[said] : outputs[index] ?? (index >= 0 ? `output ${index}` : ""),
      predictions?.probability[item],
      ...attributes.map(([, column]) => column[item]),
    ];
  });
  return [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** Names as they are shown, with how many there are. @param {Share[]} shares @param {number} most */
export function leading(shares, most) {
  const shown = shares.length <= most + 1 ? shares : shares.slice(0, most);
  const rest = shares.slice(shown.length).reduce((sum, { count }) => sum + count, 0);
  return {
    shown: shown.map((share) => ({ ...share, short: shortName(share.name) })),
    rest,
    more: shares.length - shown.length,
  };
}
