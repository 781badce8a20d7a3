// The inner loops of t-SNE; see strata_tiles.h for how kernels are chosen.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Repulsion of t-SNE on points `from ..< to`: with q = 1 / (1 + d²), adds q over all other points to the result and
/// writes the sum of q² · (own − other) per coordinate. `z` and `forceZ` may be null. Arrays are padded to a multiple of
/// 16 with coordinates so large that q² vanishes.
double strata_tsne_repulsion(const float *x, const float *y, const float *z, size_t paddedCount, size_t from, size_t to,
                             float *forceX, float *forceY, float *forceZ);

/// Attraction of t-SNE on points `from ..< to`: the sum of p · q · (own − other) over the stored p of each point.
void strata_tsne_attraction(const float *x, const float *y, const float *z, const int64_t *offsets,
                            const int32_t *neighbors, const float *weights, size_t from, size_t to, float *forceX,
                            float *forceY, float *forceZ);

#ifdef __cplusplus
}
#endif
