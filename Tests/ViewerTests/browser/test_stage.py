"""Hands and keys on the stage."""

import pytest
from playwright.sync_api import expect

from conftest import MODULES

pytestmark = pytest.mark.program


def test_the_wheel_zooms_at_the_pointer_within_its_limits(explorer):
    item = explorer.lonely()
    before = explorer.place(item)
    # The browser tells whole pixels of the wheel.
    x, y = round(before[0]) + 3, round(before[1]) - 2
    explorer.page.mouse.move(x, y)
    explorer.wheel(-120, 4)
    explorer.settled()
    zoom = explorer.state("zoom")
    assert zoom > 1.5
    assert explorer.place(item) == pytest.approx([x + zoom * (before[0] - x), y + zoom * (before[1] - y)], abs=.01)
    explorer.wheel(-240, 30)
    assert explorer.state("zoom") == pytest.approx(150)
    explorer.wheel(240, 60)
    assert explorer.state("zoom") == pytest.approx(.1)
    explorer.page.keyboard.press("0")
    explorer.settled()
    expect(explorer.page.locator("#zoom")).to_have_text("100%")


def test_dragging_pans_and_is_no_click(explorer):
    item = explorer.lonely()
    x, y = explorer.place(item)
    box = explorer.page.locator("#stage").bounding_box()
    corner = (box["x"] + 30, box["y"] + 120)
    explorer.page.mouse.move(*corner)
    explorer.page.mouse.down()
    explorer.page.mouse.move(corner[0] + 80, corner[1] + 40, steps=5)
    explorer.page.mouse.up()
    explorer.settled()
    assert explorer.place(item) == pytest.approx([x + 80, y + 40], abs=1)
    assert explorer.state("selected") == -1


def test_hovering_shows_the_image_its_label_and_its_prediction(explorer):
    item = explorer.lonely()
    explorer.page.mouse.move(*explorer.place(item))
    explorer.page.wait_for_selector("#hover:not([hidden])")
    assert explorer.state("hovered") == item
    labels = explorer.page.evaluate("strata.store.state.items.labels")
    expect(explorer.page.locator("#hover")).to_contain_text(explorer.study()["classes"][labels[item]].split(",")[0])
    expect(explorer.page.locator("#hover")).to_contain_text("Predicted")
    explorer.page.wait_for_function("() => { const c = document.querySelector('#hover canvas');"
                                    " return c.getContext('2d').getImageData(96, 96, 1, 1).data[3] === 255 }")
    # Said a moment later, once the pointer rests.
    expect(explorer.page.locator("#live")).to_contain_text(f"Image {item:,}")
    explorer.page.mouse.move(5, 5)
    explorer.page.wait_for_selector("#hover", state="hidden")


def test_a_click_selects_the_nearest_image_and_escape_lets_it_go(explorer):
    item = explorer.lonely()
    x, y = explorer.place(item)
    explorer.page.mouse.click(x + 2, y - 1)
    explorer.wait_state("selected", item)
    inspector = explorer.page.locator("#inspector")
    expect(inspector).to_contain_text(f"Image {item:,}")
    explorer.page.wait_for_function("() => { const i = document.querySelector('#inspector img'); return i.complete && i.naturalWidth > 0 }")
    explorer.page.wait_for_selector("#inspector .tile[data-item]")
    expect(inspector.locator(".prob .bar")).to_have_count(5)
    explorer.page.keyboard.press("Escape")
    explorer.wait_state("selected", -1)
    expect(inspector).to_contain_text("No image selected")


def test_the_inspector_lists_the_nearest_in_pixels_and_in_this_layer(explorer):
    explorer.page.mouse.click(*explorer.place(explorer.lonely()))
    explorer.page.wait_for_function("() => document.querySelectorAll('#inspector .tile[data-item]').length >= 16")
    heads = explorer.page.locator("#inspector h3")
    expect(heads.filter(has_text="pixels").first).to_be_visible()
    expect(heads.filter(has_text="share the label").first).to_be_visible()
    selected, folder = explorer.state("selected"), explorer.state("layer")
    layers = [layer for layer in explorer.study()["models"][0]["layers"] if layer["status"] == "ready"]
    explorer.page.wait_for_selector("#inspector .journey svg")
    line = explorer.page.locator("#inspector .journey path[stroke-width='2']").first.get_attribute("d")
    assert line.count("L") + 1 == len(layers), "one point a layer"
    listed = explorer.page.locator("#inspector .thumbs").nth(1).locator(".tile")
    model = explorer.state("model")
    told = [near["item"] for near in explorer.ask(f"/api/models/{model}/layers/{folder}/neighbors?item={selected}&count=15")["neighbors"]]
    explorer.becomes(lambda: listed.evaluate_all("(all) => all.map((each) => Number(each.dataset.item))"), told[:8])
    explorer.becomes(lambda: sorted(explorer.state("near")), sorted(told))
    listed.first.click()
    explorer.wait_state("selected", told[0])


