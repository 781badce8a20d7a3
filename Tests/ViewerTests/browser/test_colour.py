"""What the colors mean: every colouring, its legend, its link; filters."""

import re

import pytest
from playwright.sync_api import expect

LIGHT = ["#2960AA", "#C67C00", "#288B66", "#EB3F6E", "#8954ED", "#0197B7", "#9A1C7B", "#8A6A00", "#2F580B", "#2718AE"]
KINDS = ["group:coarse", "prediction", "correctness", "confidence", "attribute:split", "attribute:exposure", "trust", "moved"]


def choose(page, value):
    page.page.locator("#legend .legend-by select").select_option(value)
    # A unit is asked for before it becomes the colouring; then its values are.
    page.page.wait_for_function("""(value) => { const { colouring, coloured, tint } = strata.store.state;
      return [colouring.kind, colouring.name].filter(Boolean).join(':') === value && coloured && tint?.coloured === coloured }""", arg=value)
    page.settled()


@pytest.fixture
def plain(serve, visit):
    return visit(serve().url).open("#d=dots&mk=-")


def test_every_colouring_is_drawn_said_in_the_legend_and_kept_in_the_link(plain):
    seen = {plain.pixels()}
    for kind in KINDS:
        choose(plain, kind)
        seen.add(plain.pixels())
        plain.page.wait_for_function("(kind) => new URLSearchParams(location.hash.slice(1)).get('c') === kind", arg=kind)
        expect(plain.page.locator("#legend .legend-by select")).to_have_value(kind)
        continuous = plain.page.evaluate("strata.store.state.coloured.type") == "values"
        expect(plain.page.locator("#legend .colour-bar")).to_be_visible(visible=continuous)
        plain.until(lambda: (plain.page.locator(".row.legend").count() > 0) != continuous)
    assert len(seen) == len(KINDS) + 1 and plain.errors == []


def test_the_menu_names_everything_the_study_can_be_coloured_by(plain):
    texts = plain.page.locator("#legend .legend-by option").all_inner_texts()
    assert texts == ["Label", "Coarse", "Split", "Camera", "Exposure", "Year", "Prediction", "Correctness", "Confidence",
                     "Unit activation", "Trust", "Movement"]


def test_a_study_without_labels_or_predictions_offers_what_it_has(serve, visit):
    page = visit(serve(labels=False, predictions=False).url).open()
    texts = page.page.locator("#legend .legend-by option").all_inner_texts()
    assert texts[0] == "None" and "Prediction" not in texts and "Coarse" not in texts and "Exposure" in texts
    choose(page, "attribute:camera")
    expect(page.page.locator(".row.legend").first).to_contain_text("phone")
    assert page.page.locator(".row.legend").all_inner_texts()[0].startswith("phone")


def test_correctness_leaves_the_right_ones_grey_and_gives_the_others_the_wrong_class(plain):
    choose(plain, "correctness")
    rows = plain.page.locator(".row.legend").all_inner_texts()
    assert rows[0].startswith("right") and all("said " in row for row in rows[1:])
    grey, *colors = plain.count("#5F6874", *LIGHT)
    assert grey > 3 * sum(colors) > 0
    kinds = plain.page.evaluate("""async () => { const { styleOf } = await import('/viewer/passes/style.js');
      const s = strata.store.state, style = styleOf({ count: s.study.itemCount, tint: s.tint, predictions: s.predictions,
        isolated: null, marks: s.marks, trust: null, palette: strata.stage.scene.palette });
      return [style.kinds.filter((k) => k === 2).length, s.tally.misclassified]; }""")
    assert kinds[0] == kinds[1] > 0, "a triangle for each, although the marks are off"


def test_groups_count_their_classes_and_pinning_one_isolates_all_of_them(plain):
    choose(plain, "group:coarse")
    labels = plain.page.evaluate("strata.store.state.items.labels")
    groups = plain.study()["hierarchies"][0]
    counts = [sum(groups["groupOfClass"][label] == k for label in labels) for k in range(3)]
    shown = plain.page.locator(".row.legend .count").all_inner_texts()
    assert [int(each.replace(",", "")) for each in shown] == counts
    plain.page.locator(".row.legend").nth(1).click()
    isolated = plain.page.evaluate("[...strata.stage.scene.isolated]")
    assert isolated == [k for k, group in enumerate(groups["groupOfClass"]) if group == 1]
    shy = plain.page.evaluate("[...strata.stage.scene.shy]")
    assert shy.count(0) == counts[1]


