// Fast Fourier transforms of 16 lines at once; see strata_tiles.h for how kernels are chosen.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How a transform of one length is carried out: the length is the product of the radices (2, 3, 4 or 5).
typedef struct {
  size_t length;
  size_t stageCount;
  uint32_t radices[40];
  const float *twiddles;  // per stage and butterfly: cosine and sine of every factor but the first
} strata_fourier_plan;

/// The number of floats in `twiddles` for a plan whose radices are set.
size_t strata_fourier_twiddle_count(const strata_fourier_plan *plan);

/// Computes the twiddle factors of a plan in Double, stored as Float.
void strata_fourier_fill_twiddles(const strata_fourier_plan *plan, float *twiddles);

/// The forward transform, Σ x·exp(−2πi·jk/n), of 16 complex lines. Element j of all lines lies at lines + 32·j: sixteen
/// real parts, then sixteen imaginary parts. `lines` and `scratch` hold 32·length floats each; returns the one that
/// holds the result. Exchanging real and imaginary parts before and after gives the inverse times `length`.
float *strata_fourier_lines(const strata_fourier_plan *plan, float *lines, float *scratch);

/// The transform along the columns of a real matrix, for 32 adjacent columns that begin at `input`. `rows` rows are
/// given, `inputStride` floats apart; the rest up to the plan's length is zero. Writes rows 0 ... length/2 of the
/// spectrum, 32 real parts to `real` and 32 imaginary parts to `imaginary`. `work` holds 64·length floats.
void strata_fourier_real_columns(const strata_fourier_plan *plan, const float *input, size_t rows, size_t inputStride,
                                 float *real, float *imaginary, size_t outputStride, float *work);

/// Loads 16 rows of two real matrices as real and imaginary parts of the elements 0 ..< count of 16 lines; elements up
/// to `length` become zero. `count` may exceed what is meaningful up to the next multiple of 16.
void strata_fourier_load_rows(const float *real, const float *imaginary, size_t stride, size_t count, size_t length,
                              float *lines);

/// Stores the elements 0 ..< count (rounded up to 16) of 16 lines as 16 rows of two real matrices.
void strata_fourier_store_rows(const float *lines, size_t count, float *real, float *imaginary, size_t stride);

#ifdef __cplusplus
}
#endif
