#include "strata_tsne.h"

#include <math.h>

#include "vectors.h"

typedef double v8d __attribute__((vector_size(64), aligned(8), may_alias));

#define EVEN 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
#define ODD 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31

// Two adjacent floats of 16 points, each pair fetched as one 64-bit value.
INLINE void fetch_pairs(const float *base, size_t stride, const int32_t *index, v16 *first, v16 *second) {
  v8d low, high;
  for (int k = 0; k < 8; k++) {
    double a, b;
    memcpy(&a, base + (size_t)index[k] * stride, 8);
    memcpy(&b, base + (size_t)index[k + 8] * stride, 8);
    low[k] = a;
    high[k] = b;
  }
  *first = __builtin_shufflevector((v16)low, (v16)high, EVEN);
  *second = __builtin_shufflevector((v16)low, (v16)high, ODD);
}

INLINE void attraction_body(const float *positions, const size_t stride, const int64_t *offsets, const int32_t *columns,
                            const float *values, size_t from, size_t to, float *force) {
  for (size_t i = from; i < to; i++) {
    const float *own = positions + i * stride;
    v16 fx = {0}, fy = {0}, fz = {0};
    for (int64_t e = offsets[i]; e < offsets[i + 1]; e += 16) {
      v16 x, y, z, unused;
      fetch_pairs(positions, stride, columns + e, &x, &y);
      v16 dx = own[0] - x, dy = own[1] - y, dz = {0};
      v16 square = 1.0f + dx * dx + dy * dy;
      if (stride == 4) {
        fetch_pairs(positions + 2, stride, columns + e, &z, &unused);
        dz = own[2] - z;
        square += dz * dz;
      }
      v16 pull = load(values + e) / square;
      fx += pull * dx;
      fy += pull * dy;
      if (stride == 4) fz += pull * dz;
    }
    force[i * stride] = reduce(fx);
    force[i * stride + 1] = reduce(fy);
    if (stride == 4) {
      force[i * stride + 2] = reduce(fz);
      force[i * stride + 3] = 0;
    }
  }
}

// Relative error below 1e-6 over the positive normal numbers; the split at sqrt(1/2) keeps the series argument small.
INLINE v16 natural_logarithm(v16 value) {
  i16 shifted = (i16)value - 0x3f3504f3;
  v16 exponent = __builtin_convertvector(shifted >> 23, v16);
  v16 mantissa = (v16)((shifted & 0x007fffff) + 0x3f3504f3);
  v16 t = (mantissa - 1) / (mantissa + 1), t2 = t * t;
  v16 series = 1 + t2 * (0.333333333f + t2 * (0.2f + t2 * (0.142857143f + t2 * 0.111111111f)));
  return exponent * 0.693147181f + 2.0f * t * series;
}

INLINE void divergence_body(const float *positions, const size_t stride, const int64_t *offsets, const int32_t *columns,
                            const float *values, size_t from, size_t to, double *sums) {
  for (size_t i = from; i < to; i++) {
    const float *own = positions + i * stride;
    v16 sum = {0}, total = {0};
    for (int64_t e = offsets[i]; e < offsets[i + 1]; e += 16) {
      v16 x, y, z, unused, p = load(values + e);
      fetch_pairs(positions, stride, columns + e, &x, &y);
      v16 dx = own[0] - x, dy = own[1] - y;
      v16 square = 1.0f + dx * dx + dy * dy;
      if (stride == 4) {
        fetch_pairs(positions + 2, stride, columns + e, &z, &unused);
        v16 dz = own[2] - z;
        square += dz * dz;
      }
      // The smallest normal number stands for zero: p·log p is then zero as well.
      i16 positive = p > 1.2e-38f;
      v16 safe = (v16)((positive & (i16)p) | (~positive & 0x00800000));
      sum += p * (natural_logarithm(safe) + natural_logarithm(square));
      total += p;
    }
    sums[0] += (double)reduce(sum);
    sums[1] += (double)reduce(total);
  }
}

// exp(x) for x <= 0, with a relative error below 3e-7; zero below -87.
INLINE v16 exponential(v16 x) {
  i16 large = x > -87.0f;
  v16 scaled = (v16)((i16)(x * 1.442695041f) & large);
  i16 whole = __builtin_convertvector(scaled - 0.5f, i16);
  v16 f = scaled - __builtin_convertvector(whole, v16);
  v16 series =
      1.0f +
      f * (0.693147181f +
           f * (0.240226507f +
                f * (0.0555041087f + f * (0.00961812911f + f * (0.00133335581f + f * 0.000154035304f)))));
  return (v16)(((i16)series + (whole << 23)) & large);
}

