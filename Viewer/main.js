// @ts-check
// Puts the page together: one direction, from the state to the panels and the stage.

import { Annotations } from "./data/annotations.js";
import { Connection } from "./data/connection.js";
import { embeddingNames, findLayer, findModel } from "./data/study.js";
import { arrays, catalogue, client } from "./early.js";
import { buildCaption } from "./panels/caption.js";
import { buildHeader } from "./panels/header.js";
import { buildHelp } from "./panels/help.js";
import { buildHover } from "./panels/hover.js";
import { buildInspector } from "./panels/inspector.js";
import { buildLegend } from "./panels/legend.js";
import { buildLine } from "./panels/line.js";
import { buildMarks } from "./panels/marks.js";
import { buildMessage } from "./panels/message.js";
import { HandleButtons } from "./panels/handle-buttons.js";
import { buildRail } from "./panels/rail.js";
import { buildResizers } from "./panels/resizer.js";
import { buildScrubber } from "./panels/scrubber.js";
import { buildSearch } from "./panels/search.js";
import { buildSelectionBar } from "./panels/selection-bar.js";
import { DataTable } from "./panels/table.js";
import { followSeen } from "./panels/trust-card.js";
import { buildTabs, VIEWS } from "./panels/tabs.js";
import { buildToolbar, MODES } from "./panels/toolbar.js";
import { buildViewsMenu } from "./panels/views-menu.js";
import { find } from "./panels/dom.js";
import { Brush } from "./stage/brush.js";
import { Colourist } from "./stage/colourist.js";
import { Decisions } from "./stage/decisions.js";
import { Explorer } from "./stage/explorer.js";
import { frameKeeper } from "./stage/frames.js";
import { listenToGestures } from "./stage/gestures.js";
import { Groups } from "./stage/groups.js";
import { KeptHandles } from "./stage/kept-handles.js";
import { LayerWalk } from "./stage/layer-walk.js";
import { LinkKeeper } from "./stage/link-keeper.js";
import { Named } from "./stage/named.js";
import { FalseFriends } from "./stage/false-friends.js";
import { Preserved } from "./stage/preserved.js";
import { SavedViews } from "./stage/saved-views.js";
import { Stage } from "./stage/stage.js";
import { Suspects } from "./stage/suspects.js";
import { ViewTrust } from "./stage/view-trust.js";
import { History } from "./state/history.js";
import { listenToKeys, listenToUndo } from "./state/keys.js";
import { initialState, NONE, Store } from "./state/store.js";
import { remember } from "./state/remember.js";
import { followTheme } from "./state/theme.js";
import { Views } from "./views/views.js";

const testing = new URLSearchParams(location.search).has("test");
const store = new Store(initialState());
followTheme(store);
remember(store);
const stage = new Stage(find("#stage"), store, { preserve: testing });
const explorer = new Explorer(store, arrays, stage);
new Colourist(store, explorer);
const groups = new Groups(store, explorer), brush = new Brush(stage, store);
const history = new History(store, frameKeeper(stage, explorer));
const keeper = new LinkKeeper(store, stage, explorer);
const annotations = new Annotations(client), named = new Named(store, annotations);
const keptHandles = new KeptHandles(store, annotations, history), walk = new LayerWalk(store, explorer, stage);
const savedViews = new SavedViews(store, annotations, keeper, history, stage);
const suspects = new Suspects(store, client), decisions = new Decisions(store, annotations, history);
new ViewTrust(stage, store, explorer);
new Preserved(store, explorer);
new FalseFriends(store, explorer);
followSeen(store, explorer);
const connection = new Connection(client, catalogue, { onStudy: adopt, onState: heard });
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
    if (first) {
      annotations.load().then(() => {
        named.read();
        keptHandles.read();
        savedViews.read();
        decisions.read();
      }, () => {});
      history.reset();
    }
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

async function resetFrame() {
  store.set({ playing: false, turned: false, separated: "" });
  explorer.frames.forget();
  explorer.shown = "";
  stage.touched = false;
  await explorer.showLayer();
  history.turned();
}

function bestView() {
  const hindrance = stage.turning.separate();
  store.set({ notice: hindrance });
}

function nextEmbedding() {
  const { study, model, embedding } = store.state;
  const names = embeddingNames(study && findModel(study, model));
  if (names.length > 1) store.set({ embedding: names[(names.indexOf(embedding ?? "") + 1) % names.length] });
}

