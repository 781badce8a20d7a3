// @ts-check
// Views with a name: the part of the address behind "#", kept in the study with the "#". Opening one is one step to undo.

/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {{ name: string, hash: string }} SavedView */

export class SavedViews {
  /** @param {Store} store @param {import("../data/annotations.js").Annotations} annotations
   * @param {import("./link-keeper.js").LinkKeeper} keeper @param {import("../state/history.js").History} history
   * @param {import("./stage.js").Stage} stage */
  constructor(store, annotations, keeper, history, stage) {
    this.store = store;
    this.annotations = annotations;
    this.keeper = keeper;
    this.history = history;
    this.stage = stage;
  }

  /** What the study keeps. */
  read() {
    this.store.set({
      views: this.annotations.all.views.flatMap(({ name, hash }) =>
        hash ? [{ name, hash: hash.replace(/^#/, "") }] : []
      ),
    });
  }

  /** The view as it is now; the same name gets another view. @param {string} name @returns {boolean} */
  save(name) {
    const text = named(name), hash = this.keeper.text();
    if (text === "" || hash === "") return false;
    this.annotations.put("views", { name: text, hash: `#${hash}` });
    this.read();
    const { selection } = this.store.state, kept = new URLSearchParams(hash).has("s");
    if (selection.length > 0 && !kept) {
      this.store.set({ notice: "This selection is too large for a view: name it, too, to come back to it." });
    }
    return true;
  }

  /** @param {string} name */
  async open(name) {
    const view = this.store.state.views.find((each) => each.name === name);
    if (!view) return;
    await this.history.jump(() => this.keeper.open(view.hash), {
      read: () => this.around(),
      write: (kept) => this.back(kept),
    });
  }

  /** What belongs to a view, but is no step of its own. */
  around() {
    const { mode, marks, selected, lowBelow } = this.store.state, { camera, touched } = this.stage;
    return { patch: { mode, marks, selected, lowBelow }, camera: { ...camera }, touched };
  }

  /** @param {ReturnType<SavedViews["around"]>} kept */
  back({ patch, camera, touched }) {
    this.store.set(patch);
    this.stage.setCamera(camera);
    this.stage.touched = touched;
  }

  /** @param {string} name @param {string} next @returns {boolean} */
  rename(name, next) {
    const text = named(next), view = this.store.state.views.find((each) => each.name === name);
    if (!view || text === "") return false;
    if (text === name) return true;
    if (this.store.state.views.some((each) => each.name === text)) {
      this.store.set({ notice: `Another view is called “${text}” already.` });
      return false;
    }
    this.annotations.put("views", { name: text, hash: `#${view.hash}` });
    this.annotations.remove("views", name);
    this.read();
    return true;
  }

  /** @param {string} name */
  remove(name) {
    this.annotations.remove("views", name);
    this.read();
  }

  /** Everything readers have added, as a file. */
  download() {
    this.annotations.download(this.store.state.study?.name ?? "");
  }
}

/** @param {string} name */
const named = (name) => name.trim().replace(/\s+/g, " ").slice(0, 80);
