// Products of matrices of Float32 on the processor by a kernel that the program gives, with gradients.
//
// Debian's libtorch multiplies matrices with an OpenBLAS that takes code for SSE3 on processors newer than it and runs on
// one thread (its bits change with its threads). The program's kernel takes what the processor has, and gives a sum the
// same bits whatever the tile that it is in.
#pragma once

#include "Handles.hpp"

namespace strata {

// input [..., in] times weight [out, in] transposed, plus bias [out] where it is defined.
at::Tensor productWithWeight(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias);

// Matrices [..., rows, depth] times [..., depth, columns]. The second may have two dimensions only; else both have the
// same leading ones.
at::Tensor productOfMatrices(const at::Tensor &left, const at::Tensor &right);

// Whether the two functions take these; what they do not take is for libtorch, its complaints included.
bool takesWeight(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias);
bool takesMatrices(const at::Tensor &left, const at::Tensor &right);

} // namespace strata
