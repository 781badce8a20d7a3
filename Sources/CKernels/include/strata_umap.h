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

/// Epochs of a layout in which every vertex moves, block after block, cut into chunks that threads claim.
typedef struct {
  strata_umap_moves moves;  // its pointers to positions, offsets of halves, epoch and steps are filled in per chunk
  float *positions;         // two halves of otherCount rows; even epochs read the first and write the second
  uint32_t blockCount, chunksPerBlock;
  uint32_t firstEpoch, endEpoch, epochCount;  // the epochs to run, and those of the whole layout
  float learningRate;                         // at epoch 0; it falls linearly to 0
  int64_t claimed, completed;                 // chunks so far, both 0 before the first thread
} strata_umap_layout;

/// Works on chunks until none is left; any number of threads may do so at once, and one alone suffices. A chunk waits
/// until those of the block before it are completed.
void strata_umap_work(strata_umap_layout *layout);

/// A symmetric sparse matrix A times a block of columns, as one step of a three-term recurrence.
typedef struct {
  const int64_t *offsets;  // where the entries of each row begin, and the end
  const int32_t *columns;
  const float *values;
  size_t width;  // columns of the block, a multiple of 8 up to 256; rows of the block are contiguous
  float center, factor, olderFactor;
} strata_umap_recurrence;

/// next = factor · (A·current − center · current) − olderFactor · older, for rows `first` to `end` − 1. `next` may be
/// `older`.
void strata_umap_recur(const strata_umap_recurrence *step, const float *current, const float *older, float *next,
                       size_t first, size_t end);

/// Adds left ᵀ · right of some rows to `sums`, width × width numbers; both blocks as above.
void strata_umap_add_products(const float *left, const float *right, size_t rowCount, size_t width, double *sums);

/// Multiplies rows by a square matrix, in place: row ← row · matrix.
void strata_umap_rotate(float *block, size_t rowCount, size_t width, const float *matrix);

#ifdef __cplusplus
}
#endif