/** What is done to the stage is done only where it is seen. @param {Record<string, () => void>} acts */
function inTour(acts) {
  return Object.fromEntries(
    Object.entries(acts).map(([key, act]) => [key, () => store.state.view === "tour" ? act() : undefined]),
  );
}

function leave() {
  const { sheet, selected, pinned, armed, tool, selection, range } = store.state;
  if (brush.active) brush.cancel();
  else if (store.state.walking) store.set({ walking: false });
  else if (armed) groups.disarm();
  else if (tool !== "pan") store.set({ tool: "pan" });
  else if (sheet) store.set({ sheet: "", ...(sheet === "inspector" ? { selected: -1 } : {}) });
  else if (selected >= 0) store.set({ selected: -1 });
  else if (selection.length > 0) groups.select(NONE);
  else if (pinned.size > 0 || range) store.set({ pinned: new Set(), range: null });
}

const table = new DataTable(store, stage), views = new Views({ store, explorer, client, stage, suspects, decisions });
buildResizers();
buildHeader(store, help, () => keeper.copy(), history, buildViewsMenu(store, savedViews));
buildTabs(store);
buildRail(store, explorer);
buildLegend(store, explorer);
buildMarks(store);
buildToolbar(store, stage, { resetFrame, bestView, newHandle: () => groups.handle(), table: () => table.open() });
buildSelectionBar(store, groups);
const handleButtons = new HandleButtons(store, stage, groups);
buildCaption(store);
buildMessage(store, explorer, () => connection.retryNow());
buildLine(store, () => connection.retryNow(), () => stage.rest(0));
buildHover(store, stage, explorer, colorOf);
buildScrubber(store, explorer);
const search = buildSearch(store, (item) => stage.bring(item));

// The stage recolors before the inspector asks it for colors.
store.watch(
  ["study", "items", "predictions", "tint", "hoveredClass", "range", "draft", "marks", "trust", "shapes"],
  () => stage.restyle(),
);
// Of the measures of trust only the chosen one changes the picture, and only while it is marked.
store.watch(["lowBy", "lowBelow", "preserved", "seen"], ({ marks }) => marks.lowTrust && stage.restyle());
store.watch(["links", "inEmbedding", "falseNear", "missingNear"], () => stage.draw());
store.watch(["selection", "filter", "passing"], () => stage.remask());
store.watch(["space"], () => stage.turning.changeSpace());
stage.turning.onTurned = () => history.turned();
stage.onRest.push(() => history.settled());
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

function play() {
  if (stage.turning.axes > 2) store.set({ playing: !store.state.playing });
}

const TOOLS = /** @type {import("./state/store.js").Tool[]} */ (["pan", "rectangle", "lasso"]);

listenToGestures(stage, store, brush, groups);
listenToKeys({
  j: () => explorer.step(1),
  k: () => explorer.step(-1),
  n: () => views.next(1),
  N: () => views.next(-1),
  "?": help,
  "/": search,
  ...Object.fromEntries(VIEWS.map(([view, , key]) => [key, () => store.set({ view })])),
});
listenToKeys(inTour({
  i: () => store.set({ mode: MODES[(MODES.indexOf(store.state.mode) + 1) % MODES.length] }),
  e: nextEmbedding,
  r: resetFrame,
  "0": () => stage.fit(),
  "+": () => stage.zoomBy(1.5),
  "=": () => stage.zoomBy(1.5),
  "-": () => stage.zoomBy(1 / 1.5),
  "−": () => stage.zoomBy(1 / 1.5),
  p: play,
  " ": play,
  P: () => walk.toggle(),
  "]": () => stage.turning.step(store.state.study?.seed ?? 42),
  v: bestView,
  b: () => store.set({ tool: TOOLS[(TOOLS.indexOf(store.state.tool) + 1) % TOOLS.length] }),
  d: () => groups.handle(),
  x: () => groups.remove(handleButtons.focused),
  f: () => groups.filter(),
  g: () => groups.alike(),
  I: () => groups.invert(),
  c: () => groups.clear(),
  Escape: leave,
  m: () => store.set({ marks: { ...store.state.marks, misclassified: !store.state.marks.misclassified } }),
  t: () => store.set({ marks: { ...store.state.marks, lowTrust: !store.state.marks.lowTrust } }),
}));

listenToUndo(() => history.undo(), () => history.redo());

if (testing) {
  Object.assign(globalThis, { strata: { store, stage, explorer, groups, brush, history, keeper } });
}

await connection.refresh().then((reached) => {
  if (reached) connection.open();
  else connection.probe();
});
