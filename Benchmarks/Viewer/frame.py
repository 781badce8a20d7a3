"""What the page costs, against a synthetic study: the first picture, a frame of the Grand Tour, picking, brushing, memory.

    .deps/venv-viewer/bin/python Benchmarks/Viewer/frame.py [--items 100000] [--layers 24] [--seconds 60] [--millions]

Times of frames are those of the page's own function on the main thread. For them the drawing commands themselves are
left out: where the driver is a rasterizer in software, it would hold up the page, and its share is not the page's.
"""

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Tests/ViewerTests"))
import fixture_server  # noqa: E402
import synthetic_study  # noqa: E402

CHROMIUM = os.environ.get("STRATA_CHROMIUM", "/usr/bin/chromium")
READY = ("() => globalThis.strata?.stage.blend && strata.explorer.shown !== '' && strata.stage.asked === 0"
         " && !strata.stage.moving")
FRAMES = """async (seconds) => {
  const { stage } = strata, frame = stage.frame.bind(stage), times = [];
  stage.frame = (now) => { const start = performance.now(); frame(now); times.push(performance.now() - start); };
  strata.store.set({ playing: true });
  await new Promise((done) => setTimeout(done, seconds * 1000));
  strata.store.set({ playing: false });
  delete stage.frame;
  times.sort((a, b) => a - b);
  const at = (t) => times[Math.floor(t * (times.length - 1))];
  return { count: times.length, mean: times.reduce((a, b) => a + b, 0) / times.length, median: at(.5), most: at(.95), worst: at(1) };
}"""
# From here on the driver gets every command but those that draw, so that the page is not held up by a rasterizer.
NO_RASTERIZER = """() => { const { prototype } = WebGL2RenderingContext;
  prototype.drawElements = prototype.drawArrays = prototype.drawArraysInstanced = () => {}; }"""
PICKS = """() => {
  const { stage } = strata, { width, height } = stage.surface.size, times = [];
  const begin = performance.now();
  stage.frameVersion++;
  stage.now();
  const grid = performance.now() - begin;
  for (let i = 0; i < 2000; i++) {
    const start = performance.now();
    stage.pick((i * 37) % width, (i * 61) % height);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { grid, mean: times.reduce((a, b) => a + b, 0) / times.length, most: times[Math.floor(.99 * (times.length - 1))],
    worst: times.at(-1) };
}"""
BRUSH = """(kind) => {
  const { stage, brush } = strata, { width, height } = stage.surface.size, times = [];
  brush.begin(kind, width * .2, height * .2, { shiftKey: false, altKey: false });
  for (let i = 1; i <= 60; i++) {
    const turn = i / 60 * 2 * Math.PI;
    const start = performance.now();
    brush.move(width * (.5 - .3 * Math.cos(turn + .8)), height * (.5 - .3 * Math.sin(turn + .8)));
    times.push(performance.now() - start);
  }
  const selected = brush.count;
  brush.cancel();
  times.sort((a, b) => a - b);
  return { selected, mean: times.reduce((a, b) => a + b, 0) / times.length, worst: times.at(-1) };
}"""
HEAP = """async (seconds) => {
  const wait = (s) => new Promise((done) => setTimeout(done, s * 1000)), used = () => performance.memory.usedJSHeapSize / 1e6;
  strata.store.set({ playing: true });
  await wait(2);
  gc();
  const start = used(), samples = [];
  let frames = 0;
  const { stage } = strata, frame = stage.frame.bind(stage);
  stage.frame = (now) => { frames++; frame(now); };
  for (let s = 0; s < seconds; s += 5) { await wait(5); samples.push(used()); }
  gc();
  const end = used();
  strata.store.set({ playing: false });
  delete stage.frame;
  return { start, end, most: Math.max(...samples), frames };
}"""


def rows(result):
    return ", ".join(f"{key} {value:.3f} ms" if key != "count" and key != "selected" else f"{key} {value:,}"
                     for key, value in result.items())


def opened(browser, server, fragment):
    page = browser.new_page(viewport={"width": 1600, "height": 1000})
    page.add_init_script("""addEventListener('DOMContentLoaded', () => { performance.setResourceTimingBufferSize(5000); const look = () => {
      if (globalThis.strata?.stage.blend && strata.stage.scene.view && !globalThis.first) {
        globalThis.first = performance.now();
        const past = performance.getEntriesByType('resource').filter((e) => e.responseEnd <= first);
        globalThis.loads = [past.reduce((sum, e) => sum + e.transferSize, 0), past.length];
      } else setTimeout(look, 4) }; look(); })""")
    start = time.perf_counter()
    page.goto(f"{server.url}/?test{fragment}")
    page.wait_for_function("() => globalThis.first !== undefined", timeout=240_000)
    first = page.evaluate("first")
    sent, requests = page.evaluate("loads")
    page.wait_for_function(READY, timeout=240_000)
    page.wait_for_timeout(1500)
    return page, first, sent, requests, time.perf_counter() - start


