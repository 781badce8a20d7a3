// The inner loops of rank counting; see strata_tiles.h for how kernels are chosen, strata_panels.h for panels.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// out[i * outStride + j] = sum of squared differences of row i of `a` and row j of `b`, as strata_panel_dots does for
/// products; for rows of few columns, where differences are as fast as products and do not cancel.
void strata_panel_squares(const float *a, size_t aPanels, const float *b, size_t bPanels, size_t depth, float *out,
                          size_t outStride);

/// out[j * size + i] = in[i * size + j]; `size` is a multiple of 16.
void strata_transpose(const float *in, size_t size, float *out);

/// Counts how many keys of one row lie below each of several thresholds.
///
/// A key is scale * values[j] + (rowOffset + columnOffsets[j]). For each threshold t, `below[t]` grows by the number of
/// keys < lows[t]. Keys in [lows[t], highs[t]] are too close to tell: for each, t and j are written to `unclear`, two
/// numbers apiece, ordered by t. `count` and `thresholds` are multiples of 16 (unused thresholds: low = high = -1 with
/// keys >= 0 or any value below all keys); `limit` is the largest of `highs`. Needs room for `count` floats in `keys` and
/// integers in `positions` (16 more of each than that), and for 2 * count * thresholds in `unclear`. Returns the number of unclear pairs.
size_t strata_rank_row(const float *values, size_t count, float scale, float rowOffset, const float *columnOffsets,
                       float limit, const float *lows, const float *highs, size_t thresholds, int32_t *below,
                       float *keys, int32_t *positions, int32_t *unclear);

#ifdef __cplusplus
}
#endif
