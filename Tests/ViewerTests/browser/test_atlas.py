"""The activation atlas of the view of features: drawing, zoom and pan, choosing, filters, selection, links."""

import re

import pytest
from atlas_page import (LAYER, MEAN, PAINTED, VIEW, calm, cell, chosen,
                        click, drawn_atlas, grid, note, open_view, side, told, zoom)
from playwright.sync_api import expect


@pytest.fixture
def view(visit, serve):
    page = drawn_atlas(open_view(visit(serve().url, 1440, 900)))
    yield page
    assert page.errors == [], "the browser's console is not silent"


def test_the_atlas_stands_beside_the_other_kinds_and_says_what_it_is(visit, serve):
    page = visit(serve().url, 1440, 900).open(f"#v=features&l={LAYER}", wait=False)
    page.page.get_by_role("button", name="Atlas", exact=True).click()
    drawn_atlas(calm(page))
    about = page.page.locator(".feature-about")
    expect(about).to_contain_text("Made by optimization, no photographs: each cell shows the average direction")
    expect(about).to_contain_text("of 1,200 images, at 16 of 196 positions; trustworthiness of the layout .93; 312 outside of the cells left out")
    expect(page.page.locator(".feature-grid")).to_be_hidden()
    expect(page.page.get_by_role("button", name="Atlas", exact=True)).to_be_focused()
    assert page.page.evaluate("strata.keeper.text()").find("gk=atlas") > 0
    page.page.keyboard.press("a")
    expect(page.page.locator(".feature-grid")).to_be_visible()
    expect(page.page.get_by_role("option", name=re.compile("^Channel 0"))).to_be_visible()
    page.page.keyboard.press("a")
    expect(grid(page)).to_be_visible()
    assert page.errors == []


def test_every_cell_has_its_picture_and_empty_places_none(view):
    assert view.page.evaluate("strata.atlas.map.atlas.cells.length") == 129
    for key in ("0-2", "5-5", "11-4"):
        assert view.page.evaluate(PAINTED, key) > 30
    ground = view.page.evaluate("""() => { const { map } = strata.atlas, x = map.size.width / 2, { left, top } = map.boxOf(0), w = map.boxOf(0).right - left;
      return [...map.canvas.getContext('2d').getImageData((left - 1.5 * w) * map.density, (top + w / 2) * map.density, 1, 1).data] }""")
    assert ground[3] == 0, "the corner of the grid is left empty"


def test_each_picture_lies_in_the_place_of_its_cell(view):
    """The mean color of a drawn cell is that of the file that the server gives for it."""
    for key in ("0-4", "3-3", "6-0", "10-9"):
        file = view.page.evaluate("""async (key) => { const path = `/api/models/googlenet/layers/06-inception_5b_output/atlas/${key}.png`;
          const bitmap = await createImageBitmap(await (await fetch(path)).blob()), canvas = new OffscreenCanvas(1, 1);
          canvas.width = bitmap.width; canvas.height = bitmap.height;
          const context = canvas.getContext('2d'); context.drawImage(bitmap, 0, 0);
          const data = context.getImageData(0, 0, bitmap.width, bitmap.height).data, sum = [0, 0, 0];
          for (let i = 0; i < data.length; i += 4) for (let c = 0; c < 3; c++) sum[c] += data[i + c];
          return sum.map((each) => each / (data.length / 4)) }""", key)
        view.page.evaluate("strata.atlas.map.regions = []; strata.atlas.map.redraw()")
        view.frames(2)
        assert view.page.evaluate(MEAN, key) == pytest.approx(file, abs=9), key


def test_the_wheel_zooms_at_the_pointer_from_all_to_a_few_cells(view):
    x, y = cell(view, "4-4")
    view.page.mouse.move(x, y)
    assert zoom(view) == 1
    view.wheel(-240, 4)
    view.until(lambda: zoom(view) > 3)
    view.frames(2)
    under = view.page.evaluate("""([x, y]) => { const { map } = strata.atlas, box = map.root.getBoundingClientRect();
      return map.atlas.cells[map.pick(x - box.left, y - box.top)].key }""", [x, y])
    assert under == "4-4"
    view.wheel(-240, 12)
    view.until(lambda: len(view.page.evaluate("strata.atlas.map.inView()")) <= 9)
    most = zoom(view)
    view.wheel(-240, 2)
    assert zoom(view) == most
    view.wheel(240, 20)
    view.becomes(lambda: zoom(view), 1)


