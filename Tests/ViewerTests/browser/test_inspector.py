"""The inspector: one image, several, named selections."""

import csv
import io
import json
import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def page(serve, visit):
    page = visit(serve().url, 1600, 1000).open("#d=dots")
    yield page
    assert page.errors == []


def select(page, items):
    page.page.evaluate("(items) => strata.store.set({ selection: Int32Array.from(items) })", items)
    page.page.wait_for_selector("#inspector .counted-row")


def test_several_images_are_counted_by_class_and_answer_with_accuracy_and_trust(page):
    items = list(range(100, 400, 2))
    select(page, items)
    labels, correct = page.page.evaluate("[strata.store.state.items.labels, strata.store.state.predictions.correct]")
    inspector = page.page.locator("#inspector")
    share = sum(correct[i] for i in items) / len(items)
    for text in (f"{len(items)} images", "of 1,200", f"{share:.3f}".lstrip("0")):
        expect(inspector).to_contain_text(text)
    counts = sorted((sum(labels[i] == k for i in items) for k in {labels[i] for i in items}), reverse=True)
    rows = page.page.locator(".counted-row .num").all_inner_texts()
    assert [int(each) for each in rows[:len(counts)]] == counts


def test_the_contact_sheet_is_of_typical_images_and_says_where_or_seeded(page):
    items = list(range(0, 300, 3))
    select(page, items)
    expect(page.page.locator(".sheet .tile[data-item]")).to_have_count(32)
    shown = [int(each) for each in page.page.locator(".sheet .tile").evaluate_all("(all) => all.map((each) => each.dataset.item)")]
    assert len(shown) == 32 and set(shown) <= set(items)
    expect(page.page.locator(".sheet + .note-line")).to_contain_text("nearest to the middle")
    expect(page.page.locator("#inspector")).to_contain_text("UMAP 15-D of prob")
    page.page.locator("[data-by=random]").click()
    page.page.wait_for_function("() => document.querySelector('#inspector').textContent.includes('seed 42')")
    page.page.locator(".sheet .tile").first.click()
    page.page.wait_for_function("() => strata.store.state.selected >= 0")
    expect(page.page.locator("[role=tab]")).to_have_text([f"Image {page.state('selected'):,}", "100 selected"])
    page.page.locator("[role=tab]").nth(1).click()
    expect(page.page.locator(".counted-row").first).to_be_visible()
    expect(page.page.locator("[role=tab]").nth(1)).to_be_focused()
    page.page.keyboard.press("ArrowLeft")
    expect(page.page.locator(".portrait")).to_be_visible()


def test_a_selection_is_saved_as_a_table_and_copied_as_a_list(page):
    select(page, [3, 700])
    with page.page.expect_download() as download:
        page.page.locator("button", has_text="Save as CSV").click()
    text = open(download.value.path(), newline="").read()
    rows = list(csv.DictReader(io.StringIO(text)))
    state = page.page.evaluate("[strata.store.state.items, strata.store.state.predictions, strata.store.state.study.classes]")
    assert [row["identifier"] for row in rows] == [state[0]["identifiers"][i] for i in (3, 700)]
    assert rows[1]["label"] == state[2][state[0]["labels"][700]]
    assert float(rows[0]["probability"]) == pytest.approx(state[1]["probability"][3])
    assert {"split", "camera", "exposure", "year"} <= set(rows[0])
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.page.locator("button", has_text="Copy list").click()
    page.page.wait_for_function("() => strata.store.state.notice.includes('2 names copied')")
    assert page.page.evaluate("navigator.clipboard.readText()").split() == [state[0]["identifiers"][i] for i in (3, 700)]


def name_it(page, name):
    page.page.locator("button", has_text="Name it").click()
    page.page.locator(".actions input").fill(name)
    page.page.locator(".actions input").press("Enter")
    page.page.wait_for_selector(".named-row")


def in_menu(page, what):
    page.page.locator(".named-row .menu-root > button").click()
    page.page.locator(".named-row [role=menuitem]", has_text=what).click()


def test_a_selection_gets_a_name_is_kept_recalled_renamed_and_deleted(serve, visit):
    server = serve()
    page = visit(server.url, 1600, 1000).open("#d=dots")
    select(page, [3, 17, 400])
    name_it(page, "odd trucks / 1")
    page.until(lambda: [each["name"] for each in server.study.annotations["selections"]] == ["odd trucks / 1"])
    again = visit(server.url, 1600, 1000).open("#d=dots")
    again.page.locator(".named-name").click()
    again.becomes(lambda: again.page.evaluate("[...strata.store.state.selection]"), [3, 17, 400])
    expect(again.page.locator("#inspector .first").locator("visible=true")).to_contain_text("odd trucks / 1")
    in_menu(again, "Rename")
    again.page.locator(".named input").fill("strange trucks")
    again.page.locator(".named input").press("Enter")
    expect(again.page.locator(".named-name").first).to_have_text(re.compile("^strange trucks"))
    again.until(lambda: [each["name"] for each in server.study.annotations["selections"]] == ["strange trucks"])
    in_menu(again, "Delete")
    expect(again.page.locator(".named-row")).to_have_count(0)
    again.until(lambda: server.study.annotations["selections"] == [])
    assert page.errors == [] and again.errors == []


