// Edge bundling by kernel density (Hurter, Ersoy & Telea 2012, doi:10.1111/j.1467-8659.2012.03079.x).
#include "strata_bundling.h"

#include <math.h>

#include "vectors.h"

// Sixteen columns of a grid at a time, in doubles, so that running sums leave nothing behind.
#define WIDTH 16
typedef double d8 __attribute__((vector_size(64), aligned(8), may_alias));
typedef float f8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef uint32_t u8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef uint32_t u2 __attribute__((vector_size(8), aligned(4), may_alias));
typedef float f4 __attribute__((vector_size(16), aligned(4), may_alias));

INLINE d8 *at(double *line, ptrdiff_t row) { return (d8 *)(line + WIDTH * row); }

// Lines 0 to length − 1 lie between two margins; whole filters reach one margin far.
INLINE ptrdiff_t margin(strata_bundling_box box) { return (ptrdiff_t)box.radius + 1; }

size_t strata_bundling_work(strata_bundling_box box, size_t length) {
  return 2 * WIDTH * (length + 4 * (size_t)margin(box));
}

// output[i] = Σ of the box around input[i], for rows from to end − 1; half the columns at a time.
INLINE void box_sums(strata_bundling_box box, double *input, double *output, ptrdiff_t from, ptrdiff_t end) {
  ptrdiff_t r = (ptrdiff_t)box.radius;
  for (ptrdiff_t half = 0; half < 2; half++) {
    d8 sum = {0};
    for (ptrdiff_t i = from - r; i < from + r; i++) sum += at(input, i)[half];
    for (ptrdiff_t i = from; i < end; i++) {
      sum += at(input, i + r)[half];
      at(output, i)[half] = sum + box.fraction * (at(input, i - r - 1)[half] + at(input, i + r + 1)[half]);
      sum -= at(input, i - r)[half];
    }
  }
}

// Three box filters one after the other; what leaves the grid may come back. `first` holds the input, and zeros on two
// margins either side; the result is there as well.
INLINE void cascade(strata_bundling_box box, double *first, double *second, size_t length) {
  ptrdiff_t m = margin(box), n = (ptrdiff_t)length;
  memset(at(second, -2 * m), 0, (size_t)m * WIDTH * sizeof(double));
  memset(at(second, n + m), 0, (size_t)m * WIDTH * sizeof(double));
  box_sums(box, first, second, -m, n + m);
  box_sums(box, second, first, -m, n + m);
  box_sums(box, first, second, 0, n);
}

INLINE void write_transposed(const double *line, double scale, size_t rows, size_t first, float *output) {
  for (size_t row = 0; row < rows; row += 16)
    for (size_t column = 0; column < WIDTH; column++) {
      float *out = output + (first + column) * rows + row;
      for (size_t i = 0; i < 16; i++) {
        double value = line[(row + i) * WIDTH + column] * scale;
        out[i] = value > 0 ? (float)value : 0;
      }
    }
}

INLINE double normalization(strata_bundling_box box) {
  double width = 2 * ((double)box.radius + box.fraction) + 1;
  return 1 / (width * width * width);
}

INLINE void clear_margins(double *line, ptrdiff_t m, size_t length) {
  memset(at(line, -2 * m), 0, 2 * (size_t)m * WIDTH * sizeof(double));
  memset(at(line, (ptrdiff_t)length), 0, 2 * (size_t)m * WIDTH * sizeof(double));
}

INLINE void blur_counts_body(strata_bundling_box box, uint32_t *const *grids, size_t gridCount, size_t columns,
                             size_t rows, size_t column, float *output, double *work) {
  ptrdiff_t m = margin(box);
  double *first = work + 2 * m * WIDTH, *second = first + WIDTH * (rows + 4 * (size_t)m);
  clear_margins(first, m, rows);
  for (size_t row = 0; row < rows; row++) {
    u8 low = {0}, high = {0};
    for (size_t g = 0; g < gridCount; g++) {
      u8 *cells = (u8 *)(grids[g] + row * columns + column);
      low += cells[0];
      high += cells[1];
      cells[0] = cells[1] = (u8){0};
    }
    at(first, (ptrdiff_t)row)[0] = __builtin_convertvector(low, d8);
    at(first, (ptrdiff_t)row)[1] = __builtin_convertvector(high, d8);
  }
  cascade(box, first, second, rows);
  write_transposed(second, normalization(box), rows, column, output);
}

