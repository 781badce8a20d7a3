// @ts-check
// What the browser keeps for the reader, besides the theme: shapes.

const SHAPES = "strata.shapes";

/** @param {import("./store.js").Store} store */
export function remember(store) {
  store.set({ shapes: kept(SHAPES) === "on" });
  let last = store.state.shapes;
  store.watch(["shapes"], ({ shapes }) => {
    if (shapes !== last) keep(SHAPES, shapes ? "on" : "off");
    last = shapes;
  });
}

/** @param {string} key @returns {string | null} */
export function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Storage can be forbidden; then a choice lasts as long as the page. @param {string} key @param {string} value */
export function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As said.
  }
}
