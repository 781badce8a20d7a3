"""Every view by hand on any study: a synthetic one, that of the program, and a page that was exported.

Nothing here knows the study: what it holds is asked of the page, and a view that the study does not fill is left out with its name.
"""

import json
import re

import pytest
from playwright.sync_api import expect

from conftest import EXPORT, REAL, FixtureServer, Options
from test_handles import frame
from test_selection import area, brush, selection

pytestmark = pytest.mark.program


@pytest.fixture(scope="module")
def address(site):
    """A study that fills every view."""
    if REAL or EXPORT:
        yield site
        return
    server = FixtureServer(Options(corruptions=True), keep=True)
    yield server.url
    server.stop()


@pytest.fixture
def page(visit, address):
    page = visit(address, 1600, 1000).open("#as=dots&mk=-")
    yield page
    assert page.errors == [], "the browser's console is not silent"


def chosen(page, fragment):
    """Another address of the same page."""
    page.page.evaluate("(hash) => { location.hash = hash }", fragment)
    return page


def model(page):
    return page.study()["models"][0]


# -- the tour --------------------------------------------------------------------------------------------------------------


def test_every_layer_and_every_embedding_is_drawn(page):
    seen, clouds, layers = set(), set(), [layer for layer in model(page)["layers"] if layer["embeddings"]]
    assert page.names() == [layer["folder"] for layer in layers] and len(layers) > 3
    for layer in layers:
        page.page.evaluate("(layer) => strata.store.set({ layer })", layer["folder"])
        page.settled()
        expect(page.page.locator("#layers .row[aria-selected=true]")).to_have_attribute("data-layer", layer["folder"])
        seen.add(page.pixels())
        clouds.add(page.page.evaluate("strata.stage.blend.b.values.join()"))
    # Two layers may hold the same points, as where the pooling of a network is that of the study.
    assert len(seen) == len(clouds) > len(layers) / 2
    for each in layers[-1]["embeddings"]:
        page.page.evaluate("(embedding) => strata.store.set({ embedding })", each["name"])
        page.settled()
        assert page.page.evaluate("strata.stage.blend.b.dimensions") == each["dimensions"]


def test_a_handle_turns_the_tour_and_back(page):
    many = next(each["name"] for each in model(page)["layers"][-1]["embeddings"] if each["dimensions"] > 3)
    page.page.evaluate("(embedding) => strata.store.set({ embedding })", many)
    page.settled()
    before = frame(page)
    read = """() => { const b = strata.stage.root.getBoundingClientRect(), h = strata.stage.scene.handles.list[0];
      return [h.x + b.x, h.y + b.y] }"""
    x, y = page.page.evaluate(read)
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    page.page.mouse.move(x + 30, y - 24, steps=5)
    page.drawn()
    assert frame(page) != before and page.page.evaluate(read) != pytest.approx([x, y], abs=3)
    page.page.mouse.move(x, y, steps=5)
    page.page.mouse.up()
    page.settled()
    assert frame(page) == pytest.approx(before, abs=1e-6), "the way back is the same one"


def test_a_handle_of_ones_own_is_named_in_its_place(page):
    page.page.keyboard.press("b")
    brush(page, area(page, .35, .3, .6, .6))
    items = selection(page)
    assert len(items) > 0
    page.page.keyboard.press("d")
    expect(page.page.locator("input.handle-name")).to_be_focused()
    page.page.keyboard.type("left arm")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector("input.handle-name", state="detached")
    assert page.page.evaluate("strata.store.state.handles.filter((h) => h.name === 'left arm').map((h) => [...h.items])") == [items]
    page.page.evaluate("strata.store.set({ handles: [] })")


