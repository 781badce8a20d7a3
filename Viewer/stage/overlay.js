// @ts-check
// The canvas over the points: handles and their names, the image in focus and its neighbors, the brush, the compass.

import { drawBrush } from "../passes/brush.js";
import { drawCompass } from "../passes/compass.js";
import { Names } from "../passes/names.js";
import {
  drawHandle,
  drawLines,
  drawOpenRings,
  drawReach,
  drawRing,
  drawSelected,
  FALSE,
  MISSING,
  TRUE,
} from "../passes/overlay.js";
import { PALETTES } from "../state/palette.js";
import { mixed } from "../tour/projection.js";

/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {import("../tour/projection.js").Blend} Blend */
/** @typedef {import("../tour/camera.js").Camera} Camera */

/** Above so many pictures nothing is free between them. */
const MOST_AVOIDED = 400;

export class Overlay {
  /** @param {HTMLElement} root @param {import("../state/store.js").Store} store
   * @param {import("./scene.js").Scene} scene */
  constructor(root, store, scene) {
    this.store = store;
    this.scene = scene;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "overlay";
    this.canvas.setAttribute("aria-hidden", "true");
    root.append(this.canvas);
    this.context = this.canvas.getContext("2d");
    this.names = new Names();
    /** What lies over the stage, where neither name nor picture is put: left, top, right, bottom. @type {number[]} */
    this.reserved = [];
    /** @type {import("./brush.js").Brush | null} */
    this.brush = null;
    /** @type {import("./compass.js").Compass | null} */
    this.compass = null;
    this.x = this.y = 0;
    this.ends = new Float64Array(0);
    /** @type {{ from: unknown, lost: unknown, near: number[], wrong: number[], missing: number[], kept: number[] }} */
    this.linked = { from: null, lost: null, near: [], wrong: [], missing: [], kept: [] };
  }

  /** Asked for at rest: reading the page's layout while points move would cost frames. */
  reserve() {
    const stage = this.canvas.getBoundingClientRect();
    this.reserved = [];
    for (const each of this.canvas.parentElement?.querySelectorAll(":scope > .over") ?? []) {
      const box = each.getBoundingClientRect();
      if (box.width === 0) continue;
      this.reserved.push(box.left - stage.left, box.top - stage.top, box.right - stage.left, box.bottom - stage.top);
    }
  }

  /** @param {Surface} surface */
  clear({ canvas, ratio, size }) {
    if (this.canvas.width !== canvas.width || this.canvas.height !== canvas.height) {
      this.canvas.width = canvas.width;
      this.canvas.height = canvas.height;
    }
    this.context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context?.clearRect(0, 0, size.width, size.height);
  }

  /** @param {Surface} surface @param {Blend} blend @param {Camera} camera @param {boolean} moving */
  draw(surface, blend, camera, moving) {
    const { context, scene, names } = this, { size } = surface, { items, selected, theme } = this.store.state;
    if (!context || !items) return;
    const palette = PALETTES[theme];
    this.clear(surface);
    this.drawHandles(context, blend, camera, size, palette);
    names.clear();
    for (let k = 0; k + 3 < this.reserved.length; k += 4) {
      names.take(this.reserved[k], this.reserved[k + 1], this.reserved[k + 2], this.reserved[k + 3]);
    }
    const { count, x, y, side } = scene.pictures, half = side / 2;
    // While the view turns names keep clear of one another only, so that they do not flicker between the pictures.
    for (let k = 0; !moving && count <= MOST_AVOIDED && k < count; k++) {
      names.take(x[k] - half, y[k] - half, x[k] + half, y[k] + half);
    }
    if (selected >= 0 && selected < items.labels.length) this.drawFocus(context, blend, camera, size, palette);
    names.draw(context, scene.handles.list, size, palette);
    this.drawHovered(context, blend, camera, size, palette);
    if (this.brush?.active) drawBrush(context, this.brush, camera, size, palette);
    if (this.compass?.shown) drawCompass(context, this.compass, blend.frameB, palette);
  }

  /** Leaves the place of an item in x and y. @param {Blend} blend @param {Camera} camera
   * @param {{ width: number, height: number }} size @param {number} item */
  find(blend, camera, size, item) {
    const scale = camera.base * camera.zoom, { a, b } = blend;
    this.x = size.width / 2 + (mixed(blend, a.values, b.values, item, 0) - camera.x) * scale;
    this.y = size.height / 2 - (mixed(blend, a.values, b.values, item, 1) - camera.y) * scale;
  }

