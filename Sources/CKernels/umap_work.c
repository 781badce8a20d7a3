// How threads share the epochs of a layout.
#include "strata_umap.h"

#include <sched.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Waiting is short: at most a chunk of the block before. Yielding lets the thread that works on it have the processor.
static void wait_for(const int64_t *completed, int64_t count) {
  for (int turns = 0; __atomic_load_n(completed, __ATOMIC_ACQUIRE) < count; turns++) {
    if (turns >= 4096) sched_yield();
#if defined(__x86_64__)
    else _mm_pause();
#endif
  }
}

void strata_umap_work(strata_umap_layout *layout) {
  strata_umap_moves moves = layout->moves;
  int64_t chunks = layout->chunksPerBlock, blocks = layout->blockCount;
  int64_t total = (layout->endEpoch - layout->firstEpoch) * blocks * chunks;
  uint64_t count = moves.otherCount;
  for (;;) {
    int64_t task = __atomic_fetch_add(&layout->claimed, 1, __ATOMIC_RELAXED);
    if (task >= total) return;
    int64_t block = task / chunks, chunk = task % chunks;
    wait_for(&layout->completed, block * chunks);
    moves.epoch = layout->firstEpoch + (uint32_t)(block / blocks);
    block %= blocks;
    uint32_t source = moves.epoch % 2 ? (uint32_t)count : 0, target = (uint32_t)count - source;
    float rate = layout->learningRate * (1 - (float)moves.epoch / (float)layout->epochCount);
    moves.others = layout->positions;
    moves.own = layout->positions + source * moves.stride;
    moves.next = layout->positions + target * moves.stride;
    moves.movedOffset = target;
    moves.restOffset = source;
    // Both directions of an edge fire together in umap-learn and each moves both ends.
    moves.attractionStep = 2 * rate;
    moves.repulsionStep = rate;
    uint64_t first = (uint64_t)block * count / blocks, size = (uint64_t)(block + 1) * count / blocks - first;
    moves.movedCount = (uint32_t)first;
    uint32_t begin = (uint32_t)(first + size * chunk / chunks), end = (uint32_t)(first + size * (chunk + 1) / chunks);
    if (begin < end) strata_umap_move(&moves, begin, end);
    __atomic_fetch_add(&layout->completed, 1, __ATOMIC_RELEASE);
  }
}
