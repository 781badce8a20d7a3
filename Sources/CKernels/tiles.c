#include "strata_tiles.h"

#include "vectors.h"

// A 4 x 4 block of dot products held in registers.
INLINE void dot_block(const float *a, const float *b, size_t stride, size_t depth, float *out, size_t outStride) {
  v16 s[16];
  for (int i = 0; i < 16; i++) s[i] = (v16){0};
  for (size_t k = 0; k < depth; k += 16) {
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
    for (int j = 0; j < 4; j++) out[i * outStride + j] += reduce(s[4 * i + j]);
}

INLINE float dot_single(const float *a, const float *b, size_t depth) {
  v16 s = {0};
  for (size_t k = 0; k < depth; k += 16) s += load(a + k) * load(b + k);
  return reduce(s);
}

// Depth is cut so that four rows of `b` stay in the first cache and the rows of `a` in the second.
#define DEPTH_BLOCK 1024

INLINE void dot_tile(const float *a, size_t aRows, const float *b, size_t bRows, size_t stride, float *out,
                     size_t outStride) {
  for (size_t i = 0; i < aRows; i++) memset(out + i * outStride, 0, bRows * sizeof(float));
  for (size_t k = 0; k < stride; k += DEPTH_BLOCK) {
    size_t depth = stride - k < DEPTH_BLOCK ? stride - k : DEPTH_BLOCK;
    size_t fullA = aRows & ~(size_t)3, fullB = bRows & ~(size_t)3;
    for (size_t j = 0; j < fullB; j += 4)
      for (size_t i = 0; i < fullA; i += 4)
        dot_block(a + i * stride + k, b + j * stride + k, stride, depth, out + i * outStride + j, outStride);
    for (size_t i = 0; i < aRows; i++)
      for (size_t j = i < fullA ? fullB : 0; j < bRows; j++)
        out[i * outStride + j] += dot_single(a + i * stride + k, b + j * stride + k, depth);
  }
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

INLINE size_t positions_between(const float *values, size_t count, float low, float high, int32_t *positions) {
  size_t found = 0, i = 0;
  for (; i + 16 <= count; i += 16) {
    int any = 0;
    for (int l = 0; l < 16; l++) any |= (values[i + l] >= low) & (values[i + l] <= high);
    if (!any) continue;
    for (int l = 0; l < 16; l++)
      if (values[i + l] >= low && values[i + l] <= high) positions[found++] = (int32_t)(i + l);
  }
  for (; i < count; i++)
    if (values[i] >= low && values[i] <= high) positions[found++] = (int32_t)i;
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
  attributes static size_t positions_between_##suffix(const float *v, size_t n, float l, float h, int32_t *p) {       \
    return positions_between(v, n, l, h, p);                                                                           \
  }                                                                                                                    \
  attributes static size_t count_below_##suffix(const float *v, size_t n, float t) { return count_below(v, n, t); }

VARIANT(baseline, )
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2)
VARIANT(avx512, TARGET_AVX512)
#endif

static struct {
  const char *name;
  void (*dot_tile)(const float *, size_t, const float *, size_t, size_t, float *, size_t);
  void (*manhattan_tile)(const float *, size_t, const float *, size_t, size_t, float *, size_t);
  float (*squared_distance)(const float *, const float *, size_t);
  size_t (*positions_between)(const float *, size_t, float, float, int32_t *);
  size_t (*count_below)(const float *, size_t, float);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.name = #suffix;                                                                                            \
    kernels.dot_tile = dot_tile_##suffix;                                                                              \
    kernels.manhattan_tile = manhattan_tile_##suffix;                                                                  \
    kernels.squared_distance = squared_distance_##suffix;                                                              \
    kernels.positions_between = positions_between_##suffix;                                                            \
    kernels.count_below = count_below_##suffix;                                                                        \
  } while (0)

SELECT_BEFORE_MAIN

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

size_t strata_positions_between(const float *values, size_t count, float low, float high, int32_t *positions) {
  return kernels.positions_between(values, count, low, high, positions);
}

size_t strata_count_below(const float *values, size_t count, float threshold) {
  return kernels.count_below(values, count, threshold);
}
