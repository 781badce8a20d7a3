#include "strata_neighbors.h"

#include <float.h>
#include <math.h>

#include "code_block.h"
#include "measured_pair.h"
#include "neighbor_lists.h"
#include "panel_block.h"
#include "strata_panels.h"

typedef struct {
  float *keys;
  uint32_t *places;
  float *partial;
} tile_scratch;

// Whole vectors are stored behind the last key.
#define SCRATCH_ENTRIES ((size_t)STRATA_TILE_ROWS * STRATA_TILE_ROWS + 16)

size_t strata_scratch_size(void) { return SCRATCH_ENTRIES * 3 * sizeof(float); }

static tile_scratch tile_parts(void *scratch) {
  float *base = scratch;
  size_t size = SCRATCH_ENTRIES;
  return (tile_scratch){base, (uint32_t *)(base + size), base + 2 * size};
}

INLINE int still_wanted(int products, const strata_points *a, size_t i, const strata_points *b, size_t j, int both,
                        float key) {
  if (products) {
    float bound = a->bounds[i] + b->heights[j];
    if (both && a->heights[i] + b->bounds[j] < bound) bound = a->heights[i] + b->bounds[j];
    return key >= bound;
  }
  return key <= a->bounds[i] || (both && key <= b->bounds[j]);
}

INLINE int code_still_wanted(const strata_points *a, size_t i, const strata_points *b, size_t j, int both, float key) {
  int32_t sum;
  memcpy(&sum, &key, 4);
  return sum >= a->codeBounds[i] || (both && sum >= b->codeBounds[j]);
}

// The product of more columns: that of the panels, less their rests, and that of the tails.
INLINE float longer_product(const strata_points *a, size_t i, const strata_points *b, size_t j, float key) {
  const float *x = a->tails + i * a->tailDepth, *y = b->tails + j * b->tailDepth;
  v16 sum = {0};
  for (size_t k = 0; k < a->tailDepth; k += 16) sum += load(x + k) * load(y + k);
  if (a->rests) key -= a->rests[i] * b->rests[j];
  return key + (reduce(sum) + a->tailRests[i] * b->tailRests[j]);
}

// Measures the pairs that survived and keeps those that belong to a list.
INLINE size_t measure_pairs(const strata_search *s, const strata_points *a, size_t aFirst, size_t aCount,
                            const strata_points *b, size_t bFirst, size_t bCount, int both, int same,
                            const tile_scratch *scratch, size_t found) {
  size_t measured = 0;
  int products = uses_products(s), codes = s->codeDepth > 0;
  for (size_t p = 0; p < found; p++) {
    uint32_t place = scratch->places[p];
    size_t row = place >> 16, column = place & 0xffff;
    if (row >= aCount || column >= bCount || (same && row >= column)) continue;
    size_t i = aFirst + row, j = bFirst + column;
    float key = scratch->keys[p];
    if (!(codes ? code_still_wanted(a, i, b, j, both, key) : still_wanted(products, a, i, b, j, both, key))) continue;
    // Tails of codes begin with the first column.
    if (products && a->tails &&
        !still_wanted(products, a, i, b, j, both, longer_product(a, i, b, j, codes ? 0 : key)))
      continue;
    uint32_t idA = (uint32_t)a->ids[i], idB = (uint32_t)b->ids[j];
    // A list full of distance 0 takes only smaller numbers: thousands of duplicates need no measuring.
    int wantA = a->worst[i] > idB, wantB = both && b->worst[j] > idA;
    if (!(wantA | wantB)) continue;
    float limit = a->limits[i];
    if (both && b->limits[j] > limit) limit = b->limits[j];
    float distance;
    measured++;
    if (a->directionless && (a->directionless[i] | b->directionless[j])) {
      distance = 1;
    } else {
      const float *x = a->rows + i * s->stride, *y = b->rows + j * s->stride;
      if (products && s->stride > 64 && !square_within(x, y, s->stride, limit)) continue;
      distance = measured_distance(s, x, y);
    }
    uint32_t bits;
    memcpy(&bits, &distance, 4);
    if (wantA) keep(s, a, i, (uint64_t)bits << 32 | idB);
    if (wantB) keep(s, b, j, (uint64_t)bits << 32 | idA);
  }
  return measured;
}

// Appends the lanes of a mask; positions are (row << 16 | column) within the tile.
INLINE size_t append(tile_scratch *t, size_t found, unsigned mask, v16 keys, size_t row, size_t column) {
  float values[16];
  memcpy(values, &keys, 64);
  while (mask) {
    unsigned lane = (unsigned)__builtin_ctz(mask);
    mask &= mask - 1;
    t->keys[found] = values[lane];
    t->places[found++] = (uint32_t)(row << 16 | (column + lane));
  }
  return found;
}

typedef struct {
  const strata_search *search;
  const strata_points *a, *b;
  size_t aFirst, bFirst;
  int both;
} tile_pair;

