// @ts-check
// A class as the report names it: its colour and its name, whole where there is no room for it.

import { shortName } from "../../data/study.js";
import { dot, h } from "../../panels/dom.js";

/** @param {string} color @param {string} name */
export const classTag = (color, name) =>
  h("span", { class: "tag" }, dot(color), h("span", { class: "clip", title: name }, shortName(name)));
