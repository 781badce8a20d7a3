"""The view of features: the gallery by hand and keys, its orders and filters, the unit that is shared, states."""

import re

import pytest
from playwright.sync_api import expect

LAYER = "06-inception_5b_output"
VIEW = f"#v=features&l={LAYER}"
READY = """() => { const f = globalThis.strata?.features;
  return f && (f.shown || !f.empty.hidden) && !strata.stage.moving }"""


def calm(page):
    page.page.wait_for_function(READY)
    page.frames(2)
    return page


def open_view(page, fragment=VIEW):
    page.open(fragment, wait=False)
    return calm(page)


def tiles(page):
    return page.page.locator(".feature-grid .feature")


def tile(page, key):
    return page.page.locator(f'.feature-grid .feature[data-key="{key}"]')


def order(page):
    """Channels of the gallery, all of them, in their order."""
    return page.page.evaluate("strata.features.shown.tiles.map(({ channel }) => channel)")


def units(page):
    return page.page.evaluate("strata.store.state.units?.list ?? []")


def pictured(page, key):
    """The picture is there, and is the one of that tile."""
    expect(tile(page, key).locator("img")).to_be_visible()
    return tile(page, key).locator("img").get_attribute("src")


def quiet(page, *spare):
    assert [each for each in page.errors if not any(word in each for word in spare)] == []


@pytest.fixture
def view(visit, serve):
    page = open_view(visit(serve().url, 1440, 900))
    yield page
    assert page.errors == [], "the browser's console is not silent"


def side(page):
    return page.page.get_by_role("complementary", name="Feature")


def test_the_fifth_key_opens_the_view_and_says_what_its_pictures_are(visit, serve):
    page = visit(serve().url).open(f"#l={LAYER}")
    page.page.keyboard.press("5")
    calm(page)
    expect(page.page.locator("#views")).to_contain_text("Features")
    assert page.state("view") == "features"
    expect(page.page.locator(".feature-about")).to_contain_text("no photographs")
    expect(page.page.locator(".feature-about")).to_contain_text("Fourier basis, Adam, at most 256 steps")
    assert pictured(page, "channel:0").endswith(f"/{LAYER}/features/0-0.png")
    assert page.errors == []


def test_a_tile_tells_its_number_and_the_class_that_its_unit_tells_best(view):
    best = view.page.evaluate("""() => { const { discrimination, told } = strata.features.units;
      return told.names[discrimination.best[7]] }""")
    expect(tile(view, "channel:7")).to_contain_text(best)
    expect(tile(view, "channel:7")).to_have_attribute("aria-label", re.compile(f"^Channel 7, tells {best} best, excited to "))
    swatch = tile(view, "channel:7").locator(".dot").evaluate("(dot) => getComputedStyle(dot).backgroundColor")
    legend = view.page.locator(".row.legend", has_text=best).locator(".dot, .glyph").first
    assert swatch == legend.evaluate("(dot) => getComputedStyle(dot).backgroundColor")


def test_thousand_tiles_are_a_few_at_a_time_and_their_pictures_come_where_one_looks(visit, serve):
    server = serve()
    page = open_view(visit(server.url, 1440, 900))
    expect(page.page.locator(".feature-said")).to_have_text("1,024")
    expect(tiles(page).first).to_be_visible()
    assert 20 < tiles(page).count() < 120
    page.page.locator(".feature-grid").evaluate("(grid) => { grid.scrollTop = grid.scrollHeight }")
    pictured(page, "channel:1023")
    assert tiles(page).count() < 120
    asked = [path for path in server.server.requests if "/features/" in path]
    assert len(asked) < 200, "pictures that nobody has seen are not asked for"
    assert not any(path.endswith("/features/500-0.png") for path in asked)
    assert page.errors == []


