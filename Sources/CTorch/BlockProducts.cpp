#include "BlockProducts.hpp"

#include <ATen/autocast_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/version.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "Functions.hpp"
#include "Parallel.hpp"

namespace strata {

namespace {

std::atomic<strata_torch_block_product> kernel{nullptr};

// Some matrices of one shape: element (i, j) of matrix m lies at m * batch + i * row + j * column.
struct Matrices {
  float *values;
  int64_t count, rows, columns;
  int64_t batch, row, column;

  Matrices transposed() const { return {values, count, columns, rows, batch, column, row}; }
};

Matrices matrices(const at::Tensor &tensor) {
  return {tensor.data_ptr<float>(), tensor.size(0),   tensor.size(1),  tensor.size(2),
          tensor.stride(0),         tensor.stride(1), tensor.stride(2)};
}

// The tiles depend on the shape alone.
constexpr int64_t tileRows = 128, tileColumns = 192;
// A part of this many multiplications is worth a thread.
constexpr int64_t parallelWork = 1 << 18;

// out = left * right; `out` has rows that lie plain, and so have `right` or its transpose.
void multiply(const Matrices &left, const Matrices &right, const Matrices &out) {
  const auto product = kernel.load();
  const int64_t across = (out.columns + tileColumns - 1) / tileColumns, down = (out.rows + tileRows - 1) / tileRows;
  const int64_t tiles = out.count * down * across;
  const int64_t tileWork = std::min(tileRows, out.rows) * std::min(tileColumns, out.columns) * left.columns;
  const int64_t grain = std::max<int64_t>(1, parallelWork / std::max<int64_t>(1, tileWork));
  parallelFor(0, tiles, grain, [&](int64_t first, int64_t last) {
    for (int64_t tile = first; tile < last; tile += 1) {
      const int64_t matrix = tile / (down * across), place = tile % (down * across);
      const int64_t row = place / across * tileRows, column = place % across * tileColumns;
      product(
          static_cast<size_t>(std::min(tileRows, out.rows - row)),
          static_cast<size_t>(std::min(tileColumns, out.columns - column)), static_cast<size_t>(left.columns),
          left.values + matrix * left.batch + row * left.row, static_cast<size_t>(left.row),
          static_cast<size_t>(left.column), right.values + matrix * right.batch + column * right.column,
          static_cast<size_t>(right.row), static_cast<size_t>(right.column),
          out.values + matrix * out.batch + row * out.row + column, static_cast<size_t>(out.row));
    }
  });
}

// Sums over the rows of a matrix, one after the other.
at::Tensor sumOfRows(const at::Tensor &matrix) {
  const at::Tensor sums = at::zeros({matrix.size(1)}, matrix.options());
  const float *values = matrix.data_ptr<float>();
  float *sum = sums.data_ptr<float>();
  const int64_t columns = matrix.size(1);
  for (int64_t row = 0; row < matrix.size(0); row += 1) {
    for (int64_t column = 0; column < columns; column += 1) sum[column] += values[row * columns + column];
  }
  return sums;
}

// output[n][m] = transposed[m][n] + bias[m].
void writeTransposed(const at::Tensor &transposed, const at::Tensor &bias, const at::Tensor &output) {
  const int64_t rows = output.size(0), columns = output.size(1);
  const float *values = transposed.data_ptr<float>();
  const float *offset = bias.defined() ? bias.data_ptr<float>() : nullptr;
  float *result = output.data_ptr<float>();
  for (int64_t column = 0; column < columns; column += 1) {
    const float added = offset == nullptr ? 0 : offset[column];
    for (int64_t row = 0; row < rows; row += 1) result[row * columns + column] = values[column * rows + row] + added;
  }
}

// The long side of the result goes down its rows, for the kernel reads the other side's factor again for all of them.
at::Tensor forwardOfWeight(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias) {
  const int64_t count = input.size(0), outputs = weight.size(0);
  const Matrices rows = matrices(input.unsqueeze(0)), weights = matrices(weight.unsqueeze(0));
  const at::Tensor output = at::empty({count, outputs}, input.options());
  if (outputs > count) {
    const at::Tensor turned = at::empty({outputs, count}, input.options());
    multiply(weights, rows.transposed(), matrices(turned.unsqueeze(0)));
    writeTransposed(turned, bias, output);
  } else {
    multiply(rows, weights.transposed(), matrices(output.unsqueeze(0)));
    if (bias.defined()) output.add_(bias);
  }
  return output;
}

class WeightProduct : public torch::autograd::Function<WeightProduct> {
public:
  static at::Tensor forward(
      torch::autograd::AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
      const at::Tensor &bias) {
    context->save_for_backward({input, weight});
    const bool isBiased = bias.numel() > 0;
    context->saved_data["bias"] = isBiased;
    return forwardOfWeight(input, weight, isBiased ? bias : at::Tensor());
  }

