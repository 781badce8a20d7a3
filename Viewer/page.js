// @ts-check
// Puts the panels around the stage: one direction, from the state to the panels, and the keys and hands that change it.

import { Annotations } from "./data/annotations.js";
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
import { saveFigure } from "./panels/save-figure.js";
import { buildScrubber } from "./panels/scrubber.js";
import { buildSearch } from "./panels/search.js";
import { buildSelectionBar } from "./panels/selection-bar.js";
import { DataTable } from "./panels/table.js";
import { followSeen } from "./panels/trust-card.js";
import { buildTabs, VIEWS } from "./panels/tabs.js";
import { buildToolbar, MODES } from "./panels/toolbar.js";
import { buildViewsMenu } from "./panels/views-menu.js";
import { find } from "./panels/dom.js";
import { Acts } from "./stage/acts.js";
import { Brush } from "./stage/brush.js";
import { Decisions } from "./stage/decisions.js";
import { Directions } from "./stage/directions.js";
import { stepEpoch } from "./stage/epochs.js";
import { FeatureJobs } from "./stage/feature-jobs.js";
import { frameKeeper } from "./stage/frames.js";
import { listenToGestures } from "./stage/gestures.js";
import { Groups } from "./stage/groups.js";
import { KeptHandles } from "./stage/kept-handles.js";
import { LayerWalk } from "./stage/layer-walk.js";
import { Named } from "./stage/named.js";
import { FalseFriends } from "./stage/false-friends.js";
import { Preserved } from "./stage/preserved.js";
import { SavedViews } from "./stage/saved-views.js";
import { Suspects } from "./stage/suspects.js";
import { uncover } from "./stage/uncover.js";
import { ViewTrust } from "./stage/view-trust.js";
import { History } from "./state/history.js";
import { listenToKeys, listenToUndo } from "./state/keys.js";
import { openView } from "./state/neurons.js";
import { CompareMode } from "./views/compare/mode.js";
import { Views } from "./views/views.js";

/**
 * @typedef {object} Core what the first picture is made of
 * @property {import("./state/store.js").Store} store
 * @property {import("./stage/stage.js").Stage} stage
 * @property {import("./stage/explorer.js").Explorer} explorer
 * @property {import("./stage/link-keeper.js").LinkKeeper} keeper
 * @property {import("./data/connection.js").Connection} connection
 * @property {import("./data/client.js").Client} client
 * @property {boolean} testing
 */

/** @typedef {ReturnType<typeof makeParts>} Parts */

/** @param {Core} core @returns {{ begin: () => void }} begin: to be called once, when the study is there */
export function buildPage(core) {
  const parts = makeParts(core), { history, annotations, named, keptHandles, savedViews, decisions } = parts;
  const controls = buildPanels(parts);
  followMotion(parts);
  listen(parts, controls);
  if (core.testing) {
    const { groups, brush, jobs } = parts;
    Object.assign(/** @type {any} */ (globalThis).strata, { groups, brush, history, jobs });
  }
  return {
    begin: () => {
      annotations.load().then(() => {
        named.read();
        keptHandles.read();
        savedViews.read();
        decisions.read();
      }, () => {});
      history.reset();
    },
  };
}

/** What changes and keeps the state, beside the stage. @param {Core} core */
function makeParts({ store, stage, explorer, keeper, connection, client, testing }) {
  const groups = new Groups(store, explorer), brush = new Brush(stage, store);
  const history = new History(store, frameKeeper(stage, explorer)), annotations = new Annotations(client);
  const jobs = new FeatureJobs(store, client, () => connection.refresh());
  const parts = {
    store,
    stage,
    explorer,
    keeper,
    connection,
    client,
    groups,
    brush,
    history,
    annotations,
    named: new Named(store, annotations),
    keptHandles: new KeptHandles(store, annotations, history),
    walk: new LayerWalk(store, explorer, stage),
    savedViews: new SavedViews(store, annotations, keeper, history, stage),
    suspects: new Suspects(store, client),
    jobs,
    directions: new Directions(store, jobs),
    decisions: new Decisions(store, annotations, history),
    acts: new Acts(store, stage, explorer, history, groups, brush),
    compare: new CompareMode({ store, stage, explorer, groups, keeper, client, testing }),
  };
  new ViewTrust(stage, store, explorer);
  new Preserved(store, explorer);
  new FalseFriends(store, explorer);
  followSeen(store, explorer);
  return parts;
}

