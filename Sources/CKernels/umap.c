#include "strata_umap.h"
#include "vectors.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

typedef uint32_t u16 __attribute__((vector_size(64), aligned(4), may_alias));

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
  for (int i = 0; i < 8; i++)
    r[i] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], LOW_PAIRS) +
           __builtin_shufflevector(r[2 * i], r[2 * i + 1], HIGH_PAIRS);
  for (int i = 0; i < 4; i++)
    r[i] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], LOW_HALVES) +
           __builtin_shufflevector(r[2 * i], r[2 * i + 1], HIGH_HALVES);
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

// Rows of at most four numbers: one vector holds one coordinate of sixteen rows.
INLINE void move_narrow(const strata_umap_moves *job, const plan *p, float *own, int dimensions,
                        gather_kernel gather) {
  for (uint32_t q = 0; q < p->count; q += 16) {
    u16 rows = *(const u16 *)(p->locations + q);
    i16 attracts = (i16)rows >> 31;
    rows &= ~ATTRACTS;
    v16 d[4], square = {0};
    gather(job->others, rows * (uint32_t)dimensions, dimensions, d);
    for (int k = 0; k < dimensions; k++) {
      d[k] = own[k] - d[k];
      square += d[k] * d[k];
    }
    i16 active = (rows != p->self) & (square > 1e-36f);
    v16 factor = curve(job, square, attracts, active), step = steps(job, attracts);
    for (int k = 0; k < dimensions; k++) own[k] += reduce(step * clipped(factor * d[k]));
  }
}

// Rows of `width` vectors.
INLINE void move_wide(const strata_umap_moves *job, const plan *p, float *own, size_t width) {
  size_t stride = 16 * width;
  for (uint32_t q = 0; q < p->count; q += 16) {
    u16 rows = *(const u16 *)(p->locations + q);
    i16 attracts = (i16)rows >> 31;
    const float *other[16];
    v16 squares[16];
    for (int l = 0; l < 16; l++) {
      other[l] = job->others + (p->locations[q + l] & ~ATTRACTS) * stride;
      squares[l] = (v16){0};
      for (size_t w = 0; w < stride; w += 16) {
        v16 d = load(own + w) - load(other[l] + w);
        squares[l] += d * d;
      }
    }
    v16 square = row_sums(squares);
    i16 active = ((rows & ~ATTRACTS) != p->self) & (square > 1e-36f);
    v16 factor = curve(job, square, attracts, active);
    float step[16], scaled[16], factors[16];
    *(v16 *)step = steps(job, attracts);
    *(v16 *)factors = factor;
    *(v16 *)scaled = factor * *(v16 *)step;
    // No coordinate can need clipping unless the whole move is longer.
    i16 longer = factor * factor * square > CLIP * CLIP;
    int clips = __builtin_reduce_or(longer) != 0;
    for (size_t w = 0; w < stride; w += 16) {
      v16 at = load(own + w), sum[4] = {{0}, {0}, {0}, {0}};
      if (__builtin_expect(clips, 0)) {
        for (int l = 0; l < 16; l++) sum[l & 3] += step[l] * clipped(factors[l] * (at - load(other[l] + w)));
      } else {
        for (int l = 0; l < 16; l++) sum[l & 3] += scaled[l] * (at - load(other[l] + w));
      }
      *(v16 *)(own + w) = at + ((sum[0] + sum[1]) + (sum[2] + sum[3]));
    }
  }
}

INLINE void move_body(const strata_umap_moves *job, uint32_t first, uint32_t end, size_t stride,
                      gather_kernel gather, keep_kernel keep) {
  // The next plan is made, and its rows fetched, before the present one is carried out.
  plan plans[2];
  float own[128];
  cursor at = {first, end, 0, job->offsets[first]};
  uint32_t vertex = UINT32_MAX;
  int turn = 0, more = make_plan(job, &at, &plans[0], keep);
  while (more) {
    const plan *present = &plans[turn];
    turn ^= 1;
    more = make_plan(job, &at, &plans[turn], keep);
    if (stride >= 16 && more)
      for (uint32_t q = 0; q < plans[turn].count; q++)
        __builtin_prefetch(job->others + (plans[turn].locations[q] & ~ATTRACTS) * stride);
    if (present->vertex != vertex) {
      vertex = present->vertex;
      for (size_t k = 0; k < stride; k++) own[k] = job->own[vertex * stride + k];
    }
    if (stride <= 4) move_narrow(job, present, own, (int)stride, gather);
    else move_wide(job, present, own, stride / 16);
    if (!more || plans[turn].vertex != vertex)
      for (size_t k = 0; k < stride; k++) job->next[vertex * stride + k] = own[k];
  }
}

INLINE void move_any(const strata_umap_moves *job, uint32_t first, uint32_t end,
                     gather_kernel gather, keep_kernel keep) {
  switch (job->stride) {
    case 1: move_body(job, first, end, 1, gather, keep); break;
    case 2: move_body(job, first, end, 2, gather, keep); break;
    case 3: move_body(job, first, end, 3, gather, keep); break;
    case 4: move_body(job, first, end, 4, gather, keep); break;
    case 16: move_body(job, first, end, 16, gather, keep); break;
    default: move_body(job, first, end, job->stride, gather, keep);
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
