// Tiles of keys on packed panels: 16 rows side by side, so that one vector holds the same column of 16 rows and no sum
// ever has to be taken across a vector. Panel p of an array holds rows 16 p ... 16 p + 15:
// panels[(p * depth + column) * 16 + lane]. Missing rows of the last panel are zeros.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Rows per panel.
#define STRATA_PANEL_ROWS 16

/// Copies `count` rows of `depth` floats, `stride` floats apart, into (count + 15) / 16 panels.
void strata_pack_panels(const float *rows, size_t count, size_t stride, size_t depth, float *panels);

/// out[i * outStride + j] = dot product of row i of `a` and row j of `b`, for all rows of the panels, padding included.
/// Every product is added in column order (blocks of 256 columns are summed alone and then added), whatever the tile:
/// the same pair has the same bits in every tile and on either side. `outStride` >= 16 * bPanels.
void strata_panel_dots(const float *a, size_t aPanels, const float *b, size_t bPanels, size_t depth, float *out,
                       size_t outStride);

/// The same for the sum of absolute differences.
void strata_panel_manhattan(const float *a, size_t aPanels, const float *b, size_t bPanels, size_t depth, float *out,
                            size_t outStride);

/// The same for the largest absolute difference.
void strata_panel_chebyshev(const float *a, size_t aPanels, const float *b, size_t bPanels, size_t depth, float *out,
                            size_t outStride);

/// The same for the sum of absolute differences to a power from 1 to 32, each within 2e-4 of its value; terms below the
/// smallest normal number are left out.
void strata_panel_powers(const float *a, size_t aPanels, const float *b, size_t bPanels, size_t depth, float power,
                         float *out, size_t outStride);

#ifdef __cplusplus
}
#endif
