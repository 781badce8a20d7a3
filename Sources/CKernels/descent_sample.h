// Samples drawn by hashing.
#pragma once
#include "strata_descent.h"
#include "vectors.h"

INLINE uint64_t hashed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// Up to `limit` points with the smallest hashed priorities: a sample that no order of insertion can change.
typedef struct {
  uint32_t points[strata_join_limit];
  uint64_t priorities[strata_join_limit];
  size_t count;
} sample;

INLINE void offer(sample *s, size_t limit, uint64_t key, uint32_t point) {
  uint64_t priority = hashed(key + point * (uint64_t)0x9e3779b97f4a7c15u);
  if (s->count == limit && priority >= s->priorities[limit - 1]) return;
  size_t at = s->count < limit ? s->count++ : limit - 1;
  s->points[at] = point;
  s->priorities[at] = priority;
  if (s->count < limit) return;
  // Full: the largest priority stands last, to be given up next.
  size_t largest = 0;
  for (size_t i = 1; i < limit; i++)
    if (s->priorities[i] > s->priorities[largest]) largest = i;
  uint32_t p = s->points[largest];
  uint64_t h = s->priorities[largest];
  s->points[largest] = s->points[limit - 1];
  s->priorities[largest] = s->priorities[limit - 1];
  s->points[limit - 1] = p;
  s->priorities[limit - 1] = h;
}
