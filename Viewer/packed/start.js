// @ts-check
// Where an exported page begins: it answers itself, then it is the page that a server would have sent.

import { PackedSource } from "./source.js";

const page = /** @type {any} */ (globalThis);
page.strataSource = new PackedSource(page.strataPack);
await import("../main.js");
