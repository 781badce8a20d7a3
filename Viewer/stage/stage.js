// @ts-check
// The picture in the middle: what is on it, how it moves, when it is drawn.

import { LEAST_ZOOM, MOST_ZOOM, panBy, toScreen, toView, zoomAt } from "../tour/camera.js";
import { identityFrame } from "../tour/frame.js";
import { LAYER_CHANGE, Motion } from "../tour/motion.js";
import { Grid } from "../tour/pick.js";
import { bake, projectAll } from "../tour/projection.js";
import { Compass } from "./compass.js";
import { fitOfAll, fitOfItems } from "./fitting.js";
import { Scene } from "./scene.js";
import { Surface } from "./surface.js";
import { Turning } from "./turning.js";

/** @typedef {import("../tour/frame.js").Frame} Frame */
/** @typedef {import("../tour/camera.js").Camera} Camera */
/** @typedef {import("../data/arrays.js").Cloud} Cloud */
/** @typedef {import("../tour/projection.js").Blend} Blend */

const REST_AFTER = 140, PAGES_TOGETHER = 100;

export class Stage {
  /**
   * @param {HTMLElement} root @param {import("../state/store.js").Store} store
   * @param {{ preserve: boolean, compass?: boolean }} options
   */
  constructor(root, store, { preserve, compass = true }) {
    this.root = root;
    this.store = store;
    this.surface = new Surface(root, { preserve, onChange: () => this.rebuilt() });
    this.scene = new Scene(root, store);
    /** @type {Blend | null} */
    this.blend = null;
    /** @type {Camera} */
    this.camera = { x: 0, y: 0, base: 200, zoom: 1 };
    /** The hand has moved the camera: it is not fitted again by itself. */
    this.touched = false;
    /** @type {{ motion: Motion, from: Camera, to: Camera } | null} */
    this.travel = null;
    /** @type {Motion | null} */
    this.change = null;
    this.turning = new Turning(this, store);
    this.compass = new Compass(this, store, compass);
    /** Another stage, which shows other points by the same frame and camera. @type {Stage | null} */
    this.partner = null;
    this.frameVersion = 0;
    /** @type {{ version: number, positions: Float32Array, grid: Grid } | null} */
    this.still = null;
    this.asked = 0;
    /** When it was drawn last. */
    this.drawnAt = -1;
    this.next = (/** @type {number} */ now) => this.frame(now);
    /** 0: nothing is waiting for rest. */
    this.restTimer = 0;
    /** Draws what pages of pictures have brought. */
    this.pageTimer = 0;
    /** A hand turns the space by its empty part. */
    this.grasped = false;
    this.reduced = matchMedia("(prefers-reduced-motion: reduce)");
    /** Called when the camera or the frame came to rest. @type {(() => void)[]} */
    this.onRest = [];
    /** Called whenever the points have moved within the view. @type {(() => void)[]} */
    this.onMoved = [];
    new ResizeObserver(() => this.resized()).observe(root);
  }

  /** @param {Uint32Array} order @param {import("../data/sprites.js").Sprites} sprites */
  begin(order, sprites) {
    this.scene.begin(order, sprites);
    sprites.onPage.push(() => this.pageCame(sprites));
    this.surface.build(order, sprites);
  }

  /** Its pictures are copied at once, since few pages are kept; but a million points are not drawn anew for every page.
   * @param {import("../data/sprites.js").Sprites} sprites */
  pageCame(sprites) {
    this.surface.renderer?.copyPictures(this.scene.pictures);
    if (sprites.active === 0) this.draw();
    else if (this.pageTimer === 0) {
      this.pageTimer = setTimeout(() => {
        this.pageTimer = 0;
        this.draw();
      }, PAGES_TOGETHER);
    }
  }

  /** A new renderer knows nothing: it gets everything again. */
  rebuilt() {
    const { renderer } = this.surface;
    if (renderer) this.store.set({ renderer: renderer.kind, drawn: renderer.drawn });
    this.scene.restyle(renderer);
    this.draw();
  }

  /** After the selection or the filter has changed. */
  remask() {
    this.scene.remask(this.surface.renderer);
    this.rest(0);
  }

  restyle() {
    this.scene.restyle(this.surface.renderer);
    this.rest(0);
  }

  /** Moves to a cloud: from what is on the stage now, wherever that is. @param {Cloud} cloud @param {Frame} frame
   * @param {boolean} animate */
  show(cloud, frame, animate) {
    const now = performance.now();
    if (this.blend && this.blend.b.rows === cloud.rows && animate && !this.reduced.matches) {
      const { blend } = this, between = bake(blend);
      const frameA = between.sameSpace ? (blend.t >= 1 ? blend.frameB : blend.frameA) : identityFrame(2);
      this.blend = { a: between.cloud, frameA, b: cloud, frameB: frame, t: 0 };
      this.change = new Motion(now, LAYER_CHANGE);
    } else {
      this.blend = { a: cloud, frameA: frame, b: cloud, frameB: frame, t: 1 };
      this.change = null;
    }
    if (!this.touched) this.fit(this.change ? LAYER_CHANGE : 0);
    this.moved();
  }

