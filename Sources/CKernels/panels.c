#include "strata_panels.h"

#include "panel_block.h"

INLINE void pack_panels(const float *rows, size_t count, size_t stride, size_t depth, float *panels) {
  for (size_t first = 0; first < count; first += 16) {
    size_t filled = count - first < 16 ? count - first : 16;
    const float *source = rows + first * stride;
    float *panel = panels + first * depth;
    for (size_t column = 0; column < depth; column++)
      for (size_t lane = 0; lane < 16; lane++)
        panel[column * 16 + lane] = lane < filled ? source[lane * stride + column] : 0;
  }
}

// Blocks of rows and columns cover the tile; a block of `b` stays in the first cache while `a` passes by.
INLINE void panel_tile(int op, int rows, int width, float power, const float *a, size_t aPanels, const float *b, size_t bPanels,
                       size_t depth, float *out, size_t outStride) {
  for (size_t start = 0; start < depth || start == 0; start += PANEL_DEPTH_BLOCK) {
    size_t count = depth - start < PANEL_DEPTH_BLOCK ? depth - start : PANEL_DEPTH_BLOCK;
    for (size_t j = 0; j < bPanels;) {
      int columns = bPanels - j >= (size_t)width ? width : 1;
      const float *right = b + (j * depth + start) * 16;
      for (size_t i = 0; i < aPanels * 16; i += rows) {
        const float *left = a + (i / 16 * depth + start) * 16 + i % 16;
        v16 s[24];
        if (columns == width)
          panel_block(op, rows, width, power, left, right, depth * 16, count, s);
        else
          panel_block(op, rows, 1, power, left, right, depth * 16, count, s);
        for (int r = 0; r < rows; r++)
          for (int c = 0; c < columns; c++) {
            v16 *place = (v16 *)(out + (i + r) * outStride + (j + c) * 16);
            v16 sum = s[r * columns + c];
            *place = start == 0 ? sum : panel_join(op, *place, sum);
          }
      }
      j += columns;
    }
  }
}

#define VARIANT(suffix, attributes, rows, width)                                                                       \
  attributes static void pack_panels_##suffix(const float *r, size_t n, size_t s, size_t d, float *p) {               \
    pack_panels(r, n, s, d, p);                                                                                        \
  }                                                                                                                    \
  attributes static void dots_##suffix(const float *a, size_t m, const float *b, size_t n, size_t d, float *o,        \
                                       size_t os) {                                                                    \
    panel_tile(PANEL_DOT, rows, width, 1, a, m, b, n, d, o, os);                                                          \
  }                                                                                                                    \
  attributes static void manhattan_##suffix(const float *a, size_t m, const float *b, size_t n, size_t d, float *o,   \
                                            size_t os) {                                                               \
    panel_tile(PANEL_MANHATTAN, rows, width, 1, a, m, b, n, d, o, os);                                                    \
  }                                                                                                                    \
  attributes static void chebyshev_##suffix(const float *a, size_t m, const float *b, size_t n, size_t d, float *o,   \
                                            size_t os) {                                                               \
    panel_tile(PANEL_CHEBYSHEV, rows, width, 1, a, m, b, n, d, o, os);                                                 \
  }                                                                                                                    \
  attributes static void powers_##suffix(const float *a, size_t m, const float *b, size_t n, size_t d, float p,       \
                                         float *o, size_t os) {                                                        \
    panel_tile(PANEL_POWER, rows, width, p, a, m, b, n, d, o, os);                                                     \
  }

VARIANT(baseline, , 2, 1)
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2, 4, 1)
VARIANT(avx512, TARGET_AVX512, 8, 2)
#endif

typedef void tile_kernel(const float *, size_t, const float *, size_t, size_t, float *, size_t);

static struct {
  void (*pack_panels)(const float *, size_t, size_t, size_t, float *);
  tile_kernel *dots, *manhattan, *chebyshev;
  void (*powers)(const float *, size_t, const float *, size_t, size_t, float, float *, size_t);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.pack_panels = pack_panels_##suffix;                                                                        \
    kernels.dots = dots_##suffix;                                                                                      \
    kernels.manhattan = manhattan_##suffix;                                                                            \
    kernels.chebyshev = chebyshev_##suffix;                                                                            \
    kernels.powers = powers_##suffix;                                                                                  \
  } while (0)

SELECT_BEFORE_MAIN

void strata_pack_panels(const float *rows, size_t count, size_t stride, size_t depth, float *panels) {
  kernels.pack_panels(rows, count, stride, depth, panels);
}

void strata_panel_dots(const float *a, size_t aPanels, const float *b, size_t bPanels, size_t depth, float *out,
                       size_t outStride) {
  kernels.dots(a, aPanels, b, bPanels, depth, out, outStride);
}

void strata_panel_manhattan(const float *a, size_t aPanels, const float *b, size_t bPanels, size_t depth, float *out,
                            size_t outStride) {
  kernels.manhattan(a, aPanels, b, bPanels, depth, out, outStride);
}

void strata_panel_chebyshev(const float *a, size_t aPanels, const float *b, size_t bPanels, size_t depth, float *out,
                            size_t outStride) {
  kernels.chebyshev(a, aPanels, b, bPanels, depth, out, outStride);
}

void strata_panel_powers(const float *a, size_t aPanels, const float *b, size_t bPanels, size_t depth, float power,
                         float *out, size_t outStride) {
  kernels.powers(a, aPanels, b, bPanels, depth, power, out, outStride);
}
