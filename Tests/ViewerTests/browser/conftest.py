"""A browser, a server, and the page as a person meets it: by mouse, wheel, keyboard and pixels.

What a page shows after an action is waited for, never read at once: it may come by a timer, an answer or the next frame.
STRATA_VIEWER_EXPORT=site.html runs the tests that need no server of their own on an exported page, from its file and without a network.
STRATA_SLOW=8 makes every page's processor 8 times slower, STRATA_LATE=150 the synthetic server's answers 150 ms late.
"""

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fixture_server import FixtureServer  # noqa: E402
from synthetic_study import Options  # noqa: E402
from windows import Windows  # noqa: E402

CHROMIUM = os.environ.get("STRATA_CHROMIUM", "/usr/bin/chromium")
REAL = os.environ.get("STRATA_VIEWER_URL", "").rstrip("/")
EXPORT = os.environ.get("STRATA_VIEWER_EXPORT", "")
# Where a test finds a module of the page: those of an exported page have names instead of addresses.
MODULES = "strata:" if EXPORT else "/viewer/"
SLOW = float(os.environ.get("STRATA_SLOW", "1"))
# Ports that servers had, the last one first: at an address that it knows the browser has the page's files already.
PORTS = []
FAILED = pytest.StashKey[bool]()
# Milliseconds that anything may take: none of the tests is about speed, and what does not come ends a test only later.
PATIENCE = 60_000

HASH = """() => {
  const source = document.querySelector('canvas.points'), copy = document.createElement('canvas');
  copy.width = source.width; copy.height = source.height;
  const context = copy.getContext('2d', { willReadFrequently: true });
  context.drawImage(source, 0, 0);
  const data = new Uint32Array(context.getImageData(0, 0, copy.width, copy.height).data.buffer);
  let hash = 2166136261;
  for (const pixel of data) hash = Math.imul(hash ^ pixel, 16777619);
  return hash >>> 0;
}"""
# How many pixels are close to each of the colors.
COUNT = """(colors) => {
  const source = document.querySelector('canvas.points'), copy = document.createElement('canvas');
  copy.width = source.width; copy.height = source.height;
  const context = copy.getContext('2d', { willReadFrequently: true });
  context.drawImage(source, 0, 0);
  const data = context.getImageData(0, 0, copy.width, copy.height).data, counts = colors.map(() => 0);
  for (let i = 0; i < data.length; i += 4) colors.forEach(([r, g, b], k) => {
    if (Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 45) counts[k]++;
  });
  return counts;
}"""

# Nothing moves or waits for rest, in three frames one after the other: what a change brings with it has begun by then. All
# that the study tells of its images is there, and the view that a link or a saved view names is that of the stage.
SETTLED = """() => {
  const { stage, explorer, store, history, keeper } = globalThis.strata ?? {};
  const still = stage?.blend && !stage.moving && stage.restTimer === 0 && stage.asked === 0 && explorer.shown !== ''
    && explorer.shown === explorer.currentKey() && explorer.sprites.active === 0 && store.state.items
    && explorer.loadedModel === store.state.model && history && !history.jumping && !keeper.camera && keeper.isolated.length === 0;
  globalThis.stillFrames = still ? (globalThis.stillFrames ?? 0) + 1 : 0;
  if (globalThis.stillFrames < 4) return false;
  globalThis.stillFrames = 0;
  return true;
}"""


def pytest_configure(config):
    config.addinivalue_line("markers", "program: also run against the program itself, on the study of `strata demo`")


@pytest.fixture(scope="session")
def playwright():
    if not shutil.which(CHROMIUM):
        pytest.skip(f"There is no browser at {CHROMIUM}: apt-get install chromium, or set STRATA_CHROMIUM.")
    from playwright.sync_api import expect, sync_playwright
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright):
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--enable-unsafe-swiftshader", "--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def site():
    """Where the general tests look: a real server if there is one, else the synthetic study."""
    if EXPORT:
        yield Path(EXPORT).resolve().as_uri()
        return
    if REAL:
        yield REAL
        return
    server = FixtureServer(keep=True)
    yield server.url
    server.stop()


@pytest.fixture
def serve():
    """Starts synthetic studies with options; only for states a real server cannot be put into."""
    if REAL or EXPORT:
        pytest.skip("This state is made by the synthetic server; STRATA_VIEWER_URL or STRATA_VIEWER_EXPORT is set.")
    servers = []

    def start(**options):
        try:
            servers.append(FixtureServer(Options(**options), PORTS.pop() if PORTS else 0, keep=True))
        except OSError:  # Somebody else has it now.
            servers.append(FixtureServer(Options(**options), keep=True))
        return servers[-1]
    yield start
    for server in reversed(servers):
        server.stop()
        PORTS.append(server.port)


