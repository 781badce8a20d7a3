"""What the direction of a selection sees, asked for from the inspector and the legend, and shown with the images it is made from."""

import re

from playwright.sync_api import expect

from live_features import DIRECTION, LAYER, VIEW, line, open_view, refused, select, side


def test_what_a_selection_sees(visit, serve):
    server = serve()
    page = visit(server.url, 1440, 900).open(f"#l={LAYER}")
    items = list(range(500, 602, 3))
    select(page, items)
    page.page.get_by_role("button", name=DIRECTION).press("Enter")
    page.wait_state("view", "features")
    expect(side(page).get_by_role("region", name="Unfinished image")).to_be_visible()
    body = server.study.jobs.posted[0]["direction"]
    assert body["items"] == items and body["against"] is None and body["name"].startswith("34 images (mostly ")
    made = side(page).get_by_role("region", name="Made from")
    expect(made).to_contain_text("Made from 34 images against the rest.")
    expect(made.locator(".tile[data-item]")).to_have_count(12)
    expect(page.page.get_by_role("button", name="Directions", exact=True)).to_have_attribute("aria-pressed", "true")
    server.study.jobs.step(128)
    expect(side(page)).to_contain_text("Step 128 of 256.")
    server.study.jobs.finish()
    expect(side(page).get_by_role("region", name="How it was made")).to_be_visible()
    expect(side(page).get_by_role("heading", name=re.compile(r"^34 images \(mostly .*\) − rest$"))).to_be_visible()
    expect(made).to_contain_text("Made from 34 images against the rest.")
    assert side(page).evaluate("(side) => side.scrollWidth <= side.clientWidth"), "a long name is cut"
    expect(side(page).get_by_role("button", name="Copy the command")).to_have_count(0)
    made.get_by_role("button", name="Select them in the tour").click()
    page.wait_state("view", "tour")
    page.becomes(lambda: page.page.evaluate("strata.store.state.selection.length"), 34)
    page.settled()
    assert page.errors == []


def test_one_selection_against_another_and_the_same_again(visit, serve):
    trucks, cats = {"name": "odd trucks", "items": [700, 703, 709]}, {"name": "cats", "items": [3, 17]}
    server = serve(annotations={"selections": [trucks, cats]})
    page = visit(server.url, 1440, 900, permissions=["clipboard-read", "clipboard-write"]).open(f"#l={LAYER}")
    page.page.wait_for_function("() => strata.store.state.named.length === 2")
    page.page.get_by_role("button", name=re.compile("^odd trucks")).click()
    page.page.get_by_role("button", name="Held against what").press("Enter")
    menu = page.page.get_by_role("menu", name="Held against what")
    expect(menu.get_by_role("menuitem")).to_have_text(["Against the rest", "Against cats (2)"])
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    page.wait_state("view", "features")
    expect(side(page)).to_contain_text("Made from 3 images against 2 images of cats.")
    assert server.study.jobs.posted[0]["direction"]["against"] == [3, 17]
    server.study.jobs.finish()
    expect(side(page).get_by_role("heading", name="odd trucks − cats")).to_be_visible()
    page.page.get_by_role("button", name="Copy the command").click()
    told = page.page.evaluate("navigator.clipboard.readText()")
    assert told.startswith("strata maximize food.study --model googlenet --layers inception_5b_output "
                           "--selection 'odd trucks' --against cats --parameterization")
    # Another page knows the images by the names that the study keeps.
    again = open_view(visit(server.url, 1440, 900), f"{VIEW}&gk=direction&gi=direction%3Aodd+trucks+%E2%88%92+cats")
    expect(side(again)).to_contain_text("Made from 3 images against 2 images of cats.")
    assert page.errors == again.errors == []


