// OpenVINO's C interface. Where the headers lie is said by `openvino-c.pc`, which `make setup` writes
// (Tools/setup/openvino.sh).
#pragma once
#include <openvino/c/openvino.h>
