#include "strata_tiles.h"

#include "vectors.h"

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
      out[i * outStride + j] = reduce(s);
    }
}

INLINE float squared_distance(const float *a, const float *b, size_t stride) {
  v16 s = {0};
  for (size_t k = 0; k < stride; k += 16) {
    v16 d = load(a + k) - load(b + k);
    s += d * d;
  }
  return reduce(s);
}

// Each kernel body above is compiled once per instruction set; the table is filled once, before main.
#define VARIANT(suffix, attributes)                                                                                    \
  attributes static void manhattan_tile_##suffix(const float *a, size_t m, const float *b, size_t n, size_t s,        \
                                                 float *o, size_t os) {                                                \
    manhattan_tile(a, m, b, n, s, o, os);                                                                              \
  }                                                                                                                    \
  attributes static float squared_distance_##suffix(const float *a, const float *b, size_t s) {                       \
    return squared_distance(a, b, s);                                                                                  \
  }

VARIANT(baseline, )
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2)
VARIANT(avx512, TARGET_AVX512)
#endif

static struct {
  const char *name;
  void (*manhattan_tile)(const float *, size_t, const float *, size_t, size_t, float *, size_t);
  float (*squared_distance)(const float *, const float *, size_t);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.name = #suffix;                                                                                            \
    kernels.manhattan_tile = manhattan_tile_##suffix;                                                                  \
    kernels.squared_distance = squared_distance_##suffix;                                                              \
  } while (0)

SELECT_BEFORE_MAIN

const char *strata_instruction_set(void) { return kernels.name; }

void strata_manhattan_tile(const float *a, size_t aRows, const float *b, size_t bRows, size_t stride, float *out,
                           size_t outStride) {
  kernels.manhattan_tile(a, aRows, b, bRows, stride, out, outStride);
}

float strata_squared_distance(const float *a, const float *b, size_t stride) {
  return kernels.squared_distance(a, b, stride);
}