// Newton's method on the entropy as a function of log(precision), kept inside a shrinking bracket.
INLINE double bandwidth_body(const float *distances, size_t count, double entropy, float *scratch, float *p) {
  float *squares = scratch, *weights = scratch + (count + 15) / 16 * 16;
  float largest = distances[count - 1], nearest = distances[0];
  float scale = largest > 0 ? 1.0f / largest : 0;
  // A subnormal distance has no finite reciprocal.
  if (!(scale < 3e38f)) scale = 0;
  double mean = 0;
  // Differences from the nearest neighbor leave p unchanged and keep the exponential from vanishing.
  for (size_t k = 0; k < count; k++) {
    squares[k] = (distances[k] - nearest) * scale * ((distances[k] * scale) + nearest * scale);
    mean += squares[k];
  }
  for (size_t k = count; k % 16 != 0; k++) squares[k] = 1e30f;
  mean /= (double)count;
  // The search runs in units of the mean, so that data of any scale behave alike.
  double unit = mean > 1e-30 ? mean : 1, precision = 1, lower = 0, upper = INFINITY;
  float total = 1;
  for (int round = 0; round < 200; round++) {
    v16 sum = {0}, first = {0}, second = {0};
    float factor = (float)(-precision / unit);
    for (size_t k = 0; k < count; k += 16) {
      v16 s = load(squares + k), w = exponential(s * factor);
      *(v16 *)(weights + k) = w;
      sum += w;
      first += w * s;
      second += w * s * s;
    }
    total = reduce(sum);
    double average = (double)reduce(first) / total / unit, square = (double)reduce(second) / total / (unit * unit);
    double difference = log((double)total) + precision * average - entropy;
    if (fabs(difference) < 1e-5) break;
    if (difference > 0)
      lower = precision;
    else
      upper = precision;
    double slope = precision * precision * (square - average * average);
    double next = precision * exp(fmax(-3, fmin(3, difference / slope)));
    if (!(slope > 1e-9) || !(next > lower && next < upper))
      next = isinf(upper) ? precision * 2 : (lower + upper) / 2;
    if (next == precision || next > 1e30 || next < 1e-30) break;
    precision = next;
  }
  for (size_t k = 0; k < count; k++) p[k] = weights[k] / total;
  return scale > 0 ? precision / unit * (double)scale * (double)scale : precision / unit;
}

INLINE v16 select16(i16 mask, v16 a, v16 b) { return (v16)((mask & (i16)a) | (~mask & (i16)b)); }

