#include "ckernels.h"

#include <string.h>

typedef float v16 __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t i16 __attribute__((vector_size(64), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))

// Passing 64-byte vectors by value warns about the ABI without AVX-512; every helper is inlined, so no call remains.
#pragma GCC diagnostic ignored "-Wpsabi"

INLINE v16 load(const float *p) { return *(const v16 *)p; }

// One fixed tree, so that every instruction set adds in the same order.
#define REDUCE(v, result)                                                                                              \
  do {                                                                                                                 \
    float lane[16];                                                                                                    \
    memcpy(lane, &(v), 64);                                                                                            \
    for (int width = 8; width > 0; width /= 2)                                                                         \
      for (int l = 0; l < width; l++) lane[l] += lane[l + width];                                                      \
    (result) = lane[0];                                                                                                \
  } while (0)

// A 4 x 4 block of dot products held in registers.
INLINE void dot_block(const float *a, const float *b, size_t stride, float *out, size_t outStride) {
  v16 s[16];
  for (int i = 0; i < 16; i++) s[i] = (v16){0};
  for (size_t k = 0; k < stride; k += 16) {
    v16 b0 = load(b + k), b1 = load(b + stride + k), b2 = load(b + 2 * stride + k), b3 = load(b + 3 * stride + k);
    for (int i = 0; i < 4; i++) {
      v16 x = load(a + i * stride + k);
      s[4 * i] += x * b0;
      s[4 * i + 1] += x * b1;
      s[4 * i + 2] += x * b2;
      s[4 * i + 3] += x * b3;
    }
  }
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 4; j++) REDUCE(s[4 * i + j], out[i * outStride + j]);
}

INLINE float dot_single(const float *a, const float *b, size_t stride) {
  v16 s = {0};
  for (size_t k = 0; k < stride; k += 16) s += load(a + k) * load(b + k);
  float result;
  REDUCE(s, result);
  return result;
}

INLINE void dot_tile(const float *a, size_t aRows, const float *b, size_t bRows, size_t stride, float *out,
                     size_t outStride) {
  size_t i = 0;
  for (; i + 4 <= aRows; i += 4) {
    size_t j = 0;
    for (; j + 4 <= bRows; j += 4) dot_block(a + i * stride, b + j * stride, stride, out + i * outStride + j, outStride);
    for (; j < bRows; j++)
      for (int r = 0; r < 4; r++)
        out[(i + r) * outStride + j] = dot_single(a + (i + r) * stride, b + j * stride, stride);
  }
  for (; i < aRows; i++)
    for (size_t j = 0; j < bRows; j++) out[i * outStride + j] = dot_single(a + i * stride, b + j * stride, stride);
}

INLINE void manhattan_tile(const float *a, size_t aRows, const float *b, size_t bRows, size_t stride, float *out,
                           size_t outStride) {
  for (size_t i = 0; i < aRows; i++)
    for (size_t j = 0; j < bRows; j++) {
      v16 s = {0};
      for (size_t k = 0; k < stride; k += 16) {
        v16 d = load(a + i * stride + k) - load(b + j * stride + k);
        i16 bits = (i16)d & 0x7fffffff;
        s += (v16)bits;
      }
      REDUCE(s, out[i * outStride + j]);
    }
}

INLINE float squared_distance(const float *a, const float *b, size_t stride) {
  v16 s = {0};
  for (size_t k = 0; k < stride; k += 16) {
    v16 d = load(a + k) - load(b + k);
    s += d * d;
  }
  float result;
  REDUCE(s, result);
  return result;
}

INLINE size_t positions_at_most(const float *values, size_t count, float threshold, int32_t *positions) {
  size_t found = 0, i = 0;
  for (; i + 16 <= count; i += 16) {
    v16 v = load(values + i);
    int any = 0;
    for (int l = 0; l < 16; l++) any |= v[l] <= threshold;
    if (!any) continue;
    for (int l = 0; l < 16; l++)
      if (values[i + l] <= threshold) positions[found++] = (int32_t)(i + l);
  }
  for (; i < count; i++)
    if (values[i] <= threshold) positions[found++] = (int32_t)i;
  return found;
}

INLINE size_t count_below(const float *values, size_t count, float threshold) {
  size_t found = 0;
  for (size_t i = 0; i < count; i++) found += values[i] < threshold;
  return found;
}

// Each kernel body above is compiled once per instruction set; the table is filled once, before main.
#define VARIANT(suffix, attributes)                                                                                    \
  attributes static void dot_tile_##suffix(const float *a, size_t m, const float *b, size_t n, size_t s, float *o,    \
                                           size_t os) {                                                                \
    dot_tile(a, m, b, n, s, o, os);                                                                                    \
  }                                                                                                                    \
  attributes static void manhattan_tile_##suffix(const float *a, size_t m, const float *b, size_t n, size_t s,        \
                                                 float *o, size_t os) {                                                \
    manhattan_tile(a, m, b, n, s, o, os);                                                                              \
  }                                                                                                                    \
  attributes static float squared_distance_##suffix(const float *a, const float *b, size_t s) {                       \
    return squared_distance(a, b, s);                                                                                  \
  }                                                                                                                    \
  attributes static size_t positions_at_most_##suffix(const float *v, size_t n, float t, int32_t *p) {                \
    return positions_at_most(v, n, t, p);                                                                              \
  }                                                                                                                    \
  attributes static size_t count_below_##suffix(const float *v, size_t n, float t) { return count_below(v, n, t); }

VARIANT(baseline, )
#if defined(__x86_64__)
VARIANT(avx2, __attribute__((target("avx2,fma"))))
VARIANT(avx512, __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))))
#endif

static struct {
  const char *name;
  void (*dot_tile)(const float *, size_t, const float *, size_t, size_t, float *, size_t);
  void (*manhattan_tile)(const float *, size_t, const float *, size_t, size_t, float *, size_t);
  float (*squared_distance)(const float *, const float *, size_t);
  size_t (*positions_at_most)(const float *, size_t, float, int32_t *);
  size_t (*count_below)(const float *, size_t, float);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.name = #suffix;                                                                                            \
    kernels.dot_tile = dot_tile_##suffix;                                                                              \
    kernels.manhattan_tile = manhattan_tile_##suffix;                                                                  \
    kernels.squared_distance = squared_distance_##suffix;                                                              \
    kernels.positions_at_most = positions_at_most_##suffix;                                                            \
    kernels.count_below = count_below_##suffix;                                                                        \
  } while (0)

__attribute__((constructor)) static void select_kernels(void) {
  SELECT(baseline);
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) SELECT(avx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    SELECT(avx512);
#endif
}

const char *strata_instruction_set(void) { return kernels.name; }

void strata_dot_tile(const float *a, size_t aRows, const float *b, size_t bRows, size_t stride, float *out,
                     size_t outStride) {
  kernels.dot_tile(a, aRows, b, bRows, stride, out, outStride);
}

void strata_manhattan_tile(const float *a, size_t aRows, const float *b, size_t bRows, size_t stride, float *out,
                           size_t outStride) {
  kernels.manhattan_tile(a, aRows, b, bRows, stride, out, outStride);
}

float strata_squared_distance(const float *a, const float *b, size_t stride) {
  return kernels.squared_distance(a, b, stride);
}

size_t strata_positions_at_most(const float *values, size_t count, float threshold, int32_t *positions) {
  return kernels.positions_at_most(values, count, threshold, positions);
}

size_t strata_count_below(const float *values, size_t count, float threshold) {
  return kernels.count_below(values, count, threshold);
}
