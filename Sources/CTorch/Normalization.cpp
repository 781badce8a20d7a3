#include <ATen/ops/batch_norm.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/layer_norm.h>

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
