// @ts-check
import { readColumn, spread } from "../../../Viewer/data/attributes.js";
import {
  byAttribute,
  byCorrectness,
  byGroup,
  byLabel,
  byPrediction,
  byValues,
  movement,
} from "../../../Viewer/data/coloured.js";
import { apply, figure, told } from "../../../Viewer/data/conditions.js";
import { measureOf } from "../../../Viewer/data/measures.js";
import { hueOrder, roundTrip } from "../../../Viewer/data/similarity.js";
import { tally } from "../../../Viewer/data/study.js";
import { tintOf } from "../../../Viewer/data/tint.js";
import { histogram, rangeOf } from "../../../Viewer/panels/colour-bar.js";
import { ordered, pin } from "../../../Viewer/panels/legend.js";
import { HINT, hintColor, HOLLOW, isolationOf, styleOf, TRIANGLE } from "../../../Viewer/passes/style.js";
import { readColouring, writeColouring } from "../../../Viewer/state/colouring.js";
import { readLink, writeLink } from "../../../Viewer/state/link.js";
import { channels, contrast, linear, oklab, PALETTES } from "../../../Viewer/state/palette.js";
import { hex, hueColor, rampBytes, rampColor } from "../../../Viewer/state/ramp.js";
import { generator } from "../../../Viewer/tour/random.js";
import { assert, assertClose, assertEquals } from "./assert.js";

/** @type {import("../../../Viewer/data/types.js").Predictions} */
const predictions = { classIndex: [0, 7, 2], probability: [.9, .5, .8], labelIndex: [0, 2, -1], correct: [1, 0, 0] };
/** @type {import("../../../Viewer/data/types.js").Study} */
const study = { name: "s", itemCount: 3, classes: ["a", "b", "c"], models: [] };
const items = { identifiers: ["0", "1", "2"], labels: [0, 1, 1] };
const counted = tally(3, items.labels, predictions);
const none = /** @type {ReadonlySet<number>} */ (new Set());
const plain = { isolated: null, marks: { misclassified: false, lowTrust: false }, trust: null };

Deno.test("a misclassified image is a triangle in the predicted color, grey if that is no label of the study", () => {
  const palette = PALETTES.dark, tint = tintOf(byLabel(study, items, predictions), counted, none, palette, null);
  const marks = { misclassified: true, lowTrust: false };
  const style = styleOf({ ...plain, count: 3, tint, predictions, marks, palette });
  assertEquals(style.kinds, [0, TRIANGLE, TRIANGLE]);
  assertEquals([...style.fill.subarray(0, 3)], channels(palette.classes[0]));
  assertEquals([...style.fill.subarray(4, 7)], channels(palette.classes[2]));
  assertEquals([...style.fill.subarray(8, 11)], channels(palette.ink3));
});

Deno.test("isolation leaves the others at twelve percent grey, without marks; low trust is hollow", () => {
  const palette = PALETTES.light, tint = tintOf(byLabel(study, items, predictions), counted, none, palette, null);
  const isolated = isolationOf(tint.coloured, -1, new Set([0]), null), trust = Float32Array.of(.5, .5, .9);
  const marks = { misclassified: true, lowTrust: true };
  const style = styleOf({ ...plain, count: 3, tint, predictions, isolated, marks, trust, palette });
  assertEquals([style.kinds, style.shy], [[HOLLOW, HINT, HINT], [0, 1, 1]].map((list) => Uint8Array.from(list)));
  assertEquals([...style.fill.subarray(4, 8)], [...hintColor(palette), 255], "opaque: hints do not add up");
  const [stage, grey] = [channels(palette.stage), channels(palette.ink3)];
  hintColor(palette).forEach((value, c) => assertClose((stage[c] - value) / (stage[c] - grey[c]), .12, .004));
});

Deno.test("a click pins one alone, Shift adds, Alt inverts; pinning all is pinning none", () => {
  assertEquals(pin(new Set([0]), 1, 3, {}), [1]);
  assertEquals(pin(new Set([1]), 1, 3, {}), []);
  assertEquals(pin(new Set([0]), 1, 3, { add: true }), [0, 1]);
  assertEquals(pin(new Set([0, 1]), 1, 3, { add: true }), [0]);
  assertEquals(pin(new Set([0, 1]), 2, 3, { add: true }), []);
  assertEquals(pin(none, 1, 3, { invert: true }), [0, 2]);
});

