// Products of two dense blocks of Float32, in Float32; see strata_tiles.h for how kernels are chosen.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// c[i * cStride + j] = sum over k of a[i * aRow + k * aDepth] * b[k * bDepth + j * bColumn], for `rows` x `columns` sums
/// of `depth` products. One of the two strides of `b` is 1. Products of 256 values of k are summed in their order, then
/// added to those before: a sum has the same bits whatever the block it is in. O(rows * columns * depth).
void strata_block_product(size_t rows, size_t columns, size_t depth, const float *a, size_t aRow, size_t aDepth,
                          const float *b, size_t bDepth, size_t bColumn, float *c, size_t cStride);

#ifdef __cplusplus
}
#endif
