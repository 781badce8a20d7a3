#include "strata_products.h"

#include "vectors.h"

typedef float f8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef float f4 __attribute__((vector_size(16), aligned(4), may_alias));
typedef double d16 __attribute__((vector_size(128), aligned(8), may_alias));
typedef double d8 __attribute__((vector_size(64), aligned(8), may_alias));
typedef double d4 __attribute__((vector_size(32), aligned(8), may_alias));
typedef double d2 __attribute__((vector_size(16), aligned(8), may_alias));

// ROWS x VECTORS sums held in registers while k runs; element (i, k) of `a` lies at a[i * ai + k * ak]. Every output is
// one chain of multiply-adds in the order of k, so vectors of any width give the same bits. NAME_all makes the sums of
// all blocks of a panel that reach into its first `lanes` lanes.
#define BLOCK(NAME, T, V, D, ROWS, VECTORS, PANEL)                                                                     \
  INLINE void NAME(const T *a, size_t ai, size_t ak, const T *b, size_t depth, double *out, size_t stride) {           \
    enum { LANES = sizeof(V) / sizeof(T) };                                                                            \
    V s[ROWS][VECTORS];                                                                                                \
    for (int i = 0; i < ROWS; i++)                                                                                     \
      for (int w = 0; w < VECTORS; w++) s[i][w] = (V){0};                                                              \
    for (size_t k = 0; k < depth; k++) {                                                                               \
      V x[VECTORS];                                                                                                    \
      for (int w = 0; w < VECTORS; w++) x[w] = *(const V *)(b + w * LANES);                                            \
      for (int i = 0; i < ROWS; i++) {                                                                                 \
        T y = a[i * ai];                                                                                               \
        for (int w = 0; w < VECTORS; w++) s[i][w] += y * x[w];                                                         \
      }                                                                                                                \
      a += ak;                                                                                                         \
      b += PANEL;                                                                                                      \
    }                                                                                                                  \
    for (int i = 0; i < ROWS; i++)                                                                                     \
      for (int w = 0; w < VECTORS; w++)                                                                                \
        *(D *)(out + i * stride + w * LANES) += __builtin_convertvector(s[i][w], D);                                   \
  }                                                                                                                    \
  INLINE void NAME##_all(const T *a, size_t ai, size_t ak, size_t rows, const T *b, size_t lanes, size_t depth,        \
                         double *out, size_t stride) {                                                                 \
    enum { WIDTH = VECTORS * sizeof(V) / sizeof(T) };                                                                  \
    for (size_t j = 0; j < lanes; j += WIDTH)                                                                          \
      for (size_t i = 0; i < rows; i += ROWS) NAME(a + i * ai, ai, ak, b + j, depth, out + i * stride + j, stride);    \
  }

BLOCK(block512, float, v16, d16, 8, 3, STRATA_PANEL_WIDTH)
BLOCK(block256, float, f8, d8, 4, 3, STRATA_PANEL_WIDTH)
BLOCK(block128, float, f4, d4, 4, 3, STRATA_PANEL_WIDTH)
BLOCK(narrow512, float, v16, d16, 8, 1, STRATA_PANEL_WIDTH)
BLOCK(narrow256, float, f8, d8, 4, 2, STRATA_PANEL_WIDTH)
BLOCK(narrow128, float, f4, d4, 4, 2, STRATA_PANEL_WIDTH)
BLOCK(double512, double, d8, d8, 8, 3, STRATA_DOUBLE_PANEL_WIDTH)
BLOCK(double256, double, d4, d4, 4, 3, STRATA_DOUBLE_PANEL_WIDTH)
BLOCK(double128, double, d2, d2, 4, 3, STRATA_DOUBLE_PANEL_WIDTH)

