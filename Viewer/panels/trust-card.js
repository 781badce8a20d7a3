// @ts-check
// How far an image's place can be trusted: which of those beside it are false, and which of its neighbors are missing.

import { findEmbedding, findLayer, findModel, rate } from "../data/study.js";
import { LOW_TRUST } from "../passes/style.js";
import { LOW_SHARE, NEAREST, STORED } from "../stage/view-trust.js";
import { fill, h, svg } from "./dom.js";
import { tile } from "./tile.js";

/** @typedef {import("../state/store.js").State} State */
/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {import("../stage/explorer.js").Explorer} Explorer */

/** @param {State} state @param {Store} store @param {Explorer} explorer @returns {HTMLElement | null} */
export function trustCard(state, store, explorer) {
  const { selected, trust, study } = state, value = trust?.[selected];
  const model = study && findModel(study, state.model), layer = findLayer(model, state.layer);
  const embedding = findEmbedding(layer, state.embedding);
  if (!model || !layer || !embedding) return null;
  const figure = value === undefined ? null : h(
    "span",
    { class: "right" },
    `in ${embedding.dimensions}-D `,
    h("b", { class: `num${value < LOW_TRUST ? " warn" : ""}` }, rate(value, 2)),
    h("span", {
      id: "seen-figure",
      title: `Share of the ${NEAREST} nearest on the screen that are among its ${STORED} neighbours in the layer`,
    }),
  );
  const card = h(
    "div",
    { class: "card trust-card" },
    h("h3", {}, "Trust", figure),
    linksSwitch(store, embedding.dimensions),
    h("dl", { class: "links", id: "links" }),
    h("p", { class: "soft", id: "seen-trust" }),
    h("p", { class: "soft", id: "embedding-trust" }),
    h("div", { class: "thumbs", id: "false-tiles" }),
  );
  tellSeen(card, state);
  tellEmbedding(card, state, store, explorer);
  return card;
}

/** What the lines on the stage are about. @param {Store} store @param {number} dimensions */
function linksSwitch(store, dimensions) {
  const root = h("div", { class: "seg small", role: "group", "aria-label": "Lines on the stage" });
  for (const [links, text] of /** @type {const} */ ([["view", "In this view"], ["embedding", `In ${dimensions}-D`]])) {
    root.append(h("button", {
      type: "button",
      "data-links": links,
      "aria-pressed": String(store.state.links === links),
      title: links === "view"
        ? "Lines: what the picture makes of its neighbours"
        : "Lines: what the embedding makes of them",
      onclick: () => store.set({ links }),
    }, text));
  }
  return h("div", { class: "links-by" }, h("span", { class: "soft" }, "Lines"), root);
}

/** How many lines of each kind there are, and what they mean. @param {ParentNode} root @param {State} state */
function tellLinks(root, { near, falseNear, missingNear, inEmbedding, links }) {
  const list = root.querySelector("#links"), view = links === "view";
  for (const each of root.querySelectorAll("[data-links]")) {
    each.setAttribute("aria-pressed", String(each.getAttribute("data-links") === links));
  }
  const wrong = view ? falseNear : inEmbedding?.wrong, missing = view ? missingNear : inEmbedding?.missing;
  if (!list) return;
  list.toggleAttribute("hidden", !wrong || !missing);
  if (!wrong || !missing) return;
  const where = view ? "on the screen" : "in the embedding";
  fill(
    list,
    ...link("true", near.length - missing.length, "kept", `near in the layer and ${where}`),
    ...link("false", wrong.length, "false", `near ${where}, not in the layer`),
    ...link("missing", missing.length, "missing", `near in the layer, not ${where}`),
  );
}

/** @param {string} kind @param {number} count @param {string} word @param {string} meaning */
function link(kind, count, word, meaning) {
  const line = svg("line", { x1: 0, y1: 4, x2: 28, y2: 4, class: kind });
  return [
    h(
      "dt",
      { title: meaning },
      svg("svg", { width: 28, height: 8, "aria-hidden": "true" }, line),
      h("span", { class: "num" }, `${count} ${word}`),
    ),
    h("dd", { class: "muted" }, meaning),
  ];
}

/** @param {ParentNode} root @param {State} state @param {Store} store @param {Explorer} explorer */
function tellEmbedding(root, { inEmbedding }, store, explorer) {
  const words = root.querySelector("#embedding-trust"), tiles = root.querySelector("#false-tiles");
  if (!words || !tiles) return;
  if (!inEmbedding) {
    words.textContent = "";
    fill(tiles);
    return;
  }
  const { wrong, count } = inEmbedding;
  words.textContent = wrong.length === 0
    ? `Its ${NEAREST} nearest in the embedding are its neighbours in the layer.`
    : `${wrong.length} of its ${NEAREST} nearest in the embedding are not among its ${NEAREST} neighbours in the layer; ` +
      "below each stands its rank there.";
  fill(
    tiles,
    ...wrong.slice(0, 8).map(({ item, rank }) => {
      const below = rank === null ? `>${count}` : String(rank);
      return tile(item, store, explorer, { more: `, rank ${below} in the layer`, below });
    }),
  );
}

/** Once the view rests: how many of those beside it on the screen are ringed as false. @param {ParentNode} root
 * @param {State} state */
function tellSeen(root, state) {
  const { falseNear } = state, line = root.querySelector("#seen-trust"), figure = root.querySelector("#seen-figure");
  const share = falseNear ? 1 - falseNear.length / NEAREST : 0;
  tellLinks(root, state);
  if (figure) {
    const number = h("b", { class: `num${share < LOW_SHARE ? " warn" : ""}` }, rate(share, 2));
    fill(figure, ...(falseNear ? [" in this view ", number] : []));
  }
  if (!line) return;
  line.toggleAttribute("hidden", falseNear === null);
  if (falseNear?.length === 0) fill(line, `All ${NEAREST} nearest on the screen are neighbours in the layer.`);
  else if (falseNear) {
    fill(
      line,
      h("span", { class: "bad", "aria-hidden": "true" }, "○ "),
      `${falseNear.length} of the ${NEAREST} nearest on the screen are not neighbours in the layer.`,
    );
  }
}

/** The lines follow the view and the layer, whichever card they are in. @param {Store} store @param {Explorer} explorer */
export function followSeen(store, explorer) {
  store.watch(["falseNear", "missingNear", "near", "links", "inEmbedding"], (state) => tellSeen(document, state));
  store.watch(["inEmbedding"], (state) => tellEmbedding(document, state, store, explorer));
}
