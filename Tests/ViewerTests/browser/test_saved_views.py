"""Saved views: kept in the study, opened, renamed, deleted; opening one is one step to undo."""

import json

import pytest
from playwright.sync_api import expect

from conftest import EXPORT

pytestmark = pytest.mark.program

HELD = ["layer", "embedding", "mode", "space", "marks", "lowBy", "selected"]


def what(page):
    """Everything of a view that a reader can see."""
    return {key: page.state(key) for key in HELD} | {
        "pinned": page.state("pinned"), "selection": page.page.evaluate("[...strata.store.state.selection]"),
        "frame": page.page.evaluate("[...strata.stage.blend.frameB.values.subarray(0, 2 * strata.stage.blend.frameB.size)]"),
        "camera": page.page.evaluate("(({ x, y, base, zoom }) => [x, y, base, zoom])(strata.stage.camera)")}


def same(one, other):
    for key in one:
        if key in ("frame", "camera"):
            # The scale at 100 % is fitted to the window anew.
            assert one[key] == pytest.approx(other[key], abs=2e-3, rel=5e-2), key
        else:
            assert one[key] == other[key], key


def save(page, name):
    page.page.locator("#views-button").click()
    expect(page.page.get_by_label("Name of this view")).to_be_focused()
    page.page.keyboard.type(name)
    page.page.keyboard.press("Enter")
    page.page.wait_for_function("(name) => strata.store.state.views.some((view) => view.name === name)", arg=" ".join(name.split()))
    page.page.keyboard.press("Escape")
    expect(page.page.locator(".menu.views")).to_be_hidden()


def open_view(page, name):
    page.page.locator("#views-button").click()
    page.page.locator(".view-rows .named-name", has_text=name).click()
    page.settled()


def first(page):
    """A view that differs in everything from the one the page opens with."""
    page.page.evaluate("strata.store.set({ embedding: strata.store.state.study.models[0].layers.at(-1).embeddings.find((e) => e.dimensions > 2).name })")
    page.settled()
    for key in ("k", "]", "]"):
        page.page.keyboard.press(key)
        page.settled()
    page.page.evaluate("strata.store.set({ selection: Int32Array.of(3, 17, 40), mode: 'dots', pinned: new Set([1]), marks: { misclassified: false, lowTrust: true } })")
    page.page.evaluate("strata.stage.zoomBy(2)")
    page.settled()


def second(page):
    page.page.evaluate("""strata.store.set({ layer: strata.explorer.ready()[1].folder, selection: Int32Array.of(5), mode: 'mixed', selected: 9, pinned: new Set(),
      marks: { misclassified: true, lowTrust: false }, embedding: strata.explorer.ready()[1].embeddings.find((e) => e.dimensions === 2).name })""")
    page.settled()
    page.page.evaluate("strata.stage.fit(0)")
    page.settled()


@pytest.fixture
def page(visit, site):
    if EXPORT:
        pytest.skip("An exported page keeps nothing in a study; that it keeps views for as long as it is open test_export tells.")
    page = visit(site, 1600, 1000).open("#as=dots")
    yield page
    # What is still on its way to the server would come after it has been taken away.
    page.page.wait_for_function("""async () => { const { views } = await (await fetch('/api/annotations')).json();
      return views.map((view) => view.name).sort().join() === strata.store.state.views.map((view) => view.name).sort().join() }""")
    page.page.evaluate("""async () => { for (const { name } of strata.store.state.views)
      await fetch(`/api/annotations/views/${encodeURIComponent(name)}`, { method: 'DELETE' }) }""")
    assert page.errors == []


def test_a_view_is_kept_in_the_study_and_opens_exactly(page, visit, site):
    first(page)
    there = what(page)
    save(page, "where they part")
    page.page.wait_for_function("async () => (await (await fetch('/api/annotations')).json()).views.length === 1")
    again = visit(site, 1600, 1000).open("#as=dots")
    again.page.wait_for_function("() => strata.store.state.views.length === 1")
    open_view(again, "where they part")
    same(there, what(again))
    assert again.errors == []


