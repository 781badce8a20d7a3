#include <string.h>

#include "CImageCodecs.h"

// The arithmetic of Pillow's Resample.c: 8-bit pixels, weights with 22 bits after the point, one rounding per pass.
enum { precision = 32 - 8 - 2, half = 1 << (precision - 1) };

typedef uint8_t bytes4 __attribute__((vector_size(4)));
typedef int32_t lanes4 __attribute__((vector_size(16)));
typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef int32_t lanes16 __attribute__((vector_size(64)));

#define INLINE static inline __attribute__((always_inline))

INLINE uint8_t clipped(int32_t sum) {
  int32_t value = sum >> precision;
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

INLINE void grey_row(const uint8_t *source, strata_taps taps, uint8_t *output) {
  for (int32_t i = 0; i < taps.count; i++) {
    const int32_t *weights = taps.weights + (size_t)i * (size_t)taps.stride;
    const uint8_t *from = source + taps.starts[i];
    int32_t sum = half;
    for (int32_t k = 0; k < taps.counts[i]; k++) sum += from[k] * weights[k];
    output[i] = clipped(sum);
  }
}

INLINE void color_pixel(const uint8_t *from, const int32_t *weights, int32_t count, uint8_t *output) {
  int32_t red = half, green = half, blue = half;
  for (int32_t k = 0; k < count; k++) {
    red += from[3 * k] * weights[k];
    green += from[3 * k + 1] * weights[k];
    blue += from[3 * k + 2] * weights[k];
  }
  output[0] = clipped(red);
  output[1] = clipped(green);
  output[2] = clipped(blue);
}

// Four bytes are loaded for three channels, so the taps that reach the last pixel take the plain path.
INLINE void color_row(const uint8_t *source, int32_t source_width, strata_taps taps, uint8_t *output) {
  for (int32_t i = 0; i < taps.count; i++) {
    const int32_t *weights = taps.weights + (size_t)i * (size_t)taps.stride;
    int32_t start = taps.starts[i], count = taps.counts[i];
    const uint8_t *from = source + 3 * (size_t)start;
    if (start + count >= source_width) {
      color_pixel(from, weights, count, output + 3 * i);
      continue;
    }
    lanes4 sum = {half, half, half, half};
    for (int32_t k = 0; k < count; k++) {
      bytes4 pixel;
      memcpy(&pixel, from + 3 * k, 4);
      sum += __builtin_convertvector(pixel, lanes4) * weights[k];
    }
    output[3 * i] = clipped(sum[0]);
    output[3 * i + 1] = clipped(sum[1]);
    output[3 * i + 2] = clipped(sum[2]);
  }
}

INLINE void any_row(
    const uint8_t *source, int32_t source_width, int32_t channels, strata_taps taps, uint8_t *output) {
  if (channels == 1)
    grey_row(source, taps, output);
  else
    color_row(source, source_width, taps, output);
}

INLINE void any_column(
    const uint8_t *source, size_t stride, size_t row_bytes, const int32_t *weights, int32_t count, uint8_t *output) {
  size_t x = 0;
  for (; x + 16 <= row_bytes; x += 16) {
    lanes16 sum = (lanes16){} + half;
    for (int32_t k = 0; k < count; k++) {
      bytes16 values;
      memcpy(&values, source + (size_t)k * stride + x, 16);
      sum += __builtin_convertvector(values, lanes16) * weights[k];
    }
    sum >>= precision;
    // A comparison gives -1 in the lanes where it holds: a mask.
    sum = (sum & (sum > 0) & (sum < 256)) | ((sum > 255) & 255);
    bytes16 result = __builtin_convertvector(sum, bytes16);
    memcpy(output + x, &result, 16);
  }
  for (; x < row_bytes; x++) {
    int32_t sum = half;
    for (int32_t k = 0; k < count; k++) sum += source[(size_t)k * stride + x] * weights[k];
    output[x] = clipped(sum);
  }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void row_avx2(
    const uint8_t *source, int32_t source_width, int32_t channels, strata_taps taps, uint8_t *output) {
  any_row(source, source_width, channels, taps, output);
}

__attribute__((target("avx2"))) static void column_avx2(
    const uint8_t *source, size_t stride, size_t row_bytes, const int32_t *weights, int32_t count, uint8_t *output) {
  any_column(source, stride, row_bytes, weights, count, output);
}
#define HAS_AVX2 __builtin_cpu_supports("avx2")
#else
#define row_avx2 any_row
#define column_avx2 any_column
#define HAS_AVX2 0
#endif

void strata_resample_row(
    const uint8_t *source, int32_t source_width, int32_t channels, strata_taps taps, uint8_t *output) {
  if (HAS_AVX2)
    row_avx2(source, source_width, channels, taps, output);
  else
    any_row(source, source_width, channels, taps, output);
}

void strata_resample_column(
    const uint8_t *source, size_t stride, size_t row_bytes, const int32_t *weights, int32_t tap_count, uint8_t *output) {
  if (HAS_AVX2)
    column_avx2(source, stride, row_bytes, weights, tap_count, output);
  else
    any_column(source, stride, row_bytes, weights, tap_count, output);
}
