"""Turning the space: 2-D, 3-D, n-D, the Grand Tour, best view, compass; the way through the layers; trust in the view."""

import re

import pytest
from playwright.sync_api import expect
from test_handles import frame
from test_selection import area, brush

pytestmark = pytest.mark.program


def plane_moved(before, after):
    n = int(len(before) ** .5)
    return max(abs(a - b) for a, b in zip(before[:2 * n], after[:2 * n]))


@pytest.fixture
def tour(visit, site):
    page = visit(site, 1600, 1000).open("#as=dots&e=umap-15d")
    yield page
    assert page.errors == []


def drag(page, start, *points, up=True):
    page.page.mouse.move(*start)
    page.page.mouse.down()
    for point in points:
        page.page.mouse.move(*point, steps=6)
    if up:
        page.page.mouse.up()


def empty(page):
    """A place of the stage without a ring, a picture or a panel."""
    box = page.page.locator("#stage").bounding_box()
    return box["x"] + box["width"] - 60, box["y"] + box["height"] / 2


def test_three_dimensions_turn_under_the_hand_and_shift_pans(tour):
    before = frame(tour)
    tour.page.locator("[data-space='3']").click()
    tour.settled()
    n = int(len(before) ** .5)
    assert frame(tour)[:2 * n] == pytest.approx(before[:2 * n], abs=1e-9), "the plane that was seen stays"
    flat = tour.pixels()
    x, y = empty(tour)
    camera = tour.page.evaluate("({ ...strata.stage.camera })")
    drag(tour, (x, y), (x - 120, y + 40))
    tour.settled()
    turned = frame(tour)
    assert plane_moved(before, turned) > .1 and tour.pixels() != flat
    assert tour.page.evaluate("({ ...strata.stage.camera })") == camera
    for row in range(3, n):
        assert turned[row * n:(row + 1) * n] == pytest.approx(frame(tour)[row * n:(row + 1) * n])
    tour.page.keyboard.down("Shift")
    drag(tour, (x, y), (x - 60, y))
    tour.page.keyboard.up("Shift")
    tour.settled()
    assert frame(tour) == pytest.approx(turned, abs=1e-12)
    assert tour.page.evaluate("strata.stage.camera.x") != pytest.approx(camera["x"])
    tour.page.wait_for_function("() => location.hash.includes('d=3')")


def test_in_two_dimensions_a_ring_only_turns_the_plane_within_itself(tour):
    tour.page.locator("[data-space='2']").click()
    tour.settled()
    expect(tour.page.locator("#tour")).to_be_hidden()
    before = frame(tour)
    n = int(len(before) ** .5)
    handle = tour.page.evaluate("() => { const b = strata.stage.root.getBoundingClientRect(), h = strata.stage.scene.handles.list[0]; return [h.x + b.x, h.y + b.y] }")
    drag(tour, handle, (handle[0] + 40, handle[1] + 50))
    tour.settled()
    after = frame(tour)
    assert plane_moved(before, after) > .01
    assert after[2 * n:] == pytest.approx(before[2 * n:], abs=1e-9)


def test_the_tour_has_speed_pause_and_a_single_step(tour):
    before = frame(tour)
    tour.page.locator("[aria-label='A single step of the tour']").click()
    tour.settled()
    once = frame(tour)
    assert .005 < plane_moved(before, once) < .2
    speed = tour.page.locator("#tour input")
    assert float(speed.get_attribute("min")) == 0 and float(speed.get_attribute("max")) == 1
    speed.evaluate("(e) => { e.value = 0; e.dispatchEvent(new Event('input')) }")
    tour.page.locator("#stage").focus()
    tour.page.keyboard.press(" ")
    tour.wait_state("playing", True)
    tour.frames(20)
    assert tour.state("playing") is True and frame(tour) == pytest.approx(once, abs=1e-12), "speed 0 stands still"
    speed.evaluate("(e) => { e.value = 1; e.dispatchEvent(new Event('input')) }")
    tour.page.wait_for_function("""(before) => { const { values, size } = strata.stage.blend.frameB;
      return values.subarray(0, 2 * size).some((v, i) => Math.abs(v - before[i]) > .3) }""", arg=once)
    tour.page.locator("#stage").focus()
    tour.page.keyboard.press("p")
    tour.wait_state("playing", False)
    assert plane_moved(once, frame(tour)) > .05
    tour.settled()
    still = frame(tour)
    tour.frames(15)
    assert frame(tour) == still