def test_a_click_chooses_the_unit_and_tells_all_of_its_picture(view):
    tile(view, "channel:8").click()
    view.becomes(lambda: units(view), [8])
    expect(tile(view, "channel:8")).to_have_attribute("aria-selected", "true")
    panel = side(view)
    expect(panel.get_by_role("heading", name="Channel 8")).to_be_visible()
    expect(panel.get_by_role("img", name="Optimized image of Channel 8")).to_be_visible()
    expect(panel).to_contain_text("The mean of channel 8 of inception_5b_output over all its positions.")
    expect(panel).to_contain_text("Converged after 158 of 256 steps")
    expect(panel).to_contain_text("It excites more than any of the study's 1,200 images")
    parameters = panel.get_by_role("region", name="How it was made")
    for words in ("Fourier basis", "up to 5.5 % of the side", ".9 to 1.1", "256 images of the study", "Penalty: l2"):
        expect(parameters).to_contain_text(words)
    shown = panel.get_by_role("region", name="In the study").locator(".tile[data-item]")
    expect(shown).to_have_count(12)
    most = view.page.evaluate("async (l) => (await strata.explorer.topImages(l, 8))[0].item", LAYER)
    assert shown.first.get_attribute("data-item") == str(most)
    assert "u=8" in view.page.evaluate("strata.keeper.text()").split("&")


def test_the_curve_has_axes_and_a_table_and_the_studys_strongest_image(view):
    tile(view, "channel:8").click()
    chart = side(view).get_by_role("region", name="Objective over the steps")
    expect(chart.locator("svg[role=img]")).to_have_attribute("aria-label", re.compile("^Objective over 158 steps: from "))
    expect(chart.locator("path.line")).to_have_count(2)
    expect(chart.locator("svg text", has_text="158")).to_be_visible()
    chart.get_by_role("button", name="Show as table").click()
    expect(chart.locator("tbody tr")).to_have_count(128)
    expect(chart.locator("tbody tr th").last).to_have_text("158")


def test_orders_by_class_score_strength_and_likeness(view):
    known = view.page.evaluate("""() => { const { discrimination: { best, value } } = strata.features.units;
      return [[...best], [...value]] }""")
    assert order(view) == list(range(1024))
    picker = view.page.get_by_role("combobox", name="Order")
    picker.select_option("class")
    view.until(lambda: order(view)[:3] != [0, 1, 2])
    classes = [known[0][unit] for unit in order(view) if known[0][unit] >= 0]
    assert classes == sorted(classes)
    first = [unit for unit in order(view) if known[0][unit] == 0]
    scores = [known[1][unit] for unit in first]
    assert scores == sorted(scores, reverse=True)
    picker.select_option("score")
    view.until(lambda: known[0][order(view)[0]] >= 0 and known[1][order(view)[0]] == max(known[1]))
    picker.select_option("value")
    view.until(lambda: order(view)[-1] in (3, 5, 17, 40))
    assert set(order(view)[-4:]) == {3, 5, 17, 40}, "what means nothing comes last"
    picker.select_option("likeness")
    clusters = view.page.evaluate("strata.features.units.report.clusters.ofNeuron")
    view.until(lambda: order(view)[-3:] == [3, 17, 40])
    groups = [clusters[unit] for unit in order(view)[:-3]]
    assert sum(a != b for a, b in zip(groups, groups[1:])) == len(set(groups)) - 1, "groups stand together"
    assert "go=likeness" in view.page.evaluate("strata.keeper.text()")


def test_units_of_one_class_and_none(view):
    best = view.page.evaluate("[...strata.features.units.discrimination.best]")
    view.page.get_by_role("combobox", name="Which units").select_option("church")
    church = view.study()["classes"].index("church")
    view.becomes(lambda: order(view), [unit for unit, label in enumerate(best) if label == church])
    expect(view.page.locator(".feature-said")).to_have_text(f"{best.count(church)} of 1,024")
    field = view.page.get_by_role("searchbox", name="Find by number or name")
    field.fill("99999")
    expect(view.page.locator(".feature-none")).to_contain_text("None of 1,024 fits.")
    expect(view.page.locator(".feature-grid")).to_be_hidden()
    view.page.get_by_role("button", name="Show all").click()
    view.becomes(lambda: len(order(view)), 1024)
    expect(field).to_have_value("")