def test_keys_and_buttons_zoom_and_fit(view):
    keys = view.page.keyboard
    keys.press("+")
    view.becomes(lambda: zoom(view), pytest.approx(1.5))
    keys.press("=")
    view.page.get_by_role("button", name="Zoom in (+)").click()
    view.becomes(lambda: zoom(view), pytest.approx(1.5 ** 3))
    keys.press("-")
    view.becomes(lambda: zoom(view), pytest.approx(1.5 ** 2))
    keys.press("0")
    view.becomes(lambda: zoom(view), 1)
    view.page.get_by_role("button", name="Zoom in (+)").click()
    view.until(lambda: zoom(view) > 1)
    view.page.mouse.dblclick(*cell(view, "5-5"))
    view.becomes(lambda: zoom(view), 1)


def test_a_drag_moves_the_atlas_with_the_hand_and_not_past_its_edge(view):
    view.page.evaluate("strata.atlas.map.zoomBy(4)")
    view.frames(2)
    x, y = cell(view, "5-5")
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x - 60, y - 40, steps=4)
    view.page.mouse.up()
    view.becomes(lambda: cell(view, "5-5"), pytest.approx([x - 60, y - 40], abs=2))
    assert chosen(view) == "", "a drag is no click"
    for _ in range(6):
        view.page.mouse.move(900, 500)
        view.page.mouse.down()
        view.page.mouse.move(300, 200, steps=3)
        view.page.mouse.up()
    box = view.page.locator(".atlas-stage").bounding_box()
    view.until(lambda: view.page.evaluate("(() => { const { map } = strata.atlas, g = map.grid; return Math.abs((g.columns - map.camera.x) * map.camera.base * map.camera.zoom - map.size.width / 2 + 16) < 1 })()"))
    assert box["width"] > 400


def test_a_click_chooses_a_cell_and_tells_all_of_it(view):
    click(view, "3-4")
    view.becomes(lambda: chosen(view), "3-4")
    one, panel = told(view, "3-4"), side(view)
    expect(panel.get_by_role("heading", name="Row 4, column 5")).to_be_visible()
    expect(panel.get_by_role("img", name="Optimized image of row 4, column 5")).to_have_attribute("src", re.compile("/atlas/3-4.png$"))
    expect(panel).to_contain_text(f"The mean of {one['activationCount']} activations of {one['imageCount']} images.")
    well = "well" if one["cosine"] >= .5 else "partly"
    expect(panel).to_contain_text(f"The picture shows its direction {well}: cosine {one['cosine']:.2f}".replace("0.", "."))
    expect(panel).to_contain_text(re.compile(r"Converged after \d+ of 128 steps|All 128 steps"))
    rows = panel.get_by_role("region", name="Classes").locator(".atlas-class")
    expect(rows).to_have_count(5)
    for k, each in enumerate(one["classes"]):
        expect(rows.nth(k)).to_contain_text(each["label"].split(",")[0])
        expect(rows.nth(k)).to_contain_text(f"{round(100 * each['share'])} %")
    tiles = panel.get_by_role("region", name="Images of this cell").locator(".tile[data-item]")
    assert [int(each.get_attribute("data-item")) for each in tiles.all()] == one["items"]
    expect(panel.get_by_role("region", name="How it was made")).to_contain_text("256 images of the study")
    expect(panel.get_by_role("region", name="Layout")).to_contain_text("dot product × cosine⁴")
    view.page.keyboard.press("Escape")
    view.becomes(lambda: chosen(view), "")
    expect(panel.get_by_role("heading", name="No cell chosen")).to_be_visible()


