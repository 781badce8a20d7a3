// @ts-check
import { belonging, cellAt, countAmong, findCell, isPoor, leftOut, readAtlas } from "../../../Viewer/data/atlas.js";
import { classesOf, regionsOf } from "../../../Viewer/data/atlas-regions.js";
import { endOfRow, nearestCell, nextCell } from "../../../Viewer/data/atlas-walk.js";
import { ATLAS } from "../../../Viewer/state/atlas.js";
import { readLink, writeLink } from "../../../Viewer/state/link.js";
import { toScreen, zoomAt } from "../../../Viewer/tour/camera.js";
import { middleOf, partAround, partSide } from "../../../Viewer/views/features/atlas/crops.js";
import { cellLabel, meets, NAMED_CELL, regionLabels } from "../../../Viewer/views/features/atlas/labels.js";
import {
  boxOf,
  cameraOf,
  gridPlace,
  lensOf,
  limited,
  mostZoom,
  resized,
  revealing,
  seen,
  whole,
} from "../../../Viewer/views/features/atlas/lens.js";
import { mosaicTile } from "../../../Viewer/views/features/atlas/pictures.js";
import { countWords } from "../../../Viewer/views/features/atlas/tools.js";
import { cellWords, cosineWords, layoutRows, layoutWords } from "../../../Viewer/views/features/atlas/words.js";
import { assert, assertClose, assertEquals, assertThrows } from "./assert.js";

/** @typedef {import("../../../Viewer/data/atlas.js").Atlas} Atlas */

const PARAMETERS = { parameterization: "fourier", method: "adam", stepCount: 128, seed: 42, imagesPerObjective: 1 };

/** @param {number} row @param {number} column @param {string} [label] @param {object} [patch] */
const cell = (row, column, label = "", patch = {}) => ({
  row,
  column,
  activationCount: 10,
  imageCount: 7,
  classes: label ? [{ class: label.charCodeAt(0), label, share: .5 }] : [],
  items: [1, 2, 3],
  places: [[.1, .2], [.5, .5], [1, 0]],
  image: `${row}-${column}.png`,
  value: 3,
  cosine: .6,
  stepCount: 128,
  outcome: "converged",
  ...patch,
});

/** @param {object[]} cells @param {object} [patch] */
const told = (cells, patch = {}) => ({
  layer: "inception_4d/output",
  columns: 6,
  rows: 4,
  height: 96,
  width: 96,
  activationCount: 500,
  imageCount: 100,
  positionCount: 16,
  positionsInLayer: 196,
  minimumCount: 8,
  trustworthiness: .93,
  neighborCount: 15,
  minimumDistance: .01,
  cosinePower: 4,
  isWhitened: true,
  parameters: PARAMETERS,
  cells,
  ...patch,
});

/** An atlas from a drawing: letters are top classes, "-" a cell without one, a blank no cell. @param {string[]} lines
 * @returns {Atlas} */
function drawn(lines) {
  const cells = lines.flatMap((line, row) =>
    [...line].flatMap((letter, column) => letter === " " ? [] : [cell(row, column, letter === "-" ? "" : letter)])
  );
  return readAtlas(told(cells, { rows: lines.length, columns: lines[0].length }), "/atlas");
}

Deno.test("an atlas is read row by row, with null for what it leaves out", () => {
  const { cosine: _, places: __, classes: ___, ...short } = cell(0, 5);
  const read = readAtlas(JSON.parse(JSON.stringify(told([cell(2, 1, "a"), short]))), "/atlas");
  assertEquals(read.cells.map(({ key }) => key), ["0-5", "2-1"]);
  assert(read.cells[0].cosine === null);
  assertEquals(read.cells[0].classes, []);
  assertEquals(read.cells[0].places, [null, null, null]);
  assertEquals(read.cells[1].places[0], [.1, .2]);
  assertEquals([cellAt(read, 0, 5), cellAt(read, 2, 1), cellAt(read, 2, 2)], [0, 1, -1]);
  assertEquals([cellAt(read, -1, 5), cellAt(read, 0, 6), cellAt(read, 4, 0)], [-1, -1, -1]);
  assertEquals(findCell(read, "2-1")?.row, 2);
  assert(findCell(read, "9-9") === null);
  assertEquals(leftOut(read), 480);
});

