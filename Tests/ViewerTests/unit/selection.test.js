// @ts-check
import { initialState, NONE, Store } from "../../../Viewer/state/store.js";
import { History } from "../../../Viewer/state/history.js";
import { packItems, readLink, unpackItems, writeLink } from "../../../Viewer/state/link.js";
import { nearestOf, sharesOf } from "../../../Viewer/tour/nearest.js";
import { Grid } from "../../../Viewer/tour/pick.js";
import { generator } from "../../../Viewer/tour/random.js";
import { Region } from "../../../Viewer/tour/region.js";
import { combine, inverted, toFlags, toItems, toMask, united } from "../../../Viewer/tour/selection.js";
import { assert, assertEquals } from "./assert.js";

const random = generator(5), positions = Float32Array.from({ length: 6000 }, () => random() * 10 - 5);
const none = new Uint8Array(3000);

/** By winding around every edge. @param {number[][]} corners @param {number} x @param {number} y */
function inside(corners, x, y) {
  let odd = false;
  corners.forEach(([x0, y0], i) => {
    const [x1, y1] = corners[(i + 1) % corners.length];
    if (y0 > y !== y1 > y && x < (x1 - x0) * (y - y0) / (y1 - y0) + x0) odd = !odd;
  });
  return odd;
}

Deno.test("a lasso covers exactly what the even-odd rule says, however it crosses itself", () => {
  for (let trial = 0; trial < 20; trial++) {
    const corners = Array.from({ length: 3 + trial * 40 }, () => [random() * 12 - 6, random() * 12 - 6]);
    const region = new Region();
    region.beginLasso(corners[0][0], corners[0][1]);
    for (const [x, y] of corners.slice(1)) region.add(x, y);
    const flags = region.flag(positions, none, new Uint8Array(3000));
    for (let i = 0; i < 3000; i++) {
      assertEquals(
        flags[i] === 1,
        inside(corners, positions[2 * i], positions[2 * i + 1]),
        `trial ${trial}, item ${i}`,
      );
    }
  }
});

Deno.test("a rectangle covers its edges, in whatever direction it was drawn, and never what cannot be chosen", () => {
  const region = new Region(), barred = new Uint8Array(3);
  barred[2] = 1;
  region.setRectangle(2, 1, -1, -3);
  assertEquals([...region.flag(Float32Array.of(2, 1, 2.1, 0, 0, 0), barred, new Uint8Array(3))], [1, 0, 0]);
});

Deno.test("a lasso of one corner or of a line covers nothing", () => {
  const region = new Region();
  region.beginLasso(0, 0);
  assertEquals(toItems(region.flag(positions, none, new Uint8Array(3000))), []);
  region.add(3, 3);
  assertEquals(toItems(region.flag(positions, none, new Uint8Array(3000))), []);
});

Deno.test("a brush over a million points allocates nothing, and looks at few of two hundred edges for each", () => {
  const count = 1_000_000, many = Float32Array.from({ length: 2 * count }, () => random());
  const barred = new Uint8Array(count),
    out = new Uint8Array(count),
    before = new Uint8Array(count),
    region = new Region();
  region.beginLasso(.2, .2);
  for (let i = 1; i < 200; i++) region.add(.5 + .4 * Math.cos(i / 30), .5 + .4 * Math.sin(i / 30));
  region.flag(many, barred, out);
  const { corners, members, starts, next } = region;
  for (let move = 0; move < 5; move++) {
    region.flag(many, barred, out);
    combine(before, out, "replace", out);
  }
  assert(region.corners === corners && region.members === members && region.starts === starts && region.next === next);
  // Each edge that is looked at is four numbers that are read.
  let read = 0;
  const counted = { get: (/** @type {any} */ from, /** @type {string} */ key) => (read++, from[key]) };
  region.corners = new Proxy(corners, counted);
  region.flag(many, barred, new Uint8Array(100_000));
  assert(read > 0 && read / 4 / 100_000 < 10, `${read / 4 / 100_000} edges a point`);
});

Deno.test("replace, add, subtract, intersect", () => {
  const before = Uint8Array.of(1, 1, 0, 0), now = Uint8Array.of(1, 0, 1, 0), out = new Uint8Array(4);
  assertEquals([combine(before, now, "replace", out), [...out]], [2, [1, 0, 1, 0]]);
  assertEquals([combine(before, now, "add", out), [...out]], [3, [1, 1, 1, 0]]);
  assertEquals([combine(before, now, "subtract", out), [...out]], [1, [0, 1, 0, 0]]);
  assertEquals([combine(before, now, "intersect", out), [...out]], [1, [1, 0, 0, 0]]);
});

