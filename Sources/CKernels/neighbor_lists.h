// The nearest neighbors of every row found so far, unordered, and the limits that follow from them: what a pair must
// reach to belong to a list.
#pragma once
#include <float.h>
#include <math.h>

#include "select_smallest.h"
#include "strata_neighbors.h"
#include "vectors.h"

// Larger than any key, yet finite: sums with it are no NaN.
#define UNLIMITED 1e29f
// Larger than any product of codes; three of them do not overflow.
#define UNLIMITED_CODE (1 << 28)

static int uses_powers(const strata_search *s) {
  return s->metric == STRATA_MINKOWSKI && s->exponent <= STRATA_LARGEST_POWER;
}

// The largest square (sum, maximum) of the stored rows that can still round to a distance of at most `distance`.
static float limit_of(const strata_search *s, float distance) {
  if (distance >= (s->metric == STRATA_ANGLE ? 2 : FLT_MAX)) return UNLIMITED;
  double wider = 1 + 0x1p-20;
  if (s->metric == STRATA_ANGLE) return (float)(2 * distance * wider * wider) + FLT_MIN;
  // Half a unit in the last place of the smallest distances is more than their relative error.
  double reach = ((double)distance * wider + 0x1p-149) / s->unit;
  double limit = s->metric == STRATA_EUCLIDEAN   ? reach * reach
                 : uses_powers(s)                ? pow(reach, s->exponent)
                                                 : reach;
  limit = limit * wider + FLT_MIN;
  return limit < UNLIMITED ? (float)limit : UNLIMITED;
}

static int uses_products(const strata_search *s) { return s->metric <= STRATA_ANGLE; }

// The bound of codes that belongs to a limit: what a product less both heights must reach.
static int32_t code_bound(const strata_search *s, float limit) {
  double bound = (double)limit * s->codeScale + 2;
  return bound < UNLIMITED_CODE ? -(int32_t)bound : -UNLIMITED_CODE;
}

static void set_worst(const strata_search *s, const strata_points *p, size_t row, uint64_t worst) {
  uint32_t bits = (uint32_t)(worst >> 32);
  float distance;
  memcpy(&distance, &bits, 4);
  float limit = limit_of(s, distance);
  p->worst[row] = worst;
  p->limits[row] = limit;
  p->bounds[row] = uses_products(s) ? p->heights[row] - limit * 0.5f : limit * (1 + s->keyError);
  if (s->codeDepth) p->codeBounds[row] = code_bound(s, limit);
}

// Makes room in a full list, or gives a row its first limit: waiting for a full list would let many more pairs through.
__attribute__((noinline)) static void shorten(const strata_search *s, const strata_points *p, size_t row) {
  uint64_t *entries = p->entries + row * s->capacity, worst;
  long count = p->counts[row];
  count = nearly_smallest(entries, count, (long)s->kept, &worst);
  p->counts[row] = (int32_t)count;
  set_worst(s, p, row, worst);
}

// Appends an entry to the list of a row if it is among the nearest so far. About every second one is, unforeseeably, so
// it is written in any case and only counted if it belongs there.
INLINE void keep(const strata_search *s, const strata_points *p, size_t row, uint64_t entry) {
  uint64_t worst = p->worst[row];
  size_t count = (size_t)p->counts[row];
  p->entries[row * s->capacity + count] = entry;
  count += entry < worst;
  p->counts[row] = (int32_t)count;
  if ((count == s->capacity) | ((count == s->kept) & (worst == UINT64_MAX))) shorten(s, p, row);
}