def test_where_the_server_only_reads_names_last_as_long_as_the_page_and_can_be_saved(serve, visit):
    page = visit(serve(writable=False).url, 1600, 1000).open("#d=dots")
    select(page, [3, 17])
    name_it(page, "two")
    page.page.wait_for_function("() => strata.store.state.unkept")
    expect(page.page.locator("#line")).to_contain_text("only reads")
    with page.page.expect_download() as download:
        page.page.locator("button:visible", has_text="Save as JSON").click()
    kept = json.loads(open(download.value.path()).read())
    assert kept["selections"] == [{"name": "two", "items": [3, 17]}]


def test_the_majority_of_its_neighbours_is_told_layer_by_layer(page):
    page.page.evaluate("strata.store.set({ selected: 62 })")
    page.page.wait_for_selector(".majority i")
    cells = page.page.locator(".majority i")
    expect(cells).to_have_count(8)
    model, labels = page.state("model"), page.page.evaluate("strata.store.state.items.labels")
    classes = page.study()["classes"]
    for at, folder in enumerate(page.names()):
        near = page.page.evaluate("async (path) => (await (await fetch(path)).json()).neighbors.map((n) => labels(n))".replace("labels(n)", "n.item"),
                                  f"/api/models/{model}/layers/{folder}/neighbors?item=62&count=15")
        counts = [sum(labels[i] == k for i in near) for k in range(len(classes))]
        expect(cells.nth(at)).to_have_attribute("title", re.compile(f" {max(counts)} of 15$"))
    expect(cells.nth(7)).to_have_class(re.compile("now"))


def test_false_neighbours_are_listed_with_their_rank_in_the_layer(serve, visit):
    page = visit(serve().url, 1600, 1000).open("#i=62&l=conv1&e=tsne-2d")
    page.page.wait_for_selector(".trust-card .tile[data-item]")
    # The card is drawn anew with the trust of its image.
    page.wait_known("trust")
    tiles = page.page.locator(".trust-card .tile[data-item]")
    expect(page.page.locator(".trust-card")).to_contain_text("of its 15 nearest in the embedding are not among its 15 neighbours")
    ranks = tiles.locator(".below").all_inner_texts()
    assert ranks and all(each.startswith(">") or int(each) > 15 for each in ranks)
    near = page.page.evaluate("async () => (await (await fetch('/api/models/googlenet/layers/01-conv1/neighbors?item=62&count=15')).json()).neighbors.map((n) => n.item)")
    shown = [int(each) for each in tiles.evaluate_all("(all) => all.map((each) => each.dataset.item)")]
    assert not set(shown) & set(near)


def test_a_click_on_the_picture_shows_it_large_and_a_unit_colours_the_stage(page):
    page.page.evaluate("strata.store.set({ selected: 62 })")
    page.page.locator(".large").click()
    expect(page.page.locator("#picture")).to_be_visible()
    page.page.wait_for_function("() => document.querySelector('#picture img').naturalWidth > 0")
    page.page.keyboard.press("Escape")
    expect(page.page.locator("#picture")).to_be_hidden()
    assert page.state("selected") == 62
    page.page.locator(".unit .link-button").first.click()
    page.page.wait_for_function("() => strata.store.state.coloured?.title === 'Unit activation'")
    assert page.state("colouring")["layer"] == page.state("layer")


def test_trust_that_comes_late_takes_nothing_from_under_the_hand(serve, visit):
    page = visit(serve().url, 1600, 1000)
    held = []
    page.page.route("**/trust", lambda route: held.append(route))
    page.open("#d=dots&i=62")
    expect(page.page.locator("#inspector .unit .tile[data-item]")).to_have_count(24)
    page.until(lambda: held)
    page.page.evaluate("for (const name of ['.unit', '.strip .tile']) document.querySelector(`#inspector ${name}`).marked = true")
    expect(page.page.locator(".trust-card h3")).to_have_text("Trust")
    held[0].continue_()
    expect(page.page.locator(".trust-card h3")).to_contain_text("in 15-D")
    assert page.page.evaluate("['.unit', '.strip .tile'].map((name) => document.querySelector(`#inspector ${name}`).marked)") == [True, True]
