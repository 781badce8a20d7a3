// The repulsion of t-SNE by interpolation: cubic B-splines spread charges over a grid, and Fourier transforms convolve
// them with the force itself (Linderman et al. 2019, doi:10.1038/s41592-018-0308-4, with other charges and kernels).
#include "strata_tsne.h"
#include "vectors.h"

typedef float u4 __attribute__((vector_size(16), aligned(4), may_alias));
typedef float u8 __attribute__((vector_size(32), aligned(4), may_alias));

INLINE int32_t cell_row(const strata_tsne_grid *grid, float y) {
  return (int32_t)((y - grid->originY) * grid->inverseSpacing);
}

// The cubic B-splines of the four nodes around a place at `t` between the second and the third.
INLINE v4 weights(float t) {
  const v4 c0 = {1 / 6.0f, 4 / 6.0f, 1 / 6.0f, 0}, c1 = {-0.5f, 0, 0.5f, 0}, c2 = {0.5f, -1, 0.5f, 0};
  const v4 c3 = {-1 / 6.0f, 0.5f, -0.5f, 1 / 6.0f};
  return c0 + t * (c1 + t * (c2 + t * c3));
}

INLINE void deposit_body(const strata_tsne_grid *grid, const float *sorted, const uint32_t *starts, size_t from,
                         size_t to) {
  memset(grid->density + from * grid->stride, 0, (to - from) * grid->stride * sizeof(float));
  size_t firstRow = from > 2 ? from - 2 : 0, lastRow = to < grid->size - 1 ? to : grid->size - 1;
  for (size_t row = firstRow; row <= lastRow; row++) {
    // Cell `row` reaches from node row - 1 to node row + 2.
    size_t lower = row < from + 1 ? from + 1 - row : 0, upper = to + 1 - row < 4 ? to + 1 - row : 4;
    for (uint32_t p = starts[row]; p < starts[row + 1]; p++) {
      float u = (sorted[2 * p] - grid->originX) * grid->inverseSpacing;
      float v = (sorted[2 * p + 1] - grid->originY) * grid->inverseSpacing;
      int32_t column = (int32_t)u;
      v4 along = weights(u - (float)column), across = weights(v - (float)row);
      float *corner = grid->density + (row + lower - 1) * grid->stride + column - 1;
      for (size_t a = lower; a < upper; a++, corner += grid->stride) *(u4 *)corner += along * across[a];
    }
  }
}

INLINE void gather_body(const strata_tsne_grid *grid, const float *sorted, const int32_t *order, size_t from, size_t to,
                        float *force) {
  for (size_t p = from; p < to; p++) {
    float u = (sorted[2 * p] - grid->originX) * grid->inverseSpacing;
    float v = (sorted[2 * p + 1] - grid->originY) * grid->inverseSpacing;
    int32_t column = (int32_t)u, row = (int32_t)v;
    v4 along = weights(u - (float)column), across = weights(v - (float)row);
    const float *corner = grid->field + 2 * ((size_t)(row - 1) * grid->stride + (size_t)(column - 1));
    v8 sum = {0};
    for (size_t a = 0; a < 4; a++) sum += across[a] * *(const u8 *)(corner + 2 * a * grid->stride);
    sum *= __builtin_shufflevector(along, along, 0, 0, 1, 1, 2, 2, 3, 3);
    v4 half = __builtin_shufflevector(sum, sum, 0, 1, 2, 3) + __builtin_shufflevector(sum, sum, 4, 5, 6, 7);
    float *out = force + 2 * (size_t)order[p];
    out[0] = half[0] + half[2];
    out[1] = half[1] + half[3];
  }
}

// Multiplies 16 rows of the density's spectrum with i·kernel, whose rows mirror with the given sign, and transforms back.
// Real and imaginary parts are exchanged for the inverse transform.
INLINE float *inverse_product(const strata_tsne_grid *grid, const float *spectrum, const float *kernel, float sign,
                              float *work) {
  size_t length = grid->plan.length;
  for (size_t l = 0; l < length; l++) {
    int mirrored = l > length / 2;
    v16 factor = load(kernel + 16 * (mirrored ? length - l : l));
    if (mirrored) factor *= sign;
    v16 re = load(spectrum + 32 * l), im = load(spectrum + 32 * l + 16);
    *(v16 *)(work + 32 * l) = re * factor;
    *(v16 *)(work + 32 * l + 16) = -im * factor;
  }
  return strata_fourier_lines(&grid->plan, work, work + 32 * length);
}

