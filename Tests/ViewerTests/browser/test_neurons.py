"""The view of neurons: units by hand and keys, the images they answer to, the selection that ranks them, epochs, states."""

import re

import pytest
from playwright.sync_api import expect

LAYER = "06-inception_5b_output"
VIEW = f"#v=neurons&l={LAYER}"
READY = """() => { const n = globalThis.strata?.neurons;
  return n?.units && n.map.plot.settled && n.images.plot.settled && n.images.plot.count > 0 && !strata.stage.moving }"""
# How many pixels of a plot's dots are nothing like its background.
DRAWN = """(selector) => {
  const source = document.querySelector(`${selector} canvas.points`), copy = document.createElement('canvas');
  copy.width = source.width; copy.height = source.height;
  const context = copy.getContext('2d', { willReadFrequently: true });
  context.drawImage(source, 0, 0);
  const data = context.getImageData(0, 0, copy.width, copy.height).data;
  let count = 0, hash = 2166136261;
  for (let i = 0; i < data.length; i += 4) {
    if (Math.abs(data[i] - data[0]) + Math.abs(data[i + 1] - data[1]) + Math.abs(data[i + 2] - data[2]) > 30) count++;
    hash = Math.imul(hash ^ (data[i] | data[i + 1] << 8 | data[i + 2] << 16), 16777619);
  }
  return [count, hash >>> 0];
}"""
UNITS, IMAGES = ".units-plot:not([hidden])", ".images-plot"
# A unit, or an image, that has its place to itself, so that a pointer there means it.
LONELY = """(which) => { const { plot } = strata.neurons[which], { width, height } = plot.size(), box = plot.root.getBoundingClientRect();
  let best = -1, room = 0;
  for (let row = 0; row < plot.count; row++) {
    const [x, y] = plot.placeOf(row);
    if (x < 40 || x > width - 40 || y < 80 || y > height - 80 || !plot.pickable(row)) continue;
    let near = 1e9;
    for (let other = 0; other < plot.count; other++) if (other !== row) {
      const [u, v] = plot.placeOf(other); near = Math.min(near, Math.hypot(u - x, v - y));
    }
    if (near > room) [best, room] = [row, near];
  }
  const [x, y] = plot.placeOf(best);
  return [which === 'map' ? strata.neurons.units.places.unitOf[best] : best, x + box.x, y + box.y]; }"""


def calm(page):
    page.page.wait_for_function(READY)
    page.frames(2)
    page.page.wait_for_function(READY)
    return page


def open_view(page, fragment=VIEW):
    page.open(fragment, wait=False)
    return calm(page)


def drawn(page, plot):
    return page.page.evaluate(DRAWN, plot)


def changes(page, plot, before):
    page.until(lambda: calm(page) and drawn(page, plot)[1] != before[1])
    return drawn(page, plot)


def units(page):
    return page.page.evaluate("strata.store.state.units?.list ?? []")


def quiet(page):
    """Nothing failed but what was not there to be asked for: whether a unit was silenced, and whether units were analyzed."""
    assert [each for each in page.errors if "/neurons" not in each] == []


@pytest.fixture
def view(visit, serve):
    page = open_view(visit(serve(silencing=True).url, 1440, 900))
    yield page
    assert page.errors == [], "the browser's console is not silent"


def test_the_third_key_opens_the_view_and_its_tab_is_current(visit, serve):
    page = visit(serve(silencing=True).url).open(f"#l={LAYER}")
    page.page.keyboard.press("3")
    calm(page)
    expect(page.page.get_by_role("button", name="Neurons", exact=True).first).to_have_attribute("aria-current", "page")
    expect(page.page.locator(".units-plot h2").last).to_have_text("Units of inception_5b_output")
    assert drawn(page, UNITS)[0] > 2000 and drawn(page, IMAGES)[0] > 1000