def keep_replies(server):
    """Every reply is made once: what is measured is the page, not this server's writing of JSON."""
    handler, kept = fixture_server.Handler, {}
    original = handler.__dict__.get("original_reply", handler.reply)
    handler.original_reply = original

    def reply(self, path, query):
        key = (path, str(query))
        if key not in kept:
            kept[key] = original(self, path, query)
        return kept[key]
    handler.reply = reply
    study, fake = server.study, type("Request", (), {"server": server.server, "array": handler.array, "file": handler.file,
                                                     "units": handler.units})()
    for path in ("/api/study", "/api/items", "/api/models/googlenet/predictions"):
        reply(fake, path, {})
    for layer in {0, 1, len(synthetic_study.LAYERS) - 1}:
        folder = f"{layer:02d}-{synthetic_study.LAYERS[layer][0]}"
        for name, _, _ in synthetic_study.EMBEDDINGS:
            for part in ("/aligned", "/trust"):
                reply(fake, f"/api/models/googlenet/layers/{folder}/embeddings/{name}{part}", {})


def measure(browser, items, seconds, embedding, heap):
    server = fixture_server.FixtureServer(synthetic_study.Options(items=items))
    study = server.study
    # The study is invented before, so that only its serving is measured.
    for layer in range(len(synthetic_study.LAYERS)):
        study.points(layer, embedding)
    for name, _, _ in synthetic_study.EMBEDDINGS:
        study.points(len(synthetic_study.LAYERS) - 1, name)
    study.items(), study.predictions()
    for page_number in range(-(-items // 1024)):
        study.cache[("page", page_number)] = study.page(0)
    keep_replies(server)
    print(f"\n{items:,} images, {embedding}, {len(synthetic_study.LAYERS)} layers", flush=True)
    page, first, sent, requests, _ = opened(browser, server, f"#e={embedding}")
    print(f"  first picture      {first:,.0f} ms after the address was opened, {sent / 1e6:,.2f} MB in {requests} requests")
    page.evaluate("""() => { window.shown = 0; const { stage } = strata, show = stage.show.bind(stage);
      stage.show = (...rest) => { show(...rest); window.shown = performance.now(); }; }""")
    target = page.evaluate("strata.explorer.ready()[1].folder")
    took = page.evaluate("""async (layer) => { const start = performance.now(); window.shown = 0; strata.store.set({ layer });
      while (!window.shown) await new Promise((done) => setTimeout(done, 2)); return window.shown - start }""", target)
    print(f"  another layer      {took:,.0f} ms from the choice to the first frame of its motion")
    page.wait_for_function(READY, timeout=240_000)
    page.wait_for_timeout(800)
    picked = page.evaluate(PICKS)
    print(f"  picking            mean {picked['mean']:.4f} ms, 99 % below {picked['most']:.3f} ms, worst {picked['worst']:.3f} ms; grid made once at rest: {picked['grid']:.1f} ms")
    for kind in ("rectangle", "lasso"):
        print(f"  a move of a {kind:9s}{rows(page.evaluate(BRUSH, kind))}")
    if not embedding.endswith("2d"):
        page.evaluate(NO_RASTERIZER)
        print(f"  frame with pictures {rows(page.evaluate(FRAMES, min(10, seconds)))}")
        page.evaluate("strata.store.set({ mode: 'dots' })")
        page.wait_for_timeout(500)
        print(f"  frame, dots only   {rows(page.evaluate(FRAMES, min(10, seconds)))}")
    if heap:
        told = page.evaluate(HEAP, seconds)
        print(f"  heap over {seconds} s      {told['start']:.2f} MB at first, {told['end']:.2f} MB at last, "
              f"{told['most']:.2f} MB at most, {told['frames']:,} frames")
    page.close()
    server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--layers", type=int, default=24)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--millions", action="store_true", help="1,000,000 images in 2-D and 15-D, too")
    a = parser.parse_args()
    if not shutil.which(CHROMIUM):
        sys.exit(f"There is no browser at {CHROMIUM}: apt-get install chromium, or set STRATA_CHROMIUM.")
    from playwright.sync_api import sync_playwright
    layers = synthetic_study.LAYERS
    synthetic_study.LAYERS[:] = [(f"{layers[i % len(layers)][0]}_{i}", layers[i % len(layers)][1]) for i in range(a.layers)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--enable-unsafe-swiftshader", "--no-sandbox", "--js-flags=--expose-gc", "--enable-precise-memory-info"])
        measure(browser, a.items, a.seconds, "umap-15d", True)
        if a.millions:
            synthetic_study.LAYERS[:] = synthetic_study.LAYERS[:2]
            measure(browser, 1_000_000, 10, "umap-2d", False)
            measure(browser, 1_000_000, 10, "umap-15d", False)
        browser.close()


if __name__ == "__main__":
    main()
