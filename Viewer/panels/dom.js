// @ts-check
// Elements without markup strings, so that no name of a class or a file is ever read as HTML.

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] "class", "on…" functions, everything else an attribute (false: left out)
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (/** @type {unknown} */ (value)));
    } else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...kept(children));
  return element;
}

/** @param {Child[]} children @returns {(Node | string)[]} */
function kept(children) {
  return /** @type {(Node | string)[]} */ (children.filter((child) =>
    child !== null && child !== undefined && child !== false
  ));
}

/** @param {Element} element @param {...Child} children */
export function fill(element, ...children) {
  element.replaceChildren(...kept(children));
}

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} name of a symbol in the page @returns {SVGSVGElement} */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** @param {string} tag @param {Record<string, string | number>} attributes @param {...Node} children */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** A swatch, colored by the style object: markup styles are forbidden by the page's own policy. @param {string} color */
export function dot(color) {
  const element = h("i", { class: "dot" });
  element.style.background = color;
  return element;
}

/** @param {number | null} value 0–1 @param {number | null} [tick] @param {string} [color] */
export function meter(value, tick = null, color = "") {
  const element = h("span", { class: "meter", "aria-hidden": "true" });
  if (value !== null) {
    const bar = h("i");
    bar.style.width = `${Math.max(0, Math.min(1, value)) * 100}%`;
    if (color) bar.style.background = color;
    element.append(bar);
  }
  if (tick !== null) {
    const mark = h("u");
    mark.style.left = `${Math.max(0, Math.min(1, tick)) * 100}%`;
    element.append(mark);
  }
  return element;
}

/** @param {string} selector @param {ParentNode} [root] @returns {HTMLElement} */
export function find(selector, root = document) {
  const element = root.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`The page has no ${selector}.`);
  return element;
}

/** @param {string} label @param {string} title @param {[string, string, string?][]} options value, text, group
 * @param {string} value @param {(value: string) => void} choose @param {string} [className] */
export function picker(label, title, options, value, choose, className = "") {
  const select = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": label, title }));
  for (const [key, text, group = ""] of options) {
    const last = select.lastElementChild;
    let under = last instanceof HTMLOptGroupElement && last.label === group ? last : null;
    if (group && !under) select.append(under = /** @type {HTMLOptGroupElement} */ (h("optgroup", { label: group })));
    (under ?? select).append(new Option(text, key, false, key === value));
  }
  select.addEventListener("change", () => choose(select.value));
  return h("span", { class: `picker ${className}` }, select, icon("down"));
}
