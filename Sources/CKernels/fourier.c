#include "strata_fourier.h"

#include <math.h>

#include "vectors.h"

// Stockham's self-sorting transform by decimation in frequency: no bit reversal, and every stage reads and writes whole
// vectors, since the 16 lanes are 16 independent lines that share their twiddle factors.

typedef struct {
  v16 re, im;
} complex16;

INLINE complex16 get(const float *p) { return (complex16){load(p), load(p + 16)}; }

INLINE void put(float *p, complex16 z) {
  *(v16 *)p = z.re;
  *(v16 *)(p + 16) = z.im;
}

INLINE complex16 plus(complex16 a, complex16 b) { return (complex16){a.re + b.re, a.im + b.im}; }
INLINE complex16 minus(complex16 a, complex16 b) { return (complex16){a.re - b.re, a.im - b.im}; }
INLINE complex16 times(complex16 z, const float *w) {
  return (complex16){z.re * w[0] - z.im * w[1], z.re * w[1] + z.im * w[0]};
}
INLINE complex16 minus_i_times(complex16 z, float scale) { return (complex16){z.im * scale, -z.re * scale}; }
INLINE complex16 add_scaled(complex16 a, complex16 b, float scale) {
  return (complex16){a.re + b.re * scale, a.im + b.im * scale};
}

INLINE void butterfly2(complex16 *x) {
  complex16 a = x[0], b = x[1];
  x[0] = plus(a, b);
  x[1] = minus(a, b);
}

INLINE void butterfly3(complex16 *x) {
  complex16 sum = plus(x[1], x[2]), turn = minus_i_times(minus(x[1], x[2]), 0.866025403784438647f);
  complex16 middle = add_scaled(x[0], sum, -0.5f);
  x[0] = plus(x[0], sum);
  x[1] = plus(middle, turn);
  x[2] = minus(middle, turn);
}

INLINE void butterfly4(complex16 *x) {
  complex16 a = plus(x[0], x[2]), b = minus(x[0], x[2]), c = plus(x[1], x[3]);
  complex16 d = minus_i_times(minus(x[1], x[3]), 1);
  x[0] = plus(a, c);
  x[1] = plus(b, d);
  x[2] = minus(a, c);
  x[3] = minus(b, d);
}

INLINE void butterfly5(complex16 *x) {
  const float c1 = 0.309016994374947424f, c2 = -0.809016994374947424f;
  const float s1 = 0.951056516295153572f, s2 = 0.587785252292473129f;
  complex16 a = plus(x[1], x[4]), b = plus(x[2], x[3]), c = minus(x[1], x[4]), d = minus(x[2], x[3]);
  complex16 e = add_scaled(add_scaled(x[0], a, c1), b, c2), f = add_scaled(add_scaled(x[0], a, c2), b, c1);
  complex16 g = add_scaled(minus_i_times(c, s1), minus_i_times(d, s2), 1);
  complex16 h = minus(minus_i_times(c, s2), minus_i_times(d, s1));
  x[0] = plus(x[0], plus(a, b));
  x[1] = plus(e, g);
  x[2] = plus(f, h);
  x[3] = minus(f, h);
  x[4] = minus(e, g);
}

INLINE void stage(const size_t radix, size_t length, size_t stride, const float *twiddles, const float *from,
                  float *to) {
  size_t part = length / radix;
  for (size_t p = 0; p < part; p++) {
    const float *w = twiddles + 2 * (radix - 1) * p;
    for (size_t q = 0; q < stride; q++) {
      complex16 x[5];
      for (size_t k = 0; k < radix; k++) x[k] = get(from + 32 * (q + stride * (p + part * k)));
      if (radix == 2) butterfly2(x);
      if (radix == 3) butterfly3(x);
      if (radix == 4) butterfly4(x);
      if (radix == 5) butterfly5(x);
      float *out = to + 32 * (q + stride * radix * p);
      put(out, x[0]);
      if (p == 0) {
        for (size_t k = 1; k < radix; k++) put(out + 32 * stride * k, x[k]);
      } else {
        for (size_t k = 1; k < radix; k++) put(out + 32 * stride * k, times(x[k], w + 2 * (k - 1)));
      }
    }
  }
}

