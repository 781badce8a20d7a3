// Vector types shared by the kernels; every helper is inlined into a function compiled for one instruction set.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef float v16 __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t i16 __attribute__((vector_size(64), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))

// Passing 64-byte vectors by value warns about the ABI without AVX-512; every helper is inlined, so no call remains.
#pragma GCC diagnostic ignored "-Wpsabi"

INLINE v16 load(const float *p) { return *(const v16 *)p; }

typedef float v8 __attribute__((vector_size(32)));
typedef float v4 __attribute__((vector_size(16)));

// One fixed tree, so that every instruction set adds in the same order.
INLINE float reduce(v16 v) {
  v8 a = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) + __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
  v4 b = __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
  return (b[0] + b[2]) + (b[1] + b[3]);
}

// One bit per lane of a comparison.
INLINE unsigned lanes(i16 mask) {
  typedef _Bool b16 __attribute__((ext_vector_type(16)));
  b16 set = __builtin_convertvector(mask, b16);
  uint16_t bits;
  memcpy(&bits, &set, sizeof bits);
  return bits;
}

// The best variant for this processor: 0 baseline, 1 AVX2, 2 AVX-512. The environment variable STRATA_INSTRUCTION_SET
// (baseline, avx2, avx512) may ask for less, never for more than the processor has.
INLINE int instruction_level(void) {
  int level = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) level = 1;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    level = 2;
#endif
  const char *wanted = getenv("STRATA_INSTRUCTION_SET");
  if (wanted && strcmp(wanted, "baseline") == 0) return 0;
  if (wanted && strcmp(wanted, "avx2") == 0 && level > 1) return 1;
  return level;
}

#define TARGET_AVX2 __attribute__((target("avx2,fma")))
#define TARGET_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma")))

// Runs the file's SELECT(suffix) for the best variant once, before main.
#if defined(__x86_64__)
#define SELECT_BEFORE_MAIN                                                                                             \
  __attribute__((constructor)) static void select_kernels(void) {                                                      \
    SELECT(baseline);                                                                                                  \
    if (instruction_level() >= 1) SELECT(avx2);                                                                        \
    if (instruction_level() >= 2) SELECT(avx512);                                                                      \
  }
#else
#define SELECT_BEFORE_MAIN                                                                                             \
  __attribute__((constructor)) static void select_kernels(void) { SELECT(baseline); }
#endif
