// @ts-check
// The first picture: state, stage and what fills it, and nothing that it can do without. The panels come after it.

import { Connection } from "./data/connection.js";
import { arrays, catalogue, client } from "./early.js";
import { find } from "./panels/dom.js";
import { Colourist } from "./stage/colourist.js";
import { Explorer } from "./stage/explorer.js";
import { follow } from "./stage/following.js";
import { LinkKeeper } from "./stage/link-keeper.js";
import { Stage } from "./stage/stage.js";
import { readLink } from "./state/link.js";
import { initialState, Store } from "./state/store.js";
import { remember } from "./state/remember.js";
import { followTheme } from "./state/theme.js";

/** Milliseconds after which the panels wait for the first picture no longer. */
const PATIENCE = 700;

const testing = new URLSearchParams(location.search).has("test");
const store = new Store(initialState());
followTheme(store);
remember(store);
const stage = new Stage(find("#stage"), store, { preserve: testing });
const explorer = new Explorer(store, arrays, stage);
new Colourist(store, explorer);
const keeper = new LinkKeeper(store, stage, explorer);
const connection = new Connection(client, catalogue, { onStudy: adopt, onState: heard });
if (testing) Object.assign(globalThis, { strata: { store, stage, explorer, keeper } });

/** Adoptions follow one another: two at once would both begin the stage. */
let adopting = Promise.resolve();

/** @param {import("./data/types.js").Study} study */
function adopt(study) {
  adopting = adopting.then(async () => {
    const first = !store.state.study;
    if (first) keeper.readBefore(study);
    await explorer.adopt(study);
    keeper.readAfter();
    if (first) page.then(({ begin }) => begin(), () => {});
  }).catch((error) => {
    store.set({ notice: error instanceof Error ? error.message : String(error) });
  });
  return adopting;
}

/** @param {import("./data/connection.js").ConnectionState} state @param {number} retryAt */
function heard(state, retryAt) {
  const back = state === "live" && store.state.connection === "lost";
  store.set({ connection: state, retryAt });
  if (back) explorer.recover();
}

follow(store, stage, explorer);
store.watch(["space"], () => stage.turning.changeSpace());

/** The panels are asked for once there is something to see, or nothing to wait for. */
async function panelsMayCome() {
  const { view = "tour" } = readLink(location.hash).link;
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const pictured = explorer.pictured.then(() => stage.seen());
  if (view === "tour") await Promise.race([pictured, reaching.then((reached) => reached ? adopting : undefined), late]);
  document.head.append(/** @type {HTMLTemplateElement} */ (find("#page-modules")).content);
}

const reaching = connection.refresh();
const page = panelsMayCome().then(() => import("./page.js"))
  .then(({ buildPage }) => buildPage({ store, stage, explorer, keeper, connection, client, testing }));
page.catch((error) => {
  const line = find("#line");
  line.hidden = false;
  line.textContent = "A part of the page did not come. Reload it.";
  throw error;
});
await reaching.then((reached) => {
  if (reached) connection.open();
  else connection.probe();
});
