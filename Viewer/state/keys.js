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
    // A button that has the focus is pressed by the space bar.
    if (event.key === " " && target?.closest("button, a, [role=option]")) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** Ctrl or ⌘ Z, with Shift (or Y) the other way; text fields keep their own. @param {() => void} undo
 * @param {() => void} redo */
export function listenToUndo(undo, redo) {
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : null, key = event.key.toLowerCase();
    if ((key !== "z" && key !== "y") || target?.closest("input:not([type=range]), textarea")) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) redo();
    else undo();
  });
}
