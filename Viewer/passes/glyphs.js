// @ts-check
// Ten shapes for ten colors, so that color is never needed alone; the triangle stays with the misclassified.

/** How much larger than a dot they are, in pixels: below five, shapes look alike. */
export const GLYPH_GROWTH = 1.7;

/** Distance from the edge of glyph `g`, negative inside; p in pixels with y down, r its reach. */
export const GLYPH_DISTANCE = `
float bar(vec2 p, float r) { return max(abs(p.x) - r, abs(p.y) - 0.34 * r); }
float glyph(float g, vec2 p, float r) {
  vec2 a = abs(p), t = vec2(p.x + p.y, p.y - p.x) * 0.70710678;
  if (g < 0.5) return length(p) - 0.9 * r;
  if (g < 1.5) return max(a.x, a.y) - 0.8 * r;
  if (g < 2.5) return (a.x + a.y - 1.15 * r) * 0.70710678;
  if (g < 3.5) return min(bar(p, r), bar(p.yx, r));
  if (g < 4.5) return min(bar(t, r), bar(t.yx, r));
  if (g < 5.5) return max(a.x - 1.1 * r, a.y - 0.4 * r);
  if (g < 6.5) return max(a.x - 0.4 * r, a.y - 1.1 * r);
  if (g < 7.5) return max(length(p + vec2(0.0, -0.5 * r)) - 1.1 * r, p.y - 0.5 * r);
  if (g < 8.5) return max((a.x - a.y) * 0.70710678, a.y - 0.95 * r);
  return max(length(p) - 1.05 * r, 0.5 * r - length(p - vec2(0.5 * r, 0.0)));
}`;

/** The same as paths in a box of ten, for the legend. */
export const GLYPH_PATHS = [
  "M5 .8a4.200 4.200 0 1 0 0 8.400 4.200 4.200 0 0 0 0-8.400Z",
  "M1.300 1.300h7.400v7.400H1.300Z",
  "M5 0l5 5-5 5-5-5Z",
  "M3.500.500h3v3h3v3h-3v3h-3v-3h-3v-3h3Z",
  "M2 0l3 3 3-3 2 2-3 3 3 3-2 2-3-3-3 3-2-2 3-3-3-3Z",
  "M0 3.200h10v3.600H0Z",
  "M3.200 0h3.600v10H3.200Z",
  "M.200 7.500a4.900 4.900 0 0 1 9.600 0Z",
  "M.500.700h9L5 5l4.500 4.300h-9L5 5Z",
  "M8.500 8A4.600 4.600 0 1 1 8.500 2 2.400 2.400 0 1 0 8.500 8Z",
];
