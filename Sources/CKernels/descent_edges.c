// The bookkeeping of the approximate neighbor search: sorting by counting, which no wide instruction helps.
#if defined(__linux__)
#define _DEFAULT_SOURCE  // For madvise, which strict C leaves out.
#include <sys/mman.h>
#endif

#include "strata_descent.h"

#include <string.h>

void strata_prefer_large_pages(void *memory, size_t bytes) {
#if defined(MADV_HUGEPAGE)
  // A wish: failure changes nothing but speed.
  if (bytes >= (size_t)1 << 22) madvise(memory, bytes & ~(((size_t)1 << 21) - 1), MADV_HUGEPAGE);
#else
  (void)memory, (void)bytes;
#endif
}

void strata_bucket_updates(const strata_update *updates, size_t count, size_t bucketSize, size_t bucketCount,
                           strata_update *output, uint32_t *starts) {
  memset(starts, 0, (bucketCount + 1) * sizeof *starts);
  for (size_t i = 0; i < count; i++) starts[updates[i].destination / bucketSize + 1]++;
  for (size_t b = 0; b < bucketCount; b++) starts[b + 1] += starts[b];
  for (size_t i = 0; i < count; i++) output[starts[updates[i].destination / bucketSize]++] = updates[i];
  // Every start has moved to the next one's.
  for (size_t b = bucketCount; b > 0; b--) starts[b] = starts[b - 1];
  starts[0] = 0;
}

void strata_count_reverse(const strata_lists *lists, size_t pointCount, size_t begin, size_t end, uint32_t *counts) {
  memset(counts + begin, 0, (end - begin) * sizeof *counts);
  for (size_t point = 0; point < pointCount; point++) {
    const uint32_t *entries = lists->entries + point * lists->listStride;
    for (size_t i = 0; i < lists->capacity; i++) {
      uint32_t other = entries[i] >> 1;
      if (other - (uint32_t)begin < (uint32_t)(end - begin)) counts[other]++;
    }
  }
}

void strata_fill_reverse(const strata_lists *lists, const uint32_t *entries, size_t pointCount, size_t begin,
                         size_t end, uint32_t *next, uint32_t *reverse) {
  for (size_t point = 0; point < pointCount; point++) {
    const uint32_t *own = entries + point * lists->listStride;
    for (size_t i = 0; i < lists->capacity; i++) {
      uint32_t other = own[i] >> 1;
      if (other - (uint32_t)begin < (uint32_t)(end - begin))
        reverse[next[other]++] = (uint32_t)point << 1 | (own[i] & 1);
    }
  }
}
