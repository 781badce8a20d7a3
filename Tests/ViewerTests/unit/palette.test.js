// @ts-check
import { contrast, distanceSeen, PALETTES } from "../../../Viewer/state/palette.js";
import { assert, assertClose, assertEquals } from "./assert.js";

const THEMES = /** @type {("dark" | "light")[]} */ (["dark", "light"]);

Deno.test("contrast is that of the WCAG", () => {
  assertClose(contrast("#000000", "#FFFFFF"), 21, 1e-9);
  assertClose(contrast("#777777", "#FFFFFF"), 4.478, .001);
});

for (const theme of THEMES) {
  const palette = PALETTES[theme];
  Deno.test(`${theme}: every text color reads at 4.5 to 1 on every surface it stands on`, () => {
    for (const surface of [palette.stage, palette.panel, palette.raised]) {
      for (
        const ink of [palette.ink, palette.ink2, palette.ink3, palette.accent, palette.warn, palette.bad, palette.good]
      ) {
        assert(contrast(ink, surface) >= 4.5, `${ink} on ${surface}: ${contrast(ink, surface).toFixed(2)}`);
      }
    }
    for (const ink of [palette.ink, palette.ink2]) assert(contrast(ink, palette.hover) >= 4.5, `${ink} on hover`);
  });

  Deno.test(`${theme}: every class color stands out from the stage, and controls from their panel`, () => {
    for (const color of palette.classes) assert(contrast(color, palette.stage) >= 3, `${color}`);
    assert(contrast(palette.control, palette.panel) >= 3, `control ${contrast(palette.control, palette.panel)}`);
  });

  Deno.test(`${theme}: ten class colors stay apart to eyes without one kind of cone`, () => {
    const least = theme === "dark" ? .085 : .072;
    for (const blindness of /** @type {const} */ (["protanopia", "deuteranopia", "tritanopia"])) {
      palette.classes.forEach((a, i) =>
        palette.classes.slice(i + 1).forEach((b) => {
          const distance = distanceSeen(a, b, blindness);
          assert(distance >= least - .001, `${a} and ${b}, ${blindness}: ${distance.toFixed(4)}`);
        })
      );
    }
  });

  Deno.test(`${theme}: the style sheet has the very same colors`, async () => {
    const css = await Deno.readTextFile(new URL("../../../Viewer/styles/tokens.css", import.meta.url));
    const block = css.split(`[data-theme="${theme}"] {`)[1].split("}")[0].toUpperCase();
    for (const [name, value] of Object.entries(palette)) {
      if (typeof value === "string") {
        assert(block.includes(`--${name.toUpperCase()}: ${value.toUpperCase()};`), `${name} ${value}`);
      }
    }
    assertEquals(palette.classes.length, 10);
  });
}