def test_undo_takes_back_the_opening_of_a_view_in_one_step_and_redo_opens_it_again(page):
    first(page)
    there = what(page)
    save(page, "one")
    second(page)
    here, steps = what(page), page.state("undoable")
    open_view(page, "one")
    same(there, what(page))
    assert page.state("undoable") == steps + 1
    page.page.locator("#undo").click()
    page.settled()
    same(here, what(page))
    page.page.locator("#redo").click()
    page.settled()
    same(there, what(page))
    # A later step is its own.
    page.page.evaluate("strata.store.set({ selection: Int32Array.of(1) })")
    page.page.evaluate("strata.stage.zoomBy(1.5)")
    page.settled()
    camera = what(page)["camera"]
    page.page.locator("#undo").click()
    page.settled()
    assert what(page)["camera"] == pytest.approx(camera) and what(page)["selection"] == there["selection"]


def test_a_view_is_renamed_and_deleted_by_the_keyboard(page):
    save(page, "one")
    save(page, "two  words ")
    page.page.locator("#views-button").focus()
    page.page.keyboard.press("Enter")
    expect(page.page.get_by_label("Name of this view")).to_be_focused()
    rows = page.page.locator(".view-rows .named-name")
    expect(rows).to_have_text(["one", "two words"])
    page.page.locator("button[aria-label='Rename one']").focus()
    page.page.keyboard.press("Enter")
    expect(page.page.get_by_label("New name of one")).to_be_focused()
    page.page.keyboard.type("two words")
    page.page.keyboard.press("Enter")
    expect(page.page.locator("#line")).to_contain_text("already")
    page.page.keyboard.press("Control+A")
    page.page.keyboard.type("three")
    page.page.keyboard.press("Enter")
    page.becomes(lambda: sorted(rows.all_inner_texts()), ["three", "two words"])
    page.page.locator("button[aria-label='Delete two words']").focus()
    page.page.keyboard.press("Enter")
    expect(rows).to_have_text(["three"])
    expect(page.page.get_by_label("Name of this view")).to_be_focused()
    page.page.keyboard.press("Escape")
    expect(page.page.locator(".menu.views")).to_be_hidden()
    expect(page.page.locator("#views-button")).to_be_focused()
    page.page.wait_for_function("async () => (await (await fetch('/api/annotations')).json()).views.map((v) => v.name).join() === 'three'")


def test_a_filter_is_part_of_a_view_and_the_same_name_takes_another(page):
    page.page.evaluate("strata.store.set({ filter: Int32Array.of(1, 2, 3, 50) })")
    page.settled()
    save(page, "few")
    page.page.evaluate("strata.store.set({ filter: null })")
    open_view(page, "few")
    assert page.page.evaluate("[...strata.store.state.filter]") == [1, 2, 3, 50]
    page.page.evaluate("strata.store.set({ filter: null })")
    save(page, "few")
    assert len(page.state("views")) == 1
    page.page.evaluate("strata.store.set({ filter: Int32Array.of(1) })")
    open_view(page, "few")
    assert page.state("filter") is None


def test_a_server_that_only_reads_keeps_views_in_the_page_and_offers_a_file(serve, visit):
    page = visit(serve(writable=False).url).open("#as=dots")
    save(page, "mine")
    page.page.wait_for_function("() => strata.store.state.unkept")
    expect(page.page.locator("#line")).to_contain_text("only reads")
    page.page.locator("#views-button").click()
    with page.page.expect_download() as download:
        page.page.locator(".menu.views .link-button").click()
    told = json.loads(open(download.value.path()).read())
    assert told["views"][0]["name"] == "mine" and told["views"][0]["hash"].startswith("#v=tour")
    page.page.keyboard.press("Escape")
    open_view(page, "mine")
    assert page.state("mode") == "dots"


def test_a_selection_too_large_for_a_view_is_said(serve, visit):
    page = visit(serve(items=5000).url).open("#as=dots")
    page.page.evaluate("strata.store.set({ selection: Int32Array.from({ length: 2500 }, (_, i) => 2 * i) })")
    save(page, "large")
    page.page.wait_for_function("() => document.querySelector('#line').textContent.includes('too large')")


def test_a_view_saved_before_those_of_the_study_have_come_stands_beside_them(serve, visit):
    page = visit(serve().url)
    held = []
    page.page.route("**/api/annotations", lambda route: held.append(route))
    page.open("#as=dots")
    page.until(lambda: held)
    save(page, "mine")
    held[0].fulfill(json={"selections": [], "handles": [], "views": [{"name": "where they part", "hash": "#v=tour"}]})
    page.becomes(lambda: [view["name"] for view in page.state("views")], ["where they part", "mine"])
