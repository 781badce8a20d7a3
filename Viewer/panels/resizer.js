// @ts-check
// The edges between the panels and the stage, drawn by hand or moved by arrow keys; the browser keeps the widths.

import { keep, kept } from "../state/remember.js";

const KEY = "strata.widths", STEP = 16;

const PANELS =
  /** @type {Record<string, { variable: string, name: string, least: number, most: number, side: 1 | -1 }>} */ ({
    rail: { variable: "--rail", name: "Width of the layers and the legend", least: 220, most: 480, side: 1 },
    inspector: { variable: "--inspector-width", name: "Width of the inspector", least: 272, most: 560, side: -1 },
  });

export function buildResizers() {
  /** @type {Record<string, number>} */
  let widths = {};
  try {
    widths = JSON.parse(kept(KEY) ?? "{}") ?? {};
  } catch {
    // What cannot be read is as if it had never been kept.
  }
  const wide = matchMedia("(min-width: 1024px)"), root = document.documentElement;
  /** @type {(() => void)[]} */
  const showing = [];
  for (const element of document.querySelectorAll(".resizer")) {
    if (element instanceof HTMLElement && element.dataset.panel) {
      showing.push(edge(element, element.dataset.panel, widths, () => wide.matches));
    }
  }
  const show = () => {
    for (const [panel, { variable }] of Object.entries(PANELS)) {
      if (wide.matches && Number.isFinite(widths[panel])) root.style.setProperty(variable, `${widths[panel]}px`);
      else root.style.removeProperty(variable);
    }
    for (const each of showing) each();
  };
  wide.addEventListener("change", show);
  show();
}

/** @param {HTMLElement} element @param {string} panel @param {Record<string, number>} widths @param {() => boolean} can
 * @returns {() => void} tells its value */
function edge(element, panel, widths, can) {
  const { variable, name, least, most, side } = PANELS[panel];
  const now = () => document.getElementById(panel)?.getBoundingClientRect().width ?? least;
  const tell = () => element.setAttribute("aria-valuenow", String(Math.round(now())));
  for (
    const [key, value] of Object.entries({
      role: "separator",
      tabindex: "0",
      "aria-orientation": "vertical",
      "aria-label": name,
      "aria-valuemin": String(least),
      "aria-valuemax": String(most),
      title: `${name}: drag, or arrow keys; double click for the usual one`,
    })
  ) element.setAttribute(key, value);
  const set = (/** @type {number | null} */ width) => {
    if (!can()) return;
    if (width === null) {
      delete widths[panel];
      document.documentElement.style.removeProperty(variable);
    } else {
      // The stage keeps at least 360 pixels.
      const others = innerWidth - 360 - Object.keys(PANELS).filter((each) => each !== panel)
        .reduce((sum, each) => sum + (document.getElementById(each)?.getBoundingClientRect().width ?? 0), 0);
      widths[panel] = Math.round(Math.max(least, Math.min(most, others, width)));
      document.documentElement.style.setProperty(variable, `${widths[panel]}px`);
    }
    keep(KEY, JSON.stringify(widths));
    tell();
  };
  listen(element, now, set, side);
  return tell;
}

/** @param {HTMLElement} element @param {() => number} now @param {(width: number | null) => void} set
 * @param {1 | -1} side which way is wider */
function listen(element, now, set, side) {
  let from = 0, width = 0, dragging = false;
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = event.clientX;
    width = now();
    dragging = true;
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  element.addEventListener("pointermove", (event) => {
    if (dragging) set(width + side * (event.clientX - from));
  });
  for (const type of ["pointerup", "pointercancel"]) element.addEventListener(type, () => dragging = false);
  element.addEventListener("dblclick", () => set(null));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    event.stopPropagation();
    set(now() + side * (event.key === "ArrowRight" ? STEP : -STEP));
  });
}
