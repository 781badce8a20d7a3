#include "strata_rows.h"

#include "vectors.h"

// Eight lanes at a time; plain loops, which compilers vectorize since no sum is reordered.
INLINE int column_statistics(const float *rows, size_t count, size_t width, double *restrict sums, float *restrict low,
                             float *restrict high) {
  int32_t unusual = 0;
  for (size_t row = 0; row < count; row++) {
    const float *values = rows + row * width;
    for (size_t c = 0; c < width; c++) {
      int32_t bits;
      memcpy(&bits, values + c, 4);
      unusual |= (bits & 0x7f800000) == 0x7f800000;
      sums[c] += (double)values[c];
      low[c] = values[c] < low[c] ? values[c] : low[c];
      high[c] = values[c] > high[c] ? values[c] : high[c];
    }
  }
  return !unusual;
}

typedef double d8 __attribute__((vector_size(64), aligned(4)));
typedef float f8 __attribute__((vector_size(32), aligned(4)));

INLINE double add_lanes(d8 v) { return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7])); }

INLINE double row_square(const float *row, size_t width, double offset) {
  d8 sum = {0};
  size_t c = 0;
  for (; c + 8 <= width; c += 8) {
    d8 v = __builtin_convertvector(*(const f8 *)(row + c), d8) - offset;
    sum += v * v;
  }
  double total = add_lanes(sum);
  for (; c < width; c++) total += (row[c] - offset) * (row[c] - offset);
  return total;
}

INLINE double row_sum(const float *row, size_t width) {
  d8 sum = {0};
  size_t c = 0;
  for (; c + 8 <= width; c += 8) sum += __builtin_convertvector(*(const f8 *)(row + c), d8);
  double total = add_lanes(sum);
  for (; c < width; c++) total += row[c];
  return total;
}

INLINE void scale_row(const float *row, size_t width, double offset, double scale, float *restrict output) {
  for (size_t c = 0; c < width; c++) output[c] = (float)(((double)row[c] - offset) * scale);
}

#define VARIANT(suffix, attributes)                                                                                    \
  attributes static int statistics_##suffix(const float *r, size_t n, size_t w, double *s, float *l, float *h) {      \
    return column_statistics(r, n, w, s, l, h);                                                                        \
  }                                                                                                                    \
  attributes static double square_##suffix(const float *r, size_t w, double o) { return row_square(r, w, o); }        \
  attributes static double sum_##suffix(const float *r, size_t w) { return row_sum(r, w); }                           \
  attributes static void scale_##suffix(const float *r, size_t w, double o, double s, float *p) {                     \
    scale_row(r, w, o, s, p);                                                                                          \
  }

VARIANT(baseline, )
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2)
VARIANT(avx512, TARGET_AVX512)
#endif

static struct {
  int (*statistics)(const float *, size_t, size_t, double *, float *, float *);
  double (*square)(const float *, size_t, double);
  double (*sum)(const float *, size_t);
  void (*scale)(const float *, size_t, double, double, float *);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.statistics = statistics_##suffix;                                                                          \
    kernels.square = square_##suffix;                                                                                  \
    kernels.sum = sum_##suffix;                                                                                        \
    kernels.scale = scale_##suffix;                                                                                    \
  } while (0)

SELECT_BEFORE_MAIN

int strata_column_statistics(const float *rows, size_t count, size_t width, double *sums, float *low, float *high) {
  return kernels.statistics(rows, count, width, sums, low, high);
}

double strata_row_square(const float *row, size_t width, double offset) { return kernels.square(row, width, offset); }

double strata_row_sum(const float *row, size_t width) { return kernels.sum(row, width); }

void strata_scale_row(const float *row, size_t width, double offset, double scale, float *output) {
  kernels.scale(row, width, offset, scale, output);
}

void strata_subtract(float *row, const float *mean, size_t width) {
  for (size_t c = 0; c < width; c++) row[c] -= mean[c];
}
