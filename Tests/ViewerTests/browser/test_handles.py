"""Readers' own handles: made, named, dragged, kept, removed; every handle by keyboard."""

import re

import pytest
from playwright.sync_api import expect
from test_selection import area, brush, selection

CUSTOM = 1 << 24


def handles(page):
    return page.page.evaluate("strata.store.state.handles.map((h) => [h.name, [...h.items]])")


def ring(page, name):
    return page.page.evaluate("(name) => { const b = strata.stage.root.getBoundingClientRect(),"
                              " h = strata.stage.scene.handles.list.find((each) => each.name === name);"
                              " return h && [h.x + b.x, h.y + b.y] }", name)


def frame(page):
    return page.page.evaluate("[...strata.stage.blend.frameB.values]")


def made(visit, server, fragment="#as=dots&e=umap-15d", **options):
    page = visit(server.url, 1600, 1000, **options).open(fragment)
    page.page.keyboard.press("b")
    brush(page, area(page, .35, .3, .5, .5))
    items = selection(page)
    page.page.keyboard.press("d")
    expect(page.page.locator("input.handle-name")).to_be_focused()
    page.page.keyboard.type("left arm")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector("input.handle-name", state="detached")
    page.page.keyboard.press("Escape")
    page.settled()
    return page, items


def test_d_makes_a_handle_of_the_selection_named_in_place_at_its_middle(serve, visit):
    page, items = made(visit, serve())
    assert handles(page) == [["left arm", items]] and selection(page) == []
    middle = page.page.evaluate("""(items) => { const { positions } = strata.stage.now(), b = strata.stage.root.getBoundingClientRect();
      let x = 0, y = 0; for (const i of items) { const p = strata.stage.placeOf(i); x += p[0] + b.x; y += p[1] + b.y }
      return [x / items.length, y / items.length] }""", items)
    assert ring(page, "left arm") == pytest.approx(middle, abs=.6)
    assert page.errors == []


def test_d_without_a_selection_takes_the_next_brush_and_escape_gives_up(serve, visit):
    page = visit(serve().url, 1600, 1000).open("#as=dots")
    page.page.keyboard.press("d")
    page.wait_state("armed", "handle")
    page.page.keyboard.press("Escape")
    page.wait_state("armed", "")
    page.wait_state("tool", "pan")
    page.page.keyboard.press("d")
    brush(page, area(page))
    expect(page.page.locator("input.handle-name")).to_be_focused()
    page.page.keyboard.press("Escape")
    expect(page.page.locator("input.handle-name")).to_have_count(0)
    assert [name for name, _ in handles(page)] == ["group 1"] and selection(page) == []


def test_a_handle_of_ones_own_is_dragged_like_a_class_and_going_back_restores(serve, visit):
    page, _ = made(visit, serve())
    x, y = ring(page, "left arm")
    before = frame(page)
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    page.page.mouse.move(x + 30, y - 24, steps=5)
    page.drawn()
    turned = ring(page, "left arm")
    assert frame(page) != before
    origin = page.page.evaluate("""() => { const { camera, surface, root } = strata.stage, s = camera.base * camera.zoom,
      b = root.getBoundingClientRect(); return [surface.size.width / 2 - camera.x * s + b.x, surface.size.height / 2 + camera.y * s + b.y] }""")
    reach = page.page.evaluate("(id) => strata.stage.scene.reachOf(strata.stage.blend, id) * strata.stage.camera.base * strata.stage.camera.zoom", CUSTOM)
    if ((x + 30 - origin[0]) ** 2 + (y - 24 - origin[1]) ** 2) ** .5 < reach:
        assert turned == pytest.approx([x + 30, y - 24], abs=1)
    page.page.mouse.move(x, y, steps=5)
    page.page.mouse.up()
    page.settled()
    assert frame(page) == pytest.approx(before, abs=1e-6)


def test_a_handle_stays_through_layers_and_visits_and_is_removed_with_x(serve, visit):
    server = serve()
    page, items = made(visit, server)
    page.page.keyboard.press("k")
    page.settled()
    assert ring(page, "left arm") is not None
    page.until(lambda: [each["name"] for each in server.study.annotations["handles"]] == ["left arm"])
    assert server.study.annotations["handles"][0]["items"] == items
    again = visit(server.url, 1600, 1000).open("#as=dots")
    again.page.wait_for_function("() => strata.store.state.handles.length === 1")
    assert handles(again) == [["left arm", items]] and again.state("undoable") == 0
    again.page.keyboard.press("x")
    again.page.wait_for_function("() => strata.store.state.handles.length === 0")
    again.until(lambda: server.study.annotations["handles"] == [])
    again.page.keyboard.press("Control+z")
    again.page.wait_for_function("() => strata.store.state.handles.length === 1")
    again.until(lambda: [each["name"] for each in server.study.annotations["handles"]] == ["left arm"])


def test_renaming_keeps_the_items_and_refuses_a_name_that_is_taken(serve, visit):
    page, items = made(visit, serve())
    page.page.mouse.dblclick(*ring(page, "left arm"))
    expect(page.page.locator("input.handle-name")).to_be_focused()
    page.page.keyboard.type("right arm")
    page.page.keyboard.press("Enter")
    page.page.wait_for_function("() => strata.store.state.handles[0].name === 'right arm'")
    assert handles(page) == [["right arm", items]]


def test_where_the_server_only_reads_a_handle_lives_as_long_as_the_page_and_that_is_said(serve, visit):
    page, items = made(visit, serve(writable=False))
    page.page.wait_for_function("() => /only reads/.test(document.querySelector('#line').textContent)")
    assert handles(page) == [["left arm", items]]


def test_handles_are_buttons_and_arrows_drag_them(serve, visit):
    page, _ = made(visit, serve())
    button = page.page.locator(f"[data-handle='{CUSTOM}']")
    expect(button).to_have_attribute("aria-label", re.compile("left arm"))
    # Toward the middle, which is always within reach.
    page.page.locator("#handles button").first.focus()
    expect(page.page.locator("#handles button").first).to_be_focused()
    x, y = ring(page, page.page.evaluate("strata.stage.scene.handles.list[0].name"))
    box = page.page.locator("#stage").bounding_box()
    key, step = ("ArrowLeft", -8) if x > box["x"] + box["width"] / 2 else ("ArrowRight", 8)
    name = page.page.evaluate("strata.stage.scene.handles.list[0].name")
    page.page.keyboard.press(key)
    page.drawn()
    assert ring(page, name)[0] == pytest.approx(x + step, abs=.6)
    page.page.keyboard.press("Shift+" + key)
    page.drawn()
    assert ring(page, name)[0] == pytest.approx(x + step * 9 / 8, abs=.6)
    page.settled()
    expect(page.page.locator("[data-handle='0']")).to_be_focused()
    undo = page.state("undoable")
    page.page.keyboard.press("Control+z")
    page.wait_state("undoable", undo - 1)
    button.focus()
    expect(button).to_be_focused()
    page.page.keyboard.press("Delete")
    page.page.wait_for_function("() => strata.store.state.handles.length === 0")