Deno.test("what is inverted stays within the filter; what is greyed, marked and out is told apart", () => {
  assertEquals(inverted(Int32Array.of(1), null, 4), [0, 2, 3]);
  assertEquals(inverted(Int32Array.of(1), Int32Array.of(1, 3), 4), [3]);
  assertEquals(united([3, 1], [2, 3]), [1, 2, 3]);
  const selected = toFlags([1], new Uint8Array(4)), shown = toFlags([0, 1], new Uint8Array(4));
  assertEquals(toMask(selected, true, shown, new Uint8Array(4)), [2, 1, 3, 3]);
  assertEquals(toMask(none, false, null, new Uint8Array(4)), [0, 0, 0, 0]);
});

Deno.test("the nearest on the screen are those of a search through all", () => {
  const grid = new Grid(positions), found = new Int32Array(15), squares = new Float64Array(15);
  for (let item = 0; item < 3000; item += 37) {
    const all = Array.from({ length: 3000 }, (_, j) => j).filter((j) => j !== item)
      .map((j) => ({
        j,
        d: (positions[2 * j] - positions[2 * item]) ** 2 + (positions[2 * j + 1] - positions[2 * item + 1]) ** 2,
      }))
      .sort((a, b) => a.d - b.d || a.j - b.j).slice(0, 15).map(({ j }) => j);
    assertEquals(nearestOf(grid, item, 15, found, squares), 15);
    assertEquals(found, all);
  }
  const few = new Grid(Float32Array.of(0, 0, 1, 1, 5, 5));
  assertEquals([nearestOf(few, 0, 15, found, squares), [...found.subarray(0, 2)]], [2, [1, 2]]);
});

Deno.test("trust in the view is the share of them that is near in the layer", () => {
  const grid = new Grid(Float32Array.of(0, 0, 1, 0, 2, 0, 30, 0));
  const rows = { items: Int32Array.of(0, 3), count: 2, near: Int32Array.of(1, 3, 0, 1) };
  assertEquals([...sharesOf(grid, rows, 2)], [.5, .5]);
});

Deno.test("a selection fits into a link and comes back; one that is too long stays out", () => {
  const items = Array.from({ length: 500 }, (_, i) => i * i);
  assertEquals(unpackItems(packItems(items)), items);
  const again = readLink(writeLink({ selection: [0, 5, 1_000_000], space: "3", mode: "dots" }));
  assertEquals([again.link.selection, again.link.space, again.link.mode, again.dropped], [
    [0, 5, 1_000_000],
    "3",
    "dots",
    [],
  ]);
  const long = Array.from({ length: 5000 }, (_, i) => i * 300);
  assert(!writeLink({ selection: long }).includes("s="));
  assertEquals(readLink("#s=!!").dropped, ["s"]);
  assertEquals(readLink("#d=dots").link.mode, "dots", "links of earlier versions");
});

Deno.test("history keeps a hundred steps, undoes and redoes them, and what is done anew forgets what was undone", async () => {
  const store = new Store(initialState()), frame = { key: "a", values: Float64Array.of(1, 0, 0, 1) };
  store.set({ layer: "one" });
  const history = new History(store, {
    read: () => ({ key: frame.key, values: frame.values.slice() }),
    write: (kept) => {
      if (kept) frame.values.set(kept.values);
    },
  });
  history.reset();
  const turn = () => Promise.resolve();
  await turn();
  const first = Int32Array.of(3), second = Int32Array.of(3, 4);
  store.set({ selection: first });
  await turn();
  store.set({ selection: second, hovered: 4, zoom: 3 });
  await turn();
  store.set({ hovered: 5, zoom: 2 });
  await turn();
  assertEquals(store.state.undoable, 2, "hover and zoom are no steps");
  frame.values.set([0, 1, -1, 0]);
  history.turned();
  history.turned();
  assertEquals(store.state.undoable, 3, "a gesture that turned nothing is no step");
  history.undo();
  assertEquals([...frame.values], [1, 0, 0, 1]);
  history.undo();
  await turn();
  assertEquals(store.state.selection, first);
  history.redo();
  await turn();
  assertEquals([store.state.selection, store.state.redoable], [second, 1]);
  store.set({ pinned: new Set([1]) });
  await turn();
  assertEquals(store.state.redoable, 0);
  for (let i = 0; i < 150; i++) {
    store.set({ selection: Int32Array.of(i) });
    await turn();
  }
  assertEquals(store.state.undoable, 100);
  for (let i = 0; i < 120; i++) history.undo();
  await turn();
  assertEquals(store.state.selection, [49]);
  assert(store.state.selection !== NONE);
});