class Page:
    def __init__(self, page, url):
        self.page, self.url, self.errors = page, url, []
        page.set_default_timeout(PATIENCE)
        if SLOW > 1:
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self.hear)
        # A page from a file has nobody to ask.
        self.isFile = url.startswith("file:")
        if self.isFile:
            page.context.set_offline(True)
            page.on("request", lambda request: self.errors.append(f"asks for {request.url}")
                    if not request.url.startswith(("file:", "data:", "blob:")) else None)

    def hear(self, message):
        """What the page may do without, the browser reports all the same: the typeface, trust of each point, annotations, a
        picture on its way whose image has meanwhile been finished."""
        url = message.location.get("url", "")
        spare = url.endswith((".woff2", "/trust", "/api/annotations", "/features/job")) or "/features/running/" in url
        if message.type == "error" and not (spare and "404" in message.text):
            self.errors.append(f"{message.text} {url}")

    def open(self, fragment="", wait=True):
        self.page.goto(f"{self.url}?test{fragment}" if self.isFile else f"{self.url}/?test{fragment}")
        # The panels come after the first picture.
        self.page.wait_for_function("() => globalThis.strata?.history")
        if wait:
            self.settled()
        return self

    def settled(self):
        """Nothing moves, every picture that is wanted and can be had is drawn."""
        self.page.wait_for_function(SETTLED)
        return self

    def calm(self):
        """Settled, where there is something on the stage, and no panel fades or slides any more."""
        if self.page.evaluate("() => Boolean(globalThis.strata?.stage.blend)"):
            self.settled()
        # A spinner never ends.
        self.page.evaluate("""async () => { const passing = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < Infinity);
          await Promise.allSettled(passing.map((each) => each.finished)) }""")
        return self

    def drawn(self):
        """What has been asked for until now is on the stage, also while the view is in motion or in a hand."""
        return self.frames(3)

    def frames(self, count):
        """So many frames later."""
        self.page.evaluate("async (n) => { for (let k = 0; k < n; k++) await new Promise(requestAnimationFrame) }", count)
        return self

    def wheel(self, delta, times=1):
        """Turns the wheel. One turn has arrived before the next one: the browser puts together those that come faster."""
        self.page.evaluate("""() => { if (globalThis.wheels !== undefined) return;
          globalThis.wheels = 0; addEventListener('wheel', () => { globalThis.wheels++ }, { capture: true, passive: true }) }""")
        before = self.page.evaluate("wheels")
        for turn in range(times):
            self.page.mouse.wheel(0, delta)
            self.page.wait_for_function("(n) => wheels === n", arg=before + turn + 1)

    def link(self):
        """The address once it holds the view."""
        self.settled()
        self.page.wait_for_function("() => location.hash === `#${strata.keeper.text()}`")
        return self.page.evaluate("location.hash")

    def until(self, holds):
        """Waits for what no single look at the page tells, as what the server has been told, or a count of pixels."""
        end = time.monotonic() + PATIENCE / 1000
        while not (held := holds()) and time.monotonic() < end:
            self.page.wait_for_timeout(20)
        assert held, "it did not come about"

    def becomes(self, read, wanted):
        """Waits until what is read is what is wanted, and tells how they differ where it never is."""
        end = time.monotonic() + PATIENCE / 1000
        while (told := read()) != wanted and time.monotonic() < end:
            self.page.wait_for_timeout(20)
        assert told == wanted

    def state(self, key):
        return self.page.evaluate("(key) => { const v = strata.store.state[key]; return v instanceof Set ? [...v] : v }", key)

    def wait_state(self, key, value):
        self.page.wait_for_function("([key, value]) => strata.store.state[key] === value", arg=[key, value])

    def wait_known(self, key):
        """Waits for what a server or a worker has to tell first."""
        self.page.wait_for_function("(key) => { const v = strata.store.state[key]; return v !== null && v?.stale !== true }", arg=key)

    def pixels(self):
        return self.page.evaluate(HASH)

    def count(self, *colors):
        return self.page.evaluate(COUNT, [[int(c[i:i + 2], 16) for i in (1, 3, 5)] for c in colors])

    def place(self, item):
        """Where an item is, in pixels of the window."""
        return self.page.evaluate(
            "(item) => { const p = strata.stage.placeOf(item), b = strata.stage.root.getBoundingClientRect();"
            " return [p[0] + b.x, p[1] + b.y] }", item)

    def lonely(self):
        """An item that has its place on the stage to itself, so that a pointer there means it."""
        return self.page.evaluate("""() => {
          const { stage } = strata, { positions } = stage.now(), { width, height } = stage.surface.size, n = positions.length / 2;
          let best = -1, room = 0;
          for (let i = 0; i < Math.min(n, 1500); i++) {
            const [x, y] = stage.placeOf(i);
            if (x < 60 || x > width - 60 || y < 90 || y > height - 90) continue;
            if (stage.scene.handleAt(x, y) >= 0 || stage.pick(x, y) !== i || stage.pick(x + 2, y - 1) !== i) continue;
            let near = 1e9;
            for (let j = 0; j < n; j++) if (j !== i) {
              const [u, v] = stage.placeOf(j); near = Math.min(near, Math.hypot(u - x, v - y));
            }
            if (near > room) { room = near; best = i; }
          }
          return best;
        }""")

    def names(self):
        return self.page.locator("#layers .row").evaluate_all("(rows) => rows.map((row) => row.dataset.layer)")

    def study(self):
        return self.ask("/api/study")

    def ask(self, path):
        """What the page would be told at a path, by a server or by itself."""
        return self.page.evaluate("async (path) => (await strata.explorer.client.source.request(path)).json()", path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def windows(browser):
    windows = Windows(browser)
    yield windows
    windows.close()


@pytest.fixture
def visit(windows, request):
    """Opens the page in a profile that holds nothing but, perhaps, the page's own files."""
    taken = []

    def open_page(url, width=1280, height=720, theme="light", motion="no-preference", **options):
        taken.append(windows.take(**options))
        return Page(taken[-1].begin(width, height, theme, motion), url)
    yield open_page
    for window in reversed(taken):
        windows.give_back(window, not request.node.stash.get(FAILED, False))


@pytest.fixture
def explorer(visit, site):
    page = visit(site).open()
    yield page
    assert page.errors == [], "the browser's console is not silent"
