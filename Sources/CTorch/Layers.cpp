#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/einsum.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/core/Reduction.h>

#include <vector>

#include "BlockProducts.hpp"
#include "Functions.hpp"

namespace strata {

static at::IntArrayRef pair(const int64_t (&values)[2]) { return at::IntArrayRef(values, 2); }

int32_t matmul(const strata_tensor *left, const strata_tensor *right, strata_tensor **out) {
  return making(out, [&] {
    const at::Tensor &first = required(left), &second = required(right);
    return takesMatrices(first, second) ? productOfMatrices(first, second) : at::matmul(first, second);
  });
}

int32_t linear(const strata_tensor *input, const strata_tensor *weight, const strata_tensor *bias,
               strata_tensor **out) {
  return making(out, [&] {
    const at::Tensor &rows = required(input), &weights = required(weight), offset = optional(bias);
    return takesWeight(rows, weights, offset) ? productWithWeight(rows, weights, offset)
                                              : at::linear(rows, weights, offset);
  });
}

int32_t conv2d(const strata_tensor *input, const strata_tensor *weight, const strata_tensor *bias,
               const strata_torch_window *window, int64_t groups, strata_tensor **out) {
  return making(out, [&] {
    return at::conv2d(
        required(input), required(weight), optional(bias), pair(window->stride), pair(window->padding),
        pair(window->dilation), groups);
  });
}

int32_t convTranspose2d(const strata_tensor *input, const strata_tensor *weight, const strata_tensor *bias,
                        const strata_torch_window *window, const int64_t *outputPadding, int64_t groups,
                        strata_tensor **out) {
  return making(out, [&] {
    return at::conv_transpose2d(
        required(input), required(weight), optional(bias), pair(window->stride), pair(window->padding),
        sizes(outputPadding, 2), groups, pair(window->dilation));
  });
}

int32_t einsum(const char *equation, const strata_tensor *const *inputs, int32_t count, strata_tensor **out) {
  return making(out, [&] {
    TORCH_CHECK(equation != nullptr, "there is no equation");
    std::vector<at::Tensor> tensors;
    for (int32_t index = 0; index < count; index += 1) tensors.push_back(required(inputs[index]));
    return at::einsum(equation, tensors);
  });
}

int32_t maxPool2d(const strata_tensor *input, const strata_torch_window *window, bool ceiling, strata_tensor **out) {
  return making(out, [&] {
    return at::max_pool2d(
        required(input), pair(window->kernel), pair(window->stride), pair(window->padding), pair(window->dilation),
        ceiling);
  });
}

int32_t averagePool2d(const strata_tensor *input, const strata_torch_window *window, bool ceiling, bool countPadding,
                      strata_tensor **out) {
  return making(out, [&] {
    return at::avg_pool2d(
        required(input), pair(window->kernel), pair(window->stride), pair(window->padding), ceiling, countPadding);
  });
}

int32_t adaptiveAveragePool2d(const strata_tensor *input, int64_t height, int64_t width, strata_tensor **out) {
  return making(out, [&] { return at::adaptive_avg_pool2d(required(input), {height, width}); });
}

int32_t crossEntropy(const strata_tensor *logits, const strata_tensor *targets, bool perSample, double labelSmoothing,
                     strata_tensor **out) {
  return making(out, [&] {
    // No class is skipped: libtorch's own value for that would hide a wrong label.
    constexpr int64_t nothingIgnored = -1000000000;
    return at::cross_entropy_loss(
        required(logits), required(targets), {}, perSample ? at::Reduction::None : at::Reduction::Mean, nothingIgnored,
        labelSmoothing);
  });
}

} // namespace strata