def test_a_number_is_found_and_enter_chooses_it(view):
    field = view.page.get_by_role("searchbox", name="Find by number or name")
    field.fill("43")
    view.becomes(lambda: order(view), [43] + list(range(430, 440)))
    field.press("Enter")
    view.becomes(lambda: units(view), [43])
    field.press("Escape")
    view.becomes(lambda: len(order(view)), 1024)


def test_arrows_move_and_enter_chooses(view):
    grid = view.page.get_by_role("listbox", name="Optimized images")
    grid.focus()
    columns = view.page.evaluate("strata.features.gallery.lies.columns")
    active = lambda: view.page.evaluate("strata.features.gallery.active")  # noqa: E731
    keys = view.page.keyboard
    for key, wanted in (("ArrowRight", 1), ("ArrowDown", 1 + columns), ("ArrowLeft", columns), ("ArrowUp", 0), ("ArrowUp", 0),
                        ("End", 1023), ("ArrowDown", 1023), ("Home", 0)):
        keys.press(key)
        view.becomes(active, wanted)
    keys.press("PageDown")
    view.until(lambda: active() >= 2 * columns)
    at = active()
    named = grid.get_attribute("aria-activedescendant")
    expect(view.page.locator(f"#{named}")).to_have_attribute("aria-posinset", str(at + 1))
    expect(view.page.locator(f"#{named}")).to_be_in_viewport()
    assert units(view) == []
    keys.press("Enter")
    view.becomes(lambda: units(view), [at])
    keys.press("n")
    view.becomes(lambda: units(view), [at + 1])
    keys.press("N")
    view.becomes(lambda: units(view), [at])
    keys.press("Escape")
    view.becomes(lambda: units(view), [])
    expect(grid).to_be_focused()
    keys.press("+")
    view.becomes(lambda: view.page.evaluate("strata.store.state.features.size"), "l")
    keys.press("0")
    view.becomes(lambda: view.page.evaluate("strata.store.state.features.size"), "m")
    keys.press("-")
    view.until(lambda: view.page.evaluate("strata.features.gallery.lies.columns") > columns)


def test_the_unit_is_that_of_neurons_and_the_tour_takes_its_color(visit, serve):
    page = open_view(visit(serve(silencing=True).url, 1440, 900), f"{VIEW}&u=437")
    expect(tile(page, "channel:437")).to_be_in_viewport()
    expect(tile(page, "channel:437")).to_have_attribute("aria-selected", "true")
    page.page.keyboard.press("1")
    page.wait_state("view", "tour")
    page.page.keyboard.press("5")
    expect(tile(page, "channel:437")).to_be_in_viewport()
    page.page.get_by_role("button", name="Show this neuron").click()
    page.wait_state("view", "neurons")
    page.page.wait_for_function("() => strata.neurons?.units")
    page.page.evaluate("strata.store.set({ units: { model: 'googlenet', layer: strata.store.state.layer, list: [9, 700] } })")
    page.page.keyboard.press("5")
    expect(side(page).get_by_role("heading", name="2 units")).to_be_visible()
    page.page.get_by_role("combobox", name="Which units").select_option(label="Chosen units (2)")
    page.becomes(lambda: order(page), [9, 700])
    tile(page, "channel:700").click()
    page.becomes(lambda: units(page), [700])
    assert order(page) == [9, 700], "the choice of one does not take the others away"
    page.page.get_by_role("button", name="Colour the tour by it").click()
    page.wait_state("view", "tour")
    assert page.state("colouring") == {"kind": "unit", "layer": LAYER, "channel": 700}
    page.settled()
    assert page.errors == []


