// @ts-check
// The frame itself: one spoke a dimension, as long as the dimension lies in the view.

const LABEL = "10px Inter, system-ui, sans-serif", NAMED = .45;

/** @type {string[]} */
const NUMBERS = Array.from({ length: 17 }, (_, d) => String(d));

/** @param {CanvasRenderingContext2D} context @param {import("../stage/compass.js").Compass} compass
 * @param {import("../tour/frame.js").Frame} frame @param {import("../state/palette.js").Palette} palette */
export function drawCompass(context, { x, y, radius, held, chosen }, { size, values }, palette) {
  context.beginPath();
  context.arc(x, y, radius + 12, 0, 2 * Math.PI);
  context.fillStyle = palette.panel;
  context.globalAlpha = .86;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  context.stroke();
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
  context.lineCap = "round";
  context.font = LABEL;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let d = 0; d < size; d++) {
    const dx = values[d],
      dy = values[size + d],
      length = Math.sqrt(dx * dx + dy * dy),
      active = d === held || d === chosen;
    const endX = x + dx * radius, endY = y - dy * radius;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(endX, endY);
    context.lineWidth = active ? 2.5 : 1.5;
    const ink = active ? palette.accent : length > NAMED ? palette.ink2 : palette.control;
    context.strokeStyle = ink;
    context.stroke();
    context.beginPath();
    context.arc(endX, endY, active ? 3.5 : 2, 0, 2 * Math.PI);
    context.fillStyle = ink;
    context.fill();
    if (length < NAMED && !active) continue;
    const away = (length * radius + 7) / Math.max(length, 1e-6);
    context.fillStyle = active ? palette.accent : palette.ink2;
    context.fillText(NUMBERS[d + 1] ?? "", x + dx * away, y - dy * away);
  }
  context.lineCap = "butt";
}
