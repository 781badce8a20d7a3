#include "strata_umap.h"
#include "vectors.h"

// Relative error below 1e-6 over the positive normal numbers.
INLINE float log2_positive(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  // Splits at sqrt(1/2), so that the series argument stays within 0.1716.
  uint32_t shifted = bits - 0x3f3504f3u;
  float exponent = (float)((int32_t)shifted >> 23);
  bits = (shifted & 0x007fffffu) + 0x3f3504f3u;
  float mantissa;
  memcpy(&mantissa, &bits, 4);
  float t = (mantissa - 1) / (mantissa + 1), t2 = t * t;
  float series = 1 + t2 * (0.333333333f + t2 * (0.2f + t2 * (0.142857143f + t2 * 0.111111111f)));
  return exponent + 2.885390082f * t * series;
}

INLINE float exp2_bounded(float value) {
  value = value < -126 ? -126 : value > 126 ? 126 : value;
  int32_t whole = (int32_t)(value + 126.5f) - 126;
  float f = value - (float)whole;
  float series =
      1 + f * (0.693147181f +
               f * (0.240226507f + f * (0.0555041087f + f * (0.00961812911f + f * (0.00133335581f + f * 0.000154035304f)))));
  uint32_t bits = (uint32_t)(whole + 127) << 23;
  float scale;
  memcpy(&scale, &bits, 4);
  return scale * series;
}

INLINE uint64_t mix(uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
  return bits ^ (bits >> 31);
}

#define CLIP 4.0f

// The layout optimization of McInnes et al. (2018, arXiv:1802.03426), gathered per vertex. Both directions of an edge
// fire together in the original, so the attraction counts twice here. `WIDTH` vectors of type V, at most LIMIT, make a row.
#define UMAP_BODY(V, LANES, WIDTH, LIMIT, SUM)                                                                             \
  for (size_t n = 0; n < count; n++) {                                                                                 \
    int32_t vertex = vertices[n];                                                                                      \
    V own[LIMIT];                                                                                                      \
    for (size_t w = 0; w < (WIDTH); w++) own[w] = *(const V *)(job->positions + vertex * job->stride + w * LANES);     \
    uint64_t base = mix(job->seed + mix(((uint64_t)job->epoch << 32) | (uint32_t)vertex));                             \
    for (int64_t e = job->offsets[vertex]; e < job->offsets[vertex + 1]; e++) {                                        \
      double rate = job->rates[e];                                                                                     \
      if ((int64_t)((job->epoch + 1) * rate) <= (int64_t)(job->epoch * rate)) continue;                                \
      for (uint32_t draw = 0; draw <= job->negativeSampleRate; draw++) {                                               \
        uint32_t other = job->neighbors[e];                                                                            \
        if (draw > 0) {                                                                                                \
          base += 0x9e3779b97f4a7c15u;                                                                                 \
          other = (uint32_t)(((mix(base) >> 32) * job->rowCount) >> 32);                                               \
          if (other == (uint32_t)vertex) continue;                                                                     \
        }                                                                                                              \
        V difference[LIMIT];                                                                                           \
        V squares = {0};                                                                                               \
        for (size_t w = 0; w < (WIDTH); w++) {                                                                         \
          difference[w] = own[w] - *(const V *)(job->positions + other * job->stride + w * LANES);                     \
          squares += difference[w] * difference[w];                                                                    \
        }                                                                                                              \
        float square = SUM(squares);                                                                                   \
        if (!(square > 1e-36f)) continue;                                                                              \
        float power = exp2_bounded(job->b * log2_positive(square));                                                    \
        float factor = draw == 0 ? -2 * job->a * job->b * power / (square * (job->a * power + 1))                      \
                                 : 2 * job->repulsionStrength * job->b /                                               \
                                       ((0.001f + square) * (job->a * power + 1));                                     \
        float step = draw == 0 ? 2 * job->learningRate : job->learningRate;                                            \
        for (size_t w = 0; w < (WIDTH); w++) {                                                                         \
          V move = factor * difference[w];                                                                             \
          move = __builtin_elementwise_min(__builtin_elementwise_max(move, (V){0} - CLIP), (V){0} + CLIP);             \
          own[w] += step * move;                                                                                       \
        }                                                                                                              \
      }                                                                                                                \
    }                                                                                                                  \
    for (size_t w = 0; w < (WIDTH); w++) *(V *)(job->next + vertex * job->stride + w * LANES) = own[w];                \
  }

typedef float v4u __attribute__((vector_size(16), aligned(4), may_alias));

INLINE float sum4(v4u v) { return (v[0] + v[2]) + (v[1] + v[3]); }

INLINE void umap_move(const strata_umap_epoch *job, const int32_t *vertices, size_t count) {
  size_t width = job->stride / 16;
  if (job->stride == 4) {
    UMAP_BODY(v4u, 4, 1, 1, sum4)
  } else if (width == 1) {
    UMAP_BODY(v16, 16, 1, 1, reduce)
  } else {
    UMAP_BODY(v16, 16, width, 8, reduce)
  }
}

// The body above, once per instruction set.

#define VARIANT(suffix, attributes)                                                                                    \
  attributes static void move_##suffix(const strata_umap_epoch *job, const int32_t *vertices, size_t count) {         \
    umap_move(job, vertices, count);                                                                                   \
  }

VARIANT(baseline, )
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2)
VARIANT(avx512, TARGET_AVX512)
#endif

static void (*move)(const strata_umap_epoch *, const int32_t *, size_t) = move_baseline;

__attribute__((constructor)) static void select_kernels(void) {
#if defined(__x86_64__)
  if (instruction_level() >= 1) move = move_avx2;
  if (instruction_level() >= 2) move = move_avx512;
#endif
}

void strata_umap_move(const strata_umap_epoch *epoch, const int32_t *vertices, size_t count) {
  move(epoch, vertices, count);
}
