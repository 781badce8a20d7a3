"""What the page costs with 100,000 images in 15 dimensions and 24 layers while the Grand Tour plays: one table, and JSON.

    .deps/venv-viewer/bin/python Benchmarks/Explorer/measure.py [--items 100000] [--layers 24] [--seconds 60]
        [--json FILE] [--allocations]

- A frame is the page's own function on the main thread. The commands that draw are left out, since here a rasterizer in
  software would hold up the page, and its share is not the page's; everything before them is in.
- Picking is a move of the pointer: from the handler on the main thread to the state that names the image.
- The heap is told by the browser after a forced collection at the start and at the end; the rate is what was allocated in
  between, from the samples of the browser's own profiler. --allocations prints the functions that allocated most.
- The time to the first dots runs from opening the address to the first frame with points; complete is when every request
  has been answered and every picture is drawn.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/ViewerTests"))
sys.path.insert(0, str(ROOT / "Benchmarks/Viewer"))
import fixture_server  # noqa: E402
import synthetic_study  # noqa: E402
from frame import NO_RASTERIZER, keep_replies  # noqa: E402

CHROMIUM = os.environ.get("STRATA_CHROMIUM", "/usr/bin/chromium")
FIRST = """addEventListener('DOMContentLoaded', () => { performance.setResourceTimingBufferSize(5000); const look = () => {
  if (globalThis.strata?.stage.blend && strata.stage.scene.view && !globalThis.first) {
    globalThis.first = performance.now();
    const past = performance.getEntriesByType('resource').filter((e) => e.responseEnd <= first);
    globalThis.loads = [past.reduce((sum, e) => sum + e.transferSize, 0), past.length];
  } else setTimeout(look, 4) }; look(); })"""
COMPLETE = ("() => globalThis.strata?.stage.blend && strata.explorer.shown !== '' && strata.stage.asked === 0"
            " && !strata.stage.moving && strata.explorer.sprites.active === 0")
FRAMES = """async (seconds) => {
  const { stage } = strata, frame = stage.frame.bind(stage), times = new Float64Array(100000);
  let count = 0;
  stage.frame = (now) => { const start = performance.now(); frame(now); times[count++] = performance.now() - start; };
  strata.store.set({ playing: true });
  await new Promise((done) => setTimeout(done, seconds * 1000));
  strata.store.set({ playing: false });
  delete stage.frame;
  const all = times.slice(0, count).sort(), at = (t) => all[Math.floor(t * (count - 1))];
  return { frames: count, median: at(.5), most: at(.95), max: at(1) };
}"""
# Real moves of the pointer would be slowed by the driver of this test; these are the same events.
PICKS = """async () => {
  const { stage, store } = strata, box = stage.root.getBoundingClientRect(), times = [];
  stage.now();
  let hits = 0;
  for (let i = 0; i < 1000; i++) {
    const event = new PointerEvent('pointermove', { bubbles: true, pointerId: 1,
      clientX: box.left + 100 + (i * 37) % (box.width - 200), clientY: box.top + 100 + (i * 61) % (box.height - 200) });
    const start = performance.now();
    stage.root.dispatchEvent(event);
    times.push(performance.now() - start);
    if (store.state.hovered >= 0) hits++;
    if (i % 50 === 0) await new Promise((done) => setTimeout(done, 0));
  }
  times.sort((a, b) => a - b);
  const at = (t) => times[Math.floor(t * (times.length - 1))];
  return { hits, median: at(.5), most: at(.95), max: at(1) };
}"""


def opened(browser, server, fragment):
    page = browser.new_page(viewport={"width": 1600, "height": 1000})
    page.add_init_script(FIRST)
    page.goto(f"{server.url}/?test{fragment}")
    page.wait_for_function("() => globalThis.first !== undefined", timeout=240_000)
    page.wait_for_function(COMPLETE, timeout=240_000)
    complete = page.evaluate("""() => Math.max(first, ...performance.getEntriesByType('resource').map((e) => e.responseEnd))""")
    (sent, requests), first = page.evaluate("loads"), page.evaluate("first")
    return page, {"first dots ms": first, "complete ms": complete, "first picture bytes": sent, "first picture requests": requests}


def heap(page, seconds, show):
    """The heap at both ends, and what was allocated in between."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    used = lambda: session.send("Runtime.getHeapUsage")["usedSize"]  # noqa: E731
    page.evaluate("strata.store.set({ playing: true })")
    page.wait_for_timeout(3000)
    page.evaluate("window.counted = 0; { const { stage } = strata, f = stage.frame.bind(stage); stage.frame = (now) => { counted++; f(now) } }")
    session.send("HeapProfiler.collectGarbage")
    start = used()
    # Collected objects count, too: the question is what frames allocate, not what they keep.
    session.send("HeapProfiler.startSampling", {"samplingInterval": 512, "includeObjectsCollectedByMajorGC": True,
                                                "includeObjectsCollectedByMinorGC": True})
    page.wait_for_timeout(seconds * 1000)
    profile = session.send("HeapProfiler.stopSampling")["profile"]
    session.send("HeapProfiler.collectGarbage")
    end, frames = used(), page.evaluate("counted")
    page.evaluate("strata.store.set({ playing: false }); delete strata.stage.frame")
    rows = []

    def walk(node, total=0):
        call = node["callFrame"]
        rows.append((node["selfSize"], f"{call['functionName'] or '(anonymous)'} {call['url'].rsplit('/', 1)[-1]}:{call['lineNumber'] + 1}"))
        for child in node["children"]:
            walk(child)
    walk(profile["head"])
    allocated = sum(size for size, _ in rows)
    if show:
        merged = {}
        for size, name in rows:
            merged[name] = merged.get(name, 0) + size
        for name, size in sorted(merged.items(), key=lambda each: -each[1])[:16]:
            print(f"    {size / 1024:10,.1f} KiB  {name}", file=sys.stderr)
    return {"heap start MB": start / 1e6, "heap end MB": end / 1e6, "heap grown KB": (end - start) / 1e3,
            "heap frames": frames, "allocated KB a second": allocated / 1e3 / seconds,
            "allocated bytes a frame": allocated / max(1, frames)}


