"""Classes: isolate, pin, invert, focus set; marks."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.program

LIGHT = ["#2960AA", "#C67C00", "#288B66", "#EB3F6E", "#8954ED", "#0197B7", "#9A1C7B", "#8A6A00", "#2F580B", "#2718AE"]


def test_counts_of_all_classes_add_up_to_the_labeled_images(explorer):
    counts = explorer.page.locator(".row.legend .count").all_text_contents()
    labels = explorer.page.evaluate("strata.store.state.items.labels")
    assert sum(int(count.replace(",", "")) for count in counts) == sum(label >= 0 for label in labels)


def test_hovering_a_row_greys_the_others_and_leaving_brings_them_back(visit, site):
    page = visit(site).open("#d=dots&mk=-")
    before, pixels = page.count(*LIGHT), page.pixels()
    row = page.page.locator(".row.legend").nth(2)
    label = int(row.get_attribute("data-label"))
    slot = page.page.evaluate("(label) => strata.store.state.tint.slots.indexOf(label)", label)
    row.hover()
    page.wait_state("hoveredClass", label)
    page.settled()
    during = page.count(*LIGHT)
    # Its own color is all there, and more: nothing lies over it now. Of the others only the edges of other hues remain.
    assert during[slot] >= before[slot] * .95
    assert sum(during) - during[slot] < .1 * (sum(before) - before[slot])
    strong, faint = page.count("#5F6874", "#E9EAEB")
    assert strong < 50 < faint, "the others are a hint of grey, not grey"
    page.page.mouse.move(640, 5)
    page.wait_state("hoveredClass", -1)
    page.settled()
    assert page.pixels() == pixels


def test_a_click_pins_alt_click_inverts_and_c_clears(explorer):
    rows = explorer.page.locator(".row.legend")
    label = int(rows.nth(1).get_attribute("data-label"))
    rows.nth(1).click()
    assert explorer.state("pinned") == [label]
    expect(rows.nth(1)).to_have_attribute("aria-pressed", "true")
    rows.nth(1).click(modifiers=["Alt"])
    pinned = explorer.state("pinned")
    assert label not in pinned and len(pinned) == len(explorer.study()["classes"]) - 1
    explorer.page.keyboard.press("c")
    assert explorer.state("pinned") == []


def test_an_isolated_view_picks_only_what_it_shows(explorer):
    labels = explorer.page.evaluate("strata.store.state.items.labels")
    row = explorer.page.locator(".row.legend").first
    row.click()
    label = int(row.get_attribute("data-label"))
    item = next(i for i, each in enumerate(labels) if each != label)
    explorer.page.mouse.move(*explorer.place(item))
    # The pointer has left the list and is known to be on the stage.
    explorer.wait_state("hoveredClass", -1)
    explorer.drawn()
    hovered = explorer.state("hovered")
    assert hovered == -1 or labels[hovered] == label


def test_m_takes_the_triangles_away(visit, site):
    page = visit(site).open("#d=dots&mk=m")
    with_marks = page.pixels()
    page.page.keyboard.press("m")
    page.settled()
    assert page.pixels() != with_marks
    expect(page.page.locator("#marks [role=switch]").first).to_have_attribute("aria-checked", "false")


def test_the_legend_works_from_the_keyboard(explorer):
    explorer.page.locator(".row.legend").nth(1).focus()
    expect(explorer.page.locator(".row.legend").nth(1)).to_be_focused()
    explorer.page.keyboard.press("Enter")
    explorer.page.wait_for_function("() => strata.store.state.pinned.size === 1")
    # The focus stays on the row.
    expect(explorer.page.locator(".row.legend").nth(1)).to_be_focused()


def test_above_ten_classes_ten_have_color_and_the_rest_can_be_found(serve, visit):
    page = visit(serve(classes=25).url).open()
    expect(page.page.locator("#legend")).to_contain_text("10 of 25")
    colors = page.page.locator(".row.legend .dot").evaluate_all("(all) => all.map((each) => each.style.background)")
    grey = max(set(colors), key=colors.count)
    assert len(set(colors)) == 11 and colors.count(grey) == 15
    page.page.locator("#legend input[type=search]").fill("lighth")
    rows = page.page.locator(".row.legend")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("lighthouse")
    assert rows.first.text_content().startswith("lighthouse")
    rows.first.click()
    # A pinned class gets a color.
    page.page.wait_for_function("(grey) => document.querySelector('.row.legend .dot').style.background !== grey", arg=grey)
    page.page.locator("#legend input[type=search]").fill("no such")
    expect(page.page.locator("#legend")).to_contain_text("No class is called")
    page.page.locator("#legend input[type=search]").press("j")
    expect(page.page.locator("#legend input[type=search]")).to_have_value("no suchj")
    page.settled()
    assert page.page.locator("#layers [aria-selected=true]").get_attribute("data-layer") == page.names()[-1], "letters in a field are text"
