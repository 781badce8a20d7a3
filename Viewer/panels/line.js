// @ts-check
// What goes on, in a few lines over the stage: a lost server, what is loading, what is left out.

import { thousands } from "../data/study.js";
import { find, h } from "./dom.js";

/** @typedef {import("../state/store.js").State} State */

/** Every line is one element that stays: only its words change, so that a button is never taken from under a hand.
 * @param {import("../state/store.js").Store} store @param {() => void} retry
 * @param {() => void} covered what lasts now lies over the stage, or no longer does */
export function buildLine(store, retry, covered) {
  let lasting = false;
  const root = find("#line"), lines = [lost, progress, canvas, limit, trouble, notice].map((make) => make(retry));
  root.append(...lines.map(({ root: line }) => line));
  store.watch(
    ["notice", "trustFailure", "pictureLimit", "renderer", "drawn", "connection", "retryAt", "study", "progress"],
    (state) => {
      for (const { root: line, show } of lines) line.hidden = !show(state);
      root.hidden = lines.every(({ root: line }) => line.hidden);
      const lasts = lines.some(({ root: line, brief }) => !brief && !line.hidden);
      if (lasts !== lasting) covered();
      lasting = lasts;
    },
  );
}

/** @typedef {{ root: HTMLElement, show: (state: State) => boolean, brief?: boolean }} Line `show` says whether there is
 * anything to say; brief: only for a moment */

/** What is loading alone. @param {import("../state/store.js").Store} store @param {HTMLElement} root */
export function buildProgress(store, root) {
  const line = progress();
  root.append(line.root);
  store.watch(["progress"], (state) => root.hidden = !line.show(state));
}

/** @param {() => void} retry @returns {Line} */
function lost(retry) {
  const at = h("span", { class: "num" }), again = h("button", { class: "link-button", onclick: retry }, "Try now");
  return {
    root: h(
      "p",
      { class: "warn" },
      "The server has gone; what is loaded keeps working. Next attempt at ",
      at,
      ". ",
      again,
    ),
    show: ({ connection, study, retryAt }) => {
      at.textContent = new Date(retryAt).toLocaleTimeString("en-GB");
      return connection === "lost" && study !== null;
    },
  };
}

/** @returns {Line} */
function progress() {
  const text = h("span"), mega = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
  return {
    brief: true,
    root: h("p", {}, h("span", { class: "spinner", "aria-hidden": "true" }), text),
    show: ({ progress: now }) => {
      if (!now) return false;
      text.textContent = `Loading ${now.layer}` +
        (now.total > 0 ? `, ${mega(now.done)} of ${mega(now.total)} MB` : "…");
      return true;
    },
  };
}

/** @param {(state: State) => string} words empty: none @param {boolean} [brief] @returns {() => Line} */
const plain = (words, brief = false) => () => {
  const root = h("p");
  return {
    root,
    brief,
    show: (state) => {
      root.textContent = words(state);
      return root.textContent !== "";
    },
  };
};

const canvas = plain(({ renderer, study, drawn }) =>
  renderer === "canvas" && study
    ? `No WebGL 2 here: ${thousands(drawn)} of ${thousands(study.itemCount)} points, seeded, dots only.`
    : ""
);

const limit = plain(({ pictureLimit }) =>
  pictureLimit > 0 ? `${thousands(pictureLimit)} pictures, seeded; the other images are dots. Zoom in to see them.` : ""
);

const trouble = plain(({ connection, trustFailure }) => connection === "lost" ? "" : trustFailure);

const notice = plain(({ connection, notice: said }) => connection === "lost" ? "" : said, true);
