#include <ATen/ops/affine_grid_generator.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/fft_irfft2.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/grid_sampler.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/pad.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <ATen/ops/view_as_complex.h>

#include <vector>

#include "Functions.hpp"

namespace strata {

int32_t reshape(const strata_tensor *input, const int64_t *shape, int32_t rank, strata_tensor **out) {
  return making(out, [&] { return required(input).reshape(sizes(shape, rank)); });
}

int32_t permute(const strata_tensor *input, const int64_t *dimensions, int32_t count, strata_tensor **out) {
  return making(out, [&] { return required(input).permute(sizes(dimensions, count)); });
}

int32_t expand(const strata_tensor *input, const int64_t *shape, int32_t rank, strata_tensor **out) {
  return making(out, [&] { return required(input).expand(sizes(shape, rank)); });
}

int32_t concatenate(const strata_tensor *const *inputs, int32_t count, int64_t dimension, strata_tensor **out) {
  return making(out, [&] {
    std::vector<at::Tensor> tensors;
    for (int32_t index = 0; index < count; index += 1) tensors.push_back(required(inputs[index]));
    return at::cat(tensors, dimension);
  });
}

int32_t narrow(const strata_tensor *input, int64_t dimension, int64_t start, int64_t length, strata_tensor **out) {
  return making(out, [&] { return required(input).narrow(dimension, start, length); });
}

int32_t pad(const strata_tensor *input, const int64_t *amounts, int32_t count, int32_t padding, double value,
            strata_tensor **out) {
  return making(out, [&] {
    const at::IntArrayRef around = sizes(amounts, count);
    switch (padding) {
    case STRATA_TORCH_PAD_CONSTANT:
      return at::constant_pad_nd(required(input), around, value);
    case STRATA_TORCH_PAD_REFLECT:
      return at::pad(required(input), around, "reflect");
    case STRATA_TORCH_PAD_REPLICATE:
      return at::pad(required(input), around, "replicate");
    default:
      TORCH_CHECK(false, "there is no padding number ", padding);
    }
  });
}

int32_t gather(const strata_tensor *input, int64_t dimension, const strata_tensor *indices, strata_tensor **out) {
  return making(out, [&] { return at::gather(required(input), dimension, required(indices)); });
}

int32_t indexSelect(const strata_tensor *input, int64_t dimension, const strata_tensor *indices, strata_tensor **out) {
  return making(out, [&] { return at::index_select(required(input), dimension, required(indices)); });
}

int32_t oneHot(const strata_tensor *indices, int64_t classes, strata_tensor **out) {
  return making(out, [&] { return at::one_hot(required(indices), classes).to(at::kFloat); });
}

int32_t resizeBilinear(const strata_tensor *input, int64_t height, int64_t width, bool alignCorners,
                       strata_tensor **out) {
  return making(out, [&] {
    const int64_t size[2] = {height, width};
    return at::upsample_bilinear2d(required(input), at::IntArrayRef(size, 2), alignCorners);
  });
}

int32_t affineGrid(const strata_tensor *matrices, const int64_t *shape, int32_t rank, bool alignCorners,
                   strata_tensor **out) {
  return making(out, [&] {
    TORCH_CHECK(rank == 4, "the images have ", rank, " dimensions, expected 4");
    return at::affine_grid_generator(required(matrices), sizes(shape, rank), alignCorners);
  });
}

int32_t gridSample(const strata_tensor *input, const strata_tensor *grid, int32_t outside, bool alignCorners,
                   strata_tensor **out) {
  return making(out, [&] {
    TORCH_CHECK(outside >= 0 && outside <= STRATA_TORCH_OUTSIDE_REFLECTION, "there is no rule number ", outside);
    constexpr int64_t bilinear = 0;
    return at::grid_sampler(required(input), required(grid), bilinear, outside, alignCorners);
  });
}

int32_t inverseFourier(const strata_tensor *coefficients, int64_t height, int64_t width, strata_tensor **out) {
  return making(out, [&] {
    const at::Tensor &value = required(coefficients);
    TORCH_CHECK(height > 0 && width > 0 && value.dim() >= 3 && value.size(-1) == 2 && value.size(-2) == width / 2 + 1 &&
                    value.size(-3) == height,
                "coefficients of ", value.sizes(), " do not make images of ", height, " x ", width);
    const int64_t size[2] = {height, width}, axes[2] = {-2, -1};
    return at::fft_irfft2(at::view_as_complex(value.contiguous()), at::IntArrayRef(size, 2), at::IntArrayRef(axes, 2),
                          "ortho");
  });
}

} // namespace strata
