"""A large study: dots come before the list of images and the predictions, in colour where the labels decide it."""

import pytest
from playwright.sync_api import expect

STOOD = "() => globalThis.strata?.stage.blend && strata.store.state.study && strata.stage.scene.view && strata.stage.asked === 0"
GREY, BLUE = "#5F6874", "#2960AA"


def begun(page, fragment="#e=umap-15d&as=dots"):
    page.open(fragment, wait=False)
    page.page.wait_for_function(STOOD)
    return page.drawn()


def test_labels_alone_colour_the_dots_before_the_list_of_images_has_come(serve, visit):
    page = visit(serve(items=25_000).url, 1280, 720, theme="light")
    held = []
    page.page.route("**/api/items", lambda route: held.append(route))
    begun(page).page.wait_for_function("() => strata.store.state.tint")
    # The colours of the labels.
    page.until(lambda: page.count(BLUE)[0] > 100)
    assert page.state("items") is None
    page.until(lambda: held)
    held[0].continue_()
    page.page.wait_for_function("() => strata.store.state.items && strata.store.state.predictions")
    page.settled()
    assert page.state("labels") is None and page.count(BLUE)[0] > 100
    expect(page.page.locator(".row.legend")).to_have_count(10)
    assert page.errors == []


@pytest.mark.parametrize("what", ["labels that do not come", "labels of another count", "many classes"])
def test_dots_stay_grey_where_labels_do_not_decide_the_colours(serve, visit, what):
    page = visit(serve(items=25_000, classes=25 if what == "many classes" else 10).url, 1280, 720, theme="light")
    held, answered = [], []
    page.page.route("**/api/items", lambda route: held.append(route))
    page.page.on("response", lambda response: answered.append(response.url))
    if what == "labels that do not come":
        page.page.route("**/api/items/labels", lambda route: route.fulfill(status=404, body="{}"))
    if what == "labels of another count":
        other = serve(items=30)
        page.page.route("**/api/items/labels", lambda route: route.fulfill(response=route.fetch(url=f"{other.url}/api/items/labels")))
    begun(page)
    page.until(lambda: held and (what == "many classes" or any(url.endswith("/api/items/labels") for url in answered)))
    # Grey dots, and what has been answered has been read.
    page.until(lambda: page.count(GREY)[0] > 500)
    page.drawn()
    assert page.state("tint") is None and page.count(GREY)[0] > 500
    held[0].continue_()
    page.page.wait_for_function("() => strata.store.state.tint && strata.store.state.predictions")
    page.settled()
    assert page.state("notice") == ""


def test_the_list_of_a_large_study_that_does_not_come_leaves_the_dots_and_says_so(serve, visit):
    page = visit(serve(items=25_000).url, 1280, 720, theme="light")
    page.page.route("**/api/items", lambda route: route.fulfill(status=500, content_type="application/json", body='{"error":{"message":"The list is damaged.","remedy":""}}'))
    page.open("#e=umap-15d&as=dots", wait=False)
    page.page.wait_for_function("() => document.querySelector('#line').textContent.includes('The list is damaged')")
    page.until(lambda: page.count(BLUE)[0] > 100)


def test_typical_images_and_the_brush_work_on_many_images(serve, visit):
    page = visit(serve(items=25_000).url, 1280, 720).open("#e=umap-2d&as=dots")
    page.page.wait_for_function("() => strata.store.state.tint")
    page.page.evaluate("strata.store.set({ selection: Int32Array.from({ length: 20000 }, (_, i) => i) })")
    expect(page.page.locator("#inspector .sheet .tile[data-item]")).to_have_count(32)
    shown = page.page.locator("#inspector .sheet .tile").evaluate_all("(all) => all.map((each) => Number(each.dataset.item))")
    wanted = page.page.evaluate("""() => { const { values } = strata.stage.blend.b, n = 20000; let x = 0, y = 0;
      for (let i = 0; i < n; i++) { x += values[2 * i] / n; y += values[2 * i + 1] / n; }
      return [...Array(n).keys()].map((i) => [(values[2 * i] - x) ** 2 + (values[2 * i + 1] - y) ** 2, i]).sort((a, b) => a[0] - b[0]).slice(0, 32).map((e) => e[1]) }""")
    assert len(set(shown) & set(wanted)) >= 31
    assert page.errors == []


def test_panels_come_after_the_first_picture_and_one_that_does_not_come_is_told(serve, visit):
    page = visit(serve(items=25_000).url, 1280, 720, theme="light")
    page.page.route("**/viewer/page.js", lambda route: route.abort())
    page.page.goto(f"{page.url}/?test#e=umap-15d&as=dots")
    page.page.wait_for_function("() => document.querySelector('#line').textContent.includes('did not come. Reload')")
    expect(page.page.locator("#line")).to_be_visible()
    page.until(lambda: page.count(BLUE)[0] > 100)
    assert page.page.evaluate("strata.history") is None
