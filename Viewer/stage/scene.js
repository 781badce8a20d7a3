// @ts-check
// Everything on the stage at one moment: points, pictures, handles, rings.

import { shortName } from "../data/study.js";
import { drawHandle, drawLines, drawNames, drawReach, drawRing, drawSelected } from "../passes/overlay.js";
import { dotRadius, isolationOf, styleOf } from "../passes/style.js";
import { channels, PALETTES } from "../state/palette.js";
import { toScreen } from "../tour/camera.js";
import { classMeans } from "../tour/centroids.js";
import { choosePictures, pictureSize } from "../tour/pictures.js";
import { projectItem } from "../tour/projection.js";

/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {import("../tour/projection.js").Blend} Blend */
/** @typedef {import("../tour/camera.js").Camera} Camera */
/** @typedef {[number, number, number, number]} Box left, top, right, bottom */
/** @typedef {(item: number) => [number, number]} Place pixels */

const MOST_PICTURES = 4096, MOST_HANDLES = 12;

export class Scene {
  /** @param {HTMLElement} root @param {import("../state/store.js").Store} store */
  constructor(root, store) {
    this.store = store;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "overlay";
    this.canvas.setAttribute("aria-hidden", "true");
    root.append(this.canvas);
    this.context = this.canvas.getContext("2d");
    /** @type {Uint32Array} */
    this.order = new Uint32Array(0);
    /** @type {import("../data/sprites.js").Sprites | null} */
    this.sprites = null;
    /** @type {number[]} */
    this.pictures = [];
    /** @type {Uint8Array} */
    this.shy = new Uint8Array(0);
    /** @type {WeakMap<import("../data/arrays.js").Cloud, import("../data/arrays.js").Cloud>} */
    this.means = new WeakMap();
    /** @type {(import("../passes/overlay.js").Handle & { label: number })[]} */
    this.handles = [];
    /** What lies over the stage, where no class name is written. @type {Box[]} */
    this.reserved = [];
    /** The classes to see now; empty: all, also where the colouring is not about classes. @type {ReadonlySet<number>} */
    this.isolated = new Set();
    this.held = -1;
    this.hoveredHandle = -1;
    /** @type {{ item: number, x: number, y: number, half: number }[]} */
    this.shown = [];
    /** Canvas 2D draws only part of the items, and only those can be picked. @type {Set<number> | null} */
    this.only = null;
  }

  /** @param {Uint32Array} order @param {import("../data/sprites.js").Sprites} sprites */
  begin(order, sprites) {
    this.order = order;
    this.sprites = sprites;
    this.means = new WeakMap();
    this.pictures = [];
  }

  /** @param {number} item */
  pickable(item) {
    return this.shy[item] !== 1 && (this.only === null || this.only.has(item));
  }

  get palette() {
    return PALETTES[this.store.state.theme];
  }

  /** @param {import("../passes/renderer.js").Renderer | null} renderer */
  restyle(renderer) {
    const { predictions, pinned, hoveredClass, range, marks, trust, study, tint, passing } = this.store.state;
    if (!study) return;
    this.isolated = isolatedClasses(this.store.state);
    const style = styleOf({
      count: study.itemCount,
      tint,
      predictions,
      isolated: isolationOf(tint?.coloured ?? null, hoveredClass, pinned, range),
      passing,
      marks,
      trust,
      palette: this.palette,
    });
    this.shy = style.shy;
    this.only = renderer?.kind === "canvas" ? new Set(this.order.subarray(0, renderer.drawn)) : null;
    renderer?.setStyle(style.fill, style.kinds);
  }

  /** @param {number} label @returns {string} */
  colorOf(label) {
    return this.store.state.tint?.ofClass(label) ?? this.palette.ink3;
  }

  /** @param {number} item @returns {string} */
  tintOf(item) {
    return this.store.state.tint?.ofItem(item) ?? this.palette.ink3;
  }

