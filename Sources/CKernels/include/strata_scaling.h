// The inner loop of SMACOF; see strata_tiles.h for how kernels are chosen.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The number of points along each side of a tile of dissimilarities.
#define STRATA_SCALING_TILE 128

/// One tile of the Guttman transform: with d the distance of row point i and column point j and r = dissimilarity / d,
/// writes the sums of r · (xᵢ − xⱼ) per row point and of r · (xⱼ − xᵢ) per column point.
///
/// The tile holds STRATA_SCALING_TILE² dissimilarities, row by row; with `masked`, negative entries are left out, and
/// with `diagonal` so are all below the diagonal. Coordinate c of a point is at `[point + c * stride]`; forces likewise,
/// STRATA_SCALING_TILE apart. `sums` receives the sum of (dissimilarity − d)² and that of d².
void strata_guttman_tile(const float *dissimilarities, int masked, int diagonal, const float *rowPoints,
                         const float *columnPoints, size_t stride, size_t dimensions, float *rowForces,
                         float *columnForces, double *sums);

#ifdef __cplusplus
}
#endif
