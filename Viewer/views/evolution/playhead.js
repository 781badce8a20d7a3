// @ts-check
// Where the view is on its way through the frames: at one, or between two while it moves or a hand holds it.

/** Milliseconds from one frame to the next while playing, and to a chosen one. */
const STEP = 1000, CHANGE = 450;

const eased = (/** @type {number} */ t) => t < .5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2;

export class Playhead {
  /** @param {{ onMove: () => void, onSettle: (frame: number) => void }} hear */
  constructor({ onMove, onSettle }) {
    this.onMove = onMove;
    this.onSettle = onSettle;
    /** @type {number} */
    this.at = 0;
    this.frames = 1;
    this.playing = false;
    this.held = false;
    this.asked = 0;
    this.step = (/** @type {number} */ now) => this.advance(now);
    /** @type {{ from: number, to: number, begun: number, length: number } | null} */
    this.travel = null;
    this.reduced = matchMedia("(prefers-reduced-motion: reduce)");
  }

  get moving() {
    return this.travel !== null || this.playing;
  }

  /** The frame that is nearest. */
  get frame() {
    return Math.round(this.at);
  }

  /** Another sequence: at once. @param {number} frames @param {number} at */
  begin(frames, at) {
    this.stop();
    this.frames = frames;
    this.at = at;
    this.onMove();
  }

  /** To a frame, in one movement. @param {number} frame */
  go(frame) {
    if (this.playing || this.held || frame === this.travel?.to || (!this.travel && frame === this.at)) return;
    if (this.reduced.matches) {
      this.at = frame;
      this.onMove();
      return;
    }
    this.travel = { from: this.at, to: frame, begun: performance.now(), length: CHANGE };
    this.ask();
  }

  /** Under the hand. @param {number} at */
  scrub(at) {
    this.stop();
    this.held = true;
    this.at = Math.max(0, Math.min(this.frames - 1, at));
    this.onMove();
  }

  /** The hand has let go: to the nearer frame. */
  release() {
    if (!this.held) return;
    this.held = false;
    const frame = this.frame;
    this.onSettle(frame);
    this.go(frame);
  }

  toggle() {
    if (this.playing) {
      const frame = this.frame;
      this.stop();
      this.onSettle(frame);
      this.go(frame);
      return;
    }
    if (this.frames < 2) return;
    if (this.at >= this.frames - 1 - 1e-6) this.at = 0;
    this.playing = true;
    this.next(performance.now());
    this.onMove();
  }

  stop() {
    this.playing = false;
    this.travel = null;
    cancelAnimationFrame(this.asked);
    this.asked = 0;
  }

  /** @param {number} now */
  next(now) {
    const to = Math.min(this.frames - 1, Math.floor(this.at + 1e-6) + 1);
    this.travel = { from: this.at, to, begun: now, length: STEP };
    this.ask();
  }

  ask() {
    if (this.asked === 0) this.asked = requestAnimationFrame(this.step);
  }

  /** @param {number} now */
  advance(now) {
    this.asked = 0;
    const { travel } = this;
    if (!travel) return;
    const t = Math.max(0, Math.min(1, (now - travel.begun) / travel.length)), done = t >= 1;
    // Without motion a frame stays until the next takes its place.
    if (!this.reduced.matches || done) this.at = travel.from + (travel.to - travel.from) * eased(t);
    if (done) {
      this.at = travel.to;
      this.travel = null;
      if (this.playing && this.at < this.frames - 1) this.next(now);
      else if (this.playing) {
        this.playing = false;
        this.onSettle(this.at);
      }
    }
    this.onMove();
    if (this.travel) this.ask();
  }
}
