// @ts-check
// The frames as small projections in a row: a group of radio buttons, of which the shown frame is the chosen one.

import { chosenFrame, frameTitle } from "../../data/evolution.js";
import { rate } from "../../data/study.js";
import { fill, h } from "../../panels/dom.js";
import { fit, toScreen } from "../../tour/camera.js";
import { APART, GREYED, OUT } from "./look.js";

const WIDTH = 104, HEIGHT = 68;

/** A name that has no room loses its middle. @param {string} name */
const bothEnds = (name) =>
  name.length < 9
    ? [h("span", { class: "clip" }, name)]
    : [h("span", { class: "clip" }, name.slice(0, -3)), h("span", {}, name.slice(-3))];

export class Strip {
  /** @param {import("../../state/store.js").Store} store @param {import("./scene.js").EvolutionScene} scene
   * @param {(frame: number) => void} choose */
  constructor(store, scene, choose) {
    this.store = store;
    this.scene = scene;
    this.choose = choose;
    this.root = h("div", { class: "frames", role: "radiogroup", "aria-label": "Frames" });
    /** @type {HTMLElement[]} */
    this.buttons = [];
    /** @type {unknown} */
    this.built = null;
    this.timer = 0;
    this.current = -1;
    this.root.addEventListener("keydown", (event) => this.walk(event));
    scene.watchers.push(() => this.repaint());
  }

  build() {
    const { sequence } = this.scene;
    if (this.built === sequence) return;
    this.built = sequence;
    this.current = -1;
    const frames = sequence?.info.frames ?? [];
    this.buttons = frames.map((frame, f) => {
      const hit = frame.metrics.neighborhoodHit ?? null, words = hit === null ? "" : `, neighbourhood hit ${rate(hit)}`;
      return h(
        "button",
        {
          class: "frame",
          type: "button",
          role: "radio",
          "data-frame": f,
          "aria-checked": "false",
          tabindex: "-1",
          title: `${frame.name}${words}`,
          "aria-label": `${frame.name}${words}`,
          onclick: () => this.choose(f),
        },
        h("canvas", { width: 2 * WIDTH, height: 2 * HEIGHT }),
        h(
          "span",
          { class: "frame-words" },
          h("span", { class: "frame-name" }, ...bothEnds(frameTitle(frame))),
          hit !== null && h("span", { class: "muted num right" }, rate(hit)),
        ),
      );
    });
    fill(this.root, ...this.buttons);
    this.repaint();
  }

  /** Not at every step of a moving brush. */
  repaint() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.paint(), 60);
  }

  paint() {
    const { scene, buttons } = this, { sequence, trails, standing } = scene;
    if (!sequence || !trails || this.built !== sequence) return;
    const size = { width: 2 * WIDTH, height: 2 * HEIGHT };
    const camera = fit(trails.positions, size, { top: 8, right: 8, bottom: 8, left: 8 }),
      stride = Math.ceil(scene.order.length / 900);
    buttons.forEach((button, f) => {
      const canvas = button.querySelector("canvas"), context = canvas?.getContext("2d");
      if (!context) return;
      context.clearRect(0, 0, size.width, size.height);
      for (const apart of [true, false]) {
        context.globalAlpha = apart ? .3 : 1;
        for (let k = 0; k < scene.order.length; k += stride) {
          const row = scene.order[k], is = standing[row];
          if (is === OUT || (is === GREYED || is === APART || scene.colorless(row)) !== apart) continue;
          const at = 2 * (f * trails.count + row);
          const [x, y] = toScreen(camera, size, trails.positions[at], trails.positions[at + 1]);
          context.fillStyle = apart ? scene.palette.ink3 : scene.color(row);
          context.fillRect(x - 1.4, y - 1.4, 2.8, 2.8);
        }
      }
    });
  }

  /** @param {number} frame */
  mark(frame) {
    if (this.current === frame) return;
    this.current = frame;
    this.buttons.forEach((button, f) => {
      button.setAttribute("aria-checked", String(f === frame));
      button.tabIndex = f === frame ? 0 : -1;
    });
    // Only along the strip: the page itself stays where it is.
    const { offsetLeft, offsetWidth } = this.buttons[frame] ?? this.root, { scrollLeft, clientWidth } = this.root;
    if (offsetLeft < scrollLeft) this.root.scrollLeft = offsetLeft;
    else if (offsetLeft + offsetWidth > scrollLeft + clientWidth) {
      this.root.scrollLeft = offsetLeft + offsetWidth - clientWidth;
    }
  }

  /** @param {KeyboardEvent} event */
  walk(event) {
    const { sequence } = this.scene;
    if (!sequence || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = chosenFrame(sequence.info, this.store.state), last = this.buttons.length - 1;
    const to = /** @type {Record<string, number>} */ ({
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: last,
    })[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const frame = Math.max(0, Math.min(last, to));
    this.choose(frame);
    this.buttons[frame].focus({ preventScroll: true });
  }
}
