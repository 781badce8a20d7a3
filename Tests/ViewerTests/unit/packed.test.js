// @ts-check
// What an exported page answers itself: the same as a server, from what it keeps.

import { Annotations } from "../../../Viewer/data/annotations.js";
import { Client, RequestError } from "../../../Viewer/data/client.js";
import { NeighborRows } from "../../../Viewer/data/neighbor-rows.js";
import { parseNpy } from "../../../Viewer/data/npy.js";
import { NeuronRequests } from "../../../Viewer/data/neuron-requests.js";
import { readAddress } from "../../../Viewer/packed/address.js";
import { PackedArray } from "../../../Viewer/packed/array.js";
import { corrected, erfc } from "../../../Viewer/packed/rank-test.js";
import { PackedSource } from "../../../Viewer/packed/source.js";
import { assert, assertClose, assertEquals } from "./assert.js";
import { activationFile, bytesOf, jsonFile, packOf } from "./packed-study.js";

const LAYER = "/api/models/m/layers/01-a", PLACE = { model: "m", layer: "01-a" };

/** Four images; each row of distances is told by a least value, a step and differences. */
const NEIGHBORS = [
  jsonFile("", { metric: "cosine" }),
  {
    path: "/items",
    bytes: Uint8Array.of(1, 2, 3, 0, 2, 3, 0, 1, 3, 0, 1, 2),
    array: { shape: [4, 3], to: /** @type {const} */ ("i4"), element: /** @type {const} */ ("u1") },
  },
  {
    path: "/distances",
    // Steps of ¼, least ½: 0.5, 0.75, 1.25 in each row; low bytes before high ones.
    bytes: bytesOf(
      Float32Array.of(.25, .25, .25, .25, .5, .5, .5, .5),
      Uint8Array.of(...Array(4).fill([0, 1, 2]).flat(), ...Array(12).fill(0)),
    ),
    array: {
      shape: [4, 3],
      to: /** @type {const} */ ("f4"),
      element: /** @type {const} */ ("u2"),
      scaled: /** @type {const} */ (0),
      delta: true,
      planes: true,
    },
  },
];

/** The second channel goes with the first, the third never varies. */
const ROWS = [[0, 1, 2], [0, 0, 2], [1, 1, 2], [2, 3, 2], [2, 1, 2], [3, 2, 2], [5, 2, 2], [8, 9, 2]];

/** @param {Record<string, import("./packed-study.js").File[] | Error>} [more] */
function site(more = {}) {
  const pack = packOf({
    "/api/study": [jsonFile("", { name: "food", itemCount: 4 })],
    [`${LAYER}/neighbors`]: NEIGHBORS,
    [`${LAYER}/channels`]: [jsonFile("", { answersUnits: true }), activationFile(ROWS)],
    [`${LAYER}/neurons`]: [jsonFile("", { neuronCount: 3 }), jsonFile("?by=the split&more=1", { by: true })],
    ...more,
  });
  const source = new PackedSource(pack);
  return { pack, source, client: new Client(source) };
}

