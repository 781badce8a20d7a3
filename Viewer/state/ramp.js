// @ts-check
// Colors between colors: the sequential ramp for numbers, and hues on a circle; both are mixed in OKLab.

import { channels, contrast, linear, oklab } from "./palette.js";

/** How many steps a ramp has; as many as a byte tells apart. */
export const STEPS = 256;

/** @param {number[]} lab @returns {[number, number, number]} linear, unclipped */
function fromLab([lightness, a, b]) {
  const l = (lightness + .3963377774 * a + .2158037573 * b) ** 3;
  const m = (lightness - .1055613458 * a - .0638541728 * b) ** 3;
  const s = (lightness - .0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + .2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - .3413193965 * s,
    -.0041960863 * l - .7034186147 * m + 1.707614701 * s,
  ];
}

/** @param {number} value linear, 0–1 @returns {number} 0–255, sRGB */
function encoded(value) {
  const clipped = Math.min(1, Math.max(0, value));
  return Math.round(255 * (clipped <= .0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - .055));
}

/** @param {string[]} stops "#RRGGBB", low to high @param {number} t 0–1 @returns {[number, number, number]} 0–255 */
export function rampColor(stops, t) {
  const at = Math.min(1, Math.max(0, t)) * (stops.length - 1), lower = Math.min(stops.length - 2, Math.floor(at));
  const [x, y] = [stops[lower], stops[lower + 1]].map((hex) => oklab(channels(hex).map(linear)));
  const [r, g, b] = fromLab(x.map((value, c) => value + (at - lower) * (y[c] - value)));
  return [encoded(r), encoded(g), encoded(b)];
}

/** All steps of a ramp, three bytes each. @param {string[]} stops */
export function rampBytes(stops) {
  const bytes = new Uint8Array(STEPS * 3);
  for (let i = 0; i < STEPS; i++) bytes.set(rampColor(stops, i / (STEPS - 1)), i * 3);
  return bytes;
}

/** @param {ArrayLike<number>} rgb 0–255 */
export const hex = (rgb) =>
  `#${Array.from(rgb, (value) => value.toString(16).padStart(2, "0")).join("").toUpperCase()}`;

const HUES = new Map();

/**
 * A color of a hue, as light as stands out from the stage and as strong as the screen can show.
 * @param {number} turn 0–1, once around the circle @param {string} stage @returns {[number, number, number]} 0–255
 */
export function hueColor(turn, stage) {
  const key = `${stage}/${turn.toFixed(4)}`, known = HUES.get(key);
  if (known) return known;
  const dark = contrast(stage, "#FFFFFF") > contrast(stage, "#000000"), angle = 2 * Math.PI * turn;
  let lightness = dark ? .76 : .55, color = strongest(lightness, angle);
  for (let i = 0; i < 12 && contrast(hex(color), stage) < 3.2; i++) {
    lightness += dark ? .02 : -.02;
    color = strongest(lightness, angle);
  }
  HUES.set(key, color);
  return color;
}

/** @param {number} lightness @param {number} angle @returns {[number, number, number]} */
function strongest(lightness, angle) {
  let chroma = .15;
  for (; chroma > .02; chroma -= .01) {
    const rgb = fromLab([lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)]);
    if (rgb.every((value) => value >= 0 && value <= 1)) break;
  }
  const [r, g, b] = fromLab([lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)]);
  return [encoded(r), encoded(g), encoded(b)];
}
