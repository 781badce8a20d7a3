// @ts-check
// What a key or a button does to the view that the tour shows.

import { embeddingNames, findModel } from "../data/study.js";
import { NONE } from "../state/store.js";

const TOOLS = /** @type {import("../state/store.js").Tool[]} */ (["pan", "rectangle", "lasso"]);

export class Acts {
  /**
   * @param {import("../state/store.js").Store} store @param {import("./stage.js").Stage} stage
   * @param {import("./explorer.js").Explorer} explorer @param {import("../state/history.js").History} history
   * @param {import("./groups.js").Groups} groups @param {import("./brush.js").Brush} brush
   */
  constructor(store, stage, explorer, history, groups, brush) {
    this.store = store;
    this.stage = stage;
    this.explorer = explorer;
    this.history = history;
    this.groups = groups;
    this.brush = brush;
  }

  async resetFrame() {
    const { store, stage, explorer } = this;
    store.set({ playing: false, turned: false, separated: "" });
    explorer.frames.forget();
    explorer.shown = "";
    stage.touched = false;
    await explorer.showLayer();
    this.history.turned();
  }

  bestView() {
    const hindrance = this.stage.turning.separate();
    this.store.set({ notice: hindrance });
  }

  nextEmbedding() {
    const { study, model, embedding } = this.store.state;
    const names = embeddingNames(study && findModel(study, model));
    if (names.length > 1) this.store.set({ embedding: names[(names.indexOf(embedding ?? "") + 1) % names.length] });
  }

  nextTool() {
    this.store.set({ tool: TOOLS[(TOOLS.indexOf(this.store.state.tool) + 1) % TOOLS.length] });
  }

  play() {
    if (this.stage.turning.axes > 2) this.store.set({ playing: !this.store.state.playing });
  }

  /** @param {"misclassified" | "lowTrust"} mark */
  toggleMark(mark) {
    const { marks } = this.store.state;
    this.store.set({ marks: { ...marks, [mark]: !marks[mark] } });
  }

  /** One step out of what is going on, the innermost first. */
  leave() {
    const { store, brush, groups } = this;
    const { sheet, selected, pinned, armed, tool, selection, range, walking } = store.state;
    if (brush.active) brush.cancel();
    else if (walking) store.set({ walking: false });
    else if (armed) groups.disarm();
    else if (tool !== "pan") store.set({ tool: "pan" });
    else if (sheet) store.set({ sheet: "", ...(sheet === "inspector" ? { selected: -1 } : {}) });
    else if (selected >= 0) store.set({ selected: -1 });
    else if (selection.length > 0) groups.select(NONE);
    else if (pinned.size > 0 || range) store.set({ pinned: new Set(), range: null });
  }
}
