#include "Handles.hpp"

#include <atomic>
#include <string>

namespace {
std::atomic<int64_t> liveTensors{0};
// Fixed space: keeping an error must not need memory.
constexpr size_t errorSpace = 4096;
thread_local char errorText[errorSpace] = "";
} // namespace

strata_tensor::strata_tensor(at::Tensor tensor) noexcept : value(std::move(tensor)) {
  liveTensors.fetch_add(1, std::memory_order_relaxed);
}

strata_tensor::~strata_tensor() { liveTensors.fetch_sub(1, std::memory_order_relaxed); }

namespace strata {

int32_t fail(strata_torch_status status, const char *text) noexcept {
  size_t length = 0;
  while (text != nullptr && text[length] != 0 && length + 1 < errorSpace) {
    errorText[length] = text[length];
    length += 1;
  }
  errorText[length] = 0;
  return status;
}

const char *lastError() noexcept { return errorText; }

int64_t liveTensorCount() noexcept { return liveTensors.load(std::memory_order_relaxed); }

const at::Tensor &required(const strata_tensor *tensor) {
  TORCH_CHECK(tensor != nullptr, "a tensor is missing");
  return tensor->value;
}

at::Tensor optional(const strata_tensor *tensor) { return tensor == nullptr ? at::Tensor() : tensor->value; }

at::ScalarType scalarType(int32_t type) {
  switch (type) {
  case STRATA_TORCH_FLOAT32:
    return at::kFloat;
  case STRATA_TORCH_FLOAT64:
    return at::kDouble;
  case STRATA_TORCH_INT64:
    return at::kLong;
  case STRATA_TORCH_BFLOAT16:
    return at::kBFloat16;
  default:
    TORCH_CHECK(false, "there is no type number ", type);
  }
}

c10::Device device(strata_torch_device device) {
  const auto index = static_cast<c10::DeviceIndex>(device.index);
  switch (device.kind) {
  case STRATA_TORCH_CPU:
    return c10::Device(c10::kCPU);
  case STRATA_TORCH_CUDA:
    return c10::Device(c10::kCUDA, index);
  case STRATA_TORCH_MPS:
    return c10::Device(c10::kMPS, index);
  default:
    TORCH_CHECK(false, "there is no kind of device number ", device.kind);
  }
}

at::IntArrayRef sizes(const int64_t *values, int32_t count) {
  TORCH_CHECK(count >= 0 && (count == 0 || values != nullptr), "a shape is missing");
  return at::IntArrayRef(values, static_cast<size_t>(count));
}

} // namespace strata
