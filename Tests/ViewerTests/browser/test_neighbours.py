"""The view of neighbours: rows of images, columns of layers."""

import json

import pytest
from playwright.sync_api import expect

from conftest import EXPORT

ROWS = "(rows) => rows.map((row) => Number(row.dataset.row))"
TILES = "(tiles) => tiles.map((tile) => Number(tile.dataset.item))"


def open_view(page, fragment="#v=neighbours"):
    page.open(fragment)
    filled(page)
    return page


def filled(page):
    """Every cell has its neighbours."""
    page.page.wait_for_function("""() => {
      const cells = [...document.querySelectorAll('.neighbour-row .cell')];
      return cells.length > 0 && cells.every((cell) => cell.querySelector('.tile[data-item], .cell-failure'));
    }""")
    return page


def rows(page):
    return page.page.locator(".neighbour-row").evaluate_all(ROWS)


def column(page, row, place):
    return page.page.locator(f".neighbour-row[data-row='{row}'] .cell").nth(place).locator(".tile").evaluate_all(TILES)


@pytest.mark.program
def test_each_class_has_a_row_and_its_neighbours_are_those_of_the_server(explorer):
    open_view(explorer)
    labels = explorer.page.evaluate("strata.store.state.items.labels")
    shown = rows(explorer)
    assert [labels[item] for item in shown] == sorted({label for label in labels if label >= 0})
    layers = explorer.page.locator(".neighbour-row").first.locator(".cell").evaluate_all("(all) => all.map((each) => each.dataset.layer)")
    assert len(layers) == 2 and layers[1] == explorer.state("layer")
    for place, layer in enumerate(layers):
        model = explorer.study()["models"][0]["folder"]
        told = explorer.ask(f"/api/models/{model}/layers/{layer}/neighbors?item={shown[1]}&count=10")
        assert column(explorer, shown[1], place) == [each["item"] for each in told["neighbors"]]
        alike = sum(labels[each["item"]] == labels[shown[1]] for each in told["neighbors"])
        expect(explorer.page.locator(f"[data-row='{shown[1]}'] .cell").nth(place).locator(".shared")).to_have_text(str(alike))
        others = explorer.page.locator(f"[data-row='{shown[1]}'] .cell").nth(place).locator(".tile.other")
        expect(others).to_have_count(len(told["neighbors"]) - alike)


@pytest.mark.program
def test_more_neighbours_another_metric_and_other_images(explorer):
    open_view(explorer)
    first = rows(explorer)
    explorer.page.get_by_role("button", name="20 neighbours").click()
    expect(explorer.page.locator(".neighbour-row").first.locator(".cell").last.locator(".tile[data-item]")).to_have_count(20)
    before = explorer.page.locator(".neighbour-row .cell .tile").first.get_attribute("data-distance")
    metric = explorer.page.get_by_label("Distance", exact=True)
    if EXPORT:
        # Another metric takes a server to work out.
        expect(metric).to_have_count(0)
    else:
        metric.select_option("cosine")
        explorer.page.wait_for_function(
            "(before) => document.querySelector('.neighbour-row .cell .tile[data-item]')?.dataset.distance !== before"
            " && document.querySelector('.neighbour-row .cell .tile[data-item]')", arg=before)
        filled(explorer)
    for _ in range(4):
        explorer.page.get_by_label("Other images").click()
    explorer.page.wait_for_function(f"(before) => JSON.stringify([...document.querySelectorAll('.neighbour-row')].map((row) => Number(row.dataset.row))) !== before",
                                    arg=json.dumps(first, separators=(",", ":")))


@pytest.mark.program
def test_a_neighbour_becomes_a_row_and_a_row_leads_into_the_tour(explorer):
    open_view(explorer)
    shown = rows(explorer)
    near = column(explorer, shown[0], 1)[2]
    explorer.page.locator(f"[data-row='{shown[0]}'] .cell").nth(1).locator(f".tile[data-item='{near}']").click()
    explorer.page.wait_for_selector(f".neighbour-row[data-row='{near}']")
    assert rows(explorer)[0] == near and rows(explorer)[1:] == [each for each in shown if each != near]
    filled(explorer)
    explorer.page.locator(f"[data-row='{near}'] .query").click()
    explorer.wait_state("view", "tour")
    explorer.wait_state("selected", near)
    expect(explorer.page.locator("#inspector")).to_contain_text(f"Image {near:,}")


def test_the_layer_of_the_rail_is_the_last_column_and_others_are_added_and_taken_away(explorer):
    open_view(explorer)
    heads = explorer.page.locator(".column-head")
    expect(heads).to_have_count(2)
    explorer.page.get_by_label("Add a layer").select_option("01-conv1")
    expect(heads).to_have_count(3)
    expect(heads.nth(1)).to_contain_text("layer 1")
    before = explorer.state("layer")
    explorer.page.keyboard.press("k")
    explorer.page.wait_for_function("(before) => document.querySelector('.neighbour-row .cell:last-child').dataset.layer !== before", arg=before)
    assert explorer.state("layer") != before
    heads.nth(1).get_by_role("button").click()
    expect(heads).to_have_count(2)