def test_a_click_chooses_a_unit_and_everything_beside_follows(view):
    before = drawn(view, IMAGES)
    unit, x, y = view.page.evaluate(LONELY, "map")
    view.page.mouse.move(x, y)
    expect(view.page.locator(".unit-card:visible b")).to_have_text(f"Unit {unit:,}")
    view.page.mouse.click(x, y)
    view.becomes(lambda: units(view), [unit])
    changes(view, IMAGES, before)
    expect(view.page.locator(".images-plot h2")).to_have_text(f"Images, by activation of unit {unit:,}")
    expect(view.page.locator(".exciting-tiles .tile[data-item]")).to_have_count(16)
    expect(view.page.locator(".exciting-head .right")).to_contain_text(" of 16 are ")
    side = view.page.get_by_role("complementary", name="Unit")
    for card in ("Activation by class", "Scores", "Works with", "Silenced"):
        expect(side.get_by_role("region", name=card)).to_be_visible()
    assert view.page.evaluate("location.hash") != "" and f"u={unit}" in view.link()


def test_images_take_the_ramps_colors_of_the_units_activation(view):
    """The image that the unit answers most has the ramp's last color, one that it does not answer the first."""
    view.page.evaluate("strata.store.set({ units: { model: 'googlenet', layer: strata.store.state.layer, list: [437] } })")
    view.page.wait_for_function("() => strata.neurons.images.shown?.values")
    told = view.page.evaluate("""() => { const { shown, plot } = strata.neurons.images, { values } = shown;
      let most = 0, least = 0; values.forEach((v, i) => { if (v > values[most]) most = i; if (v < values[least]) least = i });
      const at = (i) => [...plot.look.fill.subarray(4 * i, 4 * i + 3)];
      return [at(most), at(least)] }""")
    assert told == [[0x19, 0x29, 0x67], [0xF1, 0xEC, 0xC9]]


def test_recoloring_a_hundred_thousand_images_makes_no_objects_and_one_upload(visit, serve):
    """How long it takes is not asserted, but told: it has to stay far below what a hand notices."""
    page = open_view(visit(serve(items=100_000, classes=10, evolution=False).url), f"{VIEW}&e=umap-2d&u=437")
    page.page.wait_for_function("() => strata.neurons.images.shown?.values.length === 100000")
    told = page.page.evaluate("""() => { const { images } = strata.neurons, { renderer } = images.plot.surface, buffer = images.plot.look.fill;
      let uploads = 0; const set = renderer.setStyle.bind(renderer);
      renderer.setStyle = (...all) => { uploads++; set(...all) };
      images.color({ ...images.shown });
      return [uploads, images.plot.look.fill === buffer, images.cost] }""")
    print(f"recoloring 100,000 images: {told[2]:.1f} ms")
    assert told[:2] == [1, True]
    quiet(page)


# What each picture below shows once it is drawn as finely as it will be, and a hash of its pixels.
PICTURES = """() => [...document.querySelectorAll('.exciting-tiles canvas')].map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let hash = 2166136261;
  for (let i = 0; i < data.length; i++) hash = Math.imul(hash ^ data[i], 16777619);
  return [canvas.dataset.drawn ?? '', hash >>> 0] })"""


def test_the_part_that_excites_is_shown_and_the_whole_image_with_a_frame_on_request(visit, serve):
    view = open_view(visit(serve(silencing=True).url, 1440, 900), f"{VIEW}&u=437")
    tiles = view.page.locator(".exciting-tiles .tile[data-item]")
    expect(tiles).to_have_count(16)
    expect(view.page.locator(".exciting-title")).to_contain_text("it sees 84 × 84 of 224 × 224 pixels")
    view.until(lambda: {shows for shows, _ in view.page.evaluate(PICTURES)} == {"part"})
    parts = view.page.evaluate(PICTURES)
    assert len({hash for _, hash in parts}) > 8
    expect(tiles.first).to_have_attribute("title", re.compile("columns .* rows "))
    tiles.first.hover()
    view.until(lambda: view.page.evaluate(PICTURES)[0][0] == "whole" and view.page.evaluate(PICTURES)[0][1] != parts[0][1])
    view.page.mouse.move(300, 300)
    view.until(lambda: view.page.evaluate(PICTURES)[0] == parts[0])
    view.page.get_by_role("button", name="Whole image").click()
    view.until(lambda: {shows for shows, _ in view.page.evaluate(PICTURES)} == {"whole"})
    assert "uw=whole" in view.link()
    view.page.get_by_role("button", name="Part that excites").click()
    view.until(lambda: view.page.evaluate(PICTURES) == parts)
    assert view.errors == []


