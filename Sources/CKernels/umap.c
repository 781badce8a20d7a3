#include "strata_umap.h"
#include "vectors.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

typedef uint32_t u16 __attribute__((vector_size(64), aligned(4), may_alias));

// Vectors stay in registers only where every index is known.
#define UNROLL _Pragma("clang loop unroll(full)")

// Minimax polynomials; the power below has a relative error of about 1e-6.
INLINE v16 log2_positive(v16 value) {
  // Splits at sqrt(1/2), so that the argument of the polynomial stays within 0.42.
  i16 shifted = (i16)value - 0x3f3504f3;
  v16 exponent = __builtin_convertvector(shifted >> 23, v16);
  v16 t = (v16)((shifted & 0x007fffff) + 0x3f3504f3) - 1;
  v16 s = -0.149733246f * t + 0.235709701f;
  s = s * t - 0.24832284f;
  s = s * t + 0.28686887f;
  s = s * t - 0.360263459f;
  s = s * t + 0.480931162f;
  s = s * t - 0.721352487f;
  s = s * t + 1.44269492f;
  return s * t + exponent;
}

INLINE v16 exp2_bounded(v16 value) {
  value = __builtin_elementwise_min(__builtin_elementwise_max(value, (v16){0} - 126), (v16){0} + 126);
  i16 whole = __builtin_convertvector(value + 126.5f, i16) - 126;
  v16 f = value - __builtin_convertvector(whole, v16);
  v16 s = 0.00134100053f * f + 0.00967603653f;
  s = s * f + 0.055502973f;
  s = s * f + 0.240221074f;
  s = s * f + 0.693147225f;
  s = s * f + 1;
  return s * (v16)((whole + 127) << 23);
}

// Lane i of the result is the sum of rows[i]; one fixed tree.
INLINE v16 row_sums(v16 *r) {
#define LOW_PAIRS 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29
#define HIGH_PAIRS 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31
#define LOW_HALVES 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define HIGH_HALVES 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define EVEN_QUARTERS 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27
#define ODD_QUARTERS 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31
  UNROLL
  for (int i = 0; i < 8; i++)
    r[i] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], LOW_PAIRS) +
           __builtin_shufflevector(r[2 * i], r[2 * i + 1], HIGH_PAIRS);
  UNROLL
  for (int i = 0; i < 4; i++)
    r[i] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], LOW_HALVES) +
           __builtin_shufflevector(r[2 * i], r[2 * i + 1], HIGH_HALVES);
  UNROLL
  for (int i = 0; i < 2; i++)
    r[i] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], EVEN_QUARTERS) +
           __builtin_shufflevector(r[2 * i], r[2 * i + 1], ODD_QUARTERS);
  return __builtin_shufflevector(r[0], r[1], EVEN_QUARTERS) + __builtin_shufflevector(r[0], r[1], ODD_QUARTERS);
}

INLINE uint64_t mix(uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
  return bits ^ (bits >> 31);
}

// Sixteen numbers below `count`: hashes of consecutive counters (the multipliers are those of Wellons's lowbias32).
INLINE u16 random_rows(uint32_t key, uint32_t counter, uint32_t count) {
  const u16 lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  u16 bits = (lanes + counter) * 0x9e3779b9u + key;
  bits = (bits ^ (bits >> 16)) * 0x7feb352du;
  bits = (bits ^ (bits >> 15)) * 0x846ca68bu;
  bits ^= bits >> 16;
  typedef uint64_t wide __attribute__((vector_size(128)));
  return __builtin_convertvector((__builtin_convertvector(bits, wide) * count) >> 32, u16);
}

// The interactions of some edges of one vertex: locations in `others`, with this bit set where the row attracts.
#define ATTRACTS 0x80000000u
#define CAPACITY 1536
#define AHEAD 128

typedef struct {
  uint32_t vertex, self, count;
  uint32_t locations[CAPACITY + 16];
} plan;

// Where planning has come to.
typedef struct {
  uint32_t vertex, end, drawn;
  int64_t edge;
} cursor;

// What differs between instruction sets. `gather` reads `dimensions` consecutive numbers from each of sixteen places;
// `keep` writes those of the first `lanes` rows of which the sum has its sign bit set, and returns how many.
typedef void (*gather_kernel)(const float *base, u16 places, int dimensions, v16 *out);
typedef uint32_t (*keep_kernel)(uint32_t *out, u16 rows, u16 sums, uint32_t lanes);

