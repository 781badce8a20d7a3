// @ts-check
// The colors, chosen for contrast on the stage and for eyes without red, green or blue cones.

/** @typedef {{ stage: string, panel: string, raised: string, hover: string, line: string, control: string,
 *   ink: string, ink2: string, ink3: string, accent: string, warn: string, bad: string, good: string,
 *   classes: string[], sequential: string[] }} Palette */

/** @type {Record<import("./store.js").Theme, Palette>} */
export const PALETTES = {
  dark: {
    stage: "#0E1217",
    panel: "#141921",
    raised: "#1C232D",
    hover: "#242D39",
    line: "#28313D",
    control: "#64728A",
    ink: "#E8ECF2",
    ink2: "#B4BECB",
    ink3: "#8C98A8",
    accent: "#7DB3FF",
    warn: "#F0B94D",
    bad: "#FF8078",
    good: "#63C890",
    classes: [
      "#5EA3E4",
      "#EF961D",
      "#6AD892",
      "#EC5B5F",
      "#906AE6",
      "#8AEDF9",
      "#B477A2",
      "#ECCC00",
      "#4F8F06",
      "#B3BCFC",
    ],
    sequential: ["#212C4C", "#234877", "#0F6F95", "#1C989E", "#51BF95", "#B7D978", "#FEED8C"],
  },
  light: {
    stage: "#FCFCFB",
    panel: "#F4F5F7",
    raised: "#FFFFFF",
    hover: "#E8EBEF",
    line: "#DCE0E5",
    control: "#848E9B",
    ink: "#14181D",
    ink2: "#434C58",
    ink3: "#5F6874",
    accent: "#1D5FD1",
    warn: "#8A5700",
    bad: "#BF2A2A",
    good: "#17734A",
    classes: [
      "#2960AA",
      "#C67C00",
      "#288B66",
      "#EB3F6E",
      "#8954ED",
      "#0197B7",
      "#9A1C7B",
      "#8A6A00",
      "#2F580B",
      "#2718AE",
    ],
    sequential: ["#F1ECC9", "#C7DF9E", "#78C89E", "#31A5A5", "#007A9F", "#094E8C", "#192967"],
  },
};

/** "#RRGGBB" → three numbers 0–255. @param {string} hex @returns {[number, number, number]} */
export function channels(hex) {
  const number = parseInt(hex.slice(1), 16);
  return [number >> 16 & 255, number >> 8 & 255, number & 255];
}

/** @param {number} value 0–255, sRGB */
export const linear = (value) => value / 255 <= .04045 ? value / 255 / 12.92 : ((value / 255 + .055) / 1.055) ** 2.4;

/** WCAG's relative luminance. @param {string} hex */
export function luminance(hex) {
  const [red, green, blue] = channels(hex).map(linear);
  return .2126 * red + .7152 * green + .0722 * blue;
}

/** WCAG's contrast ratio, 1 to 21. @param {string} a @param {string} b */
export function contrast(a, b) {
  const x = luminance(a), y = luminance(b);
  return (Math.max(x, y) + .05) / (Math.min(x, y) + .05);
}

// Machado, Oliveira and Fernandes 2009 (doi:10.1109/TVCG.2009.113), full severity, on linear RGB.
/** @type {Record<"protanopia" | "deuteranopia" | "tritanopia", number[]>} */
const BLINDNESS = {
  protanopia: [.152286, 1.052583, -.204868, .114503, .786281, .099216, -.003882, -.048116, 1.051998],
  deuteranopia: [.367322, .860646, -.227968, .280085, .672501, .047413, -.01182, .04294, .968881],
  tritanopia: [1.255528, -.076749, -.178779, -.078411, .930809, .147602, .004733, .691367, .3039],
};

/** How far apart two colors are to such an eye, in OKLab.
 * @param {string} a @param {string} b @param {"protanopia" | "deuteranopia" | "tritanopia"} blindness */
export function distanceSeen(a, b, blindness) {
  const [x, y] = [a, b].map((hex) => oklab(seen(channels(hex).map(linear), BLINDNESS[blindness])));
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

/** @param {number[]} rgb @param {number[]} matrix */
function seen(rgb, matrix) {
  return [0, 3, 6].map((row) =>
    Math.min(1, Math.max(0, matrix[row] * rgb[0] + matrix[row + 1] * rgb[1] + matrix[row + 2] * rgb[2]))
  );
}

/** @param {number[]} rgb linear */
export function oklab([r, g, b]) {
  const l = Math.cbrt(.4122214708 * r + .5363325363 * g + .0514459929 * b);
  const m = Math.cbrt(.2119034982 * r + .6806995451 * g + .1073969566 * b);
  const s = Math.cbrt(.0883024619 * r + .2817188376 * g + .6299787005 * b);
  return [
    .2104542553 * l + .793617785 * m - .0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + .4505937099 * s,
    .0259040371 * l + .7827717662 * m - .808675766 * s,
  ];
}
