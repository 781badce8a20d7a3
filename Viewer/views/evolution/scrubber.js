// @ts-check
// Below the trails: play, and a thumb that is where the frame is.

import { frameTitle } from "../../data/evolution.js";
import { fill, h, icon } from "../../panels/dom.js";

/** @param {import("./playhead.js").Playhead} playhead @param {import("./scene.js").EvolutionScene} scene
 * @param {(frame: number) => void} choose */
export function buildScrubber(playhead, scene, choose) {
  const play = h("button", { class: "tool", type: "button", onclick: () => playhead.toggle() });
  const slider = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: "0", step: "any" }));
  const from = h("span", { class: "clip" }), to = h("span", { class: "clip" });
  const root = h("div", { class: "pill floating scrub", role: "group", "aria-label": "Through the frames" });
  fill(root, play, from, slider, to);
  slider.addEventListener("input", () => playhead.scrub(Number(slider.value)));
  slider.addEventListener("change", () => playhead.release());
  slider.addEventListener("keydown", (event) => {
    const step = /** @type {Record<string, number>} */ ({
      ArrowRight: 1,
      ArrowUp: 1,
      PageUp: 5,
      ArrowLeft: -1,
      ArrowDown: -1,
      PageDown: -5,
      Home: -Infinity,
      End: Infinity,
    })[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    choose(Math.max(0, Math.min(playhead.frames - 1, playhead.frame + step)));
  });
  let playing = /** @type {boolean | null} */ (null);
  const update = () => {
    const frames = scene.sequence?.info.frames ?? [];
    root.hidden = frames.length < 2;
    slider.max = String(Math.max(1, frames.length - 1));
    slider.value = String(playhead.at);
    const near = frames[playhead.frame];
    slider.setAttribute("aria-label", "Frame");
    slider.setAttribute("aria-valuetext", near ? `${near.name}, ${playhead.frame + 1} of ${frames.length}` : "");
    from.textContent = frames.length > 0 ? frameTitle(frames[0]) : "";
    to.textContent = frames.length > 0 ? frameTitle(frames[frames.length - 1]) : "";
    if (playing === playhead.playing) return;
    playing = playhead.playing;
    fill(play, icon(playing ? "pause" : "play"));
    play.title = playing ? "Stop at this frame (p)" : "Play through the frames (p)";
    play.setAttribute("aria-label", play.title);
  };
  return { root, update };
}
