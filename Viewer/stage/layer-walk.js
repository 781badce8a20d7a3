// @ts-check
// Moves through the layers by itself: one after another, a moment's look at each, until the last.

/** Milliseconds of look after the points have arrived. */
const LOOK = 1100, POLL = 100;

export class LayerWalk {
  /** @param {import("../state/store.js").Store} store @param {import("./explorer.js").Explorer} explorer
   * @param {import("./stage.js").Stage} stage */
  constructor(store, explorer, stage) {
    this.store = store;
    this.explorer = explorer;
    this.stage = stage;
    this.timer = 0;
    store.watch(["walking"], ({ walking }) => {
      clearTimeout(this.timer);
      if (walking) this.begin();
    });
  }

  toggle() {
    if (this.explorer.ready().length > 1) this.store.set({ walking: !this.store.state.walking });
  }

  /** From the last layer it begins again with the first. */
  begin() {
    const ready = this.explorer.ready();
    if (ready.at(-1)?.folder === this.store.state.layer) this.store.set({ layer: ready[0].folder });
    else this.explorer.step(1);
    this.timer = setTimeout(() => this.wait(), POLL);
  }

  wait() {
    const arrived = !this.stage.change && this.explorer.shown === this.explorer.currentKey();
    const failed = this.store.state.failures[this.explorer.currentKey()] !== undefined;
    this.timer = setTimeout(() => arrived || failed ? this.next() : this.wait(), arrived || failed ? LOOK : POLL);
  }

  next() {
    const ready = this.explorer.ready();
    if (ready.at(-1)?.folder === this.store.state.layer) {
      this.store.set({ walking: false });
      return;
    }
    this.explorer.step(1);
    this.timer = setTimeout(() => this.wait(), POLL);
  }
}
