// @ts-check
// The layers that are compared: who is nearest in each, and how well the whole study does there.

import { findModel, metric, thousands } from "../../data/study.js";
import { fill, h, icon, picker } from "../../panels/dom.js";
import { shownNames } from "../../panels/rail.js";

/** @typedef {import("../../data/types.js").Layer} Layer */
/** @typedef {import("../../data/types.js").Neighbor} Neighbor */

export class Columns {
  /** @param {import("../views.js").Parts} parts */
  constructor({ store, client }) {
    this.store = store;
    this.client = client;
    /** @type {Layer[]} */
    this.list = [];
    /** How distances are measured, as the server says. */
    this.metric = "";
    /** What was asked for before, by all that it depends on. @type {Map<string, Promise<Map<number, Neighbor[]>>>} */
    this.answers = new Map();
    this.root = h("div", { class: "column-heads" });
  }

  /** @param {Layer[]} list */
  set(list) {
    this.list = list;
    fill(this.root, h("div", { class: "muted corner" }, "Image"), ...list.map((layer) => this.head(layer)));
  }

  /** @param {Layer} layer */
  head(layer) {
    const hit = metric(layer, "neighborhoodHit"), isInput = layer.operator === "Input";
    const about = isInput ? "input" : `layer ${layer.index}`;
    return h(
      "div",
      { class: "column-head" },
      h(
        "div",
        { class: "column-name" },
        this.name(layer, isInput),
        h(
          "span",
          { class: "muted" },
          `${about}, ${thousands(layer.featureCount ?? 0)} ${isInput ? "values" : "features"}`,
        ),
      ),
      hit !== null && h(
        "div",
        { class: "soft right share", title: "Neighbourhood hit: the mean share of the 6 nearest with the same label" },
        h("span", { class: "words" }, "whole study "),
        h("b", { class: "num" }, `${Math.round(hit * 100)}%`),
        h("span", { class: "words" }, " share the label"),
      ),
      this.store.state.grid.layers.includes(layer.folder) && layer.folder !== this.store.state.layer &&
        this.remove(layer),
    );
  }

  /** The last column is the layer of the rail, and changes with it. @param {Layer} layer @param {boolean} isInput */
  name(layer, isInput) {
    if (isInput) return h("h2", {}, "Pixels");
    const { state } = this.store, model = state.study && findModel(state.study, state.model);
    const others = model?.layers.filter((each) => each.embeddings.length > 0 && each.operator !== "Input") ?? [];
    const all = model?.layers ?? [],
      short = shownNames(all),
      names = new Map(all.map(({ folder }, i) => [folder, short[i]]));
    const title = "Another layer in this column";
    return picker(
      title,
      title,
      others.map(({ folder }) => [folder, names.get(folder) ?? folder]),
      layer.folder,
      (folder) => {
        const { grid, layer: current } = this.store.state;
        if (layer.folder === current) this.store.set({ layer: folder });
        else {this.store.set({
            grid: {
              ...grid,
              layers: grid.layers.map((each) => each === layer.folder ? folder : each),
            },
          });}
      },
      "strong",
    );
  }

  /** @param {Layer} layer */
  remove(layer) {
    const title = `Take ${layer.name} away`;
    return h("button", {
      class: "tool",
      type: "button",
      title,
      "aria-label": title,
      onclick: () => {
        const { grid } = this.store.state;
        this.store.set({ grid: { ...grid, layers: grid.layers.filter((each) => each !== layer.folder) } });
      },
    }, icon("close"));
  }

  /** The neighbors of all rows in a layer. What is known is not asked for again.
   * @param {Layer} layer @param {number[]} items @returns {Promise<Map<number, Neighbor[]>>} by image */
  neighbors(layer, items) {
    const { state } = this.store, { count, metric: by, among } = state.grid;
    const model = state.study && findModel(state.study, state.model)?.folder;
    const key = [model, layer.folder, layer.status, count, by, among, items.join(",")].join("|"),
      known = this.answers.get(key);
    if (known) return known;
    const answer = this.client.nearest(model ?? "", layer.folder, { items, count, metric: by, among }).then((reply) => {
      this.metric = reply.metric;
      return new Map(reply.rows.map(({ item, neighbors }) => [item, neighbors]));
    });
    if (this.answers.size > 60) this.answers.clear();
    this.answers.set(key, answer);
    // A server that was away may answer the next time.
    answer.catch(() => this.answers.delete(key));
    return answer;
  }
}
