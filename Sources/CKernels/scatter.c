#include "strata_scatter.h"

#include "vectors.h"

typedef float f8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef float f4 __attribute__((vector_size(16), aligned(4), may_alias));
typedef double d16 __attribute__((vector_size(128), aligned(8), may_alias));
typedef double d8 __attribute__((vector_size(64), aligned(8), may_alias));
typedef double d4 __attribute__((vector_size(32), aligned(8), may_alias));

enum { ROWS_AT_ONCE = STRATA_SCATTER_ROWS, LANES = STRATA_SCATTER_LANES, DEPTH = STRATA_SCATTER_COLUMNS };

// Rows of a block lie a constant and odd number of cache lines apart: addresses need no registers, and rows do not share
// cache sets.
enum { STRIDE = STRATA_SCATTER_STRIDE, PIECE = ROWS_AT_ONCE * STRIDE };

// Lines of the rows that come next, which are asked for while this block is multiplied.
typedef struct {
  const char *next, *end;
} Ahead;

INLINE void fetch(Ahead *ahead, int lines) {
  for (int i = 0; i < lines; i++) {
    if (ahead->next >= ahead->end) return;
    __builtin_prefetch(ahead->next, 0, 2);
    ahead->next += 64;
  }
}

// ROWS x VECTORS sums in registers; element (i, k) of `a` lies at a[i * ai + k * ak], that of `b` at b[k * bk + lane].
// Every output is one chain of multiply-adds in the order of k: the same bits for vectors of any width.
#define BLOCK(NAME, V, D, ROWS, VECTORS)                                                                               \
  INLINE void NAME(const float *a, size_t ai, size_t ak, const float *b, size_t bk, size_t depth, double *out,        \
                   size_t stride) {                                                                                    \
    enum { WIDTH = sizeof(V) / sizeof(float) };                                                                        \
    V s[ROWS][VECTORS];                                                                                                \
    for (int i = 0; i < ROWS; i++)                                                                                     \
      for (int w = 0; w < VECTORS; w++) s[i][w] = (V){0};                                                              \
    for (size_t k = 0; k < depth; k++) {                                                                               \
      V x[VECTORS];                                                                                                    \
      for (int w = 0; w < VECTORS; w++) x[w] = *(const V *)(b + w * WIDTH);                                            \
      for (int i = 0; i < ROWS; i++) {                                                                                 \
        float y = a[i * ai];                                                                                           \
        for (int w = 0; w < VECTORS; w++) s[i][w] += y * x[w];                                                         \
      }                                                                                                                \
      a += ak;                                                                                                         \
      b += bk;                                                                                                         \
    }                                                                                                                  \
    for (int i = 0; i < ROWS; i++)                                                                                     \
      for (int w = 0; w < VECTORS; w++)                                                                                \
        *(D *)(out + i * stride + w * WIDTH) += __builtin_convertvector(s[i][w], D);                                   \
  }

BLOCK(tall512, v16, d16, 24, 1)
BLOCK(tall256, f8, d8, 6, 2)
BLOCK(tall128, f4, d4, 6, 2)
BLOCK(wide512, v16, d16, 8, 3)
BLOCK(wide256, f8, d8, 4, 3)
BLOCK(wide128, f4, d4, 4, 3)

// Centered rows with their sum of squares, 240 columns at a time; rows and columns beyond the data become zero.
INLINE double center_block(const float *rows, size_t count, size_t columns, const float *center, float scale,
                           float *block) {
  double total = 0;
  for (size_t i = 0; i < count; i++) {
    v16 squares = {0};
    float rest = 0;
    for (size_t from = 0; from < columns; from += DEPTH) {
      const float *row = rows + i * columns + from, *mean = center + from;
      float *out = block + from / DEPTH * PIECE + i * STRIDE;
      size_t depth = columns - from < DEPTH ? columns - from : DEPTH, k = 0;
      for (; k + 16 <= depth; k += 16) {
        v16 x = load(row + k) * scale - load(mean + k);
        squares += x * x;
        *(v16 *)(out + k) = x;
      }
      for (; k < depth; k++) {
        float x = row[k] * scale - mean[k];
        rest += x * x;
        out[k] = x;
      }
      for (; k < DEPTH; k++) out[k] = 0;
    }
    total += (double)reduce(squares) + (double)rest;
  }
  for (size_t from = 0; from < columns; from += DEPTH)
    memset(block + from / DEPTH * PIECE + count * STRIDE, 0, (ROWS_AT_ONCE - count) * STRIDE * sizeof(float));
  return total;
}

