// Selection and sorting among whole numbers, as which pairs of (distance, index) are stored.
#pragma once
#include <stdint.h>
#include <string.h>

#include "vectors.h"

// Moves the `kept` smallest to the front; returns the largest of them.
static inline uint64_t select_smallest(uint64_t *values, long count, long kept) {
  long low = 0, high = count - 1;
  while (low < high) {
    uint64_t pivot = values[(low + high) >> 1];
    long i = low, j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        uint64_t other = values[i];
        values[i++] = values[j];
        values[j--] = other;
      }
    }
    if (kept - 1 <= j)
      high = j;
    else if (kept - 1 >= i)
      low = i;
    else
      break;
  }
  uint64_t largest = 0;
  for (long i = 0; i < kept; i++) largest = values[i] > largest ? values[i] : largest;
  return largest;
}

// Sorts; whole numbers are compared at once, without a call for each pair.
static inline void sort_ascending(uint64_t *values, long count) {
  while (count > 24) {
    uint64_t a = values[0], b = values[count / 2], c = values[count - 1];
    uint64_t pivot = a < b ? (b < c ? b : (a < c ? c : a)) : (a < c ? a : (b < c ? c : b));
    long i = 0, j = count - 1;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        uint64_t other = values[i];
        values[i++] = values[j];
        values[j--] = other;
      }
    }
    // The smaller part by a call, so that calls are at most as deep as the number has bits.
    if (j + 1 < count - i) {
      sort_ascending(values, j + 1);
      values += i;
      count -= i;
    } else {
      sort_ascending(values + i, count - i);
      count = j + 1;
    }
  }
  for (long i = 1; i < count; i++) {
    uint64_t value = values[i];
    long j = i;
    for (; j > 0 && values[j - 1] > value; j--) values[j] = values[j - 1];
    values[j] = value;
  }
}

#if defined(__x86_64__)
#include <immintrin.h>

#define MOST_WIDE_VALUES 1024

// The pivot of three values that leaves about the wanted share below it.
static inline uint64_t pivot_of_three(const uint64_t *values, long count, long kept) {
  uint64_t a = values[count / 4], b = values[count / 2], c = values[count - 1 - count / 4], other;
  if (a > b) other = a, a = b, b = other;
  if (b > c) other = b, b = c, c = other;
  if (a > b) other = a, a = b, b = other;
  return kept * 8 > count * 5 ? c : kept * 8 < count * 3 ? a : b;
}

// Moves at least the `kept` smallest to the front, at most an eighth more; returns how many, and the largest of them.
// Parts a list eight values at a time, without branches on them.
__attribute__((target("avx512f"))) static long nearly_smallest_wide(uint64_t *values, long count, long kept,
                                                                    uint64_t *largest) {
  uint64_t above[MOST_WIDE_VALUES + 8];
  long low = 0, high = count;
  while (high > kept + kept / 8) {
    uint64_t pivot = pivot_of_three(values + low, high - low, kept - low);
    __m512i limit = _mm512_set1_epi64((long long)pivot);
    long below = low, over = 0;
    for (long i = low; i < high; i += 8) {
      __mmask8 valid = high - i >= 8 ? 0xff : (__mmask8)((1u << (high - i)) - 1);
      __m512i v = _mm512_maskz_loadu_epi64(valid, values + i);
      __mmask8 small = _mm512_mask_cmple_epu64_mask(valid, v, limit), large = valid & (__mmask8)~small;
      // What is stored beyond the values that are wanted has been read already, or is overwritten by the next.
      _mm512_mask_compressstoreu_epi64(values + below, small, v);
      _mm512_storeu_si512(above + over, _mm512_maskz_compress_epi64(large, v));
      below += __builtin_popcount(small);
      over += __builtin_popcount(large);
    }
    memcpy(values + below, above, (size_t)over * sizeof *above);
    if (over == 0) {
      select_smallest(values + low, high - low, kept - low);
      high = kept;
    } else if (below >= kept) {
      high = below;
    } else {
      low = below;
    }
  }
  __m512i most = _mm512_setzero_si512();
  for (long i = 0; i < high; i += 8) {
    __mmask8 valid = high - i >= 8 ? 0xff : (__mmask8)((1u << (high - i)) - 1);
    most = _mm512_max_epu64(most, _mm512_maskz_loadu_epi64(valid, values + i));
  }
  *largest = _mm512_reduce_max_epu64(most);
  return high;
}

static int selects_wide;
__attribute__((constructor)) static void choose_selection(void) { selects_wide = instruction_level() >= 2; }
#endif

// Moves at least the `kept` smallest to the front; returns how many, and the largest of them.
static inline long nearly_smallest(uint64_t *values, long count, long kept, uint64_t *largest) {
#if defined(__x86_64__)
  if (selects_wide && count <= MOST_WIDE_VALUES) return nearly_smallest_wide(values, count, kept, largest);
#endif
  *largest = select_smallest(values, count, kept);
  return kept;
}
