// @ts-check
// Two networks beside each other: the second stage and rail, the figures below, the image in focus.

import { layerBeside } from "../../data/series.js";
import { findLayer, findModel } from "../../data/study.js";
import { fill, find, h } from "../../panels/dom.js";
import { buildHoverCard } from "../../panels/hover.js";
import { buildProgress } from "../../panels/line.js";
import { buildRail } from "../../panels/rail.js";
import { Companion } from "../../stage/compare/companion.js";
import { Pairing } from "../../stage/compare/pairing.js";
import { fitOfAll } from "../../stage/fitting.js";
import { buildBesideCaption } from "./beside-caption.js";
import { buildChanged } from "./changed.js";
import { buildDiffering } from "./differing.js";
import { buildEmptyMessage } from "./empty-message.js";
import { buildFocus } from "./focus.js";
import { buildMatrix } from "./matrix.js";

/** @param {import("./mode.js").CompareParts} parts */
export function build(parts) {
  const { store, stage, explorer, testing } = parts, elements = makeElements();
  const beside = new Companion(parts, elements.root, testing), pairing = new Pairing(store, explorer, beside);
  buildPanels(parts, elements, beside, pairing);
  const { matrix, changed, differing } = buildFigures(parts, beside, pairing);
  fill(elements.below, matrix, changed, differing.root);
  explorer.shape = async (cloud) =>
    (beside.isOpen && store.state.compare?.aligned ? await pairing.alignedToBeside(cloud) : null) ?? cloud;
  parts.keeper.settledBeside = async () => {
    if (beside.isOpen) await beside.explorer.settled();
    if (beside.isOpen) await explorer.reshape();
  };
  followPair(store, explorer, beside, pairing);
  store.watch(["comparison"], ({ comparison }) => elements.below.hidden = !comparison.shown);
  if (testing) Object.assign(/** @type {any} */ (globalThis).strata, { beside, pairing });
  return {
    open: () => open(parts, elements, beside, pairing),
    close: () => close(stage, explorer, elements, beside),
    next: (/** @type {1 | -1} */ by) => differing.next(by),
  };
}

/** @typedef {ReturnType<typeof makeElements>} Elements */

function makeElements() {
  const root = h("div", {
    class: "beside",
    tabindex: "0",
    role: "application",
    "aria-label": "Embedding of the second network: arrow keys move from image to image, Enter selects",
  });
  const below = h("section", { class: "compare-below", "aria-label": "How the two networks agree" });
  const side = h("div", { class: "compare-side" });
  find("#stages").append(root);
  find("#stages").after(below);
  find("#inspector").prepend(side);
  return { root, below, side };
}

/** @param {import("./mode.js").CompareParts} parts @param {Elements} elements @param {Companion} beside
 * @param {Pairing} pairing */
function buildPanels({ store, explorer }, { root, side }, beside, pairing) {
  const head = h("div", { class: "rail-head" }), focus = h("div", { class: "compare-focus" });
  const rows = h("div", {
    class: "rows layers",
    role: "listbox",
    tabindex: "0",
    "aria-label": "Layers of the second network",
  });
  const message = h("div", { class: "stage-message floating", role: "alert" });
  const line = h("div", { class: "stage-line floating over", role: "status" });
  const card = h("div", { class: "hover-card", "aria-hidden": "true" });
  fill(side, h("div", { class: "compare-rail", role: "region", "aria-label": "Second network" }, head, rows), focus);
  const choose = (/** @type {string} */ folder) => chooseBeside(store, folder);
  buildRail(beside.store, beside.explorer, { head, rows, prefix: "beside-", walk: null, choose });
  root.append(...buildBesideCaption(store, beside, pairing, choose), line, message, card);
  buildProgress(beside.store, line);
  buildEmptyMessage(store, beside, message);
  const { scene } = beside.stage;
  buildHoverCard(
    card,
    beside.store,
    beside.stage,
    beside.explorer,
    (label) => scene.colorOf(label),
    () => root.matches(":hover"),
  );
  buildFocus(focus, store, explorer, beside);
  store.watch(["tool"], ({ tool }) => root.dataset.tool = tool);
}

/** Another network beside, at the layer as deep as that of the first. @param {import("../../state/store.js").Store} store
 * @param {string} folder */
function chooseBeside(store, folder) {
  const { study, model, layer, compare } = store.state, first = study && findModel(study, model);
  const next = study?.models.find((each) => each.folder === folder);
  if (!study || !first || !next || !compare) return;
  const found = layerBeside(study.models, first, findLayer(first, layer), next);
  if (found) store.set({ compare: { ...compare, model: folder, layer: found.folder } });
  else store.set({ notice: `No layer of ${next.name} is finished yet.`, compare: { ...compare } });
}

/** @param {import("./mode.js").CompareParts} parts @param {Companion} beside @param {Pairing} pairing */
function buildFigures({ store, stage, client, explorer }, beside, pairing) {
  return {
    matrix: buildMatrix(store, client, beside),
    changed: buildChanged(store, pairing),
    differing: buildDiffering(store, stage, explorer, beside, pairing),
  };
}

/** Whatever is shown, chosen or known decides what there is to tell; and where the aligned points are.
 * @param {import("../../state/store.js").Store} store @param {import("../../stage/explorer.js").Explorer} explorer
 * @param {Companion} beside @param {Pairing} pairing */
function followPair(store, explorer, beside, pairing) {
  const anew = () => {
    if (!beside.isOpen) return;
    pairing.refresh();
    explorer.reshape();
  };
  explorer.onShown.push(() => beside.isOpen && pairing.refresh());
  beside.explorer.onShown.push(anew);
  store.watch(["compare", "selection"], anew);
  store.watch(["predictions", "comparison", "filter", "passing", "study", "items"], () => pairing.refresh());
  beside.store.watch(["predictions", "layer", "embedding"], () => pairing.refresh());
}

/** @param {import("./mode.js").CompareParts} parts @param {Elements} elements @param {Companion} beside
 * @param {Pairing} pairing */
async function open({ stage, explorer, keeper }, { root, below, side }, beside, pairing) {
  const zoomed = nearness(stage);
  for (const each of [root, below, side]) each.classList.add("open");
  root.append(find("#floor > .pill.right"));
  stage.surface.resize();
  await beside.open();
  pairing.refresh();
  // A link tells of the camera in terms of what fits once the points are aligned.
  await explorer.reshape();
  restore(stage, zoomed);
  keeper.readAfter();
}

/** @param {import("../../stage/stage.js").Stage} stage @param {import("../../stage/explorer.js").Explorer} explorer
 * @param {Elements} elements @param {Companion} beside */
function close(stage, explorer, { root, below, side }, beside) {
  const zoomed = nearness(stage);
  beside.close();
  for (const each of [root, below, side]) each.classList.remove("open");
  find("#floor").append(find(".pill.right", root));
  stage.surface.resize();
  restore(stage, zoomed);
  explorer.reshape();
}

/** How near a hand has brought the points, whatever room there is; 0: they are as they fit.
 * @param {import("../../stage/stage.js").Stage} stage */
function nearness(stage) {
  const fitted = stage.touched ? fitOfAll(stage) : null;
  return fitted ? stage.camera.base / fitted.base : 0;
}

/** @param {import("../../stage/stage.js").Stage} stage @param {number} zoomed */
function restore(stage, zoomed) {
  const fitted = fitOfAll(stage);
  if (!fitted) return;
  if (zoomed === 0) stage.fit(0);
  else stage.setCamera({ ...stage.camera, base: zoomed * fitted.base });
}