def test_the_keyboard_reaches_every_image(explorer):
    explorer.page.locator("#stage").focus()
    explorer.page.keyboard.press("ArrowRight")
    first = explorer.state("hovered")
    assert first >= 0
    explorer.page.keyboard.press("ArrowRight")
    second = explorer.state("hovered")
    assert second != first and explorer.place(second)[0] > explorer.place(first)[0]
    explorer.page.keyboard.press("Enter")
    explorer.wait_state("selected", second)
    explorer.page.wait_for_function("() => strata.store.state.near.length > 0")
    explorer.page.keyboard.press(".")
    assert explorer.state("hovered") == explorer.state("near")[0]


def test_i_goes_through_dots_mixed_and_images(explorer):
    pixels = {explorer.state("mode"): explorer.pixels()}
    for _ in range(2):
        explorer.page.keyboard.press("i")
        explorer.settled()
        pixels[explorer.state("mode")] = explorer.pixels()
    assert set(pixels) == {"dots", "mixed", "images"} and len(set(pixels.values())) == 3
    expect(explorer.page.locator(".modes [aria-pressed=true]")).to_have_attribute("data-mode", explorer.state("mode"))


def test_the_same_input_gives_the_same_picture(visit, site):
    pixels = [visit(site).open("#d=dots").pixels() for _ in range(2)]
    assert pixels[0] == pixels[1]


def test_the_grand_tour_turns_the_frame_and_r_goes_back(visit, site):
    explorer = visit(site).open("#e=umap-15d&d=dots")
    before = explorer.page.evaluate("[...strata.stage.blend.frameB.values]")
    explorer.page.keyboard.press("p")
    explorer.page.wait_for_function("(before) => strata.stage.blend.frameB.values.some((v, i) => Math.abs(v - before[i]) > .02)", arg=before)
    explorer.page.keyboard.press("p")
    after = explorer.page.evaluate("[...strata.stage.blend.frameB.values]")
    assert max(abs(a - b) for a, b in zip(before, after)) > .005
    explorer.page.keyboard.press("r")
    explorer.settled()
    assert explorer.page.evaluate("[...strata.stage.blend.frameB.values]") == pytest.approx(before, abs=1e-9)


@pytest.mark.parametrize("embedding", ["umap-15d", "umap-2d"])
def test_a_class_ring_follows_the_pointer_and_turns_the_space(visit, site, embedding):
    explorer = visit(site).open(f"#e={embedding}&d=dots")
    ring = explorer.page.evaluate("() => { const b = strata.stage.root.getBoundingClientRect(), h = strata.stage.scene.handles.list[0];"
                                  " return [h.label, h.x + b.x, h.y + b.y] }")
    frame = explorer.page.evaluate("[...strata.stage.blend.frameB.values]")
    origin = explorer.page.evaluate(f"async () => {{ const {{ toScreen }} = await import('{MODULES}tour/camera.js'), {{ stage }} = strata;"
                                    " const b = stage.root.getBoundingClientRect(), p = toScreen(stage.camera, stage.surface.size, 0, 0);"
                                    " return [p[0] + b.x, p[1] + b.y] }")
    # A quarter of the way to the middle of the data is within every ring's reach.
    target = [ring[1] + (origin[0] - ring[1]) / 4, ring[2] + (origin[1] - ring[2]) / 4]
    explorer.page.mouse.move(ring[1], ring[2])
    explorer.page.mouse.down()
    explorer.page.mouse.move(*target, steps=6)
    explorer.drawn()
    held = explorer.page.evaluate("() => { const b = strata.stage.root.getBoundingClientRect(), h = strata.stage.scene.handles.list.find((each) => each.held);"
                                  " return [h.label, h.x + b.x, h.y + b.y] }")
    assert held[0] == ring[0]
    if len(frame) > 4:
        assert held[1:] == pytest.approx(target, abs=1)
    explorer.page.mouse.up()
    assert explorer.page.evaluate("[...strata.stage.blend.frameB.values]") != frame


def test_the_inspector_lists_the_most_active_units_and_the_images_they_like(visit, site):
    page = visit(site).open()
    layer = next((each for each in page.study()["models"][0]["layers"] if len(each["shape"]) == 1), None)
    if layer is None:
        pytest.skip("this study has no layer with one feature a channel")
    page = visit(site).open(f"#i=7&l={layer['folder']}")
    page.page.wait_for_selector("#inspector .unit .tile[data-item]")
    model = page.state("model")
    told = page.ask(f"/api/models/{model}/layers/{layer['folder']}/units?item=7&count=4")["units"]
    shown = page.page.locator("#inspector .unit")
    page.becomes(lambda: [int(each.split("\n")[0]) for each in shown.all_inner_texts()], [each["channel"] for each in told])
    assert len(told) == 4
    path = f"/api/models/{model}/layers/{layer['folder']}/top-images?channel={told[0]['channel']}"
    images = [each["item"] for each in page.ask(path)["images"]]
    first = page.page.locator("#inspector .unit").first.locator(".tile[data-item]")
    page.becomes(lambda: first.evaluate_all("(all) => all.map((each) => Number(each.dataset.item))"), images[:6])
    assert page.errors == []
