// The C++ side of CTorchInterface.h: the only code that includes libtorch's headers.
#pragma once

#include "CTorchInterface.h"

#ifdef __cplusplus
extern "C"
#endif
    __attribute__((visibility("default"))) const strata_torch_interface *
    strata_torch_functions(void);
