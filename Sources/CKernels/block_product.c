#include "strata_block_product.h"

#include "vectors.h"

// A block of `b` of so many rows and at most 48 columns is read while all rows of `a` pass by.
enum { DEPTH_BLOCK = 256, MOST_VECTORS = 3 };

typedef struct {
  size_t rows, depth;
  const float *a;
  size_t aRow, aDepth;
  const float *b;
  size_t bDepth;
  float *c;
  size_t cStride;
  size_t columns;
  int adds;
} block;

// `r` rows by `w` vectors of columns; both are constants where this is inlined, so that the sums stay in registers.
INLINE void sums_of(const block *s, size_t row, int r, int w, v16 *sums) {
  const float *a = s->a + row * s->aRow, *b = s->b;
  for (int i = 0; i < r * w; i++) sums[i] = (v16){0};
  for (size_t k = 0; k < s->depth; k++, a += s->aDepth, b += s->bDepth) {
    v16 right[MOST_VECTORS];
    for (int j = 0; j < w; j++) right[j] = load(b + 16 * j);
    for (int i = 0; i < r; i++) {
      float left = a[i * s->aRow];
      for (int j = 0; j < w; j++) sums[i * w + j] += left * right[j];
    }
  }
}

INLINE void store_sums(const block *s, size_t row, int r, int w, const v16 *sums) {
  for (int i = 0; i < r; i++) {
    float *line = s->c + (row + i) * s->cStride;
    if (s->columns == 16 * (size_t)w) {
      for (int j = 0; j < w; j++) {
        v16 *place = (v16 *)(line + 16 * j);
        *place = s->adds ? *place + sums[i * w + j] : sums[i * w + j];
      }
    } else {
      float part[16 * MOST_VECTORS];
      for (int j = 0; j < w; j++) *(v16 *)(part + 16 * j) = sums[i * w + j];
      for (size_t j = 0; j < s->columns; j++) line[j] = s->adds ? line[j] + part[j] : part[j];
    }
  }
}

INLINE size_t some_rows(const block *s, size_t row, int r, int w) {
  v16 sums[8 * MOST_VECTORS];
  for (; row + r <= s->rows; row += r) {
    sums_of(s, row, r, w, sums);
    store_sums(s, row, r, w, sums);
  }
  return row;
}

INLINE void all_rows(const block *s, int most, int w) {
  size_t row = 0;
  if (most == 8) row = some_rows(s, row, 8, w);
  if (most >= 4) row = some_rows(s, row, 4, w);
  row = some_rows(s, row, 2, w);
  some_rows(s, row, 1, w);
}

// Columns of `b` side by side, zeros beyond the last.
INLINE void pack(const float *b, size_t bDepth, size_t bColumn, size_t depth, size_t columns, size_t width, float *out) {
  if (bColumn == 1) {
    for (size_t k = 0; k < depth; k++) {
      memcpy(out + k * width, b + k * bDepth, columns * sizeof *out);
      memset(out + k * width + columns, 0, (width - columns) * sizeof *out);
    }
    return;
  }
  for (size_t j = 0; j < width; j++)
    for (size_t k = 0; k < depth; k++) out[k * width + j] = j < columns ? b[k * bDepth + j * bColumn] : 0;
}

INLINE void block_product(int most, int widest, size_t rows, size_t columns, size_t depth, const float *a, size_t aRow,
                          size_t aDepth, const float *b, size_t bDepth, size_t bColumn, float *c, size_t cStride) {
  float packed[DEPTH_BLOCK * 16 * MOST_VECTORS] __attribute__((aligned(64)));
  for (size_t from = 0; from < depth || from == 0; from += DEPTH_BLOCK) {
    size_t part = depth - from < DEPTH_BLOCK ? depth - from : DEPTH_BLOCK;
    for (size_t column = 0; column < columns;) {
      size_t left = columns - column;
      int w = left > 32 && widest >= 3 ? 3 : left > 16 && widest >= 2 ? 2 : 1;
      size_t width = 16 * (size_t)w, taken = left < width ? left : width;
      const float *source = b + from * bDepth + column * bColumn;
      block s = {rows, part, a + from * aDepth, aRow, aDepth, source, bDepth, c + column, cStride, taken, from > 0};
      // Rows of `b` that are whole vectors are read where they are, as long as they are read only a few times.
      if (bColumn != 1 || taken < width || rows > 64) {
        pack(source, bDepth, bColumn, part, taken, width, packed);
        s.b = packed;
        s.bDepth = width;
      }
      if (w == 3) all_rows(&s, most, 3);
      else if (w == 2) all_rows(&s, most, 2);
      else all_rows(&s, most, 1);
      column += taken;
    }
  }
}

#define VARIANT(suffix, attributes, most, widest)                                                                      \
  attributes static void product_##suffix(size_t rows, size_t columns, size_t depth, const float *a, size_t aRow,      \
                                          size_t aDepth, const float *b, size_t bDepth, size_t bColumn, float *c,      \
                                          size_t cStride) {                                                            \
    block_product(most, widest, rows, columns, depth, a, aRow, aDepth, b, bDepth, bColumn, c, cStride);                \
  }

VARIANT(baseline, , 2, 1)
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2, 4, 1)
VARIANT(avx512, TARGET_AVX512, 8, 3)
#endif

static struct {
  void (*product)(size_t, size_t, size_t, const float *, size_t, size_t, const float *, size_t, size_t, float *, size_t);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.product = product_##suffix;                                                                                \
  } while (0)

SELECT_BEFORE_MAIN

void strata_block_product(size_t rows, size_t columns, size_t depth, const float *a, size_t aRow, size_t aDepth,
                          const float *b, size_t bDepth, size_t bColumn, float *c, size_t cStride) {
  if (rows == 0 || columns == 0) return;
  kernels.product(rows, columns, depth, a, aRow, aDepth, b, bDepth, bColumn, c, cStride);
}