// The difference is taken in Double and rounded once.
#define PACK(NAME, T, WIDTH)                                                                                           \
  INLINE void NAME##_columns(const float *rows, size_t stride, const double *mean, double scale, size_t depth,        \
                             size_t width, T *panel) {                                                                 \
    for (size_t k = 0; k < depth; k++) {                                                                               \
      const float *row = rows + k * stride;                                                                            \
      T *out = panel + k * WIDTH;                                                                                      \
      if (width == WIDTH) {                                                                                            \
        for (size_t j = 0; j < WIDTH; j++) out[j] = (T)((row[j] - mean[j]) * scale);                                   \
      } else {                                                                                                         \
        for (size_t j = 0; j < width; j++) out[j] = (T)((row[j] - mean[j]) * scale);                                   \
        for (size_t j = width; j < WIDTH; j++) out[j] = 0;                                                             \
      }                                                                                                                \
    }                                                                                                                  \
  }                                                                                                                    \
  /* Sixteen values of each row at a time keep the lines that are written in the first cache. */                       \
  INLINE void NAME##_rows(const float *rows, size_t stride, const double *mean, double scale, size_t depth,           \
                          size_t count, T *panel) {                                                                    \
    for (size_t from = 0; from < depth; from += 16) {                                                                  \
      size_t to = from + 16 < depth ? from + 16 : depth;                                                               \
      for (size_t i = 0; i < count; i++)                                                                               \
        for (size_t k = from; k < to; k++) panel[k * WIDTH + i] = (T)((rows[i * stride + k] - mean[k]) * scale);       \
      for (size_t k = from; k < to; k++)                                                                               \
        for (size_t i = count; i < WIDTH; i++) panel[k * WIDTH + i] = 0;                                               \
    }                                                                                                                  \
  }

PACK(pack, float, STRATA_PANEL_WIDTH)
PACK(pack_double, double, STRATA_DOUBLE_PANEL_WIDTH)

INLINE void center_rows(const float *rows, size_t stride, const double *mean, double scale, size_t count, size_t depth,
                        float *out) {
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < depth; k++) out[i * depth + k] = (float)((rows[i * stride + k] - mean[k]) * scale);
}

INLINE void add_columns(const float *rows, size_t count, size_t columns, double *sums) {
  size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const float *r = rows + i * columns;
    for (size_t j = 0; j < columns; j++)
      sums[j] += ((double)r[j] + (double)r[columns + j]) + ((double)r[2 * columns + j] + (double)r[3 * columns + j]);
  }
  for (; i < count; i++)
    for (size_t j = 0; j < columns; j++) sums[j] += (double)rows[i * columns + j];
}

INLINE uint32_t largest_magnitude_bits(const float *values, size_t count) {
  i16 best[4] = {{0}, {0}, {0}, {0}};
  size_t i = 0;
  for (; i + 64 <= count; i += 64)
    for (int u = 0; u < 4; u++) {
      // Without their sign, bits order like magnitudes and stay positive as integers.
      i16 bits = *(const i16 *)(values + i + 16 * u) & 0x7fffffff;
      i16 larger = bits > best[u];
      best[u] = (bits & larger) | (best[u] & ~larger);
    }
  uint32_t result = 0;
  for (int u = 0; u < 4; u++)
    for (int l = 0; l < 16; l++) result = (uint32_t)best[u][l] > result ? (uint32_t)best[u][l] : result;
  for (; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, values + i, 4);
    bits &= 0x7fffffffu;
    result = bits > result ? bits : result;
  }
  return result;
}

INLINE void sparse_row_product(const float *values, const int32_t *columns, size_t count, const float *block,
                               size_t width, float *out) {
  size_t c = 0;
  for (; c + 16 <= width; c += 16) {
    v16 sum = {0};
    for (size_t e = 0; e < count; e++) sum += values[e] * load(block + (size_t)columns[e] * width + c);
    *(v16 *)(out + c) = sum;
  }
  for (; c < width; c++) {
    float sum = 0;
    for (size_t e = 0; e < count; e++) sum += values[e] * block[(size_t)columns[e] * width + c];
    out[c] = sum;
  }
}

