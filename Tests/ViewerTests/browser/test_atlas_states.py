"""The activation atlas: sizes of grids and pictures, cells that say little, what there is not, what goes wrong, windows."""

import re

import pytest
from atlas_page import (LAYER, MEAN, VIEW, calm, cell, chosen, click,
                        drawn_atlas, grid, note, open_view, quiet, side, zoom)
from playwright.sync_api import expect


@pytest.fixture
def view(visit, serve):
    page = drawn_atlas(open_view(visit(serve().url, 1440, 900)))
    yield page
    assert page.errors == [], "the browser's console is not silent"


def test_few_pixels_stay_squares(visit, serve):
    page = drawn_atlas(open_view(visit(serve().url, 1440, 900), "#v=features&gk=atlas&l=prob&az=4.5,4.5,4"))
    page.page.evaluate("strata.atlas.map.regions = []; strata.atlas.map.redraw()")
    page.frames(2)
    # Along a row of the screen colors change at the edges of squares only: 28 of them.
    runs = page.page.evaluate("""() => { const { map } = strata.atlas, k = map.atlas.cells.findIndex(({ key }) => key === '4-4'), box = map.boxOf(k), d = map.density;
      const w = Math.floor((box.right - box.left) * d) - 2, data = map.canvas.getContext('2d').getImageData((box.left + 1) * d, (box.top + box.bottom) / 2 * d, w, 1).data;
      let runs = 1; for (let i = 4; i < data.length; i += 4) if (data[i] !== data[i - 4] || data[i + 1] !== data[i - 3] || data[i + 2] !== data[i - 2]) runs++;
      return [runs, w] }""")
    assert runs[0] <= 29 and runs[1] > 120
    assert page.errors == []


def test_sixteen_hundred_cells_are_one_picture_and_close_by_only_those_in_view_are_asked_for(visit, serve):
    server = serve(atlas="large")
    near = drawn_atlas(open_view(visit(server.url, 1440, 900), f"{VIEW}&az=20,20,6"))
    asked = [path for path in server.server.requests if path.endswith(".png")]
    assert 20 < len(asked) < 200, "what nobody has seen is not asked for"
    near.page.keyboard.press("0")
    drawn_atlas(near)
    count = near.page.evaluate("strata.atlas.map.atlas.cells.length")
    assert count > 1400 and len({path for path in server.server.requests if path.endswith(".png")}) == count
    tiles = near.page.evaluate("[strata.atlas.map.pictures.mosaic.width, strata.atlas.map.pictures.tile.width]")
    assert tiles == [1920, 48]
    calls = near.page.evaluate("""() => { const { map } = strata.atlas, context = map.canvas.getContext('2d'), draw = context.drawImage.bind(context);
      let count = 0; context.drawImage = (...all) => { count++; draw(...all) }; map.frame(); delete context.drawImage; return count }""")
    assert calls == 1, "at overview all pictures are drawn as one"
    assert near.errors == []


def test_one_cell_is_shown_and_no_larger_than_it_deserves(visit, serve):
    page = drawn_atlas(open_view(visit(serve(atlas="one").url, 1440, 900)))
    expect(page.page.locator(".atlas-said")).to_have_text("1 cell")
    box = page.page.evaluate("(() => { const b = strata.atlas.map.boxOf(0); return b.right - b.left })()")
    assert 200 < box <= 280
    click(page, "0-0")
    expect(side(page).get_by_role("heading", name="Row 1, column 1")).to_be_visible()
    for key in ("ArrowRight", "ArrowDown", "End", "PageDown"):
        page.page.keyboard.press(key)
    page.page.keyboard.press("n")
    assert chosen(page) == "0-0" and page.errors == []


def test_an_atlas_without_cells_says_why_and_what_to_do(visit, serve):
    page = open_view(visit(serve(atlas="empty").url, 1440, 900))
    expect(note(page)).to_contain_text("This atlas has no cells")
    expect(note(page)).to_contain_text("Nowhere do 8 of the 5,409 activations lie in one place.")
    page.page.keyboard.press("n")
    page.page.keyboard.press("+")
    assert page.errors == []


