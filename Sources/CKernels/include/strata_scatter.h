// Products of a scatter matrix, the sum of x * xT over centered rows x, with a block of vectors; see strata_tiles.h for
// how kernels are chosen.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { STRATA_SCATTER_ROWS = 120, STRATA_SCATTER_LANES = 16, STRATA_SCATTER_COLUMNS = 240, STRATA_SCATTER_STRIDE = 272 };

/// Adds what `count` <= 120 rows of `columns` values contribute to the products of their scatter matrix with `groups`
/// times 16 vectors. With x[k] = row[k] * scale - center[k], rounded to Float32:
///   sums[(16 * g + i) * stride + k] += sum over rows of x[k] * (x . vector i of group g).
/// `stride` is the multiple of 240 from `columns` on; `center` has `stride` elements. Element k of vector i of group g
/// lies at factor[(g * stride + k) * 16 + i]. `block` has room for stride / 240 * 120 * 272 elements, `coordinates` for
/// 120 * 16. Products are Float32 over 240 columns or 120 rows at a time, added in Double. `following` points to the `followingCount` rows that the next call takes. Returns the sum of
/// all squares of x.
double strata_scatter_product(const float *rows, size_t count, size_t columns, const float *center, float scale,
                              const float *factor, size_t groups, size_t stride, float *block, double *coordinates,
                              double *sums, const float *following, size_t followingCount);

#ifdef __cplusplus
}
#endif
