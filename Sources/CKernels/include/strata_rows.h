// Passes over row-major data: statistics of columns and copies in the scale that distances are computed in.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Adds each column's sum to `sums` and widens `low` and `high` to its values; returns 1 if all values are finite.
int strata_column_statistics(const float *rows, size_t count, size_t width, double *sums, float *low, float *high);

/// The sum of (value - offset) squared of one row.
double strata_row_square(const float *row, size_t width, double offset);

/// The sum of one row.
double strata_row_sum(const float *row, size_t width);

/// output[c] = (input[c] - offset) * scale, computed in double.
void strata_scale_row(const float *row, size_t width, double offset, double scale, float *output);

/// row[c] -= mean[c].
void strata_subtract(float *row, const float *mean, size_t width);

#ifdef __cplusplus
}
#endif
