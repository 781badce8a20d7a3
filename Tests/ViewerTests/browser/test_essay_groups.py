"""Images, brushes, handles of one's own, filters and links, on GoogLeNet, with mouse, keyboard and touch."""

import pytest
from playwright.sync_api import expect
from essay import (  # noqa: F401
    address, angle, around, BLACK, brush, brushed, core, corner, drag, frame, GREY, isolate,
    items_of, LAYER, LIGHT, middle, PLACES, press, rings, tour, window,
)


# Images.

def test_a_hover_shows_the_photo_and_a_click_opens_it_with_its_predictions(tour):
    page = tour()
    item = page.lonely()
    page.page.mouse.move(*page.place(item))
    page.page.wait_for_selector("#hover:not([hidden])")
    name = page.page.evaluate("(i) => { const { study, items } = strata.store.state; return study.classes[items.labels[i]] }", item)
    expect(page.page.locator("#hover")).to_contain_text(name)
    page.page.mouse.click(*page.place(item))
    page.wait_state("selected", item)
    page.page.wait_for_function("() => { const i = document.querySelector('#inspector img'); return i?.complete && i.naturalWidth >= 200 }")
    expect(page.page.locator("#inspector")).to_contain_text(name)
    expect(page.page.locator("#inspector .prob .bar")).to_have_count(5)
    page.page.wait_for_selector("#inspector .journey svg")
    line = page.page.locator("#inspector .journey path[stroke-width='2']").first.get_attribute("d")
    assert line.count("L") + 1 == 20, "one point a layer"
    press(page, "Escape")
    assert page.state("selected") == -1


# Brushes, handles of one's own, filters.


def test_a_rectangle_selects_what_it_covers_and_shift_alt_change_it(tour):
    page = tour()
    places = page.page.evaluate(PLACES)
    stage, other = page.page.locator("#stage").bounding_box(), around(page, core(page, "church"), 8)
    # Around the point in whose middle the data lie, so that images lie on every side of it.
    x, y = (sorted(p[k] for p in places)[len(places) // 2] + stage["xy"[k]] for k in (0, 1))
    box = [round(x) - 60.5, round(y) - 60.5, round(x) + 60.5, round(y) + 60.5]
    page.page.locator("[data-tool=rectangle]").click()
    black = page.count(BLACK)[0]
    chosen = set(brush(page, box))
    inside = {i for i, (u, v) in enumerate(places) if box[0] <= u + stage["x"] <= box[2] and box[1] <= v + stage["y"] <= box[3]}
    assert 20 < len(inside) < 1400 and len(chosen ^ inside) <= 2
    # They lie so close that they cover each other's edges.
    assert page.count(BLACK)[0] > black + 300, "the selected have a black edge on light ground"
    both = set(brush(page, other, "Shift"))
    assert both > chosen
    assert len(set(brush(page, box, "Alt")) ^ (both - chosen)) <= 2
    press(page, "c")
    assert page.page.evaluate("strata.store.state.selection.length") == 0


def test_d_makes_a_handle_at_the_middle_of_the_brush_that_is_dragged_renamed_and_removed(tour):
    page = tour()
    chosen = brushed(page)
    page.page.keyboard.press("d")
    expect(page.page.locator("input.handle-name")).to_be_focused()
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
    page.page.wait_for_function("""async () => (await (await fetch('/api/annotations')).json()).handles
      .map(({ name }) => name).join() === 'buildings'""")
    page.page.reload()
    page.settled()
    page.page.wait_for_function("() => strata.store.state.handles.length === 1")
    page.settled()
    page.page.mouse.dblclick(*rings(page)["buildings"])
    expect(page.page.locator("input.handle-name")).to_be_focused()
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
    page.wait_state("armed", "handle")
    drag(page, around(page, items_of(page, "golf ball"))[:2], around(page, items_of(page, "golf ball"))[2:])
    expect(page.page.locator("input.handle-name")).to_be_focused()
    page.page.keyboard.press("Escape")
    expect(page.page.locator("input.handle-name")).to_have_count(0)
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
    expect(page.page.locator("#selection-bar")).to_contain_text(f"{len(chosen):,} of 1,500 shown")
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
        expect(page.page.locator("#provenance")).to_contain_text(told)
        expect(page.page.locator("#provenance")).to_contain_text("seed 42")
        seen[page.pixels()] = name
    assert len(seen) == 3
    page.page.locator("#stage").focus()
    assert press(page, "e").state("embedding") == "umap-15d"


def test_the_link_of_a_turned_isolated_view_opens_the_same_view(tour, visit, address):
    page = isolate(tour(), "church", "tench")
    press(page, "]", "]", "+")
    page.page.wait_for_function("() => location.hash.includes('iso=tench') && location.hash.includes('q=') && location.hash.includes('z=')")
    again = visit(address, 1280, 1000).open(page.link())
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
