// @ts-check
// What is drawn over the trails, on a plain canvas: the images at a frame, names at the ends, what is hovered and chosen.

import { dotRadius } from "../../passes/style.js";
import { drawSelected } from "../../passes/overlay.js";
import { hintColor } from "../../passes/style.js";
import { toScreen } from "../../tour/camera.js";
import { trailOf } from "../../tour/trails.js";
import { APART, GREYED, MARKED, OUT } from "./look.js";

/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {import("./scene.js").EvolutionScene} EvolutionScene */

/** The images at their places: what is kept back, the plain ones, the strays, what is selected; by color, so that few
 * paths are filled. @param {Context} context @param {EvolutionScene} scene @param {Float32Array} places @param {Size} size */
export function drawDots(context, scene, places, size) {
  const { standing, colors, order, strays, camera, palette } = scene;
  const small = size.width < 560 ? .6 : .8, radius = Math.max(1.3, small * dotRadius(order.length, camera.zoom, 1));
  const hint = `rgb(${hintColor(palette).join(" ")})`;
  /** @type {Map<string, number[]>[]} */
  const layers = [new Map(), new Map(), new Map(), new Map()];
  for (const row of order) {
    const is = standing[row];
    if (is === OUT) continue;
    const lesser = is !== MARKED && scene.colorless(row), faint = is === GREYED || is === APART || lesser;
    const layer = layers[faint ? 0 : is === MARKED ? 3 : strays.has(row) ? 2 : 1];
    const color = faint
      ? is === APART ? hint : mixed(palette.ink3, palette.stage)
      : `rgb(${colors[3 * row]} ${colors[3 * row + 1]} ${colors[3 * row + 2]})`;
    const rows = layer.get(color);
    if (rows) rows.push(row);
    else layer.set(color, [row]);
  }
  layers.forEach((layer, k) => {
    for (const [color, rows] of layer) {
      context.beginPath();
      const r = k > 1 ? radius + .7 : radius;
      for (const row of rows) {
        const [x, y] = toScreen(camera, size, places[2 * row], places[2 * row + 1]);
        if (x < -9 || y < -9 || x > size.width + 9 || y > size.height + 9) continue;
        context.moveTo(x + r, y);
        context.arc(x, y, r, 0, 2 * Math.PI);
      }
      if (k > 1) {
        context.lineWidth = k === 3 ? 2.4 : 2;
        context.strokeStyle = k === 3 ? palette.ink : palette.stage;
        context.stroke();
      }
      context.fillStyle = color;
      context.fill();
    }
  });
}

const MIXED = new Map();

/** A third of a color over another. @param {string} color @param {string} under */
function mixed(color, under) {
  const key = color + under;
  if (!MIXED.has(key)) {
    const [a, b] = [color, under].map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
    MIXED.set(key, `rgb(${a.map((value, c) => Math.round(b[c] + .34 * (value - b[c]))).join(" ")})`);
  }
  return MIXED.get(key);
}

/** Where the images were at first: small and near the background. @param {Context} context @param {EvolutionScene} scene
 * @param {Float32Array} places @param {Size} size */
export function drawStarts(context, scene, places, size) {
  const { standing, order, camera, palette } = scene;
  context.beginPath();
  for (const row of order) {
    if (standing[row] === OUT || standing[row] === APART) continue;
    const [x, y] = toScreen(camera, size, places[2 * row], places[2 * row + 1]);
    context.moveTo(x + 1.5, y);
    context.arc(x, y, 1.5, 0, 2 * Math.PI);
  }
  context.lineWidth = 1;
  context.globalAlpha = .5;
  context.strokeStyle = palette.ink3;
  context.stroke();
  context.globalAlpha = 1;
}

/** A whole trail, outlined, from its beginning to its end, with a broken line to where the image truly is.
 * @param {Context} context @param {EvolutionScene} scene @param {number} row @param {Size} size
 * @param {number} bundling @param {number} at between frames @param {[number, number]} place in pixels */
