// @ts-check
// The tour of two networks beside each other: opened and left here, loaded when it is first opened.

import { counterpart, layerBeside } from "../../data/series.js";
import { findLayer, findModel } from "../../data/study.js";
import { find, h } from "../../panels/dom.js";
import { commandNote } from "../command-note.js";

/** @typedef {import("../../state/store.js").Store} Store */
/** @typedef {import("../../state/store.js").State} State */
/** @typedef {Awaited<ReturnType<typeof import("./compare.js").build>>} Built */

/**
 * @typedef {object} CompareParts
 * @property {Store} store
 * @property {import("../../stage/stage.js").Stage} stage
 * @property {import("../../stage/explorer.js").Explorer} explorer
 * @property {import("../../stage/groups.js").Groups} groups
 * @property {import("../../stage/link-keeper.js").LinkKeeper} keeper
 * @property {import("../../data/client.js").Client} client
 * @property {boolean} testing
 */

/** Here the figures come from below, as legend and inspector do. */
export const NARROW = matchMedia("(max-width: 767px)");

export class CompareMode {
  /** @param {CompareParts} parts */
  constructor(parts) {
    this.parts = parts;
    /** @type {Promise<Built> | null} */
    this.built = null;
    this.isOpen = false;
    /** @type {HTMLElement | null} */
    this.note = null;
    parts.store.watch(["compare", "study"], ({ compare, study }) => {
      if ((compare !== null && study !== null) !== this.isOpen) this.turn(!this.isOpen);
    });
  }

  /** @param {boolean} open */
  async turn(open) {
    const { store, keeper } = this.parts;
    this.isOpen = open;
    find("#app").classList.toggle("comparing", open);
    try {
      this.built ??= import("./compare.js").then(({ build }) => build(this.parts));
      const built = await this.built;
      if (this.isOpen !== open) return;
      if (open) await built.open();
      else built.close();
    } catch (error) {
      this.built = null;
      this.isOpen = false;
      find("#app").classList.remove("comparing");
      const reason = error instanceof Error ? error.message : String(error);
      store.set({ compare: null, notice: `Two networks cannot be shown beside each other. ${reason}` });
      keeper.readAfter();
    }
  }

  /** The button, or a key. @param {HTMLElement} button below which a note may stand */
  toggle(button) {
    const { store } = this.parts, { compare, study } = store.state;
    if (!study) return;
    if (compare) store.set({ compare: null });
    else if (study.models.length < 2) this.explain(button);
    else {
      const opening = openingOf(store.state);
      store.set(opening ? { compare: opening } : { notice: "No layer of the other network is finished yet." });
    }
  }

  /** What a second network takes. @param {HTMLElement} button */
  explain(button) {
    const { store } = this.parts, at = button.getBoundingClientRect();
    const note = this.note ??= h("div", {
      class: "menu compare-note",
      popover: "auto",
      role: "dialog",
      "aria-label": "Compare",
    });
    note.replaceChildren(
      ...commandNote(
        store,
        "This study has one network",
        "Compare shows two networks, two epochs or clean and corrupted images beside each other. Analyze a second network on the same images:",
        "strata analyze SECOND.onnx IMAGES --study STUDY",
        "This page shows it as soon as its first layer is finished.",
      ).filter((part) => part !== null),
    );
    document.body.append(note);
    note.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      note.hidePopover();
      button.focus();
    };
    note.showPopover();
    note.style.left = `${Math.max(8, Math.min(innerWidth - note.offsetWidth - 8, at.right - note.offsetWidth))}px`;
    note.style.top = `${at.bottom + 6}px`;
    note.querySelector("button")?.focus();
  }

  /** `a` */
  align() {
    const { store } = this.parts, { compare } = store.state;
    if (compare) store.set({ compare: { ...compare, aligned: !compare.aligned } });
  }

  /** `s` */
  toggleFigures() {
    const { store } = this.parts, { comparison, compare, sheet } = store.state;
    if (!compare) return;
    if (NARROW.matches) store.set({ sheet: sheet === "figures" ? "" : "figures" });
    else store.set({ comparison: { ...comparison, shown: !comparison.shown } });
  }

  /** `n`, `N` @param {1 | -1} by */
  async next(by) {
    if (this.isOpen) (await this.built)?.next(by);
  }
}

/** What stands beside the network of the tour where nobody has chosen. @param {State} state
 * @returns {import("../../state/store.js").Compared | null} */
function openingOf({ study, model: folder, layer: name }) {
  const model = study && findModel(study, folder), other = study && model && counterpart(study.models, model.folder);
  const layer = study && model && other ? layerBeside(study.models, model, findLayer(model, name), other) : null;
  return other && layer ? { model: other.folder, layer: layer.folder, aligned: false } : null;
}