INLINE float *lines_body(const strata_fourier_plan *plan, float *lines, float *scratch) {
  const float *twiddles = plan->twiddles;
  size_t length = plan->length, stride = 1;
  for (size_t s = 0; s < plan->stageCount; s++) {
    size_t radix = plan->radices[s];
    switch (radix) {
    case 2: stage(2, length, stride, twiddles, lines, scratch); break;
    case 3: stage(3, length, stride, twiddles, lines, scratch); break;
    case 4: stage(4, length, stride, twiddles, lines, scratch); break;
    default: stage(5, length, stride, twiddles, lines, scratch); break;
    }
    twiddles += 2 * (radix - 1) * (length / radix);
    length /= radix;
    stride *= radix;
    float *other = lines;
    lines = scratch;
    scratch = other;
  }
  return lines;
}

// Two real lines make one complex line: z = a + ib. Then a^ and b^ are its even and odd parts.
INLINE void real_columns_body(const strata_fourier_plan *plan, const float *input, size_t rows, size_t inputStride,
                              float *real, float *imaginary, size_t outputStride, float *work) {
  size_t length = plan->length;
  for (size_t i = 0; i < rows; i++) put(work + 32 * i, get(input + i * inputStride));
  memset(work + 32 * rows, 0, 32 * (length - rows) * sizeof(float));
  const float *z = lines_body(plan, work, work + 32 * length);
  for (size_t k = 0; k <= length / 2; k++) {
    complex16 a = get(z + 32 * k), b = get(z + 32 * (k == 0 ? 0 : length - k));
    put(real + k * outputStride, (complex16){(a.re + b.re) * 0.5f, (a.im + b.im) * 0.5f});
    put(imaginary + k * outputStride, (complex16){(a.im - b.im) * 0.5f, (b.re - a.re) * 0.5f});
  }
}

#define EXCHANGE(a, b, s)                                                                                              \
  do {                                                                                                                 \
    v16 x = a, y = b;                                                                                                  \
    a = __builtin_shufflevector(x, y, LOW_##s);                                                                        \
    b = __builtin_shufflevector(x, y, HIGH_##s);                                                                       \
  } while (0)
#define LOW_1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define HIGH_1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31
#define LOW_2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define HIGH_2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define LOW_4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define HIGH_4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define LOW_8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define HIGH_8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31

// Blocks of 1, 2, 4 and 8 lanes change places with those of the row that far below.
INLINE void transpose(v16 *r) {
  for (int i = 0; i < 16; i += 2) EXCHANGE(r[i], r[i + 1], 1);
  for (int i = 0; i < 16; i++)
    if (!(i & 2)) EXCHANGE(r[i], r[i + 2], 2);
  for (int i = 0; i < 16; i++)
    if (!(i & 4)) EXCHANGE(r[i], r[i + 4], 4);
  for (int i = 0; i < 8; i++) EXCHANGE(r[i], r[i + 8], 8);
}

INLINE void load_rows_body(const float *real, const float *imaginary, size_t stride, size_t count, size_t length,
                           float *lines) {
  for (size_t j = 0; j < count; j += 16) {
    size_t valid = count - j < 16 ? count - j : 16;
    for (int part = 0; part < 2; part++) {
      v16 r[16];
      for (size_t i = 0; i < 16; i++) r[i] = load((part ? imaginary : real) + i * stride + j);
      transpose(r);
      for (size_t i = 0; i < valid; i++) *(v16 *)(lines + 32 * (j + i) + 16 * part) = r[i];
    }
  }
  memset(lines + 32 * count, 0, 32 * (length - count) * sizeof(float));
}

INLINE void store_rows_body(const float *lines, size_t count, float *real, float *imaginary, size_t stride) {
  for (size_t j = 0; j < count; j += 16) {
    size_t valid = count - j < 16 ? count - j : 16;
    for (int part = 0; part < 2; part++) {
      v16 r[16] = {0};
      for (size_t i = 0; i < valid; i++) r[i] = load(lines + 32 * (j + i) + 16 * part);
      transpose(r);
      for (size_t i = 0; i < 16; i++) *(v16 *)((part ? imaginary : real) + i * stride + j) = r[i];
    }
  }
}

// Every body above, once per instruction set.

#define VARIANT(suffix, attributes)                                                                                    \
  attributes static float *lines_##suffix(const strata_fourier_plan *p, float *a, float *b) {                         \
    return lines_body(p, a, b);                                                                                        \
  }                                                                                                                    \
  attributes static void real_columns_##suffix(const strata_fourier_plan *p, const float *in, size_t rows,            \
                                               size_t inStride, float *re, float *im, size_t stride, float *work) {   \
    real_columns_body(p, in, rows, inStride, re, im, stride, work);                                                    \
  }                                                                                                                    \
  attributes static void load_rows_##suffix(const float *re, const float *im, size_t stride, size_t n, size_t length, \
                                            float *lines) {                                                            \
    load_rows_body(re, im, stride, n, length, lines);                                                                  \
  }                                                                                                                    \
  attributes static void store_rows_##suffix(const float *lines, size_t n, float *re, float *im, size_t stride) {     \
    store_rows_body(lines, n, re, im, stride);                                                                         \
  }