/** @param {Parts} parts */
function followMotion({ store, stage, history }) {
  stage.turning.onTurned = () => history.turned();
  stage.onRest.push(() => history.settled());
  store.watch(["selected", "sheet"], ({ selected }) => {
    const inspector = find("#inspector");
    if (selected >= 0 && getComputedStyle(inspector).position === "fixed") {
      uncover(stage, selected, inspector.getBoundingClientRect());
    }
  });
}

/** @param {Parts} parts */
function buildPanels(
  {
    store,
    stage,
    explorer,
    keeper,
    connection,
    groups,
    history,
    named,
    savedViews,
    acts,
    directions,
    compare,
    ...others
  },
) {
  const help = buildHelp(), table = new DataTable(store, stage);
  const views = new Views({ store, explorer, stage, groups, directions, ...others });
  buildResizers();
  const figure = () => saveFigure(store, () => keeper.text());
  buildHeader(store, help, () => keeper.copy(), history, buildViewsMenu(store, savedViews), figure);
  buildTabs(store);
  buildRail(store, explorer);
  buildLegend(store, explorer, directions);
  buildMarks(store);
  buildToolbar(store, stage, {
    resetFrame: () => acts.resetFrame(),
    bestView: () => acts.bestView(),
    newHandle: () => groups.handle(),
    table: () => table.open(),
    compare,
  });
  buildSelectionBar(store, groups);
  const handleButtons = new HandleButtons(store, stage, groups);
  buildCaption(store);
  buildMessage(store, explorer, () => connection.retryNow());
  buildLine(store, () => connection.retryNow(), () => stage.rest(0));
  buildHover(store, stage, explorer, (label) => stage.scene.colorOf(label));
  buildScrubber(store, explorer);
  const search = buildSearch(store, (item) => stage.bring(item));
  buildInspector(store, explorer, named, directions);
  return { help, views, search, handleButtons };
}

/** What is done to the stage is done only where it is seen; elsewhere a key means what that view says.
 * @param {import("./state/store.js").Store} store @param {Views} views @param {Record<string, () => void>} acts */
function inTour(store, views, acts) {
  return Object.fromEntries(
    Object.entries(acts).map(([key, act]) => [key, () => store.state.view === "tour" ? act() : views.press(key)]),
  );
}

/** @param {Parts} parts @param {ReturnType<typeof buildPanels>} controls */
function listen(
  { store, stage, explorer, brush, groups, history, walk, acts, compare },
  { help, views, search, handleButtons },
) {
  listenToGestures(stage, store, brush, groups);
  listenToKeys({
    j: () => explorer.step(1),
    k: () => explorer.step(-1),
    n: () => store.state.view === "tour" ? compare.next(1) : views.next(1),
    N: () => store.state.view === "tour" ? compare.next(-1) : views.next(-1),
    "?": help,
    "/": search,
    ...Object.fromEntries(VIEWS.map(([view, , key]) => [key, () => openView(store, view)])),
  });
  listenToKeys(inTour(store, views, {
    i: () => store.set({ mode: MODES[(MODES.indexOf(store.state.mode) + 1) % MODES.length] }),
    e: () => acts.nextEmbedding(),
    r: () => acts.resetFrame(),
    "0": () => stage.fit(),
    "+": () => stage.zoomBy(1.5),
    "=": () => stage.zoomBy(1.5),
    "-": () => stage.zoomBy(1 / 1.5),
    "−": () => stage.zoomBy(1 / 1.5),
    p: () => acts.play(),
    " ": () => acts.play(),
    P: () => walk.toggle(),
    h: () => stepEpoch(store, -1),
    l: () => stepEpoch(store, 1),
    "]": () => stage.turning.step(store.state.study?.seed ?? 42),
    v: () => acts.bestView(),
    a: () => compare.align(),
    s: () => compare.toggleFigures(),
    b: () => acts.nextTool(),
    d: () => groups.handle(),
    x: () => groups.remove(handleButtons.focused),
    f: () => groups.filter(),
    g: () => groups.alike(),
    I: () => groups.invert(),
    c: () => groups.clear(),
    Escape: () => acts.leave(),
    m: () => acts.toggleMark("misclassified"),
    t: () => acts.toggleMark("lowTrust"),
  }));
  listenToUndo(() => history.undo(), () => history.redo());
}