  /** Between two layers, under the hand. @param {Cloud} a @param {Frame} frameA @param {Cloud} b
   * @param {Frame} frameB @param {number} t */
  scrub(a, frameA, b, frameB, t) {
    this.blend = { a, frameA, b, frameB, t };
    this.change = null;
    this.moved();
  }

  clear() {
    this.blend = null;
    this.change = null;
    this.moved();
  }

  moved() {
    this.frameVersion++;
    for (const hear of this.onMoved) hear();
    this.draw();
  }

  /** The frame has turned, by which the partner shows, too. */
  turned() {
    this.moved();
    if (!this.partner) return;
    this.partner.touched = this.touched;
    this.partner.moved();
  }

  /** Where everything is, in view units, and a grid to find it; made when asked for. */
  now() {
    if (!this.blend) return null;
    if (!this.still || this.still.version !== this.frameVersion) {
      const { rows } = this.blend.a, again = this.still?.positions.length === 2 * rows ? this.still : null;
      const positions = projectAll(this.blend, again?.positions);
      if (again) again.grid.rebuild();
      this.still = { version: this.frameVersion, positions, grid: again?.grid ?? new Grid(positions) };
    }
    return this.still;
  }

  /** @param {number} [duration] */
  fit(duration = 300) {
    const to = fitOfAll(this);
    if (!to) return;
    this.touched = false;
    this.travelTo(to, duration);
  }

  padding() {
    const narrow = this.surface.size.width < 560, low = this.surface.size.height < 420;
    if (narrow && low) return { top: 76, right: 20, bottom: 52, left: 20 };
    return narrow ? { top: 116, right: 20, bottom: 60, left: 20 } : { top: 72, right: 48, bottom: 72, left: 48 };
  }

  /** @param {Camera} to @param {number} duration */
  travelTo(to, duration) {
    if (duration <= 0 || this.reduced.matches || !this.blend) {
      this.setCamera(to);
      return;
    }
    this.travel = { motion: new Motion(performance.now(), duration), from: this.camera, to };
    if (this.partner) this.partner.travel = null;
    this.draw();
  }

