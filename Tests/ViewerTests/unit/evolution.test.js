// @ts-check
import {
  chosenFrame,
  chosenSequence,
  frameOfLayer,
  likeSequence,
  majorityByFrame,
  sequenceTitle,
  shortestRun,
} from "../../../Viewer/data/evolution.js";
import { findModel } from "../../../Viewer/data/study.js";
import { checkpointsOf, modelChoices, modelTitle, neighborEpoch } from "../../../Viewer/data/series.js";
import { thinned } from "../../../Viewer/passes/trails.js";
import { EVOLUTION } from "../../../Viewer/state/evolution.js";
import { readLink, writeLink } from "../../../Viewer/state/link.js";
import { channels, contrast, PALETTES } from "../../../Viewer/state/palette.js";
import { hex } from "../../../Viewer/state/ramp.js";
import { Region } from "../../../Viewer/tour/region.js";
import { generator } from "../../../Viewer/tour/random.js";
import { allTrails, BEYOND, flagPassing, nearestTrail, placesAt, shade, trailOf } from "../../../Viewer/tour/trails.js";
import { APART, GREYED, lookOf, MARKED, OUT, PLAIN } from "../../../Viewer/views/evolution/look.js";
import { assert, assertClose, assertEquals } from "./assert.js";

const random = generator(5), COUNT = 40, FRAMES = 4, SEGMENT = 3, VERTICES = (FRAMES - 1) * SEGMENT + 1;
const trails = {
  count: COUNT,
  frames: FRAMES,
  vertices: VERTICES,
  segment: SEGMENT,
  positions: Float32Array.from({ length: 2 * COUNT * FRAMES }, () => random() * 4 - 2),
  bundled: Float32Array.from({ length: 2 * COUNT * VERTICES }, () => random() * 4 - 2),
};

/** @param {Partial<import("../../../Viewer/data/evolution.js").SequenceInfo>} patch */
const info = (patch = {}) => /** @type {import("../../../Viewer/data/evolution.js").SequenceInfo} */ ({
  folder: "layers-net-dynamic-tsne",
  name: "net, layer after layer",
  kind: "layers",
  model: "net",
  series: null,
  layer: null,
  method: "dynamic-tsne",
  itemCount: 3,
  vertexCount: 3,
  segmentVertexCount: 1,
  frames: ["a", "b", "c"].map((name, i) => ({ name, model: "net", layer: `0${i}-${name}`, epoch: null, metrics: {} })),
  strays: [],
  ...patch,
});

Deno.test("at a frame images are at its places, between two on the straight line", () => {
  const at = placesAt(trails, 1), between = placesAt(trails, 1.25), last = placesAt(trails, FRAMES + 5);
  for (let k = 0; k < 2 * COUNT; k++) {
    const a = trails.positions[2 * COUNT + k], b = trails.positions[4 * COUNT + k];
    assertEquals(at[k], a);
    assertClose(between[k], a + .25 * (b - a), 1e-6);
    assertEquals(last[k], trails.positions[2 * COUNT * (FRAMES - 1) + k]);
  }
});

Deno.test("without bundling a trail runs through the true places, at full strength it is the bundled one", () => {
  for (const row of [0, 7, COUNT - 1]) {
    const straight = trailOf(trails, row, 0), full = trailOf(trails, row, 1), half = trailOf(trails, row, .5);
    for (let f = 0; f < FRAMES; f++) {
      assertClose(straight[2 * f * SEGMENT], trails.positions[2 * (f * COUNT + row)], 1e-6);
      assertClose(straight[2 * f * SEGMENT + 1], trails.positions[2 * (f * COUNT + row) + 1], 1e-6);
    }
    for (let v = 0; v < 2 * VERTICES; v++) {
      assertClose(full[v], trails.bundled[2 * row * VERTICES + v], 1e-6);
      assertClose(half[v], (straight[v] + full[v]) / 2, 1e-6);
    }
  }
});

Deno.test("a sequence of one frame has places and no way", () => {
  const one = { ...trails, frames: 1, vertices: 1, positions: trails.positions.slice(0, 2 * COUNT) };
  assertEquals(placesAt(one, 0), one.positions);
  assertClose(trailOf(one, 3, 0)[0], one.positions[6], 1e-6);
});

