// @ts-check
// Asks for what the first picture needs before the rest of the page has come: a script of its own with few modules.

import { Arrays } from "./data/arrays.js";
import { Client } from "./data/client.js";
import { firstChoice, LARGE } from "./data/study.js";
import { readLink } from "./state/link.js";

export const client = new Client(), arrays = new Arrays(client), catalogue = client.study();

// Whoever asks for the same later gets what is on its way; a failure is told there.
catalogue.then((study) => {
  const { link: { model = null, layer = null, embedding = null } } = readLink(location.hash);
  const first = firstChoice(study, model, layer, embedding);
  if (!first || study.itemCount === 0) return;
  arrays.cloud(first.model.folder, first.layer.folder, first.embedding).catch(() => {});
  if (study.itemCount > LARGE) arrays.labels(study.itemCount);
}).catch(() => {});
