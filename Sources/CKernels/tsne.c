#include "strata_tsne.h"
#include "vectors.h"

INLINE double tsne_repulsion(const float *x, const float *y, const float *z, size_t paddedCount, size_t from, size_t to,
                             float *forceX, float *forceY, float *forceZ) {
  double total = 0;
  for (size_t i = from; i < to; i++) {
    v16 sum = {0}, fx = {0}, fy = {0}, fz = {0};
    for (size_t j = 0; j < paddedCount; j += 16) {
      v16 dx = x[i] - load(x + j), dy = y[i] - load(y + j);
      v16 square = dx * dx + dy * dy;
      v16 dz = {0};
      if (z) {
        dz = z[i] - load(z + j);
        square += dz * dz;
      }
      v16 q = 1.0f / (1.0f + square);
      v16 q2 = q * q;
      sum += q;
      fx += q2 * dx;
      fy += q2 * dy;
      if (z) fz += q2 * dz;
    }
    // The point itself contributed exactly 1 to the sum and nothing to the force.
    total += (double)reduce(sum) - 1.0;
    forceX[i] = reduce(fx);
    forceY[i] = reduce(fy);
    if (z) forceZ[i] = reduce(fz);
  }
  return total;
}

INLINE void tsne_attraction(const float *x, const float *y, const float *z, const int64_t *offsets,
                            const int32_t *neighbors, const float *weights, size_t from, size_t to, float *forceX,
                            float *forceY, float *forceZ) {
  for (size_t i = from; i < to; i++) {
    float fx = 0, fy = 0, fz = 0;
    for (int64_t e = offsets[i]; e < offsets[i + 1]; e++) {
      int32_t j = neighbors[e];
      float dx = x[i] - x[j], dy = y[i] - y[j], dz = z ? z[i] - z[j] : 0;
      float pull = weights[e] / (1.0f + dx * dx + dy * dy + dz * dz);
      fx += pull * dx;
      fy += pull * dy;
      fz += pull * dz;
    }
    forceX[i] = fx;
    forceY[i] = fy;
    if (z) forceZ[i] = fz;
  }
}

// Every body above, once per instruction set.

#define VARIANT(suffix, attributes)                                                                                    \
  attributes static double repulsion_##suffix(const float *x, const float *y, const float *z, size_t n, size_t from,  \
                                              size_t to, float *fx, float *fy, float *fz) {                           \
    return z ? tsne_repulsion(x, y, z, n, from, to, fx, fy, fz)                                                        \
             : tsne_repulsion(x, y, NULL, n, from, to, fx, fy, NULL);                                                  \
  }                                                                                                                    \
  attributes static void attraction_##suffix(const float *x, const float *y, const float *z, const int64_t *offsets,  \
                                             const int32_t *neighbors, const float *weights, size_t from, size_t to,  \
                                             float *fx, float *fy, float *fz) {                                       \
    if (z)                                                                                                             \
      tsne_attraction(x, y, z, offsets, neighbors, weights, from, to, fx, fy, fz);                                     \
    else                                                                                                               \
      tsne_attraction(x, y, NULL, offsets, neighbors, weights, from, to, fx, fy, NULL);                                \
  }

VARIANT(baseline, )
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2)
VARIANT(avx512, TARGET_AVX512)
#endif

static struct {
  double (*repulsion)(const float *, const float *, const float *, size_t, size_t, size_t, float *, float *, float *);
  void (*attraction)(const float *, const float *, const float *, const int64_t *, const int32_t *, const float *,
                     size_t, size_t, float *, float *, float *);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.repulsion = repulsion_##suffix;                                                                            \
    kernels.attraction = attraction_##suffix;                                                                          \
  } while (0)

__attribute__((constructor)) static void select_kernels(void) {
  SELECT(baseline);
#if defined(__x86_64__)
  if (instruction_level() >= 1) SELECT(avx2);
  if (instruction_level() >= 2) SELECT(avx512);
#endif
}

double strata_tsne_repulsion(const float *x, const float *y, const float *z, size_t paddedCount, size_t from, size_t to,
                             float *forceX, float *forceY, float *forceZ) {
  return kernels.repulsion(x, y, z, paddedCount, from, to, forceX, forceY, forceZ);
}

void strata_tsne_attraction(const float *x, const float *y, const float *z, const int64_t *offsets,
                            const int32_t *neighbors, const float *weights, size_t from, size_t to, float *forceX,
                            float *forceY, float *forceZ) {
  kernels.attraction(x, y, z, offsets, neighbors, weights, from, to, forceX, forceY, forceZ);
}