/** @param {Promise<unknown>} asked @returns {Promise<RequestError>} */
async function refused(asked) {
  try {
    await asked;
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
  throw new Error("expected a refusal");
}

Deno.test("replies that are kept are found by their address, in whatever order the query stands", async () => {
  const { client, pack } = site();
  assertEquals((await client.study()).name, "food");
  assertEquals(await client.json(`${LAYER}/neurons`), { neuronCount: 3 });
  assertEquals(await client.json(`${LAYER}/neurons?more=1&by=the+split`), { by: true });
  assertEquals(await client.json(`${LAYER}/neurons?by=the%20split&more=1`), { by: true });
  // One part, decoded once.
  assertEquals(pack.opened(), 2);
  const missing = await refused(client.json("/api/models/m/emergence"));
  assertEquals([missing.kind, missing.said.includes("does not hold")], ["missing", true]);
});

Deno.test("a name in an address may hold what has to be escaped", () => {
  assertEquals(readAddress("/api/models/m/layers/a/features/a%20b%2Fc.png?x=1%2F2"), {
    path: "/api/models/m/layers/a/features/a b/c.png",
    query: { x: "1/2" },
  });
});

Deno.test("neighbours come from the table of the layer: by item, for several, as a file, and in ranges of it", async () => {
  const { client, source } = site();
  assertEquals(await client.neighbors("m", "01-a", 1, 2), {
    item: 1,
    neighbors: [{ item: 0, distance: .5 }, { item: 2, distance: .75 }],
  });
  const { metric, rows } = await client.nearest("m", "01-a", { items: [3, 0], count: 3 });
  assertEquals(metric, "cosine");
  assertEquals(rows.map(({ item, neighbors }) => [item, neighbors.map((near) => near.item)]), [[3, [0, 1, 2]], [0, [
    1,
    2,
    3,
  ]]]);
  assertEquals(rows[0].neighbors[2].distance, 1.25);
  const store = /** @type {any} */ ({ state: { ...PLACE, items: { labels: new Int32Array(4) } } });
  const whole = await new NeighborRows(client, store).sample(4, 4, 1);
  assertEquals(whole && [whole.count, whole.near], [3, [1, 2, 3, 0, 2, 3, 0, 1, 3, 0, 1, 2]]);
  const file = new Uint8Array(await (await source.request(`${LAYER}/neighbors.npy`)).arrayBuffer());
  const part = await source.request(`${LAYER}/neighbors.npy`, { headers: { Range: "bytes=8-19" } });
  assertEquals([part.status, new Uint8Array(await part.arrayBuffer())], [206, file.slice(8, 20)]);
});

Deno.test("what was not analysed is not made up: other metrics, other splits, images that are not there", async () => {
  const { client } = site();
  for (const wanted of [{ metric: "euclidean" }, { among: "train" }]) {
    const { kind, said } = await refused(client.nearest("m", "01-a", { items: [0], count: 2, ...wanted }));
    assertEquals([kind, said.includes("keeps the neighbours of the analysis only")], ["refused", true]);
  }
  assertEquals((await refused(client.nearest("m", "01-a", { items: [4], count: 2 }))).kind, "refused");
  assertEquals((await refused(client.neighbors("m", "01-a", 4, 2))).kind, "missing");
  assertEquals((await client.nearest("m", "01-a", { items: [0], count: 2, metric: "cosine" })).rows.length, 1);
});

Deno.test("channels: what they make of every image, and which ones an image excites", async () => {
  const { client } = site({
    [`${LAYER}/units`]: [
      {
        path: "/channels",
        bytes: Uint8Array.of(2, 0, 1, 2),
        array: { shape: [2, 2], to: "i4", element: "u1" },
      },
      {
        path: "/values",
        bytes: bytesOf(Float32Array.of(9, 8, 7, 6)),
        array: { shape: [2, 2], to: "f4", element: "f4" },
      },
    ],
  });
  assertEquals(await client.activations("m", "01-a", 0, 8), ROWS.map(([first]) => first));
  assertEquals((await client.units("m", "01-a", 1, 5)).units, [{ channel: 1, activation: 7 }, {
    channel: 2,
    activation: 6,
  }]);
  assertEquals((await client.units("m", "01-a", 0, 1)).units, [{ channel: 2, activation: 9 }]);
  assertEquals((await refused(client.units("m", "01-a", 2, 1))).kind, "missing");
  assertEquals((await refused(client.units("m", "02-b", 0, 1))).kind, "missing");
  assertEquals((await refused(client.activations("m", "01-a", 3, 8))).kind, "missing");
});

Deno.test("channels that go together: Pearson's correlation, without those that never vary (numpy)", async () => {
  const requests = new NeuronRequests(site().client), { correlated } = await requests.correlated(PLACE, 0, 8);
  assertEquals(correlated.map(({ neuron }) => neuron), [1]);
  const [x, y] = [0, 1].map((channel) => ROWS.map((row) => row[channel]));
  const mean = (/** @type {number[]} */ values) => values.reduce((a, b) => a + b) / values.length,
    [mx, my] = [mean(x), mean(y)];
  const product = x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0);
  const square = (/** @type {number[]} */ values, /** @type {number} */ m) =>
    values.reduce((sum, v) => sum + (v - m) ** 2, 0);
  assertClose(correlated[0].correlation, product / Math.sqrt(square(x, mx) * square(y, my)), 1e-12);
  assertEquals((await requests.correlated(PLACE, 2, 8)).correlated, []);
});

