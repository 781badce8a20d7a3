#include <ATen/ops/avg_pool3d.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/div.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mul.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "Functions.hpp"
#include "Parallel.hpp"

// Local response normalization: input / (k + alpha * mean of the squares over `size` neighbouring channels) ^ beta, with
// zeros beyond the channels. libtorch composes it of a three-dimensional pool and a general power, which take longer than
// the convolutions around it; on the processor it is computed here in one pass over blocks of pixels.

namespace strata {

namespace {

struct Window {
  int64_t before, after;
  double factor, beta, k;

  explicit Window(const strata_torch_response_norm &options)
      : before(options.size / 2), after((options.size - 1) / 2),
        factor(options.alpha / static_cast<double>(options.size)), beta(options.beta), k(options.k) {}
};

constexpr int64_t blockSize = 256;

// scale ^ -beta for many values; roots where they do.
template <typename Scalar> void inversePower(const Scalar *scale, Scalar *result, int64_t count, double beta) {
  if (beta == 0.75) {
    for (int64_t index = 0; index < count; index += 1) {
      const Scalar root = std::sqrt(scale[index]);
      result[index] = 1 / (root * std::sqrt(root));
    }
  } else if (beta == 0.5) {
    for (int64_t index = 0; index < count; index += 1) result[index] = 1 / std::sqrt(scale[index]);
  } else {
    for (int64_t index = 0; index < count; index += 1) {
      result[index] = std::pow(scale[index], static_cast<Scalar>(-beta));
    }
  }
}

// Calls `body(first value, pixels)` for blocks of pixels of every image; channels lie `pixels of an image` apart.
template <typename Body> void forBlocks(const at::Tensor &images, const Body &body) {
  const int64_t area = images.size(2) * images.size(3), channels = images.size(1);
  const int64_t blocks = (area + blockSize - 1) / blockSize;
  parallelFor(0, images.size(0) * blocks, 1, [&](int64_t first, int64_t last) {
    for (int64_t index = first; index < last; index += 1) {
      const int64_t start = index % blocks * blockSize;
      body(index / blocks * channels * area + start, std::min(blockSize, area - start));
    }
  });
}

template <typename Scalar>
void normalize(const at::Tensor &input, const at::Tensor &scales, const at::Tensor &output, const Window &window) {
  const int64_t channels = input.size(1), area = input.size(2) * input.size(3);
  const Scalar *values = input.data_ptr<Scalar>();
  Scalar *scale = scales.data_ptr<Scalar>(), *result = output.data_ptr<Scalar>();
  forBlocks(input, [&](int64_t start, int64_t count) {
    Scalar power[blockSize];
    for (int64_t channel = 0; channel < channels; channel += 1) {
      const int64_t place = start + channel * area;
      Scalar sum[blockSize] = {};
      for (int64_t other = std::max<int64_t>(0, channel - window.before);
           other <= std::min(channels - 1, channel + window.after); other += 1) {
        const Scalar *row = values + start + other * area;
        for (int64_t index = 0; index < count; index += 1) sum[index] += row[index] * row[index];
      }
      const auto k = static_cast<Scalar>(window.k), factor = static_cast<Scalar>(window.factor);
      for (int64_t index = 0; index < count; index += 1) scale[place + index] = k + factor * sum[index];
      inversePower(scale + place, power, count, window.beta);
      for (int64_t index = 0; index < count; index += 1) result[place + index] = values[place + index] * power[index];
    }
  });
}

template <typename Scalar>
void differentiate(
    const at::Tensor &input, const at::Tensor &scales, const at::Tensor &upstream, const at::Tensor &gradient,
    const Window &window) {
  const int64_t channels = input.size(1), area = input.size(2) * input.size(3);
  const Scalar *values = input.data_ptr<Scalar>(), *scale = scales.data_ptr<Scalar>();
  const Scalar *above = upstream.data_ptr<Scalar>();
  Scalar *result = gradient.data_ptr<Scalar>();
  forBlocks(input, [&](int64_t start, int64_t count) {
    // What the scale of each channel passes on to its neighbours.
    std::vector<Scalar> shares(static_cast<size_t>(channels * blockSize));
    Scalar power[blockSize];
    for (int64_t channel = 0; channel < channels; channel += 1) {
      const int64_t place = start + channel * area;
      inversePower(scale + place, power, count, window.beta);
      Scalar *share = shares.data() + channel * blockSize;
      for (int64_t index = 0; index < count; index += 1) {
        const Scalar direct = above[place + index] * power[index];
        result[place + index] = direct;
        share[index] = direct * values[place + index] / scale[place + index];
      }
    }
    const auto factor = static_cast<Scalar>(2 * window.factor * window.beta);
    for (int64_t channel = 0; channel < channels; channel += 1) {
      const int64_t place = start + channel * area;
      Scalar sum[blockSize] = {};
      for (int64_t other = std::max<int64_t>(0, channel - window.after);
           other <= std::min(channels - 1, channel + window.before); other += 1) {
        const Scalar *share = shares.data() + other * blockSize;
        for (int64_t index = 0; index < count; index += 1) sum[index] += share[index];
      }
      for (int64_t index = 0; index < count; index += 1) {
        result[place + index] -= factor * values[place + index] * sum[index];
      }
    }
  });
}

class ResponseNorm : public torch::autograd::Function<ResponseNorm> {
public:
  static at::Tensor forward(
      torch::autograd::AutogradContext *context, const at::Tensor &input, int64_t size, double alpha, double beta,
      double k) {
    const at::Tensor scales = at::empty_like(input), output = at::empty_like(input);
    const Window window(strata_torch_response_norm{size, alpha, beta, k});
    if (input.scalar_type() == at::kFloat) {
      normalize<float>(input, scales, output, window);
    } else {
      normalize<double>(input, scales, output, window);
    }
    context->save_for_backward({input, scales});
    context->saved_data["size"] = size;
    context->saved_data["alpha"] = alpha;
    context->saved_data["beta"] = beta;
    context->saved_data["k"] = k;
    return output;
  }

