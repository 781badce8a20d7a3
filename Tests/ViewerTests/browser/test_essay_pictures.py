"""Colours, marks, pictures, zoom and pan, on GoogLeNet, with mouse, wheel and keyboard."""

import pytest
from playwright.sync_api import expect
from essay import (  # noqa: F401
    address, angle, core, corner, drag, frame, isolate, items_of, LIGHT, press, row, tour, window,
)


# Colours and marks.

COLOURED = """(kind) => { const { colouring, coloured, tint } = strata.store.state;
  return colouring.kind === kind && coloured && tint?.coloured === coloured }"""


@pytest.mark.parametrize("value,rows", [("prediction", None), ("attribute:split", 2), ("correctness", None)])
def test_it_is_coloured_by_prediction_attribute_and_correctness(tour, value, rows):
    page = tour()
    before = page.pixels()
    page.page.locator("#legend .legend-by select").select_option(value)
    page.page.wait_for_function(COLOURED, arg=value.split(":")[0])
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
        page.page.wait_for_function(COLOURED, arg=value)
        page.settled()
        assert page.pixels() != before
        expect(page.page.locator("#legend .colour-bar")).to_be_visible()
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
    assert error < 1e-5
    expect(page.page.locator("#legend .legend-by")).to_contain_text("Movement")


def test_the_misclassified_are_triangles_in_the_colour_of_what_was_said(tour):
    page = tour("&iso=church", mk="m")
    switch = page.page.locator("#marks [role=switch]").first
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(switch).to_contain_text("362")
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
    assert page.pixels() != with_marks
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.click()
    page.page.mouse.move(640, 5)
    page.settled()
    assert page.pixels() == with_marks


def test_low_trust_is_hollow(tour):
    page = tour(mk="-")
    page.wait_known("trust")
    before = page.settled().pixels()
    press(page, "t")
    assert page.pixels() != before
    low = page.page.evaluate("strata.store.state.trust.filter((t) => t < .8).length")
    assert low > 0
    expect(page.page.locator("#marks .row.mark", has_text="Low trust")).to_contain_text(f"{low:,}")


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
    page.wheel(-300)
    page.settled()
    assert page.state("zoom") > 1.5 and page.place(item) == pytest.approx([x, y], abs=1)
    expect(page.page.locator("#zoom")).to_have_text(f"{round(page.state('zoom') * 100)}%")
    page.wheel(-240, 25)
    assert page.settled().state("zoom") == 150
    page.wheel(240, 40)
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
    assert 5 < near < 100
    expect(page.page.locator("#zoom")).to_have_text(f"{round(near * 100):,}%")
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
    page.wheel(-240, 5)
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
