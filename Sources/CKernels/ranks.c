#include "strata_ranks.h"

#include "vectors.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

INLINE void panel_squares(const float *a, size_t aPanels, const float *b, size_t bPanels, size_t depth, float *out,
                          size_t outStride) {
  for (size_t i = 0; i < aPanels * 16; i++) {
    const float *row = a + i / 16 * depth * 16 + i % 16;
    for (size_t j = 0; j < bPanels; j++) {
      v16 sum = {0};
      for (size_t k = 0; k < depth; k++) {
        v16 difference = row[k * 16] - load(b + (j * depth + k) * 16);
        sum += difference * difference;
      }
      *(v16 *)(out + i * outStride + j * 16) = sum;
    }
  }
}

// Four rounds, each of which interleaves row i with row i + 8, transpose a block of 16 x 16.
INLINE void transpose(const float *in, size_t size, float *out) {
  for (size_t row = 0; row < size; row += 16)
    for (size_t column = 0; column < size; column += 16) {
      v16 a[16], b[16];
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++) a[i] = load(in + (row + i) * size + column);
#pragma clang loop unroll(full)
      for (int round = 0; round < 4; round++) {
#pragma clang loop unroll(full)
        for (int i = 0; i < 8; i++) {
          b[2 * i] = __builtin_shufflevector(a[i], a[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
          b[2 * i + 1] =
              __builtin_shufflevector(a[i], a[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < 16; i++) a[i] = b[i];
      }
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++) *(v16 *)(out + (column + i) * size + row) = a[i];
    }
}

// What differs by instruction set: keeping the keys that are at most `limit` (which may write 15 entries beyond them),
// counting the kept keys against 16 thresholds at once, and finding those in an interval.

INLINE size_t keep_portable(v16 key, float limit, size_t first, float *keys, int32_t *positions, size_t kept) {
  i16 mask = key <= limit;
  int any = 0;
  for (int l = 0; l < 16; l++) any |= mask[l];
  if (!any) return kept;
  for (int l = 0; l < 16; l++) {
    keys[kept] = key[l];
    positions[kept] = (int32_t)(first + l);
    kept -= mask[l];
  }
  return kept;
}

INLINE void count_portable(const float *keys, size_t kept, const float *lows, const float *highs, int32_t *below,
                           int32_t *within) {
  v16 low = load(lows), high = load(highs);
  i16 under = {0}, reached = {0};
  for (size_t i = 0; i < kept; i++) {
    v16 key = keys[i] - (v16){0};
    under -= key < low;
    reached -= key <= high;
  }
  i16 unclear = reached - under;
  *(i16 *)below += under;
  memcpy(within, &unclear, sizeof unclear);
}

INLINE unsigned lanes_portable(const float *keys, float low, float high) {
  v16 key = load(keys);
  i16 mask = (key >= low) & (key <= high);
  int any = 0;
  for (int l = 0; l < 16; l++) any |= mask[l];
  unsigned lanes = 0;
  for (int l = 0; any && l < 16; l++) lanes |= (unsigned)(mask[l] & 1) << l;
  return lanes;
}

#if defined(__x86_64__)
#define INLINE512 static inline TARGET_AVX512 __attribute__((always_inline))

INLINE512 size_t keep_avx512(v16 key, float limit, size_t first, float *keys, int32_t *positions, size_t kept) {
  __m512 wide = (__m512)key;
  __mmask16 mask = _mm512_cmp_ps_mask(wide, _mm512_set1_ps(limit), _CMP_LE_OQ);
  if (!mask) return kept;
  __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  __m512i places = _mm512_add_epi32(_mm512_set1_epi32((int)first), lanes);
  _mm512_storeu_ps(keys + kept, _mm512_maskz_compress_ps(mask, wide));
  _mm512_storeu_si512(positions + kept, _mm512_maskz_compress_epi32(mask, places));
  return kept + (size_t)__builtin_popcount(mask);
}

INLINE512 void count_avx512(const float *keys, size_t kept, const float *lows, const float *highs, int32_t *below,
                            int32_t *within) {
  __m512 low = _mm512_loadu_ps(lows), high = _mm512_loadu_ps(highs);
  __m512i under = _mm512_setzero_si512(), reached = under, one = _mm512_set1_epi32(1);
  for (size_t i = 0; i < kept; i++) {
    __m512 key = _mm512_set1_ps(keys[i]);
    under = _mm512_mask_add_epi32(under, _mm512_cmp_ps_mask(key, low, _CMP_LT_OQ), under, one);
    reached = _mm512_mask_add_epi32(reached, _mm512_cmp_ps_mask(key, high, _CMP_LE_OQ), reached, one);
  }
  _mm512_storeu_si512(below, _mm512_add_epi32(_mm512_loadu_si512(below), under));
  _mm512_storeu_si512(within, _mm512_sub_epi32(reached, under));
}

INLINE512 unsigned lanes_avx512(const float *keys, float low, float high) {
  __m512 key = _mm512_loadu_ps(keys);
  return _mm512_cmp_ps_mask(key, _mm512_set1_ps(low), _CMP_GE_OQ) &
         _mm512_cmp_ps_mask(key, _mm512_set1_ps(high), _CMP_LE_OQ);
}
#endif

#define RANK_ROW(instructions)                                                                                         \
  size_t kept = 0, found = 0;                                                                                          \
  for (size_t j = 0; j < count; j += 16) {                                                                             \
    v16 key = scale * *(const v16 *)(values + j) + (rowOffset + *(const v16 *)(columnOffsets + j));                    \
    kept = keep_##instructions(key, limit, j, keys, positions, kept);                                                  \
  }                                                                                                                    \
  for (int l = 0; l < 16; l++) keys[kept + l] = __builtin_inff();                                                      \
  for (size_t t = 0; kept > 0 && t < thresholds; t += 16) {                                                            \
    int32_t within[16];                                                                                                \
    count_##instructions(keys, kept, lows + t, highs + t, below + t, within);                                          \
    for (int l = 0; l < 16; l++)                                                                                       \
      for (size_t i = 0; within[l] && i < kept; i += 16) {                                                             \
        unsigned lanes = lanes_##instructions(keys + i, lows[t + l], highs[t + l]);                                    \
        for (; lanes; lanes &= lanes - 1) {                                                                            \
          unclear[2 * found] = (int32_t)(t + l);                                                                       \
          unclear[2 * found++ + 1] = positions[i + __builtin_ctz(lanes)];                                              \
        }                                                                                                              \
      }                                                                                                                \
  }                                                                                                                    \
  return found;

#define VARIANT(suffix, attributes, instructions)                                                                              \
  attributes static void panel_squares_##suffix(const float *a, size_t m, const float *b, size_t n, size_t d,         \
                                                float *o, size_t os) {                                                 \
    if (d == 2)                                                                                                        \
      panel_squares(a, m, b, n, 2, o, os);                                                                             \
    else if (d == 3)                                                                                                   \
      panel_squares(a, m, b, n, 3, o, os);                                                                             \
    else                                                                                                               \
      panel_squares(a, m, b, n, d, o, os);                                                                             \
  }                                                                                                                    \
  attributes static void transpose_##suffix(const float *in, size_t s, float *out) { transpose(in, s, out); }         \
  attributes static size_t rank_row_##suffix(const float *values, size_t count, float scale, float rowOffset,         \
                                             const float *columnOffsets, float limit, const float *lows,              \
                                             const float *highs, size_t thresholds, int32_t *below, float *keys,      \
                                             int32_t *positions, int32_t *unclear) {                                  \
    RANK_ROW(instructions)                                                                                                   \
  }