Deno.test("what is damaged in an atlas is named, with the remedy", () => {
  const read = (/** @type {any} */ patch, cells = [cell(0, 0)]) => () => readAtlas(told(cells, patch), "/api/x/atlas");
  assertThrows(read({ cells: undefined }), /\/api\/x\/atlas/, /no list of cells/, /strata atlas/);
  assertThrows(read({ columns: 0 }), /size of the grid/);
  assertThrows(read({ columns: 4096, rows: 4096 }), /size of the grid/);
  assertThrows(read({ height: 0 }), /size of the images/);
  assertThrows(read({ parameters: null }), /parameters/);
  assertThrows(read({}, [cell(0, 0), cell(4, 0)]), /cell 1 is not in the grid/);
  assertThrows(read({}, [cell(0, 0), cell(1, -1)]), /cell 1 is not in the grid/);
  assertThrows(read({}, [cell(0, 0, "", { image: "" })]), /cell 0 has no image/);
  assertThrows(read({}, [cell(0, 0, "", { outcome: "bored" })]), /no outcome/);
  assertThrows(read({}, [cell(0, 0, "", { items: [1, "x"] })]), /images without numbers/);
  assertThrows(read({}, [cell(1, 2), cell(1, 2)]), /two cells stand in row 1, column 2/);
});

Deno.test("how much a cell has to do with a class and with a selection", () => {
  const classes = [{ class: 1, label: "a", share: .6 }, { class: 2, label: "b", share: .4 }, {
    class: 3,
    label: "c",
    share: 0,
  }];
  const { cells: [one, poor, silent] } = readAtlas(
    told([
      cell(0, 0, "", { classes, items: [4, 4, 9] }),
      cell(0, 1, "", { cosine: .29 }),
      cell(0, 2, "", { cosine: .1, outcome: "silent" }),
    ]),
    "/atlas",
  );
  assertEquals(["a", "b", "c", "d"].map((label) => belonging(one, label)), [2, 1, 0, 0]);
  assertEquals(countAmong(one, new Set([4, 7])), 1);
  assertEquals([isPoor(one), isPoor(poor), isPoor(silent)], [false, true, false]);
  assertEquals([isPoor({ ...one, cosine: .31 }), isPoor({ ...one, cosine: null })], [false, false]);
});

Deno.test("areas hang together by edges, not by corners, and the largest comes first", () => {
  const atlas = drawn([
    "aab  a",
    "aab  a",
    "bbaaab",
    "--   b",
  ]);
  const regions = regionsOf(atlas), shape = regions.map(({ label, cells }) => `${label}${cells.length}`);
  assertEquals(shape, ["a4", "a3", "b2", "a2", "b2", "b2"]);
  assert(regions.every(({ cells }) => cells.every((k, at) => at === 0 || cells[at - 1] < k)));
  assertEquals(classesOf(atlas).map(({ label, cells, activations }) => [label, cells, activations]), [["a", 9, 90], [
    "b",
    6,
    60,
  ]]);
});

Deno.test("a name stands inside of its area, also of a ring and a crescent", () => {
  const inside = (/** @type {string[]} */ lines) => {
    const atlas = drawn(lines), [first] = regionsOf(atlas);
    assertEquals(lines[first.row][first.column], first.label);
    return first;
  };
  const block = inside(["-------", "-aaaaa-", "-aaaaa-", "-aaaaa-", "-------"]);
  assertEquals([block.row, block.column, block.depth], [2, 3, 2]);
  inside(["aaaaa", "a---a", "a---a", "aaaaa"]);
  inside(["aaaaaa", "a-----", "aaaaaa"]);
  // A broad end is where it stands, not in the thin middle.
  const spoon = inside(["aaa------", "aaaaaaaaa", "aaa------"]);
  assertEquals([spoon.row, spoon.column, spoon.depth], [1, 2, 2]);
  assertEquals(regionsOf(drawn(["---"])), []);
});

