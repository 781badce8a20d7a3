#ifndef STRATA_CVIEWERASSETS_H
#define STRATA_CVIEWERASSETS_H

#include <stddef.h>

/// One file of the page, as it was when the program was built.
typedef struct {
  /// Path relative to the folder Viewer, with '/'.
  const char *path;
  /// The content; not terminated.
  const unsigned char *bytes;
  size_t byte_count;
} strata_viewer_asset;

/// Number of files in the binary.
int strata_viewer_asset_count(void);

/// The file at `index`, from 0; all zero beyond the last.
strata_viewer_asset strata_viewer_asset_at(int index);

#endif
