// @ts-check

import { fill, find, h, icon } from "./dom.js";
import { buildPageSheet } from "./page-sheet.js";

/** @param {import("../state/store.js").Store} store @param {() => void} help @param {() => Promise<void>} copyLink
 * @param {import("../state/history.js").History} history @param {HTMLElement} views the menu of saved views
 * @param {() => void} copyFigure copies the command that draws the view */
export function buildHeader(store, help, copyLink, history, views, copyFigure) {
  const tools = find("#header-tools"),
    study = find("#study-name"),
    state = h("span", { class: "connection", role: "status" });
  const button = (
    /** @type {string} */ name,
    /** @type {string} */ title,
    /** @type {string} */ id,
    /** @type {() => void} */ act,
  ) => h("button", { class: "tool", id, title, "aria-label": title, onclick: act }, icon(name));
  const undo = button("undo", "Undo (Ctrl Z)", "undo", () => history.undo());
  const redo = button("redo", "Redo (Ctrl Shift Z)", "redo", () => history.redo());
  fill(
    tools,
    state,
    undo,
    redo,
    views,
    buildPageSheet(store),
    button("link", "Copy link to this view", "copy-link", () => copyLink()),
    button("images", "Save figure: a command that draws this view", "save-figure", copyFigure),
    button(
      "theme",
      "Light or dark",
      "theme",
      () => store.set({ theme: store.state.theme === "dark" ? "light" : "dark" }),
    ),
    button("help", "Keys and help (?)", "help-button", help),
  );
  store.watch(["undoable", "redoable"], ({ undoable, redoable }) => {
    if (undo instanceof HTMLButtonElement) undo.disabled = undoable === 0;
    if (redo instanceof HTMLButtonElement) redo.disabled = redoable === 0;
  });
  store.watch(["study"], ({ study: current }) => {
    study.textContent = current?.name ?? "";
    study.title = current?.name ?? "";
    document.title = current ? `${current.name} – Strata` : "Strata";
  });
  store.watch(["connection"], ({ connection }) => {
    state.textContent = connection === "lost" ? "Server gone" : "";
    state.hidden = connection !== "lost";
  });
}
