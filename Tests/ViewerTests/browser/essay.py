"""A study of GoogLeNet over 1,500 photos for the tests of all that one does in the UMAP Tour's essay.

Needs the program and data that are no part of this repository (see googlenet_study.py): STRATA_GOOGLENET_STUDY names a
finished study, else one is made from the data at STRATA_DATA.
"""

import math
import os
from pathlib import Path

import googlenet_study
import pytest
from conftest import REAL, Page
from program_server import PROGRAM, own_copy, serving

LIGHT = ["#2960AA", "#C67C00", "#288B66", "#EB3F6E", "#8954ED", "#0197B7", "#9A1C7B", "#8A6A00", "#2F580B", "#2718AE"]
GREY, BLACK = "#5F6874", "#14181D"
LAYER = "inception_5b"
TEN = {"tench", "English springer", "cassette player", "chain saw", "church", "French horn", "garbage truck", "gas pump",
       "golf ball", "parachute"}
FRAME = "[...strata.stage.blend.frameB.values]"
RINGS = """() => { const b = strata.stage.root.getBoundingClientRect();
  return Object.fromEntries(strata.stage.scene.handles.list.map((h) => [h.name, [h.x + b.x, h.y + b.y]])) }"""
# The middle of some items on the screen, from the points themselves.
MIDDLE = """(items) => { const { stage } = strata, b = stage.root.getBoundingClientRect(); let x = 0, y = 0;
  for (const i of items) { const p = stage.placeOf(i); x += p[0] / items.length; y += p[1] / items.length; }
  return [x + b.x, y + b.y] }"""
PLACES = """() => { const { stage } = strata, n = stage.now().positions.length / 2, out = [];
  for (let i = 0; i < n; i++) out.push(stage.placeOf(i)); return out }"""


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    if REAL:
        pytest.skip("STRATA_VIEWER_URL is set: these tests have a study of their own.")
    if not Path(PROGRAM).exists():
        pytest.skip(f"{PROGRAM} is not built (make build).")
    folder, study = tmp_path_factory.mktemp("essay"), os.environ.get("STRATA_GOOGLENET_STUDY")
    if study:
        study = own_copy(study, folder)
    else:
        data = os.environ.get("STRATA_DATA", "")
        if problem := googlenet_study.missing(data):
            pytest.skip(f"{problem}.")
        study = folder / "googlenet.study"
        googlenet_study.analyze(PROGRAM, Path(data), study)
    with serving(study, folder / "serve.log") as url:
        yield url


@pytest.fixture(scope="module")
def window(browser, address):
    """One window for all of these tests; each goes to its own view in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, color_scheme="light")
    page = Page(context.new_page(), address)
    yield page
    context.close()


@pytest.fixture
def tour(window):
    """Goes to a view: in n-D, without marks, as dots, unless the link says otherwise."""
    def go(fragment="", **parts):
        link = {"e": "umap-15d", "l": LAYER, "as": "dots", "mk": "-"} | parts
        window.page.mouse.move(640, 5)
        window.page.goto("about:blank")
        window.open("#" + "&".join(f"{key}={value}" for key, value in link.items()) + fragment)
        return window
    yield go
    for key in ("Shift", "Alt"):
        window.page.keyboard.up(key)
    errors, window.errors[:] = list(window.errors), []
    assert errors == []


def frame(page):
    return page.page.evaluate(FRAME)


def angle(before, after):
    """The largest angle between the planes that two frames show."""
    n = math.isqrt(len(before))
    m = [[sum(before[i * n + d] * after[j * n + d] for d in range(n)) for j in range(2)] for i in range(2)]
    trace = sum(value ** 2 for row in m for value in row)
    det = (m[0][0] * m[1][1] - m[0][1] * m[1][0]) ** 2
    least = max(0, trace / 2 - math.sqrt(max(0, trace ** 2 / 4 - det)))
    return math.acos(min(1, math.sqrt(least)))


def orthonormal(values):
    n = math.isqrt(len(values))
    return max(abs(sum(values[i * n + d] * values[j * n + d] for d in range(n)) - (i == j))
               for i in range(n) for j in range(n))


def rings(page):
    return page.page.evaluate(RINGS)


def items_of(page, name):
    return page.page.evaluate("""(name) => { const { study, items } = strata.store.state, k = study.classes.indexOf(name);
      return items.labels.flatMap((label, i) => label === k ? [i] : []) }""", name)


def middle(page, items):
    return page.page.evaluate(MIDDLE, items)


def row(page, name):
    return page.page.locator(".row.legend", has=page.page.locator(".nm", has_text=name)).first


def core(page, name, count=12):
    """Those images of a class that lie nearest to its middle on the screen, where the middle counts each once."""
    items = items_of(page, name)
    places = {item: page.place(item) for item in items}
    x, y = (sorted(p[k] for p in places.values())[len(items) // 2] for k in (0, 1))
    return sorted(items, key=lambda item: math.dist(places[item], (x, y)))[:count]


def press(page, *keys):
    for key in keys:
        page.page.keyboard.press(key)
    return page.settled()


def drag(page, start, *points, up=True, keys=()):
    for key in keys:
        page.page.keyboard.down(key)
    page.page.mouse.move(*start)
    page.page.mouse.down()
    for point in points:
        page.page.mouse.move(*point, steps=5)
    if up:
        page.page.mouse.up()
    for key in keys:
        page.page.keyboard.up(key)


def corner(page):
    """A place of the stage where nothing lies."""
    return page.page.evaluate("""() => { const { stage } = strata, b = stage.root.getBoundingClientRect();
      for (let y = 130; y < b.height - 130; y += 20) for (let x = b.width - 150; x > 40; x -= 20) {
        if (stage.pick(x, y, 30) < 0 && stage.scene.handleAt(x, y) < 0 && !stage.compass.covers(x, y)) return [x + b.x, y + b.y];
      } }""")


def around(page, items, margin=24):
    """A rectangle of the stage around some items, kept inside it."""
    places = [page.place(item) for item in items]
    box = page.page.locator("#stage").bounding_box()
    xs, ys = [p[0] for p in places], [p[1] for p in places]
    return [max(box["x"] + 2, min(xs) - margin), max(box["y"] + 60, min(ys) - margin),
            min(box["x"] + box["width"] - 2, max(xs) + margin), min(box["y"] + box["height"] - 60, max(ys) + margin)]


def brush(page, box, *keys):
    drag(page, box[:2], (box[0], box[3]), box[2:], keys=keys)
    page.settled()
    return page.page.evaluate("[...strata.store.state.selection]")

def isolate(page, *names):
    for k, name in enumerate(names):
        row(page, name).click(modifiers=["Shift"] if k else [])
    page.page.mouse.move(640, 5)
    return page.settled()

def shown_layer(page):
    return page.page.locator("#layers [aria-selected=true] .nm").inner_text()

def brushed(page, name="church"):
    page.page.locator("[data-tool=rectangle]").click()
    return brush(page, around(page, core(page, name), 8))
