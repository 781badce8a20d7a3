// @ts-check
// Everything on the stage at one moment: how each point looks, which are pictures, where the handles are.

import { trustBy } from "../data/trust-measures.js";
import { MOST_PICTURES } from "../passes/images.js";
import { dotRadius, isolationOf, styleOf } from "../passes/style.js";
import { channels, PALETTES } from "../state/palette.js";
import { choosePictures, pictureSize } from "../tour/pictures.js";
import { mixed } from "../tour/projection.js";
import { GREYED, MARKED, OUT, toFlags, toMask } from "../tour/selection.js";
import { Handles } from "./handles.js";
import { Overlay } from "./overlay.js";

/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {import("../tour/projection.js").Blend} Blend */
/** @typedef {import("../tour/camera.js").Camera} Camera */
/** @typedef {[number, number, number, number]} Box left, top, right, bottom */

const NO_FLAGS = new Uint8Array(0);

export class Scene {
  /** @param {HTMLElement} root @param {import("../state/store.js").Store} store */
  constructor(root, store) {
    this.store = store;
    this.handles = new Handles(store);
    this.overlay = new Overlay(root, store, this);
    /** @type {Uint32Array} */
    this.order = new Uint32Array(0);
    /** @type {import("../data/sprites.js").Sprites | null} */
    this.sprites = null;
    /** 1: cannot be picked. @type {Uint8Array} */
    this.shy = NO_FLAGS;
    /** The classes to see now; empty: all, also where the colouring is not about classes. @type {ReadonlySet<number>} */
    this.isolated = new Set();
    /** @type {import("../passes/renderer.js").Pictures} */
    this.pictures = {
      count: 0,
      side: 28,
      items: new Int32Array(MOST_PICTURES),
      x: new Float32Array(MOST_PICTURES),
      y: new Float32Array(MOST_PICTURES),
      colors: new Float32Array(4 * MOST_PICTURES),
    };
    /** Places in pixels, for the choice of pictures. @type {Float32Array} */
    this.screen = new Float32Array(0);
    /** One byte an item: selected, greyed, out. @type {Uint8Array} */
    this.mask = NO_FLAGS;
    this.flags = { selected: NO_FLAGS, shown: NO_FLAGS };
    /** What filters leave; null: there are none. @type {{ labels: Set<number>, shown: Uint8Array } | null} */
    this.left = null;
    this.colors = { stage: new Float32Array(3), ink: new Float32Array(3), rest: new Float32Array(3) };
    /** Handed to the renderer in every frame. @type {import("../passes/renderer.js").View | null} */
    this.view = null;
    /** Canvas 2D draws only part of the items, and only those can be picked. @type {Set<number> | null} */
    this.only = null;
  }

  /** @param {Uint32Array} order @param {import("../data/sprites.js").Sprites} sprites */
  begin(order, sprites) {
    this.order = order;
    this.sprites = sprites;
    this.handles.forget();
    this.pictures.count = 0;
    const empty = () => new Uint8Array(order.length);
    this.mask = empty();
    this.flags = { selected: empty(), shown: empty() };
    this.left = null;
  }

  /** @param {number} item */
  pickable(item) {
    return this.shy[item] !== 1 && this.mask[item] !== OUT && (this.only === null || this.only.has(item));
  }

  get palette() {
    return PALETTES[this.store.state.theme];
  }

  /** @param {import("../passes/renderer.js").Renderer | null} renderer */
  restyle(renderer) {
    const { state } = this.store,
      { predictions, pinned, hoveredClass, range, draft, marks, study, tint, shapes } = state;
    if (!study) return;
    this.isolated = isolatedClasses(state);
    const style = styleOf({
      count: study.itemCount,
      tint,
      predictions,
      isolated: isolationOf(tint?.coloured ?? null, hoveredClass, pinned, draft ?? range),
      marks,
      trust: trustBy(state, state.lowBy),
      below: state.lowBelow[state.lowBy],
      palette: this.palette,
      shapes,
    });
    this.shy = style.shy;
    this.only = renderer?.kind === "canvas" ? new Set(this.order.subarray(0, renderer.drawn)) : null;
    const { palette, colors } = this, stage = rgb(palette.stage), grey = rgb(palette.ink3);
    colors.stage.set(stage);
    colors.ink.set(rgb(palette.ink));
    colors.rest.set(grey.map((value, c) => stage[c] + .42 * (value - stage[c])));
    this.refreshHandles();
    renderer?.setStyle(style.fill, style.kinds);
    renderer?.setMask(this.mask);
  }