def test_the_tour_is_the_same_for_the_same_seed(visit, site):
    frames = []
    for _ in range(2):
        page = visit(site).open("#as=dots&e=umap-15d")
        for _ in range(5):
            page.page.keyboard.press("]")
        frames.append(frame(page))
    assert frames[0] == frames[1]


def test_best_view_separates_what_is_isolated_and_says_so(tour):
    rows = tour.page.locator(".row.legend")
    rows.nth(0).click()
    rows.nth(1).click(modifiers=["Shift"])
    tour.page.mouse.move(800, 20)
    tour.settled()
    ratio = """() => { const { positions } = strata.stage.now(), { labels } = strata.store.state.items, k = [...strata.store.state.pinned];
      const m = k.map(() => [0, 0, 0]), w = k.map(() => 0);
      labels.forEach((l, i) => { const g = k.indexOf(l); if (g >= 0) { m[g][0] += positions[2 * i]; m[g][1] += positions[2 * i + 1]; m[g][2]++ } });
      m.forEach((c) => { c[0] /= c[2]; c[1] /= c[2] });
      labels.forEach((l, i) => { const g = k.indexOf(l); if (g >= 0) w[g] += (positions[2 * i] - m[g][0]) ** 2 + (positions[2 * i + 1] - m[g][1]) ** 2 });
      return Math.hypot(m[0][0] - m[1][0], m[0][1] - m[1][1]) / Math.sqrt(w[0] / m[0][2] + w[1] / m[1][2]); }"""
    before = tour.page.evaluate(ratio)
    tour.page.evaluate("window.began = performance.now()")
    tour.page.keyboard.press("v")
    tour.page.wait_for_function("() => !strata.stage.moving && strata.stage.asked === 0")
    assert tour.page.evaluate("performance.now() - began") >= 650
    assert tour.page.evaluate(ratio) > before
    expect(tour.page.locator("#caption")).to_contain_text("chosen to separate")
    tour.page.keyboard.press("]")
    tour.settled()
    expect(tour.page.locator("#caption")).not_to_contain_text("chosen to separate")
    tour.page.keyboard.press("Control+z")
    tour.page.keyboard.press("Control+z")
    tour.settled()
    assert tour.page.evaluate(ratio) == pytest.approx(before, rel=1e-6)


def test_best_view_separates_a_selection_from_the_rest(tour):
    tour.page.keyboard.press("b")
    brush(tour, area(tour))
    before = frame(tour)
    tour.page.locator(".btn.best").click()
    tour.settled()
    assert plane_moved(before, frame(tour)) > .05
    expect(tour.page.locator("#caption")).to_contain_text("the selection and the rest")


