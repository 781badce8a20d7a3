// @ts-check
// The nearest of one image in one layer, asked for once: a pointer passes the same images again and again.

const NEIGHBORS = 15, MOST_LISTS = 2000;

export class NeighborLists {
  /** @param {import("./client.js").Client} client */
  constructor(client) {
    this.client = client;
    /** The oldest first. @type {Map<string, Promise<import("./types.js").Neighbor[]>>} */
    this.lists = new Map();
  }

  /** @param {string} model @param {string} layer @param {number} item @returns {Promise<import("./types.js").Neighbor[]>} */
  of(model, layer, item) {
    const key = `${model}/${layer}/${item}`;
    let list = this.lists.get(key);
    if (!list) {
      list = this.client.neighbors(model, layer, item, NEIGHBORS).then(({ neighbors }) => neighbors);
      list.catch(() => this.lists.delete(key));
      this.lists.set(key, list);
      if (this.lists.size > MOST_LISTS) this.lists.delete(/** @type {string} */ (this.lists.keys().next().value));
    }
    return list;
  }

  /** After another analysis has written them anew. */
  forget() {
    this.lists.clear();
  }
}
