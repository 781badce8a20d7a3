// @ts-check
// One frame for all layers of an embedding: only then is a change of layer a change of the data.

import { findEmbedding, isReady } from "../data/study.js";
import { frameFromRows, identityFrame, MOST_DIMENSIONS, widestFrame } from "../tour/frame.js";

/** @typedef {import("../tour/frame.js").Frame} Frame */
/** @typedef {import("../data/arrays.js").Cloud} Cloud */

export class Frames {
  /** @param {import("../data/arrays.js").Arrays} arrays */
  constructor(arrays) {
    this.arrays = arrays;
    /** @type {Map<string, Promise<Frame>>} */
    this.frames = new Map();
    /** From a link, for the first embedding with as many dimensions. @type {Frame | null} */
    this.linked = null;
  }

  /** @param {number[]} rows */
  link(rows) {
    this.linked = frameFromRows(rows);
    return this.linked !== null;
  }

  /** @param {import("../data/types.js").Model} model @param {import("../data/types.js").Embedding} embedding
   * @param {Cloud} cloud @param {{ width: number, height: number }} stage @returns {Promise<Frame>} */
  of(model, embedding, cloud, stage) {
    const { dimensions } = embedding, key = `${model.folder}/${embedding.name}/${dimensions}`;
    let frame = this.frames.get(key);
    if (!frame) {
      if (dimensions < 2 || dimensions > MOST_DIMENSIONS) {
        return Promise.reject(
          new Error(`${embedding.name} has ${dimensions} dimensions; the page draws 2 to ${MOST_DIMENSIONS}.`),
        );
      }
      if (this.linked?.size === dimensions) {
        frame = Promise.resolve(this.linked);
        this.linked = null;
      } else frame = dimensions === 2 ? Promise.resolve(identityFrame(2)) : this.first(model, embedding, cloud, stage);
      this.frames.set(key, frame);
    }
    return frame;
  }

  /** The frame an embedding has from now on. @param {string} key @param {Float64Array} values */
  put(key, values) {
    this.frames.set(key, Promise.resolve({ size: Math.round(Math.sqrt(values.length)), values: values.slice() }));
  }

  /** Back to the first planes. */
  forget() {
    this.frames.clear();
    this.linked = null;
  }

  /** The widest plane of the layer that all others are aligned to, its longer side along the stage's longer side.
   * @param {import("../data/types.js").Model} model @param {import("../data/types.js").Embedding} embedding
   * @param {Cloud} cloud @param {{ width: number, height: number }} stage */
  async first(model, embedding, cloud, stage) {
    const reference = model.layers.find(({ folder }) => folder === embedding.alignment?.reference) ??
      model.layers.findLast(isReady);
    const other = reference && findEmbedding(reference, embedding.name);
    let from = cloud;
    if (reference && other?.dimensions === embedding.dimensions) {
      from = await this.arrays.cloud(model.folder, reference.folder, other, undefined, true).catch(() => cloud);
    }
    const frame = widestFrame(from.values, from.rows, from.dimensions);
    if (stage.height > stage.width) {
      const n = frame.size, first = frame.values.slice(0, n);
      frame.values.copyWithin(0, n, 2 * n);
      frame.values.set(first, n);
    }
    return frame;
  }
}

/** What history keeps of the frame, and how it comes back: into the very frame that is on the stage.
 * @param {import("./stage.js").Stage} stage @param {import("./explorer.js").Explorer} explorer */
export function frameKeeper(stage, explorer) {
  const key = () => {
    const current = explorer.current();
    return current ? `${current.model.folder}/${current.embedding.name}/${current.embedding.dimensions}` : "";
  };
  return {
    /** @returns {import("../state/history.js").KeptFrame} */
    read: () => stage.blend ? { key: key(), values: stage.blend.frameB.values.slice() } : null,
    /** @param {import("../state/history.js").KeptFrame} kept */
    write: (kept) => {
      const { blend } = stage;
      if (!kept || !blend) return;
      const frame = blend.frameB, [, model, name] = /models\/(.+?)\/.*\/([^/]+)$/.exec(blend.b.key) ?? [];
      explorer.store.set({ playing: false, separated: "" });
      if (kept.key !== `${model}/${name}/${frame.size}` || kept.values.length !== frame.values.length) {
        // Another embedding is on the stage; the one that comes gets its frame back.
        explorer.frames.put(kept.key, kept.values);
        return;
      }
      frame.values.set(kept.values);
      stage.turned();
      stage.rest(0);
    },
  };
}
