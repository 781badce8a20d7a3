// @ts-check
// The outline of a brush and a hint of what it covers.

const DASHES = [4, 3], SOLID = /** @type {number[]} */ ([]);

/** @param {CanvasRenderingContext2D} context @param {import("../stage/brush.js").Brush} brush
 * @param {import("../tour/camera.js").Camera} camera @param {{ width: number, height: number }} size
 * @param {import("../state/palette.js").Palette} palette */
export function drawBrush(context, { region, how }, camera, size, palette) {
  const scale = camera.base * camera.zoom;
  const left = size.width / 2 - camera.x * scale, top = size.height / 2 + camera.y * scale;
  context.beginPath();
  if (region.rectangular) {
    context.rect(
      left + region.left * scale,
      top - region.high * scale,
      (region.right - region.left) * scale,
      (region.high - region.low) * scale,
    );
  } else {
    for (let k = 0; k < region.count; k++) {
      context.lineTo(left + region.corners[2 * k] * scale, top - region.corners[2 * k + 1] * scale);
    }
    context.closePath();
  }
  context.fillStyle = palette.accent;
  context.globalAlpha = .1;
  context.fill("evenodd");
  context.globalAlpha = 1;
  context.lineWidth = 1.5;
  context.strokeStyle = palette.accent;
  // What is taken away is drawn as a broken line, so that the key is seen to be held.
  context.setLineDash(how === "subtract" || how === "intersect" ? DASHES : SOLID);
  context.stroke();
  context.setLineDash(SOLID);
}