// Compares a block of keys with the limits of its rows and columns.
INLINE size_t survivors(int op, int rows, int width, const tile_pair *t, size_t row, size_t column, const v16 *s,
                        tile_scratch *out, size_t found) {
  const strata_points *a = t->a, *b = t->b;
  size_t i = t->aFirst + row, j = t->bFirst + column;
  unsigned any = 0, masks[24];
#pragma clang loop unroll(full)
  for (int c = 0; c < width; c++) {
    v16 heights = {0}, bounds;
    if (op == PANEL_DOT) heights = load(b->heights + j + 16 * c);
    bounds = t->both ? load(b->bounds + j + 16 * c) : (op == PANEL_DOT ? UNLIMITED : -1) - (v16){0};
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      // The looser of the two limits decides; the bits leave the vector registers at once.
      v16 first = a->bounds[i + r] - (v16){0};
      unsigned mask;
      if (op == PANEL_DOT)
        mask = lanes(s[r * width + c] >= panel_smaller(first + heights, a->heights[i + r] + bounds));
      else
        mask = lanes(s[r * width + c] <= panel_larger(first, bounds));
      masks[r * width + c] = mask;
      any |= mask;
    }
  }
  if (!any) return found;
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < width; c++)
      if (masks[r * width + c])
        found = append(out, found, masks[r * width + c], s[r * width + c], row + r, column + 16 * c);
  return found;
}

// One block of the tile for one range of columns: partial sums until the last, which is compared at once.
INLINE size_t search_block(int op, int rows, int width, const tile_pair *t, size_t row, size_t column, size_t start,
                           size_t count, int last, tile_scratch *out, size_t found) {
  const strata_points *a = t->a, *b = t->b;
  size_t i = t->aFirst + row, j = t->bFirst + column;
  v16 s[24];
  panel_block(op, rows, width, (float)t->search->exponent, a->panels + (i / 16 * a->panelDepth + start) * 16 + i % 16,
              b->panels + (j / 16 * b->panelDepth + start) * 16, b->panelDepth * 16, count, s);
  float *partial = out->partial + row * STRATA_TILE_ROWS + column;
  if (start > 0)
    for (int r = 0; r < rows; r++)
      for (int c = 0; c < width; c++)
        s[r * width + c] = panel_join(op, s[r * width + c], load(partial + r * STRATA_TILE_ROWS + 16 * c));
  if (!last) {
    for (int r = 0; r < rows; r++)
      for (int c = 0; c < width; c++) *(v16 *)(partial + r * STRATA_TILE_ROWS + 16 * c) = s[r * width + c];
    return found;
  }
  if (op == PANEL_DOT && a->rests)
    for (int r = 0; r < rows; r++)
      for (int c = 0; c < width; c++) s[r * width + c] += a->rests[i + r] * load(b->rests + j + 16 * c);
  return survivors(op, rows, width, t, row, column, s, out, found);
}

INLINE size_t search_tile(int op, int rows, int width, const tile_pair *t, size_t aCount, size_t bCount, int same,
                          tile_scratch *out) {
  size_t found = 0, depth = t->search->depth, aRows = (aCount + 15) & ~(size_t)15, bRows = (bCount + 15) & ~(size_t)15;
  for (size_t start = 0; start < depth; start += PANEL_DEPTH_BLOCK) {
    size_t count = depth - start < PANEL_DEPTH_BLOCK ? depth - start : PANEL_DEPTH_BLOCK;
    int last = start + count == depth;
    for (size_t column = 0; column < bRows;) {
      int wide = bRows - column >= (size_t)width * 16;
      size_t end = column + (wide ? width * 16 : 16);
      // Of a tile with itself only pairs row < column count.
      size_t rowEnd = same && end < aRows ? end : aRows;
      for (size_t row = 0; row < rowEnd; row += rows)
        found = wide ? search_block(op, rows, width, t, row, column, start, count, last, out, found)
                     : search_block(op, rows, 1, t, row, column, start, count, last, out, found);
      column = end;
    }
  }
  return found;
}

INLINE size_t search_pairs(int rows, int width, const tile_pair *t, size_t aCount, size_t bCount, int same,
                           void *memory) {
  tile_scratch scratch = tile_parts(memory);
  size_t found;
  const strata_search *s = t->search;
  if (uses_products(s))
    found = search_tile(PANEL_DOT, rows, width, t, aCount, bCount, same, &scratch);
  else if (s->metric == STRATA_MANHATTAN)
    found = search_tile(PANEL_MANHATTAN, rows, width, t, aCount, bCount, same, &scratch);
  else if (uses_powers(s))
    found = search_tile(PANEL_POWER, rows, width, t, aCount, bCount, same, &scratch);
  else
    found = search_tile(PANEL_CHEBYSHEV, rows, width, t, aCount, bCount, same, &scratch);
  return measure_pairs(s, t->a, t->aFirst, aCount, t->b, t->bFirst, bCount, t->both, same, &scratch, found);
}

