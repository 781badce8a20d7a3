// @ts-check
// An activation atlas in words: what it is made of, what a cell is, how well its picture shows it.

import { GOOD, isPoor, leftOut, POOR, topClass } from "../../../data/atlas.js";
import { isVoid } from "../../../data/features.js";
import { rate, shortName, thousands } from "../../../data/study.js";

/** @typedef {import("../../../data/atlas.js").Atlas} Atlas */
/** @typedef {import("../../../data/atlas.js").AtlasCell} AtlasCell */

/** Said once, above all of them. */
export const AVERAGES =
  "Made by optimization, no photographs: each cell shows the average direction of activations that are alike.";

/** @param {number} count @param {string} one @param {string} [many] */
const counted = (count, one, many = `${one}s`) => `${thousands(count)} ${count === 1 ? one : many}`;

/** A share of activations. @param {number} share */
export const percent = (share) => `${Math.round(100 * share)} %`;

/** How far the layout can be trusted, and what is not in it. @param {Atlas} atlas */
export function layoutWords(atlas) {
  const { activationCount, imageCount, positionCount, positionsInLayer, minimumCount, trustworthiness } = atlas;
  const outside = leftOut(atlas);
  const where = positionsInLayer > 1
    ? `, at ${thousands(positionCount)} of ${thousands(positionsInLayer)} positions`
    : "";
  return [
    `${counted(activationCount, "activation")} of ${counted(imageCount, "image")}${where}`,
    `trustworthiness of the layout ${trustworthiness === null ? "not known" : rate(trustworthiness, 2)}`,
    outside > 0
      ? `${thousands(outside)} outside of the cells left out: fewer than ${thousands(minimumCount)} in one place`
      : "all of them are in a cell",
  ].join("; ");
}

/** Instead of an atlas in which every place has too little. @param {Atlas} atlas */
export const sparseWords = ({ activationCount, minimumCount }) =>
  `Nowhere do ${thousands(minimumCount)} of the ${counted(activationCount, "activation")} lie in one place. ` +
  "Run strata atlas with a coarser grid, or on more images.";

/** @param {AtlasCell} cell */
export const placeWords = ({ row, column }) => `Row ${row + 1}, column ${column + 1}`;

/** All that is to be said of a cell in one line. @param {AtlasCell} cell @param {number} [selected] of its images */
export function cellWords(cell, selected = 0) {
  const top = topClass(cell), remarked = remark(cell);
  return [
    `${placeWords(cell)}: ${top ? shortName(top.label) : "no class known"}`,
    counted(cell.activationCount, "activation"),
    ...(remarked === "" ? [] : [remarked]),
    ...(selected > 0 ? [`${thousands(selected)} selected`] : []),
  ].join(", ");
}

/** What is to be said against a picture; "": nothing. @param {AtlasCell} cell */
export function remark(cell) {
  if (cell.outcome === "silent") return "silent: the picture means nothing";
  if (cell.outcome === "notFinite") return "broken off: the picture means nothing";
  return isPoor(cell) ? "the picture shows its direction poorly" : "";
}

/** How well a picture shows what it is to show. @param {AtlasCell} cell */
export function cosineWords(cell) {
  const { cosine } = cell;
  if (isVoid(cell)) return "The picture means nothing.";
  if (cosine === null) return "How well the picture shows its direction is not known.";
  const well = cosine >= GOOD ? "well" : cosine >= POOR ? "partly" : "poorly";
  return `The picture shows its direction ${well}: cosine ${rate(cosine, 2)} between its activation and the mean.`;
}

/** What a cell is the mean of. @param {AtlasCell} cell */
export const madeOf = ({ activationCount, imageCount }) =>
  `The mean of ${counted(activationCount, "activation")} of ${counted(imageCount, "image")}.`;

/** "⁴"; nothing for the first. @param {number} exponent */
const power = (exponent) =>
  exponent === 1
    ? ""
    : Number.isInteger(exponent) && exponent > 1 && exponent < 10
    ? "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(exponent)
    : `^${exponent}`;

/** How the layout was made, by name. @param {Atlas} atlas @returns {[string, string][]} */
export const layoutRows = (atlas) => [
  ["Grid", `${thousands(atlas.columns)} × ${thousands(atlas.rows)}, ${counted(atlas.cells.length, "cell")}`],
  ["Activations", thousands(atlas.activationCount)],
  ["Least in a cell", thousands(atlas.minimumCount)],
  ["Left out", thousands(leftOut(atlas))],
  ["Trustworthiness", atlas.trustworthiness === null ? "not known" : rate(atlas.trustworthiness, 2)],
  ["UMAP", `${thousands(atlas.neighborCount)} neighbours, least distance ${rate(atlas.minimumDistance, 2)}`],
  ["Objective", atlas.cosinePower === 0 ? "dot product" : `dot product × cosine${power(atlas.cosinePower)}`],
  ["Directions whitened", atlas.isWhitened ? "yes" : "no"],
];
