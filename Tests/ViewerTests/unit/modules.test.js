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

Deno.test("the page announces exactly the modules that its scripts load", () => {
  const page = Deno.readTextFileSync(new URL("index.html", ROOT));
  const announced = [...page.matchAll(/rel="modulepreload" href="\/viewer\/([^"]+)"/g)].map(([, path]) => path);
  const needed = reached("main.js").filter((path) => path !== "main.js" && path !== "early.js");
  assertEquals([...announced].sort(), needed.sort());
  assertEquals(new Set(announced).size, announced.length);
});

Deno.test("what is asked for early needs few modules, and they come first", () => {
  const page = Deno.readTextFileSync(new URL("index.html", ROOT)), early = reached("early.js");
  const announced = [...page.matchAll(/rel="modulepreload" href="\/viewer\/([^"]+)"/g)].map(([, path]) => path);
  const first = early.filter((path) => path !== "early.js");
  assertEquals(announced.slice(0, first.length).sort(), first.sort());
  assert(early.length < 12);
  assert(early.every((path) => !path.startsWith("panels/") && !path.startsWith("stage/")));
});