#define VARIANT(suffix, attributes, rows, width)                                                                       \
  attributes static size_t search_##suffix(const tile_pair *t, size_t m, size_t n, int same, void *memory) {          \
    return search_pairs(rows, width, t, m, n, same, memory);                                                           \
  }                                                                                                                    \
  attributes static float measure_##suffix(const strata_search *s, const float *a, const float *b) {                  \
    return measured_distance(s, a, b);                                                                                 \
  }

VARIANT(baseline, , 2, 1)
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2, 4, 1)
VARIANT(avx512, TARGET_AVX512, 8, 2)

TARGET_CODES static size_t search_codes(const tile_pair *t, size_t m, size_t n, int same, void *memory) {
  tile_scratch scratch = tile_parts(memory);
  size_t found = code_tile(t->a, t->aFirst, m, t->b, t->bFirst, n, t->both, same, t->search->codeDepth,
                           (int32_t *)scratch.keys, scratch.places);
  return measure_pairs(t->search, t->a, t->aFirst, m, t->b, t->bFirst, n, t->both, same, &scratch, found);
}
#endif

static struct {
  size_t (*search)(const tile_pair *, size_t, size_t, int, void *);
  float (*measure)(const strata_search *, const float *, const float *);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.search = search_##suffix;                                                                                  \
    kernels.measure = measure_##suffix;                                                                                \
  } while (0)

SELECT_BEFORE_MAIN

static size_t search_ranges(const tile_pair *pair, size_t aCount, size_t bCount, int same, void *scratch) {
#if defined(__x86_64__)
  if (pair->search->codeDepth) return search_codes(pair, aCount, bCount, same, scratch);
#endif
  return kernels.search(pair, aCount, bCount, same, scratch);
}

// Rows of small groups first, then groups next to each other: the order puts close rows together, so the limits are
// tight before most pairs of the tile are looked at.
static size_t search_own(const tile_pair *pair, size_t count, void *scratch) {
  size_t measured = 0, group = 2 * STRATA_PANEL_ROWS;
  for (size_t start = 0; start < count; start += group) {
    tile_pair own = *pair;
    own.aFirst = own.bFirst = pair->aFirst + start;
    size_t rows = count - start < group ? count - start : group;
    measured += search_ranges(&own, rows, rows, 1, scratch);
  }
  for (size_t size = group; size < count; size *= 2)
    for (size_t start = 0; start + size < count; start += 2 * size) {
      tile_pair next = *pair;
      next.aFirst = pair->aFirst + start;
      next.bFirst = next.aFirst + size;
      size_t rows = count - start - size < size ? count - start - size : size;
      measured += search_ranges(&next, size, rows, 0, scratch);
    }
  return measured;
}

size_t strata_search_tile(const strata_search *search, const strata_points *a, size_t aFirst, size_t aCount,
                          const strata_points *b, size_t bFirst, size_t bCount, int both, int same, void *scratch) {
  tile_pair pair = {search, a, b, aFirst, bFirst, both || same};
  return same ? search_own(&pair, aCount, scratch) : search_ranges(&pair, aCount, bCount, 0, scratch);
}

int strata_has_codes(void) {
#if defined(__x86_64__)
  return instruction_level() >= 2 && __builtin_cpu_supports("avx512vnni");
#else
  return 0;
#endif
}

float strata_measure(const strata_search *search, const float *a, const float *b) {
  return kernels.measure(search, a, b);
}

float strata_largest_limit(const strata_points *points, size_t first, size_t count) {
  float largest = 0;
  for (size_t row = first; row < first + count; row++)
    largest = points->limits[row] > largest ? points->limits[row] : largest;
  return largest;
}

void strata_clear_rows(const strata_search *s, const strata_points *p, size_t first, size_t count) {
  for (size_t row = first; row < first + count; row++) {
    p->counts[row] = 0;
    p->worst[row] = UINT64_MAX;
    p->limits[row] = UNLIMITED;
    p->bounds[row] = uses_products(s) ? p->heights[row] - UNLIMITED * 0.5f : UNLIMITED;
    if (s->codeDepth) p->codeBounds[row] = -UNLIMITED_CODE;
  }
}

void strata_write_neighbors(const strata_search *s, const strata_points *p, size_t first, size_t count,
                            int32_t *indices, float *distances) {
  for (size_t row = first; row < first + count; row++) {
    uint64_t *entries = p->entries + row * s->capacity;
    size_t found = (size_t)p->counts[row];
    if (found > s->kept) {
      select_smallest(entries, (long)found, (long)s->kept);
      found = s->kept;
    }
    sort_ascending(entries, (long)found);
    size_t place = (size_t)p->ids[row] * s->kept;
    for (size_t rank = 0; rank < found; rank++) {
      uint32_t bits = (uint32_t)(entries[rank] >> 32);
      memcpy(distances + place + rank, &bits, 4);
      indices[place + rank] = (int32_t)(uint32_t)entries[rank];
    }
  }
}
