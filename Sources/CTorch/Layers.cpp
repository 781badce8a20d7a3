#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/avg_pool3d.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/div.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/mul.h>
#include <ATen/core/Reduction.h>

#include "Functions.hpp"

namespace strata {

static at::IntArrayRef pair(const int64_t (&values)[2]) { return at::IntArrayRef(values, 2); }

int32_t matmul(const strata_tensor *left, const strata_tensor *right, strata_tensor **out) {
  return making(out, [&] { return at::matmul(required(left), required(right)); });
}

int32_t linear(const strata_tensor *input, const strata_tensor *weight, const strata_tensor *bias,
               strata_tensor **out) {
  return making(out, [&] { return at::linear(required(input), required(weight), optional(bias)); });
}

int32_t conv2d(const strata_tensor *input, const strata_tensor *weight, const strata_tensor *bias,
               const strata_torch_window *window, int64_t groups, strata_tensor **out) {
  return making(out, [&] {
    return at::conv2d(
        required(input), required(weight), optional(bias), pair(window->stride), pair(window->padding),
        pair(window->dilation), groups);
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

int32_t batchNorm(const strata_tensor *input, const strata_tensor *weight, const strata_tensor *bias,
                  strata_tensor *runningMean, strata_tensor *runningVariance, const strata_torch_batch_norm *options,
                  strata_tensor **out) {
  return making(out, [&] {
    return at::batch_norm(
        required(input), optional(weight), optional(bias), optional(runningMean), optional(runningVariance),
        options->training, options->momentum, options->epsilon, true);
  });
}

// input / (k + alpha * mean of the squares over `size` neighbouring channels) ^ beta, with zeros beyond the channels.
int32_t localResponseNorm(const strata_tensor *input, const strata_torch_response_norm *options,
                          strata_tensor **out) {
  return making(out, [&] {
    const at::Tensor &value = required(input);
    TORCH_CHECK(value.dim() == 4, "the input has ", value.dim(), " dimensions, expected 4");
    TORCH_CHECK(options->size > 0, "the size is ", options->size, ", expected at least 1");
    const int64_t before = options->size / 2, after = (options->size - 1) / 2;
    const at::Tensor squares = at::constant_pad_nd(at::mul(value, value).unsqueeze(1), {0, 0, 0, 0, before, after});
    const at::Tensor means = at::avg_pool3d(squares, {options->size, 1, 1}, {1, 1, 1}).squeeze(1);
    return at::div(value, means.mul(options->alpha).add(options->k).pow(options->beta));
  });
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