def test_a_selection_that_was_changed_gets_another_image(visit, serve):
    server = serve(annotations={"selections": [{"name": "trucks", "items": [700, 703]}]})
    page = visit(server.url, 1440, 900).open(f"#l={LAYER}")
    page.page.wait_for_function("() => strata.store.state.named.length === 1")
    for items, title in (([700, 703], "trucks − rest"), ([700, 703, 709], "trucks − rest (2)")):
        page.page.evaluate("""(items) => { const list = Int32Array.from(items);
          strata.store.set({ view: 'tour', selection: list, named: [{ name: 'trucks', items: list }], sheet: 'inspector' }) }""", items)
        page.page.get_by_role("button", name=DIRECTION).click()
        expect(side(page)).to_contain_text("Step 1 of 256.")
        server.study.jobs.finish()
        expect(side(page).get_by_role("heading", name=title, exact=True)).to_be_visible()
        expect(side(page).get_by_role("region", name="How it was made")).to_be_visible()
        expect(line(page)).to_be_hidden()
    expect(side(page)).to_contain_text("Made from 3 images against the rest.")
    page.page.get_by_role("option", name=re.compile(r"^trucks − rest, excited")).click()
    expect(side(page)).to_contain_text("Made from 2 images against the rest.")
    assert page.errors == []


def test_a_layer_without_channels_says_so_and_names_those_that_have(visit, serve):
    server = serve()
    page = visit(server.url, 1440, 900).open("#l=conv1")
    select(page, [1, 2, 3])
    page.page.get_by_role("button", name=DIRECTION).click()
    note = page.page.locator("#inspector").get_by_role("alert")
    expect(note).to_contain_text("conv1 was not recorded channel by channel")
    assert page.state("view") == "tour" and server.study.jobs.posted == []
    note.get_by_role("button", name="inception_5b_output").click()
    page.wait_state("view", "features")
    page.wait_state("layer", LAYER)
    expect(line(page)).to_be_visible()
    assert server.study.jobs.posted[0]["direction"]["items"] == [1, 2, 3]
    assert page.errors == []


def test_all_images_have_no_rest(visit, serve):
    page = visit(serve().url, 1440, 900).open(f"#l={LAYER}")
    select(page, list(range(1200)))
    page.page.get_by_role("button", name=DIRECTION).click()
    expect(page.page.locator("#inspector").get_by_role("alert")).to_contain_text("there is no rest")
    assert page.errors == []


def test_a_direction_that_is_refused_says_so_in_the_view(visit, serve):
    page = visit(serve(making="busy").url, 1440, 900).open(f"#l={LAYER}")
    select(page, [1, 2, 3], '[{"name": "odd", "items": [1, 2, 3]}]')
    page.page.get_by_role("button", name=DIRECTION).click()
    page.wait_state("view", "features")
    alert = page.page.locator(".live-refused").get_by_role("alert")
    expect(alert).to_contain_text("Another process writes this study.")
    expect(alert.locator("code")).to_contain_text("--layers inception_5b_output --selection odd")
    page.page.locator(".live-refused").get_by_role("button", name="Dismiss").click()
    expect(alert).to_have_count(0)
    refused(page)


def test_the_legend_shows_what_a_class_has_that_the_rest_has_not(visit, serve):
    server = serve()
    page = visit(server.url, 1440, 900).open(f"#l={LAYER}")
    more = page.page.get_by_role("button", name="More for the legend")
    more.click()
    expect(page.page.get_by_role("menuitem", name=DIRECTION)).to_have_attribute("aria-disabled", "true")
    page.page.keyboard.press("Escape")
    page.page.locator("#legend .row.legend", has_text="church").click()
    more.click()
    page.page.get_by_role("menuitem", name=DIRECTION).click()
    page.wait_state("view", "features")
    expect(side(page).get_by_role("heading", name="church − rest")).to_be_visible()
    labels = server.study.items()["labels"]
    assert server.study.jobs.posted[0]["direction"]["items"] == [i for i, label in enumerate(labels) if label == 4]
    assert page.errors == []


def test_in_a_narrow_window_a_direction_opens_in_the_drawer(visit, serve):
    server = serve()
    page = visit(server.url, 900, 800).open(f"#l={LAYER}")
    select(page, [1, 2, 3])
    page.page.get_by_role("button", name=DIRECTION).click()
    expect(side(page).get_by_role("region", name="Unfinished image")).to_be_visible()
    side(page).get_by_role("button", name="Leave this choice").click()
    expect(side(page)).to_be_hidden()
    server.study.jobs.finish()
    expect(line(page)).to_be_hidden()
    expect(side(page)).to_be_hidden()
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 900
    assert page.errors == []
