// The innermost block of the kernels on packed panels; see strata_panels.h for the layout.
#pragma once
#include "vectors.h"

enum { PANEL_DOT, PANEL_MANHATTAN, PANEL_CHEBYSHEV };

// A block of `b` of this depth and two panels fills two thirds of a first-level cache of 48 KB.
#define PANEL_DEPTH_BLOCK 256

INLINE v16 panel_magnitude(v16 v) { return (v16)((i16)v & 0x7fffffff); }

INLINE v16 panel_larger(v16 a, v16 b) {
  i16 first = a > b;
  return (v16)(((i16)a & first) | ((i16)b & ~first));
}

INLINE v16 panel_join(int op, v16 a, v16 b) { return op == PANEL_CHEBYSHEV ? panel_larger(a, b) : a + b; }

// s[r * width + c] = keys of row r of `a` to panel c of `b`. `rows`, `width` and `op` are constants where this is
// inlined, so that the sums live in registers. `a` points at the first of `rows` neighboring lanes of a panel.
INLINE void panel_block(int op, int rows, int width, const float *a, const float *b, size_t panelSize, size_t depth,
                        v16 *restrict sums) {
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
        if (op == PANEL_DOT) s[r * width + c] += x * y[c];
        if (op == PANEL_MANHATTAN) s[r * width + c] += panel_magnitude(x - y[c]);
        if (op == PANEL_CHEBYSHEV) s[r * width + c] = panel_larger(panel_magnitude(x - y[c]), s[r * width + c]);
      }
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows * width; i++) sums[i] = s[i];
}
