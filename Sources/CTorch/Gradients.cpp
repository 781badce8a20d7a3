#include <ATen/autocast_mode.h>
#include <ATen/ops/add.h>
#include <c10/core/GradMode.h>
#include <torch/version.h>

#include <cmath>

#include "Functions.hpp"
#include "Parallel.hpp"

namespace strata {

int32_t setRequiresGradient(strata_tensor *tensor, bool isRequired) {
  return guarded([&] {
    const at::Tensor &value = required(tensor);
    TORCH_CHECK(value.is_leaf() || isRequired, "the tensor is a result; detach it instead");
    value.set_requires_grad(isRequired);
  });
}

int32_t setGradientMode(bool enabled, bool *previous) {
  return guarded([&] {
    *previous = c10::GradMode::is_enabled();
    c10::GradMode::set_enabled(enabled);
  });
}

int32_t setReducedPrecision(strata_torch_device place, bool enabled, bool *previous) {
  return guarded([&] {
    const auto type = device(place).type();
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    *previous = at::autocast::is_autocast_enabled(type);
    at::autocast::set_autocast_dtype(type, at::kBFloat16);
    at::autocast::set_autocast_enabled(type, enabled);
#else
    TORCH_CHECK(type == c10::kCPU || type == c10::kCUDA, "this libtorch has no reduced precision on ", type);
    if (type == c10::kCPU) {
      *previous = at::autocast::is_cpu_enabled();
      at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
      at::autocast::set_cpu_enabled(enabled);
    } else {
      *previous = at::autocast::is_enabled();
      at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
      at::autocast::set_enabled(enabled);
    }
#endif
    // Weights that were rounded are kept until here; they change after every step.
    if (!enabled) at::autocast::clear_cache();
  });
}

int32_t backward(const strata_tensor *tensor, const strata_tensor *upstream, bool keepGraph) {
  return guarded([&] { required(tensor).backward(optional(upstream), keepGraph); });
}

int32_t gradient(const strata_tensor *tensor, strata_tensor **out) {
  return guarded([&] {
    TORCH_CHECK(out != nullptr, "there is no place for the result");
    *out = nullptr;
    const at::Tensor &value = required(tensor).grad();
    if (value.defined()) *out = new strata_tensor(value);
  });
}

int32_t clearGradient(strata_tensor *tensor) {
  return guarded([&] { required(tensor).mutable_grad() = at::Tensor(); });
}

int32_t detach(const strata_tensor *tensor, strata_tensor **out) {
  return making(out, [&] { return required(tensor).detach(); });
}

namespace {

struct Step {
  float rate, momentum, decay;
  bool nesterov;
};

// The velocity of a weight whose gradient stays 0 would shrink to the smallest number that is not normal and stay there,
// and arithmetic with such numbers takes a hundred times as long.
constexpr float smallestVelocity = 1e-30f;

// The arrays do not overlap, and what does not change is known outside the loop: so it becomes vector instructions.
template <bool nesterov>
void stepWithVelocity(float *__restrict parameter, float *__restrict velocity, const float *__restrict gradient,
                      int64_t count, Step step) {
  for (int64_t index = 0; index < count; index += 1) {
    const float slope = gradient[index] + step.decay * parameter[index];
    const float sum = step.momentum * velocity[index] + slope;
    const float moved = std::fabs(sum) < smallestVelocity ? 0.0f : sum;
    velocity[index] = moved;
    parameter[index] -= step.rate * (nesterov ? slope + step.momentum * moved : moved);
  }
}

void stepWithoutVelocity(float *__restrict parameter, const float *__restrict gradient, int64_t count, Step step) {
  for (int64_t index = 0; index < count; index += 1) {
    parameter[index] -= step.rate * (gradient[index] + step.decay * parameter[index]);
  }
}

// One pass over memory where operators one after another would take three.
void stepInOnePass(float *parameter, float *velocity, const float *gradient, int64_t count, Step step) {
  parallelFor(0, count, 1 << 15, [&](int64_t first, int64_t last) {
    const int64_t size = last - first;
    if (velocity == nullptr) {
      stepWithoutVelocity(parameter + first, gradient + first, size, step);
    } else if (step.nesterov) {
      stepWithVelocity<true>(parameter + first, velocity + first, gradient + first, size, step);
    } else {
      stepWithVelocity<false>(parameter + first, velocity + first, gradient + first, size, step);
    }
  });
}

void stepByOperators(const at::Tensor &parameter, const at::Tensor &velocity, at::Tensor slope, Step step) {
  if (step.decay != 0) slope = slope.add(parameter, step.decay);
  if (velocity.defined()) {
    velocity.mul_(step.momentum).add_(slope);
    slope = step.nesterov ? slope.add(velocity, step.momentum) : velocity;
  }
  parameter.sub_(slope, step.rate);
}

bool liesPlain(const at::Tensor &tensor) {
  return !tensor.defined() ||
         (tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_contiguous());
}

} // namespace

int32_t sgdStep(strata_tensor *const *parameters, strata_tensor *const *velocities, int32_t count,
                const strata_torch_sgd *options) {
  return guarded([&] {
    TORCH_CHECK(count == 0 || (parameters != nullptr && options != nullptr), "an argument is missing");
    const c10::AutoGradMode withoutGradient(false);
    const Step step{
        static_cast<float>(options->learning_rate), static_cast<float>(options->momentum),
        static_cast<float>(options->weight_decay), options->nesterov};
    for (int32_t index = 0; index < count; index += 1) {
      const at::Tensor &parameter = required(parameters[index]);
      const at::Tensor gradient = parameter.grad();
      if (!gradient.defined()) continue;
      const at::Tensor velocity = velocities == nullptr ? at::Tensor() : required(velocities[index]);
      TORCH_CHECK(
          !velocity.defined() || velocity.sizes() == parameter.sizes(), "velocity ", index, " has the shape ",
          velocity.sizes(), ", its parameter ", parameter.sizes());
      if (liesPlain(parameter) && liesPlain(gradient) && liesPlain(velocity)) {
        stepInOnePass(
            parameter.data_ptr<float>(), velocity.defined() ? velocity.data_ptr<float>() : nullptr,
            gradient.data_ptr<float>(), parameter.numel(), step);
        // Graphs that kept the old values must notice the change, as after an operator in place.
        parameter.unsafeGetTensorImpl()->bump_version();
      } else {
        stepByOperators(parameter, velocity, gradient, step);
      }
      parameter.mutable_grad() = at::Tensor();
    }
  });
}

} // namespace strata