INLINE u16 location(const strata_umap_moves *job, u16 row) {
  return row + (job->restOffset + ((u16)(row < job->movedCount) & (job->movedOffset - job->restOffset)));
}

INLINE uint32_t location_of(const strata_umap_moves *job, uint32_t row) {
  return row + (row < job->movedCount ? job->movedOffset : job->restOffset);
}

// Plans the next edges of the vertex at the cursor, at most as many as surely fit. Each edge that fires is followed by
// its random draws.
INLINE int make_plan(const strata_umap_moves *job, cursor *at, plan *out, keep_kernel keep) {
  if (at->vertex >= at->end) return 0;
  uint32_t group = 1 + job->negativeSampleRate, vertex = at->vertex, fired = 0;
  uint32_t none = job->excludesSelf ? vertex : job->otherCount;
  int64_t last = job->offsets[vertex + 1], limit = at->edge + CAPACITY / group;
  if (limit < last) last = limit;
  uint32_t attracting[CAPACITY + 16];
  for (int64_t e = at->edge; e < last; e += 16) {
    // The edges of vertices to come; otherwise they would queue behind the rows that are fetched for the present one.
    __builtin_prefetch(job->rates + e + AHEAD);
    __builtin_prefetch(job->neighbors + e + AHEAD);
    u16 rate = *(const u16 *)(job->rates + e);
    u16 sum = ((rate * job->epoch) & 0x7fffffffu) + rate;
    u16 rows = location(job, *(const u16 *)(job->neighbors + e)) | ATTRACTS;
    uint32_t lanes = last - e < 16 ? (uint32_t)(last - e) : 16;
    fired += keep(attracting + fired, rows, sum, lanes);
  }
  uint32_t key = (uint32_t)mix(job->seed + mix(((uint64_t)job->epoch << 32) | vertex)), count = fired * group;
  for (uint32_t q = 0; q < count; q += 16)
    *(u16 *)(out->locations + q) = location(job, random_rows(key, at->drawn + q, job->otherCount));
  for (uint32_t f = 0; f < fired; f++) out->locations[f * group] = attracting[f];
  out->vertex = vertex;
  out->self = location_of(job, none);
  out->count = count;
  *(u16 *)(out->locations + count) = (u16){0} + out->self;
  at->drawn += count;
  at->edge = last;
  if (last == job->offsets[vertex + 1]) at->vertex++, at->drawn = 0;
  return 1;
}

// The derivative of the curve for sixteen squared distances: what differences are multiplied by, steps included.
INLINE v16 curve(const strata_umap_moves *job, v16 square, i16 attracts, i16 active) {
  v16 power = job->a * exp2_bounded(job->b * log2_positive(square));
  v16 over = (v16)(((i16)((v16){0} + 2 * job->repulsionStrength * job->b) & ~attracts) |
                   ((i16)(-2 * job->b * power) & attracts));
  v16 offset = (v16)((i16)((v16){0} + 0.001f) & ~attracts);
  return (v16)((i16)(over / ((square + offset) * (power + 1))) & active);
}

#define CLIP 4.0f

INLINE v16 clipped(v16 v) {
  return __builtin_elementwise_min(__builtin_elementwise_max(v, (v16){0} - CLIP), (v16){0} + CLIP);
}

INLINE v16 steps(const strata_umap_moves *job, i16 attracts) {
  return (v16)(((i16)((v16){0} + job->attractionStep) & attracts) | ((i16)((v16){0} + job->repulsionStep) & ~attracts));
}

// A vertex on its way. A kernel carries several of them along side by side, so that the long chain of operations of one
// does not leave the processor waiting; each sees what it would see alone.
typedef struct {
  cursor at;
  plan plans[2];
  int turn, more;
  uint32_t next;  // the next interaction of the present plan
  float own[128];
} traveler;

INLINE void prepare(const strata_umap_moves *job, traveler *t, size_t stride, keep_kernel keep) {
  plan *coming = &t->plans[t->turn ^ 1];
  t->more = make_plan(job, &t->at, coming, keep);
  if (stride >= 16 && t->more)
    for (uint32_t q = 0; q < coming->count; q++)
      __builtin_prefetch(job->others + (coming->locations[q] & ~ATTRACTS) * stride);
}

