#include <ATen/ops/abs.h>
#include <ATen/ops/add.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/div.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/log.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/neg.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tanh.h>

#include "Functions.hpp"

namespace strata {

static at::Tensor applied(int32_t operation, const at::Tensor &input) {
  switch (operation) {
  case STRATA_TORCH_RELU:
    return at::relu(input);
  case STRATA_TORCH_SIGMOID:
    return at::sigmoid(input);
  case STRATA_TORCH_TANH:
    return at::tanh(input);
  case STRATA_TORCH_EXPONENTIAL:
    return at::exp(input);
  case STRATA_TORCH_LOGARITHM:
    return at::log(input);
  case STRATA_TORCH_SQUARE_ROOT:
    return at::sqrt(input);
  case STRATA_TORCH_ABSOLUTE:
    return at::abs(input);
  case STRATA_TORCH_NEGATIVE:
    return at::neg(input);
  default:
    TORCH_CHECK(false, "there is no operation number ", operation);
  }
}

// `Right` is a tensor or a number.
template <typename Right>
static at::Tensor combined(int32_t operation, const at::Tensor &left, const Right &right) {
  switch (operation) {
  case STRATA_TORCH_ADD:
    return at::add(left, right);
  case STRATA_TORCH_SUBTRACT:
    return at::sub(left, right);
  case STRATA_TORCH_MULTIPLY:
    return at::mul(left, right);
  case STRATA_TORCH_DIVIDE:
    return at::div(left, right);
  case STRATA_TORCH_POWER:
    return at::pow(left, right);
  default:
    TORCH_CHECK(false, "there is no operation number ", operation);
  }
}

int32_t unary(int32_t operation, const strata_tensor *input, strata_tensor **out) {
  return making(out, [&] { return applied(operation, required(input)); });
}

int32_t binary(int32_t operation, const strata_tensor *left, const strata_tensor *right, strata_tensor **out) {
  return making(out, [&] { return combined(operation, required(left), required(right)); });
}

int32_t binaryScalar(int32_t operation, const strata_tensor *left, double right, strata_tensor **out) {
  return making(out, [&] { return combined(operation, required(left), at::Scalar(right)); });
}

int32_t leakyReLU(const strata_tensor *input, double slope, strata_tensor **out) {
  return making(out, [&] { return at::leaky_relu(required(input), slope); });
}

int32_t clamp(const strata_tensor *input, double lowest, double highest, strata_tensor **out) {
  return making(out, [&] { return at::clamp(required(input), at::Scalar(lowest), at::Scalar(highest)); });
}

int32_t reduce(int32_t reduction, const strata_tensor *input, const int64_t *dimensions, int32_t count,
               bool keepDimensions, strata_tensor **out) {
  return making(out, [&] {
    const at::Tensor &value = required(input);
    at::DimVector all;
    for (int64_t index = 0; count == 0 && index < value.dim(); index += 1) all.push_back(index);
    const at::IntArrayRef over = count == 0 ? at::IntArrayRef(all) : sizes(dimensions, count);
    switch (reduction) {
    case STRATA_TORCH_SUM:
      return at::sum(value, over, keepDimensions);
    case STRATA_TORCH_MEAN:
      return at::mean(value, over, keepDimensions);
    case STRATA_TORCH_MAXIMUM:
      return at::amax(value, over, keepDimensions);
    default:
      TORCH_CHECK(false, "there is no reduction number ", reduction);
    }
  });
}

int32_t argmax(const strata_tensor *input, int64_t dimension, strata_tensor **out) {
  return making(out, [&] { return at::argmax(required(input), dimension); });
}

int32_t softmax(const strata_tensor *input, int64_t dimension, bool logarithm, strata_tensor **out) {
  return making(out, [&] {
    return logarithm ? at::log_softmax(required(input), dimension) : at::softmax(required(input), dimension);
  });
}

} // namespace strata
