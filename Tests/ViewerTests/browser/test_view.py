"""Link, theme, sizes, help, access."""

import re

import pytest
from playwright.sync_api import expect

SIZES = [(1600, 1000), (1280, 720), (1024, 768), (390, 844)]
# All pictures of the inspector are in their places.
COME = """() => document.querySelector('#inspector .tile[data-item]') && !document.querySelector('#inspector .tile.blank')
  && document.querySelector('#inspector .journey svg')"""


def test_a_link_opens_the_exact_view(visit, site):
    page = visit(site).open()
    page.page.keyboard.press("k")
    page.page.keyboard.press("i")
    page.settled()
    page.page.locator(".row.legend").nth(1).click()
    box = page.page.locator("#stage").bounding_box()
    page.page.mouse.move(box["x"] + 300, box["y"] + 250)
    page.wheel(-100, 5)
    page.page.mouse.move(700, 5)
    fragment = page.link()
    keys = ["layer", "embedding", "mode", "pinned", "marks"]
    again = visit(site).open(fragment)
    assert [again.state(key) for key in keys] == [page.state(key) for key in keys]
    assert again.state("zoom") == pytest.approx(page.state("zoom"), rel=1e-3)
    for item in (3, 50, 200):
        assert again.place(item) == pytest.approx(page.place(item), abs=1)


def test_a_selected_image_and_a_turned_frame_are_part_of_the_link(visit, site):
    page = visit(site).open("#i=7&e=umap-15d")
    assert page.state("selected") == 7
    start = page.page.evaluate("[...strata.stage.blend.frameB.values]")
    page.page.keyboard.press("p")
    page.page.wait_for_function("(start) => strata.stage.blend.frameB.values.some((v, i) => Math.abs(v - start[i]) > .02)", arg=start)
    page.page.keyboard.press("p")
    fragment = page.link()
    assert "i=7" in fragment and "q=" in fragment
    again = visit(site).open(fragment)
    n = page.page.evaluate("strata.stage.blend.frameB.size")
    rows = [p.page.evaluate("(n) => [...strata.stage.blend.frameB.values.subarray(0, 2 * n)]", n) for p in (page, again)]
    assert rows[1] == pytest.approx(rows[0], abs=1e-3)


def test_what_a_link_cannot_mean_is_left_out_and_said(visit, site):
    page = visit(site).open("#l=no_such_layer&i=99999999&frobnicate=1")
    expect(page.page.locator("#line")).to_contain_text(re.compile("l, i|frobnicate"))
    assert page.state("selected") == -1


def test_the_theme_is_the_systems_until_it_is_chosen_then_it_is_remembered(visit, site):
    page = visit(site, theme="dark").open()
    assert page.page.evaluate("document.documentElement.dataset.theme") == "dark"
    dark = page.pixels()
    page.page.locator("#theme").click()
    page.settled()
    assert page.page.evaluate("document.documentElement.dataset.theme") == "light" and page.pixels() != dark
    page.page.reload()
    page.settled()
    assert page.page.evaluate("document.documentElement.dataset.theme") == "light"


def test_the_help_sheet_opens_with_a_question_mark_and_closes_with_escape(explorer):
    explorer.page.keyboard.press("?")
    expect(explorer.page.locator("#help")).to_be_visible()
    expect(explorer.page.locator("#help")).to_contain_text("next, previous layer")
    explorer.page.keyboard.press("Escape")
    expect(explorer.page.locator("#help")).to_be_hidden()


@pytest.mark.parametrize("width,height", SIZES)
def test_nothing_is_cut_off_or_too_small_to_hit(visit, site, width, height):
    page = visit(site, width, height).open("#i=7")
    page.page.wait_for_function(COME)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.page.evaluate("""() => [...document.querySelectorAll('button, select, input, [role=option]')]
      .filter((each) => each.checkVisibility() && each.closest('dialog') === null)
      .map((each) => [each.getBoundingClientRect(), each.id || each.className || each.title])
      .filter(([box]) => box.width > 0 && (box.height < 24 || box.width < 24)).map(([box, name]) => [name, box.width, box.height])""")
    assert small == []
    stage = page.page.locator("#stage").bounding_box()
    assert stage["width"] > 300 and stage["height"] > 300
    outside = page.page.evaluate("""() => [...document.querySelectorAll('header button, #toolbar > *, #floor .pill, #scrubber button')]
      .filter((each) => each.checkVisibility()).filter((each) => each.getBoundingClientRect().right > innerWidth + .5).length""")
    assert outside == 0


