#include <ATen/Parallel.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <dlfcn.h>
#include <torch/version.h>

#include <string>

#include "Functions.hpp"

namespace strata {

const char *torchVersion() { return TORCH_VERSION; }

int32_t setThreadCount(int32_t count) {
  return guarded([&] {
    TORCH_CHECK(count > 0, "the number of threads is ", count, ", expected at least 1");
    at::set_num_threads(count);
    // Debian's libtorch multiplies matrices with OpenBLAS, whose bits change with its own number of threads.
    if (void *function = dlsym(RTLD_DEFAULT, "openblas_set_num_threads")) {
      reinterpret_cast<void (*)(int)>(function)(1);
    }
  });
}

int32_t threadCount(int32_t *count) {
  return guarded([&] { *count = at::get_num_threads(); });
}

// PyTorch's packages for CUDA keep its part in a library of its own, which half a gigabyte of others hang on; it is
// loaded when somebody asks for CUDA, from the folder that libtorch came from.
static void loadCUDA() {
  static const bool tried = [] {
    Dl_info place;
    if (dladdr(reinterpret_cast<const void *>(&at::set_num_threads), &place) == 0) return true;
    const std::string path = place.dli_fname;
    const auto slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash + 1);
    dlopen((folder + "libtorch_cuda.so").c_str(), RTLD_NOW | RTLD_GLOBAL);
    return true;
  }();
  (void)tried;
}

int32_t deviceCount(int32_t kind, int32_t *count) {
  return guarded([&] {
    *count = 0;
    const auto type = device({kind, 0}).type();
    if (type == c10::kCUDA) loadCUDA();
    if (!c10::impl::hasDeviceGuardImpl(type)) return;
    *count = c10::impl::getDeviceGuardImpl(type)->deviceCount();
  });
}

} // namespace strata
