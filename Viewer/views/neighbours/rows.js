// @ts-check
// A row an image: the image, then its nearest in every column.

import { classColours } from "../../data/class-colours.js";
import { shared } from "../../data/queries.js";
import { shortName, thousands } from "../../data/study.js";
import { dot, fill, h, icon } from "../../panels/dom.js";
import { openInTour } from "../views.js";

/** @typedef {import("../../data/types.js").Neighbor} Neighbor */

const HEAD = 190, COUNT = 34, GAP = 5, LARGEST = 56, SMALLEST = 24, STACKED_BELOW = 720;
/** Columns narrower than this say less in their heads. */
const CROWDED_BELOW = 480;
/** Narrower tiles have no room for the distance. */
const ROOM_FOR_NUMBERS = 40;

export class Rows {
  /** @param {HTMLElement} root @param {import("../views.js").Parts} parts @param {import("./columns.js").Columns} columns */
  constructor(root, parts, columns) {
    this.root = root;
    this.parts = parts;
    this.columns = columns;
    /** @type {number[]} */
    this.shown = [];
    this.ticket = 0;
    new ResizeObserver(() => this.measure()).observe(root);
  }

  /** As large as the columns leave room for; in a narrow window they stand one below the other. */
  measure() {
    const { root, columns: { list } } = this, width = root.clientWidth - 48, count = this.parts.store.state.grid.count;
    const stacked = width < STACKED_BELOW, across = stacked ? 1 : Math.max(1, list.length);
    const crowded = !stacked && width / across < CROWDED_BELOW, gap = crowded ? 3 : GAP;
    // Between the columns are 24 pixels.
    const room = stacked ? width - COUNT : (width - HEAD) / across - 24 - COUNT;
    const size = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(room / count) - gap));
    root.classList.toggle("stacked", stacked);
    root.classList.toggle("crowded", crowded);
    root.classList.toggle("numbers", size >= ROOM_FOR_NUMBERS);
    root.style.setProperty("--gap", `${gap}px`);
    root.style.setProperty("--tile", `${size}px`);
    root.style.setProperty("--columns", String(across));
  }

  /** @param {number[]} items */
  set(items) {
    const { columns, parts: { store } } = this, ticket = ++this.ticket;
    this.shown = items;
    const { count } = store.state.grid, cells = new Map(columns.list.map((layer) => [layer, new Map()]));
    const rows = items.map((item) => {
      const places = columns.list.map((layer) => {
        const cell = h(
          "div",
          {
            class: "cell",
            "data-layer": layer.folder,
            "data-title": layer.operator === "Input" ? "Pixels" : layer.name,
          },
          ...blanks(count),
          h("span", { class: "shared" }),
        );
        cells.get(layer)?.set(item, cell);
        return cell;
      });
      return h("div", { class: "neighbour-row", "data-row": item }, this.query(item), ...places);
    });
    fill(this.root, columns.root, ...rows);
    this.measure();
    for (const layer of columns.list) {
      if (items.length === 0) break;
      columns.neighbors(layer, items).then((found) => {
        if (ticket !== this.ticket) return;
        for (const item of items) this.fillCell(cells.get(layer)?.get(item), item, found.get(item) ?? []);
      }, (error) => {
        if (ticket === this.ticket) this.fail(cells.get(layer)?.get(items[0]), error);
      });
    }
  }

  /** The image that the row is about. @param {number} item */
  query(item) {
    const { store } = this.parts, { items, study, predictions } = store.state, label = items?.labels[item] ?? -1;
    const colors = classColours(store.state), name = this.nameOf(label);
    const wrong = predictions?.correct[item] === 0, said = predictions?.labelIndex[item] ?? -1;
    const picture = h("button", {
      class: "tile query",
      type: "button",
      "data-item": item,
      title: `Image ${thousands(item)}: ${items?.identifiers[item] ?? ""}. Shows it in the tour`,
      "aria-label": `Image ${thousands(item)}, ${name}: show it in the tour`,
      onclick: () => openInTour(this.parts, item),
      ...this.hover(item),
    }, this.canvas(item, 120));
    const verdict = predictions && label >= 0 && predictions.correct[item] >= 0 && (wrong
      ? h(
        "div",
        { class: "said" },
        h("span", { class: "muted" }, "taken for"),
        h(
          "div",
          { class: "tag" },
          dot(colors(said)),
          h("span", { class: "clip" }, said >= 0 ? this.nameOf(said) : "another class"),
        ),
      )
      : h("div", { class: "muted" }, "correct"));
    return h(
      "div",
      { class: "query-cell" },
      picture,
      h(
        "div",
        { class: "query-words" },
        h(
          "div",
          { class: "tag" },
          dot(colors(label)),
          h("span", { class: "clip", title: label >= 0 ? study?.classes[label] : "" }, name),
        ),
        verdict,
      ),
      store.state.grid.of === "chosen" && this.remove(item),
    );
  }

  /** @param {number} item */
  remove(item) {
    const title = `Take image ${thousands(item)} away`;
    return h("button", {
      class: "tool",
      type: "button",
      title,
      "aria-label": title,
      onclick: () => {
        const { store } = this.parts, { grid } = store.state;
        store.set({ grid: { ...grid, chosen: grid.chosen.filter((each) => each !== item) } });
      },
    }, icon("close"));
  }

  /** @param {HTMLElement} cell @param {number} item @param {Neighbor[]} neighbors */
  fillCell(cell, item, neighbors) {
    const { items } = this.parts.store.state, labels = items?.labels ?? [], own = labels[item] ?? -1;
    const alike = shared(item, neighbors, labels), total = neighbors.length;
    const count = h("span", {
      class: `shared num${alike === 0 ? " none" : ""}`,
      title: alike === null ? "This image has no label" : `${alike} of ${total} share its label`,
    }, alike === null ? "–" : String(alike));
    fill(cell, ...neighbors.map((near, rank) => this.neighbor(item, near, rank, own)), count);
    this.ring(this.parts.store.state.hovered);
  }

  /** @param {number} of @param {Neighbor} near @param {number} rank @param {number} own label */
  neighbor(of, { item, distance }, rank, own) {
    const { store } = this.parts, { items } = store.state, label = items?.labels[item] ?? -1;
    const isOther = own >= 0 && label !== own, words = isOther ? ", another label" : own >= 0 ? ", the same label" : "";
    const bar = h("span", { class: "cls" }), far = distance.toPrecision(3);
    bar.style.setProperty("--of", classColours(store.state)(label));
    return h(
      "button",
      {
        class: `tile${isOther ? " other" : ""}`,
        type: "button",
        "data-item": item,
        "data-distance": distance,
        title: `Image ${thousands(item)}, ${this.nameOf(label)}, distance ${far}. Shows its neighbours`,
        "aria-label": `Nearest ${rank + 1}: image ${thousands(item)}, ${this.nameOf(label)}${words}, distance ${far}`,
        onclick: () => this.ask(item, of),
        ...this.hover(item),
      },
      this.canvas(item, 96),
      bar,
      h("span", { class: "below num", "aria-hidden": "true" }, short(distance)),
    );
  }

  /** A neighbor becomes a row, above the one that it was found in. @param {number} item @param {number} above */
  ask(item, above) {
    const { store } = this.parts, { grid } = store.state, rest = this.shown.filter((each) => each !== item);
    const at = above === item ? 0 : rest.indexOf(above), chosen = [...rest.slice(0, at), item, ...rest.slice(at)];
    store.set({ grid: { ...grid, of: "chosen", chosen }, selected: item });
    requestAnimationFrame(() =>
      /** @type {HTMLElement | null} */ (this.root.querySelector(`[data-row="${item}"] .query`))?.focus()
    );
  }

  /** @param {number} item @param {number} size */
  canvas(item, size) {
    const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { width: size, height: size }));
    this.parts.explorer.sprites.paint(canvas, item);
    return canvas;
  }

  /** @param {number} item */
  hover(item) {
    const { store } = this.parts;
    return {
      onpointerenter: () => store.set({ hovered: item }),
      onpointerleave: () => store.set({ hovered: -1 }),
    };
  }

  /** The same image in all columns. @param {number} item */
  ring(item) {
    for (const tile of this.root.querySelectorAll(".tile.ringed")) tile.classList.remove("ringed");
    if (item < 0) return;
    for (const tile of this.root.querySelectorAll(`.tile[data-item="${item}"]`)) tile.classList.add("ringed");
  }

  /** @param {number} label */
  nameOf(label) {
    const { study } = this.parts.store.state;
    return label >= 0 && study ? shortName(study.classes[label]) : "no label";
  }

  /** @param {HTMLElement} cell @param {unknown} error */
  fail(cell, error) {
    fill(cell, h("p", { class: "soft cell-failure" }, error instanceof Error ? error.message : String(error)));
  }
}

/** Four characters at most, as under a small picture. @param {number} distance */
const short = (distance) =>
  distance < 1 ? distance.toFixed(2).replace(/^0/, "") : distance.toPrecision(3).slice(0, 4).replace(/\.$/, "");

/** @param {number} count */
const blanks = (count) => Array.from({ length: count }, () => h("span", { class: "tile blank" }));
