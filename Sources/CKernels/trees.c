#include "strata_trees.h"

#include "vectors.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Products and sums are rounded alike by every instruction set.
#pragma STDC FP_CONTRACT OFF

enum { place_bits = 0x7fffffff };

// What differs by instruction set. Lists of values have room for 16 more; lists of items may be read 16 beyond their end
// and are written up to 16 beyond what is kept.

INLINE v16 chosen(i16 mask, v16 a, v16 b) { return (v16)((mask & (i16)a) | (~mask & (i16)b)); }

// Gathers the values of items; their smallest and largest.
INLINE void gather_portable(const float *column, const uint32_t *items, size_t count, float *values, float *range) {
  v16 low = column[items[0] & place_bits] - (v16){0}, high = low;
  for (size_t i = 0; i < count; i += 16) {
    size_t rest = count - i < 16 ? count - i : 16;
    for (size_t l = 0; l < rest; l++) values[i + l] = column[items[i + l] & place_bits];
    for (size_t l = rest; l < 16; l++) values[i + l] = values[i];
    v16 v = load(values + i);
    low = chosen(v < low, v, low);
    high = chosen(v > high, v, high);
  }
  range[0] = low[0];
  range[1] = high[0];
  for (int l = 1; l < 16; l++) {
    range[0] = low[l] < range[0] ? low[l] : range[0];
    range[1] = high[l] > range[1] ? high[l] : range[1];
  }
}

// How many values are at most `threshold`, and how many of these are of the class.
INLINE void count_portable(const float *values, const uint32_t *items, size_t count, float threshold, uint32_t *counts) {
  i16 left = {0}, positives = {0};
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    i16 mask = load(values + i) <= threshold;
    left -= mask;
    positives -= mask & (*(const i16 *)(items + i) >> 31);
  }
  counts[0] = counts[1] = 0;
  for (int l = 0; l < 16; l++) {
    counts[0] += (uint32_t)left[l];
    counts[1] += (uint32_t)positives[l];
  }
  for (; i < count; i++) {
    counts[0] += values[i] <= threshold;
    counts[1] += values[i] <= threshold && items[i] >> 31;
  }
}

// Items with a value of at most `threshold` first, the order kept otherwise.
INLINE size_t part_portable(const float *column, uint32_t *items, size_t count, float threshold, uint32_t *spare) {
  size_t left = 0, right = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t item = items[i];
    int goesLeft = column[item & place_bits] <= threshold;
    items[left] = item;
    spare[right] = item;
    left += (size_t)goesLeft;
    right += (size_t)!goesLeft;
  }
  memcpy(items + left, spare, right * sizeof *items);
  return left;
}

#if defined(__x86_64__)
#define INLINE512 static inline TARGET_AVX512 __attribute__((always_inline))

INLINE512 __m512i places_512(const uint32_t *items) {
  return _mm512_and_si512(_mm512_loadu_si512(items), _mm512_set1_epi32(place_bits));
}

INLINE512 void gather_avx512(const float *column, const uint32_t *items, size_t count, float *values, float *range) {
  __m512 first = _mm512_set1_ps(column[items[0] & place_bits]), low = first, high = first;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    __m512 v = _mm512_i32gather_ps(places_512(items + i), column, 4);
    _mm512_storeu_ps(values + i, v);
    low = _mm512_min_ps(low, v);
    high = _mm512_max_ps(high, v);
  }
  if (i < count) {
    __mmask16 mask = (__mmask16)((1u << (count - i)) - 1);
    __m512 v = _mm512_mask_i32gather_ps(first, mask, places_512(items + i), column, 4);
    _mm512_storeu_ps(values + i, v);
    low = _mm512_min_ps(low, v);
    high = _mm512_max_ps(high, v);
  }
  range[0] = range[1] = low[0];
  if (!_mm512_cmp_ps_mask(low, high, _CMP_NEQ_OQ) && !_mm512_cmp_ps_mask(low, first, _CMP_NEQ_OQ)) return;
  range[0] = _mm512_reduce_min_ps(low);
  range[1] = _mm512_reduce_max_ps(high);
}

INLINE512 void count_avx512(const float *values, const uint32_t *items, size_t count, float threshold,
                            uint32_t *counts) {
  __m512 limit = _mm512_set1_ps(threshold);
  uint32_t left = 0, positives = 0;
  for (size_t i = 0; i < count; i += 16) {
    __mmask16 inside = count - i < 16 ? (__mmask16)((1u << (count - i)) - 1) : 0xffff;
    __mmask16 mask = _mm512_mask_cmp_ps_mask(inside, _mm512_loadu_ps(values + i), limit, _CMP_LE_OQ);
    left += (uint32_t)__builtin_popcount(mask);
    positives += (uint32_t)__builtin_popcount(mask & _mm512_movepi32_mask(_mm512_loadu_si512(items + i)));
  }
  counts[0] = left;
  counts[1] = positives;
}