def test_the_bar_says_its_range_tells_values_under_the_pointer_and_a_drag_isolates(plain):
    choose(plain, "confidence")
    values = plain.page.evaluate("strata.store.state.predictions.probability")
    told = plain.page.locator(".bar-told")
    expect(told).to_contain_text("1–99 %")
    expect(told).to_contain_text("all:")
    box = plain.page.locator(".bar-track").bounding_box()
    y = box["y"] + 20
    plain.page.mouse.move(box["x"] + box["width"] * .5, y)
    expect(told).to_contain_text("images near it")
    before = plain.pixels()
    plain.page.mouse.down()
    plain.page.mouse.move(box["x"] + box["width"] * .9, y, steps=5)
    plain.page.mouse.up()
    plain.page.mouse.move(700, 5)
    plain.wait_known("range")
    plain.settled()
    low, high = plain.state("range")
    count = sum(low <= value <= high for value in values)
    assert 0 < count < len(values)
    expect(told).to_contain_text(f"{count:,} images")
    assert plain.page.evaluate("[...strata.stage.scene.shy]").count(0) == pytest.approx(count, abs=1)
    assert plain.pixels() != before
    plain.page.wait_for_function("() => location.hash.includes('r=')")
    plain.page.mouse.click(box["x"] + 30, y)
    plain.page.mouse.move(700, 5)
    plain.settled()
    assert plain.state("range") is None and plain.pixels() == before


def test_the_ends_of_the_bar_move_by_the_keyboard(plain):
    choose(plain, "trust")
    end = plain.page.locator(".bar-end").first
    end.focus()
    expect(end).to_be_focused()
    for _ in range(5):
        plain.page.keyboard.press("ArrowRight")
    assert plain.state("range")[0] > plain.page.evaluate("strata.store.state.coloured.low")
    assert float(end.get_attribute("aria-valuenow")) == pytest.approx(plain.state("range")[0], rel=1e-3)
    plain.page.keyboard.press("Escape")
    assert plain.state("range") is None


def test_a_unit_is_chosen_by_number_or_among_those_of_the_selected_image(serve, visit):
    server = serve()
    page = visit(server.url).open("#d=dots&mk=-&i=7&l=inception_5b_output")
    choose(page, "unit")
    top = server.study.units(6, 7, 5)["units"]
    page.becomes(lambda: page.state("colouring")["channel"], top[0]["channel"])
    page.page.locator(".top-units .chip").nth(1).click()
    page.page.wait_for_function("(text) => strata.store.state.coloured?.note.startsWith(text)", arg=f"channel {top[1]['channel']} of")
    values = page.page.evaluate("[...strata.store.state.coloured.values]")
    assert values == pytest.approx(server.study.activations(6, top[1]["channel"]).tolist(), abs=1e-6)
    number = page.page.locator(".unit-picker input")
    number.fill("12")
    number.press("Enter")
    page.page.wait_for_function("() => strata.store.state.coloured?.note.startsWith('channel 12 of')")
    page.page.keyboard.press("Escape")
    fragment = "#c=unit:12:06-inception_5b_output&l=conv1&d=dots"
    again = visit(server.url).open(fragment)
    assert again.state("colouring") == {"kind": "unit", "layer": "06-inception_5b_output", "channel": 12}
    expect(again.page.locator(".colour-bar")).to_be_visible()


def test_movement_follows_the_layer_and_the_first_layer_says_that_nothing_has_moved(plain):
    choose(plain, "moved")
    moved = plain.page.evaluate("strata.store.state.coloured.values.slice(0, 5)")
    plain.page.keyboard.press("k")
    plain.settled()
    plain.page.wait_for_function("() => strata.store.state.tint?.coloured.note.includes('inception_4e_output')")
    assert plain.page.evaluate("strata.store.state.coloured.values.slice(0, 5)") != moved
    plain.page.locator("#layers").focus()
    plain.page.keyboard.press("Home")
    plain.settled()
    expect(plain.page.locator("#legend")).to_contain_text("nothing has moved")


