#include <ATen/ops/empty.h>
#include <ATen/ops/mul.h>

#include "Functions.hpp"
#include "Parallel.hpp"

namespace strata {

// The generator of NumericKernels (SeededGenerator): number i is a hash of (seed, stream, i). Unlike libtorch's it
// gives the same numbers in every version, on every device and for any number of threads.
static uint64_t mixed(uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
  return bits ^ (bits >> 31);
}

static at::Tensor mask(at::IntArrayRef shape, double probability, uint64_t seed, uint64_t stream) {
  constexpr uint64_t increment = 0x9E3779B97F4A7C15u;
  const uint64_t key = mixed(mixed(seed + increment) ^ (stream * 0xD1B54A32D192ED03u + 0x2545F4914F6CDD1Du));
  const auto threshold = static_cast<uint64_t>(probability * 0x1p32);
  const auto scale = probability < 1 ? static_cast<float>(1 / (1 - probability)) : 0.0f;
  at::Tensor result = at::empty(shape, at::TensorOptions().dtype(at::kFloat));
  float *values = result.data_ptr<float>();
  const int64_t count = result.numel();
  // Each 64-bit number decides two values, the upper half first.
  parallelFor(0, (count + 1) / 2, 1 << 13, [&](int64_t first, int64_t last) {
    for (int64_t pair = first; pair < last; pair += 1) {
      const uint64_t bits = mixed(key + static_cast<uint64_t>(pair + 1) * increment);
      values[2 * pair] = (bits >> 32) >= threshold ? scale : 0.0f;
      if (2 * pair + 1 < count) values[2 * pair + 1] = (bits & 0xFFFFFFFFu) >= threshold ? scale : 0.0f;
    }
  });
  return result;
}

int32_t dropout(const strata_tensor *input, double probability, uint64_t seed, uint64_t stream, strata_tensor **out) {
  return making(out, [&] {
    const at::Tensor &value = required(input);
    TORCH_CHECK(probability >= 0 && probability <= 1, "the probability is ", probability, ", expected 0 to 1");
    return at::mul(value, mask(value.sizes(), probability, seed, stream).to(value.device(), value.scalar_type()));
  });
}

} // namespace strata