def test_images_are_shown_by_the_part_that_is_averaged_and_whole_under_the_pointer(view):
    click(view, "3-4")
    first = side(view).locator(".atlas-images .tile[data-item]").first
    first.scroll_into_view_if_needed()
    canvas = first.locator("canvas")
    expect(canvas).to_have_attribute("data-drawn", "part")
    expect(first).to_have_attribute("aria-label", re.compile("% from the left"))
    part = canvas.evaluate("(c) => c.toDataURL()")
    first.hover()
    expect(canvas).to_have_attribute("data-drawn", "whole")
    assert canvas.evaluate("(c) => c.toDataURL()") != part
    view.page.mouse.move(5, 5)
    expect(canvas).to_have_attribute("data-drawn", "part")
    view.becomes(lambda: canvas.evaluate("(c) => c.toDataURL()"), part)


def test_hover_tells_classes_shares_and_counts(view):
    view.page.mouse.move(*cell(view, "6-6"))
    card, one = view.page.locator(".atlas-hover"), told(view, "6-6")
    expect(card).to_be_visible()
    for each in one["classes"]:
        expect(card).to_contain_text(f"{each['label'].split(',')[0]}{round(100 * each['share'])} %")
    expect(card).to_contain_text(f"{one['activationCount']} activations, {one['imageCount']} images")
    expect(card).to_contain_text("Row 7, column 7")
    inside = card.bounding_box()
    stage = view.page.locator(".atlas-stage").bounding_box()
    assert inside["x"] >= stage["x"] and inside["x"] + inside["width"] <= stage["x"] + stage["width"]
    view.page.mouse.move(5, 400)
    expect(card).to_be_hidden()


def test_arrows_go_from_cell_to_cell_and_enter_chooses(view):
    expect(grid(view)).to_have_attribute("aria-rowcount", "12")
    grid(view).focus()
    active = lambda: view.page.evaluate("strata.atlas.map.atlas.cells[strata.atlas.map.active].key")  # noqa: E731
    keys, first = view.page.keyboard, active()
    assert first == "0-2"
    for key, wanted in (("ArrowRight", "0-3"), ("ArrowDown", "1-3"), ("ArrowLeft", "1-2"), ("End", "1-10"), ("Home", "1-1"),
                        ("Control+End", "11-9"), ("Control+Home", "0-2"), ("ArrowUp", "0-2"), ("ArrowDown", "1-2")):
        keys.press(key)
        view.becomes(active, wanted)
    named = view.page.locator(f"#{grid(view).get_attribute('aria-activedescendant')}")
    one = told(view, "1-2")
    expect(named).to_have_text(re.compile(f"^Row 2, column 3: {one['classes'][0]['label'].split(',')[0]}, {one['activationCount']} activations"))
    expect(named).to_have_attribute("aria-selected", "false")
    assert chosen(view) == ""
    keys.press("Enter")
    view.becomes(lambda: chosen(view), "1-2")
    expect(view.page.locator("#atlas-cell-1-2")).to_have_attribute("aria-selected", "true")
    keys.press("n")
    view.becomes(lambda: chosen(view), "1-3")
    keys.press("N")
    view.becomes(lambda: chosen(view), "1-2")
    keys.press("Escape")
    view.becomes(lambda: chosen(view), "")
    expect(grid(view)).to_be_focused()


def test_where_keys_go_is_in_view_and_shift_moves_the_view_alone(view):
    view.page.evaluate("strata.atlas.map.zoomBy(5)")
    grid(view).focus()
    view.page.keyboard.press("Control+End")
    isin = "() => { const { map } = strata.atlas; return map.inView().includes(map.active) }"
    view.page.wait_for_function(isin)
    before = view.page.evaluate("[strata.atlas.map.camera.x, strata.atlas.map.active]")
    view.page.keyboard.press("Shift+ArrowLeft")
    view.until(lambda: view.page.evaluate("strata.atlas.map.camera.x") < before[0] - .4)
    assert view.page.evaluate("strata.atlas.map.active") == before[1]