def test_an_image_is_found_by_its_name_and_its_panel_shows_it_and_its_neighbours(page):
    name = page.page.evaluate("strata.store.state.items.identifiers[33]")
    page.page.keyboard.press("/")
    page.page.locator("#search-field").fill(name)
    expect(page.page.locator(".found").first).to_be_visible()
    page.page.locator(".found").first.click()
    page.wait_state("selected", 33)
    portrait = page.page.locator("#inspector .portrait")
    expect(portrait).to_be_visible()
    near = page.ask(f"/api/models/{model(page)['folder']}/layers/{page.state('layer')}/neighbors?item=33&count=5")["neighbors"]
    page.page.wait_for_function("(near) => near.every((item) => strata.store.state.near.includes(item))", arg=[each["item"] for each in near])
    tile = page.page.locator("#inspector .tile[data-item]").first
    other = int(tile.get_attribute("data-item"))
    tile.click()
    page.wait_state("selected", other)


def test_a_layer_is_found_by_its_name(page):
    wanted = model(page)["layers"][2]
    page.page.keyboard.press("/")
    page.page.locator("#search-field").fill(wanted["name"])
    page.page.locator(".found", has_text=wanted["name"]).first.click()
    page.wait_state("layer", wanted["folder"])
    page.settled()


def test_every_colouring_that_the_menu_names_is_drawn_and_said(page):
    menu = page.page.locator("#legend .legend-by select")
    values = menu.locator("option").evaluate_all("(all) => all.map((each) => each.value)")
    for value in [each for each in values if each not in ("channel", "unit")]:
        menu.select_option(value)
        page.page.wait_for_function("""(value) => { const { colouring, coloured, tint, units } = strata.store.state;
          return [colouring.kind, colouring.name].filter(Boolean).join(':').startsWith(value) && coloured && tint?.coloured === coloured }""", arg=value)
        page.settled()
        continuous = page.page.evaluate("strata.store.state.coloured.type") == "values"
        expect(page.page.locator("#legend .colour-bar")).to_be_visible(visible=continuous)
        if not continuous and value not in ("", "none"):
            page.until(lambda: page.page.locator(".row.legend").count() > 0)
    assert len(values) >= 5


def test_low_trust_is_marked_below_a_threshold_and_counted(page):
    page.wait_known("trust")
    trust = page.page.evaluate("[...strata.store.state.trust]")
    page.page.keyboard.press("t")
    slider = page.page.locator(".threshold input")
    expect(slider).to_be_visible()
    slider.focus()
    page.page.keyboard.press("End")
    below = page.page.evaluate("strata.store.state.lowBelow[strata.store.state.lowBy]")
    count = sum(value < below for value in trust)
    expect(page.page.locator("#marks .row.mark", has_text="Low trust").locator(".num")).to_have_text(f"{count:,}")
    page.wait_known("viewTrust")
    assert 0 < page.state("viewTrust")["share"] <= 1


def test_several_images_are_counted_and_saved_as_a_table(page):
    items = [3, 17, 40, 90]
    page.page.evaluate("(items) => strata.store.set({ selection: Int32Array.from(items) })", items)
    expect(page.page.locator("#inspector")).to_contain_text("4 images")
    assert sum(int(each) for each in page.page.locator("#inspector .counted-row .num").all_inner_texts()[:4]) >= 1
    with page.page.expect_download() as download:
        page.page.locator("button", has_text="Save as CSV").click()
    rows = open(download.value.path(), encoding="utf-8").read().splitlines()
    names = page.page.evaluate("(items) => items.map((i) => strata.store.state.items.identifiers[i])", items)
    assert len(rows) == 5 and all(name in row for name, row in zip(names, rows[1:]))


# -- two networks ----------------------------------------------------------------------------------------------------------


BOTH = """() => { const { stage, beside } = globalThis.strata ?? {}, rests = (each) => each?.blend && !each.moving && each.restTimer === 0;
  return beside?.isOpen && rests(stage) && rests(beside.stage) && beside.explorer.shown === beside.explorer.currentKey() }"""


@pytest.fixture
def pair(page):
    if len(page.study()["models"]) < 2:
        pytest.skip("The study has one network.")
    page.page.get_by_role("button", name="Compare two networks").click()
    page.page.wait_for_function(BOTH)
    return page


