// The innermost block of the kernels on packed panels; see strata_panels.h for the layout.
#pragma once
#include "vectors.h"

enum { PANEL_DOT, PANEL_MANHATTAN, PANEL_CHEBYSHEV, PANEL_POWER };

// A block of `b` of this depth and two panels fills two thirds of a first-level cache of 48 KB.
#define PANEL_DEPTH_BLOCK 256

INLINE v16 panel_magnitude(v16 v) { return (v16)((i16)v & 0x7fffffff); }

INLINE v16 panel_larger(v16 a, v16 b) {
  i16 first = a > b;
  return (v16)(((i16)a & first) | ((i16)b & ~first));
}

INLINE v16 panel_smaller(v16 a, v16 b) {
  i16 first = a < b;
  return (v16)(((i16)a & first) | ((i16)b & ~first));
}

INLINE v16 panel_join(int op, v16 a, v16 b) { return op == PANEL_CHEBYSHEV ? panel_larger(a, b) : a + b; }

// x to a power as 2^(power * log2 x), x >= 0, within 2e-4; results below the smallest normal number are 0.
INLINE v16 panel_power(v16 x, float power) {
  // x = 2^e * m, m from sqrt(1/2) to sqrt(2); log2 m is a series in t = (m - 1) / (m + 1), |t| < 0.172.
  i16 bits = (i16)x, e = (bits - 0x3f3504f3) >> 23;
  v16 m = (v16)(bits - (e << 23));
  v16 t = (m - 1) / (m + 1), t2 = t * t;
  v16 series = t * (2.88539008f + t2 * (0.961796694f + t2 * (0.577078016f + t2 * 0.412198583f)));
  v16 y = (__builtin_convertvector(e, v16) + series) * power;
  v16 lowest = -200 - (v16){0}, highest = 127 - (v16){0};
  y = panel_larger(y, lowest);
  y = panel_smaller(y, highest);
  i16 n = __builtin_convertvector(y + 256.5f, i16) - 256;
  v16 f = y - __builtin_convertvector(n, v16);
  v16 tail = 0.0555041087f + f * (0.00961812911f + f * 0.00133335581f);
  v16 fraction = 1 + f * (0.693147181f + f * (0.240226507f + f * tail));
  i16 exponent = (n + 127) << 23;
  return (v16)(((i16)((v16)exponent * fraction)) & (n > -127));
}

// s[r * width + c] = keys of row r of `a` to panel c of `b`. `rows`, `width` and `op` are constants where this is
// inlined, so that the sums live in registers. `a` points at the first of `rows` neighboring lanes of a panel.
INLINE void panel_block(int op, int rows, int width, float power, const float *a, const float *b, size_t panelSize,
                        size_t depth, v16 *restrict sums) {
  v16 s[24];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows * width; i++) s[i] = (v16){0};
  for (size_t k = 0; k < depth; k++) {
    v16 y[3];
#pragma clang loop unroll(full)
    for (int c = 0; c < width; c++) y[c] = load(b + c * panelSize + k * 16);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      v16 x = a[k * 16 + r] - (v16){0};
#pragma clang loop unroll(full)
      for (int c = 0; c < width; c++) {
        v16 *sum = s + r * width + c;
        if (op == PANEL_DOT) *sum += x * y[c];
        if (op == PANEL_MANHATTAN) *sum += panel_magnitude(x - y[c]);
        if (op == PANEL_CHEBYSHEV) *sum = panel_larger(panel_magnitude(x - y[c]), *sum);
        if (op == PANEL_POWER) *sum += panel_power(panel_magnitude(x - y[c]), power);
      }
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows * width; i++) sums[i] = s[i];
}
