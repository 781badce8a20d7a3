// Keys from coordinates rounded to bytes: one instruction multiplies and adds four columns of 16 pairs, and sums of
// whole numbers are exact. Only processors with AVX-512 VNNI have it; others compare products of the panels.
#pragma once
#include "strata_neighbors.h"
#include "vectors.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define CODE_ROWS 8
#define TARGET_CODES __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,fma")))

// s[r * 2 + c] = dot product less heights of row r of `a` (from `row` on) and panel c of `b` (from `column` on).
TARGET_CODES INLINE void code_block(int width, const strata_points *a, size_t row, const strata_points *b,
                                    size_t column, size_t depth, __m512i *sums) {
  __m512i s[2 * CODE_ROWS];
  const int32_t *x = a->codes + row / 16 * depth * 16 + row % 16, *y = b->shiftedCodes + column * depth;
#pragma clang loop unroll(full)
  for (int c = 0; c < width; c++) {
    __m512i heights = _mm512_loadu_si512(b->codeHeights + column + 16 * c);
#pragma clang loop unroll(full)
    for (int r = 0; r < CODE_ROWS; r++)
      s[r * width + c] = _mm512_sub_epi32(_mm512_set1_epi32(a->codeStarts[row + r]), heights);
  }
  for (size_t k = 0; k < depth; k++) {
    __m512i values[2];
#pragma clang loop unroll(full)
    for (int c = 0; c < width; c++) values[c] = _mm512_loadu_si512(y + (c * depth + k) * 16);
#pragma clang loop unroll(full)
    for (int r = 0; r < CODE_ROWS; r++) {
      __m512i value = _mm512_set1_epi32(x[k * 16 + r]);
#pragma clang loop unroll(full)
      for (int c = 0; c < width; c++) s[r * width + c] = _mm512_dpbusd_epi32(s[r * width + c], values[c], value);
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < width * CODE_ROWS; i++) sums[i] = s[i];
}

// Keys and places of the pairs of a block that neither the limit of the row nor that of the column excludes.
TARGET_CODES INLINE size_t code_survivors(int width, const strata_points *a, size_t aFirst, size_t row,
                                          const strata_points *b, size_t bFirst, size_t column, int both,
                                          size_t depth, int32_t *keys, uint32_t *places, size_t found) {
  __m512i s[2 * CODE_ROWS];
  size_t i = aFirst + row, j = bFirst + column;
  code_block(width, a, i, b, j, depth, s);
  __mmask16 masks[2 * CODE_ROWS];
  unsigned any = 0;
#pragma clang loop unroll(full)
  for (int c = 0; c < width; c++) {
    __m512i bounds = both ? _mm512_loadu_si512(b->codeBounds + j + 16 * c) : _mm512_set1_epi32(INT32_MAX);
#pragma clang loop unroll(full)
    for (int r = 0; r < CODE_ROWS; r++) {
      __m512i bound = _mm512_min_epi32(_mm512_set1_epi32(a->codeBounds[i + r]), bounds);
      masks[r * width + c] = _mm512_cmpge_epi32_mask(s[r * width + c], bound);
      any |= masks[r * width + c];
    }
  }
  if (!any) return found;
  __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#pragma clang loop unroll(full)
  for (int r = 0; r < CODE_ROWS; r++)
#pragma clang loop unroll(full)
    for (int c = 0; c < width; c++) {
      __mmask16 mask = masks[r * width + c];
      if (!mask) continue;
      __m512i place = _mm512_add_epi32(lanes, _mm512_set1_epi32((int)((row + r) << 16 | (column + 16 * c))));
      _mm512_storeu_si512(places + found, _mm512_maskz_compress_epi32(mask, place));
      _mm512_storeu_si512(keys + found, _mm512_maskz_compress_epi32(mask, s[r * width + c]));
      found += (size_t)__builtin_popcount(mask);
    }
  return found;
}

TARGET_CODES INLINE size_t code_tile(const strata_points *a, size_t aFirst, size_t aCount, const strata_points *b,
                                     size_t bFirst, size_t bCount, int both, int same, size_t depth, int32_t *keys,
                                     uint32_t *places) {
  size_t found = 0, aRows = (aCount + 15) & ~(size_t)15, bRows = (bCount + 15) & ~(size_t)15;
  for (size_t column = 0; column < bRows;) {
    int wide = bRows - column >= 32;
    size_t end = column + (wide ? 32 : 16);
    // Of a tile with itself only pairs row < column count.
    size_t rowEnd = same && end < aRows ? end : aRows;
    for (size_t row = 0; row < rowEnd; row += CODE_ROWS)
      found = wide ? code_survivors(2, a, aFirst, row, b, bFirst, column, both, depth, keys, places, found)
                   : code_survivors(1, a, aFirst, row, b, bFirst, column, both, depth, keys, places, found);
    column = end;
  }
  return found;
}
#endif
