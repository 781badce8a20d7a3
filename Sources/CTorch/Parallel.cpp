#include "Parallel.hpp"

#include <ATen/Parallel.h>
#include <dlfcn.h>
#ifdef __APPLE__
#include <dispatch/dispatch.h>
#endif

#include <algorithm>
#include <atomic>

namespace strata {

namespace {

struct Work {
  const std::function<void(int64_t, int64_t)> &body;
  int64_t begin, end, grain;
  std::atomic<int64_t> next{0};
};

// Takes parts until none is left.
void takeParts(void *context) {
  Work &work = *static_cast<Work *>(context);
  for (;;) {
    const int64_t first = work.begin + work.grain * work.next.fetch_add(1, std::memory_order_relaxed);
    if (first >= work.end) return;
    work.body(first, std::min(work.end, first + work.grain));
  }
}

#ifndef __APPLE__
using ParallelRegion = void (*)(void (*)(void *), void *, unsigned, unsigned);

// Among the libraries that came with this one: those are not in the program's own scope.
ParallelRegion parallelRegion() {
  static const ParallelRegion found = [] {
    Dl_info place;
    if (dladdr(reinterpret_cast<const void *>(&takeParts), &place) == 0) return ParallelRegion(nullptr);
    void *self = dlopen(place.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
    return self == nullptr ? nullptr : reinterpret_cast<ParallelRegion>(dlsym(self, "GOMP_parallel"));
  }();
  return found;
}
#endif

} // namespace

void parallelFor(int64_t begin, int64_t end, int64_t grain, const std::function<void(int64_t, int64_t)> &body) {
  if (begin >= end) return;
  const int64_t parts = (end - begin + grain - 1) / grain;
  const int64_t threads = std::min<int64_t>(parts, at::in_parallel_region() ? 1 : at::get_num_threads());
  if (threads <= 1) return body(begin, end);
  Work work{body, begin, end, grain};
#ifdef __APPLE__
  dispatch_apply_f(
      static_cast<size_t>(threads), dispatch_get_global_queue(QOS_CLASS_USER_INITIATED, 0), &work,
      [](void *context, size_t) { takeParts(context); });
#else
  const ParallelRegion region = parallelRegion();
  if (region == nullptr) return body(begin, end);
  region(takeParts, &work, static_cast<unsigned>(threads), 0);
#endif
}

} // namespace strata
