// The inner loops of t-SNE; see strata_tiles.h for how kernels are chosen.
//
// Positions, forces and gradients are interleaved: 2 floats a point in the plane, 4 in space, of which the last is zero.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "strata_fourier.h"

#ifdef __cplusplus
extern "C" {
#endif

// Affinities

/// Finds 1/(2σ²) such that the entropy of p ∝ exp(−d²/(2σ²)) is `entropy` (natural logarithm) within 1e-5, or as near
/// as it gets, and writes the probabilities. `distances` ascend. `scratch` holds 2·(count + 16) floats. Returns 1/(2σ²).
double strata_tsne_bandwidth(const float *distances, size_t count, double entropy, float *scratch, float *probabilities);

// Gradient

/// Attraction on points `from ..< to`: the sum of p · q · (own − other) over the stored p of each point, where
/// q = 1 / (1 + d²). Every row has a multiple of 16 entries; those without meaning have p = 0.
void strata_tsne_attraction(const float *positions, size_t stride, const int64_t *offsets, const int32_t *columns,
                            const float *values, size_t from, size_t to, float *force);

/// Adds Σ p·log(p·(1 + d²)) over the rows `from ..< to` to sums[0] and Σ p to sums[1]; layout as above.
void strata_tsne_divergence(const float *positions, size_t stride, const int64_t *offsets, const int32_t *columns,
                            const float *values, size_t from, size_t to, double *sums);

/// One step of gradient descent with momentum and gains.
typedef struct {
  float *positions, *velocity, *gains;
  const float *attraction, *repulsion;
  const float *addition;  // a further gradient, or null
  float exaggeration;     // factor of the attraction
  float repulsionScale;   // 1 / Z
  float momentum, learningRate, longestStep;
} strata_tsne_step;

/// Moves points `from ..< to` and writes the sums of their new coordinates.
void strata_tsne_move(const strata_tsne_step *step, size_t stride, size_t from, size_t to, double sums[4]);

/// Subtracts `center` from points `from ..< to`; writes the smallest and the largest coordinates that remain.
void strata_tsne_center(float *positions, size_t stride, size_t from, size_t to, const float center[4], float low[4],
                        float high[4]);

// Repulsion: each function writes Σ q²·(own − other) over the sources to the targets `from ..< to` and returns Σ q,
// both including a target's own q = 1 where it is itself a source.

/// All pairs. Sources are separate arrays, padded to a multiple of 16 with coordinates so large that q vanishes.
double strata_tsne_repulsion(const float *x, const float *y, const float *z, size_t paddedCount, const float *targets,
                             size_t from, size_t to, float *force);

/// A cell of a quadtree or octree, stored depth first.
typedef struct {
  float center[4];
  float squaredWidth, count;
  int32_t first, last;  // its points, in the tree's order
  int32_t next;         // the first node that is not below this one
  int32_t isLeaf;
} strata_tsne_node;

/// Barnes–Hut for groups of 16 targets that lie close to each other: a cell is taken as a whole when its squared width is
/// below `squaredAngle` times its squared distance from each of the 16. `sources` and `targets` have 4 floats a point.
/// Target t is point order[t] of `force`, which has `stride` floats a point.
double strata_tsne_tree_repulsion(const strata_tsne_node *nodes, size_t nodeCount, const float *sources,
                                  float squaredAngle, const float *targets, const int32_t *order, size_t from,
                                  size_t to, float *force, size_t stride);

// Repulsion by interpolation on a grid, in the plane

/// A square grid with `size` nodes a side inside a periodic one with `plan.length` nodes a side.
typedef struct {
  strata_fourier_plan plan;
  size_t size;
  size_t stride;  // floats from row to row of the real planes; a multiple of 32, at least `size`
  float originX, originY, inverseSpacing;
  float *density;                     // size rows
  float *real, *imaginary;            // half spectra: length/2 + 1 rows, rounded up to 16
  float *secondReal, *secondImaginary;
  float *field;                       // size rows of 2·stride floats: x and y interleaved
  const float *pair;                  // spectra of q, and imaginary parts of those of q²·x and q²·y, in blocks of 16
  const float *alongX, *alongY;       // rows, each with length/2 + 1 columns of 16 rows
} strata_tsne_grid;

/// The row of the cell of each point in `from ..< to`, counted in counts[row].
void strata_tsne_grid_count(const strata_tsne_grid *grid, const float *positions, size_t from, size_t to,
                            uint32_t *counts);

/// Copies points to their places, sorted by row; places[row] is where the next one goes.
void strata_tsne_grid_sort(const strata_tsne_grid *grid, const float *positions, size_t from, size_t to,
                           uint32_t *places, float *sorted, int32_t *order);

/// Spreads the charges of sorted points over the rows `from ..< to`. starts[r] is where the points of row r begin.
void strata_tsne_grid_deposit(const strata_tsne_grid *grid, const float *sorted, const uint32_t *starts, size_t from,
                              size_t to);

/// Rows 16·block ... of the half spectrum: transforms along the rows, adds up q over all pairs (returned, not yet over
/// length²), multiplies with the spectra of the forces and transforms back. `work` holds 3·32·length floats.
double strata_tsne_grid_convolve(const strata_tsne_grid *grid, size_t block, float *work);

/// Columns 16·block ... of the field, by the inverse transform along the columns. `work` holds 2·32·length floats.
void strata_tsne_grid_finish(const strata_tsne_grid *grid, size_t block, float *work);

/// The field at sorted points `from ..< to`, written to force[2·order].
void strata_tsne_grid_gather(const strata_tsne_grid *grid, const float *sorted, const int32_t *order, size_t from,
                             size_t to, float *force);

/// Fills rows `from ..< to` of the periodic plane with q (kind 0) or q²·y (kind 1), y being the distance along columns.
void strata_tsne_grid_sample(size_t length, float spacing, int kind, size_t from, size_t to, float *plane,
                             size_t stride);

/// Transforms rows 16·block ... of a half spectrum along the rows and keeps the real (kind 0) or imaginary (kind 1)
/// part of columns 0 ... length/2, times factors[row]·factors[column]. `factors` has length/2 + 1 entries and zeros up
/// to a multiple of 16. `work` holds 2·32·length floats.
void strata_tsne_grid_spectrum(const strata_fourier_plan *plan, const float *real, const float *imaginary,
                               size_t stride, size_t block, int kind, const float *factors, float *output, float *work);

#ifdef __cplusplus
}
#endif
