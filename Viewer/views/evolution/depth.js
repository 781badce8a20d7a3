// @ts-check
// What lightness means: a bar from the first frame to the last.

import { frameTitle } from "../../data/evolution.js";
import { fill, h } from "../../panels/dom.js";
import { channels } from "../../state/palette.js";
import { hex } from "../../state/ramp.js";
import { BEYOND, shade } from "../../tour/trails.js";

const STEPS = 44;

/** @param {import("./scene.js").EvolutionScene} scene */
export function buildDepth(scene) {
  const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { width: STEPS, height: 1, "aria-hidden": "true" }));
  const title = h("span", { class: "muted" }),
    from = h("span", { class: "clip" }),
    to = h("span", { class: "clip right" });
  const root = h("div", { class: "depth floating" }, title, canvas, h("span", { class: "depth-ends soft" }, from, to));
  const update = () => {
    const { palette, sequence, store: { state: { theme, evolution, coloured, tint, pinned } } } = scene;
    const frames = sequence?.info.frames ?? [];
    root.hidden = frames.length < 2 || evolution.ends || evolution.pair;
    if (root.hidden) return;
    title.textContent = `${theme === "dark" ? "brightness" : "darkness"} = ${
      sequence?.info.kind === "epochs" ? "epoch" : "depth"
    }`;
    from.textContent = frameTitle(frames[0]);
    to.textContent = frameTitle(frames[frames.length - 1]);
    const [stage, ink] = [palette.stage, theme === "dark" ? "#FFFFFF" : "#000000"].map(channels);
    const isolated = coloured?.type === "categories" && pinned.size === 1 ? tint?.css[[...pinned][0]] : undefined;
    const any = coloured?.type === "categories" ? palette.classes[1] : palette.ink3;
    const color = channels(isolated ?? any), context = canvas.getContext("2d");
    for (let k = 0; context && k < STEPS; k++) {
      context.fillStyle = hex(shade(color, stage, ink, k / (STEPS - 1), BEYOND[theme]).map(Math.round));
      context.fillRect(k, 0, 1, 1);
    }
  };
  fill(root, title, canvas, h("span", { class: "depth-ends soft" }, from, to));
  return { root, update };
}