def test_two_networks_stand_beside_each_other_by_one_frame(pair):
    compare = pair.state("compare")
    assert compare["model"] != pair.state("model") and compare["model"] in [each["folder"] for each in pair.study()["models"]]
    frames = "[strata.stage, strata.beside.stage].map((each) => [...each.blend.frameB.values])"
    one, other = pair.page.evaluate(frames)
    assert one == other
    x, y = pair.page.evaluate("""() => { const { root, scene } = strata.beside.stage, b = root.getBoundingClientRect(), h = scene.handles.list[0];
      return [h.x + b.x, h.y + b.y] }""")
    pair.page.mouse.move(x, y)
    pair.page.mouse.down()
    pair.page.mouse.move(x - 50, y + 30, steps=6)
    pair.page.mouse.up()
    pair.page.wait_for_function(BOTH)
    moved = pair.page.evaluate(frames)
    assert moved[0] == moved[1] != one


def test_the_pair_says_how_alike_its_layers_are_and_which_images_differ(pair):
    pair.page.wait_for_function("() => strata.pairing.alignment && strata.pairing.differences[strata.store.state.comparison.by].values")
    values = pair.page.evaluate("[...strata.pairing.differences[strata.store.state.comparison.by].values]")
    assert len(values) == pair.study()["itemCount"] and max(values) > 0
    expect(pair.page.locator(".compare-below")).to_be_visible()
    told = pair.ask("/api/likeness?measure=cka")
    assert len(told["values"]) == sum(len(each["layers"]) for each in pair.study()["models"])
    pair.page.keyboard.press("a")
    pair.page.wait_for_function("() => strata.store.state.compare.aligned")
    pair.page.wait_for_function(BOTH)


# -- the other views ---------------------------------------------------------------------------------------------------------


def test_the_rows_of_neighbours_are_what_the_study_says(page):
    chosen(page, "#v=neighbours").wait_state("view", "neighbours")
    tile = page.page.locator(".neighbour-row .tile[data-item]").first
    expect(tile).to_be_visible()
    item = int(tile.get_attribute("data-item"))
    tile.click()
    page.wait_state("selected", item)


def test_units_are_points_and_a_chosen_one_tells_its_images(page):
    chosen(page, "#v=neurons").wait_state("view", "neurons")
    page.until(lambda: page.page.locator(".no-sequence:visible, .units-plot:visible h2").count() > 0)
    if page.page.locator(".no-sequence:visible").count() > 0:
        page.errors[:] = [each for each in page.errors if "/neurons" not in each]
        pytest.skip("The study has no units.")
    page.page.evaluate("""() => { const { model, layer } = strata.store.state; strata.store.set({ units: { model, layer, list: [2] } }) }""")
    expect(page.page.locator(".exciting-tiles .tile[data-item]").first).to_be_visible()
    # Whether anybody has silenced units is asked for; the browser reports that nobody has.
    page.errors[:] = [each for each in page.errors if "/neurons/silencing" not in each]


def test_trails_go_on_by_a_key_and_an_image_is_chosen_on_them(page):
    chosen(page, "#v=evolution").wait_state("view", "evolution")
    page.until(lambda: page.page.locator(".no-sequence:visible, .frame:visible").count() > 0)
    if page.page.locator(".no-sequence:visible").count() > 0:
        pytest.skip("The study has no sequence.")
    from test_evolution import at, calm, drawn, lonely, place
    calm(page)
    assert drawn(page)[0] > 500
    frames = page.page.get_by_role("radio")
    expect(frames.last).to_have_attribute("aria-checked", "true")
    last, item = at(page), lonely(page)
    before = place(page, item)
    frames.first.click()
    expect(frames.first).to_have_attribute("aria-checked", "true")
    page.until(lambda: calm(page) and at(page) == 0 and place(page, item) != before)
    assert last == frames.count() - 1
    item = lonely(page)
    page.page.mouse.click(*place(page, item))
    page.wait_state("selected", item)


