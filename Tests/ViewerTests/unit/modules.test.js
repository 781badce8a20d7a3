// @ts-check
// What the page announces is what it loads: no module too many, none too late.

import { assert, assertEquals } from "./assert.js";

const ROOT = new URL("../../../Viewer/", import.meta.url);
const IMPORT = /^\s*(?:import|export)\s(?:[^"';]*?\sfrom\s)?\s*"(\.[^"]+)"/gm;

/** Every module that a script needs, itself included. @param {string} start */
function reached(start) {
  const found = new Set(), waiting = [new URL(start, ROOT).href];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    for (const [, path] of Deno.readTextFileSync(new URL(next)).matchAll(IMPORT)) {
      waiting.push(new URL(path, next).href);
    }
  }
  return [...found].map((each) => each.slice(ROOT.href.length));
}

const page = Deno.readTextFileSync(new URL("index.html", ROOT));
const [before, panels] = [page.split("<template")[0], page.split("<template")[1].split("</template>")[0]];
const announced = (/** @type {string} */ part) =>
  [...part.matchAll(/rel="modulepreload" href="\/viewer\/([^"]+)"/g)].map(([, path]) => path);

Deno.test("the page announces exactly the modules of its first picture", () => {
  const needed = reached("main.js").filter((path) => path !== "main.js" && path !== "early.js");
  assertEquals(announced(before).sort(), needed.sort());
});

Deno.test("with the panels come exactly the modules that only they need", () => {
  const first = new Set(reached("main.js"));
  assertEquals(announced(panels).sort(), reached("page.js").filter((path) => !first.has(path)).sort());
});

Deno.test("the first picture needs no panel", () => {
  const needed = reached("main.js");
  assertEquals(needed.filter((path) => path.startsWith("panels/")), ["panels/dom.js"]);
  assert(needed.length < 80);
});

Deno.test("what is asked for early needs few modules, and they come first", () => {
  const early = reached("early.js"), first = early.filter((path) => path !== "early.js");
  assertEquals(announced(before).slice(0, first.length).sort(), first.sort());
  // Each view has one that reads its part of a link.
  assert(early.length < 15);
  assert(early.every((path) => !path.startsWith("panels/") && !path.startsWith("stage/")));
});