Deno.test("a column is numbers where its values say so, names where they are few or words", () => {
  const numbers = readColumn(["0.5", "", "1e3", "-2"]);
  assertEquals(numbers.kind, "numbers");
  assert(numbers.kind === "numbers" && Number.isNaN(numbers.values[1]) && numbers.values[2] === 1000);
  const years = readColumn(["2012", "2010", "2012", ""]);
  assert(years.kind === "names");
  assertEquals([years.names, years.codes], [["2010", "2012"], Int32Array.of(1, 0, 1, -1)]);
  assertEquals(readColumn(Array.from({ length: 40 }, (_, i) => String(i))).kind, "numbers");
  const mixed = readColumn(["b10", "b9", "3", "b9"]);
  assert(mixed.kind === "names");
  assertEquals(mixed.names, ["3", "b9", "b10"]);
  assertEquals(readColumn(["", ""]), { kind: "names", names: [], codes: Int32Array.of(-1, -1) });
});

Deno.test("the ramp spans all but the outermost percents; what lies beyond has its ends", () => {
  const values = Float32Array.from({ length: 1001 }, (_, i) => i === 1000 ? 1e6 : i === 0 ? -1e6 : i);
  const { min, max, low, high, known } = spread(values);
  assertEquals([min, max, known], [-1e6, 1e6, 1001]);
  assertClose(low, 10, 1e-3);
  assertClose(high, 990, 1e-3);
  const coloured = byValues("x", values, "");
  assertEquals([coloured.codes[0], coloured.codes[1000], coloured.codes[500]], [0, 255, 128]);
  assertEquals(byValues("x", Float32Array.of(NaN, 3, 3), "").codes, [-1, 0, 0]);
  assertEquals(spread(Float32Array.of(NaN)).known, 0);
  assertEquals(histogram(coloured, 4).reduce((sum, count) => sum + count), 1001);
  assertEquals(rangeOf(coloured, 0, 1), [-1e6, 1e6], "the ends of the bar hold what lies beyond it");
});

Deno.test("a ramp has the colors it is given, and never goes back in lightness", () => {
  for (const theme of /** @type {const} */ (["dark", "light"])) {
    const { sequential } = PALETTES[theme], bytes = rampBytes(sequential);
    sequential.forEach((stop, i) => assertEquals(hex(rampColor(sequential, i / 6)), stop.toUpperCase()));
    const light = Array.from({ length: 256 }, (_, i) => oklab([...bytes.subarray(3 * i, 3 * i + 3)].map(linear))[0]);
    light.slice(1).forEach((each, i) => assert(theme === "dark" ? each >= light[i] - .003 : each <= light[i] + .003));
  }
});

Deno.test("every hue stands out from the stage", () => {
  for (const { stage } of Object.values(PALETTES)) {
    for (let i = 0; i < 60; i++) assert(contrast(hex(hueColor(i / 60, stage)), stage) >= 3, `${i} on ${stage}`);
  }
});

Deno.test("groups, predictions and right answers are counted; what has no class is grey", () => {
  const group = byGroup({ name: "coarse_kind", groups: ["x", "y"], groupOfClass: [0, 1, null] }, items, predictions);
  assertEquals([group.title, group.codes, group.counts, group.errors], [
    "Coarse kind",
    Int32Array.of(0, 1, 1),
    Int32Array.of(1, 2),
    Int32Array.of(0, 2),
  ]);
  const said = byPrediction(study, predictions, []);
  assertEquals([said.names, said.counts], [["a", "b", "c", "no class of the study"], Int32Array.of(1, 0, 1, 1)]);
  const tint = tintOf(said, counted, none, PALETTES.dark, null);
  assertEquals([tint.ofItem(0), tint.ofItem(2)], [PALETTES.dark.classes[0], PALETTES.dark.ink3]);
  const right = byCorrectness(study, predictions);
  assertEquals([right.names, right.codes], [["right", "said c", "said something else"], Int32Array.of(0, 1, 2)]);
  const colors = tintOf(right, counted, none, PALETTES.dark, null);
  assertEquals([colors.ofItem(0), colors.ofItem(1)], [PALETTES.dark.ink3, PALETTES.dark.classes[2]]);
  assertEquals(colors.ofClass(0), PALETTES.dark.classes[0], "a class keeps its color though nobody said it wrongly");
  const palette = PALETTES.dark, style = styleOf({ ...plain, count: 3, tint: colors, predictions, palette });
  assertEquals(style.kinds, [0, TRIANGLE, TRIANGLE], "wrong answers are triangles whatever the marks say");
  const outputs = byPrediction(study, { ...predictions, labelIndex: [-1, -1, -1] }, ["o0", "o1", "o2"]);
  assertEquals([outputs.names, outputs.codes], [["o0", "o2", "output 7"], Int32Array.of(0, 2, 1)]);
});