def test_a_choice_is_taken_back_and_done_again(view):
    tile(view, "channel:4").click()
    view.becomes(lambda: units(view), [4])
    tile(view, "channel:6").click()
    view.becomes(lambda: units(view), [6])
    view.page.keyboard.press("Control+z")
    view.becomes(lambda: units(view), [4])
    expect(tile(view, "channel:4")).to_have_attribute("aria-selected", "true")
    view.page.keyboard.press("Control+Shift+z")
    view.becomes(lambda: units(view), [6])


def test_a_link_opens_the_gallery_as_it_was(visit, serve):
    server = serve()
    page = open_view(visit(server.url, 1440, 900), f"{VIEW}&go=class&gs=s&gc=French+horn&gq=1&u=104")
    page.page.wait_for_function("() => location.hash === `#${strata.keeper.text()}`")
    hash_, before = page.page.evaluate("location.hash"), order(page)
    assert all(f"{key}=" in hash_ for key in ("go", "gs", "gc", "gq", "u")) and len(before) > 3
    again = open_view(visit(server.url, 1440, 900), hash_)
    assert order(again) == before
    expect(again.page.get_by_role("button", name="Small pictures")).to_have_attribute("aria-pressed", "true")
    assert page.errors == again.errors == []


def test_the_command_is_copied_with_the_parameters(visit, serve):
    page = visit(serve().url, 1440, 900, permissions=["clipboard-read", "clipboard-write"])
    open_view(page, f"{VIEW}&u=12")
    page.page.get_by_role("button", name="Copy the command").click()
    told = page.page.evaluate("navigator.clipboard.readText()")
    assert told.startswith("strata maximize food.study --model googlenet --unit inception_5b_output:12 --parameterization fourier ")
    assert "--steps 256" in told and "--seed 42" in told and "--l2 0.002" in told
    assert page.errors == []


def test_silent_weak_and_broken_off_are_said(view):
    expect(tile(view, "channel:3")).to_have_attribute("aria-label", "Channel 3, silent")
    expect(tile(view, "channel:3")).to_contain_text("silent")
    expect(tile(view, "channel:5")).to_contain_text("broken off")
    tile(view, "channel:3").click()
    expect(side(view).locator(".feature-void")).to_contain_text("means nothing")
    expect(side(view)).not_to_contain_text("It excites more than")
    view.page.evaluate("strata.features.gallery.go(37)")
    expect(tile(view, "channel:37").locator(".weak-mark")).to_be_visible()
    tile(view, "channel:37").click()
    expect(side(view)).to_contain_text("Weaker than the study's own images: only 82 %")


def test_channels_classes_and_directions_with_several_pictures_each(visit, serve):
    page = open_view(visit(serve().url, 1440, 900), "#v=features&l=prob")
    assert order(page) == list(range(10))
    page.page.get_by_role("button", name="Classes", exact=True).click()
    expect(tile(page, "class:4")).to_contain_text("church")
    expect(tile(page, "class:4").locator(".feature-count")).to_have_text("3")
    expect(page.page.locator(".feature-picture.coarse").first).to_be_visible()
    tile(page, "class:4").click()
    expect(side(page)).to_contain_text("The score of church before it becomes a probability.")
    numbers = side(page).get_by_role("group", name="Pictures of this unit").get_by_role("button")
    expect(numbers).to_have_count(3)
    numbers.nth(2).click()
    expect(numbers.nth(2)).to_have_attribute("aria-pressed", "true")
    expect(numbers.nth(2)).to_be_focused()
    expect(side(page).locator(".large img")).to_have_attribute("src", re.compile("class-4-2.png$"))
    page.page.get_by_role("button", name="Directions", exact=True).click()
    page.page.get_by_role("option", name=re.compile("selection − rest")).click()
    expect(side(page).get_by_role("heading", name="selection − rest")).to_be_visible()
    expect(side(page).get_by_role("button", name="Copy the command")).to_have_count(0)
    expect(side(page).get_by_role("button", name="Show this neuron")).to_have_count(0)
    page.becomes(lambda: units(page), [])
    page.until(lambda: "gi=" in page.page.evaluate("strata.keeper.text()"))
    assert page.errors == []


