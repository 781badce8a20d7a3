// @ts-check
// The agreement of layers in numbers.

import { rate } from "../../data/study.js";
import { h } from "../../panels/dom.js";

/** @param {import("./matrix.js").Grid} grid */
export function matrixTable({ measure, rows, columns, values }) {
  const heads = columns.map(({ name }) => h("th", { scope: "col", class: "num" }, name));
  return h(
    "div",
    { class: "layer-table", tabindex: "0", role: "region", "aria-label": "Agreement of layers in numbers" },
    h(
      "table",
      {},
      h("caption", { class: "spoken" }, `${measure}; rows: the first network, columns: the second`),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Layer"), ...heads)),
      h(
        "tbody",
        {},
        ...rows.map(({ name }, i) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, name),
            ...values[i].map((value) => h("td", { class: "num" }, rate(value))),
          )
        ),
      ),
    ),
  );
}
