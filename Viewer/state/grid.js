// @ts-check
// What the view of neighbours shows, and how a link says it: only what differs from what is shown without one.

/** @typedef {"classes" | "selection" | "suspects" | "random" | "chosen"} QueryKind */

/**
 * @typedef {object} Grid what the view of neighbours shows
 * @property {number} count neighbors of each image
 * @property {string} metric "": that of the analysis
 * @property {readonly string[]} layers besides the pixels and the layer of the rail
 * @property {QueryKind} of
 * @property {readonly number[]} chosen
 * @property {number} shuffle another number, other images
 * @property {string} from the split of the queries; "": all
 * @property {string} among the split of the neighbors; "": all
 */

/** @type {Readonly<Grid>} */
export const GRID = Object.freeze({
  count: 10,
  metric: "",
  layers: [],
  of: "classes",
  chosen: [],
  shuffle: 0,
  from: "",
  among: "",
});

export const METRICS = ["euclidean", "cosine", "correlation", "manhattan", "chebyshev"];
export const COUNTS = [5, 10, 20];

const KINDS = ["classes", "selection", "suspects", "random"];

/** @param {URLSearchParams} parts @param {Partial<Grid>} grid @param {(items: ArrayLike<number>) => string} pack */
export function writeGrid(parts, grid, pack) {
  if (grid.count && grid.count !== GRID.count) parts.set("nk", String(grid.count));
  if (grid.metric) parts.set("nm", grid.metric);
  for (const name of grid.layers ?? []) parts.append("nl", name);
  // The order of rows chosen by hand is theirs: each is a list of its own.
  if (grid.of === "chosen") { for (const item of grid.chosen ?? []) parts.append("ni", pack([item])); }
  else if (grid.of && grid.of !== GRID.of) parts.set("nq", grid.of);
  if (grid.shuffle) parts.set("ns", String(grid.shuffle));
  if (grid.from) parts.set("nf", grid.from);
  if (grid.among) parts.set("na", grid.among);
}

/** @param {Partial<Grid>} grid @param {string} key @param {string} value @param {(text: string) => number[] | null} unpack
 * @returns {boolean} whether it was understood */
export function readGrid(grid, key, value, unpack) {
  switch (key) {
    case "nk":
      grid.count = COUNTS.find((count) => String(count) === value);
      return grid.count !== undefined || !delete grid.count;
    case "nm":
      if (!METRICS.includes(value)) return false;
      grid.metric = value;
      return true;
    case "nl":
      grid.layers = [...grid.layers ?? [], value];
      return value !== "";
    case "ni": {
      const item = unpack(value)?.[0];
      if (item === undefined) return false;
      grid.of = "chosen";
      grid.chosen = [...grid.chosen ?? [], item];
      return true;
    }
    case "nq":
      if (!KINDS.includes(value)) return false;
      grid.of = /** @type {QueryKind} */ (value);
      return true;
    case "ns":
      if (!/^\d{1,6}$/.test(value)) return false;
      grid.shuffle = Number(value);
      return true;
    case "nf":
      grid.from = value;
      return value !== "";
    case "na":
      grid.among = value;
      return value !== "";
    default:
      return false;
  }
}