INLINE double pair_sum(const strata_tsne_grid *grid, size_t block, const float *spectrum) {
  size_t length = grid->plan.length;
  const float *pair = grid->pair + block * 16 * (length / 2 + 1);
  // A row stands for its mirror image as well, except the first and, for even lengths, the last.
  v16 weight;
  for (size_t lane = 0; lane < 16; lane++) {
    size_t k = 16 * block + lane;
    weight[lane] = k == 0 || 2 * k == length ? 1 : 2;
  }
  double total = 0;
  for (size_t start = 0; start < length; start += 64) {
    v16 sum = {0};
    for (size_t l = start; l < length && l < start + 64; l++) {
      v16 re = load(spectrum + 32 * l), im = load(spectrum + 32 * l + 16);
      sum += (re * re + im * im) * load(pair + 16 * (l > length / 2 ? length - l : l));
    }
    total += (double)reduce(sum * weight);
  }
  return total;
}

// Exchanges parts on the way: transforms of inverse_product come out as (imaginary, real).
INLINE double convolve_body(const strata_tsne_grid *grid, size_t block, float *work) {
  size_t length = grid->plan.length, start = 16 * block * grid->stride, kernel = 16 * block * (length / 2 + 1);
  float *first = work, *second = work + 32 * length;
  strata_fourier_load_rows(grid->real + start, grid->imaginary + start, grid->stride, grid->size, length, first);
  float *spectrum = strata_fourier_lines(&grid->plan, first, second);
  if (spectrum == second) {
    memcpy(first, second, 32 * length * sizeof(float));
    spectrum = first;
  }
  double total = pair_sum(grid, block, spectrum);
  float *x = inverse_product(grid, spectrum, grid->alongX + kernel, -1, second);
  strata_fourier_store_rows(x, grid->size, grid->imaginary + start, grid->real + start, grid->stride);
  float *y = inverse_product(grid, spectrum, grid->alongY + kernel, 1, second);
  strata_fourier_store_rows(y, grid->size, grid->secondImaginary + start, grid->secondReal + start, grid->stride);
  return total;
}

// x + iy of the whole spectrum from the half spectra of x and y, again with exchanged parts.
INLINE void finish_body(const strata_tsne_grid *grid, size_t block, float *work) {
  size_t length = grid->plan.length, column = 16 * block;
  for (size_t k = 0; k <= length / 2; k++) {
    size_t place = k * grid->stride + column;
    v16 xr = load(grid->real + place), xi = load(grid->imaginary + place);
    v16 yr = load(grid->secondReal + place), yi = load(grid->secondImaginary + place);
    if (k > 0) {
      *(v16 *)(work + 32 * (length - k)) = yr - xi;
      *(v16 *)(work + 32 * (length - k) + 16) = xr + yi;
    }
    *(v16 *)(work + 32 * k) = xi + yr;
    *(v16 *)(work + 32 * k + 16) = xr - yi;
  }
  const float *result = strata_fourier_lines(&grid->plan, work, work + 32 * length);
  for (size_t row = 0; row < grid->size; row++) {
    v16 y = load(result + 32 * row), x = load(result + 32 * row + 16);
    float *out = grid->field + 2 * (row * grid->stride + column);
    *(v16 *)out = __builtin_shufflevector(x, y, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    *(v16 *)(out + 16) = __builtin_shufflevector(x, y, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  }
}

INLINE void sample_body(size_t length, float spacing, int kind, size_t from, size_t to, float *plane, size_t stride) {
  for (size_t i = from; i < to; i++) {
    float y = spacing * (i > length / 2 ? (float)i - (float)length : (float)i);
    for (size_t j = 0; j < length; j++) {
      float x = spacing * (j > length / 2 ? (float)j - (float)length : (float)j);
      float q = 1 / (1 + x * x + y * y);
      // At half an even length the distance has no sign, so an odd kernel is zero there.
      plane[i * stride + j] = kind == 0 ? q : 2 * i == length ? 0 : q * q * y;
    }
  }
}

INLINE void spectrum_body(const strata_fourier_plan *plan, const float *real, const float *imaginary, size_t stride,
                          size_t block, int kind, const float *factors, float *output, float *work) {
  size_t length = plan->length, start = 16 * block * stride;
  strata_fourier_load_rows(real + start, imaginary + start, stride, length, length, work);
  const float *lines = strata_fourier_lines(plan, work, work + 32 * length);
  v16 rows = load(factors + 16 * block);
  for (size_t l = 0; l <= length / 2; l++)
    *(v16 *)(output + 16 * (block * (length / 2 + 1) + l)) = load(lines + 32 * l + 16 * kind) * rows * factors[l];
}

// Every body above, once per instruction set.

#define VARIANT(suffix, attributes)                                                                                    \
  attributes static void deposit_##suffix(const strata_tsne_grid *g, const float *sorted, const uint32_t *starts,     \
                                          size_t from, size_t to) {                                                   \
    deposit_body(g, sorted, starts, from, to);                                                                         \
  }                                                                                                                    \
  attributes static void gather_##suffix(const strata_tsne_grid *g, const float *sorted, const int32_t *order,        \
                                         size_t from, size_t to, float *force) {                                      \
    gather_body(g, sorted, order, from, to, force);                                                                    \
  }                                                                                                                    \
  attributes static double convolve_##suffix(const strata_tsne_grid *g, size_t block, float *work) {                  \
    return convolve_body(g, block, work);                                                                              \
  }                                                                                                                    \
  attributes static void finish_##suffix(const strata_tsne_grid *g, size_t block, float *work) {                      \
    finish_body(g, block, work);                                                                                       \
  }                                                                                                                    \
  attributes static void sample_##suffix(size_t length, float h, int kind, size_t from, size_t to, float *plane,      \
                                         size_t stride) {                                                             \
    sample_body(length, h, kind, from, to, plane, stride);                                                             \
  }                                                                                                                    \
  attributes static void spectrum_##suffix(const strata_fourier_plan *p, const float *re, const float *im,            \
                                           size_t stride, size_t block, int kind, const float *factors, float *out,   \
                                           float *work) {                                                             \
    spectrum_body(p, re, im, stride, block, kind, factors, out, work);                                                 \
  }

