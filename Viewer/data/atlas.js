// @ts-check
// An activation atlas as the server tells it, read with care: cells of a grid over a layout of activations, each with the
// image of its mean direction (Carter et al. 2019, doi:10.23915/distill.00015).

import { isVoid } from "./features.js";

/** @typedef {import("./features.js").FeatureParameters} FeatureParameters */
/** @typedef {import("./features.js").Outcome} Outcome */
/** `share` of the cell's activations that raise this class most. @typedef {{ class: number, label: string, share: number }} CellClass */

/**
 * One cell.
 * @typedef {object} AtlasCell
 * @property {string} key "row-column"
 * @property {number} row from 0
 * @property {number} column from 0
 * @property {number} activationCount how many activations it averages
 * @property {number} imageCount of how many images
 * @property {CellClass[]} classes the largest share first; empty: not known
 * @property {number[]} items images of the study, nearest to the cell's mean first
 * @property {([number, number] | null)[]} places for each item: x and y as shares of the network's input; null: not known
 * @property {string} image the name of its file
 * @property {number} value the objective for the image
 * @property {number | null} cosine between the image's activation and the cell's mean direction; null: not known
 * @property {number} stepCount
 * @property {Outcome} outcome
 */

/**
 * @typedef {object} Atlas
 * @property {string} layer
 * @property {number} columns
 * @property {number} rows
 * @property {number} height of a picture
 * @property {number} width of a picture
 * @property {number} activationCount that were laid out
 * @property {number} imageCount
 * @property {number} positionCount of each image
 * @property {number} positionsInLayer
 * @property {number} minimumCount of activations in a cell that is shown
 * @property {number | null} trustworthiness of the layout; null: not known
 * @property {number} neighborCount
 * @property {number} minimumDistance
 * @property {number} cosinePower
 * @property {boolean} isWhitened
 * @property {FeatureParameters} parameters
 * @property {AtlasCell[]} cells row by row
 * @property {Int32Array} at which cell stands at row × columns + column; −1: none
 */

const OUTCOMES = ["converged", "allSteps", "silent", "notFinite"];

/** Grids that are larger are no grids: the page would try to hold them. */
const MOST_CELLS = 1 << 20;

/** Below this cosine a picture shows little of its direction; from the other on it shows it well. */
export const POOR = .3, GOOD = .5;

/** @param {string} what @param {string} path @returns {never} */
function unreadable(what, path) {
  throw new Error(`${path} cannot be read: ${what}. Run strata atlas again.`);
}

/** @param {unknown} value @returns {number | null} */
const known = (value) => typeof value === "number" && Number.isFinite(value) ? value : null;

/** @param {unknown} value */
const isCount = (value) => Number.isInteger(value) && Number(value) >= 0;

/**
 * Checked, with null for what is left out. Throws an Error that names what is missing. O(cells).
 * @param {any} told @param {string} path where it is from @returns {Atlas}
 */
export function readAtlas(told, path) {
  if (!Array.isArray(told?.cells)) unreadable("there is no list of cells", path);
  const { columns, rows, height, width, parameters } = told;
  if (!(isCount(columns) && isCount(rows) && columns > 0 && rows > 0 && columns * rows <= MOST_CELLS)) {
    unreadable("the size of the grid is missing", path);
  }
  if (!(height > 0 && width > 0)) unreadable("the size of the images is missing", path);
  if (typeof parameters !== "object" || parameters === null) unreadable("the parameters are missing", path);
  const cells =
    /** @type {AtlasCell[]} */ (told.cells.map((/** @type {any} */ each, /** @type {number} */ k) =>
      readCell(each, k, told, path)
    ));
  cells.sort((a, b) => a.row - b.row || a.column - b.column);
  const at = new Int32Array(columns * rows).fill(-1);
  cells.forEach(({ row, column }, k) => {
    if (at[row * columns + column] >= 0) unreadable(`two cells stand in row ${row}, column ${column}`, path);
    at[row * columns + column] = k;
  });
  return {
    layer: String(told.layer ?? ""),
    columns,
    rows,
    height,
    width,
    activationCount: known(told.activationCount) ?? 0,
    imageCount: known(told.imageCount) ?? 0,
    positionCount: known(told.positionCount) ?? 1,
    positionsInLayer: known(told.positionsInLayer) ?? 1,
    minimumCount: known(told.minimumCount) ?? 0,
    trustworthiness: known(told.trustworthiness),
    neighborCount: known(told.neighborCount) ?? 0,
    minimumDistance: known(told.minimumDistance) ?? 0,
    cosinePower: known(told.cosinePower) ?? 0,
    isWhitened: told.isWhitened === true,
    parameters: { ...parameters, transforms: parameters.transforms ?? {}, penalties: parameters.penalties ?? {} },
    cells,
    at,
  };
}