Deno.test("the nearest trail is that of a search through points along all of them, and only among those accepted", () => {
  const mixed = allTrails(trails, .6);
  for (let trial = 0; trial < 60; trial++) {
    const x = random() * 4 - 2, y = random() * 4 - 2;
    const accept = (/** @type {number} */ row) => trial % 2 === 0 || row % 3 === 0;
    let best = -1, least = Infinity;
    for (let row = 0; row < COUNT; row++) {
      if (!accept(row)) continue;
      for (let v = 0; v < VERTICES - 1; v++) {
        const at = 2 * (row * VERTICES + v);
        for (let p = 0; p <= 400; p++) {
          const t = p / 400;
          const px = mixed[at] + t * (mixed[at + 2] - mixed[at]),
            py = mixed[at + 1] + t * (mixed[at + 3] - mixed[at + 1]);
          if (Math.hypot(px - x, py - y) < least) [best, least] = [row, Math.hypot(px - x, py - y)];
        }
      }
    }
    const found = nearestTrail(mixed, VERTICES, x, y, 10, accept);
    assert(found === best || least < .01, `${found} instead of ${best}`);
    assertEquals(nearestTrail(mixed, VERTICES, x, y, least * .5, accept) === best && least > .01, false);
  }
});

Deno.test("a brush takes the trails that pass through it, also between two vertices", () => {
  const two = {
    count: 2,
    frames: 2,
    vertices: 2,
    segment: 1,
    positions: Float32Array.of(-1, 0, 5, 5, 1, 0, 6, 6),
    bundled: Float32Array.of(-1, 0, 1, 0, 5, 5, 6, 6),
  };
  const region = new Region(), out = new Uint8Array(2);
  region.setRectangle(-.1, -.1, .1, .1);
  assertEquals(flagPassing(allTrails(two, 0), 2, region, .02, out), [1, 0]);
  region.setRectangle(-.1, .2, .1, .4);
  assertEquals(flagPassing(allTrails(two, 0), 2, region, .02, out), [0, 0]);
});

Deno.test("lightness grows from near the background to beyond the color, in both themes", () => {
  for (const theme of /** @type {const} */ (["dark", "light"])) {
    const { stage, classes } = PALETTES[theme], ink = theme === "dark" ? "#FFFFFF" : "#000000";
    for (const color of classes) {
      const at = (/** @type {number} */ t) =>
        contrast(hex(shade(channels(color), channels(stage), channels(ink), t, BEYOND[theme]).map(Math.round)), stage);
      for (let t = 0; t < 1; t += .1) assert(at(t + .1) >= at(t) - .02, `${theme} ${color} at ${t}`);
      assert(at(0) < 2, `${theme} ${color} begins at ${at(0)}`);
      assert(at(1) > 3, `${theme} ${color} ends at ${at(1)}`);
    }
  }
});

Deno.test("what is kept back is drawn first, then plain ones, strays, what is selected; what is filtered out not at all", () => {
  const standing = Uint8Array.of(PLAIN, MARKED, GREYED, APART, OUT, PLAIN, PLAIN), colors = new Uint8Array(21).fill(9);
  const options = {
    order: Uint32Array.of(6, 5, 4, 3, 2, 1, 0),
    strays: new Set([5]),
    colorless: (/** @type {number} */ row) => row === 6,
    limit: Infinity,
    palette: PALETTES.dark,
  };
  const { order, fill, groups } = lookOf(standing, colors, options);
  assertEquals(order, [3, 2, 6, 0, 5, 1]);
  assertEquals(groups.map(({ count }) => count), [2, 1, 1, 1, 1]);
  assertEquals(groups.map(({ from }) => from), [0, 2, 3, 4, 5]);
  assertEquals([...fill.subarray(0, 3)], channels(PALETTES.dark.ink3));
  assertEquals([...fill.subarray(8, 12)], [9, 9, 9, 255]);
  assertEquals(lookOf(standing, colors, { ...options, limit: 2 }).order, [6, 5]);
});

Deno.test("of a large group a part can be drawn, of a small one always all", () => {
  const group = { from: 3, count: 2000, width: 1, shaded: true, weight: 1 };
  assertEquals(thinned(group, 1), group);
  assertEquals(thinned(group, .5).count, 1000);
  assert(thinned(group, .5).weight > 1);
  assertEquals(thinned({ ...group, count: 60 }, .01).count, 60);
});

Deno.test("the sequence is the chosen one, else that of the network in the rail; a method says what alone differs", () => {
  const other = info({ folder: "layers-net-aligned", method: "aligned" });
  const epochs = info({
    folder: "epochs-cnn",
    kind: "epochs",
    model: null,
    series: "cnn",
    layer: "fc",
    name: "cnn, fc",
  });
  const all = [info(), other, epochs];
  const models = [{ folder: "net", series: null }, { folder: "cnn-1", series: "cnn" }, {
    folder: "third",
    series: null,
  }];
  const state = (/** @type {string} */ model, sequence = "") => /** @type {any} */ ({
    evolution: { ...EVOLUTION, sequence },
    model,
    study: { models },
  });
  assertEquals(chosenSequence(state("net"), all), all[0]);
  assertEquals(chosenSequence(state("cnn-1"), all), epochs);
  assertEquals(chosenSequence(state("third"), all), all[0]);
  assertEquals(chosenSequence(state("net", "layers-net-aligned"), all), other);
  assertEquals(chosenSequence(state("net"), []), null);
  assertEquals(likeSequence(all, epochs, ({ kind }) => kind === "layers"), all[0]);
  assertEquals(likeSequence(all, other, ({ kind }) => kind === "layers"), other);
  assertEquals(sequenceTitle(all[0], [all[0], other]), "Dynamic t-SNE");
  assertEquals(
    sequenceTitle(all[0], [all[0], info({ model: "b", name: "b, layer after layer" })]),
    "net, layer after layer",
  );
});