#define PRODUCT(BITS, TALL_ROWS, TALL_LANES, WIDE_ROWS, WIDE_LANES)                                                    \
  INLINE double product##BITS(const float *rows, size_t count, size_t columns, const float *center, float scale,      \
                              const float *factor, size_t groups, size_t stride, float *block, double *coordinates,   \
                              double *sums, const float *following, size_t followingCount) {                           \
    double total = center_block(rows, count, columns, center, scale, block);                                           \
    Ahead ahead = {(const char *)following, (const char *)(following + followingCount * columns)};                     \
    size_t tiles = ROWS_AT_ONCE / TALL_ROWS * ((columns + DEPTH - 1) / DEPTH) * (LANES / TALL_LANES);                  \
    int lines = (int)(((size_t)(ahead.end - ahead.next) / 64 + tiles) / tiles);                                        \
    for (size_t g = 0; g < groups; g++) {                                                                              \
      float narrowed[ROWS_AT_ONCE * LANES];                                                                            \
      memset(coordinates, 0, ROWS_AT_ONCE * LANES * sizeof(double));                                                   \
      for (size_t from = 0; from < columns; from += DEPTH) {                                                           \
        size_t depth = from + DEPTH < columns ? DEPTH : columns - from;                                                \
        for (size_t i = 0; i < ROWS_AT_ONCE; i += TALL_ROWS)                                                           \
          for (size_t j = 0; j < LANES; j += TALL_LANES) {                                                             \
            fetch(&ahead, lines);                                                                                      \
            tall##BITS(block + from / DEPTH * PIECE + i * STRIDE, STRIDE, 1, factor + (g * stride + from) * LANES + j, \
                       LANES, depth, coordinates + i * LANES + j, LANES);                                              \
          }                                                                                                            \
      }                                                                                                                \
      for (size_t i = 0; i < ROWS_AT_ONCE * LANES; i++) narrowed[i] = (float)coordinates[i];                           \
      for (size_t k = 0; k < columns; k += WIDE_LANES)                                                                 \
        for (size_t i = 0; i < LANES; i += WIDE_ROWS)                                                                  \
          wide##BITS(narrowed + i, 1, LANES, block + k / DEPTH * PIECE + k % DEPTH, STRIDE, ROWS_AT_ONCE,              \
                     sums + (g * LANES + i) * stride + k, stride);                                                     \
    }                                                                                                                  \
    return total;                                                                                                      \
  }

PRODUCT(512, 24, 16, 8, 48)
PRODUCT(256, 6, 16, 4, 24)
PRODUCT(128, 6, 8, 4, 12)

#define VARIANT(suffix, bits, attributes)                                                                              \
  attributes static double scatter_product_##suffix(                                                                   \
      const float *rows, size_t count, size_t columns, const float *center, float scale, const float *factor,          \
      size_t groups, size_t stride, float *block, double *coordinates, double *sums, const float *following,           \
      size_t followingCount) {                                                                                         \
    return product##bits(rows, count, columns, center, scale, factor, groups, stride, block, coordinates, sums,        \
                         following, followingCount);                                                                   \
  }

VARIANT(baseline, 128, )
#if defined(__x86_64__)
VARIANT(avx2, 256, TARGET_AVX2)
VARIANT(avx512, 512, TARGET_AVX512)
#endif

static double (*scatter_product)(const float *, size_t, size_t, const float *, float, const float *, size_t, size_t,
                                 float *, double *, double *, const float *, size_t);

#define SELECT(suffix) (scatter_product = scatter_product_##suffix)

SELECT_BEFORE_MAIN

double strata_scatter_product(const float *rows, size_t count, size_t columns, const float *center, float scale,
                              const float *factor, size_t groups, size_t stride, float *block, double *coordinates,
                              double *sums, const float *following, size_t followingCount) {
  return scatter_product(rows, count, columns, center, scale, factor, groups, stride, block, coordinates, sums,
                         following, followingCount);
}
