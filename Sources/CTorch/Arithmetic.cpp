#include <ATen/ops/abs.h>
#include <ATen/ops/add.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/amin.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/ceil.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/div.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/erf.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/floor.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/gt.h>
#include <ATen/ops/hardswish.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/log.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/lt.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/ne.h>
#include <ATen/ops/neg.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/prod.h>
#include <ATen/ops/reciprocal.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/round.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/sign.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/where.h>

#include <algorithm>
#include <functional>

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
  case STRATA_TORCH_RECIPROCAL:
    return at::reciprocal(input);
  case STRATA_TORCH_ERROR_FUNCTION:
    return at::erf(input);
  case STRATA_TORCH_GELU:
    return at::gelu(input, "none");
  case STRATA_TORCH_GELU_TANH:
    return at::gelu(input, "tanh");
  case STRATA_TORCH_SOFTPLUS:
    return at::softplus(input);
  case STRATA_TORCH_HARD_SWISH:
    return at::hardswish(input);
  case STRATA_TORCH_SINE:
    return at::sin(input);
  case STRATA_TORCH_COSINE:
    return at::cos(input);
  case STRATA_TORCH_FLOOR:
    return at::floor(input);
  case STRATA_TORCH_CEILING:
    return at::ceil(input);
  case STRATA_TORCH_ROUND:
    return at::round(input);
  case STRATA_TORCH_SIGN:
    return at::sign(input);
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
  case STRATA_TORCH_EQUAL:
    return at::eq(left, right).to(at::kLong);
  case STRATA_TORCH_LESS:
    return at::lt(left, right).to(at::kLong);
  case STRATA_TORCH_GREATER:
    return at::gt(left, right).to(at::kLong);
  default:
    TORCH_CHECK(false, "there is no operation number ", operation);
  }
}

int32_t unary(int32_t operation, const strata_tensor *input, strata_tensor **out) {
  return making(out, [&] { return applied(operation, required(input)); });
}

int32_t binary(int32_t operation, const strata_tensor *left, const strata_tensor *right, strata_tensor **out) {
  return making(out, [&] {
    switch (operation) {
    case STRATA_TORCH_LARGER:
      return at::maximum(required(left), required(right));
    case STRATA_TORCH_SMALLER:
      return at::minimum(required(left), required(right));
    default:
      return combined(operation, required(left), required(right));
    }
  });
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

int32_t elu(const strata_tensor *input, double alpha, double scale, double inputScale, strata_tensor **out) {
  return making(out, [&] { return at::elu(required(input), alpha, scale, inputScale); });
}

int32_t choose(const strata_tensor *condition, const strata_tensor *yes, const strata_tensor *no, strata_tensor **out) {
  return making(out, [&] { return at::where(at::ne(required(condition), 0), required(yes), required(no)); });
}

// libtorch multiplies along one dimension at a time.
static at::Tensor product(at::Tensor value, at::IntArrayRef over, bool keepDimensions) {
  at::DimVector rest(over.begin(), over.end());
  for (int64_t &dimension : rest) dimension += dimension < 0 ? value.dim() : 0;
  std::sort(rest.begin(), rest.end(), std::greater<>());
  for (const int64_t dimension : rest) value = at::prod(value, dimension, keepDimensions);
  return value;
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
    case STRATA_TORCH_MINIMUM:
      return at::amin(value, over, keepDimensions);
    case STRATA_TORCH_PRODUCT:
      return product(value, over, keepDimensions);
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
