// @ts-check
// What hands do on an atlas: wheel, drag, pinch, hover, click.

import { listenToHands } from "../../hands.js";

/** @param {import("./map.js").AtlasMap} map @param {{ hover: (k: number) => void, choose: (k: number) => void }} target */
export function listenToMapHands(map, { hover, choose }) {
  const lens = {
    get camera() {
      return map.camera;
    },
    touched: false,
    setCamera: (/** @type {import("../../../tour/camera.js").Camera} */ camera) => map.setCamera(camera),
    pickable: () => true,
  };
  listenToHands({
    root: map.root,
    lens,
    size: () => map.size,
    pick: (x, y) => map.pick(x, y),
    flag: () => {},
    // Keys go by rows and columns.
    places: () => new Float32Array(0),
    redraw: () => map.redraw(),
    fit: () => map.fit(),
    brushing: null,
  }, {
    count: () => 0,
    tool: () => "pan",
    focused: () => [],
    hover,
    choose: (k, touch) => {
      choose(k);
      if (touch) hover(-1);
    },
    toggle: choose,
    add: choose,
    begin: () => ({ before: new Uint8Array(0), replace: true }),
    spread: () => {},
    preview: () => {},
    brushed: () => {},
  });
}
