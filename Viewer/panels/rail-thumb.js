// @ts-check
// The thumb of the rail: where the stage is on its way through the layers, moved by hand or by keys.

/** @typedef {import("../state/store.js").State} State */

/** @param {HTMLElement} rows @param {HTMLElement} thumb @param {State} state @param {boolean} first */
export function markCurrent(rows, thumb, state, first) {
  const all = /** @type {NodeListOf<HTMLElement>} */ (rows.querySelectorAll(".row"));
  let at = -1;
  all.forEach((row, i) => {
    const current = row.dataset.layer === state.layer;
    if (current) at = i;
    row.setAttribute("aria-selected", String(current));
  });
  thumb.hidden = at < 0;
  if (at < 0) return;
  rows.setAttribute("aria-activedescendant", all[at].id);
  thumb.style.top = `${at * 24 + 6}px`;
  all[at].scrollIntoView({ block: "nearest", behavior: first ? "instant" : "auto" });
}

/** With Shift the thumb stops between two layers; Enter, or any plain arrow, snaps. */
const FINE = .1;

/** @param {KeyboardEvent} event @param {import("../state/store.js").Store} store
 * @param {import("../stage/explorer.js").Explorer} explorer @param {HTMLElement} rows @param {HTMLElement} thumb */
export function moveByKey(event, store, explorer, rows, thumb) {
  const ready = explorer.ready(), at = ready.findIndex(({ folder }) => folder === store.state.layer);
  const targets = /** @type {Record<string, number>} */ ({
    ArrowDown: at + 1,
    ArrowRight: at + 1,
    ArrowUp: at - 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: ready.length - 1,
    PageDown: at + 5,
    PageUp: at - 5,
    Enter: at,
  });
  if (!(event.key in targets) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const between = Number(thumb.dataset.between ?? at), fine = targets[event.key] - at;
  if (event.shiftKey && Math.abs(fine) === 1) {
    const next = Math.round(Math.max(0, Math.min(ready.length - 1, between + FINE * fine)) / FINE) * FINE;
    thumb.dataset.between = String(next);
    placeThumb(rows, thumb, ready, next);
    explorer.scrub(next);
    return;
  }
  const snapped = thumb.dataset.between !== undefined,
    towards = event.key === "Enter" ? Math.round(between) : targets[event.key];
  delete thumb.dataset.between;
  const next = ready[Math.max(0, Math.min(ready.length - 1, towards))];
  if (!next) return;
  const same = next.folder === store.state.layer;
  store.set({ layer: next.folder });
  if (snapped && same) explorer.showLayer();
  if (snapped) markCurrent(rows, thumb, store.state, false);
}

/** @param {HTMLElement} rows @param {HTMLElement} thumb @param {import("../data/types.js").Layer[]} ready
 * @param {number} at between two finished layers */
function placeThumb(rows, thumb, ready, at) {
  const all = [.../** @type {NodeListOf<HTMLElement>} */ (rows.querySelectorAll(".row"))];
  const place = (/** @type {number} */ i) => all.findIndex((row) => row.dataset.layer === ready[i]?.folder);
  const lower = Math.floor(at), from = place(lower), to = place(Math.min(ready.length - 1, lower + 1));
  thumb.style.top = `${(from + (to - from) * (at - lower)) * 24 + 6}px`;
}

/** Dragging the thumb mixes the two layers around it; letting go snaps to the nearer one.
 * @param {HTMLElement} rows @param {HTMLElement} thumb @param {import("../state/store.js").Store} store
 * @param {import("../stage/explorer.js").Explorer} explorer */
export function scrubByHand(rows, thumb, store, explorer) {
  let scrubbing = false;
  const position = (/** @type {PointerEvent} */ event) => {
    const all = [.../** @type {NodeListOf<HTMLElement>} */ (rows.querySelectorAll(".row"))];
    const y = event.clientY - rows.getBoundingClientRect().top + rows.scrollTop - 12;
    const places = all.map((row, i) => row.hasAttribute("aria-disabled") ? -1 : i).filter((i) => i >= 0);
    const row = Math.max(places[0], Math.min(places[places.length - 1], y / 24));
    // Unfinished layers take no part: the way between their neighbors is one step.
    const lower = Math.max(0, places.findLastIndex((place) => place <= row));
    const upper = Math.min(places.length - 1, lower + 1), gap = places[upper] - places[lower];
    return { row, at: lower + (gap ? (row - places[lower]) / gap : 0) };
  };
  rows.addEventListener("pointerdown", (event) => {
    const current = rows.querySelector('[aria-selected="true"] .knot');
    if (event.button !== 0 || !(event.target === thumb || event.target === current)) return;
    scrubbing = true;
    rows.setPointerCapture(event.pointerId);
    rows.classList.add("scrubbing");
    event.preventDefault();
  });
  rows.addEventListener("pointermove", (event) => {
    if (!scrubbing) return;
    const { row, at } = position(event);
    thumb.style.top = `${row * 24 + 6}px`;
    explorer.scrub(at);
  });
  const end = (/** @type {PointerEvent} */ event) => {
    if (!scrubbing) return;
    scrubbing = false;
    rows.classList.remove("scrubbing");
    const nearest = explorer.ready()[Math.round(position(event).at)];
    if (!nearest) return;
    const same = nearest.folder === store.state.layer;
    store.set({ layer: nearest.folder });
    if (same) explorer.showLayer();
    markCurrent(rows, thumb, store.state, false);
  };
  rows.addEventListener("pointerup", end);
  rows.addEventListener("pointercancel", end);
  // The click that ends a drag is no choice of a row.
  rows.addEventListener("click", (event) => {
    if (event.target === rows) event.stopPropagation();
  }, true);
}
