// @ts-check
// Undo and redo: a hundred steps of what a reader has done, none of what they have only looked at.

/** @typedef {import("./store.js").State} State */
/** @typedef {{ key: string, values: Float64Array } | null} KeptFrame */

const STEPS = 100;

/** Hover, zoom and scroll are not among them. */
const KEYS = /** @type {const} */ ([
  "model",
  "layer",
  "embedding",
  "compare",
  "selection",
  "filter",
  "pinned",
  "handles",
  "space",
  "colouring",
  "range",
  "conditions",
  "similarHues",
  "lowBy",
  "units",
  "decisions",
]);

/**
 * @typedef {object} Moment
 * @property {Record<string, unknown>} values
 * @property {KeptFrame} frame
 * @property {Jump} [left] the jump that led away from here
 * @property {Jump} [entered] the jump that led here
 */

/** What comes and goes with a jump: before it, after it, and how to bring it back.
 * @typedef {{ before: any, after: any, write: (kept: any) => void }} Jump */

export class History {
  /**
   * @param {import("./store.js").Store} store
   * @param {{ read: () => KeptFrame, write: (frame: KeptFrame) => void }} frame the frame now, and back to another one
   */
  constructor(store, frame) {
    this.store = store;
    this.frame = frame;
    /** @type {Moment[]} */
    this.done = [];
    /** @type {Moment[]} */
    this.undone = [];
    /** A jump is on its way: all that it changes is one step. */
    this.jumping = false;
    this.now = this.moment();
    this.keys = /** @type {(keyof State)[]} */ (KEYS.filter((key) => key in store.state));
    store.watch(this.keys, () => this.heard());
  }

  /** @returns {Moment} */
  moment() {
    const state = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (this.store.state));
    return {
      values: Object.fromEntries(KEYS.filter((key) => key in state).map((key) => [key, state[key]])),
      frame: this.frame.read(),
    };
  }

  /** Begins anew: another study has nothing to take back. */
  reset() {
    this.done = [];
    this.undone = [];
    this.now = this.moment();
    this.tell();
  }

  heard() {
    if (this.jumping) return;
    const next = this.moment(), before = this.now;
    if (this.keys.every((key) => Object.is(before.values[key], next.values[key]))) return;
    // Between two models or before the first layer there is nothing to come back to.
    if (next.values.layer === null) return;
    if (before.values.layer === null) this.now = next;
    else this.push(next);
  }

  /** What is there from the beginning, only later known, is no step. @param {Partial<State>} patch */
  absorb(patch) {
    this.now = { ...this.now, values: { ...this.now.values, ...patch } };
    this.store.set(patch);
  }

  /** One gesture has turned the frame. */
  turned() {
    if (this.jumping) return;
    const next = this.moment();
    if (next.frame && (!this.now.frame || !same(next.frame, this.now.frame))) this.push(next);
  }

  /** Another embedding has a frame of its own: that it has come is no step. */
  settled() {
    if (this.jumping) return;
    const frame = this.frame.read();
    if (frame?.key !== this.now.frame?.key) this.now = { ...this.now, frame };
  }

  /** Many changes as one step, with what else belongs to it. @template T @param {() => Promise<void>} act
   * @param {{ read: () => T, write: (kept: T) => void }} around */
  async jump(act, { read, write }) {
    const from = this.moment(), before = read();
    this.jumping = true;
    try {
      await act();
      // Listeners hear of the last change only after it.
      await new Promise((done) => setTimeout(done));
    } finally {
      this.jumping = false;
    }
    const jump = { before, after: read(), write };
    this.now = { ...from, entered: this.now.entered, left: jump };
    this.push({ ...this.moment(), entered: jump });
  }

  /** @param {Moment} next */
  push(next) {
    this.done.push(this.now);
    if (this.done.length > STEPS) this.done.shift();
    this.undone = [];
    this.now = next;
    this.tell();
  }

  undo() {
    this.go(this.done, this.undone);
  }

  redo() {
    this.go(this.undone, this.done);
  }

  /** @param {Moment[]} from @param {Moment[]} to */
  go(from, to) {
    const target = from.pop();
    if (!target) return;
    const here = this.now;
    to.push(here);
    this.now = target;
    this.store.set(/** @type {Partial<State>} */ (target.values));
    this.frame.write(target.frame);
    if (here.entered && here.entered === target.left) here.entered.write(here.entered.before);
    if (here.left && here.left === target.entered) here.left.write(here.left.after);
    this.tell();
  }

  tell() {
    this.store.set({ undoable: this.done.length, redoable: this.undone.length });
  }
}

/** @param {NonNullable<KeptFrame>} a @param {NonNullable<KeptFrame>} b */
function same(a, b) {
  return a.key === b.key && a.values.every((value, i) => Math.abs(value - b.values[i]) < 1e-12);
}