def test_a_dense_layer_sees_the_whole_image_and_says_so(visit, serve):
    page = open_view(visit(serve(silencing=True).url, 1440, 900), "#v=neurons&l=07-prob&u=3")
    expect(page.page.locator(".exciting-title")).to_contain_text("it sees the whole image")
    expect(page.page.get_by_role("button", name="Part that excites")).to_be_hidden()
    quiet(page)


def test_several_brushed_units_show_their_mean_and_the_images_that_excite_them(view):
    view.page.get_by_role("button", name="Rectangle").click()
    box = view.page.locator(UNITS).bounding_box()
    view.page.mouse.move(box["x"] + box["width"] * .4, box["y"] + box["height"] * .4)
    view.page.mouse.down()
    view.page.mouse.move(box["x"] + box["width"] * .55, box["y"] + box["height"] * .6, steps=5)
    view.page.mouse.up()
    view.until(lambda: len(units(view)) > 3)
    count = len(units(view))
    expect(view.page.locator(".images-plot h2")).to_have_text(f"Images, by mean of {count:,} units")
    expect(view.page.locator(".exciting-tiles .tile[data-item]")).to_have_count(24)
    expect(view.page.locator(".neuron-side").get_by_role("region", name=f"{count:,} units")).to_be_visible()
    view.page.keyboard.press("Escape")
    view.becomes(lambda: units(view), [])


def test_an_empty_brush_chooses_nothing(view):
    view.page.evaluate("strata.store.set({ tool: 'rectangle', units: { model: 'googlenet', layer: strata.store.state.layer, list: [5] } })")
    box = view.page.locator(UNITS).bounding_box()
    view.page.mouse.move(box["x"] + 8, box["y"] + 80)
    view.page.mouse.down()
    view.page.mouse.move(box["x"] + 16, box["y"] + 90, steps=3)
    view.page.mouse.up()
    view.becomes(lambda: units(view), [])


def test_brushed_images_light_up_the_units_that_tell_them_from_the_rest(view):
    before = drawn(view, UNITS)
    view.page.keyboard.press("b")
    view.wait_state("tool", "rectangle")
    box = view.page.locator(IMAGES).bounding_box()
    view.page.mouse.move(box["x"] + box["width"] * .55, box["y"] + box["height"] * .35)
    view.page.mouse.down()
    view.page.mouse.move(box["x"] + box["width"] * .8, box["y"] + box["height"] * .6, steps=5)
    view.page.mouse.up()
    rows = view.page.locator(".ranked-unit")
    expect(rows).to_have_count(10)
    changes(view, UNITS, before)
    areas = view.page.evaluate("strata.neurons.ranking.separation.neurons.map(({ area }) => Math.abs(area - .5))")
    assert areas == sorted(areas, reverse=True)
    first = int(rows.first.get_attribute("data-unit"))
    view.page.keyboard.press("n")
    view.becomes(lambda: units(view), [first])
    view.page.keyboard.press("n")
    view.becomes(lambda: units(view), [int(rows.nth(1).get_attribute("data-unit"))])
    view.page.keyboard.press("N")
    view.becomes(lambda: units(view), [first])
    assert "ur=ranked" in view.link()


def test_a_selection_of_the_tour_asks_for_its_units(visit, serve):
    """Which neurons make this cluster? From the tour to the units, and to one of them."""
    page = visit(serve(silencing=True).url, 1440, 900).open(f"#l={LAYER}")
    page.page.evaluate("""strata.store.set({ selection: Int32Array.from(strata.store.state.items.labels.flatMap((k, i) => k === 5 ? [i] : [])) })""")
    page.page.get_by_role("button", name="Units for this selection").click()
    calm(page)
    row = page.page.locator(".ranked-unit").first
    expect(row).to_contain_text(".")
    row.click()
    unit = int(row.get_attribute("data-unit"))
    page.becomes(lambda: units(page), [unit])
    expect(page.page.locator(".exciting-head .right")).to_contain_text("are French horn")
    assert page.errors == []