def measure(browser, a):
    server = fixture_server.FixtureServer(synthetic_study.Options(items=a.items))
    study = server.study
    # The study is invented before, so that only its serving is measured.
    for layer in range(len(synthetic_study.LAYERS)):
        study.points(layer, "umap-15d")
    study.items(), study.predictions()
    for page_number in range(-(-a.items // 1024)):
        study.cache[("page", page_number)] = study.page(0)
    keep_replies(server)
    page, told = opened(browser, server, "#e=umap-15d")
    page.wait_for_timeout(1500)
    picks = page.evaluate(PICKS)
    page.evaluate(NO_RASTERIZER)
    for mode in ("mixed", "dots"):
        page.evaluate("(mode) => strata.store.set({ mode })", mode)
        page.wait_for_timeout(1000)
        told |= {f"frame, {mode}, {key}": value for key, value in page.evaluate(FRAMES, 8).items()}
    told |= {f"pick {key}": value for key, value in picks.items()}
    page.evaluate("strata.store.set({ mode: 'mixed' })")
    page.wait_for_timeout(1000)
    told |= heap(page, a.seconds, a.allocations)
    page.close()
    server.stop()
    return {"items": a.items, "dimensions": 15, "layers": a.layers} | told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--layers", type=int, default=24)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--allocations", action="store_true")
    a = parser.parse_args()
    if not shutil.which(CHROMIUM):
        sys.exit(f"There is no browser at {CHROMIUM}: apt-get install chromium, or set STRATA_CHROMIUM.")
    from playwright.sync_api import sync_playwright
    layers = list(synthetic_study.LAYERS)
    synthetic_study.LAYERS[:] = [(f"{layers[i % len(layers)][0]}_{i}", layers[i % len(layers)][1]) for i in range(a.layers)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[
            "--enable-unsafe-swiftshader", "--no-sandbox", "--enable-precise-memory-info"])
        told = measure(browser, a)
        browser.close()
    for name, value in told.items():
        print(f"{name:28}{value:14,.3f}" if isinstance(value, float) else f"{name:28}{value:14,}")
    if a.json:
        a.json.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