INLINE void blur_body(strata_bundling_box box, const float *grid, double scale, size_t columns, size_t rows,
                      size_t column, float *output, double *work) {
  ptrdiff_t m = margin(box);
  double *first = work + 2 * m * WIDTH, *second = first + WIDTH * (rows + 4 * (size_t)m);
  clear_margins(first, m, rows);
  for (size_t row = 0; row < rows; row++) {
    const f8 *cells = (const f8 *)(grid + row * columns + column);
    at(first, (ptrdiff_t)row)[0] = __builtin_convertvector(cells[0], d8);
    at(first, (ptrdiff_t)row)[1] = __builtin_convertvector(cells[1], d8);
  }
  cascade(box, first, second, rows);
  write_transposed(second, scale * normalization(box), rows, column, output);
}

INLINE void steps_body(const float *density, size_t columns, size_t rows, float stepLength, float flatness, size_t first,
                       size_t end, float *steps) {
  for (size_t row = first; row < end; row++) {
    float *out = steps + 2 * row * columns;
    memset(out, 0, 2 * columns * sizeof(float));
    if (row == 0 || row + 1 == rows) continue;
    const float *here = density + row * columns;
    for (size_t column = 1; column + 1 < columns; column++) {
      float gx = 0.5f * (here[column + 1] - here[column - 1]);
      float gy = 0.5f * (here[column + columns] - here[column - columns]);
      float flat = flatness * here[column], square = gx * gx + gy * gy + flat * flat;
      float factor = square > 0 ? stepLength / sqrtf(square) : 0;
      out[2 * column] = gx * factor;
      out[2 * column + 1] = gy * factor;
    }
  }
}

INLINE float clamped(float value, size_t cells) {
  float largest = (float)(cells - 2);
  return value < 0 ? 0 : value > largest ? largest : value;
}

// One step of a point; two cells of a row lie side by side.
INLINE void step(const strata_bundling_trails *t, float *x, float *y) {
  int32_t column = (int32_t)*x, row = (int32_t)*y;
  float u = *x - (float)column, v = *y - (float)row;
  const float *corner = t->steps + 2 * ((size_t)row * t->columns + (size_t)column);
  v4 top = *(const f4 *)corner, bottom = *(const f4 *)(corner + 2 * t->columns);
  v4 mix = top + v * (bottom - top);
  *x = clamped(*x + mix[0] + u * (mix[2] - mix[0]), t->columns);
  *y = clamped(*y + mix[1] + u * (mix[3] - mix[1]), t->rows);
}

// All points take a step before the next, since the steps of one point wait for each other.
INLINE void advect(const strata_bundling_trails *t, size_t count, float *x, float *y) {
  for (int32_t s = 0; s < t->stepCount; s++)
    for (size_t i = 1; i + 1 < count; i++) step(t, x + i, y + i);
}

INLINE void smooth(size_t count, const float *restrict from, float *restrict to) {
  to[0] = from[0];
  to[count - 1] = from[count - 1];
  for (size_t i = 1; i + 1 < count; i++) to[i] = 0.5f * from[i] + 0.25f * (from[i - 1] + from[i + 1]);
}

// Points at equal distances along (x, y), without the ends, to (toX, toY). `way` has room for `count` lengths.
INLINE void spread(size_t count, const float *x, const float *y, float *way, float *toX, float *toY) {
  way[0] = 0;
  for (size_t i = 1; i < count; i++) {
    float dx = x[i] - x[i - 1], dy = y[i] - y[i - 1];
    way[i] = sqrtf(dx * dx + dy * dy);
  }
  for (size_t i = 1; i < count; i++) way[i] += way[i - 1];
  float interval = way[count - 1] / (float)(count - 1);
  size_t j = 0;
  for (size_t i = 1; i + 1 < count; i++) {
    float target = interval * (float)i;
    while (j + 2 < count && way[j + 1] < target) j++;
    float length = way[j + 1] - way[j], share = length > 0 ? (target - way[j]) / length : 0;
    share = share < 1 ? share : 1;
    toX[i] = x[j] + share * (x[j + 1] - x[j]);
    toY[i] = y[j] + share * (y[j + 1] - y[j]);
  }
}

INLINE void move_body(const strata_bundling_trails *t, size_t first, size_t end, float *work) {
  for (size_t trail = first; trail < end; trail++) {
    size_t start = (size_t)t->offsets[trail], count = (size_t)t->offsets[trail + 1] - start;
    if (count < 3) continue;
    size_t room = count + 16;
    float *x = work, *y = work + room, *otherX = work + 2 * room, *otherY = work + 3 * room;
    memcpy(x, t->x + start, count * sizeof(float));
    memcpy(y, t->y + start, count * sizeof(float));
    advect(t, count, x, y);
    for (int32_t s = 0; s < t->smoothingCount; s++) {
      smooth(count, x, otherX);
      smooth(count, y, otherY);
      float *swap = x;
      x = otherX;
      otherX = swap;
      swap = y;
      y = otherY;
      otherY = swap;
    }
    spread(count, x, y, work + 4 * room, t->x + start, t->y + start);
  }
}

