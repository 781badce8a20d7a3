// The inner loop of UMAP; see strata_tiles.h for how kernels are chosen.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One epoch of UMAP for some vertices. All but the own position are read from `positions`; new ones go to `next`.
typedef struct {
  const float *positions;    // rowCount rows, `stride` floats apart, padded with zeros
  float *next;               // same layout
  size_t stride;             // 4, or a multiple of 16 up to 128
  const int64_t *offsets;    // rowCount + 1
  const int32_t *neighbors;  // columns of each row
  const float *rates;        // how often an edge fires per epoch, in (0, 1]
  uint32_t rowCount;
  uint32_t negativeSampleRate;
  uint64_t seed;
  uint32_t epoch;
  float a, b, repulsionStrength, learningRate;
} strata_umap_epoch;

void strata_umap_move(const strata_umap_epoch *epoch, const int32_t *vertices, size_t count);

#ifdef __cplusplus
}
#endif
