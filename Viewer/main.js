// @ts-check
// Puts the page together: one direction, from the state to the panels and the stage.

import { Annotations } from "./data/annotations.js";
import { Client } from "./data/client.js";
import { Connection } from "./data/connection.js";
import { embeddingNames, findLayer, findModel } from "./data/study.js";
import { buildCaption } from "./panels/caption.js";
import { buildHeader } from "./panels/header.js";
import { buildHelp } from "./panels/help.js";
import { buildHover } from "./panels/hover.js";
import { buildInspector } from "./panels/inspector.js";
import { buildLegend } from "./panels/legend.js";
import { buildMarks } from "./panels/marks.js";
import { buildRail } from "./panels/rail.js";
import { buildScrubber } from "./panels/scrubber.js";
import { buildSearch } from "./panels/search.js";
import { buildToolbar, MODES } from "./panels/toolbar.js";
import { find } from "./panels/dom.js";
import { Colourist } from "./stage/colourist.js";
import { Explorer } from "./stage/explorer.js";
import { listenToGestures } from "./stage/gestures.js";
import { LinkKeeper } from "./stage/link-keeper.js";
import { Named } from "./stage/named.js";
import { Stage } from "./stage/stage.js";
import { listenToKeys } from "./state/keys.js";
import { initialState, Store } from "./state/store.js";
import { followTheme } from "./state/theme.js";

const testing = new URLSearchParams(location.search).has("test");
const store = new Store(initialState()), client = new Client();
followTheme(store);
const stage = new Stage(find("#stage"), store, { preserve: testing });
const explorer = new Explorer(store, client, stage);
new Colourist(store, explorer);
const keeper = new LinkKeeper(store, stage, explorer);
const annotations = new Annotations(client), named = new Named(store, annotations);
const connection = new Connection(client, { onStudy: adopt, onState: heard });
const help = buildHelp();
const colorOf = (/** @type {number} */ label) => stage.scene.colorOf(label);

/** Adoptions follow one another: two at once would both begin the stage. */
let adopting = Promise.resolve();

/** @param {import("./data/types.js").Study} study */
function adopt(study) {
  adopting = adopting.then(async () => {
    const first = !store.state.study;
    if (first) keeper.readBefore(study);
    await explorer.adopt(study);
    keeper.readAfter();
    if (first) annotations.load().then(() => named.read(), () => {});
  }).catch((error) => {
    store.set({ notice: error instanceof Error ? error.message : String(error) });
  });
  return adopting;
}

/** @param {import("./data/connection.js").ConnectionState} state @param {number} retryAt */
function heard(state, retryAt) {
  const back = state === "live" && store.state.connection === "lost";
  store.set({ connection: state, retryAt });
  if (back) explorer.recover();
}

function resetFrame() {
  store.set({ playing: false, turned: false });
  explorer.frames.forget();
  explorer.shown = "";
  stage.touched = false;
  explorer.showLayer();
}

function nextEmbedding() {
  const { study, model, embedding } = store.state;
  const names = embeddingNames(study && findModel(study, model));
  if (names.length > 1) store.set({ embedding: names[(names.indexOf(embedding ?? "") + 1) % names.length] });
}

function leave() {
  const { sheet, selected, pinned, range } = store.state;
  if (sheet) store.set({ sheet: "", ...(sheet === "inspector" ? { selected: -1 } : {}) });
  else if (selected >= 0) store.set({ selected: -1 });
  else if (pinned.size > 0 || range) store.set({ pinned: new Set(), range: null });
}

buildHeader(store, help, () => keeper.copy());
buildRail(store, explorer);
buildLegend(store, explorer);
buildMarks(store);
buildToolbar(store, stage, resetFrame);
buildCaption(store, explorer, () => connection.retryNow());
buildHover(store, stage, explorer, colorOf);
buildScrubber(store, explorer);
const search = buildSearch(store, (item) => stage.bring(item));

// The stage recolors before the inspector asks it for colors.
store.watch(
  ["study", "items", "predictions", "tint", "hoveredClass", "range", "passing", "marks", "trust"],
  () => stage.restyle(),
);
buildInspector(store, explorer, named);
store.watch(["mode", "dotSize"], () => stage.rest(0));
store.watch(["hovered", "near"], () => stage.draw());
store.watch(["selected", "sheet"], ({ selected }) => {
  const inspector = find("#inspector");
  if (selected >= 0 && getComputedStyle(inspector).position === "fixed") {
    stage.uncover(selected, inspector.getBoundingClientRect());
  }
});
store.watch(["selected"], () => {
  explorer.findNear();
  stage.draw();
  stage.rest(0);
});
let modelBefore = store.state.model;
store.watch(["model"], async ({ model }) => {
  if (modelBefore !== null && model !== modelBefore && explorer.loadedModel !== model) {
    await explorer.adoptModel();
    explorer.settleChoice();
  }
  modelBefore = model;
});
// The bars that show an embedding's trust go on with that of the next one.
store.watch(["embedding"], ({ embedding, metric }) => {
  if (embedding && metric.startsWith("trustworthiness.")) store.set({ metric: `trustworthiness.${embedding}` });
});
store.watch(["layer", "embedding"], ({ study, layer }) => {
  if (!study || !layer || !findLayer(findModel(study, store.state.model), layer)) return;
  store.set({ hovered: -1, trust: null, trustFailure: "" });
  explorer.showLayer();
});

listenToGestures(stage, store);
listenToKeys({
  j: () => explorer.step(1),
  k: () => explorer.step(-1),
  i: () => store.set({ mode: MODES[(MODES.indexOf(store.state.mode) + 1) % MODES.length] }),
  e: nextEmbedding,
  r: resetFrame,
  "0": () => stage.fit(),
  "+": () => stage.zoomBy(1.5),
  "=": () => stage.zoomBy(1.5),
  "-": () => stage.zoomBy(1 / 1.5),
  "−": () => stage.zoomBy(1 / 1.5),
  p: () => {
    if ((stage.blend?.frameB.size ?? 0) > 2) store.set({ playing: !store.state.playing });
  },
  c: () => store.set({ selected: -1, pinned: new Set(), range: null, sheet: "" }),
  Escape: leave,
  "?": help,
  "/": search,
  m: () => store.set({ marks: { ...store.state.marks, misclassified: !store.state.marks.misclassified } }),
  t: () => store.set({ marks: { ...store.state.marks, lowTrust: !store.state.marks.lowTrust } }),
});

if (testing) {
  Object.assign(globalThis, { strata: { store, stage, explorer } });
}

await connection.refresh().then((reached) => {
  if (reached) connection.open();
  else connection.probe();
});
