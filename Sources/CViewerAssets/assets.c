// Written by Tools/setup/embed-viewer.sh; do not edit.
#include "CViewerAssets.h"

static const strata_viewer_asset assets[] = {
    {0, 0, 0}};

int strata_viewer_asset_count(void) { return (int)(sizeof assets / sizeof assets[0]) - 1; }

strata_viewer_asset strata_viewer_asset_at(int index) {
  int count = strata_viewer_asset_count();
  return assets[index >= 0 && index < count ? index : count];
}