def test_a_spoke_of_the_compass_is_dragged_like_a_ring_and_by_keys(tour):
    spoke = tour.page.evaluate("""() => { const { compass, blend, root } = strata.stage, f = blend.frameB, b = root.getBoundingClientRect();
      let best = 0; for (let d = 0; d < f.size; d++) if (Math.hypot(f.values[d], f.values[f.size + d]) > Math.hypot(f.values[best], f.values[f.size + best])) best = d;
      return [best, b.x + compass.x + f.values[best] * compass.radius, b.y + compass.y - f.values[f.size + best] * compass.radius, b.x + compass.x, b.y + compass.y] }""")
    d, x, y, cx, cy = spoke
    before = frame(tour)
    n = int(len(before) ** .5)
    target = (x + (cx - x) * .7, y + (cy - y) * .7)
    drag(tour, (x, y), target)
    tour.settled()
    after = frame(tour)
    assert after != before
    assert (cx + after[d] * 36, cy - after[n + d] * 36) == (pytest.approx(target[0], abs=1.2), pytest.approx(target[1], abs=1.2))
    compass = tour.page.locator("[data-compass]")
    compass.focus()
    expect(compass).to_be_focused()
    tour.page.keyboard.press("PageDown")
    assert tour.page.evaluate("strata.stage.compass.chosen") == 0
    tour.page.keyboard.press("ArrowUp")
    tour.settled()
    assert frame(tour) != after


def test_a_double_click_fits_the_cluster(tour):
    item = tour.lonely()
    place = tour.place(item)
    label = tour.page.evaluate("(i) => strata.store.state.items.labels[i]", item)
    tour.page.mouse.dblclick(*place)
    tour.settled()
    inside = tour.page.evaluate("""(label) => { const { labels } = strata.store.state.items, { width, height } = strata.stage.surface.size;
      let all = 0, seen = 0; labels.forEach((l, i) => { if (l !== label) return; all++; const [x, y] = strata.stage.placeOf(i);
        if (x > 0 && y > 0 && x < width && y < height) seen++ }); return seen / all }""", label)
    assert inside > .9 and tour.state("zoom") > 1


def test_the_way_through_the_layers_plays_and_stops_at_the_last(tour):
    names = tour.names()
    tour.page.keyboard.press("k")
    tour.settled()
    tour.page.locator("#rail-head .walk").click()
    tour.page.wait_for_function("(last) => strata.store.state.layer === last", arg=names[-1])
    tour.page.wait_for_function("() => !strata.store.state.walking")
    # Each layer is there for two seconds only, of which all may be missed.
    tour.page.evaluate("() => { window.walked = []; strata.store.watch(['layer'], ({ layer }) => window.walked.push(layer)) }")
    tour.page.keyboard.press("P")
    tour.page.wait_for_function("() => walked.length > 2")
    assert tour.page.evaluate("walked.slice(0, 3)") == [names[-1], names[0], names[1]]
    tour.page.keyboard.press("Escape")
    tour.wait_state("walking", False)
    assert tour.state("playing") is False


def test_trust_in_this_view_is_what_its_definition_says(serve, visit):
    page = visit(serve().url, 1600, 1000).open("#as=dots&e=umap-15d")
    page.wait_known("viewTrust")
    told = page.state("viewTrust")
    share = page.page.evaluate("""async () => {
      const { parseNpy } = await import('/viewer/data/npy.js'), path = strata.explorer.neighborRows.path();
      const { data, shape } = parseNpy(await (await fetch(path)).arrayBuffer(), path), { positions } = strata.stage.now(), n = shape[0];
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const order = [...Array(n).keys()].filter((j) => j !== i).map((j) => [(positions[2 * j] - positions[2 * i]) ** 2 + (positions[2 * j + 1] - positions[2 * i + 1]) ** 2, j]);
        order.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        const near = new Set(data.subarray(i * shape[1], (i + 1) * shape[1]));
        sum += order.slice(0, 15).filter(([, j]) => near.has(j)).length / 15;
      }
      return sum / n; }""")
    assert told["share"] == pytest.approx(share, abs=1e-6) and told["points"] == 1200 and not told["sampled"]
    chip = page.page.locator("#view-trust")
    expect(chip).to_be_visible()
    expect(chip.locator("b")).to_have_class("warn" if share < .75 else "")
    # It is stale from the first moment of the turn, perhaps for a moment only.
    page.page.evaluate("() => { window.stale = false; strata.store.watch(['viewTrust'], ({ viewTrust }) => { window.stale ||= viewTrust.stale }) }")
    page.page.keyboard.press("]")
    page.page.wait_for_function("() => window.stale")
    page.page.wait_for_function("(was) => !strata.store.state.viewTrust.stale && strata.store.state.viewTrust.share !== was", arg=told["share"])
    assert page.errors == []