// Goes on to the next plan with interactions. The one after it is made, and its rows fetched, at once; a traveler at
// the end of its way keeps a plan of one interaction without effect.
INLINE void turn_to_next(const strata_umap_moves *job, traveler *t, size_t stride, keep_kernel keep) {
  for (;;) {
    uint32_t vertex = t->plans[t->turn].vertex;
    if (vertex != UINT32_MAX && !(t->more && t->plans[t->turn ^ 1].vertex == vertex))
      for (size_t k = 0; k < stride; k++) job->next[vertex * stride + k] = t->own[k];
    t->turn ^= 1;
    t->next = 0;
    plan *present = &t->plans[t->turn];
    if (!t->more) {
      present->vertex = UINT32_MAX;
      present->count = 0;
      for (int l = 0; l < 16; l++) present->locations[l] = present->self;
      return;
    }
    if (present->vertex != vertex)
      for (size_t k = 0; k < stride; k++) t->own[k] = job->own[present->vertex * stride + k];
    prepare(job, t, stride, keep);
    if (present->count > 0) return;
  }
}

// Rows of at most four numbers: one vector holds one coordinate of sixteen rows.
INLINE void step_narrow(const strata_umap_moves *job, traveler *travelers, int count, int dimensions,
                        gather_kernel gather) {
UNROLL
  for (int i = 0; i < count; i++) {
    traveler *t = &travelers[i];
    const plan *p = &t->plans[t->turn];
    u16 rows = *(const u16 *)(p->locations + t->next);
    i16 attracts = (i16)rows >> 31;
    rows &= ~ATTRACTS;
    v16 d[4], square = {0};
    gather(job->others, rows * (uint32_t)dimensions, dimensions, d);
    for (int k = 0; k < dimensions; k++) {
      d[k] = t->own[k] - d[k];
      square += d[k] * d[k];
    }
    i16 active = (rows != p->self) & (square > 1e-36f);
    v16 factor = curve(job, square, attracts, active), step = steps(job, attracts);
    for (int k = 0; k < dimensions; k++) t->own[k] += reduce(step * clipped(factor * d[k]));
  }
}

INLINE const float *row_of(const strata_umap_moves *job, const uint32_t *locations, int lane, size_t stride) {
  return job->others + (locations[lane] & ~ATTRACTS) * stride;
}

// Rows of whole vectors.
INLINE void step_wide(const strata_umap_moves *job, traveler *travelers, int count, size_t stride) {
  v16 square[2];
UNROLL
  for (int i = 0; i < count; i++) {
    const traveler *t = &travelers[i];
    const uint32_t *locations = t->plans[t->turn].locations + t->next;
    v16 squares[16];
UNROLL
    for (int l = 0; l < 16; l++) {
      const float *other = row_of(job, locations, l, stride);
      squares[l] = (v16){0};
      for (size_t w = 0; w < stride; w += 16) {
        v16 d = load(t->own + w) - load(other + w);
        squares[l] += d * d;
      }
    }
    square[i] = row_sums(squares);
  }
  float step[2][16], factors[2][16], scaled[2][16];
  int clips[2];
UNROLL
  for (int i = 0; i < count; i++) {
    const plan *p = &travelers[i].plans[travelers[i].turn];
    u16 rows = *(const u16 *)(p->locations + travelers[i].next);
    i16 attracts = (i16)rows >> 31, active = ((rows & ~ATTRACTS) != p->self) & (square[i] > 1e-36f);
    v16 factor = curve(job, square[i], attracts, active), length = steps(job, attracts);
    *(v16 *)step[i] = length;
    *(v16 *)factors[i] = factor;
    *(v16 *)scaled[i] = factor * length;
    // No coordinate can need clipping unless the whole move is longer.
    i16 longer = factor * factor * square[i] > CLIP * CLIP;
    clips[i] = __builtin_reduce_or(longer) != 0;
  }
UNROLL
  for (int i = 0; i < count; i++) {
    traveler *t = &travelers[i];
    const uint32_t *locations = t->plans[t->turn].locations + t->next;
    for (size_t w = 0; w < stride; w += 16) {
      v16 at = load(t->own + w), sum[4] = {{0}, {0}, {0}, {0}};
      if (__builtin_expect(clips[i], 0)) {
        for (int l = 0; l < 16; l++)
          sum[l & 3] += step[i][l] * clipped(factors[i][l] * (at - load(row_of(job, locations, l, stride) + w)));
      } else {
UNROLL
        for (int l = 0; l < 16; l++) sum[l & 3] += scaled[i][l] * (at - load(row_of(job, locations, l, stride) + w));
      }
      *(v16 *)(t->own + w) = at + ((sum[0] + sum[1]) + (sum[2] + sum[3]));
    }
  }
}

