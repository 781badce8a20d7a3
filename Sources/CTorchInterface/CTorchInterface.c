// For dladdr.
#define _GNU_SOURCE
#include "CTorchInterface.h"

#include <dlfcn.h>
#include <stddef.h>

bool strata_torch_interface_fits(const strata_torch_interface *table) {
  return table != NULL && table->version == STRATA_TORCH_INTERFACE_VERSION &&
         table->size == sizeof(strata_torch_interface);
}

const strata_torch_interface *strata_torch_call_entry(void *entry) {
  return entry == NULL ? NULL : ((strata_torch_entry)entry)();
}

const char *strata_torch_image_of(const void *address) {
  Dl_info place;
  return dladdr(address, &place) == 0 ? NULL : place.dli_fname;
}
