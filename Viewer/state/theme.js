// @ts-check
// Dark or light: as the system says, until the reader says otherwise.

const KEY = "strata.theme";

/** @param {import("./store.js").Store} store */
export function followTheme(store) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const kept = remembered();
  store.set({ theme: kept ?? (dark.matches ? "dark" : "light") });
  let system = kept === null;
  dark.addEventListener("change", () => {
    if (system) store.set({ theme: dark.matches ? "dark" : "light" });
  });
  let last = store.state.theme;
  store.watch(["theme"], ({ theme }) => {
    document.documentElement.dataset.theme = theme;
    if (theme === last) return;
    last = theme;
    const asSystem = theme === (dark.matches ? "dark" : "light");
    if (system && asSystem) return;
    system = false;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Storage can be forbidden; then the choice lasts as long as the page.
    }
  });
}

/** @returns {import("./store.js").Theme | null} */
function remembered() {
  try {
    const value = localStorage.getItem(KEY);
    return value === "dark" || value === "light" ? value : null;
  } catch {
    return null;
  }
}