export function drawOutlined(context, scene, row, size, bundling, at, place) {
  const { trails, camera, palette } = scene;
  if (!trails || trails.frames < 2) return;
  const path = trailOf(trails, row, bundling);
  const points = Array.from(
    { length: trails.vertices },
    (_, v) => toScreen(camera, size, path[2 * v], path[2 * v + 1]),
  );
  context.lineJoin = context.lineCap = "round";
  context.beginPath();
  points.forEach(([x, y], v) => v ? context.lineTo(x, y) : context.moveTo(x, y));
  context.lineWidth = 5;
  context.strokeStyle = palette.stage;
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = palette.ink;
  context.stroke();
  const on = points[Math.min(trails.vertices - 1, Math.round(at * trails.segment))];
  if (Math.hypot(on[0] - place[0], on[1] - place[1]) > 6) {
    context.setLineDash([2, 3]);
    context.lineWidth = 1.25;
    context.beginPath();
    context.moveTo(...on);
    context.lineTo(...place);
    context.stroke();
    context.setLineDash([]);
  }
  context.beginPath();
  context.arc(...points[0], 4, 0, 2 * Math.PI);
  context.fillStyle = palette.ink;
  context.fill();
  context.lineJoin = "miter";
  context.lineCap = "butt";
}

/** The picture of an image at its place; where it has still to come, once more when it has.
 * @param {Context} context @param {EvolutionScene} scene @param {number} row @param {[number, number]} place
 * @param {number} side @param {() => void} redraw */
export function drawPicture(context, scene, row, place, side, redraw) {
  const item = scene.sequence?.items[row] ?? -1, { sprites } = scene.explorer, page = sprites.pageOf(item);
  drawSelected(context, sprites, item, place[0], place[1], side, scene.palette, scene.color(row));
  if (page >= 0 && !sprites.pages.has(page) && !sprites.failed.has(page)) sprites.page(page).then(redraw, () => {});
}

/** @param {Context} context @param {EvolutionScene} scene @param {[number, number]} place @param {number} row */
export function drawRing(context, scene, place, row) {
  context.beginPath();
  context.arc(...place, 6.5, 0, 2 * Math.PI);
  context.lineWidth = 4;
  context.strokeStyle = scene.palette.stage;
  context.stroke();
  context.lineWidth = 1.5;
  context.strokeStyle = scene.palette.ink;
  context.stroke();
  context.beginPath();
  context.arc(...place, 3, 0, 2 * Math.PI);
  context.fillStyle = scene.color(row);
  context.fill();
}

/** The names of the ends, just outside of where their images are. @param {Context} context @param {EvolutionScene} scene
 * @param {import("../../passes/names.js").Names} names @param {Size} size @param {number[]} reserved boxes over the plot */
export function drawNames(context, scene, names, size, reserved) {
  const { camera, trails } = scene, ends = scene.ends();
  if (!trails || ends.length === 0) return;
  const middle = ends.reduce((sum, end) => [sum[0] + end.middle[0], sum[1] + end.middle[1]], [0, 0])
    .map((sum) => sum / ends.length);
  names.clear();
  for (let k = 0; k + 3 < reserved.length; k += 4) {
    names.take(reserved[k], reserved[k + 1], reserved[k + 2], reserved[k + 3]);
  }
  const handles = ends.map(({ name, color, middle: [x, y], radius }) => {
    const dx = x - middle[0], dy = y - middle[1], away = Math.hypot(dx, dy) || 1;
    const [left, top] = toScreen(camera, size, x + dx / away * radius, y + dy / away * radius);
    // Beside it where the class lies at the side, else above or below.
    const place = Math.abs(dx) > .8 * Math.abs(dy) ? dx > 0 ? 0 : 1 : dy > 0 ? 2 : 3;
    return {
      name: name.split(",")[0],
      color,
      x: left,
      y: top,
      place,
      edited: false,
      held: false,
      hovered: false,
      custom: -1,
    };
  });
  const seen = handles.filter(({ x, y }) => x > -40 && y > -20 && x < size.width + 40 && y < size.height + 20);
  names.draw(context, /** @type {any[]} */ (seen), size, scene.palette);
}