def test_silent_broken_off_and_poor_cells_are_said(view):
    cells = view.page.evaluate("strata.atlas.loaded.atlas.cells")
    poor = next(each["key"] for each in cells if each["cosine"] < .3 and each["outcome"] not in ("silent", "notFinite"))
    silent = next(each["key"] for each in cells if each["outcome"] == "silent")
    click(view, poor)
    expect(side(view).locator(".feature-void")).to_contain_text("The picture shows its direction poorly: cosine .21")
    click(view, silent)
    expect(side(view)).to_contain_text("Never excited in")
    expect(side(view).locator(".large.void")).to_be_visible()
    view.page.mouse.move(*cell(view, silent))
    expect(view.page.locator(".atlas-hover")).to_contain_text("silent: the picture means nothing")


def test_without_classes_and_places(visit, serve):
    page = drawn_atlas(open_view(visit(serve(labels=False, predictions=False).url, 1440, 900), f"{VIEW}&ac=3-4"))
    expect(page.page.get_by_role("combobox", name="Class", exact=True)).to_have_count(0)
    expect(page.page.get_by_role("button", name="Tint by class")).to_be_hidden()
    expect(side(page)).to_contain_text("Which classes its activations raise is not known.")
    page.page.evaluate("strata.store.set({ layer: '07-prob', atlas: { ...strata.store.state.atlas, cell: '4-4' } })")
    page.page.wait_for_function("() => strata.atlas.loaded?.place.layer === '07-prob'")
    drawn_atlas(page)
    click(page, "4-4")
    tiles = side(page).locator(".atlas-images .tile[data-item]")
    expect(tiles.first).to_be_visible()
    expect(tiles.first).not_to_have_attribute("aria-label", re.compile("from the left"))
    assert page.errors == []


def test_a_layer_without_an_atlas_names_the_command_and_asks_for_nothing(visit, serve):
    server = serve()
    page = open_view(visit(server.url, 1440, 900), "#v=features&gk=atlas&l=pool1")
    expect(note(page).locator("code")).to_have_text("strata atlas food.study --layers pool1")
    assert not any(path.endswith("/atlas") for path in server.server.requests)
    note(page).get_by_role("button", name="inception_5b_output").click()
    drawn_atlas(calm(page))
    page.page.get_by_role("button", name="Channels").click()
    expect(page.page.get_by_role("option", name=re.compile("^Channel 0"))).to_be_visible()
    assert page.errors == []


def test_a_layer_that_has_nothing_but_an_atlas_shows_it(visit, serve):
    page = drawn_atlas(open_view(visit(serve(features="none", atlas="alone").url, 1440, 900), f"#v=features&l={LAYER}"))
    expect(grid(page)).to_be_visible()
    page.page.get_by_role("button", name="Channels").click()
    expect(note(page).locator("code")).to_contain_text("strata maximize")
    note(page).get_by_role("button", name="Show its activation atlas").click()
    expect(grid(page)).to_be_visible()
    assert page.errors == []


def test_an_atlas_that_is_made_meanwhile_appears_by_itself(visit, serve):
    server = serve(atlas="none")
    page = open_view(visit(server.url, 1440, 900))
    expect(note(page).locator("code")).to_contain_text("strata atlas")
    server.study.forget()
    server.change(atlas="")
    drawn_atlas(page)
    expect(grid(page)).to_be_visible()
    assert page.errors == []


def test_what_the_server_does_not_have_it_says_with_the_remedy(visit, serve):
    page = open_view(visit(serve(atlas="lost").url, 1440, 900))
    expect(note(page)).to_contain_text("There is no activation atlas of inception_5b_output. Run strata atlas STUDY --layer")
    quiet(page, "/atlas")