  /** @param {Camera} camera */
  setCamera(camera) {
    this.travel = null;
    this.camera = { ...camera, zoom: Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, camera.zoom)) };
    this.store.set({ zoom: this.camera.zoom });
    this.draw();
    this.rest(REST_AFTER);
    this.partner?.follow(this);
  }

  /** Looks where the other one looks. @param {Stage} other */
  follow({ camera, touched }) {
    this.travel = null;
    this.camera = camera;
    this.touched = touched;
    this.draw();
  }

  /** @param {number} x pixels @param {number} y @param {number} factor */
  zoomAt(x, y, factor) {
    this.touched = true;
    this.setCamera(zoomAt(this.travel?.to ?? this.camera, this.surface.size, x, y, factor));
  }

  /** @param {number} factor */
  zoomBy(factor) {
    const { width, height } = this.surface.size;
    this.touched = true;
    this.travelTo(zoomAt(this.travel?.to ?? this.camera, this.surface.size, width / 2, height / 2, factor), 160);
  }

  /** At once, as a slider wants it. @param {number} zoom */
  zoomTo(zoom) {
    const { width, height } = this.surface.size;
    this.zoomAt(width / 2, height / 2, zoom / (this.travel?.to ?? this.camera).zoom);
  }

  /** @param {boolean} playing @param {number} seed */
  play(playing, seed) {
    this.turning.play(playing, seed);
    this.draw();
    if (!playing) this.rest(0);
  }

  /** Shows some items as large as they fit. @param {ArrayLike<number>} items */
  fitItems(items) {
    const { width, height } = this.surface.size, to = fitOfItems(this, items);
    if (!to) return;
    // The percentage stays one of the whole: only the zoom tells how near this is.
    const zoom = Math.min(MOST_ZOOM, to.base / this.camera.base, 24 * Math.max(1, Math.min(width, height) / 400));
    this.touched = true;
    this.travelTo({ ...to, base: this.camera.base, zoom }, 400);
  }

  /** The item nearest to a place on the screen, −1 if none within reach. @param {number} x @param {number} y
   * @param {number} [reach] pixels */
  pick(x, y, reach = 14) {
    const shown = this.scene.pictureAt(x, y);
    if (shown >= 0) return shown;
    const still = this.now();
    if (!still) return -1;
    const [viewX, viewY] = toView(this.camera, this.surface.size, x, y);
    const radius = reach / (this.camera.base * this.camera.zoom);
    return still.grid.nearest(viewX, viewY, radius, (item) => this.scene.pickable(item));
  }

  /** Brings an item into view, if it is not there. @param {number} item */
  bring(item) {
    const place = this.placeOf(item), { width, height } = this.surface.size, edge = 48;
    if (!place) return;
    const [x, y] = place, inside = x > edge && x < width - edge && y > edge && y < height - edge;
    if (inside) return;
    this.touched = true;
    this.travelTo(panBy(this.travel?.to ?? this.camera, width / 2 - x, height / 2 - y), 300);
  }

  /** @param {number} item @returns {[number, number] | null} pixels */
  placeOf(item) {
    const still = this.now();
    if (!still || item < 0 || 2 * item >= still.positions.length) return null;
    return toScreen(this.camera, this.surface.size, still.positions[2 * item], still.positions[2 * item + 1]);
  }

  draw() {
    if (this.asked === 0) this.asked = requestAnimationFrame(this.next);
  }

  /** Once what was asked for is on the screen, or can be expected to be. */
  seen() {
    this.draw();
    return new Promise((/** @type {(value?: undefined) => void} */ done) => {
      const later = setTimeout(done, 250);
      requestAnimationFrame(() =>
        setTimeout(() => {
          clearTimeout(later);
          done();
        })
      );
    });
  }

  get moving() {
    return this.change !== null || this.travel !== null || this.turning.moving;
  }

  /** Whether its points move, or those of the partner, which it may follow. */
  get busy() {
    return this.moving || this.inHand || this.partner?.moving === true;
  }

  /** @param {number} now */
  frame(now) {
    this.asked = 0;
    this.drawnAt = now;
    const wasMoving = this.moving, version = this.frameVersion;
    this.advance(now);
    if (version !== this.frameVersion) { for (const hear of this.onMoved) hear(); }
    const more = this.scene.draw(
      this.surface,
      this.blend,
      this.camera,
      this.turning.depthScale(),
      this.busy,
    );
    if (this.moving || more) this.draw();
    else if (wasMoving) this.rest(0);
    this.drawPartner(now);
  }

  /** Both in one frame of the screen. @param {number} now */
  drawPartner(now) {
    const { partner } = this;
    if (!partner || partner.asked === 0 || partner.drawnAt === now) return;
    cancelAnimationFrame(partner.asked);
    partner.frame(now);
  }

  /** @param {number} now */
  advance(now) {
    if (this.change && this.blend) {
      this.blend.t = this.change.progress(now);
      if (this.change.over(now)) {
        this.blend.a = this.blend.b;
        this.blend.frameA = this.blend.frameB;
        this.blend.t = 1;
        this.change = null;
      }
      this.frameVersion++;
    }
    if (this.travel) {
      const { motion, from, to } = this.travel, t = motion.progress(now);
      // Scale changes by factors, so that zooming in and out look alike.
      this.camera = {
        x: from.x + (to.x - from.x) * t,
        y: from.y + (to.y - from.y) * t,
        base: from.base * (to.base / from.base) ** t,
        zoom: from.zoom * (to.zoom / from.zoom) ** t,
      };
      if (motion.over(now)) {
        this.camera = to;
        this.travel = null;
      }
      this.partner?.follow(this);
      this.store.set({ zoom: this.camera.zoom });
    }
    if (this.change || !this.turning.advance(now)) return;
    this.frameVersion++;
    this.partner?.moved();
  }

  /** Whether a hand holds a ring, a spoke, a brush, or the space itself, here or beside. */
  get inHand() {
    return this.held || this.partner?.held === true;
  }

  get held() {
    return this.scene.handles.held >= 0 || this.compass.held >= 0 || this.grasped;
  }

  /** Once nothing moves: pictures are chosen again. @param {number} delay */
  rest(delay) {
    this.restAlone(delay);
    this.partner?.restAlone(delay);
  }

  /** @param {number} delay */
  restAlone(delay) {
    clearTimeout(this.restTimer);
    this.restTimer = setTimeout(() => {
      this.restTimer = 0;
      if (this.busy) return;
      const still = this.now();
      this.compass.settle();
      this.scene.overlay.reserve();
      if (still) this.scene.choose(this.surface, this.camera, still.positions);
      this.draw();
      for (const hear of this.onRest) hear();
    }, delay);
  }

  resized() {
    if (!this.surface.resize()) return;
    if (!this.touched) this.fit(0);
    this.draw();
    this.rest(REST_AFTER);
  }
}
