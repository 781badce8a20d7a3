// @ts-check
// Above the trails: over what, by which method, how strongly bundled, how much is seen.

import { likeSequence, sequenceTitle } from "../../data/evolution.js";
import { fill, h, picker } from "../../panels/dom.js";
import { menuButton } from "../../panels/menu.js";
import { EVOLUTION } from "../../state/evolution.js";
import { toolButtons } from "../tool-buttons.js";

/** @typedef {import("../../data/evolution.js").SequenceInfo} SequenceInfo */
/** @typedef {import("../../state/evolution.js").EvolutionChoice} EvolutionChoice */

/**
 * @param {HTMLElement} root @param {import("../../state/store.js").Store} store
 * @param {() => { all: SequenceInfo[], now: SequenceInfo | null }} sequences @param {(info: SequenceInfo) => void} choose
 * @param {HTMLElement} sheets buttons for what a narrow window keeps aside
 */
export function buildTools(root, store, sequences, choose, sheets) {
  const change = (/** @type {Partial<EvolutionChoice>} */ patch) =>
    store.set({ evolution: { ...store.state.evolution, ...patch } });
  const which = h("span", { class: "tools" }), sep = h("span", { class: "sep" });
  const bars = [...sliders(store, change), ...sliders(store, change)],
    tool = toolButtons(store, "the trails that pass through");
  const menu = menuButton("Bundling and opacity", () => [
    { text: "True places, no bundling", act: () => change({ bundling: 0 }) },
    { text: "As usual", act: () => change({ bundling: EVOLUTION.bundling, opacity: EVOLUTION.opacity }) },
  ], bars.slice(2));
  menu.classList.add("narrow-only");
  const { ends, pair, legend } = switches(store, change);
  const right = h("span", { class: "right tools" }, tool, pair, ends, legend, sheets);
  fill(root, which, sep, h("span", { class: "tools wide-only" }, ...bars.slice(0, 2)), menu, right);
  const draw = () => {
    const { evolution } = store.state;
    ends.setAttribute("aria-pressed", String(evolution.ends));
    pair.setAttribute("aria-pressed", String(evolution.pair));
    ends.hidden = evolution.pair;
    for (const bar of bars) bar.classList.toggle("idle", evolution.pair || evolution.ends);
    const { all, now } = sequences();
    for (const each of [sep, menu, right, ...bars]) each.hidden = now === null;
    const focused = document.activeElement?.getAttribute("data-of");
    fill(which, ...choices(all, now, choose));
    if (focused) /** @type {HTMLElement | null} */ (which.querySelector(`[data-of="${focused}"]`))?.focus();
  };
  store.watch(["evolution", "tool"], draw);
  return draw;
}

/** @param {import("../../state/store.js").Store} store @param {(patch: Partial<EvolutionChoice>) => void} change */
function switches(store, change) {
  const button = (
    /** @type {string} */ title,
    /** @type {() => void} */ onclick,
    /** @type {(Node | string)[]} */ ...content
  ) => h("button", { class: "btn", type: "button", title, onclick }, ...content);
  const ends = button(
    "Only where images begin and where they are, without the way between (e)",
    () => change({ ends: !store.state.evolution.ends }),
    h("span", {}, "Show ends"),
    h("kbd", {}, "e"),
  );
  const pair = button(
    "The first and the last frame side by side",
    () => change({ pair: !store.state.evolution.pair }),
    "Before and after",
  );
  const legend = button(
    "What the colours mean",
    () => store.set({ sheet: store.state.sheet === "legend" ? "" : "legend" }),
    "Legend",
  );
  legend.classList.add("legend-button");
  store.watch(["sheet"], ({ sheet }) => legend.setAttribute("aria-pressed", String(sheet === "legend")));
  return { ends, pair, legend };
}

/** @param {SequenceInfo[]} all @param {SequenceInfo | null} now @param {(info: SequenceInfo) => void} choose */
function choices(all, now, choose) {
  if (!now) return [];
  const kinds = /** @type {const} */ ([["layers", "Over layers"], ["epochs", "Over epochs"]]);
  const button = (/** @type {"layers" | "epochs"} */ kind, /** @type {string} */ title) => {
    const other = kind === now.kind ? now : likeSequence(all, now, (each) => each.kind === kind);
    const element = /** @type {HTMLButtonElement} */ (h(
      "button",
      {
        type: "button",
        "data-of": kind,
        "aria-pressed": String(kind === now.kind),
        title: other ? title : `This study has no sequence ${title.toLowerCase()}`,
        onclick: () => other && choose(other),
      },
      title,
    ));
    element.disabled = !other;
    return element;
  };
  const alike = all.filter(({ kind }) => kind === now.kind);
  const names = alike.map((each) => /** @type {[string, string]} */ ([each.folder, sequenceTitle(each, alike)]));
  const change = (/** @type {string} */ folder) => {
    const next = all.find((each) => each.folder === folder);
    if (next) choose(next);
  };
  const menu = picker("Sequence", "Which sequence of projections", names, now.folder, change);
  menu.querySelector("select")?.setAttribute("data-of", "sequence");
  return [
    h(
      "span",
      { class: "seg", role: "group", "aria-label": "Over what" },
      ...kinds.map(([kind, title]) => button(kind, title)),
    ),
    menu,
  ];
}

/** @param {import("../../state/store.js").Store} store @param {(patch: Partial<EvolutionChoice>) => void} change */
function sliders(store, change) {
  const slider = (
    /** @type {"bundling" | "opacity"} */ key,
    /** @type {string} */ name,
    /** @type {string} */ title,
  ) => {
    const input = /** @type {HTMLInputElement} */ (h("input", {
      type: "range",
      min: key === "opacity" ? .05 : 0,
      max: 1,
      step: .01,
      "aria-label": name,
      oninput: () => change({ [key]: Number(input.value) }),
    }));
    store.watch(["evolution"], ({ evolution }) => {
      input.value = String(evolution[key]);
      input.setAttribute("aria-valuetext", `${Math.round(100 * evolution[key])} %`);
    });
    return h("label", { class: "bar soft", title }, name, input);
  };
  return [
    slider(
      "bundling",
      "Bundling",
      "How much trails that run alike are drawn together; 0 is where the images truly were",
    ),
    slider("opacity", "Opacity", "How much of a single trail is seen"),
  ];
}