INLINE void splat_body(const strata_bundling_trails *t, size_t first, size_t end, int fractionBits, uint32_t *grid) {
  uint32_t unit = 1u << fractionBits;
  for (size_t i = (size_t)t->offsets[first]; i < (size_t)t->offsets[end]; i++) {
    float x = t->x[i], y = t->y[i];
    uint32_t column = (uint32_t)x, row = (uint32_t)y;
    uint32_t u = (uint32_t)((x - (float)column) * (float)unit + 0.5f);
    uint32_t v = (uint32_t)((y - (float)row) * (float)unit + 0.5f);
    uint32_t *cell = grid + (size_t)row * t->columns + column;
    u2 across = {unit - u, u};
    *(u2 *)cell += across * (unit - v);
    *(u2 *)(cell + t->columns) += across * v;
  }
}

// The bodies above, once per instruction set.
#define VARIANT(suffix, attributes)                                                                                    \
  attributes static void blur_counts_##suffix(strata_bundling_box b, uint32_t *const *g, size_t n, size_t c, size_t r, \
                                              size_t f, float *o, double *w) {                                        \
    blur_counts_body(b, g, n, c, r, f, o, w);                                                                          \
  }                                                                                                                    \
  attributes static void blur_##suffix(strata_bundling_box b, const float *g, double s, size_t c, size_t r, size_t f,  \
                                       float *o, double *w) {                                                         \
    blur_body(b, g, s, c, r, f, o, w);                                                                                 \
  }                                                                                                                    \
  attributes static void steps_##suffix(const float *d, size_t c, size_t r, float l, float q, size_t f, size_t e,      \
                                        float *o) {                                                                   \
    steps_body(d, c, r, l, q, f, e, o);                                                                                \
  }                                                                                                                    \
  attributes static void move_##suffix(const strata_bundling_trails *t, size_t f, size_t e, float *w) {               \
    move_body(t, f, e, w);                                                                                             \
  }                                                                                                                    \
  attributes static void splat_##suffix(const strata_bundling_trails *t, size_t f, size_t e, int b, uint32_t *g) {    \
    splat_body(t, f, e, b, g);                                                                                         \
  }

VARIANT(baseline, )
#if defined(__x86_64__)
VARIANT(avx2, TARGET_AVX2)
VARIANT(avx512, TARGET_AVX512)
#endif

static struct {
  void (*blur_counts)(strata_bundling_box, uint32_t *const *, size_t, size_t, size_t, size_t, float *, double *);
  void (*blur)(strata_bundling_box, const float *, double, size_t, size_t, size_t, float *, double *);
  void (*steps)(const float *, size_t, size_t, float, float, size_t, size_t, float *);
  void (*move)(const strata_bundling_trails *, size_t, size_t, float *);
  void (*splat)(const strata_bundling_trails *, size_t, size_t, int, uint32_t *);
} kernels;

#define SELECT(suffix)                                                                                                 \
  do {                                                                                                                 \
    kernels.blur_counts = blur_counts_##suffix;                                                                        \
    kernels.blur = blur_##suffix;                                                                                      \
    kernels.steps = steps_##suffix;                                                                                    \
    kernels.move = move_##suffix;                                                                                      \
    kernels.splat = splat_##suffix;                                                                                    \
  } while (0)

SELECT_BEFORE_MAIN

void strata_bundling_blur_counts(strata_bundling_box box, uint32_t *const *grids, size_t gridCount, size_t columns,
                                 size_t rows, size_t first, float *output, double *work) {
  kernels.blur_counts(box, grids, gridCount, columns, rows, first, output, work);
}

void strata_bundling_blur(strata_bundling_box box, const float *grid, double scale, size_t columns, size_t rows,
                          size_t first, float *output, double *work) {
  kernels.blur(box, grid, scale, columns, rows, first, output, work);
}

void strata_bundling_steps(const float *density, size_t columns, size_t rows, float stepLength, float flatness,
                           size_t first, size_t end, float *steps) {
  kernels.steps(density, columns, rows, stepLength, flatness, first, end, steps);
}

void strata_bundling_move(const strata_bundling_trails *trails, size_t first, size_t end, float *work) {
  kernels.move(trails, first, end, work);
}

void strata_bundling_splat(const strata_bundling_trails *trails, size_t first, size_t end, int fractionBits,
                           uint32_t *grid) {
  kernels.splat(trails, first, end, fractionBits, grid);
}