Deno.test("arrows go on beyond gaps, and aside where nothing is ahead", () => {
  const atlas = drawn([
    "a  a ",
    "   a ",
    " a   ",
    "a   a",
  ]);
  const at = (/** @type {number} */ row, /** @type {number} */ column) => cellAt(atlas, row, column);
  assertEquals(nextCell(atlas, at(0, 0), [0, 1]), at(0, 3));
  assertEquals(nextCell(atlas, at(0, 3), [0, -1]), at(0, 0));
  assertEquals(nextCell(atlas, at(0, 0), [1, 0]), at(3, 0));
  assertEquals(nextCell(atlas, at(1, 3), [1, 0]), at(3, 4));
  assertEquals(nextCell(atlas, at(2, 1), [0, 1]), at(1, 3));
  assertEquals(nextCell(atlas, at(0, 0), [-1, 0]), at(0, 0));
  // Straight on, however far, before aside; and what lies more beside than ahead is not that way.
  const far = drawn(["a    a", "  a   "]), beside = drawn(["a    ", "    a"]);
  assertEquals(nextCell(far, 0, [0, 1]), cellAt(far, 0, 5));
  assertEquals(nextCell(beside, 0, [1, 0]), 0);
  assertEquals([endOfRow(atlas, 3, 1), endOfRow(atlas, 3, -1)], [at(3, 0), at(3, 4)]);
  assertEquals(endOfRow(drawn(["  ", "a "]), 0, 1), -1);
  assertEquals(nearestCell(atlas, 2, 0), at(2, 1));
  assertEquals(nearestCell(readAtlas(told([]), "/atlas"), 0, 0), -1);
});

const SIZE = { width: 800, height: 600 }, GRID = { columns: 12, rows: 10, ratio: .75 };

Deno.test("all of the grid is seen, in the middle, and few cells are not blown up", () => {
  const camera = whole(GRID, SIZE),
    first = boxOf(camera, SIZE, GRID, 0, 0, 1),
    last = boxOf(camera, SIZE, GRID, 9, 11, 1);
  assert(first.left >= 16 && first.top >= 16 && last.right <= 784 && last.bottom <= 584);
  assertClose(first.left + last.right, 800, 2);
  assertClose(first.top + last.bottom, 600, 2);
  const one = whole({ columns: 1, rows: 1, ratio: 1 }, SIZE);
  assertEquals(one.base, 280);
  assertEquals(seen(camera, SIZE, GRID), { rows: [0, 10], columns: [0, 12] });
});

Deno.test("cells have no gaps between them at any density", () => {
  const camera = limited(whole(GRID, SIZE), { ...whole(GRID, SIZE), zoom: 2.37, x: 5.1 }, GRID, SIZE);
  for (const density of [1, 1.25, 2]) {
    for (let column = 0; column < 11; column++) {
      const one = boxOf(camera, SIZE, GRID, 3, column, density),
        next = boxOf(camera, SIZE, GRID, 3, column + 1, density);
      assert(one.right === next.left, `${column} at ${density}`);
      assertClose(one.right * density, Math.round(one.right * density), 1e-9);
    }
  }
});

Deno.test("what is under the pointer is the cell that is drawn there", () => {
  const camera = limited(whole(GRID, SIZE), { ...whole(GRID, SIZE), zoom: 3, x: 7, y: -3 }, GRID, SIZE);
  for (const [row, column] of [[3, 6], [4, 7], [2, 8]]) {
    const { left, top, right, bottom } = boxOf(camera, SIZE, GRID, row, column, 1);
    assertEquals(gridPlace(camera, SIZE, GRID, (left + right) / 2, (top + bottom) / 2), { row, column });
    assertEquals(gridPlace(camera, SIZE, GRID, right - 1.5, bottom - 1.5), { row, column });
  }
});

Deno.test("zoom keeps what is under the pointer, also where it ends on the way", () => {
  const all = whole(GRID, SIZE),
    start = limited(all, { ...all, zoom: 3 }, GRID, SIZE),
    most = mostZoom(GRID, SIZE, all.base);
  const under = (/** @type {import("../../../Viewer/tour/camera.js").Camera} */ camera) =>
    gridPlace(camera, SIZE, GRID, 430, 250);
  for (const factor of [1.3, 1000, .8]) {
    const next = limited(start, zoomAt(start, SIZE, 430, 250, factor), GRID, SIZE);
    assertEquals(under(next), under(start), String(factor));
    assert(next.zoom <= most + 1e-9 && next.zoom >= 1);
  }
  const nearest = limited(start, zoomAt(start, SIZE, 430, 250, 1000), GRID, SIZE);
  assertClose(nearest.zoom, most, 1e-9);
  const [x, y] = toScreen(
    nearest,
    SIZE,
    start.x + (430 - 400) / (start.base * 3),
    start.y - (250 - 300) / (start.base * 3),
  );
  assertClose(x, 430, 1e-6);
  assertClose(y, 250, 1e-6);
});

