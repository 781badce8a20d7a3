// @ts-check
// The page itself: how to save it as one file, or, in a saved one, what it holds and how exactly.

import { isExport } from "../data/study.js";
import { copyText } from "../views/copy.js";
import { fill, h, icon } from "./dom.js";

/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {import("../data/types.js").Study} Study */

/** What a page has at most where nothing else is asked for: the same number as in the program. */
const MOST_MEGABYTES = 25;

/** @param {Store} store @returns {HTMLElement} */
export function buildPageSheet(store) {
  const content = h("div");
  const sheet = h("div", { class: "menu page-sheet", popover: "auto", role: "dialog" }, content);
  const button = h("button", {
    class: "tool",
    id: "page-button",
    "aria-haspopup": "dialog",
    "aria-expanded": "false",
    type: "button",
  }, icon("save"));
  button.addEventListener("click", () => {
    if (sheet.matches(":popover-open")) return sheet.hidePopover();
    sheet.showPopover();
    const at = button.getBoundingClientRect();
    sheet.style.top = `${at.bottom + 6}px`;
    sheet.style.left = `${Math.max(8, Math.min(innerWidth - sheet.offsetWidth - 8, at.right - sheet.offsetWidth))}px`;
  });
  sheet.addEventListener("toggle", (event) => {
    const isOpen = /** @type {ToggleEvent} */ (event).newState === "open";
    button.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen && sheet.contains(document.activeElement)) button.focus();
  });
  sheet.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    sheet.hidePopover();
    button.focus();
  });
  const root = h("span", { class: "menu-root", hidden: true }, button, sheet);
  store.watch(["study"], ({ study }) => {
    root.hidden = !study;
    if (!study) return;
    const title = isExport(study) ? "About this page" : "Save this page";
    for (const element of [button, sheet]) element.setAttribute("aria-label", title);
    button.title = title;
    button.dataset.kept = String(isExport(study));
    fill(content, h("h2", {}, title), ...(study.export ? about(study.export) : saving(study, store)));
  });
  return root;
}

/** @param {NonNullable<Study["export"]>} told */
function about({ statements, left }) {
  const list = (/** @type {string[]} */ lines) => h("ul", {}, ...lines.map((line) => h("li", {}, line)));
  return [
    h(
      "p",
      { class: "soft" },
      "It needs no server and no network; nothing leaves it. What you name here is kept until it closes.",
    ),
    list(statements),
    left.length > 0 && h("h3", {}, "Not in this page"),
    left.length > 0 && list(left),
  ];
}

/** @param {Study} study @param {Store} store */
function saving({ name }, store) {
  const word = (/** @type {string} */ text) =>
    /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
  const command = `strata export ${word(`${name}.study`)} --output ${word(`${name}.html`)}`;
  return [
    h(
      "p",
      { class: "soft" },
      `One file with all views and images, at most ${MOST_MEGABYTES} MB, that opens without a server and without a network:`,
    ),
    h(
      "p",
      { class: "command" },
      h("code", { tabindex: "0", "aria-label": "Command" }, command),
      h("button", { class: "btn", type: "button", onclick: () => copyText(store, command, "Command") }, "Copy"),
    ),
    h("p", { class: "soft" }, "--max-size makes it smaller, --without leaves out names, images or attributes."),
  ];
}