  static torch::autograd::variable_list backward(
      torch::autograd::AutogradContext *context, torch::autograd::variable_list upstream) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &input = saved[0], &weight = saved[1], above = upstream[0].contiguous();
    at::Tensor forInput, forWeight, forBias;
    if (context->needs_input_grad(0)) {
      forInput = at::empty_like(input);
      multiply(matrices(above.unsqueeze(0)), matrices(weight.unsqueeze(0)), matrices(forInput.unsqueeze(0)));
    }
    if (context->needs_input_grad(1)) {
      forWeight = at::empty_like(weight);
      multiply(
          matrices(above.unsqueeze(0)).transposed(), matrices(input.unsqueeze(0)), matrices(forWeight.unsqueeze(0)));
    }
    if (context->saved_data["bias"].toBool() && context->needs_input_grad(2)) forBias = sumOfRows(above);
    return {forInput, forWeight, forBias};
  }
};

class MatrixProduct : public torch::autograd::Function<MatrixProduct> {
public:
  static at::Tensor forward(
      torch::autograd::AutogradContext *context, const at::Tensor &left, const at::Tensor &right) {
    context->save_for_backward({left, right});
    const at::Tensor output = at::empty({left.size(0), left.size(1), right.size(2)}, left.options());
    multiply(matrices(left), matrices(right), matrices(output));
    return output;
  }

  static torch::autograd::variable_list backward(
      torch::autograd::AutogradContext *context, torch::autograd::variable_list upstream) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &left = saved[0], &right = saved[1], above = upstream[0].contiguous();
    at::Tensor forLeft, forRight;
    if (context->needs_input_grad(0)) {
      forLeft = at::empty(left.sizes(), left.options());
      multiply(matrices(above), matrices(right).transposed(), matrices(forLeft));
    }
    if (context->needs_input_grad(1)) {
      forRight = at::empty(right.sizes(), right.options());
      multiply(matrices(left).transposed(), matrices(above), matrices(forRight));
    }
    return {forLeft, forRight};
  }
};

// Under reduced precision libtorch rounds the operands.
bool isReduced() {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  return at::autocast::is_autocast_enabled(at::kCPU);
#else
  return at::autocast::is_cpu_enabled();
#endif
}

bool isOurs(const at::Tensor &tensor) {
  return !isReduced() && tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat && tensor.numel() > 0;
}

// One leading dimension; the rows or the columns of every matrix lie plain.
at::Tensor asMatrices(const at::Tensor &tensor) {
  const at::Tensor shaped = tensor.reshape({-1, tensor.size(-2), tensor.size(-1)});
  return shaped.stride(1) == 1 || shaped.stride(2) == 1 ? shaped : shaped.contiguous();
}

} // namespace

int32_t setBlockProduct(strata_torch_block_product product) {
  kernel.store(product);
  return STRATA_TORCH_OK;
}

bool takesWeight(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias) {
  return kernel.load() != nullptr && isOurs(input) && isOurs(weight) && input.dim() >= 1 && weight.dim() == 2 &&
         input.size(-1) == weight.size(1) &&
         (!bias.defined() || (isOurs(bias) && bias.dim() == 1 && bias.size(0) == weight.size(0)));
}

at::Tensor productWithWeight(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias) {
  auto shape = input.sizes().vec();
  shape.back() = weight.size(0);
  const at::Tensor rows = input.reshape({-1, weight.size(1)}).contiguous();
  // A function of libtorch 1.13 takes no undefined tensor.
  const at::Tensor offset = bias.defined() ? bias.contiguous() : at::empty({0}, input.options());
  return WeightProduct::apply(rows, weight.contiguous(), offset).reshape(shape);
}

bool takesMatrices(const at::Tensor &left, const at::Tensor &right) {
  if (kernel.load() == nullptr || !isOurs(left) || !isOurs(right) || left.dim() < 2 || right.dim() < 2) return false;
  if (left.size(-1) != right.size(-2)) return false;
  if (right.dim() == 2) return true;
  return left.sizes().slice(0, left.dim() - 2) == right.sizes().slice(0, right.dim() - 2);
}

at::Tensor productOfMatrices(const at::Tensor &left, const at::Tensor &right) {
  auto shape = left.sizes().vec();
  shape.back() = right.size(-1);
  // All matrices times the same one are one matrix.
  const at::Tensor rows = right.dim() == 2 ? left.reshape({1, -1, left.size(-1)}) : left;
  return MatrixProduct::apply(asMatrices(rows), asMatrices(right)).reshape(shape);
}

} // namespace strata
