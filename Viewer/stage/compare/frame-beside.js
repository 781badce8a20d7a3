// @ts-check
// The frame of a second stage: that of the first, so that whatever turns one turns both.

import { Frames } from "../frames.js";

export class FrameBeside extends Frames {
  /** @param {import("../../data/arrays.js").Arrays} arrays
   * @param {{ stage: import("../stage.js").Stage, explorer: import("../explorer.js").Explorer }} leader */
  constructor(arrays, leader) {
    super(arrays);
    this.leader = leader;
  }

  /** @override @param {import("../../data/types.js").Model} model
   * @param {import("../../data/types.js").Embedding} embedding @param {import("../../data/arrays.js").Cloud} cloud
   * @param {{ width: number, height: number }} stage */
  async of(model, embedding, cloud, stage) {
    // Whatever the first one is on its way to: its frame is the one that counts.
    await this.leader.explorer.settled();
    const frame = this.leader.stage.blend?.frameB;
    return frame && frame.size >= embedding.dimensions ? frame : super.of(model, embedding, cloud, stage);
  }
}