def test_units_tell_a_column_apart_instead_of_labels(view):
    before, images = drawn(view, UNITS), drawn(view, IMAGES)
    view.page.get_by_role("combobox", name="Tell apart").select_option("camera")
    calm(view)
    changes(view, UNITS, before)
    changes(view, IMAGES, images)
    expect(view.page.locator(".units-plot:not([hidden]) .plot-title span")).to_contain_text("hue = value of camera")
    expect(view.page.locator(".images-plot h2")).to_have_text("Images, by camera")
    side = view.page.get_by_role("complementary", name="Unit")
    expect(side.get_by_role("region", name="How well the units tell camera")).to_contain_text("reflex")
    assert "ua=camera" in view.link()
    view.page.keyboard.press("n")
    view.until(lambda: len(units(view)) == 1)
    expect(side.get_by_role("region", name="Activation by camera")).to_contain_text("phone")
    expect(side.get_by_role("region", name="Scores")).to_contain_text("reflex")
    expect(view.page.locator(".exciting-head .right")).to_contain_text(" of 16 are ")
    view.page.get_by_role("combobox", name="Tell apart").select_option("")
    expect(view.page.locator(".units-plot:not([hidden]) .plot-title span")).to_contain_text("hue = class")
    assert "ua=" not in view.link()


def test_a_column_that_units_were_not_scored_for_says_how_to(view):
    view.page.get_by_role("combobox", name="Tell apart").select_option("split")
    expect(view.page.locator(".neuron-main .view-line")).to_have_text(
        "Units have not been scored by split: strata neurons food.study --by split")
    expect(view.page.locator(".units-plot:not([hidden]) .plot-title span")).to_contain_text("hue = class")


def test_a_link_with_a_column_opens_with_it(visit, serve):
    page = open_view(visit(serve(silencing=True).url, 1440, 900), f"{VIEW}&ua=camera&uc=one&uo=reflex")
    expect(page.page.get_by_role("combobox", name="Tell apart")).to_have_value("camera")
    expect(page.page.get_by_role("combobox", name="Class", exact=True)).to_have_value("reflex")
    expect(page.page.locator(".units-plot:not([hidden]) .plot-title span")).to_contain_text("score of reflex")
    assert page.errors == []


def test_the_score_from_which_on_units_are_shown(view):
    before = drawn(view, UNITS)
    shown = "() => strata.neurons.map.plot.look.kinds.filter((kind) => kind === 0).length"
    all_units = view.page.evaluate(shown)
    view.page.get_by_role("slider", name="Score at least").focus()
    for _ in range(20):
        view.page.keyboard.press("ArrowRight")
    changes(view, UNITS, before)
    assert 0 < view.page.evaluate(shown) < all_units
    expect(view.page.get_by_role("slider", name="Score at least")).to_be_focused()