def test_optimized_images_are_there_and_a_chosen_one_tells_how_it_was_made(page):
    layer = next((each["folder"] for each in model(page)["layers"] if each.get("features")), None)
    chosen(page, f"#v=features{f'&l={layer}' if layer else ''}").wait_state("view", "features")
    page.until(lambda: page.page.locator(".feature-grid .feature img, .no-sequence:visible").count() > 0)
    if page.page.locator(".feature-grid .feature").count() == 0:
        page.errors[:] = [each for each in page.errors if "/features" not in each]
        pytest.skip("The study has no optimized images.")
    tile = page.page.locator(".feature-grid .feature").first
    page.page.wait_for_function("() => document.querySelector('.feature-grid .feature img')?.naturalWidth > 0")
    tile.click()
    side = page.page.get_by_role("complementary", name="Feature")
    expect(side.get_by_role("img").first).to_be_visible()
    expect(side.get_by_role("region", name="How it was made")).to_contain_text("Fourier basis")
    expect(side.get_by_role("region", name="Objective over the steps")).to_be_visible()


def test_an_atlas_is_drawn_and_a_cell_tells_its_classes(page):
    layer = next((each["folder"] for each in model(page)["layers"] if each.get("hasAtlas")), None)
    if not layer:
        pytest.skip("The study has no activation atlas.")
    from atlas_page import PAINTED, calm, click, drawn_atlas, side
    chosen(page, f"#v=features&gk=atlas&l={layer}").wait_state("view", "features")
    drawn_atlas(calm(page))
    keys = page.page.evaluate("strata.atlas.loaded.atlas.cells.map((each) => each.key)")
    assert len(keys) > 0
    for key in keys[:3]:
        assert page.page.evaluate(PAINTED, key) > 8, key
    click(page, keys[0])
    page.page.wait_for_function("(key) => strata.store.state.atlas.cell === key", arg=keys[0])
    expect(side(page).get_by_role("region", name="Classes").locator(".atlas-class").first).to_be_visible()


def test_the_report_opens_a_suspect_in_the_tour(page):
    chosen(page, "#v=report").wait_state("view", "report")
    expect(page.page.locator("#app")).to_contain_text("Label against prediction")
    page.page.get_by_role("group", name="Kind of suspects").get_by_role("button", name="All").click()
    picture = page.page.get_by_role("button", name=re.compile("^Image [0-9,]+, .*: show it in the tour$")).first
    item = int(re.match("Image ([0-9,]+),", picture.get_attribute("aria-label"))[1].replace(",", ""))
    picture.click()
    page.wait_state("view", "tour")
    page.wait_state("selected", item)


# -- a view that is kept -------------------------------------------------------------------------------------------------------


def test_a_view_is_kept_under_a_name_and_opened_again(page):
    page.page.keyboard.press("k")
    page.settled()
    layer, name = page.state("layer"), "kept by hand"
    page.page.locator("#views-button").click()
    page.page.get_by_label("Name of this view").fill(name)
    page.page.keyboard.press("Enter")
    page.page.wait_for_function("(name) => strata.store.state.views.some((view) => view.name === name)", arg=name)
    page.page.keyboard.press("Escape")
    expect(page.page.locator(".menu.views")).to_be_hidden()
    page.page.keyboard.press("j")
    page.page.wait_for_function("(layer) => strata.store.state.layer !== layer", arg=layer)
    page.page.locator("#views-button").click()
    page.page.locator(".view-rows .named-name", has_text=name).click()
    page.wait_state("layer", layer)
    if EXPORT:
        page.page.locator("#views-button").click()
        with page.page.expect_download() as offered:
            page.page.get_by_role("button", name="Save as JSON").click()
        assert name in json.dumps(json.loads(open(offered.value.path(), encoding="utf-8").read()))
        return
    page.page.evaluate("(name) => fetch(`/api/annotations/views/${encodeURIComponent(name)}`, { method: 'DELETE' })", name)


def test_a_link_opens_the_same_view_in_another_window(page, visit, address):
    page.page.keyboard.press("k")
    page.page.evaluate("strata.store.set({ selected: 12, pinned: new Set([1]) })")
    link = page.link()
    again = visit(address, 1600, 1000).open(link)
    for key in ("layer", "embedding", "selected", "mode"):
        assert again.state(key) == page.state(key), key
    assert again.state("pinned") == [1] and again.link() == link and again.errors == []