  /** @param {CanvasRenderingContext2D} context @param {Blend} blend @param {Camera} camera
   * @param {{ width: number, height: number }} size @param {import("../state/palette.js").Palette} palette */
  drawHandles(context, blend, camera, size, palette) {
    const { handles } = this.scene, scale = camera.base * camera.zoom;
    handles.place(blend, camera, size);
    const originX = size.width / 2 - camera.x * scale, originY = size.height / 2 + camera.y * scale;
    for (let i = 0; i < handles.list.length; i++) {
      const handle = handles.list[i];
      if (handle.held) drawReach(context, handle, originX, originY, this.scene.reachOf(blend, handle.id) * scale);
      drawHandle(context, handle, palette);
    }
  }

  /** The image in focus: lines to its neighbors in the layer, others to those that only the picture puts beside it.
   * @param {CanvasRenderingContext2D} context @param {Blend} blend @param {Camera} camera
   * @param {{ width: number, height: number }} size @param {import("../state/palette.js").Palette} palette */
  drawFocus(context, blend, camera, size, palette) {
    const { selected, near } = this.store.state, { scene } = this, { wrong, missing, kept } = this.relations();
    this.find(blend, camera, size, selected);
    const { x, y } = this;
    drawLines(context, x, y, this.placesOf(wrong, blend, camera, size), palette.bad, FALSE);
    drawLines(context, x, y, this.placesOf(missing, blend, camera, size), palette.warn, MISSING);
    drawLines(context, x, y, this.placesOf(kept, blend, camera, size), palette.ink, TRUE);
    this.placesOf(near, blend, camera, size);
    for (let k = 0; k < near.length; k++) {
      drawRing(context, this.ends[2 * k], this.ends[2 * k + 1], 4.5, scene.paintOf(near[k]), palette);
    }
    if (scene.sprites) drawSelected(context, scene.sprites, selected, x, y, 40, palette, scene.paintOf(selected));
    // On top: the nearest on the screen lie under the picture itself.
    drawOpenRings(context, this.placesOf(wrong, blend, camera, size), palette);
    this.names.take(x - 25, y - 25, x + 25, y + 25);
  }

  /** Who is linked, and how; worked out when it changes, not in every frame. */
  relations() {
    const { near, falseNear, missingNear, inEmbedding, links } = this.store.state, { linked } = this;
    const wrong = links === "view" ? falseNear : inEmbedding?.wrong ?? null;
    const missing = links === "view" ? missingNear : inEmbedding?.missing ?? null;
    if (linked.from === wrong && linked.lost === missing && linked.near === near) return linked;
    this.linked = {
      from: wrong,
      lost: missing,
      near,
      wrong: (wrong ?? []).map((each) => typeof each === "number" ? each : each.item),
      missing: missing ?? [],
      kept: missing ? near.filter((item) => !missing.includes(item)) : near,
    };
    return this.linked;
  }

  /** @param {number[]} items @param {Blend} blend @param {Camera} camera
   * @param {{ width: number, height: number }} size */
  placesOf(items, blend, camera, size) {
    if (this.ends.length !== 2 * items.length) this.ends = new Float64Array(2 * items.length);
    for (let k = 0; k < items.length; k++) {
      this.find(blend, camera, size, items[k]);
      this.ends[2 * k] = this.x;
      this.ends[2 * k + 1] = this.y;
    }
    return this.ends;
  }

  /** @param {CanvasRenderingContext2D} context @param {Blend} blend @param {Camera} camera
   * @param {{ width: number, height: number }} size @param {import("../state/palette.js").Palette} palette */
  drawHovered(context, blend, camera, size, palette) {
    const { hovered, selected, items } = this.store.state, { scene } = this;
    if (hovered < 0 || hovered === selected || !items || hovered >= items.labels.length) return;
    this.find(blend, camera, size, hovered);
    const { x, y } = this, color = scene.paintOf(hovered);
    if (scene.sprites && scene.isPicture(hovered)) {
      drawSelected(context, scene.sprites, hovered, x, y, scene.pictures.side, palette, color);
    } else drawRing(context, x, y, 6, color, palette);
  }
}