def test_a_layer_that_was_not_recorded_unit_by_unit_has_pictures_all_the_same(visit, serve):
    page = open_view(visit(serve().url, 1440, 900), "#v=features&l=conv1&u=7")
    expect(side(page).get_by_role("heading", name="Channel 7")).to_be_visible()
    expect(side(page)).to_contain_text("How the study's images compare is not known.")
    expect(side(page).get_by_role("region", name="In the study")).to_have_count(0)
    expect(side(page).get_by_role("button", name="Show this neuron")).to_have_count(0)
    expect(page.page.get_by_role("combobox", name="Order").locator("option")).to_have_count(2)
    page.page.keyboard.press("k")
    page.wait_state("layer", "00-data")
    expect(page.page.locator(".view.features .no-sequence")).to_contain_text("Nothing in data can be excited")
    assert page.errors == []


def test_without_an_analysis_of_the_units_tiles_have_numbers_only(visit, serve):
    page = open_view(visit(serve(neurons=False).url, 1440, 900))
    expect(tile(page, "channel:7").locator(".dot")).to_have_count(0)
    expect(page.page.get_by_role("combobox", name="Which units")).to_have_count(0)
    quiet(page, "/neurons")


def test_a_layer_without_pictures_names_the_command_and_asks_for_nothing(visit, serve):
    server = serve()
    page = open_view(visit(server.url, 1440, 900), "#v=features&l=pool1")
    note = page.page.locator(".view.features .no-sequence")
    expect(note.locator("code")).to_have_text("strata maximize food.study --layers pool1")
    assert not any(path.endswith("/features") for path in server.server.requests)
    note.get_by_role("button", name=re.compile("inception_5b_output")).click()
    calm(page)
    pictured(page, "channel:0")
    assert page.errors == []


def test_pictures_that_are_made_meanwhile_appear_by_themselves(visit, serve):
    server = serve(features="none")
    page = open_view(visit(server.url, 1440, 900))
    expect(page.page.locator(".view.features .no-sequence code")).to_contain_text("strata maximize")
    server.change(features="")
    pictured(page, "channel:0")
    expect(page.page.locator(".view.features .no-sequence")).to_be_hidden()
    assert page.errors == []


def test_what_the_server_does_not_have_it_says_with_the_remedy(visit, serve):
    page = open_view(visit(serve(features="lost").url, 1440, 900))
    note = page.page.locator(".view.features .no-sequence")
    expect(note).to_contain_text("No images have been optimized for inception_5b_output. Run strata maximize STUDY")
    quiet(page, "/features")


def test_damaged_facts_and_late_ones(visit, serve):
    page = open_view(visit(serve(features="damaged").url, 1440, 900))
    note = page.page.locator(".view.features .no-sequence")
    expect(note).to_contain_text("These images cannot be shown")
    expect(note).to_contain_text("feature 1 has no image. Run strata maximize again.")
    assert page.errors == []
    late = visit(serve(features="late").url, 1440, 900)
    late.open(VIEW, wait=False)
    expect(late.page.locator(".feature-main .view-line")).to_have_text("Loading features …")
    pictured(calm(late), "channel:0")
    expect(late.page.locator(".feature-main .view-line")).to_be_hidden()
    assert late.errors == []


def test_a_picture_that_cannot_be_read_says_so_and_leaves_the_others_alone(visit, serve):
    page = open_view(visit(serve(features="broken").url, 1440, 900), f"{VIEW}&u=1")
    for root in (tile(page, "channel:1"), side(page).locator(".large")):
        expect(root.locator(".feature-lost")).to_be_visible()
        expect(root.locator(".feature-lost")).to_have_text("cannot be read")
    pictured(page, "channel:0")
    assert page.errors == []