VARIANT(baseline, , portable)
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2, portable)
VARIANT(avx512, TARGET_AVX512, avx512)
#endif

static struct {
  void (*panel_squares)(const float *, size_t, const float *, size_t, size_t, float *, size_t);
  void (*transpose)(const float *, size_t, float *);
  size_t (*rank_row)(const float *, size_t, float, float, const float *, float, const float *, const float *, size_t,
                     int32_t *, float *, int32_t *, int32_t *);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.panel_squares = panel_squares_##suffix;                                                                    \
    kernels.transpose = transpose_##suffix;                                                                            \
    kernels.rank_row = rank_row_##suffix;                                                                              \
  } while (0)

SELECT_BEFORE_MAIN

void strata_panel_squares(const float *a, size_t aPanels, const float *b, size_t bPanels, size_t depth, float *out,
                          size_t outStride) {
  kernels.panel_squares(a, aPanels, b, bPanels, depth, out, outStride);
}

void strata_transpose(const float *in, size_t size, float *out) { kernels.transpose(in, size, out); }

size_t strata_rank_row(const float *values, size_t count, float scale, float rowOffset, const float *columnOffsets,
                       float limit, const float *lows, const float *highs, size_t thresholds, int32_t *below,
                       float *keys, int32_t *positions, int32_t *unclear) {
  return kernels.rank_row(values, count, scale, rowOffset, columnOffsets, limit, lows, highs, thresholds, below, keys,
                          positions, unclear);
}