  static torch::autograd::variable_list backward(
      torch::autograd::AutogradContext *context, torch::autograd::variable_list upstream) {
    const auto saved = context->get_saved_variables();
    auto &data = context->saved_data;
    const Window window(strata_torch_response_norm{
        data["size"].toInt(), data["alpha"].toDouble(), data["beta"].toDouble(), data["k"].toDouble()});
    const at::Tensor above = upstream[0].contiguous(), gradient = at::empty_like(saved[0]);
    if (above.scalar_type() == at::kFloat) {
      differentiate<float>(saved[0], saved[1], above, gradient, window);
    } else {
      differentiate<double>(saved[0], saved[1], above, gradient, window);
    }
    return {gradient, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

at::Tensor composed(const at::Tensor &value, const Window &window) {
  const int64_t size = window.before + window.after + 1;
  const at::Tensor squares =
      at::constant_pad_nd(at::mul(value, value).unsqueeze(1), {0, 0, 0, 0, window.before, window.after});
  const at::Tensor means = at::avg_pool3d(squares, {size, 1, 1}, {1, 1, 1}).squeeze(1);
  return at::div(value, means.mul(window.factor * static_cast<double>(size)).add(window.k).pow(window.beta));
}

} // namespace

int32_t localResponseNorm(const strata_tensor *input, const strata_torch_response_norm *options,
                          strata_tensor **out) {
  return making(out, [&] {
    const at::Tensor &value = required(input);
    TORCH_CHECK(value.dim() == 4, "the input has ", value.dim(), " dimensions, expected 4");
    TORCH_CHECK(options->size > 0, "the size is ", options->size, ", expected at least 1");
    const bool isOurs = value.device().is_cpu() && value.is_contiguous() &&
                        (value.scalar_type() == at::kFloat || value.scalar_type() == at::kDouble);
    if (!isOurs) return composed(value, Window(*options));
    return ResponseNorm::apply(value, options->size, options->alpha, options->beta, options->k);
  });
}

} // namespace strata
