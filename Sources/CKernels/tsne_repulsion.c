// The exact and the tree-based repulsion of t-SNE.
#include "strata_tsne.h"
#include "vectors.h"
#if defined(__x86_64__)
#include <immintrin.h>

// 1/x by an estimate with 14 bits and one Newton step: within one unit in the last place, at a third of a division's
// cost. Vectors go by pointer, so that bodies compiled for any instruction set may name the function.
TARGET_AVX512 static inline void estimate_reciprocal(const v16 *x, v16 *result) {
  v16 estimate = (v16)_mm512_rcp14_ps((__m512)*x);
  *result = estimate + estimate * (1.0f - *x * estimate);
}
#endif

INLINE v16 reciprocal(const int level, v16 x) {
#if defined(__x86_64__)
  if (level == 2) {
    v16 result;
    estimate_reciprocal(&x, &result);
    return result;
  }
#endif
  return 1.0f / x;
}

typedef struct {
  v16 sum, x, y, z;
} push16;

// The sources' push on a few targets at once, so that each source is loaded once for all of them.
INLINE double exact_rows(const int level, const size_t rows, const size_t stride, const float *x, const float *y,
                         const float *z, size_t count, const float *targets, float *force) {
  push16 push[4] = {0};
  for (size_t j = 0; j < count; j += 16) {
    v16 sx = load(x + j), sy = load(y + j), sz = {0}, dz = {0};
    if (stride == 4) sz = load(z + j);
    for (size_t t = 0; t < rows; t++) {
      const float *own = targets + t * stride;
      v16 dx = own[0] - sx, dy = own[1] - sy;
      v16 square = dx * dx + (dy * dy + 1.0f);
      if (stride == 4) {
        dz = own[2] - sz;
        square += dz * dz;
      }
      v16 q = reciprocal(level, square), q2 = q * q;
      push[t].sum += q;
      push[t].x += q2 * dx;
      push[t].y += q2 * dy;
      if (stride == 4) push[t].z += q2 * dz;
    }
  }
  double total = 0;
  for (size_t t = 0; t < rows; t++) {
    total += (double)reduce(push[t].sum);
    force[t * stride] = reduce(push[t].x);
    force[t * stride + 1] = reduce(push[t].y);
    if (stride == 4) {
      force[t * stride + 2] = reduce(push[t].z);
      force[t * stride + 3] = 0;
    }
  }
  return total;
}

INLINE double exact_body(const int level, const size_t stride, const float *x, const float *y, const float *z,
                         size_t count, const float *targets, size_t from, size_t to, float *force) {
  double total = 0;
  size_t i = from;
  for (; i + 4 <= to; i += 4)
    total += exact_rows(level, 4, stride, x, y, z, count, targets + stride * i, force + stride * i);
  for (; i < to; i++)
    total += exact_rows(level, 1, stride, x, y, z, count, targets + stride * i, force + stride * i);
  return total;
}

INLINE void add_push(push16 *push, v16 dx, v16 dy, v16 dz, v16 q, float weight) {
  v16 first = q * weight, second = first * q;
  push->sum += first;
  push->x += second * dx;
  push->y += second * dy;
  push->z += second * dz;
}

// 16 targets walk together. A cell that is too near for one of them is opened for all, which only makes it more exact.
INLINE void tree_group(const int level, const strata_tsne_node *nodes, size_t nodeCount, const float *sources,
                       float squaredAngle, v16 x, v16 y, v16 z, push16 *push) {
  size_t current = 0;
  while (current < nodeCount) {
    const strata_tsne_node *node = nodes + current;
    if (node->isLeaf) {
      for (int32_t i = node->first; i < node->last; i++) {
        const float *s = sources + 4 * (size_t)i;
        v16 dx = x - s[0], dy = y - s[1], dz = z - s[2];
        add_push(push, dx, dy, dz, reciprocal(level, dx * dx + (dy * dy + (dz * dz + 1.0f))), 1);
      }
      current = (size_t)node->next;
      continue;
    }
    v16 dx = x - node->center[0], dy = y - node->center[1], dz = z - node->center[2];
    v16 square = dx * dx + (dy * dy + dz * dz);
    if (__builtin_reduce_or(square * squaredAngle <= node->squaredWidth)) {
      current++;
    } else {
      add_push(push, dx, dy, dz, reciprocal(level, square + 1.0f), node->count);
      current = (size_t)node->next;
    }
  }
}

INLINE double tree_body(const int level, const strata_tsne_node *nodes, size_t nodeCount, const float *sources,
                        float squaredAngle, const float *targets, const int32_t *order, size_t from, size_t to,
                        float *force, size_t stride) {
  double total = 0;
  for (size_t t = from; t < to; t += 16) {
    v16 x, y, z;
    for (size_t lane = 0; lane < 16; lane++) {
      const float *own = targets + 4 * (t + lane < to ? t + lane : to - 1);
      x[lane] = own[0];
      y[lane] = own[1];
      z[lane] = own[2];
    }
    push16 push = {0};
    tree_group(level, nodes, nodeCount, sources, squaredAngle, x, y, z, &push);
    for (size_t lane = 0; lane < 16 && t + lane < to; lane++) {
      float *out = force + (size_t)order[t + lane] * stride;
      total += (double)push.sum[lane];
      out[0] = push.x[lane];
      out[1] = push.y[lane];
      if (stride == 4) {
        out[2] = push.z[lane];
        out[3] = 0;
      }
    }
  }
  return total;
}

// Every body above, once per instruction set.

#define VARIANT(suffix, level, attributes)                                                                             \
  attributes static double exact_##suffix(const float *x, const float *y, const float *z, size_t count,               \
                                          const float *targets, size_t from, size_t to, float *force) {               \
    return z ? exact_body(level, 4, x, y, z, count, targets, from, to, force)                                          \
             : exact_body(level, 2, x, y, z, count, targets, from, to, force);                                         \
  }                                                                                                                    \
  attributes static double tree_##suffix(const strata_tsne_node *nodes, size_t n, const float *sources, float angle,  \
                                         const float *targets, const int32_t *order, size_t from, size_t to,          \
                                         float *force, size_t stride) {                                               \
    return tree_body(level, nodes, n, sources, angle, targets, order, from, to, force, stride);                        \
  }

VARIANT(baseline, 0, )
#if defined(__x86_64__)
VARIANT(avx2, 1, TARGET_AVX2)
VARIANT(avx512, 2, TARGET_AVX512)
#endif

static struct {
  double (*exact)(const float *, const float *, const float *, size_t, const float *, size_t, size_t, float *);
  double (*tree)(const strata_tsne_node *, size_t, const float *, float, const float *, const int32_t *, size_t, size_t,
                 float *, size_t);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.exact = exact_##suffix;                                                                                    \
    kernels.tree = tree_##suffix;                                                                                      \
  } while (0)

SELECT_BEFORE_MAIN

double strata_tsne_repulsion(const float *x, const float *y, const float *z, size_t paddedCount, const float *targets,
                             size_t from, size_t to, float *force) {
  return kernels.exact(x, y, z, paddedCount, targets, from, to, force);
}

double strata_tsne_tree_repulsion(const strata_tsne_node *nodes, size_t nodeCount, const float *sources,
                                  float squaredAngle, const float *targets, const int32_t *order, size_t from,
                                  size_t to, float *force, size_t stride) {
  return kernels.tree(nodes, nodeCount, sources, squaredAngle, targets, order, from, to, force, stride);
}
