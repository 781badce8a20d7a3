// The inner loops of edge bundling; see strata_tiles.h for how kernels are chosen.
//
// Positions are in cells: the center of cell (column, row) lies at x = column, y = row. Grids are row-major, `columns`
// cells a row; columns and rows are multiples of 16.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A box filter with a fraction of a cell at either end: `radius` whole cells on each side of the middle, and `fraction`
/// (0 to 1) of the next.
typedef struct {
  size_t radius;
  double fraction;
} strata_bundling_box;

/// How many doubles the filters below need to work on lines of `length` cells.
size_t strata_bundling_work(strata_bundling_box box, size_t length);

/// Adds up `gridCount` grids of `columns` × `rows` counts, filters the 16 columns from `first` on three times along the
/// columns, and writes the result transposed: cell (column, row) goes to output[column * rows + row]. The counts of
/// these columns are 0 afterwards. Outside of the grid everything is 0, and the sum of the filter's weights is 1.
void strata_bundling_blur_counts(strata_bundling_box box, uint32_t *const *grids, size_t gridCount, size_t columns,
                                 size_t rows, size_t first, float *output, double *work);

/// The same for a grid of numbers, which stays as it is; the result is multiplied by `scale`.
void strata_bundling_blur(strata_bundling_box box, const float *grid, double scale, size_t columns, size_t rows,
                          size_t first, float *output, double *work);

/// The step that a point takes at the center of each cell, as pairs (x, y), for rows `first` to `end` − 1: along the
/// gradient g of the density ρ, and as long as stepLength · |g| / √(|g|² + (flatness · ρ)²). 0 on the border.
void strata_bundling_steps(const float *density, size_t columns, size_t rows, float stepLength, float flatness,
                           size_t first, size_t end, float *steps);

/// Trails in a field of steps.
typedef struct {
  const int64_t *offsets;   // where the points of each trail begin, and the end; at least two points a trail
  float *x, *y;
  const float *steps;       // pairs, of bilinear interpolation between the centers of cells
  size_t columns, rows;
  int32_t stepCount;        // steps that each inner point takes
  int32_t smoothingCount;   // times that each inner point goes halfway to the middle of its neighbors
} strata_bundling_trails;

/// Moves the inner points of trails `first` to `end` − 1, smooths them, and spreads them over their trail at equal
/// distances. The ends stay. `work` has room for 6 × the points of the longest trail + 96 floats.
void strata_bundling_move(const strata_bundling_trails *trails, size_t first, size_t end, float *work);

/// Adds every point of trails `first` to `end` − 1 to the four cells around it, with weights that sum to 4^fractionBits.
void strata_bundling_splat(const strata_bundling_trails *trails, size_t first, size_t end, int fractionBits,
                           uint32_t *grid);

#ifdef __cplusplus
}
#endif
