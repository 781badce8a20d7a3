#include "strata_descent.h"

#include "descent_sample.h"
#include "vectors.h"

typedef uint32_t u16 __attribute__((vector_size(64), aligned(4), may_alias));
typedef _Bool mask16 __attribute__((ext_vector_type(16)));

#define ABSENT UINT32_MAX
#define INFINITE __builtin_inff()

INLINE unsigned bits(i16 lanes) {
  mask16 mask = __builtin_convertvector(lanes, mask16);
  uint16_t result;
  memcpy(&result, &mask, sizeof result);
  return result;
}

// --- distances of four points to four others -------------------------------------------------------------------

INLINE v16 added_difference(v16 sum, v16 a, v16 b, int metric) {
  v16 d = a - b;
  if (metric) return sum + (v16)((i16)d & 0x7fffffff);
  return sum + d * d;
}

INLINE void accumulate(const float *const *a, const float *const *b, size_t stride, int metric, int rows, int columns,
                       v16 *s) {
  v16 local[16];
  for (int i = 0; i < rows * columns; i++) local[i] = (v16){0};
  for (size_t k = 0; k < stride; k += 16) {
    v16 y[4];
    for (int j = 0; j < columns; j++) y[j] = load(b[j] + k);
    for (int i = 0; i < rows; i++) {
      v16 x = load(a[i] + k);
      for (int j = 0; j < columns; j++) {
        v16 *sum = &local[i * columns + j];
        *sum = added_difference(*sum, x, y[j], metric);
      }
    }
  }
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < columns; j++) s[4 * i + j] = local[i * columns + j];
}