// Every body above, once per instruction set.
#define VARIANT(suffix, bits, attributes)                                                                              \
  attributes static void pack_columns_##suffix(const float *rows, size_t stride, const double *mean, double scale,    \
                                               size_t depth, size_t width, float *panel) {                             \
    pack_columns(rows, stride, mean, scale, depth, width, panel);                                                      \
  }                                                                                                                    \
  attributes static void pack_rows_##suffix(const float *rows, size_t stride, const double *mean, double scale,       \
                                            size_t depth, size_t count, float *panel) {                                \
    pack_rows(rows, stride, mean, scale, depth, count, panel);                                                         \
  }                                                                                                                    \
  attributes static void center_rows_##suffix(const float *rows, size_t stride, const double *mean, double scale,     \
                                              size_t count, size_t depth, float *out) {                                \
    center_rows(rows, stride, mean, scale, count, depth, out);                                                         \
  }                                                                                                                    \
  attributes static void panel_product_##suffix(const float *a, const float *b, size_t depth, double *out, size_t os) {\
    block##bits##_all(a, 1, STRATA_PANEL_WIDTH, STRATA_PANEL_WIDTH, b, STRATA_PANEL_WIDTH, depth, out, os);            \
  }                                                                                                                    \
  attributes static void row_panel_product_##suffix(const float *a, size_t as, size_t rows, const float *b,           \
                                                    size_t lanes, size_t depth, double *out, size_t os) {              \
    if (lanes <= 16)                                                                                                   \
      narrow##bits##_all(a, as, 1, rows, b, lanes, depth, out, os);                                                    \
    else                                                                                                               \
      block##bits##_all(a, as, 1, rows, b, lanes, depth, out, os);                                                     \
  }                                                                                                                    \
  attributes static void double_product_##suffix(const double *a, size_t as, size_t rows, const double *b,            \
                                                 size_t depth, double *out, size_t os) {                               \
    double##bits##_all(a, as, 1, rows, b, STRATA_DOUBLE_PANEL_WIDTH, depth, out, os);                                  \
  }                                                                                                                    \
  attributes static void pack_double_columns_##suffix(const float *rows, size_t stride, const double *mean,           \
                                                      double scale, size_t depth, size_t width, double *panel) {       \
    pack_double_columns(rows, stride, mean, scale, depth, width, panel);                                               \
  }                                                                                                                    \
  attributes static void pack_double_rows_##suffix(const float *rows, size_t stride, const double *mean, double scale, \
                                                   size_t depth, size_t count, double *panel) {                        \
    pack_double_rows(rows, stride, mean, scale, depth, count, panel);                                                  \
  }                                                                                                                    \
  attributes static void double_pair_##suffix(const double *a, const double *b, size_t depth, double *out, size_t os) {\
    double##bits##_all(a, 1, STRATA_DOUBLE_PANEL_WIDTH, STRATA_DOUBLE_PANEL_WIDTH, b, STRATA_DOUBLE_PANEL_WIDTH,       \
                       depth, out, os);                                                                                \
  }                                                                                                                    \
  attributes static void add_columns_##suffix(const float *rows, size_t count, size_t columns, double *sums) {        \
    add_columns(rows, count, columns, sums);                                                                           \
  }                                                                                                                    \
  attributes static uint32_t largest_magnitude_bits_##suffix(const float *values, size_t count) {                     \
    return largest_magnitude_bits(values, count);                                                                      \
  }                                                                                                                    \
  attributes static void sparse_row_product_##suffix(const float *values, const int32_t *columns, size_t count,       \
                                                     const float *block, size_t width, float *out) {                  \
    sparse_row_product(values, columns, count, block, width, out);                                                    \
  }

VARIANT(baseline, 128, )
#if defined(__x86_64__)
VARIANT(avx2, 256, TARGET_AVX2)
VARIANT(avx512, 512, TARGET_AVX512)
#endif

