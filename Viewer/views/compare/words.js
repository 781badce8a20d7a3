// @ts-check
// What a cell of the matrix says.

import { rate } from "../../data/study.js";
import { find } from "../../panels/dom.js";

/** To who listens. @param {string} words */
export const say = (words) => {
  find("#live").textContent = words;
};

/** @param {import("./matrix.js").Grid} grid @param {number} row @param {number} column */
export const cellWords = ({ rows, columns, values }, row, column) =>
  `${rows[row].name}, ${columns[column].name}: ${rate(values[row][column])}`;
