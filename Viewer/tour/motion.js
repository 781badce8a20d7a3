// @ts-check
// How a change moves: cubic in and out, and at once for those who asked for less motion.

export const LAYER_CHANGE = 700;

/** @param {number} t 0–1 */
export const easeInOutCubic = (t) => t < .5 ? 4 * t * t * t : 1 - (-2 * t + 2) ** 3 / 2;

export class Motion {
  /** @param {number} start milliseconds @param {number} duration */
  constructor(start, duration) {
    this.start = start;
    this.duration = duration;
  }

  /** Eased, exactly 0 before and exactly 1 after. @param {number} now */
  progress(now) {
    if (this.duration <= 0) return 1;
    return easeInOutCubic(Math.min(1, Math.max(0, (now - this.start) / this.duration)));
  }

  /** @param {number} now */
  over(now) {
    return now >= this.start + this.duration;
  }
}