VARIANT(baseline, )
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2)
VARIANT(avx512, TARGET_AVX512)
#endif

static struct {
  float *(*lines)(const strata_fourier_plan *, float *, float *);
  void (*real_columns)(const strata_fourier_plan *, const float *, size_t, size_t, float *, float *, size_t, float *);
  void (*load_rows)(const float *, const float *, size_t, size_t, size_t, float *);
  void (*store_rows)(const float *, size_t, float *, float *, size_t);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.lines = lines_##suffix;                                                                                    \
    kernels.real_columns = real_columns_##suffix;                                                                      \
    kernels.load_rows = load_rows_##suffix;                                                                            \
    kernels.store_rows = store_rows_##suffix;                                                                          \
  } while (0)

SELECT_BEFORE_MAIN

size_t strata_fourier_twiddle_count(const strata_fourier_plan *plan) {
  size_t total = 0, length = plan->length;
  for (size_t s = 0; s < plan->stageCount; s++) {
    total += 2 * (plan->radices[s] - 1) * (length / plan->radices[s]);
    length /= plan->radices[s];
  }
  return total;
}

void strata_fourier_fill_twiddles(const strata_fourier_plan *plan, float *twiddles) {
  size_t length = plan->length;
  for (size_t s = 0; s < plan->stageCount; s++) {
    size_t radix = plan->radices[s], part = length / radix;
    for (size_t p = 0; p < part; p++) {
      for (size_t k = 1; k < radix; k++) {
        double angle = -6.283185307179586476925 * (double)(p * k % length) / (double)length;
        *twiddles++ = (float)cos(angle);
        *twiddles++ = (float)sin(angle);
      }
    }
    length = part;
  }
}

float *strata_fourier_lines(const strata_fourier_plan *plan, float *lines, float *scratch) {
  return kernels.lines(plan, lines, scratch);
}

void strata_fourier_real_columns(const strata_fourier_plan *plan, const float *input, size_t rows, size_t inputStride,
                                 float *real, float *imaginary, size_t outputStride, float *work) {
  kernels.real_columns(plan, input, rows, inputStride, real, imaginary, outputStride, work);
}

void strata_fourier_load_rows(const float *real, const float *imaginary, size_t stride, size_t count, size_t length,
                              float *lines) {
  kernels.load_rows(real, imaginary, stride, count, length, lines);
}

void strata_fourier_store_rows(const float *lines, size_t count, float *real, float *imaginary, size_t stride) {
  kernels.store_rows(lines, count, real, imaginary, stride);
}
