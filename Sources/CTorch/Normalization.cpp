#include <ATen/ops/avg_pool3d.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/div.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/mul.h>

#include "Functions.hpp"

namespace strata {

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

int32_t layerNorm(const strata_tensor *input, const int64_t *shape, int32_t rank, const strata_tensor *weight,
                  const strata_tensor *bias, double epsilon, strata_tensor **out) {
  return making(out, [&] {
    return at::layer_norm(required(input), sizes(shape, rank), optional(weight), optional(bias), epsilon);
  });
}

int32_t groupNorm(const strata_tensor *input, int64_t groups, const strata_tensor *weight, const strata_tensor *bias,
                  double epsilon, strata_tensor **out) {
  return making(
      out, [&] { return at::group_norm(required(input), groups, optional(weight), optional(bias), epsilon); });
}

} // namespace strata