Deno.test("nobody gets lost: out of the whole, and past its edges, one cannot go", () => {
  const all = whole(GRID, SIZE);
  assertEquals(limited(all, { ...all, zoom: .2, x: 40, y: 9 }, GRID, SIZE), all);
  const near = limited(all, { ...all, zoom: 4, x: -100, y: 100 }, GRID, SIZE);
  const { left, top } = boxOf(near, SIZE, GRID, 0, 0, 1);
  assertClose(left, 16, 1);
  assertClose(top, 16, 1);
  const far = limited(all, { ...all, zoom: 4, x: 100, y: -100 }, GRID, SIZE);
  const last = boxOf(far, SIZE, GRID, 9, 11, 1);
  assertClose(last.right, 784, 1);
  assertClose(last.bottom, 584, 1);
});

Deno.test("a lens is the same place in another window, and none is all of it", () => {
  const lens = { column: 6, row: 5, zoom: 3 }, camera = cameraOf(lens, GRID, SIZE);
  assertEquals(lensOf(camera, GRID), lens);
  assert(lensOf(whole(GRID, SIZE), GRID) === null);
  assertEquals(cameraOf(null, GRID, SIZE), whole(GRID, SIZE));
  const other = resized(camera, GRID, { width: 500, height: 500 });
  assertClose(other.x, camera.x, 1e-9);
  assertClose(other.y, camera.y, 1e-9);
  assertClose(other.zoom, 3, 1e-9);
});

Deno.test("a cell out of sight comes into it, and one in sight stays", () => {
  const camera = cameraOf({ column: 3, row: 3, zoom: 4 }, GRID, SIZE);
  const moved = revealing(camera, SIZE, GRID, 8, 10), { right, bottom } = boxOf(moved, SIZE, GRID, 8, 10, 1);
  assert(right <= 785 && bottom <= 585 && right > 700);
  assertEquals(revealing(moved, SIZE, GRID, 8, 10), moved);
});

const measure = (/** @type {string} */ text) => 7 * text.length;

/** @param {Atlas} atlas @param {number} wide @param {Partial<Parameters<typeof regionLabels>[2]>} [how] */
const labelled = (atlas, wide, how = {}) =>
  regionLabels(regionsOf(atlas), atlas, {
    boxOf: (row, column) => ({
      left: column * wide,
      top: row * wide,
      right: (column + 1) * wide,
      bottom: (row + 1) * wide,
    }),
    size: SIZE,
    measure,
    isBack: () => false,
    ...how,
  });

Deno.test("names of areas never lie over each other, and large areas go first", () => {
  const atlas = drawn(["aaabbb", "aaabbb", "aaabbb", "cd----"]);
  const shown = labelled(atlas, 40);
  assertEquals(shown.slice(0, 2).map(({ text }) => text), ["a", "b"]);
  assert(shown.every((one, k) => shown.slice(k + 1).every((other) => !meets(one, other))));
  assertEquals(labelled(atlas, 8), [], "too small for any");
  // Two names that would meet: the larger area has it.
  const long = drawn(["aaab"]);
  for (const each of long.cells) each.classes[0].label = each.classes[0].label.repeat(12);
  assertEquals(labelled(long, 36).map(({ text }) => text), ["a".repeat(12)]);
  assertEquals(labelled(atlas, 40, { isBack: ({ label }) => label === "a" })[0].text, "b");
});

Deno.test("an area of which only a part is seen has its name on that part", () => {
  const atlas = drawn(["aaaaaaaaaa"]), size = { width: 200, height: 100 };
  const boxOf = (/** @type {number} */ row, /** @type {number} */ column) => ({
    left: 60 * column - 420,
    top: 60 * row,
    right: 60 * column - 360,
    bottom: 60 * row + 60,
  });
  const [{ x, y }] = labelled(atlas, 0, { boxOf, size });
  assert(x > 10 && x < 190 && y > 8 && y < 92);
});

Deno.test("the name of a cell is cut to its width", () => {
  const { cells: [long, none] } = readAtlas(told([cell(0, 0, "golden retriever, dog"), cell(0, 1)]), "/atlas");
  assertEquals(cellLabel(long, 200, measure), "golden retriever");
  assertEquals(cellLabel(long, 63, measure), "golden r…");
  assertEquals(cellLabel(long, 10, measure), "");
  assertEquals(cellLabel(none, 200, measure), "");
  assert(NAMED_CELL > 60);
});