INLINE512 size_t part_avx512(const float *column, uint32_t *items, size_t count, float threshold, uint32_t *spare) {
  __m512 limit = _mm512_set1_ps(threshold);
  size_t left = 0, right = 0;
  for (size_t i = 0; i < count; i += 16) {
    __mmask16 inside = count - i < 16 ? (__mmask16)((1u << (count - i)) - 1) : 0xffff;
    __m512i block = _mm512_loadu_si512(items + i);
    __m512 v = _mm512_mask_i32gather_ps(limit, inside, places_512(items + i), column, 4);
    __mmask16 goesLeft = _mm512_mask_cmp_ps_mask(inside, v, limit, _CMP_LE_OQ);
    __mmask16 goesRight = (__mmask16)(inside & ~goesLeft);
    _mm512_mask_compressstoreu_epi32(items + left, goesLeft, block);
    _mm512_storeu_si512(spare + right, _mm512_maskz_compress_epi32(goesRight, block));
    left += (size_t)__builtin_popcount(goesLeft);
    right += (size_t)__builtin_popcount(goesRight);
  }
  memcpy(items + left, spare, right * sizeof *items);
  return left;
}
#endif

// A child that waits while its sibling grows: its parent, its items, and how many features are known to be constant.
typedef struct {
  uint32_t parent, start, count, positives, constants;
} waiting_node;

typedef struct {
  float *values;
  uint32_t *spare;
  waiting_node *waiting;
} tree_memory;

static tree_memory divided(void *workspace, size_t count) {
  size_t padded = (count + 31) / 16 * 16;
  float *values = workspace;
  uint32_t *spare = (uint32_t *)(values + padded);
  return (tree_memory){values, spare, (waiting_node *)(spare + padded)};
}

size_t strata_tree_workspace_size(size_t count) {
  return (count + 31) / 16 * 16 * 8 + (count + 1) * sizeof(waiting_node);
}

// Random numbers of one node: hashes of its key and a counter.
typedef struct {
  uint64_t state;
} node_random;

INLINE uint64_t mixed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

INLINE uint64_t draw(node_random *r) { return mixed(r->state += 0x9e3779b97f4a7c15u); }

INLINE void swap(uint32_t *a, uint32_t *b) {
  uint32_t kept = *a;
  *a = *b;
  *b = kept;
}

typedef struct {
  float threshold;
  int32_t feature;
  uint32_t left, leftPositives;
  double gain;
} tree_split;

// With N items in a node, P of them of the class, and n and p to the left, impurity times items falls by
// 2 (pN - Pn)^2 / (N n (N - n)): whole numbers up to the division.
INLINE double split_gain(uint64_t n, uint64_t p, uint64_t count, uint64_t positives) {
  double difference = (double)((int64_t)(p * count) - (int64_t)(positives * n));
  return difference * difference / ((double)n * (double)(count - n));
}

