// Loops over libtorch's own threads.
//
// The templates of ATen/Parallel.h do nothing of the kind here: they are parallel only in code that a compiler builds for
// the OpenMP library of libtorch, and clang builds for another. So this asks that library (libgomp) itself; on macOS it
// asks libdispatch. Without either, loops run on the calling thread.
#pragma once

#include <cstdint>
#include <functional>

namespace strata {

// Calls `body(first, last)` for parts of `begin ..< end` that cover it once, each of `grain` or fewer, on as many threads
// as `set_thread_count` told. Which thread takes which part is open: what `body` computes must not depend on the parts.
// `body` must not throw.
void parallelFor(int64_t begin, int64_t end, int64_t grain, const std::function<void(int64_t, int64_t)> &body);

} // namespace strata
