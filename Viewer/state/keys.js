// @ts-check
// One letter, one action; never inside a text field, never with a modifier.

/** @param {Record<string, () => void>} actions by key */
export function listenToKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : null;
    // An open sheet keeps the keys to itself; the browser closes it with Escape.
    if (document.querySelector("dialog[open]") && event.key !== "?") return;
    if (event.key !== "Escape" && target?.closest("input:not([type=range]), select, textarea")) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
