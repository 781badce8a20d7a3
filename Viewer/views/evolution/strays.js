// @ts-check
// The images that stray: whose neighbours belong to another class for several frames in a row.

import { shortestRun } from "../../data/evolution.js";
import { classColours } from "../../data/class-colours.js";
import { thousands } from "../../data/study.js";
import { fill, h } from "../../panels/dom.js";
import { classTag } from "../report/class-tag.js";
import { labelName, labelStrip, labelWords } from "./label-strip.js";

const AT_A_TIME = 40;
const NUMBERS = ["", "", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

export class Strays {
  /** @param {import("../views.js").Parts} parts @param {import("./scene.js").EvolutionScene} scene
   * @param {import("./playhead.js").Playhead} playhead */
  constructor({ store, explorer }, scene, playhead) {
    this.store = store;
    this.explorer = explorer;
    this.scene = scene;
    this.playhead = playhead;
    this.limit = AT_A_TIME;
    /** The row that `n` has come to. */
    this.at = -1;
    this.head = h("div", { class: "side-head" });
    this.about = h("p", { class: "soft side-about" });
    this.rows = h("div", { class: "stray-rows" });
    this.more = h("button", { class: "btn", type: "button", onclick: () => this.showMore() });
    this.root = h("section", { class: "side-card strays", "aria-label": "Stray trails" });
    fill(this.root, this.head, this.about, this.rows, this.more);
  }

  /** Another sequence. */
  begin() {
    this.limit = AT_A_TIME;
    this.at = -1;
    this.draw();
  }

  list() {
    return this.scene.sequence?.info.strays ?? [];
  }

  draw() {
    const { sequence } = this.scene;
    if (!sequence) {
      fill(this.root);
      return;
    }
    fill(this.root, this.head, this.about, this.rows, this.more);
    const all = this.list(), shown = all.slice(0, this.limit);
    const active = document.activeElement, held = active instanceof HTMLElement && this.rows.contains(active);
    const focused = held ? active.dataset.item : null;
    fill(
      this.head,
      h("h2", {}, "Stray trails"),
      h("span", { class: "muted right num" }, `${thousands(all.length)} of ${thousands(sequence.items.length)}`),
    );
    this.about.textContent = this.words();
    fill(this.rows, ...shown.map((stray) => this.row(stray)));
    this.more.textContent = `Show more of ${thousands(all.length)}`;
    this.more.hidden = all.length <= shown.length;
    if (focused) /** @type {HTMLElement | null} */ (this.rows.querySelector(`[data-item="${focused}"]`))?.focus();
  }

  words() {
    const { sequence, store: { state } } = this.scene, all = this.list();
    if (!sequence) return "";
    const unit = sequence.info.kind === "epochs" ? "epochs" : "layers";
    if (state.study?.classes.length === 0) return "Without labels nothing can stray.";
    if (all.length === 0) return `No image's neighbours belong to another class for several ${unit} in a row.`;
    const least = shortestRun(all);
    return `Images whose neighbours belong to another class in ${NUMBERS[least] ?? least} or more ${unit} in a row.`;
  }

  /** @param {import("../../data/evolution.js").Stray} stray */
  row({ item, via }) {
    const { scene, store, explorer, playhead } = this, { state } = store, sequence = scene.sequence;
    const row = scene.row(item);
    if (!sequence || row < 0) return null;
    const label = state.items?.labels[item] ?? -1, colors = classColours(state);
    const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { width: 96, height: 96 }));
    explorer.sprites.paint(canvas, item);
    const words = `Image ${thousands(item)}, ${labelName(state, label)}, via ${labelName(state, via)}`;
    return h(
      "button",
      {
        class: "stray",
        type: "button",
        "data-item": item,
        "aria-pressed": String(state.selected === item),
        "aria-label": `${words}. Neighbours: ${labelWords(sequence, row, state)}`,
        title: words,
        onclick: () => store.set({ selected: item }),
        onpointerenter: () => store.set({ hovered: item }),
        onpointerleave: () => store.set({ hovered: -1 }),
      },
      canvas,
      h(
        "span",
        { class: "stray-words" },
        h(
          "span",
          { class: "stray-names" },
          classTag(colors(label), labelName(state, label)),
          h("span", { class: "muted right clip" }, `via ${labelName(state, via)}`),
        ),
        labelStrip(sequence, row, state, playhead.frame),
      ),
    );
  }

  /** Only what the choice and the frame change, so that a list is not built anew while it plays. */
  mark() {
    const { selected } = this.store.state, now = this.playhead.frame;
    for (const row of this.rows.children) {
      row.setAttribute("aria-pressed", String(Number(/** @type {HTMLElement} */ (row).dataset.item) === selected));
      row.querySelector(".now")?.setAttribute("x", String(10 * now));
    }
  }

  showMore() {
    const first = this.rows.children.length;
    this.limit += 3 * AT_A_TIME;
    this.draw();
    const next = this.rows.children[first];
    if (next instanceof HTMLElement) next.focus();
  }

  /** `n` and `N`: through the list. @param {1 | -1} by */
  step(by) {
    const all = this.list();
    if (all.length === 0) return;
    const chosen = all.findIndex(({ item }) => item === this.store.state.selected);
    this.at = Math.max(0, Math.min(all.length - 1, (chosen >= 0 ? chosen : this.at) + by));
    this.store.set({ selected: all[this.at].item });
    if (this.limit <= this.at) {
      while (this.limit <= this.at) this.limit += AT_A_TIME;
      this.draw();
    }
    const row = this.rows.children[this.at];
    if (!(row instanceof HTMLElement)) return;
    row.scrollIntoView({ block: "nearest" });
    row.focus({ preventScroll: true });
  }
}
