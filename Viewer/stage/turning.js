// @ts-check
// Who turns the frame: the Grand Tour, a way to a chosen plane, or a hand. Each whole gesture is told once.

import { bestPlane } from "../tour/fisher.js";
import { Geodesic } from "../tour/geodesic.js";
import { GrandTour } from "../tour/grand-tour.js";
import { LAYER_CHANGE, Motion } from "../tour/motion.js";
import { deepen, extent, orbit } from "../tour/space.js";
import { toFlags } from "../tour/selection.js";

/** @typedef {import("../tour/frame.js").Frame} Frame */

/** A single step of the tour, in radians of the view plane. */
const STEP = .06;

export class Turning {
  /** @param {import("./stage.js").Stage} stage @param {import("../state/store.js").Store} store */
  constructor(stage, store) {
    this.stage = stage;
    this.store = store;
    /** @type {GrandTour | null} */
    this.tour = null;
    this.playing = false;
    this.last = 0;
    /** @type {{ path: Geodesic, motion: Motion } | null} */
    this.way = null;
    /** Half the depth of the points in the three axes shown, and what it was measured for. */
    this.depth = 1;
    /** @type {unknown} */
    this.measured = null;
    /** Called once after every gesture that has turned the frame. @type {() => void} */
    this.onTurned = () => {};
  }

  /** @returns {Frame | null} */
  get frame() {
    return this.stage.blend?.frameB ?? null;
  }

  /** How many rows turn. */
  get axes() {
    return this.stage.scene.axes(this.frame?.size ?? 2);
  }

  get moving() {
    return this.playing || this.way !== null;
  }

  /** @param {number} seed @param {boolean} playing */
  play(playing, seed) {
    const can = playing && this.axes > 2;
    if (can) {
      this.way = null;
      this.began(seed);
    }
    const was = this.playing;
    this.playing = can;
    this.last = 0;
    if (was && !can) this.onTurned();
  }

  /** The tour goes on where it was: pausing changes nothing in its course. @param {number} seed */
  began(seed) {
    if (this.tour?.axes !== this.axes) this.tour = new GrandTour(this.axes, seed);
    this.store.set({ turned: true, separated: "" });
  }

  /** One small step of the tour. @param {number} seed */
  step(seed) {
    if (!this.frame || this.axes < 3) return;
    this.began(seed);
    this.tour?.step(this.frame, STEP, 1);
    this.stage.turned();
    this.stage.rest(0);
    this.onTurned();
  }

  /** @param {number} now @returns {boolean} whether the frame has turned */
  advance(now) {
    const { frame, way } = this;
    if (!frame) return false;
    if (way) {
      way.path.at(way.motion.progress(now), frame);
      if (way.motion.over(now)) {
        this.way = null;
        this.onTurned();
      }
      return true;
    }
    if (!this.playing || !this.tour) return false;
    const seconds = this.last ? Math.min(.05, (now - this.last) / 1000) : 0;
    this.tour.step(frame, seconds, this.store.state.speed);
    this.last = now;
    return true;
  }

  /** A hand on empty space in 3-D. @param {number} dx radians @param {number} dy radians */
  orbit(dx, dy) {
    if (!this.frame) return;
    orbit(this.frame, dx, dy);
    this.store.set({ turned: true, separated: "" });
    this.stage.turned();
  }

  /** The plane goes to two given rows, by the shortest way. @param {Float64Array} plane */
  turnTo(plane) {
    const { frame, stage } = this;
    if (!frame || stage.change) return;
    this.store.set({ playing: false });
    this.playing = false;
    const path = new Geodesic(frame, plane);
    if (stage.reduced.matches) {
      path.at(1, frame);
      stage.turned();
      stage.rest(0);
      this.onTurned();
      return;
    }
    this.way = { path, motion: new Motion(performance.now(), LAYER_CHANGE) };
    stage.draw();
  }

  /** The view in two, three or all dimensions; the plane that is seen stays. */
  changeSpace() {
    const { frame, stage } = this;
    this.tour = null;
    if (!frame || !stage.blend) return;
    if (this.store.state.space === "3" && frame.size > 3) deepen(frame, stage.blend.b);
    if (this.axes < 3) this.store.set({ playing: false });
    this.measured = null;
    stage.turned();
    stage.rest(0);
  }

  /** One over the depth of the points where the view has any, else 0. */
  depthScale() {
    const { blend } = this.stage;
    if (!blend || this.axes !== 3 || blend.frameB.size < 3) return 0;
    if (this.measured !== blend.b) {
      this.measured = blend.b;
      this.depth = extent(blend.frameB, blend.b);
    }
    return 1 / this.depth;
  }

  /** Best view: the plane that separates what is isolated, else the selection from the rest, else all that has a color.
   * @returns {string} what stands in the way; empty: nothing */
  separate() {
    const { stage } = this, { coloured, study, pinned, selection } = this.store.state;
    if (!stage.blend || !coloured || !study || (this.frame?.size ?? 0) < 3) return "This embedding has one plane only.";
    const { codes: labels } = coloured, all = coloured.type === "categories" ? coloured.names : [];
    const chosen = pinned.size > 1 ? [...pinned] : all.map((_, k) => k);
    const flags = selection.length > 0 ? toFlags(selection, new Uint8Array(labels.length)) : null;
    const bySelection = pinned.size < 2 && flags !== null, byClass = pinned.size === 1 && !bySelection;
    const place = new Map(chosen.map((k, i) => [k, i]));
    const groupOf = (/** @type {number} */ item) =>
      bySelection ? flags?.[item] ?? 0 : byClass ? Number(pinned.has(labels[item])) : place.get(labels[item]) ?? -1;
    const plane = bestPlane(stage.blend.b, groupOf, bySelection || byClass ? 2 : chosen.length);
    if (!plane) return "Nothing to separate: isolate two classes, or select some images.";
    const names = byClass || pinned.size > 1 ? [...pinned].map((k) => all[k].split(",")[0]) : [];
    this.turnTo(plane);
    this.store.set({
      turned: true,
      separated: bySelection
        ? "the selection and the rest"
        : byClass
        ? `${names[0]} and the rest`
        : names.length > 0 && names.length < 4
        ? names.join(", ").replace(/, ([^,]*)$/, " and $1")
        : `${chosen.length} ${coloured.type === "categories" ? coloured.noun[1] : "classes"}`,
    });
    return "";
  }
}
