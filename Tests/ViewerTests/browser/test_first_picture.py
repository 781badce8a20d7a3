"""A large study: dots come before the list of images and the predictions, then colours."""


def test_dots_are_drawn_before_the_list_of_images_has_come(serve, visit):
    page = visit(serve(items=25_000).url, 1280, 720, theme="light")
    held = []
    page.page.route("**/api/items", lambda route: held.append(route))
    page.open("#e=umap-15d&as=dots", wait=False)
    page.page.wait_for_function("() => globalThis.strata?.stage.blend && strata.store.state.study && strata.stage.asked === 0")
    page.page.wait_for_timeout(300)
    assert page.state("items") is None and page.count("#5F6874")[0] > 500, "grey dots"
    page.page.wait_for_function("() => true")
    while not held:
        page.page.wait_for_timeout(50)
    held[0].continue_()
    page.page.wait_for_function("() => strata.store.state.tint && strata.store.state.predictions")
    page.settled()
    assert page.count("#2960AA")[0] > 100, "the colours of the labels"
    assert page.page.locator(".row.legend").count() == 10
    assert page.errors == []


def test_the_list_of_a_large_study_that_does_not_come_leaves_the_dots_and_says_so(serve, visit):
    page = visit(serve(items=25_000).url, 1280, 720, theme="light")
    page.page.route("**/api/items", lambda route: route.fulfill(status=500, content_type="application/json", body='{"error":{"message":"The list is damaged.","remedy":""}}'))
    page.open("#e=umap-15d&as=dots", wait=False)
    page.page.wait_for_function("() => document.querySelector('#line').textContent.includes('The list is damaged')")
    assert page.count("#5F6874")[0] > 500


def test_typical_images_and_the_brush_work_on_many_images(serve, visit):
    page = visit(serve(items=25_000).url, 1280, 720).open("#e=umap-2d&as=dots")
    page.page.wait_for_function("() => strata.store.state.tint")
    page.page.evaluate("strata.store.set({ selection: Int32Array.from({ length: 20000 }, (_, i) => i) })")
    page.page.wait_for_selector("#inspector .sheet .tile[data-item]")
    shown = page.page.locator("#inspector .sheet .tile").evaluate_all("(all) => all.map((each) => Number(each.dataset.item))")
    wanted = page.page.evaluate("""() => { const { values } = strata.stage.blend.b, n = 20000; let x = 0, y = 0;
      for (let i = 0; i < n; i++) { x += values[2 * i] / n; y += values[2 * i + 1] / n; }
      return [...Array(n).keys()].map((i) => [(values[2 * i] - x) ** 2 + (values[2 * i + 1] - y) ** 2, i]).sort((a, b) => a[0] - b[0]).slice(0, 32).map((e) => e[1]) }""")
    assert len(set(shown) & set(wanted)) >= 31
    assert page.errors == []
