// Kernels of the approximate neighbor search: groups of points compared all with all, and the lists of nearest points
// they improve. Distances are sums of squared (or absolute) differences added in one fixed order, so a pair has the
// same bits wherever it is measured; a list can then tell a pair that it holds already by its distance.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Points and, for each, its nearest ones so far, ascending by (key, point).
typedef struct {
  /// `stride` floats apart, a multiple of 16, padded with zeros.
  const float *rows;
  size_t stride;
  /// 0: squared differences, 1: absolute differences.
  int metric;
  /// The places in use of each list.
  size_t capacity;
  /// From one list to the next, a multiple of 16; places beyond `capacity` hold infinity.
  size_t listStride;
  /// The distances of the listed points; infinity where there is none yet.
  float *keys;
  /// The listed points, 2 · point + 1 while new, 2 · point afterwards.
  uint32_t *entries;
} strata_lists;

/// A point that another one should consider as its neighbor.
typedef struct {
  uint32_t destination;
  float key;
  uint32_t source;
} strata_update;

/// What the join of one iteration reads besides the lists.
typedef struct {
  /// The entries at the beginning of the iteration, laid out as in the lists.
  const uint32_t *entries;
  /// Where the reverse edges of each point begin, and at last where they end.
  const uint32_t *reverseStarts;
  /// For each point the points that list it, coded as entries are.
  const uint32_t *reverse;
  /// The most points of one direction and age that are joined at one point, at most `strata_join_limit`.
  size_t sampleCount;
  uint64_t seed;
} strata_join;

/// The largest `sampleCount`.
#define strata_join_limit 64

/// Asks for large pages where the system has them: rows are read in random order, and each small page costs a miss.
void strata_prefer_large_pages(void *memory, size_t bytes);

/// nearest[i] = position of the pivot nearest to point ids[i]; the first of equals.
void strata_assign(const strata_lists *lists, const uint32_t *ids, size_t count, const uint32_t *pivots,
                   size_t pivotCount, uint32_t *nearest);

/// output[i * bCount + j] = key of points a[i] and b[j].
void strata_measure_lists(const strata_lists *lists, const uint32_t *a, size_t aCount, const uint32_t *b, size_t bCount,
                    float *output);

/// Compares all points of a group with each other and enters them in each other's lists. `scratch` holds
/// strata_group_scratch_size(count) bytes.
void strata_join_group(const strata_lists *lists, const uint32_t *ids, size_t count, void *scratch);
size_t strata_group_scratch_size(size_t count);

/// Joins the neighbors and reverse neighbors of points `begin` to `end`: compares pairs with a new member and writes
/// those that would improve a list. Returns how many; `updates` has room for 16 · sampleCount² + 64 per point.
size_t strata_join_points(const strata_lists *lists, const strata_join *join, size_t begin, size_t end,
                          strata_update *updates);

/// Enters updates in the lists; returns how many changed one.
size_t strata_apply_updates(const strata_lists *lists, const strata_update *updates, size_t count);

/// Orders updates by destination / bucketSize, keeping their order within one; starts has bucketCount + 1 places.
void strata_bucket_updates(const strata_update *updates, size_t count, size_t bucketSize, size_t bucketCount,
                           strata_update *output, uint32_t *starts);

/// counts[p] = how many of `pointCount` points list p, for p in [begin, end).
void strata_count_reverse(const strata_lists *lists, size_t pointCount, size_t begin, size_t end, uint32_t *counts);

/// Writes the reverse edges of points [begin, end), by ascending source; `next[p]` is where those of p begin and is
/// moved to where they end.
void strata_fill_reverse(const strata_lists *lists, const uint32_t *entries, size_t pointCount, size_t begin,
                         size_t end, uint32_t *next, uint32_t *reverse);

#ifdef __cplusplus
}
#endif
