// Tensors as the C interface hands them out, and the one way into libtorch that lets no exception out.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <exception>
#include <new>
#include <utility>

#include "CTorchInterface.h"

struct strata_tensor {
  explicit strata_tensor(at::Tensor tensor) noexcept;
  ~strata_tensor();
  strata_tensor(const strata_tensor &) = delete;
  strata_tensor &operator=(const strata_tensor &) = delete;

  at::Tensor value;
};

namespace strata {

// Keeps a text for `last_error` of this thread and returns the status.
int32_t fail(strata_torch_status status, const char *text) noexcept;
const char *lastError() noexcept;
int64_t liveTensorCount() noexcept;

// Runs a body; whatever it throws becomes a status and a text.
template <typename Body>
int32_t guarded(Body &&body) noexcept {
  try {
    std::forward<Body>(body)();
    return STRATA_TORCH_OK;
  } catch (const c10::OutOfMemoryError &error) {
    return fail(STRATA_TORCH_OUT_OF_MEMORY, error.what_without_backtrace());
  } catch (const c10::Error &error) {
    return fail(STRATA_TORCH_REFUSED, error.what_without_backtrace());
  } catch (const std::bad_alloc &) {
    return fail(STRATA_TORCH_OUT_OF_MEMORY, "there is not enough memory");
  } catch (const std::exception &error) {
    // Some of libtorch's checks of shapes throw these.
    return fail(STRATA_TORCH_REFUSED, error.what());
  } catch (...) {
    return fail(STRATA_TORCH_FAILED, "libtorch threw something that is no exception");
  }
}

// Runs a body that makes a tensor, and hands the tensor out.
template <typename Body>
int32_t making(strata_tensor **out, Body &&body) noexcept {
  return guarded([&] {
    TORCH_CHECK(out != nullptr, "there is no place for the result");
    *out = nullptr;
    *out = new strata_tensor(std::forward<Body>(body)());
  });
}

const at::Tensor &required(const strata_tensor *tensor);
// A tensor that may be left out; an undefined one stands for none.
at::Tensor optional(const strata_tensor *tensor);

at::ScalarType scalarType(int32_t type);
c10::Device device(strata_torch_device device);
at::IntArrayRef sizes(const int64_t *values, int32_t count);

} // namespace strata