Deno.test("the frame is the named one, else the layer of the rail, else the last", () => {
  const state = (/** @type {any} */ patch) => ({ evolution: EVOLUTION, model: "net", layer: null, ...patch });
  assertEquals(chosenFrame(info(), state({})), 2);
  assertEquals(chosenFrame(info(), state({ layer: "00-a" })), 0);
  assertEquals(chosenFrame(info(), state({ layer: "00-a", evolution: { ...EVOLUTION, frame: "b" } })), 1);
  assertEquals(frameOfLayer(info(), "other", "00-a"), -1);
});

Deno.test("majorities are counted frame by frame, the most frequent first", () => {
  const sequence =
    /** @type {any} */ ({ info: info(), items: [4, 5, 6], neighborLabels: [1, 1, 2, 0, 1, -1, 2, 2, 2] });
  assertEquals(majorityByFrame(sequence, [0, 1, 2]), [
    [{ label: 1, count: 2 }, { label: 2, count: 1 }],
    [{ label: -1, count: 1 }, { label: 0, count: 1 }, { label: 1, count: 1 }],
    [{ label: 2, count: 3 }],
  ]);
  assertEquals(shortestRun([{ item: 1, via: 0, frames: [2, 6] }, { item: 2, via: 1, frames: [4, 6] }]), 3);
});

Deno.test("a training opens with what became of it, as far as it is drawn; a single network with itself", () => {
  const model = (
    /** @type {string} */ folder,
    /** @type {string?} */ series,
    epoch = 0,
    drawn = true,
  ) => /** @type {any} */ ({ folder, series, epoch, layers: [{ embeddings: drawn ? [{}] : [] }] });
  const study = (/** @type {any[]} */ ...models) => /** @type {any} */ ({ models });
  const training = study(
    model("e0", "cnn", 0),
    model("e5", "cnn", 5),
    model("e9", "cnn", 9, false),
    model("net", null),
  );
  assertEquals(findModel(training, null)?.folder, "e5");
  assertEquals(findModel(training, "e0")?.folder, "e0");
  assertEquals(findModel(study(model("net", null), model("e5", "cnn", 5)), null)?.folder, "net");
  assertEquals(findModel(study(model("e0", "cnn", 0, false), model("e1", "cnn", 1, false)), null)?.folder, "e0");
  assertEquals(findModel(study(), null), null);
});

Deno.test("checkpoints stand in the menu by epoch under their series, after the single networks", () => {
  const model = (/** @type {string} */ folder, series = "", epoch = 0) => /** @type {any} */ ({
    folder,
    name: folder,
    series: series || null,
    epoch: series ? epoch : null,
  });
  const models = [model("cnn-10", "cnn", 10), model("net"), model("cnn-2", "cnn", 2), model("mlp-0", "mlp", 0)];
  assertEquals(modelChoices(models), [
    ["net", "net"],
    ["cnn-2", "cnn · epoch 2", "cnn"],
    ["cnn-10", "cnn · epoch 10", "cnn"],
    ["mlp-0", "mlp · epoch 0", "mlp"],
  ]);
  assertEquals(modelTitle(models[1]), "net");
  assertEquals(checkpointsOf(models, null), []);
  assertEquals(neighborEpoch(models, "cnn-2", 1)?.folder, "cnn-10");
  assertEquals(neighborEpoch(models, "cnn-2", -1), null);
  assertEquals(neighborEpoch(models, "net", 1), null);
});

Deno.test("a link says sequence, frame, bundling, ends and pair, and gives them back; nonsense is dropped", () => {
  const evolution = { sequence: "epochs-cnn", frame: "epoch 5", bundling: .25, opacity: .3, ends: true, pair: true };
  const { link, dropped } = readLink("#" + writeLink({ view: "evolution", evolution }));
  assertEquals([link.view, link.evolution, dropped], ["evolution", evolution, []]);
  assertEquals(writeLink({ view: "evolution", evolution: { ...EVOLUTION } }), "v=evolution");
  assertEquals(readLink("#v=evolution&vb=2&vo=x&ve=maybe&vf=").dropped, ["vb", "vo", "ve", "vf"]);
});