VARIANT(baseline, )
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2)
VARIANT(avx512, TARGET_AVX512)
#endif

static struct {
  void (*deposit)(const strata_tsne_grid *, const float *, const uint32_t *, size_t, size_t);
  void (*gather)(const strata_tsne_grid *, const float *, const int32_t *, size_t, size_t, float *);
  double (*convolve)(const strata_tsne_grid *, size_t, float *);
  void (*finish)(const strata_tsne_grid *, size_t, float *);
  void (*sample)(size_t, float, int, size_t, size_t, float *, size_t);
  void (*spectrum)(const strata_fourier_plan *, const float *, const float *, size_t, size_t, int, const float *,
                   float *, float *);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.deposit = deposit_##suffix;                                                                                \
    kernels.gather = gather_##suffix;                                                                                  \
    kernels.convolve = convolve_##suffix;                                                                              \
    kernels.finish = finish_##suffix;                                                                                  \
    kernels.sample = sample_##suffix;                                                                                  \
    kernels.spectrum = spectrum_##suffix;                                                                              \
  } while (0)

SELECT_BEFORE_MAIN

void strata_tsne_grid_count(const strata_tsne_grid *grid, const float *positions, size_t from, size_t to,
                            uint32_t *counts) {
  for (size_t i = from; i < to; i++) counts[cell_row(grid, positions[2 * i + 1])]++;
}

void strata_tsne_grid_sort(const strata_tsne_grid *grid, const float *positions, size_t from, size_t to,
                           uint32_t *places, float *sorted, int32_t *order) {
  for (size_t i = from; i < to; i++) {
    uint32_t place = places[cell_row(grid, positions[2 * i + 1])]++;
    memcpy(sorted + 2 * (size_t)place, positions + 2 * i, 2 * sizeof(float));
    order[place] = (int32_t)i;
  }
}

void strata_tsne_grid_deposit(const strata_tsne_grid *grid, const float *sorted, const uint32_t *starts, size_t from,
                              size_t to) {
  kernels.deposit(grid, sorted, starts, from, to);
}

double strata_tsne_grid_convolve(const strata_tsne_grid *grid, size_t block, float *work) {
  return kernels.convolve(grid, block, work);
}

void strata_tsne_grid_finish(const strata_tsne_grid *grid, size_t block, float *work) {
  kernels.finish(grid, block, work);
}

void strata_tsne_grid_gather(const strata_tsne_grid *grid, const float *sorted, const int32_t *order, size_t from,
                             size_t to, float *force) {
  kernels.gather(grid, sorted, order, from, to, force);
}

void strata_tsne_grid_sample(size_t length, float spacing, int kind, size_t from, size_t to, float *plane,
                             size_t stride) {
  kernels.sample(length, spacing, kind, from, to, plane, stride);
}

void strata_tsne_grid_spectrum(const strata_fourier_plan *plan, const float *real, const float *imaginary,
                               size_t stride, size_t block, int kind, const float *factors, float *output,
                               float *work) {
  kernels.spectrum(plan, real, imaginary, stride, block, kind, factors, output, work);
}
