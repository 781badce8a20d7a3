#pragma once
#include <stddef.h>
#include <stdint.h>

// Numeric arrays of MATLAB's MAT files, read by matio. The library is opened when a file is first read, because it brings
// HDF5 and more along, which other commands need not wait for.

typedef struct strata_mat_array {
  // Number of dimensions, at most 8, and their sizes; the first varies fastest in `data`.
  int rank;
  size_t sizes[8];
  // Bytes of one element; the elements are unsigned integers or floating-point numbers.
  int element_size;
  int is_floating_point;
  void *data;
  // matio's own variable.
  void *owner;
} strata_mat_array;

enum strata_mat_status {
  STRATA_MAT_OK = 0,
  // This program was built without matio's header, or the library is not there now.
  STRATA_MAT_UNAVAILABLE,
  // The file cannot be opened or is no MAT file.
  STRATA_MAT_NO_FILE,
  // The file has no such variable.
  STRATA_MAT_NO_VARIABLE,
  // The variable is no array of numbers of the kinds above, or is larger than asked for.
  STRATA_MAT_OTHER_KIND,
  // The file ends too early or is damaged.
  STRATA_MAT_DAMAGED,
};

// Reads one variable of at most `largest` elements. `array` is to be released if the status is OK.
int strata_mat_read(const char *path, const char *name, size_t largest, strata_mat_array *array);
void strata_mat_release(strata_mat_array *array);