Deno.test("the rate of a group is that of its images; elsewhere the share of right answers", () => {
  const layer = /** @type {any} */ ({ classMetrics: { neighborhoodHit: [.5, .2, .9] } });
  const hierarchy = { name: "g", groups: ["x"], groupOfClass: [0, 0, null] };
  const group = byGroup(hierarchy, items, predictions);
  const measure = measureOf(group, layer, "neighborhoodHit", counted, predictions, "group");
  assertClose(measure?.values[0] ?? 0, (.5 + 2 * .2) / 3, 1e-9);
  const split = byAttribute("split", ["t", "t", "v"], predictions);
  assert(split.type === "categories");
  assertEquals(measureOf(split, layer, "neighborhoodHit", counted, predictions, "attribute")?.values, [.5, 0]);
});

Deno.test("movement is the distance between two aligned places; missing dimensions are zero", () => {
  const a = { key: "a", rows: 2, dimensions: 2, aligned: true, values: Float32Array.of(0, 0, 1, 1) };
  const b = { key: "b", rows: 2, dimensions: 3, aligned: true, values: Float32Array.of(3, 4, 0, 1, 1, 2) };
  assertEquals(movement(a, b), [5, 2]);
  assertEquals(movement(b, a), [5, 2]);
});

Deno.test("filters keep what every one of them keeps", () => {
  const passing = new Uint8Array(3).fill(1);
  apply({ by: "label", title: "Label", names: ["b", "c"] }, byLabel(study, items, null), passing);
  assertEquals(passing, [0, 1, 1]);
  apply(
    { by: "confidence", title: "Confidence", range: [.6, 1] },
    byValues("", Float32Array.of(.9, .5, .8), ""),
    passing,
  );
  assertEquals(passing, [0, 0, 1]);
  const short = (/** @type {string} */ name) => name;
  assertEquals(told({ by: "label", title: "Label", names: ["a", "b", "c", "d"] }, short), "Label: a, b and 2 more");
  assertEquals([.5, 12345, .00001, 1.25, -3.456, NaN].map(figure), [".500", "12,345", "1.0e-5", "1.25", "-3.46", "–"]);
});

Deno.test("near classes have near hues", () => {
  const random = generator(3), turns = Array.from({ length: 40 }, () => random());
  const values = Float32Array.from(turns.flatMap((t) => [Math.cos(2 * Math.PI * t), Math.sin(2 * Math.PI * t)]));
  const means = { key: "", rows: 40, dimensions: 2, aligned: true, values };
  const counts = new Int32Array(40).fill(5);
  counts[7] = 0;
  const hues = hueOrder(means, counts);
  assertEquals(hues[7], -1);
  const kept = turns.map((_, k) => k).filter((k) => k !== 7);
  const around = [...kept].sort((a, b) => turns[a] - turns[b]), colored = [...kept].sort((a, b) => hues[a] - hues[b]);
  const at = colored.indexOf(around[0]), same = around.map((_, i) => colored[(at + i) % 39]);
  const back = around.map((_, i) => colored[(at - i + 39) % 39]);
  assert(JSON.stringify(same) === JSON.stringify(around) || JSON.stringify(back) === JSON.stringify(around));
  assertEquals([roundTrip(new Float32Array(0), 0), roundTrip(new Float32Array(1), 1)], [[], [0]]);
});

Deno.test("rows are ordered by what is asked; those in color lead, the lowest rate comes first", () => {
  const names = Array.from({ length: 12 }, (_, i) => `n${i}`), counts = Int32Array.from(names, (_, i) => i);
  const errors = new Int32Array(12), given = /** @type {any} */ ({ names, counts, errors });
  assertEquals(ordered(given, [2], null, "count").slice(0, 3), [2, 11, 10]);
  const rates = names.map((_, i) => i === 5 ? null : i === 3 ? .1 : .5);
  assertEquals([ordered(given, [2], rates, "metric")[0], ordered(given, [2], rates, "metric")[11]], [3, 5]);
});

Deno.test("a link holds colouring, range and filters, and drops what it cannot mean", () => {
  for (const text of ["label", "group:coarse", "attribute:a:b", "unit:12:06-5b", "moved", "trust"]) {
    const colouring = readColouring(text);
    assert(colouring !== null && writeColouring(colouring) === text, text);
  }
  const conditions = [{ by: "attribute:split", title: "", names: ["val", "a,b"] }, {
    by: "confidence",
    title: "",
    range: /** @type {[number, number]} */ ([.25, .5]),
  }];
  const colouring = readColouring("unit:3:x") ?? undefined;
  const link = { view: /** @type {const} */ ("tour"), colouring, similarHues: true, conditions };
  const { link: again, dropped } = readLink(writeLink({ ...link, range: [1, 2.5] }));
  assertEquals(
    [again, dropped],
    [{ ...link, range: [1, 2.5] }, []].map((each) =>
      Array.isArray(each)
        ? each
        : { view: each.view, colouring: each.colouring, similarHues: true, range: each.range, conditions }
    ),
  );
  assertEquals(readLink("c=nonsense&r=3,1&f=%5B1%5D&f=x").dropped, ["c", "r", "f", "f"]);
});
