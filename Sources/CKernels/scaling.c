#include "strata_scaling.h"

#include "vectors.h"

#define TILE STRATA_SCALING_TILE

// 1 / sqrt(v) to about one unit in the last place, from integer arithmetic and Newton's method, so that every
// instruction set finds the same bits (the hardware's own estimates differ).
INLINE v16 inverse_root(v16 v) {
  v16 half = 0.5f * v;
  v16 y = (v16)(0x5f375a86 - ((i16)v >> 1));
  y *= 1.5f - half * y * y;
  y *= 1.5f - half * y * y;
  return y + (0.5f * y) * (1.0f - v * y * y);
}

// Where the squared distance is below this, the points are taken to coincide; scaled dissimilarities are at most 2.
#define SMALLEST_SQUARE 1e-30f

// r = dissimilarity / d; adds to the sums of squared residuals and squared distances.
INLINE v16 ratio_of(v16 dissimilarity, v16 square, int masked, v16 *residuals, v16 *squares) {
  i16 tiny = square < SMALLEST_SQUARE;
  v16 bounded = (v16)(((i16)square & ~tiny) | ((i16)(SMALLEST_SQUARE + (v16){0}) & tiny));
  v16 inverse = inverse_root(bounded);
  v16 residual = dissimilarity - square * inverse;
  v16 ratio = dissimilarity * inverse;
  if (masked) {
    i16 kept = dissimilarity >= 0.0f;
    residual = (v16)((i16)residual & kept);
    ratio = (v16)((i16)ratio & kept);
    square = (v16)((i16)square & kept);
  }
  *residuals += residual * residual;
  *squares += square;
  return ratio;
}

// Two rows at a time; the forces on the columns are collected in memory, those on the rows in registers.
INLINE void guttman_low(const float *tile, int masked, int diagonal, const float *rows, const float *columns,
                        size_t stride, int dimensions, float *rowForces, float *columnForces, double *sums) {
  memset(columnForces, 0, (size_t)dimensions * TILE * sizeof(float));
  v16 residuals = {0}, squares = {0};
  sums[0] = sums[1] = 0;
  for (size_t i = 0; i < TILE; i += 2) {
    v16 force[2][3] = {{{0}}};
    for (size_t j = diagonal ? i & ~(size_t)15 : 0; j < TILE; j += 16) {
      v16 difference[2][3], square[2] = {{0}, {0}}, ratio[2];
      for (int c = 0; c < dimensions; c++) {
        v16 other = load(columns + c * stride + j);
        for (int r = 0; r < 2; r++) {
          difference[r][c] = rows[c * stride + i + r] - other;
          square[r] += difference[r][c] * difference[r][c];
        }
      }
      for (int r = 0; r < 2; r++)
        ratio[r] = ratio_of(load(tile + (i + r) * TILE + j), square[r], masked, &residuals, &squares);
      for (int c = 0; c < dimensions; c++) {
        v16 first = ratio[0] * difference[0][c], second = ratio[1] * difference[1][c];
        force[0][c] += first;
        force[1][c] += second;
        *(v16 *)(columnForces + c * TILE + j) -= first + second;
      }
    }
    for (int c = 0; c < dimensions; c++)
      for (int r = 0; r < 2; r++) rowForces[c * TILE + i + r] = reduce(force[r][c]);
    if (i % 8 == 6) {
      sums[0] += (double)reduce(residuals);
      sums[1] += (double)reduce(squares);
      residuals = squares = (v16){0};
    }
  }
}

INLINE void guttman_any(const float *tile, int masked, int diagonal, const float *rows, const float *columns,
                        size_t stride, size_t dimensions, float *rowForces, float *columnForces, double *sums) {
  memset(columnForces, 0, dimensions * TILE * sizeof(float));
  sums[0] = sums[1] = 0;
  for (size_t i = 0; i < TILE; i++) {
    v16 ratios[TILE / 16], residuals = {0}, squares = {0};
    size_t from = diagonal ? i & ~(size_t)15 : 0;
    for (size_t j = from; j < TILE; j += 16) {
      v16 square = {0};
      for (size_t c = 0; c < dimensions; c++) {
        v16 difference = rows[c * stride + i] - load(columns + c * stride + j);
        square += difference * difference;
      }
      ratios[j / 16] = ratio_of(load(tile + i * TILE + j), square, masked, &residuals, &squares);
    }
    for (size_t c = 0; c < dimensions; c++) {
      v16 force = {0};
      for (size_t j = from; j < TILE; j += 16) {
        v16 part = ratios[j / 16] * (rows[c * stride + i] - load(columns + c * stride + j));
        force += part;
        *(v16 *)(columnForces + c * TILE + j) -= part;
      }
      rowForces[c * TILE + i] = reduce(force);
    }
    sums[0] += (double)reduce(residuals);
    sums[1] += (double)reduce(squares);
  }
}

INLINE void guttman_tile(const float *tile, int masked, int diagonal, const float *rows, const float *columns,
                         size_t stride, size_t dimensions, float *rowForces, float *columnForces, double *sums) {
  if (dimensions == 2 && !masked)
    guttman_low(tile, 0, 0, rows, columns, stride, 2, rowForces, columnForces, sums);
  else if (dimensions == 2)
    guttman_low(tile, 1, diagonal, rows, columns, stride, 2, rowForces, columnForces, sums);
  else if (dimensions == 3)
    guttman_low(tile, masked, diagonal, rows, columns, stride, 3, rowForces, columnForces, sums);
  else
    guttman_any(tile, masked, diagonal, rows, columns, stride, dimensions, rowForces, columnForces, sums);
}

#define VARIANT(suffix, attributes)                                                                                    \
  attributes static void guttman_tile_##suffix(const float *tile, int masked, int diagonal, const float *rows,        \
                                               const float *columns, size_t stride, size_t dimensions,                \
                                               float *rowForces, float *columnForces, double *sums) {                 \
    guttman_tile(tile, masked, diagonal, rows, columns, stride, dimensions, rowForces, columnForces, sums);           \
  }

VARIANT(baseline, )
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2)
VARIANT(avx512, TARGET_AVX512)
#endif

static struct {
  void (*guttman_tile)(const float *, int, int, const float *, const float *, size_t, size_t, float *, float *,
                       double *);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.guttman_tile = guttman_tile_##suffix;                                                                      \
  } while (0)

SELECT_BEFORE_MAIN

void strata_guttman_tile(const float *dissimilarities, int masked, int diagonal, const float *rowPoints,
                         const float *columnPoints, size_t stride, size_t dimensions, float *rowForces,
                         float *columnForces, double *sums) {
  kernels.guttman_tile(dissimilarities, masked, diagonal, rowPoints, columnPoints, stride, dimensions, rowForces,
                       columnForces, sums);
}