def test_one_class_mean_activation_and_clusters_are_other_colors(view):
    before = drawn(view, UNITS)
    for name in ("One class", "Mean activation", "Cluster"):
        view.page.get_by_role("button", name=name, exact=True).click()
        before = changes(view, UNITS, before)
        expect(view.page.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-pressed", "true")
        expect(view.page.get_by_role("button", name=name, exact=True)).to_be_focused()
    view.page.get_by_role("button", name="One class", exact=True).click()
    view.page.get_by_role("combobox", name="Class", exact=True).select_option("French horn")
    expect(view.page.locator(f"{UNITS} .plot-title")).to_contain_text("score of French horn against the rest")
    expect(view.page.locator(f"{UNITS} .power")).to_contain_text("Forest right")


def test_another_layout_moves_the_units(view):
    before = drawn(view, UNITS)
    view.page.get_by_role("combobox", name="Layout of units").select_option("umap-2d")
    changes(view, UNITS, before)
    assert "up=umap-2d" in view.link()


def test_a_unit_is_undone_and_comes_back_with_its_layer(view):
    view.page.evaluate("strata.store.set({ units: { model: 'googlenet', layer: strata.store.state.layer, list: [5] } })")
    expect(view.page.get_by_role("heading", name="Unit 5", exact=True)).to_be_visible()
    view.page.keyboard.press("j")
    view.wait_state("layer", "07-prob")
    calm(view)
    expect(view.page.get_by_role("heading", name="No unit chosen")).to_be_visible()
    view.page.keyboard.press("Control+z")
    view.wait_state("layer", LAYER)
    expect(view.page.get_by_role("heading", name="Unit 5", exact=True)).to_be_visible()
    view.page.keyboard.press("Control+z")
    expect(view.page.get_by_role("heading", name="No unit chosen")).to_be_visible()


def test_keys_go_from_unit_to_unit_and_choose(view):
    plot = view.page.locator(UNITS)
    plot.focus()
    view.page.keyboard.press("ArrowRight")
    view.until(lambda: view.state("hoveredUnit") >= 0)
    first = view.state("hoveredUnit")
    view.page.keyboard.press("ArrowUp")
    view.until(lambda: view.state("hoveredUnit") != first)
    second = view.state("hoveredUnit")
    view.page.keyboard.press("Enter")
    view.becomes(lambda: units(view), [second])
    view.page.keyboard.press("ArrowDown")
    view.until(lambda: view.state("hoveredUnit") not in (second, -1))
    third = view.state("hoveredUnit")
    view.page.keyboard.press("Shift+Enter")
    view.becomes(lambda: units(view), [second, third])


def test_a_link_opens_the_very_view(visit, serve):
    server = serve(silencing=True)
    page = open_view(visit(server.url), f"{VIEW}&uc=one&uo=church&us=selectivity&ul=0.25&up=tsne-2d&u=88.104")
    assert units(page) == [88, 104]
    assert {"by": "one", "one": "church", "score": "selectivity", "least": .25, "projection": "tsne-2d"}.items() \
        <= page.state("neurons").items()
    for part in ("uc=one", "uo=church", "us=selectivity", "ul=0.25", "up=tsne-2d", "u=88.104"):
        assert part in page.link()
    assert page.errors == []


def test_constant_units_are_counted_and_named_when_asked(view):
    summary = view.page.locator(".constant summary")
    expect(summary).to_have_text("3 constant channels left out")
    summary.click()
    expect(view.page.locator(".constant .num")).to_have_text("3 17 40")


def test_an_image_that_excites_leads_to_the_tour(view):
    view.page.evaluate("strata.store.set({ units: { model: 'googlenet', layer: strata.store.state.layer, list: [437] } })")
    tile = view.page.locator(".exciting-tiles .tile[data-item]").first
    item = int(tile.get_attribute("data-item"))
    tile.click()
    view.wait_state("selected", item)
    view.page.get_by_role("button", name="Show in the tour").click()
    view.wait_state("view", "tour")
    assert view.state("selected") == item


def test_the_first_epoch_stands_beside_the_last(visit, serve):
    page = open_view(visit(serve(checkpoints=True, silencing=True).url, 1440, 900), f"#v=neurons&m=photo-cnn-epoch-10&l={LAYER}&u=104")
    page.page.get_by_role("button", name="Before and after").click()
    expect(page.page.locator(".units-plot h2").first).to_have_text("Epoch 0: inception_5b_output")
    expect(page.page.locator(".units-plot h2").nth(1)).to_have_text("Epoch 10: inception_5b_output")
    calm(page)
    page.until(lambda: drawn(page, ".units-plot")[0] > 1000)
    assert "ub=pair" in page.link()
    page.page.get_by_role("button", name="Before and after").click()
    expect(page.page.locator(".units-plot").first).to_be_hidden()
    assert page.errors == []


def test_units_that_nobody_has_analyzed_name_the_command(visit, serve):
    page = visit(serve(neurons=False).url).open(VIEW, wait=False)
    expect(page.page.locator(".no-sequence code")).to_have_text("strata neurons food.study --layers 'inception_5b_output'")
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.page.locator(".no-sequence").get_by_role("button", name="Copy").click()
    page.until(lambda: page.page.evaluate("navigator.clipboard.readText()").startswith("strata neurons food.study"))
    quiet(page)


def test_a_layer_without_units_names_those_that_have_some(visit, serve):
    page = visit(serve().url).open("#v=neurons&l=pool1", wait=False)
    expect(page.page.get_by_role("heading", name="pool1 was not recorded unit by unit")).to_be_visible()
    page.page.locator(".no-sequence").get_by_role("button", name="inception_5b_output").click()
    calm(page)
    assert page.state("layer") == LAYER
    quiet(page)


@pytest.mark.parametrize("fragment", ["#l=pool1", "#v=neurons"])
def test_the_view_opens_with_a_layer_that_is_analyzed(visit, serve, fragment):
    page = visit(serve(silencing=True).url, 1440, 900).open(fragment, wait=False)
    if "v=" not in fragment:
        page.page.wait_for_function("() => globalThis.strata?.explorer?.shown")
        page.page.get_by_role("button", name="Neurons", exact=True).first.click()
    calm(page)
    assert page.state("layer") == "07-prob"
    assert page.errors == []


def test_both_plots_are_tables_on_request(view):
    side = view.page.get_by_role("complementary", name="Unit")
    units_card, images_card = (side.get_by_role("region", name=f"{name} as a table") for name in ("Units", "Images"))
    units_card.get_by_role("button", name="Show as table").click()
    rows = units_card.locator("tbody tr")
    expect(rows).to_have_count(100)
    expect(units_card.locator("thead th")).to_have_text(["Unit", "Label", "Score", "Mean", "Cluster"])
    expect(units_card).to_contain_text("The first 100 of 1,024")
    best = view.page.evaluate("[...strata.neurons.units.discrimination.value].indexOf(strata.neurons.units.discrimination.most)")
    rows.first.get_by_role("button").click()
    view.becomes(lambda: units(view), [best])
    expect(rows).to_have_count(100)
    images_card.get_by_role("button", name="Show as table").click()
    expect(images_card.locator("thead th")).to_have_text(["Image", "mean activation", "Label", "Predicted"])
    top = view.page.evaluate("() => { const { values } = strata.neurons.images.shown; return values.indexOf(Math.max(...values)) }")
    expect(images_card.locator("tbody tr").first).to_contain_text(f"{top:,}")
    images_card.get_by_role("button", name="Hide the table").click()
    expect(images_card.locator("tbody tr")).to_have_count(0)


def test_without_labels_units_show_their_mean_activation(visit, serve):
    page = open_view(visit(serve(labels=False, predictions=False, silencing=True).url, 1440, 900))
    expect(page.page.get_by_role("button", name="Class it discriminates")).to_have_count(0)
    expect(page.page.get_by_role("button", name="Mean activation", exact=True)).to_have_attribute("aria-pressed", "true")
    page.page.evaluate("strata.store.set({ units: { model: 'googlenet', layer: strata.store.state.layer, list: [437] } })")
    expect(page.page.locator(".exciting-tiles .tile[data-item]")).to_have_count(16)
    expect(page.page.get_by_role("region", name="Activation by class")).to_have_count(0)
    assert page.errors == []


def test_what_does_not_arrive_is_said_and_asked_for_again(visit, serve):
    server = serve(silencing=True)
    page = open_view(visit(server.url))
    page.page.route("**/activations?*", lambda route: route.fulfill(status=500, body='{"error":{"message":"No room on the disk.","remedy":""}}'))
    choose = "(unit) => strata.store.set({ units: { model: 'googlenet', layer: strata.store.state.layer, list: [unit] } })"
    page.page.evaluate(choose, 5)
    expect(page.page.locator(".neuron-main > .view-line")).to_have_text("No room on the disk.")
    page.page.unroute("**/activations?*")
    page.page.evaluate(choose, 6)
    expect(page.page.locator(".images-plot h2")).to_have_text("Images, by activation of unit 6")
    expect(page.page.locator(".neuron-main > .view-line")).to_be_hidden()


def test_without_webgl_units_are_drawn_all_the_same(visit, serve):
    from states import NO_WEBGL
    page = visit(serve(silencing=True).url)
    page.page.add_init_script(NO_WEBGL)
    open_view(page)
    page.until(lambda: drawn(page, UNITS)[0] > 2000)


@pytest.mark.program
def test_the_program_names_its_command_or_shows_its_units(explorer):
    explorer.page.keyboard.press("3")
    explorer.wait_state("view", "neurons")
    explorer.until(lambda: explorer.page.locator(".no-sequence:visible, .units-plot:visible h2").count() > 0)
    explorer.errors[:] = [each for each in explorer.errors if "/neurons" not in each]
