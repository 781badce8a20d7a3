// @ts-check
// Text to the clipboard, and a word about it.

const SAID_FOR = 4000;

/** @param {import("../state/store.js").Store} store @param {string} text @param {string} what */
export async function copyText(store, text, what) {
  let notice = `${what} copied: ${text}`;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    notice = `The browser keeps the clipboard closed. ${text}`;
  }
  store.set({ notice });
  setTimeout(() => store.state.notice === notice && store.set({ notice: "" }), SAID_FOR);
}