def test_false_neighbours_of_the_image_in_focus_are_linked_apart_from_the_true_ones(serve, visit):
    page = visit(serve().url, 1600, 1000, theme="light").open("#as=dots&e=umap-15d&i=7")
    page.page.wait_for_function("() => strata.store.state.falseNear?.length > 0")
    false = set(page.state("falseNear"))
    stored = page.page.evaluate("async () => (await strata.explorer.storedNeighbors(strata.store.state.layer, 7, 50)).map((n) => n.item)")
    assert not false & set(stored) and len(false) <= 15
    red = """() => { const c = document.querySelector('canvas.overlay'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
      let n = 0; for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 120 && Math.abs(d[i] - 191) < 30 && Math.abs(d[i + 1] - 42) < 40 && Math.abs(d[i + 2] - 42) < 40) n++; return n }"""
    page.until(lambda: page.page.evaluate(red) > 20)
    expect(page.page.locator("#seen-trust")).to_contain_text(f"{len(false)} of the 15 nearest on the screen")
    page.page.keyboard.press("Escape")
    page.wait_state("selected", -1)
    page.settled()
    assert page.state("falseNear") is None and page.page.evaluate(red) == 0


def test_a_large_study_is_sampled_and_says_so(serve, visit):
    page = visit(serve(items=25_000).url).open("#as=dots&e=umap-2d")
    page.wait_known("viewTrust")
    told = page.state("viewTrust")
    assert told["points"] == 10_000 and told["sampled"]
    expect(page.page.locator("#view-trust")).to_have_attribute("title", re.compile("10,000 seeded images"))


def test_reduced_motion_goes_to_the_best_view_at_once_and_plays_only_when_asked(visit, site):
    page = visit(site, motion="reduce").open("#as=dots&e=umap-15d")
    before = frame(page)
    page.page.keyboard.press("v")
    page.page.wait_for_function("() => strata.store.state.separated !== ''")
    assert page.page.evaluate("strata.stage.moving") is False and plane_moved(before, frame(page)) > .01
    assert page.state("playing") is False
    page.settled()
    page.page.keyboard.press("p")
    page.wait_state("playing", True)


def test_loads_that_nobody_waits_for_any_more_are_called_off(serve, visit):
    page = visit(serve().url).open("#as=dots&e=umap-15d")
    names = page.names()
    aborted = []
    # It is on its way for as long as it is not called off.
    page.page.route(f"**/{names[1]}/embeddings/**", lambda route: None)
    page.page.on("requestfailed", lambda request: aborted.append(request.url))
    with page.page.expect_request(lambda request: f"/{names[1]}/" in request.url):
        page.page.locator("#layers .row .nm").nth(1).click()
    page.page.locator("#layers .row .nm").nth(3).click()
    page.settled()
    assert page.state("layer") == names[3]
    page.until(lambda: any(f"/{names[1]}/embeddings/" in url for url in aborted))


def test_back_goes_to_the_view_before_a_link(tour):
    tour.page.keyboard.press("]")
    tour.link()
    names, turned, layer = tour.names(), frame(tour), tour.state("layer")
    tour.page.evaluate("(layer) => { location.hash = `#e=umap-15d&l=${layer}&d=3&as=dots` }", names[1])
    tour.wait_state("layer", names[1])
    tour.settled()
    assert tour.state("space") == "3" and plane_moved(turned, frame(tour)) > .005
    tour.page.go_back()
    tour.wait_state("layer", layer)
    tour.settled()
    assert tour.state("space") == "n" and frame(tour)[:30] == pytest.approx(turned[:30], abs=1e-3)