def test_a_link_restores_colouring_isolation_and_filters(serve, visit):
    url = serve().url
    page = visit(url).open("#d=dots&mk=-")
    choose(page, "attribute:split")
    page.page.locator(".row.legend", has_text="val").click()
    page.page.locator("#legend .menu-root button").first.click()
    page.page.locator("[role=menuitem]", has_text="Filter to these").click()
    choose(page, "prediction")
    page.page.locator(".row.legend", has_text="zebra").or_(page.page.locator(".row.legend").nth(2)).first.click()
    page.page.mouse.move(700, 5)
    again = visit(url).open(page.link())
    again.page.wait_for_function("() => strata.store.state.passing !== null")
    for key in ("colouring", "pinned", "conditions"):
        assert again.state(key) == page.state(key), key
    for part in ("shy", "mask"):
        assert again.page.evaluate("(part) => [...strata.stage.scene[part]]", part) == page.page.evaluate("(part) => [...strata.stage.scene[part]]", part)


def test_filters_add_up_and_where_nothing_passes_that_is_said_with_a_way_out(plain):
    def keep(kind, text):
        choose(plain, kind)
        plain.page.locator(".row.legend", has_text=text).first.click()
        plain.page.locator("#legend .menu-root button").first.click()
        plain.page.locator("[role=menuitem]", has_text="Filter to these").click()
        plain.page.wait_for_function("(n) => strata.store.state.conditions.length === n && strata.store.state.passing",
                                     arg=len(plain.state("conditions")) or 1)
    keep("attribute:split", "val")
    split = plain.page.evaluate("strata.store.state.items.attributes.split")
    expect(plain.page.locator(".filters")).to_contain_text(f"{split.count('val'):,} of {len(split):,}")
    drawn = plain.page.evaluate("[...strata.stage.scene.mask]")
    assert drawn.count(0) == split.count("val")
    handles = "strata.stage.scene.handles.list.length"
    assert plain.page.evaluate(handles) == 10
    keep("attribute:split", "train")
    plain.settled()
    # What no image of is left has nothing to grab.
    assert plain.page.evaluate(handles) == 0
    expect(plain.page.locator(".filter-count .num")).to_have_text("0 of 1,200")
    message = plain.page.locator("#message")
    expect(message.locator("h2")).to_have_text("0 of 1,200")
    message.locator("button").click()
    plain.page.wait_for_function("() => strata.store.state.conditions.length === 0")
    expect(message).to_be_hidden()
    plain.page.wait_for_function(f"() => {handles} === 10")


def test_hue_by_similarity_colours_every_class_and_has_no_ten(serve, visit):
    page = visit(serve(classes=25).url).open("#d=dots&mk=-")
    page.page.locator("#legend .menu-root button").first.click()
    page.page.locator("[role=menuitemcheckbox]", has_text="Hue by similarity").click()
    page.page.wait_for_function("() => strata.store.state.tint?.slots.length === 0")
    css = page.page.evaluate("strata.store.state.tint.css.slice(0, 25)")
    assert len(set(css)) == 25
    expect(page.page.locator("#legend")).to_contain_text("25 by hue")


def test_a_thousand_classes_have_a_list_of_rows_in_view_only_and_every_key_reaches_every_row(serve, visit):
    page = visit(serve(items=4000, classes=1000).url).open("#d=dots&mk=-")
    rows = page.page.locator(".row.legend")
    page.until(lambda: 5 < rows.count() < 60)
    rows.first.focus()
    expect(rows.first).to_be_focused()
    page.page.keyboard.press("End")
    page.page.wait_for_function("() => document.querySelector('.classes').scrollTop > 20_000 && document.activeElement.dataset.label")
    last = page.page.evaluate("document.activeElement.dataset.label")
    assert last is not None and page.page.evaluate("document.querySelector('.classes').scrollTop") > 20_000
    page.page.keyboard.press("Enter")
    page.becomes(lambda: page.state("pinned"), [int(last)])
    page.page.locator("#legend input[type=search]").fill("class 99")
    expect(rows).to_have_count(11)
    page.page.locator("#legend .legend-tools select").select_option("name")
    expect(rows.first).to_have_text(re.compile("^class 99"))
    choose(page, "group:coarse")
    expect(rows).to_have_count(67)
    expect(page.page.locator("#legend")).to_contain_text("10 of 67")


def test_shift_adds_a_row_and_a_plain_click_leaves_it_alone(plain):
    rows = plain.page.locator(".row.legend")
    rows.nth(0).click()
    rows.nth(2).click(modifiers=["Shift"])
    assert sorted(plain.state("pinned")) == [0, 2]
    rows.nth(1).click()
    assert plain.state("pinned") == [1]
    rows.nth(1).click()
    assert plain.state("pinned") == []
