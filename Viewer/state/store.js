// @ts-check
// One object of state; changes go in by `set`, come out to listeners once per turn.

import { DEFAULT_LOW } from "../data/trust-measures.js";
import { ATLAS } from "./atlas.js";
import { EVOLUTION } from "./evolution.js";
import { FEATURES } from "./features.js";
import { GRID } from "./grid.js";
import { LIVE } from "./live-features.js";
import { BY_LABEL } from "./colouring.js";
import { NEURONS } from "./neurons.js";

/** @typedef {"dots" | "mixed" | "images"} DrawingMode */
/** @typedef {"dark" | "light"} Theme */
/** @typedef {"pan" | "rectangle" | "lasso"} Tool */
/** @typedef {{ name: string, items: Int32Array }} CustomHandle */
/** @typedef {"2" | "3" | "n"} Space */
/** @typedef {"tour" | "neighbours" | "neurons" | "evolution" | "features" | "report"} View */
/** The second network and its layer (folders), and whether the first one's points are aligned to it.
 * @typedef {{ model: string, layer: string, aligned: boolean }} Compared */
/** How layers are compared, by what images differ, and whether the figures are shown at all.
 * @typedef {{ measure: "procrustes" | "cka" | "neighbors", by: "neighbors" | "moved" | "predictions",
 *   shown: boolean }} Comparison */

/**
 * @typedef {object} State
 * @property {import("../data/types.js").Study | null} study
 * @property {import("../data/types.js").Items | null} items
 * @property {Int32Array | null} labels of all images, for as long as the list of images is still to come
 * @property {import("../data/types.js").Predictions | null} predictions
 * @property {import("../data/study.js").Tally | null} tally
 * @property {string | null} model folder
 * @property {string | null} layer folder
 * @property {string | null} embedding name
 * @property {string} metric the key behind the rail's bars
 * @property {DrawingMode} mode
 * @property {number} dotSize factor
 * @property {number} selected item, or -1
 * @property {string} groupColumn by which the report groups images; empty: the first there is
 * @property {number} hovered item, or -1
 * @property {import("./colouring.js").Colouring} colouring what the colors mean
 * @property {import("../data/coloured.js").Coloured | null} coloured the same, worked out; null while it is not
 * @property {string} colouringFailure why it cannot be
 * @property {import("../data/tint.js").Tint | null} tint its colors
 * @property {boolean} similarHues colors by the nearness of classes instead of ten that differ
 * @property {boolean} shapes ten shapes beside the ten colors
 * @property {ReadonlySet<number>} pinned isolated codes of the colouring (classes, by label); empty: none
 * @property {number} hoveredClass code, or -1
 * @property {[number, number] | null} range isolated numbers of the colouring
 * @property {[number, number] | null} draft the same, while a hand is still drawing it
 * @property {readonly import("../data/conditions.js").Condition[]} conditions filters
 * @property {Uint8Array | null} passing 1 for every item that passes them; null: there are none
 * @property {{ misclassified: boolean, lowTrust: boolean }} marks
 * @property {Float32Array | null} trust trust of each point in the shown embedding
 * @property {string} trustFailure why there is none, where there should be
 * @property {import("../data/trust-measures.js").TrustMeasure} lowBy which measure of trust marks and colours
 * @property {import("../data/trust-measures.js").Thresholds} lowBelow trust below this is low, by measure
 * @property {Float32Array | null} preserved share of its neighbors that each point keeps in the shown embedding; NaN: not known
 * @property {string} preservedFailure why there is none
 * @property {Float32Array | null} seen trust of each point in this very view, at the last rest; NaN: not known
 * @property {Theme} theme
 * @property {number} zoom
 * @property {boolean} playing
 * @property {number} speed radians a second
 * @property {boolean} turned whether the frame has left the first plane
 * @property {{ done: number, total: number, layer: string } | null} progress shown from 300 ms on
 * @property {Readonly<Record<string, string>>} failures message by array key
 * @property {"connecting" | "live" | "lost"} connection
 * @property {number} retryAt milliseconds since 1970
 * @property {string} renderer "webgl2", or "canvas" with the count in `drawn`
 * @property {number} drawn how many points are drawn
 * @property {number} pictureLimit how many pictures are drawn at most, if that is fewer than wanted; else 0
 * @property {string} notice one line for the reader
 * @property {"" | "legend" | "inspector" | "figures"} sheet which bottom sheet is open on a small screen
 * @property {number[]} near neighbors of the selected image in this layer
 * @property {Int32Array} selection selected items, ascending; empty: none
 * @property {Int32Array | null} filter the items that are shown, ascending; null: all
 * @property {CustomHandle[]} handles those that readers have made
 * @property {boolean} unkept the server keeps nothing that readers add
 * @property {readonly import("../stage/named.js").NamedSelection[]} named selections with a name
 * @property {readonly import("../stage/saved-views.js").SavedView[]} views saved views
 * @property {Tool} tool what a drag on the stage does
 * @property {"" | "handle" | "filter"} armed what the next brush is for, instead of a selection
 * @property {Space} space in how many dimensions the view turns
 * @property {string} separated what the plane was chosen to separate; empty: it was not
 * @property {boolean} walking whether the page moves through the layers by itself
 * @property {{ share: number, points: number, sampled: boolean, stale: boolean } | null} viewTrust trust in this very view;
 *   stale: the view has moved since
 * @property {number[] | null} falseNear nearest to the selected image on the screen, but not among its neighbors in the
 *   layer; null: not known (yet)
 * @property {number[] | null} missingNear neighbors of the selected image in the layer that are far from it on the screen
 * @property {{ wrong: import("../data/false-neighbors.js").FalseNeighbor[], missing: number[], count: number } | null}
 *   inEmbedding the same in all dimensions of the embedding
 * @property {"view" | "embedding"} links which of the two the lines on the stage are about
 * @property {View} view
 * @property {Compared | null} compare what the tour shows beside; null: nothing
 * @property {Comparison} comparison what is told of the two
 * @property {import("./grid.js").Grid} grid what the view of neighbours shows
 * @property {import("./evolution.js").EvolutionChoice} evolution what the view of evolution shows
 * @property {import("./neurons.js").NeuronsChoice} neurons what the view of neurons shows
 * @property {import("./features.js").FeaturesChoice} features what the view of features shows
 * @property {import("./atlas.js").AtlasChoice} atlas what its activation atlas shows
 * @property {import("./live-features.js").LiveFeatures} live optimized images that are being made
 * @property {import("./neurons.js").ChosenUnits | null} units
 * @property {number} hoveredUnit of the layer that is shown, or -1
 * @property {import("../data/suspects.js").SuspectReport | null} suspects of the model; null while they are not known
 * @property {string} suspectsFailure why they are not
 * @property {import("../data/suspects.js").Decisions} decisions about suspects
 * @property {number} undoable how many steps can be taken back
 * @property {number} redoable how many again
 */

