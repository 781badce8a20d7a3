// @ts-check
// The atlas for who does not see it: a grid of which the row of the active cell is there, each cell with its name.

import { fill, h } from "../../../panels/dom.js";
import { cellWords } from "./words.js";

/** Rows of very wide atlases are there in part: so many cells to each side. */
const ASIDE = 24;

export class SpokenRow {
  /** @param {HTMLElement} root the grid */
  constructor(root) {
    this.root = root;
    this.row = h("div", { class: "spoken", role: "row" });
  }

  /** @param {import("../../../data/atlas.js").Atlas | null} atlas @param {number} active @param {number} chosen
   * @param {(k: number) => number} selectedOf */
  draw(atlas, active, chosen, selectedOf) {
    const { root } = this, name = `Activation atlas${atlas ? ` of ${atlas.layer}` : ""}`;
    root.setAttribute("aria-label", name);
    if (!atlas || active < 0) {
      this.row.remove();
      for (const attribute of ["aria-activedescendant", "aria-rowcount", "aria-colcount"]) {
        root.removeAttribute(attribute);
      }
      return;
    }
    const { row, column } = atlas.cells[active];
    if (!this.row.isConnected) root.append(this.row);
    root.setAttribute("aria-rowcount", String(atlas.rows));
    root.setAttribute("aria-colcount", String(atlas.columns));
    this.row.setAttribute("aria-rowindex", String(row + 1));
    fill(
      this.row,
      ...atlas.cells.flatMap((cell, k) =>
        cell.row !== row || Math.abs(cell.column - column) > ASIDE ? [] : h("span", {
          role: "gridcell",
          id: `atlas-cell-${cell.key}`,
          "aria-colindex": cell.column + 1,
          "aria-selected": String(k === chosen),
        }, cellWords(cell, selectedOf(k)))
      ),
    );
    root.setAttribute("aria-activedescendant", `atlas-cell-${atlas.cells[active].key}`);
  }
}