static struct {
  void (*pack_columns)(const float *, size_t, const double *, double, size_t, size_t, float *);
  void (*pack_rows)(const float *, size_t, const double *, double, size_t, size_t, float *);
  void (*center_rows)(const float *, size_t, const double *, double, size_t, size_t, float *);
  void (*panel_product)(const float *, const float *, size_t, double *, size_t);
  void (*row_panel_product)(const float *, size_t, size_t, const float *, size_t, size_t, double *, size_t);
  void (*double_product)(const double *, size_t, size_t, const double *, size_t, double *, size_t);
  void (*pack_double_columns)(const float *, size_t, const double *, double, size_t, size_t, double *);
  void (*pack_double_rows)(const float *, size_t, const double *, double, size_t, size_t, double *);
  void (*double_pair)(const double *, const double *, size_t, double *, size_t);
  void (*add_columns)(const float *, size_t, size_t, double *);
  uint32_t (*largest_magnitude_bits)(const float *, size_t);
  void (*sparse_row_product)(const float *, const int32_t *, size_t, const float *, size_t, float *);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.pack_columns = pack_columns_##suffix;                                                                      \
    kernels.pack_rows = pack_rows_##suffix;                                                                            \
    kernels.center_rows = center_rows_##suffix;                                                                        \
    kernels.panel_product = panel_product_##suffix;                                                                    \
    kernels.row_panel_product = row_panel_product_##suffix;                                                            \
    kernels.double_product = double_product_##suffix;                                                                  \
    kernels.pack_double_columns = pack_double_columns_##suffix;                                                        \
    kernels.pack_double_rows = pack_double_rows_##suffix;                                                              \
    kernels.double_pair = double_pair_##suffix;                                                                        \
    kernels.add_columns = add_columns_##suffix;                                                                        \
    kernels.largest_magnitude_bits = largest_magnitude_bits_##suffix;                                                  \
    kernels.sparse_row_product = sparse_row_product_##suffix;                                                          \
  } while (0)

SELECT_BEFORE_MAIN

void strata_pack_columns(const float *rows, size_t stride, const double *mean, double scale, size_t depth, size_t width,
                         float *panel) {
  kernels.pack_columns(rows, stride, mean, scale, depth, width, panel);
}

void strata_pack_rows(const float *rows, size_t stride, const double *mean, double scale, size_t depth, size_t count,
                      float *panel) {
  kernels.pack_rows(rows, stride, mean, scale, depth, count, panel);
}

void strata_center_rows(const float *rows, size_t stride, const double *mean, double scale, size_t count, size_t depth,
                        float *out) {
  kernels.center_rows(rows, stride, mean, scale, count, depth, out);
}

void strata_panel_product(const float *a, const float *b, size_t depth, double *out, size_t outStride) {
  kernels.panel_product(a, b, depth, out, outStride);
}

void strata_row_panel_product(const float *a, size_t aStride, size_t aRows, const float *b, size_t lanes, size_t depth,
                              double *out, size_t outStride) {
  kernels.row_panel_product(a, aStride, aRows, b, lanes, depth, out, outStride);
}

void strata_double_panel_product(const double *a, size_t aStride, size_t aRows, const double *b, size_t depth,
                                 double *out, size_t outStride) {
  kernels.double_product(a, aStride, aRows, b, depth, out, outStride);
}

void strata_pack_double_columns(const float *rows, size_t stride, const double *mean, double scale, size_t depth,
                                size_t width, double *panel) {
  kernels.pack_double_columns(rows, stride, mean, scale, depth, width, panel);
}

void strata_pack_double_rows(const float *rows, size_t stride, const double *mean, double scale, size_t depth,
                             size_t count, double *panel) {
  kernels.pack_double_rows(rows, stride, mean, scale, depth, count, panel);
}

void strata_double_panel_pair(const double *a, const double *b, size_t depth, double *out, size_t outStride) {
  kernels.double_pair(a, b, depth, out, outStride);
}

void strata_add_columns(const float *rows, size_t count, size_t columns, double *sums) {
  kernels.add_columns(rows, count, columns, sums);
}

uint32_t strata_largest_magnitude_bits(const float *values, size_t count) {
  return kernels.largest_magnitude_bits(values, count);
}

void strata_sparse_row_product(const float *values, const int32_t *columns, size_t count, const float *block,
                               size_t width, float *out) {
  kernels.sparse_row_product(values, columns, count, block, width, out);
}
