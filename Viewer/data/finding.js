// @ts-check
// What a few typed letters can mean: an image, a class, a layer, a unit.

import { shortName, thousands } from "./study.js";

/** @typedef {{ kind: "image", item: number } | { kind: "class", label: number } | { kind: "layer", folder: string } |
 *   { kind: "unit", folder: string, channel: number }} Target */
/** @typedef {{ title: string, text: string, detail: string, target: Target }} Finding */

const EACH = 6;

/**
 * Found by number or by a part of a name; those that begin with what is sought come first. O(images) for their names.
 * @param {string} query
 * @param {{ study: import("./types.js").Study, items: import("./types.js").Items, lowered: string[],
 *   layers: import("./types.js").Layer[], withUnits: import("./types.js").Layer[], current: string | null }} where
 * `lowered` are the identifiers in small letters
 * @returns {Finding[]}
 */
export function findAll(query, where) {
  const text = query.trim().toLowerCase();
  if (text === "") return [];
  return [...images(text, where), ...classes(text, where), ...layers(text, where), ...units(text, where)];
}

/** @param {string} text @param {Parameters<typeof findAll>[1]} where @returns {Finding[]} */
function images(text, { study, items, lowered }) {
  const number = /^#?([\d,]+)$/.exec(text), asked = number ? Number(number[1].replaceAll(",", "")) : -1;
  const starts = [], others = [];
  for (let i = 0; i < lowered.length && starts.length < EACH; i++) {
    const name = lowered[i], at = name.lastIndexOf(text);
    if (at < 0 || i === asked) continue;
    if (at === 0 || name[at - 1] === "/") starts.push(i);
    else if (others.length < EACH) others.push(i);
  }
  const own = asked >= 0 && asked < study.itemCount ? [asked] : [];
  return [...own, ...starts, ...others].slice(0, EACH).map((item) => {
    const label = items.labels[item] ?? -1;
    return {
      title: "Images",
      text: items.identifiers[item]?.split("/").at(-1) ?? `Image ${item}`,
      detail: `${thousands(item)}${label >= 0 ? `, ${shortName(study.classes[label])}` : ""}`,
      target: { kind: "image", item },
    };
  });
}

/** @param {string} text @param {Parameters<typeof findAll>[1]} where @returns {Finding[]} */
function classes(text, { study }) {
  return best(study.classes.map((name) => name.toLowerCase()), text).map((label) => ({
    title: "Classes",
    text: shortName(study.classes[label]),
    detail: "isolate",
    target: { kind: "class", label },
  }));
}

/** @param {string} text @param {Parameters<typeof findAll>[1]} where @returns {Finding[]} */
function layers(text, { layers: all }) {
  const names = all.map(({ name, operator = "" }) => `${name} ${operator}`.toLowerCase());
  return best(names, text).map((at) => ({
    title: "Layers",
    text: all[at].name,
    detail: [String(all[at].index), all[at].operator].filter((part) => part).join(", "),
    target: { kind: "layer", folder: all[at].folder },
  }));
}

/** "12", "unit 12", "5b 12" or "5b:12". @param {string} text @param {Parameters<typeof findAll>[1]} where
 * @returns {Finding[]} */
function units(text, { withUnits, current }) {
  const match = /^(.*?)[\s:#]*(\d{1,7})$/.exec(text);
  if (!match) return [];
  const channel = Number(match[2]), name = match[1].replace(/^(unit|channel)s?\b\s*/, "").trim();
  const rank = (/** @type {{ folder: string }} */ layer) => layer.folder === current ? 0 : 1;
  return withUnits.filter((layer) => (layer.featureCount ?? 0) > channel && layer.name.toLowerCase().includes(name))
    .sort((a, b) => rank(a) - rank(b) || b.index - a.index).slice(0, 4).map((layer) => ({
      title: "Units",
      text: `Unit ${channel}`,
      detail: layer.name,
      target: { kind: "unit", folder: layer.folder, channel },
    }));
}

/** @param {string[]} names in small letters @param {string} text @returns {number[]} */
function best(names, text) {
  const found = names.map((name, i) => ({ at: name.indexOf(text), i })).filter(({ at }) => at >= 0);
  return found.sort((a, b) => Math.sign(a.at) - Math.sign(b.at) || a.i - b.i).slice(0, EACH).map(({ i }) => i);
}
