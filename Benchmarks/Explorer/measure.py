"""What the page costs: its first picture, a frame of the Grand Tour, picking, brushing, memory. One table, and JSON.

    .deps/venv-viewer/bin/python Benchmarks/Explorer/measure.py [--items 100000] [--layers 24] [--embedding umap-15d]
        [--seconds 60] [--parts open frames hands heap] [--url http://127.0.0.1:8765] [--json FILE] [--allocations]

- The study is synthetic, unless --url names a server (`strata serve`) that has one.
- The time to the first dots runs from opening the address to the end of the first frame with points on the main thread;
  drawn is when the next frame has begun, which the rasterizer in software delays; complete is when every request has been
  answered and every picture is drawn. All are told of the second of two visits with an empty cache.
- A frame is the page's own function on the main thread: its time by the clock, and the time that the thread was on a
  processor, which other programs on the machine do not lengthen. The commands that draw are left out of both, since here a
  rasterizer in software would hold up the page, and its share is not the page's.
- Picking is a move of the pointer: from the handler on the main thread to the state that names the image.
- The heap is told by the browser after a forced collection at the start and at the end; the rate is what was allocated in
  between, from the samples of the browser's own profiler. --allocations prints the functions that allocated most.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from kept_server import KeptServer  # noqa: E402

CHROMIUM = os.environ.get("STRATA_CHROMIUM", "/usr/bin/chromium")
# The page gives itself away as soon as its stage is there; the frame that has points is seen when it ends, not one later.
FIRST = """performance.setResourceTimingBufferSize(5000);
Object.defineProperty(globalThis, 'strata', { configurable: true, set(parts) {
  Object.defineProperty(globalThis, 'strata', { value: parts, writable: true, configurable: true });
  const { stage, store } = parts, frame = stage.frame;
  stage.frame = function (now) {
    frame.call(this, now);
    if (globalThis.first || !this.blend || !this.scene.view || !this.surface.renderer) return;
    globalThis.first = performance.now();
    globalThis.coloured = Boolean(store.state.tint);
    const past = performance.getEntriesByType('resource').filter((e) => e.responseEnd <= first);
    globalThis.loads = [past.reduce((sum, e) => sum + e.transferSize, 0), past.length];
    // The next frame begins when the first one has been drawn.
    requestAnimationFrame(() => setTimeout(() => globalThis.drawn = performance.now()));
    delete stage.frame;
  };
} });"""
COMPLETE = ("() => globalThis.strata?.stage.blend && strata.history && strata.explorer.shown !== '' && strata.stage.asked === 0"
            " && !strata.stage.moving && strata.explorer.sprites.active === 0 && strata.store.state.predictions")
# From here on the driver gets every command but those that draw, so that the page is not held up by a rasterizer.
NO_RASTERIZER = """() => { const { prototype } = WebGL2RenderingContext;
  prototype.drawElements = prototype.drawArrays = prototype.drawArraysInstanced = () => {}; }"""
FRAMES = """async (seconds) => {
  const { stage } = strata, frame = stage.frame.bind(stage), times = new Float64Array(100000);
  let count = 0;
  stage.frame = (now) => { const start = performance.now(); frame(now); times[count++] = performance.now() - start; };
  strata.store.set({ playing: true });
  await new Promise((done) => setTimeout(done, seconds * 1000));
  strata.store.set({ playing: false });
  delete stage.frame;
  const all = times.slice(0, count).sort(), at = (t) => all[Math.floor(t * (count - 1))];
  return { frames: count, median: at(.5), 'most (95 %)': at(.95), max: at(1) };
}"""
# Real moves of the pointer would be slowed by the driver of this test; these are the same events.
PICKS = """async () => {
  const { stage, store } = strata, box = stage.root.getBoundingClientRect(), times = [];
  const begin = performance.now();
  stage.frameVersion++;
  stage.now();
  const grid = performance.now() - begin;
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
  return { hits, median: at(.5), 'most (95 %)': at(.95), max: at(1), 'grid, once at rest': grid };
}"""
BRUSH = """(kind) => {
  const { stage, brush } = strata, { width, height } = stage.surface.size, times = [];
  brush.begin(kind, width * .2, height * .2, { shiftKey: false, altKey: false });
  for (let i = 1; i <= 60; i++) {
    const turn = i / 60 * 2 * Math.PI, start = performance.now();
    brush.move(width * (.5 - .3 * Math.cos(turn + .8)), height * (.5 - .3 * Math.sin(turn + .8)));
    times.push(performance.now() - start);
  }
  const selected = brush.count;
  brush.cancel();
  times.sort((a, b) => a - b);
  return { selected, median: times[30], max: times.at(-1) };
}"""
LAYER = """async () => {
  const { stage, explorer, store } = strata, show = stage.show, start = performance.now();
  let shown = 0;
  stage.show = (...rest) => { show.apply(stage, rest); shown = performance.now(); };
  store.set({ layer: explorer.ready()[1].folder });
  while (!shown) await new Promise((done) => setTimeout(done, 2));
  delete stage.show;
  return shown - start;
}"""


def opened(browser, url, embedding, whole=True):
    page = browser.new_page(viewport={"width": 1600, "height": 1000})
    page.add_init_script(FIRST)
    page.goto(f"{url}/?test#e={embedding}")
    page.wait_for_function("() => globalThis.drawn !== undefined", timeout=240_000)
    if not whole:
        return page, {}
    page.wait_for_function(COMPLETE, timeout=240_000)
    complete = page.evaluate("Math.max(first, ...performance.getEntriesByType('resource').map((e) => e.responseEnd))")
    (sent, requests), first = page.evaluate("loads"), page.evaluate("first")
    return page, {"first dots ms": first, "first dots drawn ms": page.evaluate("drawn"), "first dots have colours": page.evaluate("coloured"), "complete ms": complete,
                  "first picture bytes": sent, "first picture requests": requests}


def thread_times(browser, page, run):
    """How long the main thread was on a processor for every frame that `run` brings about."""
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    told = run()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    times = sorted(event["tdur"] / 1000 for event in events if event["name"] == "FireAnimationFrame" and "tdur" in event)
    at = lambda t: times[int(t * (len(times) - 1))]  # noqa: E731
    return told | ({"on the processor, median": at(.5), "on the processor, most (95 %)": at(.95), "on the processor, max": at(1)} if times else {})


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
    merged = {}

    def walk(node):
        call = node["callFrame"]
        name = f"{call['functionName'] or '(anonymous)'} {call['url'].rsplit('/', 1)[-1]}:{call['lineNumber'] + 1}"
        merged[name] = merged.get(name, 0) + node["selfSize"]
        for child in node["children"]:
            walk(child)
    walk(profile["head"])
    allocated = sum(merged.values())
    if show:
        for name, size in sorted(merged.items(), key=lambda each: -each[1])[:16]:
            print(f"    {size / max(1, frames):10,.1f} bytes a frame  {name}", file=sys.stderr)
    return {"heap start MB": start / 1e6, "heap end MB": end / 1e6, "heap grown KB": (end - start) / 1e3,
            "heap frames": frames, "allocated bytes a frame": allocated / max(1, frames)}


def measure(browser, url, a):
    # The first visit warms up the browser, the server and the operating system.
    warm, _ = opened(browser, url, a.embedding, False)
    warm.close()
    page, told = opened(browser, url, a.embedding)
    page.wait_for_timeout(1500)
    tell = lambda head, each: told.update({f"{head}, {key}": value for key, value in each.items()})  # noqa: E731
    if "hands" in a.parts:
        tell("pick ms", page.evaluate(PICKS))
        for kind in ("rectangle", "lasso"):
            tell(f"a move of a {kind} ms", page.evaluate(BRUSH, kind))
        told["another layer ms"] = page.evaluate(LAYER)
        page.wait_for_function(COMPLETE, timeout=240_000)
    page.evaluate(NO_RASTERIZER)
    if "frames" in a.parts:
        for mode in ("mixed", "dots"):
            page.evaluate("(mode) => strata.store.set({ mode })", mode)
            page.wait_for_timeout(1000)
            tell(f"frame ms, {mode}", page.evaluate(FRAMES, 8))
            tell(f"frame ms, {mode}", thread_times(browser, page, lambda: (page.evaluate(FRAMES, 6), {})[1]))
    if "heap" in a.parts:
        page.evaluate("strata.store.set({ mode: 'mixed' })")
        page.wait_for_timeout(1000)
        told |= heap(page, a.seconds, a.allocations)
    page.close()
    return told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--layers", type=int, default=24)
    parser.add_argument("--embedding", default="umap-15d")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--parts", nargs="*", default=["frames", "hands", "heap"], choices=["open", "frames", "hands", "heap"])
    parser.add_argument("--url", help="of a server with a study to take instead of the synthetic one")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--allocations", action="store_true")
    a = parser.parse_args()
    if not shutil.which(CHROMIUM):
        sys.exit(f"There is no browser at {CHROMIUM}: apt-get install chromium, or set STRATA_CHROMIUM.")
    from playwright.sync_api import sync_playwright
    server = None
    if not a.url:
        server = KeptServer(a.items, a.layers, a.embedding)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[
            "--enable-unsafe-swiftshader", "--no-sandbox", "--enable-precise-memory-info"])
        told = measure(browser, (a.url or server.url).rstrip("/"), a)
        browser.close()
    if server:
        told = {"items": a.items, "embedding": a.embedding, "layers": a.layers} | told
        server.stop()
    for name, value in told.items():
        print(f"{name:48}{value:14,.3f}" if isinstance(value, float) else f"{name:48}{value!s:>14}")
    if a.json:
        a.json.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