Deno.test("pictures are as they are in the large one where there is room", () => {
  assertEquals(mosaicTile({ columns: 20, rows: 20, width: 96, height: 96 }), { width: 96, height: 96 });
  assertEquals(mosaicTile({ columns: 40, rows: 40, width: 96, height: 96 }), { width: 51, height: 51 });
  assertEquals(mosaicTile({ columns: 5, rows: 4, width: 1000, height: 500 }), { width: 409, height: 204 });
  assertEquals(mosaicTile({ columns: 1000, rows: 1000, width: 10, height: 1 }), { width: 2, height: 1 });
});

Deno.test("the part around a place lies within the image", () => {
  assertClose(partSide(196), 4 / 14, 1e-9);
  assertEquals([partSide(1), partSide(1e6)], [.5, .25]);
  for (const place of /** @type {[number, number][]} */ ([[0, 0], [1, 1], [.5, .02], [.98, .4]])) {
    const { x, y, width, height } = partAround(place, .3);
    assert(x >= 0 && y >= 0 && x + width <= 1 + 1e-9 && y + height <= 1 + 1e-9);
    assert(place[0] >= x && place[0] <= x + width && place[1] >= y && place[1] <= y + height);
  }
  assertEquals(middleOf(/** @type {any} */ ({ width: 300, height: 200 })), { x: 50, y: 0, width: 200, height: 200 });
});

Deno.test("words say what is averaged, how well it is shown, and what is left out", () => {
  const atlas = readAtlas(
    told([
      cell(2, 3, "golden retriever, dog", { activationCount: 37, imageCount: 20 }),
      cell(2, 4, "", { cosine: .12, activationCount: 1 }),
      cell(2, 5, "a", { outcome: "silent" }),
    ]),
    "/atlas",
  );
  const [one, poor, silent] = atlas.cells;
  assertEquals(cellWords(one), "Row 3, column 4: golden retriever, 37 activations");
  assertEquals(cellWords(one, 2), "Row 3, column 4: golden retriever, 37 activations, 2 selected");
  assertEquals(
    cellWords(poor),
    "Row 3, column 5: no class known, 1 activation, the picture shows its direction poorly",
  );
  assert(cellWords(silent).endsWith("silent: the picture means nothing"));
  assert(/well: cosine \.60/.test(cosineWords(one)) && /poorly: cosine \.12/.test(cosineWords(poor)));
  assert(/partly/.test(cosineWords({ ...one, cosine: .4 })) && /not known/.test(cosineWords({ ...one, cosine: null })));
  assert(/means nothing/.test(cosineWords(silent)));
  const said = layoutWords(atlas);
  for (
    const part of [
      /^500 activations of 100 images, at 16 of 196 positions/,
      /layout \.93/,
      /452 outside .* fewer than 8/,
    ]
  ) {
    assert(part.test(said), said);
  }
  assert(!/positions/.test(layoutWords({ ...atlas, positionsInLayer: 1 })));
  assert(/all of them are in a cell/.test(layoutWords({ ...atlas, activationCount: 48 })));
  assert(layoutRows(atlas).some(([what, value]) => what === "Objective" && value === "dot product × cosine⁴"));
  assertEquals(countWords(atlas, ""), "3 cells");
  assertEquals(countWords(atlas, "a"), "1 of 3 cells");
});

Deno.test("a link keeps the cell, the class, the tint and where one looks", () => {
  const atlas = { ...ATLAS, cell: "3-4", of: "French horn", tint: true, lens: { column: 5.5, row: 3.25, zoom: 2.5 } };
  const text = writeLink({ view: "features", features: { kind: "atlas" }, atlas });
  assert(text.includes("gk=atlas"));
  const { link, dropped } = readLink(`#${text}`);
  assertEquals([link.features?.kind, link.atlas, dropped], ["atlas", atlas, []]);
  assertEquals(writeLink({ view: "features", atlas: ATLAS }), "v=features");
  const bad = readLink("#v=features&ac=x&at=rainbow&az=1,2&af=");
  assertEquals(bad.dropped, ["ac", "at", "az", "af"]);
  assertEquals(readLink("#az=1,2,0").dropped, ["az"]);
  assertEquals(readLink("#az=1,,3").dropped, ["az"]);
  assertEquals(readLink("#az=1,2,3,4").dropped, ["az"]);
});
