#include "strata_umap.h"
#include "vectors.h"

// Blocks of columns, eight numbers at a time.
typedef float v8u __attribute__((vector_size(32), aligned(4), may_alias));
typedef double d8 __attribute__((vector_size(64), aligned(8), may_alias));

INLINE void recur_body(const strata_umap_recurrence *step, const float *current, const float *older, float *next,
                       size_t first, size_t end, size_t width) {
  for (size_t i = first; i < end; i++) {
    // Up to 64 columns at once stay in registers.
    for (size_t from = 0; from < width; from += 64) {
      size_t parts = (width - from < 64 ? width - from : 64) / 8;
      v8u sums[8] = {{0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}};
      for (int64_t e = step->offsets[i], last = step->offsets[i + 1]; e < last; e++) {
        const float *row = current + step->columns[e] * width + from;
        for (size_t p = 0; p < parts; p++) sums[p] += step->values[e] * *(const v8u *)(row + 8 * p);
      }
      for (size_t p = 0; p < parts; p++) {
        size_t at = i * width + from + 8 * p;
        v8u own = *(const v8u *)(current + at), past = *(const v8u *)(older + at);
        *(v8u *)(next + at) = step->factor * (sums[p] - step->center * own) - step->olderFactor * past;
      }
    }
  }
}

INLINE void recur(const strata_umap_recurrence *step, const float *current, const float *older, float *next,
                  size_t first, size_t end) {
  switch (step->width) {
    case 8: recur_body(step, current, older, next, first, end, 8); break;
    case 16: recur_body(step, current, older, next, first, end, 16); break;
    case 24: recur_body(step, current, older, next, first, end, 24); break;
    default: recur_body(step, current, older, next, first, end, step->width);
  }
}

INLINE void add_products(const float *left, const float *right, size_t rowCount, size_t width, double *sums) {
  for (size_t i = 0; i < width; i++)
    for (size_t p = 0; p < width; p += 8) {
      d8 sum = *(d8 *)(sums + i * width + p);
      for (size_t row = 0; row < rowCount; row++)
        sum += (double)left[row * width + i] * __builtin_convertvector(*(const v8u *)(right + row * width + p), d8);
      *(d8 *)(sums + i * width + p) = sum;
    }
}

INLINE void rotate(float *block, size_t rowCount, size_t width, const float *matrix) {
  float copy[256];
  for (size_t row = 0; row < rowCount; row++) {
    memcpy(copy, block + row * width, width * sizeof(float));
    for (size_t p = 0; p < width; p += 8) {
      v8u sum = {0};
      for (size_t i = 0; i < width; i++) sum += copy[i] * *(const v8u *)(matrix + i * width + p);
      *(v8u *)(block + row * width + p) = sum;
    }
  }
}

// The bodies above, once per instruction set.
#define VARIANT(suffix, attributes)                                                                                    \
  attributes static void recur_##suffix(const strata_umap_recurrence *step, const float *current, const float *older, \
                                        float *next, size_t first, size_t end) {                                      \
    recur(step, current, older, next, first, end);                                                                     \
  }                                                                                                                    \
  attributes static void add_products_##suffix(const float *left, const float *right, size_t rows, size_t width,      \
                                               double *sums) {                                                         \
    add_products(left, right, rows, width, sums);                                                                      \
  }                                                                                                                    \
  attributes static void rotate_##suffix(float *block, size_t rows, size_t width, const float *matrix) {              \
    rotate(block, rows, width, matrix);                                                                                \
  }

VARIANT(baseline, )
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2)
VARIANT(avx512, TARGET_AVX512)
#endif

static struct {
  void (*recur)(const strata_umap_recurrence *, const float *, const float *, float *, size_t, size_t);
  void (*add_products)(const float *, const float *, size_t, size_t, double *);
  void (*rotate)(float *, size_t, size_t, const float *);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.recur = recur_##suffix;                                                                                    \
    kernels.add_products = add_products_##suffix;                                                                      \
    kernels.rotate = rotate_##suffix;                                                                                  \
  } while (0)

SELECT_BEFORE_MAIN

void strata_umap_recur(const strata_umap_recurrence *step, const float *current, const float *older, float *next,
                       size_t first, size_t end) {
  kernels.recur(step, current, older, next, first, end);
}

void strata_umap_add_products(const float *left, const float *right, size_t rows, size_t width, double *sums) {
  kernels.add_products(left, right, rows, width, sums);
}

void strata_umap_rotate(float *block, size_t rows, size_t width, const float *matrix) {
  kernels.rotate(block, rows, width, matrix);
}
