// @ts-check
// What one can grab: a ring at the middle of every class, and of every group that a reader has made.

import { shortName } from "../data/study.js";
import { classMeans, meanOf } from "../tour/centroids.js";
import { mixed } from "../tour/projection.js";

/** @typedef {import("../data/arrays.js").Cloud} Cloud */
/** @typedef {import("../tour/projection.js").Blend} Blend */
/** @typedef {import("../tour/camera.js").Camera} Camera */

/**
 * @typedef {object} Handle
 * @property {number} id the class, or CUSTOM and the place among the readers' own
 * @property {number} label the class, −1 for a reader's own
 * @property {number} custom place among the readers' own, −1 for a class
 * @property {string} name
 * @property {string} color
 * @property {number} x pixels
 * @property {number} y
 * @property {boolean} held
 * @property {boolean} hovered
 * @property {boolean} edited a field stands where its name would
 * @property {number} place where its name stands, −1: nowhere
 */

const MOST_HANDLES = 12, REACH = 14;

/** Ids of readers' own handles begin here: no study has so many classes. */
export const CUSTOM = 1 << 24;

export class Handles {
  /** @param {import("../state/store.js").Store} store */
  constructor(store) {
    this.store = store;
    /** @type {Handle[]} */
    this.list = [];
    this.held = -1;
    this.hovered = -1;
    this.edited = -1;
    /** @type {WeakMap<Cloud, Cloud>} */
    this.means = new WeakMap();
    /** @type {WeakMap<Cloud, WeakMap<Int32Array, Float32Array>>} */
    this.own = new WeakMap();
  }

  /** Another study. */
  forget() {
    this.means = new WeakMap();
    this.own = new WeakMap();
  }

  /** Which handles there are; their places are found in every frame. What filters leave nothing of has none.
   * @param {ReadonlySet<number>} isolated @param {(label: number) => string} colorOf @param {string} ink
   * @param {{ labels: ReadonlySet<number>, shown: Uint8Array } | null} left what filters leave: classes, and 1 for every
   * item; null: there are none */
  refresh(isolated, colorOf, ink, left) {
    const { study, tally, handles } = this.store.state,
      before = new Map(this.list.map((each) => [each.id, each]));
    if (!study || !tally) {
      this.list = [];
      return;
    }
    const count = study.classes.length;
    const labels = isolated.size > 0
      ? [...isolated].slice(0, MOST_HANDLES)
      : count <= MOST_HANDLES
      ? study.classes.map((_, k) => k)
      : [];
    const make = (/** @type {number} */ id, /** @type {string} */ name, /** @type {string} */ color) => ({
      id,
      label: id < CUSTOM ? id : -1,
      custom: id < CUSTOM ? -1 : id - CUSTOM,
      name,
      color,
      x: before.get(id)?.x ?? NaN,
      y: before.get(id)?.y ?? NaN,
      held: this.held === id,
      hovered: this.hovered === id,
      edited: this.edited === id,
      place: before.get(id)?.place ?? 0,
    });
    this.list = [
      ...labels.filter((label) => tally.counts[label] > 0 && (!left || left.labels.has(label)))
        .map((label) => make(label, shortName(study.classes[label]), colorOf(label))),
      ...handles.map(({ name }, index) => make(CUSTOM + index, name, ink))
        .filter(({ custom }) => !left || handles[custom].items.some((item) => left.shown[item] === 1)),
    ];
  }

  /** Where they are now. @param {Blend} blend @param {Camera} camera @param {{ width: number, height: number }} size */
  place(blend, camera, size) {
    const { list } = this, scale = camera.base * camera.zoom, { a, b } = blend;
    for (let i = 0; i < list.length; i++) {
      const handle = list[i], own = handle.custom >= 0, row = own ? 0 : handle.label;
      const from = own ? this.ownMean(a, handle.custom) : this.meansOf(a).values;
      const to = own ? this.ownMean(b, handle.custom) : this.meansOf(b).values;
      handle.x = size.width / 2 + (mixed(blend, from, to, row, 0) - camera.x) * scale;
      handle.y = size.height / 2 - (mixed(blend, from, to, row, 1) - camera.y) * scale;
      handle.held = handle.id === this.held;
      handle.hovered = handle.id === this.hovered;
      handle.edited = handle.id === this.edited;
    }
  }

  /** @param {Cloud} cloud */
  meansOf(cloud) {
    const { study, items } = this.store.state;
    let means = this.means.get(cloud);
    if (!means) {
      means = classMeans(cloud, items?.labels ?? [], study?.classes.length ?? 0);
      this.means.set(cloud, means);
    }
    return means;
  }

  /** @param {Cloud} cloud @param {number} index */
  ownMean(cloud, index) {
    const { items } = this.store.state.handles[index];
    let known = this.own.get(cloud);
    if (!known) this.own.set(cloud, known = new WeakMap());
    let mean = known.get(items);
    if (!mean) known.set(items, mean = meanOf(cloud, items));
    return mean;
  }

  /** The middle of a handle's group in all dimensions. @param {Cloud} cloud @param {number} id */
  centroid(cloud, id) {
    if (id >= CUSTOM) return this.ownMean(cloud, id - CUSTOM);
    return this.meansOf(cloud).values.subarray(id * cloud.dimensions, (id + 1) * cloud.dimensions);
  }

  /** @param {number} id @returns {Handle | undefined} */
  find(id) {
    return this.list.find((handle) => handle.id === id);
  }

  /** The items behind a handle. @param {number} id @returns {Int32Array} */
  itemsOf(id) {
    const { handles, items } = this.store.state;
    if (id >= CUSTOM) return handles[id - CUSTOM].items;
    const found = [];
    for (let i = 0; i < (items?.labels.length ?? 0); i++) if (items?.labels[i] === id) found.push(i);
    return Int32Array.from(found);
  }

  /** @param {number} x pixels @param {number} y @returns {number} id, or −1 */
  at(x, y) {
    let best = -1, least = REACH;
    for (const handle of this.list) {
      const away = Math.hypot(handle.x - x, handle.y - y);
      // Readers' own lie on top.
      if (away < least || (away < REACH && handle.custom >= 0 && best < CUSTOM)) {
        best = handle.id;
        least = away;
      }
    }
    return best;
  }
}
