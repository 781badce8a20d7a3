// @ts-check
// Long loops in short pieces: between them the page draws and hears.

/** Milliseconds after which the page is let go on. */
const PATIENCE = 8;

/** @param {number} total @param {number} step rows in one go @param {(first: number, last: number) => void} work */
export async function inSlices(total, step, work) {
  let began = performance.now();
  for (let first = 0; first < total; first += step) {
    work(first, Math.min(total, first + step));
    if (first + step >= total || performance.now() - began < PATIENCE) continue;
    await new Promise((done) => setTimeout(done));
    began = performance.now();
  }
}