#define GROW(instructions)                                                                                             \
  tree_memory memory = divided(workspace, total);                                                                      \
  size_t waitingCount = 0, nodeCount = 0;                                                                              \
  uint32_t positives = 0;                                                                                              \
  for (size_t i = 0; i < total; i++) positives += items[i] >> 31;                                                      \
  waiting_node node = {UINT32_MAX, 0, (uint32_t)total, positives, 0};                                                  \
  for (;;) {                                                                                                           \
    uint32_t place = (uint32_t)nodeCount++;                                                                            \
    if (node.parent != UINT32_MAX) nodes[node.parent].right = place;                                                   \
    uint32_t *own = items + node.start;                                                                                \
    tree_split best = {0, -1, 0, 0, -1};                                                                               \
    size_t constants = node.constants, next = constants;                                                               \
    int isLeaf = node.count < minimumSplit || node.positives == 0 || node.positives == node.count;                     \
    node_random random = {mixed(key ^ mixed(place + 1))};                                                              \
    for (size_t drawn = 0; !isLeaf && drawn < candidates && next < featureCount; next++) {                             \
      swap(features + next, features + next + (((draw(&random) >> 32) * (featureCount - next)) >> 32));                \
      const float *column = columns + features[next] * stride;                                                         \
      float range[2];                                                                                                  \
      gather_##instructions(column, own, node.count, memory.values, range);                                            \
      if (range[0] == range[1]) {                                                                                      \
        swap(features + next, features + constants++);                                                                 \
        continue;                                                                                                      \
      }                                                                                                                \
      double share = (double)(draw(&random) >> 11) * 0x1p-53;                                                          \
      float threshold = (float)((double)range[0] + share * ((double)range[1] - (double)range[0]));                     \
      if (threshold >= range[1]) threshold = range[0];                                                                 \
      uint32_t left[2];                                                                                                \
      count_##instructions(memory.values, own, node.count, threshold, left);                                           \
      double gain = split_gain(left[0], left[1], node.count, node.positives);                                          \
      if (gain > best.gain) best = (tree_split){threshold, (int32_t)features[next], left[0], left[1], gain};           \
      drawn++;                                                                                                         \
    }                                                                                                                  \
    nodes[place] = (strata_tree_node){best.threshold, best.feature, place, node.count, node.positives};                \
    if (best.feature >= 0) {                                                                                           \
      decreases[best.feature] += 2 * best.gain / ((double)node.count * (double)total);                                 \
      part_##instructions(columns + (size_t)best.feature * stride, own, node.count, best.threshold, memory.spare);     \
      memory.waiting[waitingCount++] =                                                                                 \
          (waiting_node){place, node.start + best.left, node.count - best.left, node.positives - best.leftPositives,   \
                         (uint32_t)constants};                                                                         \
      node = (waiting_node){UINT32_MAX, node.start, best.left, best.leftPositives, (uint32_t)constants};               \
    } else {                                                                                                           \
      if (waitingCount == 0) return nodeCount;                                                                         \
      node = memory.waiting[--waitingCount];                                                                           \
    }                                                                                                                  \
  }

#define ROUTE(instructions)                                                                                            \
  tree_memory memory = divided(workspace, count);                                                                      \
  starts[0] = 0;                                                                                                       \
  ends[0] = (uint32_t)count;                                                                                           \
  for (size_t n = 0; n < nodeCount; n++) {                                                                             \
    if (nodes[n].feature < 0) continue;                                                                                \
    size_t left = part_##instructions(columns + (size_t)nodes[n].feature * stride, items + starts[n],                  \
                                      ends[n] - starts[n], nodes[n].threshold, memory.spare);                          \
    starts[n + 1] = starts[n];                                                                                         \
    ends[n + 1] = starts[nodes[n].right] = starts[n] + (uint32_t)left;                                                 \
    ends[nodes[n].right] = ends[n];                                                                                    \
  }

#define VARIANT(suffix, attributes, instructions)                                                                      \
  attributes static size_t grow_##suffix(const float *columns, size_t stride, uint32_t *items, size_t total,           \
                                         uint32_t *features, size_t featureCount, size_t candidates,                   \
                                         size_t minimumSplit, uint64_t key, void *workspace, strata_tree_node *nodes,  \
                                         double *decreases) {                                                          \
    GROW(instructions)                                                                                                 \
  }                                                                                                                    \
  attributes static void route_##suffix(const float *columns, size_t stride, uint32_t *items, size_t count,            \
                                        const strata_tree_node *nodes, size_t nodeCount, void *workspace,              \
                                        uint32_t *starts, uint32_t *ends) {                                            \
    ROUTE(instructions)                                                                                                \
  }

VARIANT(baseline, , portable)
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2, portable)
VARIANT(avx512, TARGET_AVX512, avx512)
#endif

static struct {
  size_t (*grow)(const float *, size_t, uint32_t *, size_t, uint32_t *, size_t, size_t, size_t, uint64_t, void *,
                 strata_tree_node *, double *);
  void (*route)(const float *, size_t, uint32_t *, size_t, const strata_tree_node *, size_t, void *, uint32_t *,
                uint32_t *);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.grow = grow_##suffix;                                                                                      \
    kernels.route = route_##suffix;                                                                                    \
  } while (0)

SELECT_BEFORE_MAIN

size_t strata_grow_tree(const float *columns, size_t stride, uint32_t *items, size_t count, uint32_t *features,
                        size_t featureCount, size_t candidates, size_t minimumSplit, uint64_t key, void *workspace,
                        strata_tree_node *nodes, double *decreases) {
  return kernels.grow(columns, stride, items, count, features, featureCount, candidates, minimumSplit, key, workspace,
                      nodes, decreases);
}

void strata_route_items(const float *columns, size_t stride, uint32_t *items, size_t count,
                        const strata_tree_node *nodes, size_t nodeCount, void *workspace, uint32_t *starts,
                        uint32_t *ends) {
  kernels.route(columns, stride, items, count, nodes, nodeCount, workspace, starts, ends);
}
