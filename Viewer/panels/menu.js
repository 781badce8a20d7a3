// @ts-check
// A button that opens a short menu: choices that are on or off, things to do, and what else belongs there.

import { fill, h, icon } from "./dom.js";

/** @typedef {{ text: string, act: () => void, checked?: boolean, disabled?: string, key?: string }} Entry
 * `disabled` says why */

/** @param {string} name @param {() => Entry[]} entries asked for whenever it opens
 * @param {HTMLElement[]} [others] stand below them and stay: a slider, a line of text */
export function menuButton(name, entries, others = []) {
  const rows = h("div", { role: "menu", "aria-label": name });
  const list = h("div", { class: "menu", popover: "auto" }, rows, ...others);
  const button = h("button", {
    class: "tool",
    title: name,
    "aria-label": name,
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    type: "button",
  }, icon("more"));
  const open = () => {
    fill(rows, ...entries().map((entry) => row(entry, list, button)));
    list.showPopover();
    place(list, button);
    rows.querySelector("button")?.focus();
  };
  button.addEventListener("click", () => list.matches(":popover-open") ? list.hidePopover() : open());
  list.addEventListener("toggle", (event) => {
    const isOpen = /** @type {ToggleEvent} */ (event).newState === "open";
    button.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen && list.contains(document.activeElement)) button.focus();
  });
  list.addEventListener("keydown", (event) => walk(event, list));
  return h("span", { class: "menu-root" }, button, list);
}

/** @param {Entry} entry @param {HTMLElement} list @param {HTMLElement} button */
function row({ text, act, checked, disabled, key }, list, button) {
  return h(
    "button",
    {
      class: "menu-row",
      role: checked === undefined ? "menuitem" : "menuitemcheckbox",
      "aria-checked": checked === undefined ? undefined : String(checked),
      "aria-disabled": disabled ? "true" : undefined,
      title: disabled,
      type: "button",
      onclick: () => {
        if (disabled) return;
        list.hidePopover();
        button.focus();
        act();
      },
    },
    h("span", { class: "tick" }, checked ? icon("check") : null),
    h("span", {}, text, disabled && h("span", { class: "why" }, disabled)),
    key ? h("kbd", {}, key) : null,
  );
}

/** Below the button, or above where there is no room. @param {HTMLElement} list @param {HTMLElement} button */
function place(list, button) {
  const at = button.getBoundingClientRect(), { offsetWidth: width, offsetHeight: height } = list;
  const below = at.bottom + 4 + height <= innerHeight - 8;
  list.style.left = `${Math.max(8, Math.min(innerWidth - width - 8, at.right - width))}px`;
  list.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - 4 - height)}px`;
}

/** @param {KeyboardEvent} event @param {HTMLElement} list */
function walk(event, list) {
  const rows = [...list.querySelectorAll("button")], at = rows.findIndex((each) => each === document.activeElement);
  const next = /** @type {Record<string, number>} */ ({
    ArrowDown: (at + 1) % rows.length,
    ArrowUp: (at - 1 + rows.length) % rows.length,
    Home: 0,
    End: rows.length - 1,
  })[event.key];
  const others = [...list.querySelectorAll("input")].some((each) => each.checkVisibility());
  if (event.key === "Tab" && !others) list.hidePopover();
  if (event.key === "Escape") {
    event.stopPropagation();
    event.preventDefault();
    list.hidePopover();
    return;
  }
  // On a slider arrows and ends are its own.
  if (next === undefined || at < 0) return;
  event.preventDefault();
  rows[next]?.focus();
}