Deno.test("channels that tell images from others: area and p-value of scipy.stats.mannwhitneyu 1.17.1", async () => {
  const requests = new NeuronRequests(site().client);
  const told = await requests.separating(PLACE, [1, 2, 4, 5, 7], 10);
  assertEquals([told.inside, told.outside], [5, 3]);
  const first = /** @type {any} */ (told.neurons.find(({ neuron }) => neuron === 0));
  assertClose(first.area, 0.5333333333333333, 1e-12);
  assertClose(first.pValue, 0.8800718068779698, 1e-12);
  assert(told.neurons.every(({ neuron }) => neuron !== 2), "a channel that never varies is not tested");
  assertEquals((await refused(requests.separating(PLACE, [0, 1, 2, 3, 4, 5, 6, 7], 10))).kind, "refused");
  assertEquals((await refused(requests.separating(PLACE, [], 10))).kind, "refused");
});

Deno.test("images that excite several channels together", async () => {
  const { images } = await new NeuronRequests(site().client).exciting(PLACE, [0, 1, 2], 2);
  assertEquals(images.map(({ item }) => item), [7, 6]);
  const [x, y] = [0, 1].map((channel) => {
    const values = ROWS.map((row) => row[channel]), mean = values.reduce((a, b) => a + b) / 8;
    return (8 + channel - mean) / Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 8);
  });
  assertClose(images[0].value, (x + y) / 3, 1e-6);
});

Deno.test("the complementary error function and the correction for many tests are those of scipy 1.17.1", () => {
  const known = [
    [0, 1],
    [.1, 0.8875370839817152],
    [.5, 0.4795001221869535],
    [1, 0.15729920705028516],
    [1.9, 0.007209570764742531],
    [2, 0.004677734981047266],
    [2.1, 0.0029794666563329845],
    [3, 2.2090496998585445e-05],
    [5, 1.5374597944280347e-12],
    [10, 2.0884875837625446e-45],
  ];
  for (const [x, value] of known) assertClose(erfc(x) / value, 1, 2e-12, `erfc(${x})`);
  corrected([.01, .04, .03, .2]).forEach((value, k) => assertClose(value, [.04, .16 / 3, .16 / 3, .2][k], 1e-15));
});

Deno.test("arrays with small numbers: by column, by row, whole numbers, and the shape that is told", async () => {
  const steps = Float32Array.of(.5, 2), least = Float32Array.of(-1, 10);
  const form =
    /** @type {const} */ ({ shape: [3, 2], to: "f4", element: "u2", scaled: 1, order: "columns", planes: true });
  const packed = bytesOf(steps, least, Uint8Array.of(0, 1, 255, 0, 0, 1), Uint8Array.of(0, 0, 1, 0, 0, 2));
  assertEquals(new PackedArray(/** @type {any} */ (form), packed).values(), [-1, 10, -.5, 10, 254.5, 1036]);
  assertEquals(new PackedArray(/** @type {any} */ (form), packed).column(1), [10, 10, 1036]);
  const { source } = site({
    "/api/evolution/s": [
      { path: "/positions.npy", bytes: packed, array: /** @type {any} */ ({ ...form, told: [1, 3, 2] }) },
      { path: "/items.npy", bytes: bytesOf(Int32Array.of(-1, 70_000)), array: { shape: [2], to: "i4", element: "i4" } },
    ],
  });
  const read = async (/** @type {string} */ path) => parseNpy(await (await source.request(path)).arrayBuffer(), path);
  assertEquals((await read("/api/evolution/s/positions.npy")).shape, [1, 3, 2]);
  assertEquals(await read("/api/evolution/s/items.npy"), { shape: [2], data: [-1, 70_000] });
});

Deno.test("numbers of any size keep their upper halves", () => {
  // 1, −2.5 and 2.1e-8, whose upper half is 0x32b4; all low bytes come first.
  const bytes = Uint8Array.of(0x80, 0x20, 0xb4, 0x3f, 0xc0, 0x32);
  const [one, two, small] = new PackedArray({ shape: [3], to: "f4", element: "b2", planes: true }, bytes).values();
  assertEquals([one, two], [1, -2.5]);
  assertClose(small, 2.1e-8, 1e-10);
});