  /** Which items are pictures, until the next rest. @param {Surface} surface @param {Camera} camera
   * @param {Float32Array} positions */
  choose(surface, camera, positions) {
    const { mode, dotSize, selected } = this.store.state;
    if (mode === "dots" || !this.sprites?.sheet || surface.renderer?.kind !== "webgl2") {
      this.pictures = [];
      this.store.set({ pictureLimit: 0 });
      return;
    }
    const screen = new Float32Array(positions.length);
    for (let i = 0; i < positions.length; i += 2) {
      const [x, y] = toScreen(camera, surface.size, positions[i], positions[i + 1]);
      screen[i] = x;
      screen[i + 1] = y;
    }
    const side = pictureSize(camera.zoom, dotSize), mixed = mode === "mixed";
    /** @type {Box[]} */
    const avoid = this.handles.map(({ x, y, name }) => [
      x - side / 2 - 12,
      y - side / 2 - 12,
      x + side / 2 + 18 + 6.3 * name.length,
      y + side / 2 + 12,
    ]);
    if (selected >= 0) {
      const x = screen[2 * selected], y = screen[2 * selected + 1], reach = 26 + side / 2;
      avoid.push([x - reach, y - reach, x + reach, y + reach]);
    }
    this.pictures = choosePictures({
      order: this.order,
      screen,
      size: surface.size,
      accept: (item) => this.pickable(item),
      gap: mixed ? Math.max(58, side * 2) : 0,
      limit: MOST_PICTURES,
      avoid: mixed ? avoid : [],
      margin: mixed
        ? { top: 62 + side / 2, bottom: 62 + side / 2, side: side / 2 + 6 }
        : { top: -side, bottom: -side, side: -side },
    });
    this.store.set({ pictureLimit: this.pictures.length === MOST_PICTURES ? MOST_PICTURES : 0 });
  }

  /** Asked for at rest: reading the page's layout while points move would cost frames. */
  reserve() {
    const stage = this.canvas.getBoundingClientRect();
    this.reserved = ["caption", "chips", "floor"].flatMap((id) => {
      const box = document.getElementById(id)?.getBoundingClientRect();
      if (!box || box.width === 0) return [];
      return [[box.left - stage.left, box.top - stage.top, box.right - stage.left, box.bottom - stage.top]];
    });
  }

  /** The picture under a place; the last drawn lies on top. @param {number} x @param {number} y */
  pictureAt(x, y) {
    for (let i = this.shown.length - 1; i >= 0; i--) {
      const { item, x: left, y: top, half } = this.shown[i];
      if (Math.abs(left - x) <= half && Math.abs(top - y) <= half) return item;
    }
    return -1;
  }

  /** @param {number} x @param {number} y @returns {number} class whose handle is there, or −1 */
  handleAt(x, y) {
    return this.handles.find((handle) => Math.hypot(handle.x - x, handle.y - y) < 14)?.label ?? -1;
  }

  /** @param {Surface} surface @param {Blend | null} blend @param {Camera} camera
   * @returns {boolean} whether there is more to come */
  draw(surface, blend, camera) {
    const { renderer, size, ratio } = surface, { state } = this.store;
    const stage = rgb(this.palette.stage);
    this.shown = [];
    if (!renderer) return false;
    if (!blend || !state.items) {
      renderer.draw(null, stage);
      this.clearOverlay(surface);
      return false;
    }
    const side = pictureSize(camera.zoom, state.dotSize), { labels } = state.items, { tint } = state;
    const grey = rgb(this.palette.ink3);
    const pictures = this.pictures.filter((item) => this.shy[item] !== 1).map((item) => {
      const [x, y] = toScreen(camera, size, ...projectItem(blend, item));
      this.shown.push({ item, x, y, half: side / 2 });
      return { item, x, y, size: side, color: tint?.rgbOfItem(item) ?? grey };
    });
    const radius = dotRadius(labels.length, camera.zoom, state.dotSize);
    const more = renderer.draw({ blend, camera, size, ratio, radius, stage, pictures }, stage);
    this.drawOverlay(surface, blend, camera);
    return more;
  }

  /** @param {Surface} surface */
  clearOverlay({ ratio, size }) {
    this.handles = [];
    this.context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context?.clearRect(0, 0, size.width, size.height);
  }

