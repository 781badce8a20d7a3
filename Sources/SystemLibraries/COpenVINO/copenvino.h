// OpenVINO's C interface. Where the headers lie is said by `openvino-c.pc`, which `make setup` writes
// (Tools/setup/openvino.sh).
#pragma once
#include <openvino/c/openvino.h>

// Compiles a model for the CPU. Swift cannot call functions with a variable number of arguments.
static inline ov_status_e strata_compile_for_cpu(const ov_core_t *core, const ov_model_t *model,
                                                 const char *streams, const char *threads,
                                                 const char *precision, ov_compiled_model_t **compiled) {
  // Pinned threads would fight with the decoding threads for the same cores.
  return ov_core_compile_model(core, model, "CPU", 8, compiled, "NUM_STREAMS", streams, "INFERENCE_NUM_THREADS",
                               threads, "INFERENCE_PRECISION_HINT", precision, "ENABLE_CPU_PINNING", "NO");
}
