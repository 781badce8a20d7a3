// The inner loops of UMAP; see strata_tiles.h for how kernels are chosen.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Vertices that move along their edges and away from random rows while every other row stands still.
typedef struct {
  const float *own;          // positions of the vertices, rows `stride` floats apart, padded with zeros
  float *next;               // where they go; same layout
  const float *others;       // what they are pulled to and pushed from; one readable row more than is ever named
  size_t stride;             // 1 to 4 (the number of dimensions), or a multiple of 16 up to 128
  const int64_t *offsets;    // where the edges of each vertex begin, and the end; 15 elements follow the last edge
  const int32_t *neighbors;  // the row of `others` at the end of each edge
  const uint32_t *rates;     // how often an edge fires per epoch, in units of 2^-31, at most 1
  uint32_t otherCount;       // rows that random draws choose from; below 2^30
  uint32_t movedCount;       // rows below it are read `movedOffset` further on, the rest `restOffset` further on
  uint32_t movedOffset, restOffset;
  uint32_t excludesSelf;     // not 0: vertex i is row i of `others` and is not pushed from itself
  uint32_t negativeSampleRate;  // up to 1,000
  uint32_t epoch;
  uint64_t seed;
  float a, b, repulsionStrength;
  float attractionStep, repulsionStep;  // what moves are multiplied by
} strata_umap_moves;

/// Moves vertices `first` to `end` − 1. Sixteen interactions are evaluated at a time, at the same own position.
void strata_umap_move(const strata_umap_moves *moves, uint32_t first, uint32_t end);

#ifdef __cplusplus
}
#endif
