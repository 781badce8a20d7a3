// @ts-check
// Seeded randomness: the same study is drawn in the same order every time.

/** Mulberry32. @param {number} seed @returns {() => number} uniform in [0, 1) */
export function generator(seed) {
  let state = seed | 0;
  return () => {
    state = state + 0x6D2B79F5 | 0;
    let t = Math.imul(state ^ state >>> 15, 1 | state);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
}

/** A shuffled 0…count−1 (Fisher and Yates). @param {number} count @param {number} seed */
export function permutation(count, seed) {
  const random = generator(seed), order = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const j = Math.floor(random() * (i + 1));
    order[i] = order[j];
    order[j] = i;
  }
  return order;
}
