// @ts-check
// The filters that are on, and how many images pass.

import { told } from "../data/conditions.js";
import { shortName, thousands } from "../data/study.js";
import { fill, h, icon } from "./dom.js";

/** @param {import("../state/store.js").Store} store @returns {HTMLElement} */
export function buildFilters(store) {
  const root = h("div", { class: "filters", role: "group", "aria-label": "Filters" });
  store.watch(["conditions", "passing", "study"], ({ conditions, passing, study }) => {
    root.hidden = conditions.length === 0;
    if (conditions.length === 0 || !study) return;
    const count = passing ? passing.reduce((sum, value) => sum + value, 0) : study.itemCount;
    fill(
      root,
      h(
        "p",
        { class: "filter-count", role: "status" },
        icon("filter"),
        h("span", { class: "num" }, `${thousands(count)} of ${thousands(study.itemCount)}`),
        h("button", {
          class: "link-button right",
          type: "button",
          title: "Take off all filters",
          onclick: () => store.set({ conditions: [] }),
        }, "Clear"),
      ),
      ...conditions.map((condition) => {
        const text = told(condition, shortName);
        return h(
          "p",
          { class: "filter" },
          h("span", { class: "clip", title: condition.names?.join(", ") ?? text }, text),
          h("button", {
            class: "tool small",
            type: "button",
            title: `Take off this filter: ${text}`,
            "aria-label": `Take off this filter: ${text}`,
            onclick: () => store.set({ conditions: store.state.conditions.filter((each) => each !== condition) }),
          }, icon("close")),
        );
      }),
    );
  });
  return root;
}