// Every traveler has a share of the vertices of its own.
INLINE void move_body(const strata_umap_moves *job, uint32_t first, uint32_t end, size_t stride, int count,
                      gather_kernel gather, keep_kernel keep) {
  traveler travelers[4];
  uint32_t total = end - first, shares = (uint32_t)count;
  for (uint32_t i = 0; i < shares; i++) {
    traveler *t = &travelers[i];
    uint32_t from = first + total * i / shares;
    t->at = (cursor){from, first + total * (i + 1) / shares, 0, job->offsets[from]};
    t->turn = 0;
    t->plans[0].vertex = t->plans[1].vertex = UINT32_MAX;
    t->plans[0].self = t->plans[1].self = job->otherCount;
    memset(t->own, 0, sizeof t->own);
    prepare(job, t, stride, keep);
    turn_to_next(job, t, stride, keep);
  }
  for (;;) {
    uint32_t left = 0;
    for (int i = 0; i < count; i++) left |= travelers[i].plans[travelers[i].turn].count;
    if (left == 0) return;
    if (stride <= 4) step_narrow(job, travelers, count, (int)stride, gather);
    else step_wide(job, travelers, count, stride);
    for (int i = 0; i < count; i++) {
      traveler *t = &travelers[i];
      t->next += 16;
      if (t->next >= t->plans[t->turn].count && t->plans[t->turn].count > 0) turn_to_next(job, t, stride, keep);
      else if (t->plans[t->turn].count == 0) t->next = 0;
    }
  }
}

INLINE void move_any(const strata_umap_moves *job, uint32_t first, uint32_t end,
                     gather_kernel gather, keep_kernel keep) {
  switch (job->stride) {
    case 1: move_body(job, first, end, 1, 3, gather, keep); break;
    case 2: move_body(job, first, end, 2, 3, gather, keep); break;
    case 3: move_body(job, first, end, 3, 3, gather, keep); break;
    case 4: move_body(job, first, end, 4, 3, gather, keep); break;
    case 16: move_body(job, first, end, 16, 2, gather, keep); break;
    default: move_body(job, first, end, job->stride, 2, gather, keep);
  }
}

INLINE void gather_lanes(const float *base, u16 places, int dimensions, v16 *out) {
  for (int l = 0; l < 16; l++)
    for (int k = 0; k < dimensions; k++) out[k][l] = base[places[l] + (uint32_t)k];
}

INLINE uint32_t keep_lanes(uint32_t *out, u16 rows, u16 sums, uint32_t lanes) {
  uint32_t row[16], sum[16], kept = 0;
  memcpy(row, &rows, 64);
  memcpy(sum, &sums, 64);
  for (uint32_t l = 0; l < lanes; l++) {
    out[kept] = row[l];
    kept += sum[l] >> 31;
  }
  return kept;
}

// The bodies above, once per instruction set.
#define VARIANT(suffix, attributes, gather, keep)                                                                      \
  attributes static void move_##suffix(const strata_umap_moves *job, uint32_t first, uint32_t end) {                  \
    move_any(job, first, end, gather, keep);                                                                           \
  }

VARIANT(baseline, , gather_lanes, keep_lanes)
#if defined(__x86_64__)
TARGET_AVX512 static inline void gather_avx512(const float *base, u16 places, int dimensions, v16 *out) {
  for (int k = 0; k < dimensions; k++) out[k] = (v16)_mm512_i32gather_ps((__m512i)places, base + k, 4);
}

TARGET_AVX512 static inline uint32_t keep_avx512(uint32_t *out, u16 rows, u16 sums, uint32_t lanes) {
  __mmask16 kept = _mm512_movepi32_mask((__m512i)sums) & (__mmask16)((1u << lanes) - 1);
  *(u16 *)out = (u16)_mm512_maskz_compress_epi32(kept, (__m512i)rows);
  return (uint32_t)__builtin_popcount(kept);
}

VARIANT(avx2, TARGET_AVX2, gather_lanes, keep_lanes)
VARIANT(avx512, TARGET_AVX512, gather_avx512, keep_avx512)
#endif

static void (*move)(const strata_umap_moves *, uint32_t, uint32_t) = move_baseline;

__attribute__((constructor)) static void select_kernels(void) {
#if defined(__x86_64__)
  if (instruction_level() >= 1) move = move_avx2;
  if (instruction_level() >= 2) move = move_avx512;
#endif
}

void strata_umap_move(const strata_umap_moves *moves, uint32_t first, uint32_t end) { move(moves, first, end); }