/** @param {any} told @param {number} k @param {{ rows: number, columns: number }} grid @param {string} path
 * @returns {AtlasCell} */
function readCell(told, k, { rows, columns }, path) {
  const { row, column, image } = told ?? {};
  if (!(isCount(row) && isCount(column) && row < rows && column < columns)) {
    unreadable(`cell ${k} is not in the grid`, path);
  }
  if (typeof image !== "string" || image === "") unreadable(`cell ${k} has no image`, path);
  if (!OUTCOMES.includes(told.outcome)) unreadable(`cell ${k} has no outcome`, path);
  const items = Array.isArray(told.items) ? told.items : [];
  if (!items.every(isCount)) unreadable(`cell ${k} has images without numbers`, path);
  return {
    key: `${row}-${column}`,
    row,
    column,
    activationCount: known(told.activationCount) ?? 0,
    imageCount: known(told.imageCount) ?? 0,
    classes: Array.isArray(told.classes) ? told.classes.map(readClass) : [],
    items,
    places: items.map((/** @type {number} */ _, /** @type {number} */ i) => readPlace(told.places?.[i])),
    image,
    value: known(told.value) ?? NaN,
    cosine: known(told.cosine),
    stepCount: known(told.stepCount) ?? 0,
    outcome: told.outcome,
  };
}

/** @param {any} told @returns {CellClass} */
const readClass = (told) => ({
  class: known(told?.class) ?? -1,
  label: typeof told?.label === "string" && told.label !== "" ? told.label : `class ${told?.class}`,
  share: Math.max(0, Math.min(1, known(told?.share) ?? 0)),
});

/** @param {any} told @returns {[number, number] | null} */
function readPlace(told) {
  const fits = Array.isArray(told) && told.length === 2 && told.every((each) => each >= 0 && each <= 1);
  return fits ? [told[0], told[1]] : null;
}

/** @param {Atlas} atlas @param {string} key @returns {AtlasCell | null} */
export const findCell = ({ cells }, key) => cells.find((cell) => cell.key === key) ?? null;

/** @param {Atlas} atlas @param {number} row @param {number} column @returns {number} −1: none */
export const cellAt = ({ at, rows, columns }, row, column) =>
  row >= 0 && row < rows && column >= 0 && column < columns ? at[row * columns + column] : -1;

/** The class that most activations of a cell raise most. @param {AtlasCell} cell @returns {CellClass | null} */
export const topClass = ({ classes }) => classes[0] ?? null;

/** The picture shows little of what the cell stands for. @param {AtlasCell} cell */
export const isPoor = (cell) => !isVoid(cell) && cell.cosine !== null && cell.cosine < POOR;

/** Activations that lie in no cell that is shown. @param {Atlas} atlas */
export const leftOut = ({ activationCount, cells }) =>
  Math.max(0, activationCount - cells.reduce((sum, cell) => sum + cell.activationCount, 0));

/** How much a cell has to do with a class: 2 most of it, 1 some of it, 0 nothing. @param {AtlasCell} cell
 * @param {string} label @returns {0 | 1 | 2} */
export function belonging({ classes }, label) {
  const at = classes.findIndex((each) => each.label === label);
  return at === 0 ? 2 : at > 0 && classes[at].share > 0 ? 1 : 0;
}

/** How many of a cell's images are among some; an image may stand there several times. @param {AtlasCell} cell
 * @param {ReadonlySet<number>} some */
export const countAmong = ({ items }, some) => new Set(items.filter((item) => some.has(item))).size;