def test_names_of_areas_at_overview_and_of_cells_once_they_are_large(view):
    labels = view.page.evaluate("strata.atlas.map.labels.map(({ text, x, y, width }) => [text, x, y, width])")
    regions = view.page.evaluate("strata.atlas.map.regions.map(({ label }) => label.split(',')[0])")
    assert len(labels) >= 6 and labels[0][0] == regions[0]
    for k, (_, x, y, width) in enumerate(labels):
        for _, u, v, other in labels[k + 1:]:
            assert abs(x - u) > (width + other) / 2 or abs(y - v) > 16
    view.page.evaluate("strata.atlas.map.zoomBy(3)")
    view.page.wait_for_function("() => strata.atlas.map.asked === 0 && strata.atlas.map.labels.length === 0")


def test_one_class_stands_out_and_the_others_fade(view):
    top = lambda each: each["classes"][0]["label"]  # noqa: E731
    cells = view.page.evaluate("strata.atlas.loaded.atlas.cells")
    favour = next(each["key"] for each in cells if top(each) == "church" and each["outcome"] in ("converged", "allSteps"))
    none = next(each["key"] for each in cells if all(one["label"] != "church" for one in each["classes"]))
    strip = lambda key: view.page.evaluate(MEAN, key)  # noqa: E731
    view.page.evaluate("strata.atlas.map.regions = []; strata.atlas.map.redraw()")
    view.frames(2)
    before = strip(favour), strip(none)
    view.page.get_by_role("combobox", name="Class", exact=True).select_option("church")
    view.becomes(lambda: view.page.evaluate("strata.store.state.atlas.of"), "church")
    count = sum(top(each) == "church" for each in cells)
    expect(view.page.locator(".atlas-said")).to_have_text(re.compile(f"^{count} of 129 cells, \\d+ more in part$"))
    view.frames(3)
    assert strip(favour) == pytest.approx(before[0], abs=3)
    ground = [0xFC, 0xFC, 0xFB]
    assert sum(abs(a - b) for a, b in zip(strip(none), ground)) < .3 * sum(abs(a - b) for a, b in zip(before[1], ground))
    view.page.keyboard.press("Escape")
    view.becomes(lambda: view.page.evaluate("strata.store.state.atlas.of"), "")
    view.until(lambda: strip(none) == before[1])


def test_a_class_in_the_side_filters_and_the_legend_keeps_others_back(view):
    click(view, "3-4")
    row = side(view).locator(".atlas-class").nth(1)
    row.click()
    label = told(view, "3-4")["classes"][1]["label"]
    view.becomes(lambda: view.page.evaluate("strata.store.state.atlas.of"), label)
    expect(row).to_have_attribute("aria-pressed", "true")
    row.click()
    view.becomes(lambda: view.page.evaluate("strata.store.state.atlas.of"), "")
    view.page.evaluate("strata.store.set({ pinned: new Set([9]) })")
    back = "() => strata.atlas.loaded.atlas.cells.map((each, k) => [each.classes[0].label.split(',')[0], strata.atlas.map.look.backOf(k)])"
    view.until(lambda: all((of == 0) == (name == "parachute") for name, of in view.page.evaluate(f"({back})()")))


def test_tint_shows_the_colours_of_the_legend(view):
    view.page.evaluate("strata.atlas.map.regions = []; strata.atlas.map.redraw()")
    view.frames(2)
    before = view.page.evaluate(MEAN, "8-10")
    button = view.page.get_by_role("button", name="Tint by class")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    view.frames(3)
    after, label = view.page.evaluate(MEAN, "8-10"), told(view, "8-10")["classes"][0]["label"].split(",")[0]
    swatch = view.page.locator(".row.legend", has_text=label).locator(".dot, .glyph").first
    color = [int(each) for each in re.findall(r"\d+", swatch.evaluate("(dot) => getComputedStyle(dot).backgroundColor"))][:3]
    away = lambda mean: sum((a - b) ** 2 for a, b in zip(mean, color))  # noqa: E731
    assert away(after) < .5 * away(before)
    assert "at=class" in view.page.evaluate("strata.keeper.text()")


