// @ts-check
// The selections that have a name: a click recalls one; it can be renamed and deleted.

import { thousands } from "../data/study.js";
import { fill, h } from "./dom.js";
import { menuButton } from "./menu.js";

/** @param {import("../state/store.js").Store} store @param {import("../stage/named.js").Named} named
 * @returns {HTMLElement} */
export function buildNamedList(store, named) {
  const rows = h("div", { class: "named-rows" }),
    unkept = h(
      "p",
      { class: "note-line" },
      "Kept in this page only: the server writes nothing. ",
      h("button", { class: "link-button", type: "button", onclick: () => named.save() }, "Save as JSON"),
    );
  const card = h("div", { class: "card named" }, h("h3", {}, "Named selections"), rows, unkept);
  /** Which one is being renamed. @type {string} */
  let renaming = "";
  const draw = () => {
    card.hidden = store.state.named.length === 0;
    fill(rows, ...store.state.named.map((each) => each.name === renaming ? form(each.name) : row(each)));
  };
  const row = (/** @type {import("../stage/named.js").NamedSelection} */ { name, items }) =>
    h(
      "div",
      { class: "named-row" },
      h(
        "button",
        {
          class: "named-name",
          type: "button",
          title: `Select these ${thousands(items.length)} images`,
          onclick: () => named.recall(name),
        },
        h("span", { class: "clip" }, name),
        h("span", { class: "num muted" }, thousands(items.length)),
      ),
      menuButton(`More for ${name}`, () => [
        {
          text: "Rename",
          act: () => {
            renaming = name;
            draw();
            const field = rows.querySelector("input");
            field?.focus();
            field?.select();
          },
        },
        { text: "Delete", act: () => named.remove(name) },
      ]),
    );
  const form = (/** @type {string} */ name) => {
    const field = /** @type {HTMLInputElement} */ (h("input", {
      type: "text",
      value: name,
      maxlength: 80,
      "aria-label": `New name of ${name}`,
    }));
    const leave = () => {
      renaming = "";
      draw();
    };
    const element = h("form", { class: "name-it" }, field, h("button", { class: "btn" }, "Rename"));
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      if (named.rename(name, field.value)) leave();
    });
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      leave();
    });
    return element;
  };
  store.watch(["named"], draw);
  store.watch(["unkept"], (state) => unkept.hidden = !state.unkept);
  return card;
}
