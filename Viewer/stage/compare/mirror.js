// @ts-check
// Two stores that share a part of their state: what changes in one changes in the other.

/** @typedef {import("../../state/store.js").Store} Store */
/** @typedef {keyof import("../../state/store.js").State} Key */

/** One selection, one hover, one colouring, one drawing: what two stages beside each other always share. */
export const SHARED = /** @type {Key[]} */ ([
  "study",
  "items",
  "labels",
  "mode",
  "dotSize",
  "selected",
  "hovered",
  "colouring",
  "coloured",
  "tint",
  "similarHues",
  "shapes",
  "pinned",
  "hoveredClass",
  "range",
  "draft",
  "conditions",
  "passing",
  "marks",
  "lowBy",
  "lowBelow",
  "theme",
  "zoom",
  "speed",
  "turned",
  "separated",
  "sheet",
  "connection",
  "selection",
  "filter",
  "handles",
  "tool",
  "armed",
  "space",
  "links",
  "view",
]);

export class Mirror {
  /** @param {Store} first @param {Store} second takes on what the first says whenever the mirror opens
   * @param {Key[]} keys */
  constructor(first, second, keys) {
    this.first = first;
    this.second = second;
    this.keys = keys;
    this.isOpen = false;
    for (const key of keys) {
      this.carry(first, second, key);
      this.carry(second, first, key);
    }
  }

  /** Key by key: what the other has changed in the same turn stays. @param {Store} from @param {Store} to @param {Key} key */
  carry(from, to, key) {
    from.watch([key], (state) => {
      if (this.isOpen) to.set({ [key]: state[key] });
    });
  }

  open() {
    this.isOpen = true;
    const { state } = this.first;
    this.second.set(Object.fromEntries(this.keys.map((key) => [key, state[key]])));
  }

  close() {
    this.isOpen = false;
  }
}