// 16 coordinates at `k`. Gains grow while steps keep their direction (Jacobs 1988).
INLINE v16 move_vector(const strata_tsne_step *s, size_t stride, size_t k) {
  v16 velocity = load(s->velocity + k), gains = load(s->gains + k);
  v16 gradient = s->exaggeration * load(s->attraction + k) - load(s->repulsion + k) * s->repulsionScale;
  if (s->addition) gradient += load(s->addition + k);
  gains = select16(gradient * velocity < 0, gains + 0.2f, gains * 0.8f);
  gains = select16(gains < 0.01f, (v16){0} + 0.01f, gains);
  velocity = s->momentum * velocity - s->learningRate * gains * gradient;
  v16 square = velocity * velocity;
  square += __builtin_shufflevector(square, square, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
  if (stride == 4)
    square += __builtin_shufflevector(square, square, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
  float limit = s->longestStep * s->longestStep;
  if (__builtin_reduce_or(square > limit))
    for (int lane = 0; lane < 16; lane++)
      if (square[lane] > limit) velocity[lane] *= s->longestStep / sqrtf(square[lane]);
  *(v16 *)(s->velocity + k) = velocity;
  *(v16 *)(s->gains + k) = gains;
  v16 moved = load(s->positions + k) + velocity;
  *(v16 *)(s->positions + k) = moved;
  return moved;
}

// Arrays reach to the next whole vector; what lies behind the last point stays zero, because no force acts on it.
INLINE void move_body(const strata_tsne_step *step, const size_t stride, size_t from, size_t to, double sums[4]) {
  v16 sum = {0};
  for (size_t k = from * stride; k < to * stride; k += 16) sum += move_vector(step, stride, k);
  for (int c = 0; c < 4; c++) sums[c] = 0;
  for (int lane = 0; lane < 16; lane++) sums[lane % (int)stride] += (double)sum[lane];
}

INLINE void center_body(float *positions, const size_t stride, size_t from, size_t to, const float center[4],
                        float low[4], float high[4]) {
  v16 shift, smallest = (v16){0} + INFINITY, largest = (v16){0} - INFINITY;
  for (int lane = 0; lane < 16; lane++) shift[lane] = center[lane % (int)stride];
  size_t k = from * stride, end = to * stride;
  for (; k + 16 <= end; k += 16) {
    v16 value = load(positions + k) - shift;
    *(v16 *)(positions + k) = value;
    smallest = select16(value < smallest, value, smallest);
    largest = select16(value > largest, value, largest);
  }
  for (; k < end; k++) {
    int lane = (int)(k % stride);
    float value = positions[k] - center[lane];
    positions[k] = value;
    smallest[lane] = value < smallest[lane] ? value : smallest[lane];
    largest[lane] = value > largest[lane] ? value : largest[lane];
  }
  for (int c = 0; c < 4; c++) low[c] = high[c] = 0;
  for (size_t c = 0; c < stride; c++) {
    low[c] = smallest[c];
    high[c] = largest[c];
    for (size_t lane = c; lane < 16; lane += stride) {
      low[c] = smallest[lane] < low[c] ? smallest[lane] : low[c];
      high[c] = largest[lane] > high[c] ? largest[lane] : high[c];
    }
  }
}

// Every body above, once per instruction set.

#define VARIANT(suffix, attributes)                                                                                    \
  attributes static void attraction_##suffix(const float *y, size_t stride, const int64_t *o, const int32_t *c,       \
                                             const float *v, size_t from, size_t to, float *f) {                      \
    if (stride == 4)                                                                                                   \
      attraction_body(y, 4, o, c, v, from, to, f);                                                                     \
    else                                                                                                               \
      attraction_body(y, 2, o, c, v, from, to, f);                                                                     \
  }                                                                                                                    \
  attributes static void divergence_##suffix(const float *y, size_t stride, const int64_t *o, const int32_t *c,       \
                                             const float *v, size_t from, size_t to, double *sums) {                  \
    if (stride == 4)                                                                                                   \
      divergence_body(y, 4, o, c, v, from, to, sums);                                                                  \
    else                                                                                                               \
      divergence_body(y, 2, o, c, v, from, to, sums);                                                                  \
  }                                                                                                                    \
  attributes static double bandwidth_##suffix(const float *d, size_t n, double entropy, float *scratch, float *p) {   \
    return bandwidth_body(d, n, entropy, scratch, p);                                                                  \
  }                                                                                                                    \
  attributes static void move_##suffix(const strata_tsne_step *s, size_t stride, size_t from, size_t to,              \
                                       double sums[4]) {                                                              \
    if (stride == 4)                                                                                                   \
      move_body(s, 4, from, to, sums);                                                                                 \
    else                                                                                                               \
      move_body(s, 2, from, to, sums);                                                                                 \
  }                                                                                                                    \
  attributes static void center_##suffix(float *y, size_t stride, size_t from, size_t to, const float c[4],           \
                                         float low[4], float high[4]) {                                               \
    if (stride == 4)                                                                                                   \
      center_body(y, 4, from, to, c, low, high);                                                                       \
    else                                                                                                               \
      center_body(y, 2, from, to, c, low, high);                                                                       \
  }

VARIANT(baseline, )
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2)
VARIANT(avx512, TARGET_AVX512)
#endif

static struct {
  void (*attraction)(const float *, size_t, const int64_t *, const int32_t *, const float *, size_t, size_t, float *);
  void (*divergence)(const float *, size_t, const int64_t *, const int32_t *, const float *, size_t, size_t, double *);
  double (*bandwidth)(const float *, size_t, double, float *, float *);
  void (*move)(const strata_tsne_step *, size_t, size_t, size_t, double *);
  void (*center)(float *, size_t, size_t, size_t, const float *, float *, float *);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.attraction = attraction_##suffix;                                                                          \
    kernels.divergence = divergence_##suffix;                                                                          \
    kernels.bandwidth = bandwidth_##suffix;                                                                            \
    kernels.move = move_##suffix;                                                                                      \
    kernels.center = center_##suffix;                                                                                  \
  } while (0)

SELECT_BEFORE_MAIN

void strata_tsne_attraction(const float *positions, size_t stride, const int64_t *offsets, const int32_t *columns,
                            const float *values, size_t from, size_t to, float *force) {
  kernels.attraction(positions, stride, offsets, columns, values, from, to, force);
}

void strata_tsne_divergence(const float *positions, size_t stride, const int64_t *offsets, const int32_t *columns,
                            const float *values, size_t from, size_t to, double *sums) {
  kernels.divergence(positions, stride, offsets, columns, values, from, to, sums);
}

double strata_tsne_bandwidth(const float *distances, size_t count, double entropy, float *scratch, float *p) {
  return kernels.bandwidth(distances, count, entropy, scratch, p);
}

void strata_tsne_move(const strata_tsne_step *step, size_t stride, size_t from, size_t to, double sums[4]) {
  kernels.move(step, stride, from, to, sums);
}

void strata_tsne_center(float *positions, size_t stride, size_t from, size_t to, const float center[4], float low[4],
                        float high[4]) {
  kernels.center(positions, stride, from, to, center, low, high);
}
