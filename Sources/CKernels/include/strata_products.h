// Products of dense Float32 blocks, summed in Double; see strata_tiles.h for how kernels are chosen.
//
// A panel holds 48 vectors side by side: panel[48 * k + lane] is element k of the vector in that lane.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { STRATA_PANEL_WIDTH = 48, STRATA_DOUBLE_PANEL_WIDTH = 24 };

/// Packs `width` <= 48 columns of `depth` rows: panel[48 * k + j] = (rows[k * stride + j] - mean[j]) * scale.
/// Lanes from `width` on become zero. The difference is taken in Double and rounded once.
void strata_pack_columns(const float *rows, size_t stride, const double *mean, double scale, size_t depth, size_t width,
                         float *panel);

/// Packs `count` <= 48 rows of `depth` values: panel[48 * k + i] = (rows[i * stride + k] - mean[k]) * scale.
void strata_pack_rows(const float *rows, size_t stride, const double *mean, double scale, size_t depth, size_t count,
                      float *panel);

/// out[i * depth + k] = (rows[i * stride + k] - mean[k]) * scale.
void strata_center_rows(const float *rows, size_t stride, const double *mean, double scale, size_t count, size_t depth,
                        float *out);

/// out[i * outStride + j] += sum over k of a[48 * k + i] * b[48 * k + j], for all 48 x 48 pairs of two panels.
/// Each sum runs in Float32 in the order of k and is then added in Double: keep `depth` at a few hundred.
void strata_panel_product(const float *a, const float *b, size_t depth, double *out, size_t outStride);

/// out[i * outStride + j] += sum over k of a[i * aStride + k] * b[48 * k + j], for `aRows` rows and the first
/// `lanes` <= 48 lanes of b; sums of further lanes may be added too. `aRows` is a multiple of 8.
void strata_row_panel_product(const float *a, size_t aStride, size_t aRows, const float *b, size_t lanes, size_t depth,
                              double *out, size_t outStride);

/// The same in Double throughout, for a panel of 24 lanes:
/// out[i * outStride + j] += sum over k of a[i * aStride + k] * b[24 * k + j].
void strata_double_panel_product(const double *a, size_t aStride, size_t aRows, const double *b, size_t depth,
                                 double *out, size_t outStride);

/// Packs like their namesakes above, into panels of 24 lanes of Double.
void strata_pack_double_columns(const float *rows, size_t stride, const double *mean, double scale, size_t depth,
                                size_t width, double *panel);
void strata_pack_double_rows(const float *rows, size_t stride, const double *mean, double scale, size_t depth,
                             size_t count, double *panel);

/// out[i * outStride + j] += sum over k of a[24 * k + i] * b[24 * k + j], for all 24 x 24 pairs of two panels.
void strata_double_panel_pair(const double *a, const double *b, size_t depth, double *out, size_t outStride);

/// sums[j] += the sum over `count` rows of column j, in Double.
void strata_add_columns(const float *rows, size_t count, size_t columns, double *sums);

/// The largest magnitude as the bits of a float without its sign: 0x7f800000 or more when one is infinite or NaN.
uint32_t strata_largest_magnitude_bits(const float *values, size_t count);

/// out[c] = sum over e of values[e] * block[columns[e] * width + c], for one sparse row; sums run in the order of e.
void strata_sparse_row_product(const float *values, const int32_t *columns, size_t count, const float *block,
                               size_t width, float *out);

#ifdef __cplusplus
}
#endif