  refreshHandles() {
    this.handles.refresh(this.isolated, (label) => this.colorOf(label), this.palette.ink, this.left);
  }

  /** What is selected and what is filtered out. @param {import("../passes/renderer.js").Renderer | null} renderer */
  remask(renderer) {
    const { selection, filter, passing } = this.store.state, { selected, shown } = this.flags;
    if (this.mask.length === 0) return;
    toFlags(selection, selected);
    if (filter) toFlags(filter, shown);
    else shown.fill(1);
    if (passing?.length === shown.length) { for (let i = 0; i < shown.length; i++) shown[i] &= passing[i]; }
    this.left = filter || passing ? { labels: this.labelsOf(shown), shown } : null;
    this.refreshHandles();
    this.showFlags(renderer, selected, selection.length > 0);
  }

  /** @param {Uint8Array} shown @returns {Set<number>} classes with an image that is shown */
  labelsOf(shown) {
    const { items } = this.store.state, labels = new Set();
    if (items) { for (let i = 0; i < shown.length; i++) if (shown[i] === 1) labels.add(items.labels[i]); }
    return labels;
  }

  /** What a moving brush would select. @param {import("../passes/renderer.js").Renderer | null} renderer
   * @param {Uint8Array} selected @param {boolean} any */
  showFlags(renderer, selected, any) {
    const { filter, passing } = this.store.state;
    toMask(selected, any, filter || passing ? this.flags.shown : null, this.mask);
    renderer?.setMask(this.mask);
  }

  /** @param {number} label @returns {string} */
  colorOf(label) {
    return this.store.state.tint?.ofClass(label) ?? this.palette.ink3;
  }

  /** The color of an image. @param {number} item */
  paintOf(item) {
    return this.store.state.tint?.ofItem(item) ?? this.palette.ink3;
  }

  /** Which items are pictures, until the next rest. @param {Surface} surface @param {Camera} camera
   * @param {Float32Array} positions */
  choose(surface, camera, positions) {
    const { mode, dotSize } = this.store.state;
    if (mode === "dots" || !this.sprites?.sheet || surface.renderer?.kind !== "webgl2") {
      this.pictures.count = 0;
      this.store.set({ pictureLimit: 0 });
      return;
    }
    const screen = this.screenOf(positions, camera, surface.size);
    const side = pictureSize(camera.zoom, dotSize), mixed = mode === "mixed";
    const chosen = choosePictures({
      order: this.order,
      screen,
      size: surface.size,
      accept: (item) => this.pickable(item),
      gap: mixed ? Math.max(58, side * 2) : 0,
      limit: MOST_PICTURES,
      avoid: mixed ? this.avoided(screen, side) : [],
      margin: mixed
        ? { top: 62 + side / 2, bottom: 62 + side / 2, side: side / 2 + 6 }
        : { top: -side, bottom: -side, side: -side },
    });
    this.pictures.items.set(chosen);
    this.pictures.count = chosen.length;
    this.store.set({ pictureLimit: chosen.length === MOST_PICTURES ? MOST_PICTURES : 0 });
  }

  /** @param {Float32Array} positions @param {Camera} camera @param {{ width: number, height: number }} size */
  screenOf(positions, camera, size) {
    if (this.screen.length !== positions.length) this.screen = new Float32Array(positions.length);
    const { screen } = this, scale = camera.base * camera.zoom;
    for (let i = 0; i < positions.length; i += 2) {
      screen[i] = size.width / 2 + (positions[i] - camera.x) * scale;
      screen[i + 1] = size.height / 2 - (positions[i + 1] - camera.y) * scale;
    }
    return screen;
  }

  /** Handles, their names and the image in focus stay readable, and no picture lies half below a bar over the stage.
   * @param {Float32Array} screen @param {number} side */
  avoided(screen, side) {
    const { selected } = this.store.state, { reserved } = this.overlay, half = side / 2 + 6;
    /** @type {Box[]} */
    const avoid = this.handles.list.map(({ x, y, name }) => [
      x - side / 2 - 12,
      y - side / 2 - 12,
      x + side / 2 + 18 + 6.3 * name.length,
      y + side / 2 + 12,
    ]);
    for (let k = 0; k + 3 < reserved.length; k += 4) {
      avoid.push([reserved[k] - half, reserved[k + 1] - half, reserved[k + 2] + half, reserved[k + 3] + half]);
    }
    if (selected >= 0) {
      const x = screen[2 * selected], y = screen[2 * selected + 1], reach = 26 + side / 2;
      avoid.push([x - reach, y - reach, x + reach, y + reach]);
    }
    return avoid;
  }

