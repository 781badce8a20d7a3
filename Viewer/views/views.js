// @ts-check
// The views besides the tour: each is loaded when it is first asked for, and lies over the stage, which waits below.

import { fill, find, h } from "../panels/dom.js";

/** @typedef {import("../state/store.js").View} View */

/**
 * @typedef {object} Parts what views are made of
 * @property {import("../state/store.js").Store} store
 * @property {import("../stage/explorer.js").Explorer} explorer
 * @property {import("../data/client.js").Client} client
 * @property {import("../stage/stage.js").Stage} stage
 * @property {import("../stage/suspects.js").Suspects} suspects
 * @property {import("../stage/decisions.js").Decisions} decisions
 * @property {import("../stage/groups.js").Groups} groups
 * @property {import("../stage/feature-jobs.js").FeatureJobs} jobs
 * @property {import("../stage/directions.js").Directions} directions
 */

/** What a view may do when its keys are pressed.
 * @typedef {{ next?: (by: 1 | -1) => void, keys?: Record<string, () => void> }} Built */

/** @type {Record<string, () => Promise<{ build: (root: HTMLElement, parts: Parts) => Built }>>} */
const LOADERS = {
  neighbours: () => import("./neighbours/neighbours.js"),
  neurons: () => import("./neurons/neurons.js"),
  evolution: () => import("./evolution/evolution.js"),
  features: () => import("./features/features.js"),
  report: () => import("./report/report.js"),
};

const TITLES = /** @type {Record<string, string>} */ ({
  neighbours: "Neighbours",
  neurons: "Neurons",
  evolution: "Evolution",
  features: "Features",
  report: "Report",
});

export class Views {
  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    /** @type {Map<string, { root: HTMLElement, built: Promise<Built> }>} */
    this.made = new Map();
    parts.store.watch(["view"], ({ view }) => this.show(view));
  }

  /** @param {View} view */
  show(view) {
    const app = find("#app"), isTour = view === "tour";
    app.dataset.view = view;
    // What lies below neither moves nor takes the focus.
    for (const part of [find("main"), find("#inspector")]) part.toggleAttribute("inert", !isTour);
    if (!isTour) this.parts.store.set({ playing: false, hovered: -1, sheet: "" });
    for (const [name, { root }] of this.made) root.hidden = name !== view;
    if (!isTour && !this.made.has(view)) this.make(view);
  }

  /** @param {View} view */
  make(view) {
    const root = h("div", { class: `view ${view}`, role: "main", "aria-label": TITLES[view], "data-of": view });
    find("#app").append(root);
    const line = h("p", { class: "view-line", role: "status" });
    this.parts.store.watch(["notice", "connection"], ({ notice, connection }) => {
      line.textContent = connection === "lost" ? "The server does not answer. What is loaded keeps working." : notice;
      line.hidden = line.textContent === "";
    });
    const built = LOADERS[view]().then(({ build }) => {
      const content = h("div", { class: "view-content" });
      fill(root, content, line);
      return build(content, this.parts);
    }).catch((error) => {
      this.made.delete(view);
      fill(root, h("p", { class: "view-failure" }, "This view cannot be loaded: ", String(error?.message ?? error)));
      return {};
    });
    this.made.set(view, { root, built });
  }

  /** A key that the view may have a meaning for. @param {string} key */
  async press(key) {
    (await this.made.get(this.parts.store.state.view)?.built)?.keys?.[key]?.();
  }

  /** The next or the one before in the list of the view that is shown. @param {1 | -1} by */
  async next(by) {
    (await this.made.get(this.parts.store.state.view)?.built)?.next?.(by);
  }
}

/** An image in its place in the tour. @param {Parts} parts @param {number} item
 * @param {Partial<import("../state/store.js").State>} [patch] */
export function openInTour({ store, stage }, item, patch = {}) {
  store.set({ ...patch, view: "tour", selected: item, sheet: "inspector" });
  if (item >= 0) stage.bring(item);
}