  /** @param {Surface} surface @param {Blend} blend @param {Camera} camera */
  drawOverlay(surface, blend, camera) {
    const { context } = this, { size } = surface, { items, selected } = this.store.state;
    if (!context || !items) return;
    if (this.canvas.width !== surface.canvas.width || this.canvas.height !== surface.canvas.height) {
      this.resize(surface);
    }
    this.clearOverlay(surface);
    this.placeHandles(blend, camera, size);
    /** @type {Place} */
    const at = (item) => toScreen(camera, size, ...projectItem(blend, item));
    this.drawHandles(context, blend, camera, size);
    /** @type {Box[]} */
    const taken = [...this.reserved];
    if (this.shown.length <= 400) {
      for (const { x, y, half } of this.shown) taken.push([x - half, y - half, x + half, y + half]);
    }
    if (selected >= 0 && selected < items.labels.length) taken.push(this.drawSelection(context, at));
    drawNames(context, this.handles, size, this.palette, taken);
    this.drawHovered(context, items.labels.length, at);
  }

  /** @param {CanvasRenderingContext2D} context @param {Blend} blend @param {Camera} camera
   * @param {{ width: number, height: number }} size */
  drawHandles(context, blend, camera, size) {
    const held = this.handles.find((handle) => handle.held);
    if (held) {
      const reach = projectedReach(this.meansOf(blend.b), held.label) * camera.base * camera.zoom;
      drawReach(context, held, toScreen(camera, size, 0, 0), reach);
    }
    for (const handle of this.handles) drawHandle(context, handle, this.palette);
  }

  /** The selected image and the way to its neighbors. @param {CanvasRenderingContext2D} context
   * @param {Place} at @returns {Box} what it covers */
  drawSelection(context, at) {
    const { selected, near } = this.store.state, [x, y] = at(selected), ends = near.map(at);
    drawLines(context, [x, y], ends, this.palette);
    near.forEach((item, i) => drawRing(context, ...ends[i], 4.5, this.tintOf(item), this.palette));
    if (this.sprites) {
      drawSelected(context, this.sprites, selected, x, y, 40, this.palette, this.tintOf(selected));
    }
    return [x - 25, y - 25, x + 25, y + 25];
  }

  /** @param {CanvasRenderingContext2D} context @param {number} count of items @param {Place} at */
  drawHovered(context, count, at) {
    const { hovered, selected } = this.store.state;
    if (hovered < 0 || hovered === selected || hovered >= count) return;
    const picture = this.shown.find(({ item }) => item === hovered), [x, y] = at(hovered);
    const color = this.tintOf(hovered);
    if (picture && this.sprites) {
      drawSelected(context, this.sprites, hovered, x, y, picture.half * 2, this.palette, color);
    } else drawRing(context, x, y, 6, color, this.palette);
  }

  /** @param {import("../data/arrays.js").Cloud} cloud */
  meansOf(cloud) {
    const { study, items } = this.store.state;
    let means = this.means.get(cloud);
    if (!means) {
      means = classMeans(cloud, items?.labels ?? [], study?.classes.length ?? 0);
      this.means.set(cloud, means);
    }
    return means;
  }

  /** @param {Blend} blend @param {Camera} camera @param {{ width: number, height: number }} size */
  placeHandles(blend, camera, size) {
    const { study, tally } = this.store.state;
    if (!study || !tally) return;
    const { isolated } = this;
    const labels = isolated.size > 0
      ? [...isolated].slice(0, MOST_HANDLES)
      : study.classes.length <= MOST_HANDLES
      ? study.classes.map((_, k) => k)
      : [];
    const means = { ...blend, a: this.meansOf(blend.a), b: this.meansOf(blend.b) };
    this.handles = labels.filter((label) => tally.counts[label] > 0).map((label) => {
      const [x, y] = toScreen(camera, size, ...projectItem(means, label));
      const name = shortName(study.classes[label]);
      return {
        label,
        name,
        x,
        y,
        color: this.colorOf(label),
        held: this.held === label,
        hovered: this.hoveredHandle === label,
      };
    });
  }

  /** @param {Surface} surface */
  resize({ canvas }) {
    this.canvas.width = canvas.width;
    this.canvas.height = canvas.height;
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

/** @param {import("../data/arrays.js").Cloud} means @param {number} label */
function projectedReach(means, label) {
  return Math.hypot(...means.values.subarray(label * means.dimensions, (label + 1) * means.dimensions));
}
