// Selection among whole numbers, as which pairs of (distance, index) are stored.
#pragma once
#include <stdint.h>

// Moves the `kept` smallest to the front; returns the largest of them.
static inline uint64_t select_smallest(uint64_t *values, long count, long kept) {
  long low = 0, high = count - 1;
  while (low < high) {
    uint64_t pivot = values[(low + high) >> 1];
    long i = low, j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        uint64_t other = values[i];
        values[i++] = values[j];
        values[j--] = other;
      }
    }
    if (kept - 1 <= j)
      high = j;
    else if (kept - 1 >= i)
      low = i;
    else
      break;
  }
  uint64_t largest = 0;
  for (long i = 0; i < kept; i++) largest = values[i] > largest ? values[i] : largest;
  return largest;
}