INLINE v16 fold8(v16 x, v16 y) {
  return __builtin_shufflevector(x, y, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
         __builtin_shufflevector(x, y, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
}
INLINE v16 fold4(v16 x, v16 y) {
  return __builtin_shufflevector(x, y, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27) +
         __builtin_shufflevector(x, y, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
}
INLINE v16 fold2(v16 x, v16 y) {
  return __builtin_shufflevector(x, y, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +
         __builtin_shufflevector(x, y, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
}
INLINE v16 fold1(v16 x, v16 y) {
  return __builtin_shufflevector(x, y, 0, 2, 16, 18, 4, 6, 20, 22, 8, 10, 24, 26, 12, 14, 28, 30) +
         __builtin_shufflevector(x, y, 1, 3, 17, 19, 5, 7, 21, 23, 9, 11, 25, 27, 13, 15, 29, 31);
}

// Lane 4·i + j is the distance of a[i] and b[j]. The sums are folded sixteen at once, in the order of `reduce`.
INLINE v16 distances(const float *const *a, const float *const *b, size_t stride, int metric, int wide) {
  v16 s[16];
  if (wide) {
    accumulate(a, b, stride, metric, 4, 4, s);
  } else {
    // Sixteen sums of sixteen lanes do not fit into narrower registers.
    for (int i = 0; i < 4; i += 2)
      for (int j = 0; j < 4; j += 2) accumulate(a + i, b + j, stride, metric, 2, 2, s + 4 * i + j);
  }
  v16 column[4];
  for (int j = 0; j < 4; j++) column[j] = fold4(fold8(s[j], s[4 + j]), fold8(s[8 + j], s[12 + j]));
  return fold1(fold2(column[0], column[1]), fold2(column[2], column[3]));
}

INLINE v16 by_row(const float *p) {
  v4 v;
  memcpy(&v, p, sizeof v);
  return __builtin_shufflevector(v, v, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
}
INLINE v16 by_column(const float *p) {
  v4 v;
  memcpy(&v, p, sizeof v);
  return __builtin_shufflevector(v, v, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
}

// Lanes with row < column: the pairs of four points among themselves.
#define UPPER_TRIANGLE 0x08ceu

// --- lists -----------------------------------------------------------------------------------------------------

INLINE size_t count_smaller(const float *keys, size_t listStride, float key) {
  size_t found = 0;
  for (size_t i = 0; i < listStride; i += 16) {
    unsigned smaller = bits(load(keys + i) < key);
    found += (size_t)__builtin_popcount(smaller);
    if (smaller != 0xffff) break;
  }
  return found;
}

// Where (key, point) belongs in a list, or the capacity if it is listed already or beyond the end.
INLINE size_t place(const strata_lists *lists, const float *keys, const uint32_t *entries, float key, uint32_t point) {
  size_t at = count_smaller(keys, lists->listStride, key);
  while (at < lists->capacity && keys[at] == key && entries[at] != ABSENT) {
    if (entries[at] >> 1 == point) return lists->capacity;
    if (entries[at] >> 1 > point) break;
    at++;
  }
  return at;
}

// Enters a point as new; returns whether the list changed.
INLINE int insert(const strata_lists *lists, size_t row, float key, uint32_t point) {
  float *keys = lists->keys + row * lists->listStride;
  uint32_t *entries = lists->entries + row * lists->listStride;
  size_t last = lists->capacity - 1;
  if (key > keys[last]) return 0;
  size_t at = place(lists, keys, entries, key, point);
  if (at > last) return 0;
  if (last - at > 24) {
    memmove(keys + at + 1, keys + at, (last - at) * sizeof *keys);
    memmove(entries + at + 1, entries + at, (last - at) * sizeof *entries);
  } else {
    for (size_t i = last; i > at; i--) {
      keys[i] = keys[i - 1];
      entries[i] = entries[i - 1];
    }
  }
  keys[at] = key;
  entries[at] = point << 1 | 1;
  return 1;
}

// --- assignment to pivots --------------------------------------------------------------------------------------

INLINE void assign(const strata_lists *lists, const uint32_t *ids, size_t count, const uint32_t *pivots,
                   size_t pivotCount, uint32_t *nearest, int metric, int wide) {
  size_t stride = lists->stride;
  for (size_t i = 0; i < count; i += 4) {
    const float *a[4], *b[4];
    for (size_t r = 0; r < 4; r++) a[r] = lists->rows + ids[i + r < count ? i + r : count - 1] * stride;
    float best[16];
    int32_t bestPivot[16];
    v16 smallest = (v16){0} + INFINITE;
    i16 smallestAt = {0};
    for (size_t j = 0; j < pivotCount; j += 4) {
      for (size_t c = 0; c < 4; c++) b[c] = lists->rows + pivots[j + c < pivotCount ? j + c : pivotCount - 1] * stride;
      v16 d = distances(a, b, stride, metric, wide);
      i16 closer = d < smallest;
      smallest = (v16)(((i16)d & closer) | ((i16)smallest & ~closer));
      smallestAt = (closer & (int32_t)j) | (smallestAt & ~closer);
    }
    memcpy(best, &smallest, sizeof best);
    memcpy(bestPivot, &smallestAt, sizeof bestPivot);
    for (size_t r = 0; r < 4 && i + r < count; r++) {
      size_t chosen = 4 * r;
      for (size_t lane = chosen + 1; lane < 4 * r + 4; lane++) {
        size_t candidate = (size_t)bestPivot[lane] + lane % 4, current = (size_t)bestPivot[chosen] + chosen % 4;
        if (best[lane] < best[chosen] || (best[lane] == best[chosen] && candidate < current)) chosen = lane;
      }
      size_t pivot = (size_t)bestPivot[chosen] + chosen % 4;
      nearest[i + r] = (uint32_t)(pivot < pivotCount ? pivot : pivotCount - 1);
    }
  }
}

INLINE void measure(const strata_lists *lists, const uint32_t *a, size_t aCount, const uint32_t *b, size_t bCount,
                    float *output, int metric, int wide) {
  for (size_t i = 0; i < aCount; i += 4)
    for (size_t j = 0; j < bCount; j += 4) {
      const float *x[4], *y[4];
      for (size_t r = 0; r < 4; r++) {
        x[r] = lists->rows + a[i + r < aCount ? i + r : aCount - 1] * lists->stride;
        y[r] = lists->rows + b[j + r < bCount ? j + r : bCount - 1] * lists->stride;
      }
      v16 d = distances(x, y, lists->stride, metric, wide);
      float keys[16];
      memcpy(keys, &d, sizeof keys);
      for (size_t r = 0; r < 4 && i + r < aCount; r++)
        for (size_t c = 0; c < 4 && j + c < bCount; c++) output[(i + r) * bCount + j + c] = keys[4 * r + c];
    }
}

// --- all pairs of a group --------------------------------------------------------------------------------------

INLINE size_t padded(size_t count) { return (count + 3) & ~(size_t)3; }

INLINE void join_group(const strata_lists *lists, const uint32_t *ids, size_t count, void *scratch, int metric,
                       int wide) {
  size_t stride = lists->stride, last = lists->capacity - 1, total = padded(count);
  const float **rows = scratch;
  float *limits = (float *)(rows + total);
  for (size_t i = 0; i < total; i++) {
    size_t id = ids[i < count ? i : count - 1];
    rows[i] = lists->rows + id * stride;
    limits[i] = lists->keys[id * lists->listStride + last];
  }
  for (size_t i = 0; i < total; i += 4)
    for (size_t j = i; j < total; j += 4) {
      v16 d = distances(rows + i, rows + j, stride, metric, wide);
      // Up to and including the limit: among equal distances the smaller index belongs into the list.
      unsigned found = bits((d <= by_row(limits + i)) | (d <= by_column(limits + j)));
      if (i == j) found &= UPPER_TRIANGLE;
      if (!found) continue;
      float keys[16];
      memcpy(keys, &d, sizeof keys);
      for (; found; found &= found - 1) {
        size_t lane = (size_t)__builtin_ctz(found), p = i + lane / 4, q = j + lane % 4;
        if (q >= count) continue;
        float key = keys[lane];
        if (key <= limits[p] && insert(lists, ids[p], key, ids[q]))
          limits[p] = lists->keys[ids[p] * lists->listStride + last];
        if (key <= limits[q] && insert(lists, ids[q], key, ids[p]))
          limits[q] = lists->keys[ids[q] * lists->listStride + last];
      }
    }
}

// --- the local join --------------------------------------------------------------------------------------------

INLINE int listed(const uint32_t *entries, size_t listStride, uint32_t point) {
  i16 found = {0};
  for (size_t i = 0; i < listStride; i += 16) found |= (i16)((*(const u16 *)(entries + i) >> 1) == point);
  return bits(found) != 0;
}

INLINE int has_new(const strata_lists *lists, const strata_join *join, size_t point) {
  const uint32_t *own = join->entries + point * lists->listStride;
  uint32_t any = 0;
  for (size_t i = 0; i < lists->capacity && own[i] != ABSENT; i++) any |= own[i];
  for (uint32_t e = join->reverseStarts[point]; e < join->reverseStarts[point + 1]; e++) any |= join->reverse[e];
  return any & 1;
}

INLINE size_t join_point(const strata_lists *lists, const strata_join *join, size_t point, strata_update *updates,
                         int metric, int wide) {
  size_t stride = lists->stride, listStride = lists->listStride, last = lists->capacity - 1;
  const uint32_t *own = join->entries + point * listStride;
  if (!has_new(lists, join, point)) return 0;
  sample s[4];  // forward old, forward new, reverse old, reverse new
  for (int i = 0; i < 4; i++) s[i].count = 0;
  uint64_t key = hashed(join->seed + point);
  for (size_t i = 0; i < lists->capacity && own[i] != ABSENT; i++)
    offer(&s[own[i] & 1], join->sampleCount, key, own[i] >> 1);
  for (uint32_t e = join->reverseStarts[point]; e < join->reverseStarts[point + 1]; e++) {
    uint32_t other = join->reverse[e];
    if (!listed(own, listStride, other >> 1)) offer(&s[2 + (other & 1)], join->sampleCount, key, other >> 1);
  }
  size_t newCount = s[1].count + s[3].count;
  if (newCount == 0) return 0;

  uint32_t ids[4 * strata_join_limit + 8];
  const float *rows[4 * strata_join_limit + 8];
  float limits[4 * strata_join_limit + 8];
  size_t count = 0;
  const sample *order[4] = {&s[1], &s[3], &s[0], &s[2]};
  for (int group = 0; group < 4; group++) {
    for (size_t i = 0; i < order[group]->count; i++) ids[count++] = order[group]->points[i];
    if (group % 2)
      while (count % 4) ids[count++] = ABSENT;
  }
  for (size_t i = 0; i < count; i++) {
    size_t id = ids[i] == ABSENT ? ids[0] : ids[i];
    rows[i] = lists->rows + id * stride;
    limits[i] = ids[i] == ABSENT ? -1 : lists->keys[id * listStride + last];
  }
  size_t found = 0;
  for (size_t i = 0; i < padded(newCount); i += 4)
    for (size_t j = i; j < count; j += 4) {
      v16 d = distances(rows + i, rows + j, stride, metric, wide);
      unsigned first = bits(d < by_row(limits + i)), second = bits(d < by_column(limits + j));
      if (i == j) first &= UPPER_TRIANGLE, second &= UPPER_TRIANGLE;
      if (!(first | second)) continue;
      float keys[16];
      memcpy(keys, &d, sizeof keys);
      for (unsigned any = first | second; any; any &= any - 1) {
        unsigned lane = (unsigned)__builtin_ctz(any);
        uint32_t p = ids[i + lane / 4], q = ids[j + lane % 4];
        if (p == ABSENT || q == ABSENT) continue;
        size_t atP = p * listStride, atQ = q * listStride;
        if (first >> lane & 1 && place(lists, lists->keys + atP, lists->entries + atP, keys[lane], q) <= last)
          updates[found++] = (strata_update){p, keys[lane], q};
        if (second >> lane & 1 && place(lists, lists->keys + atQ, lists->entries + atQ, keys[lane], p) <= last)
          updates[found++] = (strata_update){q, keys[lane], p};
      }
    }
  return found;
}

INLINE size_t join_points(const strata_lists *lists, const strata_join *join, size_t begin, size_t end,
                          strata_update *updates, int metric, int wide) {
  size_t found = 0;
  for (size_t point = begin; point < end; point++)
    found += join_point(lists, join, point, updates + found, metric, wide);
  return found;
}

INLINE size_t apply_updates(const strata_lists *lists, const strata_update *updates, size_t count) {
  size_t changed = 0;
  for (size_t i = 0; i < count; i++)
    changed += (size_t)insert(lists, updates[i].destination, updates[i].key, updates[i].source);
  return changed;
}

// --- one copy per instruction set ------------------------------------------------------------------------------

#define VARIANT(suffix, attributes, wide)                                                                              \
  attributes static void assign_##suffix(const strata_lists *l, const uint32_t *i, size_t n, const uint32_t *p,       \
                                         size_t m, uint32_t *o) {                                                      \
    if (l->metric) assign(l, i, n, p, m, o, 1, wide);                                                                  \
    else assign(l, i, n, p, m, o, 0, wide);                                                                            \
  }                                                                                                                    \
  attributes static void measure_##suffix(const strata_lists *l, const uint32_t *a, size_t n, const uint32_t *b,      \
                                          size_t m, float *o) {                                                        \
    if (l->metric) measure(l, a, n, b, m, o, 1, wide);                                                                 \
    else measure(l, a, n, b, m, o, 0, wide);                                                                           \
  }                                                                                                                    \
  attributes static void join_group_##suffix(const strata_lists *l, const uint32_t *i, size_t n, void *s) {           \
    if (l->metric) join_group(l, i, n, s, 1, wide);                                                                    \
    else join_group(l, i, n, s, 0, wide);                                                                              \
  }                                                                                                                    \
  attributes static size_t join_points_##suffix(const strata_lists *l, const strata_join *j, size_t b, size_t e,      \
                                                strata_update *u) {                                                    \
    return l->metric ? join_points(l, j, b, e, u, 1, wide) : join_points(l, j, b, e, u, 0, wide);                      \
  }                                                                                                                    \
  attributes static size_t apply_updates_##suffix(const strata_lists *l, const strata_update *u, size_t n) {          \
    return apply_updates(l, u, n);                                                                                     \
  }

VARIANT(baseline, , 0)
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2, 0)
VARIANT(avx512, TARGET_AVX512, 1)
#endif

static struct {
  void (*assign)(const strata_lists *, const uint32_t *, size_t, const uint32_t *, size_t, uint32_t *);
  void (*measure)(const strata_lists *, const uint32_t *, size_t, const uint32_t *, size_t, float *);
  void (*join_group)(const strata_lists *, const uint32_t *, size_t, void *);
  size_t (*join_points)(const strata_lists *, const strata_join *, size_t, size_t, strata_update *);
  size_t (*apply_updates)(const strata_lists *, const strata_update *, size_t);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.assign = assign_##suffix;                                                                                  \
    kernels.measure = measure_##suffix;                                                                                \
    kernels.join_group = join_group_##suffix;                                                                          \
    kernels.join_points = join_points_##suffix;                                                                        \
    kernels.apply_updates = apply_updates_##suffix;                                                                    \
  } while (0)

SELECT_BEFORE_MAIN

void strata_assign(const strata_lists *lists, const uint32_t *ids, size_t count, const uint32_t *pivots,
                   size_t pivotCount, uint32_t *nearest) {
  kernels.assign(lists, ids, count, pivots, pivotCount, nearest);
}

void strata_measure_lists(const strata_lists *lists, const uint32_t *a, size_t aCount, const uint32_t *b, size_t bCount,
                    float *output) {
  kernels.measure(lists, a, aCount, b, bCount, output);
}

void strata_join_group(const strata_lists *lists, const uint32_t *ids, size_t count, void *scratch) {
  kernels.join_group(lists, ids, count, scratch);
}

size_t strata_group_scratch_size(size_t count) { return padded(count) * (sizeof(float *) + sizeof(float)); }

size_t strata_join_points(const strata_lists *lists, const strata_join *join, size_t begin, size_t end,
                          strata_update *updates) {
  return kernels.join_points(lists, join, begin, end, updates);
}

size_t strata_apply_updates(const strata_lists *lists, const strata_update *updates, size_t count) {
  return kernels.apply_updates(lists, updates, count);
}
