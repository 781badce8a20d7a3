// Exact nearest neighbors on packed panels: a tile of keys is compared with the limits of its rows and columns while it
// is in registers; the few pairs that survive are measured in double precision and kept if they belong to the result.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How pairs are measured. `ANGLE` is half the square of the distance of unit rows, that is 1 - cosine.
enum {
  STRATA_EUCLIDEAN = 0,
  STRATA_ANGLE = 1,
  STRATA_MANHATTAN = 2,
  STRATA_CHEBYSHEV = 3,
  STRATA_MINKOWSKI = 4,
};

/// Up to this exponent powers of differences are the keys; they neither overflow nor lose accuracy. Beyond, the maximum,
/// which never exceeds the distance, is the key.
#define STRATA_LARGEST_POWER 32

/// What is common to all pairs.
typedef struct {
  int32_t metric;
  /// The exponent of `STRATA_MINKOWSKI`.
  double exponent;
  /// What a distance of the stored rows is multiplied by to be one of the data; a power of two.
  double unit;
  /// Leading columns of the panels that the keys are made of.
  size_t depth;
  /// Floats from one measured row to the next, a multiple of 16; the padding is zeros.
  size_t stride;
  /// Neighbors to keep per row and room per row, more than `kept`.
  size_t kept, capacity;
  /// Lanes of four columns per row when keys are made of codes (only where `strata_has_codes`), when `depth` does not
  /// matter; else 0.
  size_t codeDepth;
  /// What a limit is multiplied by to be on the scale of products of codes.
  double codeScale;
  /// By how much a key that is no product can be too large, relatively.
  float keyError;
} strata_search;

/// Rows in the order of the search. Arrays that keys read (`panels`, `heights`, `rests`, `bounds`) are padded to whole
/// panels.
typedef struct {
  size_t count;
  /// Panels of `panelDepth` columns.
  const float *panels;
  size_t panelDepth;
  /// Half the squared lengths, less the rounding error of the keys; only for products.
  const float *heights;
  /// At least the length of what the leading columns leave out of a row, or null.
  const float *rests;
  /// Further columns of what the panels hold in front, row-major, `tailDepth` (a multiple of 16) per row, and at least
  /// the length of what these leave out as well; or null. They exclude most of the pairs that survive the panels.
  const float *tails;
  size_t tailDepth;
  const float *tailRests;
  /// Coordinates rounded to whole numbers from -127 to 127, packed like `panels` with four columns in place of a float,
  /// and the same with 128 added to each. `codeHeights`: half the squared lengths, less what rounding can add to half
  /// the square of a distance. `codeStarts`: minus the heights, and 128 times the sum of the numbers less. With codes,
  /// `panels` and `rests` are null, and `tails` begin with the first column.
  const int32_t *codes, *shiftedCodes, *codeHeights, *codeStarts;
  /// The rows that are measured.
  const float *rows;
  /// 1 where a row has no direction, or null; only for `STRATA_ANGLE`.
  const uint8_t *directionless;
  /// The number of each row in the caller's order.
  const int32_t *ids;
  /// (distance bits, id) of the rows found so far, `capacity` per row, and how many; null where nothing is searched.
  uint64_t *entries;
  int32_t *counts;
  /// What an entry must be below to be kept.
  uint64_t *worst;
  /// The same on the scale of the keys: what a square (or sum, or maximum) may be at most.
  float *limits;
  /// What a key is compared with; from `limits`.
  float *bounds;
  /// What a product of codes less both heights must reach; from `limits`.
  int32_t *codeBounds;
} strata_points;

/// Rows of one tile at most.
#define STRATA_TILE_ROWS 256

/// Whether this processor compares codes, and may.
int strata_has_codes(void);

/// Bytes of scratch that a thread needs for `strata_search_tile`.
size_t strata_scratch_size(void);

/// Empties the lists of some rows; every pair is welcome from then on.
void strata_clear_rows(const strata_search *search, const strata_points *points, size_t first, size_t count);

/// Compares `aCount` rows of `a` from row `aFirst` (a multiple of 16) with `bCount` of `b`. Rows of `a` receive
/// neighbors; rows of `b` do when `both` is 1. When `same` is 1 the two ranges are the same rows of one set, and each
/// pair of different rows is compared once. Returns how many pairs were measured.
size_t strata_search_tile(const strata_search *search, const strata_points *a, size_t aFirst, size_t aCount,
                          const strata_points *b, size_t bFirst, size_t bCount, int both, int same, void *scratch);

/// The largest limit of some rows.
float strata_largest_limit(const strata_points *points, size_t first, size_t count);

/// Sorts the lists of some rows and writes them to row `ids[row]` of the outputs, `kept` per row.
void strata_write_neighbors(const strata_search *search, const strata_points *points, size_t first, size_t count,
                            int32_t *indices, float *distances);

/// The distance of two measured rows in the units of the data, from double precision; never NaN.
float strata_measure(const strata_search *search, const float *a, const float *b);

#ifdef __cplusplus
}
#endif