def test_the_legend_keeps_back_units_of_other_classes(view):
    best = view.page.evaluate("[...strata.features.units.discrimination.best]")
    view.page.evaluate("strata.store.set({ pinned: new Set([4]) })")
    church = next(unit for unit in range(15) if best[unit] == 4)
    other = next(unit for unit in range(15) if best[unit] not in (4, -1))
    expect(tile(view, f"channel:{other}")).to_have_class(re.compile("dimmed"))
    expect(tile(view, f"channel:{church}")).not_to_have_class(re.compile("dimmed"))
    view.page.evaluate("strata.features.gallery.go(1023)")
    last = next(unit for unit in range(1023, 1000, -1) if best[unit] not in (4, -1))
    expect(tile(view, f"channel:{last}")).to_have_class(re.compile("dimmed"))


def test_a_unit_is_found_by_the_search_of_the_page(view):
    view.page.keyboard.press("/")
    view.page.keyboard.type("437")
    view.page.locator(".found", has_text="Unit 437").or_(view.page.locator(".found", has_text="nit 437")).first.click()
    view.becomes(lambda: units(view), [437])
    assert view.state("view") == "features"
    expect(tile(view, "channel:437")).to_be_in_viewport()


def test_on_a_telephone_the_picture_comes_from_below(visit, serve):
    page = open_view(visit(serve().url, 390, 844, theme="dark", has_touch=True, is_mobile=True))
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.page.evaluate("strata.features.gallery.lies.columns") == 2
    expect(side(page)).to_be_hidden()
    tile(page, "channel:2").tap()
    expect(side(page).get_by_role("heading", name="Channel 2")).to_be_visible()
    side(page).get_by_role("button", name="Leave this choice").click()
    expect(side(page)).to_be_hidden()
    page.page.get_by_role("combobox", name="Layer", exact=True).select_option(label="prob")
    page.until(lambda: page.page.evaluate("strata.features.shown?.place.layer") == "07-prob")
    assert page.errors == []


def test_dark_and_light_change_colors_and_not_the_pictures(view):
    pictured(view, "channel:0")
    swatch = lambda: tile(view, "channel:7").locator(".dot").evaluate("(dot) => getComputedStyle(dot).backgroundColor")  # noqa: E731
    before = swatch()
    view.page.evaluate("strata.features.gallery.made.get(0).mine = true")
    view.page.evaluate("strata.store.set({ theme: 'dark' })")
    view.until(lambda: swatch() != before)
    assert view.page.evaluate("strata.features.gallery.made.get(0).mine"), "tiles are not made anew"


def test_the_card_of_a_neuron_shows_what_it_asks_for_and_leads_there(visit, serve):
    page = visit(serve(silencing=True).url, 1440, 900)
    page.open(f"#v=neurons&l={LAYER}&u=437", wait=False)
    card = page.page.locator(".neuron-side").get_by_role("region", name="Optimized image").locator("visible=true")
    expect(card.get_by_role("img", name="Optimized image of unit 437")).to_have_attribute("src", re.compile("/features/437-0.png$"))
    expect(card).to_contain_text("It excites more than any of the study's 1,200 images")
    page.page.evaluate("strata.store.set({ units: { model: 'googlenet', layer: strata.store.state.layer, list: [3] } })")
    expect(card).to_contain_text("Silent: the picture means nothing.")
    card.get_by_role("button", name="In Features").click()
    page.wait_state("view", "features")
    calm(page)
    expect(tile(page, "channel:3")).to_have_attribute("aria-selected", "true")
    assert page.errors == []


def test_the_card_of_a_neuron_without_an_image_offers_one(visit, serve):
    page = visit(serve(silencing=True, features="none").url, 1440, 900)
    page.open(f"#v=neurons&l={LAYER}&u=437", wait=False)
    card = page.page.locator(".neuron-side").get_by_role("region", name="Optimized image")
    expect(card).to_contain_text("No image has been optimized for it.")
    expect(card.get_by_role("button", name="Make the image")).to_be_visible()
    assert page.errors == []
