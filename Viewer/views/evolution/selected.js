// @ts-check
// The image in focus, or those selected: what their neighbours are, frame by frame.

import { majorityByFrame } from "../../data/evolution.js";
import { classColours } from "../../data/class-colours.js";
import { shortName, thousands } from "../../data/study.js";
import { fill, h, icon } from "../../panels/dom.js";
import { NONE } from "../../state/store.js";
import { classTag } from "../report/class-tag.js";
import { openInTour } from "../views.js";
import { labelName, labelStrip, labelWords, majorityBars } from "./label-strip.js";

const LISTED = 12;

export class Selected {
  /** @param {import("../views.js").Parts} parts @param {import("./scene.js").EvolutionScene} scene
   * @param {import("./playhead.js").Playhead} playhead */
  constructor(parts, scene, playhead) {
    this.parts = parts;
    this.scene = scene;
    this.playhead = playhead;
    this.root = h("div", { class: "selected" });
  }

  draw() {
    const { selected, selection, items } = this.parts.store.state, { sequence } = this.scene;
    if (!sequence || !items) {
      fill(this.root);
      return;
    }
    fill(
      this.root,
      selected >= 0 && selected < items.labels.length && this.one(sequence, selected),
      selection.length > 0 && this.several(sequence, selection),
    );
  }

  /** @param {string} title @param {() => void} close */
  close(title, close) {
    return h("button", { class: "tool", type: "button", title, "aria-label": title, onclick: close }, icon("close"));
  }

  /** @param {import("../../data/evolution.js").Sequence} sequence @param {number} item */
  one(sequence, item) {
    const { parts, playhead } = this, { store, explorer } = parts, { state } = store;
    const label = state.items?.labels[item] ?? -1, row = this.scene.row(item), { predictions, study } = state;
    const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { width: 144, height: 144 }));
    explorer.sprites.paint(canvas, item);
    const said = predictions && study ? study.classes[predictions.labelIndex[item]] : undefined;
    return h(
      "section",
      { class: "side-card one", "aria-label": `Image ${thousands(item)}` },
      h(
        "div",
        { class: "side-head" },
        h("h2", {}, `Image ${thousands(item)}`),
        h(
          "button",
          { class: "link-button right", type: "button", onclick: () => openInTour(parts, item) },
          "Show in the tour",
        ),
        this.close("Leave this image (Esc)", () => store.set({ selected: -1 })),
      ),
      h(
        "div",
        { class: "one-body" },
        canvas,
        h(
          "div",
          { class: "one-words" },
          label >= 0 && classTag(classColours(state)(label), labelName(state, label)),
          said !== undefined &&
            h(
              "span",
              { class: predictions?.correct[item] === 0 ? "bad" : "soft" },
              `Predicted ${shortName(said)}`,
            ),
          row < 0 &&
            h(
              "p",
              { class: "soft" },
              `It is not among the ${thousands(sequence.items.length)} images of this sequence.`,
            ),
        ),
      ),
      row >= 0 && labelStrip(sequence, row, state, playhead.frame),
      row >= 0 && h("p", { class: "soft" }, `Most of its neighbours: ${labelWords(sequence, row, state)}.`),
    );
  }

  /** @param {import("../../data/evolution.js").Sequence} sequence @param {Int32Array} selection */
  several(sequence, selection) {
    const { scene, playhead, parts: { store, explorer } } = this, { state } = store;
    const rows = [...selection].map((item) => scene.row(item)).filter((row) => row >= 0);
    const head = h(
      "div",
      { class: "side-head" },
      h("h2", {}, `${thousands(selection.length)} selected`),
      h(
        "button",
        { class: "link-button right", type: "button", onclick: () => store.set({ view: "tour" }) },
        "Show in the tour",
      ),
      this.close("Deselect (c)", () => store.set({ selection: NONE })),
    );
    const followed = rows.length < selection.length
      ? `${thousands(rows.length)} of them are among the ${thousands(sequence.items.length)} of this sequence. `
      : "";
    if (rows.length === 0) {
      return h(
        "section",
        { class: "side-card several" },
        head,
        h("p", { class: "soft" }, "None of them is in this sequence."),
      );
    }
    const listed = rows.slice(0, LISTED).map((row) => {
      const item = sequence.items[row], label = state.items?.labels[item] ?? -1;
      const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { width: 48, height: 48 }));
      explorer.sprites.paint(canvas, item);
      const words = `Image ${thousands(item)}, ${labelName(state, label)}`;
      return h(
        "button",
        {
          class: "selected-row",
          type: "button",
          "data-item": item,
          title: words,
          "aria-label": `${words}. Neighbours: ${labelWords(sequence, row, state)}`,
          onclick: () => store.set({ selected: item }),
          onpointerenter: () => store.set({ hovered: item }),
          onpointerleave: () => store.set({ hovered: -1 }),
        },
        canvas,
        labelStrip(sequence, row, state, playhead.frame),
      );
    });
    const majorities = majorityByFrame(sequence, rows), last = majorities[playhead.frame] ?? [];
    const told = last.slice(0, 3).map(({ label, count }) => `${labelName(state, label)} ${thousands(count)}`).join(
      ", ",
    );
    return h(
      "section",
      { class: "side-card several", "aria-label": "Selected images" },
      head,
      majorityBars(sequence, majorities, state, playhead.frame),
      h("p", { class: "soft" }, `${followed}The label of most neighbours, frame by frame; here ${told}.`),
      ...listed,
      rows.length > LISTED && h("p", { class: "muted" }, `The first ${LISTED} of ${thousands(rows.length)}.`),
    );
  }
}