  /** The picture under a place; the last drawn lies on top. @param {number} x @param {number} y */
  pictureAt(x, y) {
    const { count, items, side, x: left, y: top } = this.pictures;
    for (let k = count - 1; k >= 0; k--) {
      if (Math.abs(left[k] - x) <= side / 2 && Math.abs(top[k] - y) <= side / 2 && this.pickable(items[k])) {
        return items[k];
      }
    }
    return -1;
  }

  /** @param {number} item */
  isPicture(item) {
    const { count, items } = this.pictures;
    for (let k = 0; k < count; k++) if (items[k] === item) return true;
    return false;
  }

  /** @param {number} x @param {number} y @returns {number} id of the handle that is there, or −1 */
  handleAt(x, y) {
    return this.handles.at(x, y);
  }

  /** How far a handle can go: the length of its middle in the dimensions that turn. @param {Blend} blend
   * @param {number} id */
  reachOf({ b, frameB }, id) {
    const values = this.handles.centroid(b, id), axes = this.axes(frameB.size);
    let square = 0;
    for (let axis = 0; axis < axes; axis++) {
      let along = 0;
      for (let d = 0; d < frameB.size; d++) along += frameB.values[axis * frameB.size + d] * values[d];
      square += along * along;
    }
    return Math.sqrt(square);
  }

  /** How many rows of the frame may turn. @param {number} size */
  axes(size) {
    const { space } = this.store.state;
    return space === "n" ? size : Math.min(size, Number(space));
  }

  /** @param {Surface} surface @param {Blend | null} blend @param {Camera} camera @param {number} depth
   * @param {boolean} moving @returns {boolean} whether there is more to come */
  draw(surface, blend, camera, depth, moving) {
    const { renderer, size, ratio } = surface, { state } = this.store, { stage, ink, rest } = this.colors;
    if (!renderer) return false;
    if (!blend || !state.study) {
      stage.set(rgb(this.palette.stage));
      renderer.draw(null, stage);
      this.overlay.clear(surface);
      return false;
    }
    this.placePictures(blend, camera, size);
    const view = this.view ??= {
      blend,
      camera,
      size,
      ratio,
      radius: 1,
      depth,
      stage,
      ink,
      rest,
      shapes: false,
      pictures: this.pictures,
    };
    view.shapes = state.shapes;
    view.blend = blend;
    view.camera = camera;
    view.size = size;
    view.ratio = ratio;
    view.depth = depth;
    view.radius = dotRadius(state.study.itemCount, camera.zoom, state.dotSize);
    const more = renderer.draw(view, stage);
    this.overlay.draw(surface, blend, camera, moving);
    return more;
  }

  /** @param {Blend} blend @param {Camera} camera @param {{ width: number, height: number }} size */
  placePictures(blend, camera, size) {
    const { pictures, shy, mask, colors } = this,
      { tint } = this.store.state,
      { items, x, y } = pictures,
      { a, b } = blend;
    const scale = camera.base * camera.zoom;
    pictures.side = pictureSize(camera.zoom, this.store.state.dotSize);
    let count = 0;
    for (let k = 0; k < pictures.count; k++) {
      const item = items[k], how = mask[item];
      // Isolated views and filters leave no pictures of the others.
      if (shy[item] === 1 || how === OUT) continue;
      items[count] = item;
      x[count] = size.width / 2 + (mixed(blend, a.values, b.values, item, 0) - camera.x) * scale;
      y[count] = size.height / 2 - (mixed(blend, a.values, b.values, item, 1) - camera.y) * scale;
      const own = tint?.rgbOfItem(item) ?? colors.rest;
      for (let c = 0; c < 3; c++) {
        pictures.colors[4 * count + c] = how === MARKED ? colors.ink[c] : how === GREYED ? colors.rest[c] : own[c];
      }
      pictures.colors[4 * count + 3] = how === GREYED ? .3 : 1;
      count++;
    }
    pictures.count = count;
  }
}

/** A hovered legend row isolates for as long as it is hovered. @param {import("../state/store.js").State} state
 * @returns {ReadonlySet<number>} */
function isolatedClasses({ hoveredClass, pinned, coloured }) {
  const codes = hoveredClass >= 0 ? new Set([hoveredClass]) : pinned, classes = new Set();
  if (codes.size === 0 || coloured?.type !== "categories" || !coloured.codeOfClass) return classes;
  coloured.codeOfClass.forEach((code, k) => {
    if (codes.has(code)) classes.add(k);
  });
  return classes;
}

/** @param {string} hex @returns {number[]} 0–1 */
const rgb = (hex) => channels(hex).map((value) => value / 255);
