// Distances of two rows from differences in double precision: exact but for the last bits of the sum, so that rounding
// the result to single precision gives the same bits with every instruction set.
#pragma once
#include <float.h>
#include <math.h>

#include "strata_neighbors.h"
#include "vectors.h"

typedef double d8 __attribute__((vector_size(64), aligned(4), may_alias));

INLINE d8 difference(const float *a, const float *b) {
  typedef float f8 __attribute__((vector_size(32), aligned(4), may_alias));
  return __builtin_convertvector(*(const f8 *)a, d8) - __builtin_convertvector(*(const f8 *)b, d8);
}

INLINE d8 magnitude(d8 v) {
  typedef int64_t l8 __attribute__((vector_size(64), aligned(4), may_alias));
  return (d8)((l8)v & 0x7fffffffffffffff);
}

INLINE double sum_of(d8 v) { return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7])); }

INLINE double measured_square(const float *a, const float *b, size_t stride) {
  d8 first = {0}, second = {0};
  for (size_t k = 0; k < stride; k += 16) {
    d8 x = difference(a + k, b + k), y = difference(a + k + 8, b + k + 8);
    first += x * x;
    second += y * y;
  }
  return sum_of(first + second);
}

INLINE double measured_sum(const float *a, const float *b, size_t stride) {
  d8 sum = {0};
  for (size_t k = 0; k < stride; k += 8) sum += magnitude(difference(a + k, b + k));
  return sum_of(sum);
}

INLINE double measured_largest(const float *a, const float *b, size_t stride) {
  double largest = 0;
  for (size_t k = 0; k < stride; k++) {
    double d = fabs((double)a[k] - (double)b[k]);
    largest = d > largest ? d : largest;
  }
  return largest;
}

// Over the largest difference, so that no power vanishes or overflows.
INLINE double measured_power(const float *a, const float *b, size_t stride, double exponent) {
  double largest = measured_largest(a, b, stride), sum = 0;
  if (largest == 0) return 0;
  for (size_t k = 0; k < stride; k++) {
    double d = fabs((double)a[k] - (double)b[k]);
    if (d > 0) sum += pow(d / largest, exponent);
  }
  return largest * pow(sum, 1 / exponent);
}

INLINE float measured_distance(const strata_search *s, const float *a, const float *b) {
  double value;
  switch (s->metric) {
    case STRATA_EUCLIDEAN: value = sqrt(measured_square(a, b, s->stride)); break;
    case STRATA_ANGLE: value = fmin(measured_square(a, b, s->stride) * 0.5, 2); break;
    case STRATA_MANHATTAN: value = measured_sum(a, b, s->stride); break;
    case STRATA_CHEBYSHEV: value = measured_largest(a, b, s->stride); break;
    default: value = measured_power(a, b, s->stride, s->exponent);
  }
  return (float)fmin(value * s->unit, FLT_MAX);
}

// Whether the square of a distance may be at most `limit`; gives up as soon as a part of the sum is too large.
INLINE int square_within(const float *a, const float *b, size_t stride, float limit) {
  v16 first = {0}, second = {0};
  // Single precision is off by a few units in the last place of sums of squares.
  limit *= 1 + 0x1p-12f;
  for (size_t k = 0; k < stride;) {
    size_t end = stride - k < 128 ? stride : k + 128;
    for (; k + 32 <= end; k += 32) {
      v16 x = load(a + k) - load(b + k), y = load(a + k + 16) - load(b + k + 16);
      first += x * x;
      second += y * y;
    }
    for (; k < end; k += 16) {
      v16 x = load(a + k) - load(b + k);
      first += x * x;
    }
    if (reduce(first + second) > limit) return 0;
  }
  return 1;
}