def test_a_damaged_atlas_and_a_late_one(visit, serve):
    page = open_view(visit(serve(atlas="damaged").url, 1440, 900))
    expect(note(page)).to_contain_text("This atlas cannot be shown")
    expect(note(page)).to_contain_text("cell 1 has no image. Run strata atlas again.")
    assert page.errors == []
    late = visit(serve(atlas="late").url, 1440, 900)
    late.open(VIEW, wait=False)
    expect(late.page.locator(".atlas-stage > .view-line")).to_have_text("Loading the atlas …")
    drawn_atlas(calm(late))
    expect(late.page.locator(".atlas-stage > .view-line")).to_be_hidden()
    assert late.errors == []


def test_a_picture_that_cannot_be_read_says_so_and_leaves_the_others_alone(visit, serve):
    page = drawn_atlas(open_view(visit(serve(atlas="broken").url, 1440, 900), f"{VIEW}&ac=3-4"))
    states = page.page.evaluate("strata.atlas.map.pictures.states")
    assert states.count("broken") == 1 and states.count("there") == 128
    expect(side(page).locator(".large .feature-lost")).to_be_visible()
    assert page.errors == []


def test_pictures_come_once_the_server_is_back(visit, serve):
    server = serve()
    page = drawn_atlas(open_view(visit(server.url, 1440, 900), f"{VIEW}&az=2,2,6"))
    server.stop()
    page.wait_state("connection", "lost")
    page.page.evaluate("strata.atlas.map.setLens({ column: 9, row: 9, zoom: 6 })")
    page.page.wait_for_function("() => strata.atlas.map.lens.column === 9 && strata.atlas.map.pictures.active.size === 0")
    server.start()
    page.wait_state("connection", "live")
    drawn_atlas(page)
    quiet(page, "ERR_", "Failed to load")


def test_dark_and_light_change_the_ground_and_not_the_pictures(view):
    states = view.page.evaluate("strata.atlas.map.pictures.states.length")
    view.page.evaluate("strata.atlas.map.pictures.mine = true; strata.atlas.map.regions = []; strata.atlas.map.redraw()")
    view.frames(2)
    before = view.page.evaluate(MEAN, "8-10")
    view.page.evaluate("strata.store.set({ theme: 'dark' })")
    view.frames(3)
    assert view.page.evaluate(MEAN, "8-10") == pytest.approx(before, abs=3)
    assert states == 129 and view.page.evaluate("strata.atlas.map.pictures.mine"), "pictures are not asked for again"


def test_another_window_keeps_the_place(view):
    view.page.evaluate("strata.atlas.map.setLens({ column: 6, row: 6, zoom: 3 })")
    view.page.set_viewport_size({"width": 1100, "height": 700})
    view.page.wait_for_function("() => strata.atlas.map.size.height < 620")
    view.frames(2)
    lens = view.page.evaluate("(() => { const { x, y, zoom } = strata.atlas.map.camera; return [x, -y, zoom] })()")
    assert lens == pytest.approx([6, 6, 3], abs=.05)


def test_on_a_telephone_two_fingers_zoom_and_the_cell_comes_from_below(visit, serve):
    page = drawn_atlas(open_view(visit(serve().url, 390, 844, theme="dark", has_touch=True, is_mobile=True)))
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(side(page)).to_be_hidden()
    session = page.page.context.new_cdp_session(page.page)
    x, y = cell(page, "5-6")
    touch = lambda kind, *away: session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [  # noqa: E731
        {"x": x + each, "y": y, "id": k} for k, each in enumerate(away)]})
    touch("touchStart", -30, 30)
    for step in range(1, 6):
        touch("touchMove", -30 - 12 * step, 30 + 12 * step)
    touch("touchEnd")
    page.until(lambda: zoom(page) > 2)
    assert chosen(page) == ""
    page.page.touchscreen.tap(*cell(page, "5-6"))
    page.becomes(lambda: chosen(page), "5-6")
    expect(side(page).get_by_role("heading", name="Row 6, column 7")).to_be_visible()
    side(page).get_by_role("button", name="Leave this cell").click()
    expect(side(page)).to_be_hidden()
    page.page.get_by_role("combobox", name="Layer", exact=True).select_option(label="prob")
    page.until(lambda: page.page.evaluate("strata.atlas.loaded?.place.layer") == "07-prob")
    assert page.errors == []