def test_hovering_rings_the_image_in_all_columns(explorer):
    open_view(explorer)
    tile = explorer.page.locator(".neighbour-row .cell .tile[data-item]").first
    item = tile.get_attribute("data-item")
    tile.hover()
    explorer.page.wait_for_selector(f".tile.ringed[data-item='{item}']")
    ringed = explorer.page.locator(".tile.ringed").evaluate_all(TILES)
    assert set(ringed) == {int(item)}
    assert len(ringed) == explorer.page.locator(f".neighbour-grid .tile[data-item='{item}']").count()


def test_splits_are_kept_apart(explorer):
    open_view(explorer)
    splits = explorer.page.evaluate("strata.store.state.items.attributes.split")
    explorer.page.get_by_label("Images from").select_option("val")
    explorer.page.get_by_label("Neighbours among").select_option("train")
    explorer.page.wait_for_function("""() => {
      const splits = strata.store.state.items.attributes.split, all = [...document.querySelectorAll('.neighbour-row .cell .tile[data-item]')];
      return all.length > 0 && all.every((tile) => splits[tile.dataset.item] === 'train');
    }""")
    assert all(splits[item] == "val" for item in rows(explorer))


def test_the_selection_and_the_suspects_are_rows_too(explorer):
    explorer.page.evaluate("strata.store.set({ selection: Int32Array.of(5, 40, 300) })")
    open_view(explorer, "#v=neighbours&nq=selection&s=BSHjAQ")
    wanted = explorer.page.evaluate("[...strata.store.state.selection]")
    assert len(wanted) > 0 and rows(explorer) == wanted
    explorer.page.get_by_label("Images", exact=True).select_option("suspects")
    explorer.page.wait_for_function("() => strata.store.state.suspects && strata.store.state.suspects.suspects.slice(0, 5).every((each, i) =>"
                                    " Number(document.querySelectorAll('.neighbour-row')[i]?.dataset.row) === each.item)")


def test_the_link_holds_the_view_and_back_leads_to_the_one_before(explorer):
    explorer.link()
    explorer.page.keyboard.press("2")
    filled(explorer)
    explorer.page.get_by_role("button", name="5 neighbours", exact=True).click()
    explorer.page.get_by_label("Add a layer").select_option("02-pool1")
    explorer.page.wait_for_function("() => /v=neighbours/.test(location.hash) && /nk=5/.test(location.hash) && /nl=pool1/.test(location.hash)")
    again = open_view(explorer, explorer.page.evaluate("location.hash"))
    expect(again.page.locator(".column-head")).to_have_count(3)
    expect(again.page.locator(".neighbour-row").first.locator(".cell").first.locator(".tile[data-item]")).to_have_count(5)


def test_back_moves_between_views(explorer):
    explorer.link()
    explorer.page.keyboard.press("6")
    explorer.page.wait_for_function("() => /v=report/.test(location.hash)")
    explorer.page.go_back()
    explorer.wait_state("view", "tour")
    expect(explorer.page.locator("#stage")).to_be_visible()


def test_the_command_is_copied(visit, site):
    page = visit(site, permissions=["clipboard-read", "clipboard-write"])
    open_view(page)
    page.page.get_by_label("Copy the command").click()
    expect(page.page.locator(".view-line")).to_contain_text("strata neighbors")
    text = page.page.evaluate("navigator.clipboard.readText()")
    assert text.startswith(f"strata neighbors food.study {rows(page)[0]} ") and "--layers pixels" in text


def test_a_server_that_has_no_neighbours_says_so_in_the_column(visit, site):
    page = visit(site)
    page.page.route("**/nearest?*", lambda route: route.fulfill(
        status=404, content_type="application/json", body='{"error": {"message": "It has no neighbours yet.", "remedy": "Wait for them."}}'))
    page.open("#v=neighbours")
    expect(page.page.locator(".cell-failure").first).to_have_text("It has no neighbours yet. Wait for them.")


def test_without_labels_images_are_at_random_and_nothing_is_counted(visit, serve):
    page = visit(serve(labels=False, predictions=False).url)
    open_view(page)
    expect(page.page.locator(".view-note")).to_have_text("There are no labels: some images at random.")
    assert len(rows(page)) == 10
    expect(page.page.locator(".cell .shared").first).to_have_text("–")
    expect(page.page.locator(".tile.other")).to_have_count(0)


@pytest.mark.program
def test_an_address_typed_while_another_is_about_to_be_written_is_opened(explorer):
    """The browser tells the page of it later than its own timer may fire."""
    explorer.page.evaluate("location.hash = '#v=neighbours'; strata.keeper.write()")
    explorer.wait_state("view", "neighbours")
    filled(explorer)


def test_what_lies_below_is_out_of_reach_and_its_keys_are_silent(explorer):
    open_view(explorer)
    assert explorer.page.evaluate("document.querySelector('main').inert && document.querySelector('#inspector').inert")
    mode = explorer.state("mode")
    explorer.page.keyboard.press("i")
    explorer.page.keyboard.press("1")
    explorer.wait_state("view", "tour")
    assert explorer.state("mode") == mode
    assert not explorer.page.evaluate("document.querySelector('main').inert")