Deno.test("top images come with where in them, as far as it is known", async () => {
  const integers = (/** @type {string} */ path, /** @type {number[]} */ numbers, /** @type {number} */ width) => ({
    path,
    bytes: bytesOf(Int32Array.from(numbers)),
    array: { shape: [2, width], to: /** @type {const} */ ("i4"), element: /** @type {const} */ ("i4") },
  });
  const { client } = site({
    [`${LAYER}/top-images`]: [
      jsonFile("", { field: { rows: 3, columns: 3, inputRows: 8, inputColumns: 8 } }),
      integers("/items", [3, 1, 2, -1], 2),
      {
        path: "/values",
        bytes: bytesOf(Float32Array.of(4, 2, 1, 0)),
        array: { shape: [2, 2], to: "f4", element: "f4" },
      },
      integers("/places", [1, 2, 0, 0, -1, -1, -1, -1], 4),
      integers("/regions", [20, 10, 4, 5, 6, 3, 20, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 12),
    ],
  });
  assertEquals(await client.topImages("m", "01-a", 0), {
    channel: 0,
    field: { rows: 3, columns: 3, inputRows: 8, inputColumns: 8 },
    images: [
      { item: 3, value: 4, row: 1, column: 2, width: 20, height: 10, region: { x: 4, y: 5, width: 6, height: 3 } },
      { item: 1, value: 2, row: 0, column: 0, width: 20, height: 10 },
    ],
  });
  assertEquals((await client.topImages("m", "01-a", 1)).images, [{ item: 2, value: 1 }]);
  assertEquals((await refused(client.topImages("m", "01-a", 2))).kind, "missing");
});

Deno.test("a damaged part is told of where it is wanted, with what to do; the others go on", async () => {
  const { client } = site({ [`${LAYER}/neighbors`]: new Error("A part of this page is damaged: x.") });
  const { kind, said, remedy } = await refused(client.neighbors("m", "01-a", 0, 2));
  assertEquals([kind, said, remedy], [
    "refused",
    "A part of this page is damaged: x.",
    "Export the study again: strata export STUDY --output x.html",
  ]);
  assertEquals((await client.study()).name, "food");
  // It may have been a passing failure, as of a folder on a server.
  assertEquals((await refused(client.neighbors("m", "01-a", 0, 2))).kind, "refused");
});

Deno.test("nothing is kept or made: readers' annotations live as long as the page", async () => {
  const { client, source } = site(), annotations = new Annotations(client);
  let told = 0;
  annotations.onReadOnly = () => told++;
  await annotations.load();
  await annotations.put("selections", { name: "odd", items: [1] });
  assertEquals([annotations.readOnly, told, annotations.all.selections.length], [true, 1, 1]);
  assertEquals((await source.request("/api/features/job")).status, 404);
  assertEquals((await source.request(`${LAYER}/features`, { method: "POST", body: "{}" })).status, 405);
});

Deno.test("pictures have one address each for as long as the page is open, and whole images are kept in groups", async () => {
  const { source } = site({
    "/images/items/1": [{ path: "/64", type: "image/webp", bytes: Uint8Array.of(1, 2, 3) }],
  });
  const first = await source.url("/images/items/64");
  assert(first.startsWith("blob:") && first === await source.url("/images/items/64"));
  URL.revokeObjectURL(first);
  const reply = await source.request("/images/items/64");
  assertEquals([reply.headers.get("content-type"), new Uint8Array(await reply.arrayBuffer())], ["image/webp", [
    1,
    2,
    3,
  ]]);
  assertEquals((await source.request("/images/items/0")).status, 404);
  assertEquals((await source.request("/images/items/65")).status, 404);
  let failed = false;
  await source.url("/images/items/0").catch(() => failed = true);
  assert(failed);
});

Deno.test("the page hears that it is connected, and never of a change", async () => {
  const changes = site().source.changes();
  await new Promise((heard) => changes.addEventListener("open", heard));
  changes.close();
});

Deno.test("who has gone elsewhere gets no answer", async () => {
  const { source } = site(), controller = new AbortController();
  controller.abort();
  let name = "";
  await source.request("/api/study", { signal: controller.signal }).catch((error) => name = error.name);
  assertEquals(name, "AbortError");
});
