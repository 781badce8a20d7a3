"""The field in the header."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def page(serve, visit):
    page = visit(serve().url).open("#d=dots")
    yield page
    assert page.errors == []


def titles(page):
    return page.page.locator(".search-title").all_inner_texts()


def search(page, text):
    page.page.keyboard.press("/")
    expect(page.page.locator("#search-field")).to_be_focused()
    page.page.locator("#search-field").fill(text)
    page.page.wait_for_function("() => !document.querySelector('#search-results').hidden || !document.querySelector('.search-none').hidden")


def test_a_slash_opens_it_and_enter_goes_to_an_image_by_its_name(page):
    name = page.page.evaluate("strata.store.state.items.identifiers[33]").split("/")[-1]
    search(page, name[3:])
    assert titles(page) == ["Images"]
    page.page.keyboard.press("Enter")
    page.wait_state("selected", 33)
    expect(page.page.locator("#search-results")).to_be_hidden()
    expect(page.page.locator("#stage")).to_be_focused()


def test_a_number_finds_the_image_and_the_unit_of_every_layer_that_has_one(page):
    search(page, "12")
    assert titles(page)[0] == "Images" and titles(page)[-1] == "Units"
    assert page.page.locator(".found .muted").first.inner_text().startswith("12,")
    page.page.locator(".found", has_text="Unit 12").first.click()
    page.page.wait_for_function("() => strata.store.state.coloured?.note === 'channel 12 of prob'")


def test_arrows_choose_among_classes_and_enter_isolates_one(page):
    search(page, "ch")
    rows = page.page.locator(".found")
    texts = rows.all_inner_texts()
    assert titles(page) == ["Classes"] and len(texts) >= 3
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("ArrowUp")
    chosen = page.page.locator(".found[aria-selected=true]")
    expect(chosen).to_have_count(1)
    expect(page.page.locator("#search-field")).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    name = texts[1].split("\n")[0]
    page.page.keyboard.press("Enter")
    page.page.wait_for_function("() => strata.store.state.pinned.size > 0")
    classes = page.study()["classes"]
    assert [classes[k] for k in page.state("pinned")] == [name]


def test_a_layer_is_found_by_its_name_and_shown(page):
    search(page, "3a")
    assert titles(page) == ["Layers"]
    page.page.locator(".found").first.click()
    page.settled()
    assert page.state("layer") == "03-inception_3a_output"


def test_nothing_found_is_said_and_escape_empties_then_closes(page):
    search(page, "qqqq")
    expect(page.page.locator(".search-none")).to_contain_text("Nothing is called")
    page.page.keyboard.press("Escape")
    expect(page.page.locator("#search-field")).to_have_value("")
    page.page.keyboard.press("Escape")
    expect(page.page.locator("#stage")).to_be_focused()


def test_an_image_outside_the_view_is_brought_into_it(page):
    item = page.lonely()
    page.page.mouse.move(300, 400)
    page.wheel(-240, 6)
    page.settled()
    search(page, f"#{item}")
    page.page.keyboard.press("Enter")
    page.wait_state("selected", item)
    page.settled()
    box = page.page.locator("#stage").bounding_box()
    x, y = page.place(item)
    assert box["x"] < x < box["x"] + box["width"] and box["y"] < y < box["y"] + box["height"]


def test_on_a_telephone_a_button_opens_the_field(serve, visit):
    page = visit(serve().url, 390, 844, has_touch=True, is_mobile=True).open()
    expect(page.page.locator("#search-field")).to_be_hidden()
    page.page.locator(".search-open").tap()
    page.page.locator("#search-field").fill("church")
    page.page.locator(".found").first.tap()
    page.page.wait_for_function("() => strata.store.state.pinned.size === 1")
    expect(page.page.locator("#search-field")).to_be_hidden()
