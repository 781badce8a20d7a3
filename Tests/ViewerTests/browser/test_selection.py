"""Brushes, the one selection, filter, undo."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.program

WITHIN = """([x0, y0, x1, y1]) => { const { stage } = strata, box = stage.root.getBoundingClientRect(), out = [];
  for (let i = 0; i < stage.now().positions.length / 2; i++) { const [x, y] = stage.placeOf(i);
    if (x + box.x >= Math.min(x0, x1) && x + box.x <= Math.max(x0, x1) && y + box.y >= Math.min(y0, y1)
      && y + box.y <= Math.max(y0, y1) && stage.scene.pickable(i)) out.push(i); }
  return out; }"""


def selection(page):
    return page.page.evaluate("[...strata.store.state.selection]")


def within(page, box):
    return page.page.evaluate(WITHIN, box)


# Where a box of a third of the stage holds some images, not all, and its first corner lies on nothing that can be dragged.
AREA = """(box) => {
  const { stage } = strata, n = stage.now().positions.length / 2, side = .3;
  const free = document.elementFromPoint(box.x + 5, box.y + box.height / 2);
  for (const [left, top] of [[.3, .3], ...Array.from({ length: 169 }, (_, k) => [.05 + k % 13 / 20, .05 + (k / 13 | 0) / 20])]) {
    let inside = 0;
    for (let i = 0; i < n; i++) {
      const [x, y] = stage.placeOf(i), u = x / box.width, v = y / box.height;
      if (u > left && u < left + side && v > top && v < top + side) inside++;
    }
    const corner = document.elementFromPoint(box.x + left * box.width, box.y + top * box.height);
    if (inside > 2 && inside < n * .9 && corner === free) return [left, top, left + side, top + side];
  }
  return [.3, .3, .6, .6]; }"""


def area(page, left=None, top=.3, right=.6, bottom=.6):
    """A box of the stage in pixels: the given one, or one that holds some of the images."""
    box = page.page.locator("#stage").bounding_box()
    if left is None:
        left, top, right, bottom = page.page.evaluate(AREA, box)
    return [round(box["x"] + left * box["width"]), round(box["y"] + top * box["height"]),
            round(box["x"] + right * box["width"]), round(box["y"] + bottom * box["height"])]


def brush(page, box, *keys):
    mouse, keyboard = page.page.mouse, page.page.keyboard
    for key in keys:
        keyboard.down(key)
    mouse.move(box[0], box[1])
    mouse.down()
    mouse.move((box[0] + box[2]) / 2, box[3], steps=3)
    mouse.move(box[2], box[3], steps=3)
    mouse.up()
    for key in keys:
        keyboard.up(key)
    page.settled()


@pytest.fixture
def stage(visit, site):
    page = visit(site, 1600, 1000).open("#as=dots")
    page.page.locator("[data-tool=rectangle]").click()
    yield page
    assert page.errors == []


def test_a_rectangle_selects_exactly_what_it_covers_and_the_rest_is_grey(stage):
    before = stage.pixels()
    box = area(stage)
    brush(stage, box)
    chosen = selection(stage)
    assert chosen == within(stage, box) and len(chosen) > 10
    assert stage.pixels() != before
    expect(stage.page.locator("#selection-bar")).to_contain_text(f"{len(chosen):,} selected")
    black = stage.count("#14181D")[0]
    assert black > len(chosen), "what is selected has a black edge on light ground"
    stage.page.keyboard.press("c")
    stage.settled()
    assert selection(stage) == [] and stage.pixels() == before
    expect(stage.page.locator("#selection-bar")).to_be_hidden()


def test_shift_adds_alt_subtracts_both_intersect(stage):
    one, two = area(stage, .2, .2, .5, .6), area(stage, .4, .3, .7, .7)
    brush(stage, one)
    first, second = set(selection(stage)), set(within(stage, two))
    brush(stage, two, "Shift")
    assert set(selection(stage)) == first | second
    brush(stage, one, "Alt")
    assert set(selection(stage)) == second - first
    brush(stage, one)
    brush(stage, two, "Shift", "Alt")
    assert set(selection(stage)) == first & second


def test_a_lasso_selects_what_lies_inside_its_line(stage):
    stage.page.keyboard.press("b")
    assert stage.state("tool") == "lasso"
    x0, y0, x1, y1 = area(stage)
    # A triangle: half of the rectangle around it.
    stage.page.mouse.move(x0, y0)
    stage.page.mouse.down()
    for x, y in ((x1, y0), (x0, y1), (x0, y0 + 3)):
        stage.page.mouse.move(x, y, steps=12)
    stage.page.mouse.up()
    stage.settled()
    chosen = set(selection(stage))
    places = {i: stage.place(i) for i in within(stage, [x0, y0, x1, y1])}
    inside = {i for i, (x, y) in places.items() if (x - x0) / (x1 - x0) + (y - y0) / (y1 - y0) < .99}
    outside = {i for i, (x, y) in places.items() if (x - x0) / (x1 - x0) + (y - y0) / (y1 - y0) > 1.01}
    assert inside <= chosen and not chosen & outside and len(inside) > 5
    stage.page.keyboard.press("Escape")
    assert stage.state("tool") == "pan"


def test_pictures_are_selected_by_the_same_place_as_their_dots(visit, site):
    page = visit(site, 1600, 1000).open("#as=images")
    page.page.locator("[data-tool=rectangle]").click()
    box = area(page, .35, .35, .5, .5)
    brush(page, box)
    assert selection(page) == within(page, box)
    hollow = page.count("#14181D")[0]
    assert hollow > 100, "pictures that are selected have a black frame"


def test_invert_filter_and_show_all(stage):
    total = stage.page.evaluate("strata.store.state.items.labels.length")
    brush(stage, area(stage))
    chosen = selection(stage)
    stage.page.locator("#selection-bar button", has_text="Invert").click()
    stage.settled()
    assert selection(stage) == sorted(set(range(total)) - set(chosen))
    stage.page.keyboard.press("I")
    stage.settled()
    assert selection(stage) == chosen
    stage.page.keyboard.press("f")
    stage.settled()
    assert selection(stage) == [] and stage.page.evaluate("[...strata.store.state.filter]") == chosen
    expect(stage.page.locator("#selection-bar")).to_contain_text(f"{len(chosen):,} of {total:,} shown")
    hidden = next(i for i in range(total) if i not in set(chosen))
    assert stage.page.evaluate("(i) => strata.stage.scene.pickable(i)", hidden) is False
    stage.page.locator("#selection-bar button", has_text="Show all").click()
    stage.settled()
    assert stage.page.evaluate("strata.store.state.filter") is None


def test_an_armed_filter_takes_the_next_brush(stage):
    stage.page.keyboard.press("Escape")
    stage.page.keyboard.press("f")
    stage.wait_state("armed", "filter")
    expect(stage.page.locator("#line")).to_contain_text("Brush the images")
    box = area(stage)
    inside = within(stage, box)
    brush(stage, box)
    assert stage.page.evaluate("[...strata.store.state.filter]") == inside
    assert stage.state("tool") == "pan" and stage.state("armed") == ""


def test_select_alike_adds_the_fifteen_nearest(stage):
    stage.page.keyboard.press("Escape")
    stage.page.mouse.click(*stage.place(stage.lonely()))
    stage.page.wait_for_function("() => strata.store.state.near.length > 0")
    stage.page.keyboard.press("g")
    stage.page.wait_for_function("() => strata.store.state.selection.length > 0")
    assert selection(stage) == sorted({stage.state("selected"), *stage.state("near")})


def test_shift_click_adds_one_image_and_takes_it_away(stage):
    stage.page.keyboard.press("Escape")
    item = stage.lonely()
    stage.page.keyboard.down("Shift")
    stage.page.mouse.click(*stage.place(item))
    stage.page.wait_for_function("() => strata.store.state.selection.length === 1")
    assert selection(stage) == [item] and stage.state("selected") == -1
    stage.page.mouse.click(*stage.place(item))
    stage.page.keyboard.up("Shift")
    stage.page.wait_for_function("() => strata.store.state.selection.length === 0")


def test_the_keyboard_selects_too(stage):
    stage.page.keyboard.press("Escape")
    stage.page.locator("#stage").focus()
    stage.page.keyboard.press("ArrowRight")
    stage.page.keyboard.press("Shift+Enter")
    stage.page.keyboard.press("ArrowRight")
    stage.page.keyboard.press("Shift+Enter")
    stage.page.wait_for_function("() => strata.store.state.selection.length === 2")


def test_a_selection_is_part_of_the_link(stage, visit, site):
    brush(stage, area(stage))
    again = visit(site, 1600, 1000).open(stage.link())
    assert selection(again) == selection(stage)


def test_undo_and_redo_go_through_selection_isolation_layer_and_frame(visit, site):
    page = visit(site, 1600, 1000).open("#as=dots&e=umap-15d")
    keyboard = page.page.keyboard
    undo = page.page.locator("#undo")
    expect(undo).to_be_disabled()
    page.page.locator("[data-tool=rectangle]").click()
    brush(page, area(page))
    chosen = selection(page)
    page.page.locator(".row.legend").first.click()
    page.settled()
    layer = page.state("layer")
    keyboard.press("k")
    page.settled()
    frame = page.page.evaluate("[...strata.stage.blend.frameB.values]")
    keyboard.press("]")
    page.settled()
    turned = page.page.evaluate("[...strata.stage.blend.frameB.values]")
    assert page.state("undoable") == 4
    keyboard.press("Control+z")
    page.settled()
    assert page.page.evaluate("[...strata.stage.blend.frameB.values]") == pytest.approx(frame, abs=1e-12)
    keyboard.press("Control+z")
    page.settled()
    assert page.state("layer") == layer
    undo.click()
    page.settled()
    assert page.state("pinned") == []
    undo.click()
    page.settled()
    assert selection(page) == []
    expect(undo).to_be_disabled()
    for _ in range(4):
        keyboard.press("Control+Shift+z")
        page.settled()
    assert selection(page) == chosen and page.state("layer") != layer
    assert page.page.evaluate("[...strata.stage.blend.frameB.values]") == pytest.approx(turned, abs=1e-12)
    expect(page.page.locator("#redo")).to_be_disabled()


def test_a_long_press_brushes_with_a_finger(visit, site):
    page = visit(site, 390, 844, has_touch=True, is_mobile=True, device_scale_factor=2).open("#as=dots")
    session = page.page.context.new_cdp_session(page.page)
    x0, y0, x1, y1 = area(page, .2, .3, .8, .6)

    def touch(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})
    touch("touchStart", (x0, y0))
    page.page.wait_for_function("() => strata.brush.active")
    for k in range(11):
        touch("touchMove", (x0 + (x1 - x0) * k / 10, y0))
    for point in ((x1, y1), (x0, y1), (x0, y0 + 5)):
        touch("touchMove", point)
    touch("touchEnd")
    page.page.wait_for_function("() => !strata.brush.active")
    page.settled()
    assert len(selection(page)) > 10
    expect(page.page.locator("#selection-bar")).to_be_visible()
