"""Everything one does in the UMAP Tour's essay, on GoogLeNet over 1,500 photos, with mouse, wheel and keyboard.

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


@pytest.fixture(scope="module")
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
    context.set_default_timeout(15_000)
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


# The Grand Tour.

@pytest.mark.parametrize("how", ["button", "p", "space"])
def test_the_grand_tour_plays_and_pauses(tour, how):
    page = tour()
    stage, button = page.page.locator("#stage"), page.page.locator("#tour button").first

    def toggle():
        if how == "button":
            button.click()
        else:
            stage.focus()
            page.page.keyboard.press("p" if how == "p" else " ")
    before, pixels = frame(page), page.pixels()
    toggle()
    assert page.state("playing") is True and button.get_attribute("aria-pressed") == "true"
    page.page.wait_for_function(f"(before) => Math.max(...{FRAME}.map((v, i) => Math.abs(v - before[i]))) > .03", arg=before)
    first = page.pixels()
    page.page.wait_for_timeout(250)
    assert page.pixels() != first != pixels, "every frame is another picture"
    toggle()
    page.settled()
    still, pixels = frame(page), page.pixels()
    assert orthonormal(still) < 1e-9 and button.get_attribute("aria-pressed") == "false"
    page.page.wait_for_timeout(250)
    assert frame(page) == still and page.pixels() == pixels


def test_its_speed_is_that_of_the_slider(tour):
    page = tour()
    slider = page.page.locator("#tour input")
    box = slider.bounding_box()
    y, turned = box["y"] + box["height"] / 2, []
    page.page.mouse.click(box["x"] + box["width"] - 3, y)
    assert page.state("speed") > .9
    page.page.mouse.click(box["x"] + 3, y)
    assert page.state("speed") < .1
    for keys in (["Home"], ["Home"] + ["ArrowRight"] * 10, ["End"]):
        slider.focus()
        for key in keys:
            page.page.keyboard.press(key)
        # The turn of 20 frames, each as long as it says it was: the machine may be slow.
        turned.append(page.page.evaluate("""async () => { const { turning, blend } = strata.stage, advance = turning.advance.bind(turning);
          let seconds = 0, angle = 0, frames = 0;
          turning.advance = (now) => { const f = blend.frameB.values.slice(), last = turning.last, n = blend.frameB.size, told = advance(now);
            if (last) { const m = [0, 1].map((i) => [0, 1].map((j) => { let s = 0; for (let d = 0; d < n; d++) s += f[i * n + d] * blend.frameB.values[j * n + d]; return s }));
              const det = Math.abs(m[0][0] * m[1][1] - m[0][1] * m[1][0]); angle += Math.acos(Math.min(1, det)); seconds += Math.min(.05, (now - last) / 1000); frames++; }
            return told };
          strata.store.set({ playing: true });
          while (frames < 20) await new Promise((done) => setTimeout(done, 20));
          strata.store.set({ playing: false });
          delete turning.advance;
          // Of the two angles between one plane and the next the mean (of their squares).
          return angle / Math.SQRT2 / seconds }"""))
    assert turned[0] == pytest.approx(0, abs=1e-6)
    assert turned[1] == pytest.approx(.1, rel=.03) and turned[2] == pytest.approx(1, rel=.03)


# Handles of classes.

def isolate(page, *names):
    for k, name in enumerate(names):
        row(page, name).click(modifiers=["Shift"] if k else [])
    page.page.mouse.move(640, 5)
    return page.settled()


def test_a_ring_of_a_class_stands_at_its_middle_follows_the_pointer_and_going_back_undoes(tour):
    page = isolate(tour(), "church", "golf ball", "parachute")
    assert set(rings(page)) == {"church", "golf ball", "parachute"}
    items, start = items_of(page, "church"), rings(page)["church"]
    assert middle(page, items) == pytest.approx(start, abs=.5)
    before, places, reach = frame(page), page.page.evaluate(PLACES), page.page.evaluate("""() => { const { stage } = strata, h = stage.scene.handles.list.find((h) => h.name === 'church');
      return stage.scene.reachOf(stage.blend, h.id) * stage.camera.base * stage.camera.zoom }""")
    origin = page.page.evaluate("""() => { const { camera, surface, root } = strata.stage, s = camera.base * camera.zoom, b = root.getBoundingClientRect();
      return [surface.size.width / 2 - camera.x * s + b.x, surface.size.height / 2 + camera.y * s + b.y] }""")
    drag(page, start, up=False)
    for turn in (.6, 1.4, 2.3):
        point = [origin[0] + .6 * reach * math.cos(turn), origin[1] + .6 * reach * math.sin(turn)]
        page.page.mouse.move(*point, steps=8)
        assert middle(page, items) == pytest.approx(point, abs=1), "the middle of the class is under the pointer"
        assert orthonormal(frame(page)) < 1e-6
    assert page.page.evaluate("strata.stage.scene.handles.held") >= 0 and angle(before, frame(page)) > .1
    page.page.mouse.move(*start, steps=8)
    assert frame(page) == pytest.approx(before, abs=1e-6)
    page.page.mouse.up()
    page.settled()
    for was, now in zip(places, page.page.evaluate(PLACES)):
        assert now == pytest.approx(was, abs=.01)


def test_a_ring_goes_no_further_than_its_dotted_circle(tour):
    page = isolate(tour(), "tench", "church")
    start, items = rings(page)["tench"], items_of(page, "tench")
    box = page.page.locator("#stage").bounding_box()
    drag(page, start, (box["x"] + box["width"] - 4, box["y"] + 100), up=False)
    told = page.page.evaluate("""(items) => { const { stage } = strata, { positions } = stage.now(), h = stage.scene.handles.list.find((h) => h.held);
      let x = 0, y = 0; for (const i of items) { x += positions[2 * i] / items.length; y += positions[2 * i + 1] / items.length; }
      return [Math.hypot(x, y), stage.scene.reachOf(stage.blend, h.id), Math.max(...stage.now().positions)] }""", items)
    page.page.mouse.up()
    assert told[0] == pytest.approx(told[1], rel=1e-3)
    press(page, "Control+z")


def test_the_best_view_pulls_two_classes_apart_and_says_so(tour):
    page = isolate(tour(), "church", "gas pump")
    gap = lambda: math.dist(middle(page, items_of(page, "church")), middle(page, items_of(page, "gas pump")))  # noqa: E731
    before = gap()
    page.page.keyboard.press("v")
    page.page.wait_for_function("() => strata.stage.turning.way !== null")
    page.settled()
    assert gap() > before and "chosen to separate" in page.page.locator("#caption").inner_text()
    press(page, "r")
    assert gap() == pytest.approx(before, rel=.02)


def test_a_spoke_of_the_compass_is_dragged(tour):
    page = tour()
    d, x, y, cx, cy, radius = page.page.evaluate("""() => { const { compass, blend, root } = strata.stage, f = blend.frameB, b = root.getBoundingClientRect();
      let best = 0; for (let d = 0; d < f.size; d++) if (Math.hypot(f.values[d], f.values[f.size + d]) > Math.hypot(f.values[best], f.values[f.size + best])) best = d;
      return [best, b.x + compass.x + f.values[best] * compass.radius, b.y + compass.y - f.values[f.size + best] * compass.radius,
        b.x + compass.x, b.y + compass.y, compass.radius] }""")
    target = (x + (cx - x) * .6, y + (cy - y) * .6)
    drag(page, (x, y), target)
    page.settled()
    after = frame(page)
    n = math.isqrt(len(after))
    assert (cx + after[d] * radius, cy - after[n + d] * radius) == (pytest.approx(target[0], abs=1.5), pytest.approx(target[1], abs=1.5))


# Layers.

def shown_layer(page):
    return page.page.locator("#layers [aria-selected=true] .nm").inner_text()


def test_a_layer_is_clicked_and_the_same_points_travel_to_it_in_one_aligned_motion(tour):
    page = tour()
    start = page.page.evaluate(PLACES)
    page.page.evaluate("""() => { window.track = []; const { stage } = strata, frame = stage.frame.bind(stage);
      stage.frame = (now) => { frame(now); if (stage.change) window.track.push([stage.blend.t, stage.camera.x, stage.placeOf(7), stage.placeOf(1400)]) } }""")
    page.page.locator("#layers .row", has_text="inception_4e").click()
    page.settled()
    track = page.page.evaluate("delete strata.stage.frame, window.track")
    end = page.page.evaluate(PLACES)
    assert shown_layer(page) == "inception_4e" and page.state("layer").endswith("inception_4e")
    # The camera may travel as well; here it is compared with the straight way between both ends in the view.
    assert any(0 < t < 1 for t, *_ in track) and [t for t, *_ in track] == sorted(t for t, *_ in track)
    for place, item in ((2, 7), (3, 1400)):
        way = [step[place] for step in track]
        longest = max(math.dist(way[k], way[k + 1]) for k in range(len(way) - 1)) if len(way) > 1 else 0
        assert longest < 1.001 * math.dist(start[item], end[item]) + 40, "no point jumps"
    # Aligned: most points stay in their part of the picture, which an unaligned layer would not give.
    def centred(places):
        mx, my = (sum(p[k] for p in places) / len(places) for k in (0, 1))
        return [(p[0] - mx, p[1] - my) for p in places]
    a, b = centred(start), centred(end)
    cosine = sum(p[0] * q[0] + p[1] * q[1] for p, q in zip(a, b)) / math.sqrt(
        sum(p[0] ** 2 + p[1] ** 2 for p in a) * sum(q[0] ** 2 + q[1] ** 2 for q in b))
    assert cosine > .3


def test_arrow_keys_and_j_k_go_through_the_layers(tour):
    page = tour()
    names = page.names()
    at = names.index(page.state("layer"))
    assert press(page, "k").state("layer") == names[at - 1]
    assert press(page, "j").state("layer") == names[at]
    page.page.locator("#layers").focus()
    assert press(page, "ArrowUp").state("layer") == names[at - 1]
    assert press(page, "ArrowDown").state("layer") == names[at]
    assert press(page, "Home").state("layer") == names[0] and len(names) == 20
    first = page.pixels()
    assert press(page, "End").state("layer") == names[-1]
    assert page.pixels() != first


def test_the_thumb_scrubs_between_two_layers_and_snaps_when_it_is_let_go(tour):
    page = tour()
    names = page.names()
    at = names.index(page.state("layer"))
    ends = []
    for layer in (at - 1, at):
        page.page.locator("#layers .row").nth(layer).click()
        page.settled()
        ends.append(page.page.evaluate(f"{FRAME}, [...strata.stage.blend.b.values.subarray(0, 15)]"))
    thumb = page.page.locator(".thumb").bounding_box()
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2
    whole = page.pixels()
    drag(page, (x, y), (x, y - 12), up=False)
    page.page.wait_for_function("() => strata.stage.blend.t > .2 && strata.stage.blend.t < .8 && strata.stage.asked === 0")
    between = page.page.evaluate("[strata.stage.blend.t, [...strata.stage.blend.a.values.subarray(0, 15)], [...strata.stage.blend.b.values.subarray(0, 15)]]")
    assert between[1:] == ends, "the points are (1 − t) of the one and t of the other layer"
    assert page.pixels() != whole
    page.page.mouse.move(x, y - 24, steps=4)
    page.page.mouse.up()
    page.settled()
    assert page.state("layer") == names[at - 1] and page.page.evaluate("strata.stage.blend.t") == 1
    assert page.pixels() != whole


def test_the_way_through_the_layers_plays_tracks_the_same_points_and_stops(tour):
    page = tour(l="inception_4d")
    names = page.names()
    at = names.index(page.state("layer"))
    isolate(page, "church")
    page.page.locator("#rail-head .walk").click()
    for step in (1, 2):
        page.wait_state("layer", names[at + step])
    assert rings(page).keys() == {"church"}
    page.page.wait_for_function("() => !strata.stage.moving")
    assert middle(page, items_of(page, "church")) == pytest.approx(rings(page)["church"], abs=1)
    page.page.locator("#rail-head .walk").click()
    page.settled()
    stopped = page.state("layer")
    page.page.wait_for_timeout(1500)
    assert page.state("layer") == stopped and page.state("walking") is False


# The legend.

def test_hovering_a_row_of_the_legend_isolates_its_class(tour):
    page = tour()
    page.page.evaluate("strata.stage.zoomBy(.9999)")
    press(page, "0")
    pixels = page.pixels()
    names = page.page.locator(".row.legend .nm").all_inner_texts()[:10]
    assert set(names) == TEN, "the ten classes with the most errors have colour"
    target = row(page, "church")
    slot = page.page.evaluate("(label) => strata.store.state.tint.slots.indexOf(label)", int(target.get_attribute("data-label")))
    before = page.count(*LIGHT)
    target.hover()
    page.settled()
    during = page.count(*LIGHT)
    assert during[slot] >= .95 * before[slot] > 0 and sum(during) - during[slot] < .12 * (sum(before) - before[slot])
    assert rings(page).keys() == {"church"}
    page.page.mouse.move(640, 5)
    page.settled()
    assert page.pixels() == pixels


def test_a_click_filters_shift_adds_alt_inverts_and_all_pinned_are_none(tour):
    page = tour()
    label = {name: int(row(page, name).get_attribute("data-label")) for name in ("church", "tench")}
    picked = "() => strata.store.state.items.labels.map((l, i) => [l, strata.stage.scene.pickable(i)]).filter(([, p]) => p).map(([l]) => l)"
    row(page, "church").click()
    assert page.state("pinned") == [label["church"]] and set(page.page.evaluate(picked)) == {label["church"]}
    assert len(page.page.evaluate(picked)) == 51
    row(page, "tench").click(modifiers=["Shift"])
    page.page.mouse.move(640, 5)
    page.settled()
    assert set(page.page.evaluate(picked)) == set(label.values())
    row(page, "tench").click(modifiers=["Shift"])
    assert page.state("pinned") == [label["church"]]
    row(page, "church").click(modifiers=["Alt"])
    assert len(page.state("pinned")) == 999 and label["church"] not in page.state("pinned")
    press(page, "c")
    assert page.state("pinned") == []


def test_one_of_a_thousand_classes_is_found_by_its_name(tour):
    page = tour()
    field = page.page.locator("#legend input[type=search]")
    field.fill("great white")
    assert page.page.locator(".row.legend .nm").all_inner_texts() == ["great white shark"]
    page.page.locator(".row.legend").click()
    page.settled()
    assert rings(page).keys() == {"great white shark"}
    assert page.page.locator(".row.legend .dot").evaluate("(e) => getComputedStyle(e).backgroundColor") != "rgb(95, 104, 116)"


def test_the_67_coarse_groups_have_rows_colours_and_isolate_all_their_classes(tour):
    page = tour()
    page.page.locator("#legend .legend-by select").select_option("group:coarse")
    page.settled()
    hierarchy = page.study()["hierarchies"][0]
    assert len(hierarchy["groups"]) == 67 and None not in hierarchy["groupOfClass"]
    assert page.page.locator(".row.legend").count() == 67
    counts = [int(text) for text in page.page.locator(".row.legend .count").all_text_contents()]
    assert sum(counts) == 1500
    dogs = row(page, "dog")
    assert dogs.locator(".nm").inner_text() == "dog" and dogs.locator(".count").inner_text() == "169", "119 breeds and 50 springers"
    dogs.click()
    page.page.mouse.move(640, 5)
    page.settled()
    group = hierarchy["groups"].index("dog")
    expected = {k for k, each in enumerate(hierarchy["groupOfClass"]) if each == group}
    assert set(page.page.evaluate("[...strata.stage.scene.isolated]")) == expected and len(expected) == 119
    colored = page.count(*LIGHT)
    assert max(colored) > .9 * sum(colored) > 0


# Colours and marks.

@pytest.mark.parametrize("value,rows", [("prediction", None), ("attribute:split", 2), ("correctness", None)])
def test_it_is_coloured_by_prediction_attribute_and_correctness(tour, value, rows):
    page = tour()
    before = page.pixels()
    page.page.locator("#legend .legend-by select").select_option(value)
    page.page.wait_for_function("() => strata.store.state.tint !== null")
    page.settled()
    assert page.pixels() != before
    if rows:
        texts = page.page.locator(".row.legend").all_inner_texts()
        assert [text.split()[:2] for text in texts] == [["sample", "1,000"], ["validation", "500"]]
        assert all(count > 200 for count in page.count(*LIGHT[:2]))
    if value == "correctness":
        assert page.page.locator(".row.legend").first.inner_text().split()[:2] == ["right", "1,138"]
        assert sum(count > 0 for count in page.count(*LIGHT)) >= 5, "of the classes that are said wrongly most often"


def test_confidence_and_the_difference_of_two_layers_have_a_ramp(tour):
    page = tour()
    for value in ("confidence", "moved"):
        before = page.pixels()
        page.page.locator("#legend .legend-by select").select_option(value)
        page.page.wait_for_function("() => strata.store.state.tint !== null")
        page.settled()
        assert page.pixels() != before and page.page.locator("#legend .colour-bar").is_visible()
    # What the colours say is what the two aligned layers hold.
    model = page.state("model")
    names = page.names()
    at = names.index(page.state("layer"))
    error = page.page.evaluate("""async ([model, a, b]) => { const { parseNpy } = await import('/viewer/data/npy.js');
      const [x, y] = await Promise.all([a, b].map(async (layer) => { const path = `/api/models/${model}/layers/${layer}/embeddings/umap-15d/aligned`;
        return parseNpy(await (await fetch(path)).arrayBuffer(), path).data }));
      const told = strata.store.state.coloured.values; let worst = 0;
      for (let i = 0; i < told.length; i++) { let s = 0; for (let d = 0; d < 15; d++) s += (x[15 * i + d] - y[15 * i + d]) ** 2; worst = Math.max(worst, Math.abs(Math.sqrt(s) - told[i])) }
      return worst }""", [model, names[at - 1], names[at]])
    assert error < 1e-5 and "Movement" in page.page.locator("#legend .legend-by").inner_text()


def test_the_misclassified_are_triangles_in_the_colour_of_what_was_said(tour):
    page = tour("&iso=church", mk="m")
    switch = page.page.locator("#marks [role=switch]").first
    assert switch.get_attribute("aria-checked") == "true" and "362" in switch.inner_text()
    marked = page.page.evaluate("""async () => { const { styleOf } = await import('/viewer/passes/style.js'), s = strata.store.state;
      const style = styleOf({ count: s.study.itemCount, tint: s.tint, predictions: s.predictions, isolated: null, marks: s.marks, trust: null,
        palette: strata.stage.scene.palette }), rgb = (i) => [...style.fill.subarray(4 * i, 4 * i + 3)].join();
      const ofClass = {}; s.items.labels.forEach((l, i) => { if (s.predictions.correct[i] === 1) ofClass[l] ??= rgb(i) });
      let triangles = 0, wrong = 0;
      style.kinds.forEach((k, i) => { if (k % 8 !== 2) return; triangles++;
        if (s.predictions.correct[i] !== 0) wrong++;
        const said = s.predictions.labelIndex[i]; if (said in ofClass && ofClass[said] !== rgb(i)) wrong++ });
      return [triangles, wrong] }""")
    assert marked == [362, 0]
    with_marks = page.pixels()
    press(page, "m")
    assert page.pixels() != with_marks and switch.get_attribute("aria-checked") == "false"
    switch.click()
    page.page.mouse.move(640, 5)
    page.settled()
    assert page.pixels() == with_marks


def test_low_trust_is_hollow(tour):
    page = tour(mk="-")
    before = page.pixels()
    press(page, "t")
    assert page.pixels() != before
    low = page.page.evaluate("strata.store.state.trust.filter((t) => t < .8).length")
    assert f"{low:,}" in page.page.locator("#marks").inner_text() and low > 0


# Pictures, zoom, pan.

def test_i_shows_the_images_in_place_of_the_dots(tour):
    page = tour()
    shown = lambda: page.page.evaluate("strata.stage.scene.pictures.count")  # noqa: E731
    assert shown() == 0
    press(page, "i")
    mixed = shown()
    assert page.state("mode") == "mixed" and 5 < mixed < 200
    press(page, "i")
    assert page.state("mode") == "images" and shown() > 1000
    # A picture on the stage has the pixels of its thumbnail: more colours than dots have.
    colors = page.page.evaluate("""() => { const s = document.querySelector('canvas.points'), c = document.createElement('canvas'); c.width = s.width; c.height = s.height;
      const x = c.getContext('2d'); x.drawImage(s, 0, 0); const d = new Uint32Array(x.getImageData(0, 0, c.width, c.height).data.buffer); return new Set(d).size }""")
    assert colors > 5000
    page.page.locator("[data-mode=dots]").click()
    page.settled()
    assert shown() == 0


def test_the_wheel_zooms_at_the_pointer_within_its_limits(tour):
    page = tour()
    item = page.lonely()
    x, y = page.place(item)
    page.page.mouse.move(x, y)
    page.page.mouse.wheel(0, -300)
    page.settled()
    assert page.state("zoom") > 1.5 and page.place(item) == pytest.approx([x, y], abs=1)
    assert page.page.locator("#zoom").inner_text() == f"{round(page.state('zoom') * 100)}%"
    for _ in range(25):
        page.page.mouse.wheel(0, -240)
    assert page.settled().state("zoom") == 150
    for _ in range(40):
        page.page.mouse.wheel(0, 240)
    assert page.settled().state("zoom") == pytest.approx(.1)
    press(page, "0")
    assert page.state("zoom") == pytest.approx(1)


def test_the_slider_and_the_keys_zoom_at_the_middle(tour):
    page = tour()
    slider = page.page.locator("#zoom-slider")
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    drag(page, (box["x"] + box["width"] * .45, y), (box["x"] + box["width"] * .8, y))
    page.settled()
    near = page.state("zoom")
    assert 5 < near < 100 and page.page.evaluate("document.querySelector('#zoom').textContent") == f"{round(near * 100):,}%"
    slider.focus()
    page.page.keyboard.press("ArrowLeft")
    assert page.settled().state("zoom") < near
    page.page.locator("#stage").focus()
    before = page.state("zoom")
    press(page, "-")
    assert page.state("zoom") == pytest.approx(before / 1.5, rel=1e-3)
    press(page, "0")
    assert page.state("zoom") == pytest.approx(1)
    assert float(slider.input_value()) == pytest.approx(0, abs=.02)


def test_a_drag_on_empty_space_pans(tour):
    page = tour()
    x, y = corner(page)
    before = {item: page.place(item) for item in (0, 700, 1499)}
    turned = frame(page)
    drag(page, (x, y), (x - 70, y + 45))
    page.settled()
    for item, (u, v) in before.items():
        assert page.place(item) == pytest.approx([u - 70, v + 45], abs=.5)
    assert frame(page) == turned


def test_in_three_dimensions_a_drag_turns_and_shift_pans(tour):
    page = tour()
    page.page.locator("[data-space='3']").click()
    page.settled()
    x, y = corner(page)
    before = frame(page)
    drag(page, (x, y), (x - 100, y + 40))
    page.settled()
    turned = frame(page)
    assert angle(before, turned) > .1
    place = page.place(100)
    drag(page, (x, y), (x - 50, y), keys=["Shift"])
    page.settled()
    assert frame(page) == turned and page.place(100) == pytest.approx([place[0] - 50, place[1]], abs=.5)


def test_a_double_click_fits_a_cluster(tour):
    page = isolate(tour(), "golf ball")
    item = core(page, "golf ball")[0]
    place = page.place(item)
    page.page.mouse.move(*place)
    for _ in range(5):
        page.page.mouse.wheel(0, -240)
    assert page.settled().state("zoom") > 8
    page.page.mouse.dblclick(*place)
    page.page.wait_for_function("() => strata.store.state.zoom < 8")
    page.settled()
    box = page.page.locator("#stage").bounding_box()
    places = [page.place(item) for item in items_of(page, "golf ball")]
    inside = [p for p in places if box["x"] < p[0] < box["x"] + box["width"] and box["y"] < p[1] < box["y"] + box["height"]]
    assert len(inside) > .9 * len(places)
    wide, tall = (max(p[k] for p in inside) - min(p[k] for p in inside) for k in (0, 1))
    assert wide > .5 * box["width"] or tall > .5 * box["height"], "as large as it fits"


# Images.

def test_a_hover_shows_the_photo_and_a_click_opens_it_with_its_predictions(tour):
    page = tour()
    item = page.lonely()
    page.page.mouse.move(*page.place(item))
    page.page.wait_for_selector("#hover:not([hidden])")
    name = page.page.evaluate("(i) => { const { study, items } = strata.store.state; return study.classes[items.labels[i]] }", item)
    assert name in page.page.locator("#hover").inner_text()
    page.page.mouse.click(*page.place(item))
    page.wait_state("selected", item)
    page.page.wait_for_function("() => { const i = document.querySelector('#inspector img'); return i?.complete && i.naturalWidth >= 200 }")
    assert name in page.page.locator("#inspector").inner_text() and page.page.locator("#inspector .prob .bar").count() == 5
    page.page.wait_for_selector("#inspector .journey svg")
    line = page.page.locator("#inspector .journey path[stroke-width='2']").first.get_attribute("d")
    assert line.count("L") + 1 == 20, "one point a layer"
    press(page, "Escape")
    assert page.state("selected") == -1


# Brushes, handles of one's own, filters.

def brushed(page, name="church"):
    page.page.locator("[data-tool=rectangle]").click()
    return brush(page, around(page, core(page, name), 8))


def test_a_rectangle_selects_what_it_covers_and_shift_alt_change_it(tour):
    page = tour()
    places = page.page.evaluate(PLACES)
    stage, other = page.page.locator("#stage").bounding_box(), around(page, core(page, "church"), 8)
    # Around the point in whose middle the data lie, so that images lie on every side of it.
    x, y = (sorted(p[k] for p in places)[len(places) // 2] + stage["xy"[k]] for k in (0, 1))
    box = [round(x) - 60.5, round(y) - 60.5, round(x) + 60.5, round(y) + 60.5]
    page.page.locator("[data-tool=rectangle]").click()
    chosen = set(brush(page, box))
    inside = {i for i, (u, v) in enumerate(places) if box[0] <= u + stage["x"] <= box[2] and box[1] <= v + stage["y"] <= box[3]}
    assert 20 < len(inside) < 1400 and len(chosen ^ inside) <= 2
    assert page.count(BLACK)[0] > len(chosen), "the selected have a black edge on light ground"
    both = set(brush(page, other, "Shift"))
    assert both > chosen
    assert len(set(brush(page, box, "Alt")) ^ (both - chosen)) <= 2
    press(page, "c")
    assert page.page.evaluate("strata.store.state.selection.length") == 0


def test_d_makes_a_handle_at_the_middle_of_the_brush_that_is_dragged_renamed_and_removed(tour):
    page = tour()
    chosen = brushed(page)
    page.page.keyboard.press("d")
    page.page.wait_for_selector("input.handle-name")
    page.page.keyboard.type("buildings")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector("input.handle-name", state="detached")
    press(page, "Escape")
    assert page.state("tool") == "pan"
    start = rings(page)["buildings"]
    assert middle(page, chosen) == pytest.approx(start, abs=.5)
    before = frame(page)
    drag(page, start, (start[0] * .9 + 64, start[1] * .9 + 40), up=False)
    assert angle(before, frame(page)) > .005 or frame(page) != before
    assert middle(page, chosen) == pytest.approx(rings(page)["buildings"], abs=1)
    page.page.mouse.move(*start, steps=5)
    page.page.mouse.up()
    page.settled()
    assert frame(page) == pytest.approx(before, abs=1e-6)
    # It stands for the same images in another layer, and after the page is opened anew.
    press(page, "k")
    assert middle(page, chosen) == pytest.approx(rings(page)["buildings"], abs=.5)
    page.page.reload()
    page.settled()
    page.page.wait_for_function("() => strata.store.state.handles.length === 1")
    page.settled()
    page.page.mouse.dblclick(*rings(page)["buildings"])
    page.page.wait_for_selector("input.handle-name")
    page.page.keyboard.type("houses")
    page.page.keyboard.press("Enter")
    page.page.wait_for_function("() => strata.store.state.handles[0].name === 'houses'")
    page.page.locator("#stage").focus()
    page.page.keyboard.press("x")
    page.page.wait_for_function("() => strata.store.state.handles.length === 0")
    page.page.wait_for_function("async () => (await (await fetch('/api/annotations')).json()).handles.length === 0")


def test_d_without_a_selection_takes_the_next_brush(tour):
    page = tour()
    page.page.keyboard.press("d")
    assert page.state("armed") == "handle"
    drag(page, around(page, items_of(page, "golf ball"))[:2], around(page, items_of(page, "golf ball"))[2:])
    page.page.wait_for_selector("input.handle-name")
    page.page.keyboard.press("Escape")
    page.settled()
    made = page.page.evaluate("[...strata.store.state.handles[0].items]")
    assert len(set(items_of(page, "golf ball")) - set(made)) <= 1
    page.page.locator("#stage").focus()
    page.page.keyboard.press("x")
    page.page.wait_for_function("async () => (await (await fetch('/api/annotations')).json()).handles.length === 0")


def test_f_filters_to_the_selection_and_c_brings_all_back(tour):
    page = tour()
    whole = page.pixels()
    chosen = brushed(page)
    press(page, "f")
    assert page.page.evaluate("[...strata.store.state.filter]") == chosen
    assert f"{len(chosen):,} of 1,500 shown" in page.page.locator("#selection-bar").inner_text()
    drawn = page.count(GREY, *LIGHT)
    press(page, "c")
    assert page.page.evaluate("strata.store.state.filter") is None and page.pixels() == whole
    assert sum(drawn) < .8 * sum(page.count(GREY, *LIGHT)), "the others were not drawn"


def test_g_adds_the_fifteen_nearest_and_the_selection_can_be_undone(tour):
    page = tour()
    item = page.lonely()
    page.page.mouse.click(*page.place(item))
    page.page.wait_for_function("() => strata.store.state.near.length === 15")
    page.page.keyboard.press("g")
    page.page.wait_for_function("() => strata.store.state.selection.length === 16")
    press(page, "Control+z")
    assert page.page.evaluate("strata.store.state.selection.length") == 0
    press(page, "Control+Shift+z")
    assert page.page.evaluate("strata.store.state.selection.length") == 16


# Back to the beginning; what else there is to choose.

def test_reset_goes_back_to_the_first_plane_and_the_whole(tour):
    page = tour()
    before, pixels = frame(page), page.pixels()
    for _ in range(4):
        page.page.keyboard.press("]")
    press(page, "+", "+")
    assert angle(before, frame(page)) > .05
    page.page.locator("#toolbar button", has_text="First plane").click()
    press(page, "0")
    page.page.mouse.move(640, 5)
    page.settled()
    assert frame(page) == pytest.approx(before, abs=1e-9) and page.pixels() == pixels


def test_every_embedding_is_shown_with_where_it_comes_from(tour):
    page = tour()
    seen = {}
    for name, told in (("umap-15d", "UMAP 15-D"), ("umap-2d", "UMAP 2-D"), ("tsne-2d", "t-SNE 2-D")):
        page.page.locator("#toolbar select").first.select_option(name)
        page.settled()
        text = page.page.locator("#provenance").inner_text()
        assert told in text and "seed 42" in text
        seen[page.pixels()] = name
    assert len(seen) == 3
    page.page.locator("#stage").focus()
    assert press(page, "e").state("embedding") == "umap-15d"


def test_the_link_of_a_turned_isolated_view_opens_the_same_view(tour, visit, address):
    page = isolate(tour(), "church", "tench")
    press(page, "]", "]", "+")
    page.page.wait_for_function("() => location.hash.includes('iso=tench') && location.hash.includes('q=') && location.hash.includes('z=')")
    page.page.wait_for_timeout(350)
    again = visit(address, 1280, 1000).open(page.page.evaluate("location.hash"))
    assert set(again.state("pinned")) == set(page.state("pinned"))
    for item in (3, 700, 1400):
        assert again.place(item) == pytest.approx(page.place(item), abs=1)
    assert again.errors == []


def test_a_finger_drags_a_ring_and_pans_and_two_zoom(visit, address):
    page = visit(address, 390, 844, has_touch=True, is_mobile=True, device_scale_factor=1).open(f"#e=umap-15d&l={LAYER}&as=dots&mk=-&iso=church")
    session = page.page.context.new_cdp_session(page.page)

    def touch(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(points)]})
    x, y = rings(page)["church"]
    before, items = frame(page), items_of(page, "church")
    target = (x * .8 + 39, y * .8 + 84)
    touch("touchStart", (x, y))
    for k in range(1, 6):
        touch("touchMove", (x + (target[0] - x) * k / 5, y + (target[1] - y) * k / 5))
    touch("touchEnd")
    page.settled()
    assert frame(page) != before and middle(page, items) == pytest.approx(target, abs=1.5)
    turned, zoom, place = frame(page), page.state("zoom"), page.place(700)
    u, v = corner(page)
    touch("touchStart", (u, v))
    touch("touchMove", (u - 20, v + 10))
    touch("touchMove", (u - 40, v + 20))
    touch("touchEnd")
    page.settled()
    assert frame(page) == turned and page.place(700) == pytest.approx([place[0] - 40, place[1] + 20], abs=1)
    touch("touchStart", (150, 400), (240, 400))
    for k in range(1, 6):
        touch("touchMove", (150 - 8 * k, 400), (240 + 8 * k, 400))
    touch("touchEnd")
    page.settled()
    assert page.state("zoom") > 1.5 * zoom and frame(page) == turned and page.errors == []
