#include <ATen/ops/clone.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <c10/core/GradMode.h>

#include <cstring>
#include <memory>

#include "Functions.hpp"

namespace strata {

static at::TensorOptions onProcessor(int32_t type) { return at::TensorOptions().dtype(scalarType(type)); }

int32_t create(const void *values, int32_t type, const int64_t *shape, int32_t rank, strata_torch_device place,
               strata_tensor **out) {
  return making(out, [&] {
    at::Tensor tensor = at::empty(sizes(shape, rank), onProcessor(type));
    TORCH_CHECK(values != nullptr || tensor.numel() == 0, "the values are missing");
    if (tensor.numel() > 0) std::memcpy(tensor.data_ptr(), values, tensor.nbytes());
    return place.kind == STRATA_TORCH_CPU ? tensor : tensor.to(device(place));
  });
}

int32_t wrap(void *values, int32_t type, const int64_t *shape, int32_t rank, void *owner,
             void (*releaseOwner)(void *owner), strata_tensor **out) {
  return making(out, [&] {
    TORCH_CHECK(releaseOwner != nullptr, "the function that lets the memory go is missing");
    // The tensor's deleter holds the memory; when no tensor comes about, the memory is let go here.
    const std::shared_ptr<void> memory(owner, releaseOwner);
    TORCH_CHECK(values != nullptr, "the values are missing");
    return at::from_blob(values, sizes(shape, rank), [memory](void *) {}, onProcessor(type));
  });
}

int32_t fill(double value, int32_t type, const int64_t *shape, int32_t rank, strata_torch_device place,
             strata_tensor **out) {
  return making(out, [&] { return at::full(sizes(shape, rank), value, onProcessor(type).device(device(place))); });
}

int32_t release(strata_tensor *tensor) {
  return guarded([&] { delete tensor; });
}

int32_t describe(const strata_tensor *tensor, strata_torch_description *description) {
  return guarded([&] {
    const at::Tensor &value = required(tensor);
    TORCH_CHECK(
        value.dim() <= STRATA_TORCH_MAXIMUM_RANK, "the tensor has ", value.dim(), " dimensions, expected at most ",
        STRATA_TORCH_MAXIMUM_RANK);
    description->rank = static_cast<int32_t>(value.dim());
    for (int64_t index = 0; index < value.dim(); index += 1) description->shape[index] = value.size(index);
    switch (value.scalar_type()) {
    case at::kFloat:
      description->type = STRATA_TORCH_FLOAT32;
      break;
    case at::kDouble:
      description->type = STRATA_TORCH_FLOAT64;
      break;
    case at::kLong:
      description->type = STRATA_TORCH_INT64;
      break;
    case at::kBFloat16:
      description->type = STRATA_TORCH_BFLOAT16;
      break;
    default:
      TORCH_CHECK(false, "the tensor has elements of the type ", value.scalar_type());
    }
    const auto type = value.device().type();
    description->device.kind = type == c10::kCUDA  ? STRATA_TORCH_CUDA
                               : type == c10::kMPS ? STRATA_TORCH_MPS
                                                   : STRATA_TORCH_CPU;
    description->device.index = value.device().has_index() ? value.device().index() : 0;
    description->requires_gradient = value.requires_grad();
    description->channels_last = value.dim() == 4 && value.is_contiguous(at::MemoryFormat::ChannelsLast);
  });
}

int32_t read(const strata_tensor *tensor, int32_t type, void *values, int64_t count) {
  return guarded([&] {
    const at::Tensor &value = required(tensor);
    TORCH_CHECK(value.numel() == count, "the tensor has ", value.numel(), " values, not ", count);
    if (count == 0) return;
    const at::Tensor plain = value.detach().to(c10::Device(c10::kCPU), scalarType(type)).contiguous();
    std::memcpy(values, plain.data_ptr(), plain.nbytes());
  });
}

int32_t borrow(const strata_tensor *tensor, const void **values) {
  return guarded([&] {
    const at::Tensor &value = required(tensor);
    TORCH_CHECK(value.device().is_cpu() && value.is_contiguous(), "the values do not lie in row-major order here");
    *values = value.data_ptr();
  });
}

int32_t convert(const strata_tensor *tensor, int32_t type, strata_torch_device place, strata_tensor **out) {
  return making(out, [&] { return required(tensor).to(device(place), scalarType(type)); });
}

int32_t layout(const strata_tensor *tensor, bool channelsLast, strata_tensor **out) {
  return making(out, [&] {
    return required(tensor).contiguous(channelsLast ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
  });
}

int32_t clone(const strata_tensor *tensor, strata_tensor **out) {
  return making(out, [&] { return at::clone(required(tensor)); });
}

int32_t assign(strata_tensor *destination, const strata_tensor *source) {
  return guarded([&] {
    TORCH_CHECK(
        required(destination).sizes() == required(source).sizes(), "a tensor of the shape ", required(source).sizes(),
        " does not fit into one of the shape ", required(destination).sizes());
    const c10::AutoGradMode withoutGradient(false);
    destination->value.copy_(source->value);
  });
}

} // namespace strata