def test_images_of_a_cell_are_selected_and_the_tour_shows_them(view):
    click(view, "5-5")
    one = told(view, "5-5")
    side(view).get_by_role("button", name="Select these images").click()
    view.becomes(lambda: view.page.evaluate("[...strata.store.state.selection]"), sorted(one["items"]))
    expect(side(view).get_by_role("status")).to_have_text(f"{len(one['items'])} selected")
    counts = view.page.evaluate("[...strata.atlas.selected]")
    cells = view.page.evaluate("strata.atlas.loaded.atlas.cells.map(({ items }) => items)")
    assert counts == [len(set(items) & set(one["items"])) for items in cells]
    grid(view).focus()
    view.page.keyboard.press("Home")
    expect(view.page.locator("#atlas-cell-5-5")).to_have_text(re.compile(f", {len(one['items'])} selected$"))
    side(view).get_by_role("button", name="Show them in the tour").click()
    view.wait_state("view", "tour")
    expect(view.page.locator("#selection-bar")).to_contain_text(f"{len(one['items'])} selected")
    view.page.keyboard.press("Control+z")
    view.becomes(lambda: view.page.evaluate("strata.store.state.selection.length"), 0)


def test_a_mark_is_drawn_where_selected_images_are(view):
    key = "9-2"
    corner = """(key) => { const { map } = strata.atlas, k = map.atlas.cells.findIndex((each) => each.key === key), box = map.boxOf(k), d = map.density;
      return map.canvas.getContext('2d').getImageData((box.right - 7) * d, (box.top + 6) * d, 1, 1).data.join() }"""
    before = view.page.evaluate(corner, key)
    view.page.evaluate("(item) => strata.store.set({ selection: Int32Array.of(item) })", told(view, key)["items"][0])
    view.until(lambda: view.page.evaluate(corner, key) != before)


def test_the_largest_areas_are_listed_and_shown(view):
    areas = side(view).get_by_role("region", name="Largest areas").locator(".atlas-area")
    expect(areas).to_have_count(12)
    sizes = [int(each.locator(".num").inner_text()) for each in areas.all()]
    assert sizes == sorted(sizes, reverse=True)
    areas.nth(4).click()
    view.until(lambda: zoom(view) > 1.2)
    view.frames(2)
    inview, region = view.page.evaluate("[strata.atlas.map.inView(), strata.atlas.map.regions[4].cells]")
    assert set(region) <= set(inview)


def test_a_link_opens_the_same_place(visit, serve):
    server = serve()
    page = drawn_atlas(open_view(visit(server.url, 1440, 900), f"{VIEW}&ac=4-5&af=church&at=class&az=5,6.5,3"))
    expect(side(page).get_by_role("heading", name="Row 5, column 6")).to_be_visible()
    assert zoom(page) == pytest.approx(3)
    page.page.evaluate("strata.atlas.map.pan(80, 40)")
    page.page.wait_for_function("() => strata.store.state.atlas.lens?.column > 5.05 && location.hash === `#${strata.keeper.text()}`")
    hash_ = page.page.evaluate("location.hash")
    assert all(f"{key}=" in hash_ for key in ("gk", "ac", "af", "at", "az"))
    again = open_view(visit(server.url, 1440, 900), hash_)
    lens = "(() => { const { x, y, zoom } = strata.atlas.map.camera; return [x, y, zoom] })()"
    assert again.page.evaluate(lens) == pytest.approx(page.page.evaluate(lens), rel=1e-2)
    assert chosen(again) == "4-5" and again.page.evaluate("strata.store.state.atlas.of") == "church"
    # Another address in the same page.
    again.page.evaluate("(hash) => { location.hash = hash }", f"{VIEW}&ac=1-1")
    again.becomes(lambda: chosen(again), "1-1")
    again.becomes(lambda: zoom(again), 1)
    assert page.errors == again.errors == []


def test_the_rail_leads_to_the_atlas_of_another_layer_and_what_was_chosen_stays_behind(view):
    click(view, "3-4")
    view.page.keyboard.press("j")
    view.page.wait_for_function("() => strata.atlas.loaded?.place.layer === '07-prob'")
    view.becomes(lambda: chosen(view), "")
    expect(view.page.locator(".atlas-said")).to_have_text(re.compile("^7. cells$"))
    drawn_atlas(view)
    for _ in range(3):
        view.page.keyboard.press("k")
    expect(note(view)).to_contain_text("No activation atlas of inception_4a_output")
