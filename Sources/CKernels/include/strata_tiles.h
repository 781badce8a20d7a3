// The kernels of Strata that need wide instructions. Each function exists once per instruction set (AVX-512, AVX2,
// what the compiler targets by default: SSE2 or NEON) and the best one for the processor is chosen at run time, so the
// program itself stays runnable on every processor. Results depend on the values only, never on threads.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The instruction set in use: "avx512", "avx2" or "baseline".
const char *strata_instruction_set(void);

/// Adds `amount` to `*counter` and returns the value before.
static inline int64_t strata_fetch_add(int64_t *counter, int64_t amount) {
  return __atomic_fetch_add(counter, amount, __ATOMIC_RELAXED);
}

/// out[i * outStride + j] = sum of absolute differences of row i of `a` and row j of `b`.
/// Rows are `stride` floats apart, a multiple of 16, padded with zeros.
void strata_manhattan_tile(const float *a, size_t aRows, const float *b, size_t bRows, size_t stride, float *out,
                           size_t outStride);

/// Squared Euclidean distance of two rows of `stride` floats, by differences.
float strata_squared_distance(const float *a, const float *b, size_t stride);

#ifdef __cplusplus
}
#endif