/** Until someone, or a link, chooses. */
export const DEFAULT_MARKS = Object.freeze({ misclassified: true, lowTrust: false });

/** @type {Readonly<Comparison>} */
export const COMPARISON = Object.freeze({ measure: "procrustes", by: "neighbors", shown: true });

/** The empty selection: one object, so that clearing twice is no change. */
export const NONE = new Int32Array(0);

/** @returns {State} */
export function initialState() {
  return {
    study: null,
    items: null,
    labels: null,
    predictions: null,
    tally: null,
    model: null,
    layer: null,
    embedding: null,
    metric: "neighborhoodHit",
    mode: "mixed",
    dotSize: 1,
    selected: -1,
    groupColumn: "",
    hovered: -1,
    colouring: BY_LABEL,
    coloured: null,
    colouringFailure: "",
    tint: null,
    similarHues: false,
    shapes: false,
    pinned: new Set(),
    hoveredClass: -1,
    range: null,
    draft: null,
    conditions: [],
    passing: null,
    marks: DEFAULT_MARKS,
    trust: null,
    trustFailure: "",
    lowBy: "trustworthiness",
    lowBelow: DEFAULT_LOW,
    preserved: null,
    preservedFailure: "",
    seen: null,
    theme: "light",
    zoom: 1,
    playing: false,
    speed: .15,
    turned: false,
    progress: null,
    failures: {},
    connection: "connecting",
    retryAt: 0,
    renderer: "webgl2",
    drawn: 0,
    notice: "",
    pictureLimit: 0,
    sheet: "",
    near: [],
    selection: NONE,
    filter: null,
    handles: [],
    unkept: false,
    named: [],
    views: [],
    tool: "pan",
    armed: "",
    space: "n",
    separated: "",
    walking: false,
    viewTrust: null,
    falseNear: null,
    missingNear: null,
    inEmbedding: null,
    links: "view",
    view: "tour",
    compare: null,
    comparison: COMPARISON,
    grid: GRID,
    evolution: EVOLUTION,
    neurons: NEURONS,
    features: FEATURES,
    atlas: ATLAS,
    live: LIVE,
    units: null,
    hoveredUnit: -1,
    suspects: null,
    suspectsFailure: "",
    decisions: new Map(),
    undoable: 0,
    redoable: 0,
  };
}

export class Store {
  /** @param {State} state */
  constructor(state) {
    this.state = state;
    /** @type {{ keys: (keyof State)[], hear: (state: State) => void }[]} */
    this.listeners = [];
    /** @type {Set<keyof State>} */
    this.changed = new Set();
  }

  /** Only keys whose value differs count as changed. @param {Partial<State>} patch */
  set(patch) {
    const before = this.state;
    this.state = { ...before, ...patch };
    const idle = this.changed.size === 0;
    for (const key of /** @type {(keyof State)[]} */ (Object.keys(patch))) {
      if (!Object.is(before[key], this.state[key])) this.changed.add(key);
    }
    if (idle && this.changed.size > 0) queueMicrotask(() => this.tell());
  }

  /** Calls `hear` now and whenever one of the keys has changed.
   * @param {(keyof State)[]} keys @param {(state: State) => void} hear */
  watch(keys, hear) {
    this.listeners.push({ keys, hear });
    hear(this.state);
  }

  tell() {
    const changed = this.changed;
    this.changed = new Set();
    for (const { keys, hear } of this.listeners) if (keys.some((key) => changed.has(key))) hear(this.state);
  }
}
