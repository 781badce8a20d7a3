// @ts-check
import { figureCommand } from "../../../Viewer/data/figure-command.js";
import { assertEquals } from "./assert.js";

const SHOWN = { study: "food", link: "v=tour&l=fc 1&q=ab_-", theme: "light", model: "net", layer: "it's" };

Deno.test("the command of Tour holds the whole link, in quotes", () => {
  assertEquals(
    figureCommand({ ...SHOWN, view: "tour" }),
    "strata figure food.study --view embedding --link '#v=tour&l=fc 1&q=ab_-' --output embedding.pdf",
  );
});

Deno.test("the commands of other views name network and layer, and the theme where it is dark", () => {
  /** @param {Partial<import("../../../Viewer/data/figure-command.js").Shown>} change */
  const command = (change) => figureCommand({ ...SHOWN, view: "tour", ...change });
  assertEquals(
    command({ view: "neurons", theme: "dark" }),
    "strata figure food.study --view neurons --model net --layer 'it'\\''s' --theme dark --output neurons.pdf",
  );
  assertEquals(
    command({ view: "evolution", sequence: "epochs-fc" }),
    "strata figure food.study --view evolution --sequence epochs-fc --output evolution.pdf",
  );
  assertEquals(command({ view: "report" }), "strata figure food.study --view layers --model net --output layers.pdf");
  assertEquals(
    command({ view: "neighbours" }),
    "strata figure food.study --view neighbors --model net --output neighbors.pdf",
  );
  assertEquals(
    command({ view: "features", isAtlas: true, layer: "fc" }),
    "strata figure food.study --view atlas --model net --layer fc --output atlas.pdf",
  );
});