def test_on_a_small_screen_the_rail_is_a_scrubber_and_the_panels_come_from_below(visit, site):
    page = visit(site, 390, 844, has_touch=True, is_mobile=True, device_scale_factor=2).open()
    expect(page.page.locator("#layers")).to_be_hidden()
    expect(page.page.locator("#scrubber")).to_be_visible()
    page.page.locator("button[data-sheet=legend]").tap()
    expect(page.page.locator(".row.legend").first).to_be_visible()
    page.page.locator("button[data-sheet=legend]").tap()
    expect(page.page.locator(".row.legend").first).to_be_hidden()
    item = page.lonely()
    page.page.touchscreen.tap(*page.place(item))
    page.wait_state("selected", item)
    expect(page.page.locator("#inspector")).to_be_visible()
    before = page.state("layer")
    page.page.locator("#scrubber button[title='Previous layer']").tap()
    page.settled()
    assert page.state("layer") != before


def test_every_control_has_a_name(explorer):
    nameless = explorer.page.evaluate("""() => [...document.querySelectorAll('button, select, input')]
      .filter((each) => !(each.getAttribute('aria-label') || each.title || each.textContent.trim() || each.labels?.length))
      .map((each) => each.outerHTML)""")
    assert nameless == []


def test_the_page_keeps_to_its_own_strict_policy(visit, site):
    page = visit(site)
    broken = []
    page.page.add_init_script("addEventListener('securitypolicyviolation', (e) => (window.broken ??= []).push(e.violatedDirective + ' ' + e.blockedURI))")
    response = page.page.goto(f"{site}/?test")
    page.settled()
    page.page.keyboard.press("k")
    page.settled()
    page.page.mouse.click(*page.place(page.lonely()))
    page.settled()
    page.page.wait_for_function(COME)
    broken = page.page.evaluate("window.broken ?? []")
    assert broken == []
    policy = response.headers.get("content-security-policy", "")
    assert "script-src 'self'" in policy and "unsafe" not in policy


@pytest.mark.parametrize("width,height", [(820, 1100), (390, 844)])
def test_a_selected_image_is_not_left_under_the_panel_that_tells_of_it(visit, site, width, height):
    page = visit(site, width, height).open()
    item = page.page.evaluate("""() => { const { stage } = strata, { width, height } = stage.surface.size;
      return [...Array(300).keys()].find((i) => { const [x, y] = stage.placeOf(i); return x > width * .75 && y > height * .6 }) ?? 0 }""")
    page.page.mouse.click(*page.place(item))
    page.page.wait_for_function("() => strata.store.state.selected >= 0")
    page.page.wait_for_function(COME)
    page.settled()
    x, y = page.place(page.state("selected"))
    panel = page.page.locator("#inspector").bounding_box()
    assert not (panel["x"] <= x <= panel["x"] + panel["width"] and panel["y"] <= y <= panel["y"] + panel["height"])
    assert 0 < x < width and 84 < y < height


@pytest.mark.parametrize("width", [1024, 1280, 1440, 1536, 1600, 1680])
def test_the_toolbar_has_room_for_all_of_its_buttons_also_when_the_plane_has_turned(serve, visit, width):
    page = visit(serve().url, width, 700).open("#e=umap-15d&as=dots")
    page.page.keyboard.press("]")
    page.settled()
    bar = page.page.locator("#toolbar").bounding_box()
    boxes = page.page.evaluate("""() => [...document.querySelectorAll('#toolbar button, #toolbar select, #toolbar input')]
      .filter((each) => each.checkVisibility()).map((each) => each.getBoundingClientRect().toJSON())""")
    assert max(box["right"] for box in boxes) <= bar["x"] + bar["width"] - 8
    over = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i]
            if a["left"] + 1 < b["right"] and b["left"] + 1 < a["right"] and a["top"] + 1 < b["bottom"] and b["top"] + 1 < a["bottom"]]
    assert over == []
