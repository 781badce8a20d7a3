"""Trust of each image: which measure, what is low, who is a false neighbour and who is missing."""

import pytest
from playwright.sync_api import expect

WARN, BAD = (138, 87, 0), (191, 42, 42)
LINES = """([r, g, b]) => { const c = document.querySelector('canvas.overlay'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
  let n = 0; for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 100 && Math.abs(d[i] - r) + Math.abs(d[i + 1] - g) + Math.abs(d[i + 2] - b) < 60) n++; return n }"""
NEAR = """async ([item, count]) => (await (await fetch(`/api/models/googlenet/layers/${strata.store.state.layer}/neighbors?item=${item}&count=${count}`)).json()).neighbors.map((n) => n.item)"""
# The nearest in the embedding, or on the screen, by looking at all.
NEAREST = """([item, count, where]) => { const { values, dimensions: n, rows } = strata.stage.blend.b, { positions } = strata.stage.now();
  const source = where === 'screen' ? positions : values, p = where === 'screen' ? 2 : n;
  const away = (j) => { let s = 0; for (let d = 0; d < p; d++) s += (source[j * p + d] - source[item * p + d]) ** 2; return s };
  return [...Array(rows).keys()].filter((j) => j !== item).map((j) => [away(j), j]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, count).map((e) => e[1]) }"""


def known(page, key):
    page.page.wait_for_function(f"() => strata.store.state.{key}")


def hollow(page):
    return page.page.evaluate("""() => { const { scene } = strata.stage; let kinds = null;
      const renderer = strata.stage.surface.renderer, set = renderer.setStyle.bind(renderer);
      renderer.setStyle = (fill, k) => { kinds = k; set(fill, k); }; scene.restyle(renderer); delete renderer.setStyle;
      return kinds.reduce((sum, kind) => sum + (kind % 8 === 1), 0) }""")


@pytest.fixture
def page(serve, visit):
    page = visit(serve().url, 1600, 1000).open("#e=umap-15d&as=dots&mk=-")
    yield page
    assert page.errors == []


def test_t_makes_images_of_low_trust_hollow_below_a_threshold_that_can_be_moved(page):
    known(page, "trust")
    trust = page.page.evaluate("[...strata.store.state.trust]")
    row = page.page.locator("#marks .row.mark", has_text="Low trust")
    expect(page.page.locator(".threshold")).to_be_hidden()
    assert hollow(page) == 0
    page.page.keyboard.press("t")
    page.page.wait_for_selector(".threshold")
    low = sum(value < .8 for value in trust)
    assert low > 0 and hollow(page) == low
    expect(row.locator(".num")).to_have_text(f"{low:,}")
    slider = page.page.locator(".threshold input")
    slider.focus()
    expect(slider).to_be_focused()
    for _ in range(10):
        page.page.keyboard.press("ArrowRight")
    expect(page.page.locator(".threshold output")).to_have_text("< .90")
    more = sum(value < .9 for value in trust)
    assert hollow(page) == more > low
    expect(row.locator(".num")).to_have_text(f"{more:,}")
    # The slider keeps the keyboard.
    expect(slider).to_be_focused()
    assert "t=trustworthiness%2C0.9" in page.link()


def test_preservation_is_the_share_of_the_neighbours_that_the_embedding_keeps(page):
    page.page.evaluate("strata.store.set({ layer: '00-data' })")
    page.settled()
    page.page.keyboard.press("t")
    page.page.locator(".threshold select").select_option("preservation")
    known(page, "preserved")
    for item in (3, 62, 700):
        near, stored = page.page.evaluate(NEAREST, [item, 15, "embedding"]), page.page.evaluate(NEAR, [item, 15])
        assert page.page.evaluate("(i) => strata.store.state.preserved[i]", item) == pytest.approx(len(set(near) & set(stored)) / 15, abs=1e-6)
    count = page.page.evaluate("strata.store.state.preserved.reduce((sum, value) => sum + (value < .5), 0)")
    page.page.wait_for_function("(n) => document.querySelectorAll('#marks .row.mark .num')[1].textContent === n", arg=f"{count:,}")
    # Another layer has its own.
    before = page.page.evaluate("[...strata.store.state.preserved]")
    page.page.keyboard.press("j")
    page.settled()
    known(page, "preserved")
    assert page.page.evaluate("[...strata.store.state.preserved]") != before


def test_trust_in_this_view_follows_the_view(page):
    page.page.evaluate("strata.store.set({ colouring: { kind: 'trust', by: 'view' }, lowBy: 'view', marks: { misclassified: false, lowTrust: true } })")
    known(page, "seen")
    for item in (3, 62, 700):
        near, stored = page.page.evaluate(NEAREST, [item, 15, "screen"]), page.page.evaluate(NEAR, [item, 50])
        assert page.page.evaluate("(i) => strata.store.state.seen[i]", item) == pytest.approx(len(set(near) & set(stored)) / 15, abs=1e-6)
    mean = page.page.evaluate("strata.store.state.seen.reduce((a, b) => a + b) / strata.store.state.seen.length")
    assert mean == pytest.approx(page.state("viewTrust")["share"], abs=1e-5)
    page.page.wait_for_function("() => strata.store.state.coloured?.title === 'Trust in this view'")
    before, marked = page.page.evaluate("strata.store.state.seen[3]") , hollow(page)
    old = page.page.evaluate("() => { globalThis.old = strata.store.state.seen; return true }")
    page.page.keyboard.press("]")
    page.page.wait_for_function("() => strata.store.state.seen !== globalThis.old && !strata.store.state.viewTrust.stale")
    page.settled()
    assert old and (page.page.evaluate("strata.store.state.seen[3]") != before or hollow(page) != marked)


def test_the_legend_chooses_the_measure_and_the_marks_use_the_same(page):
    page.page.locator(".legend-by select").select_option("trust")
    page.page.wait_for_function("() => strata.store.state.coloured?.title === 'Trust'")
    page.page.locator(".trust-legend select").select_option("preservation")
    known(page, "preserved")
    page.page.wait_for_function("() => strata.store.state.coloured?.title === 'Neighbours kept'")
    page.wait_state("lowBy", "preservation")
    expect(page.page.locator(".trust-legend")).to_contain_text("15 nearest in the embedding")
    expect(page.page.locator(".legend-by select")).to_have_value("trust")
    fragment = page.link()
    assert "c=trust%3Apreservation" in fragment
    page.page.locator("#undo").click()
    page.wait_state("lowBy", "trustworthiness")
    page.page.wait_for_function("() => strata.store.state.coloured?.title === 'Trust'")


def test_lines_tell_true_false_and_missing_neighbours_apart_and_count_them(page):
    page.page.evaluate("strata.store.set({ selected: 62 })")
    page.page.wait_for_function("() => strata.store.state.missingNear && strata.store.state.inEmbedding && strata.store.state.near.length === 15")
    page.settled()
    page.wait_known("missingNear")
    stored = page.page.evaluate(NEAR, [62, 50])
    screen = page.page.evaluate(NEAREST, [62, 50, "screen"])
    false = [item for item in screen[:15] if item not in stored]
    missing = [item for item in stored[:15] if item not in screen]
    assert page.state("falseNear") == false and page.state("missingNear") == missing and missing and false
    told = page.page.locator("#links dt")
    expect(told).to_have_text([f"{15 - len(missing)} kept", f"{len(false)} false", f"{len(missing)} missing"])
    for color in (WARN, BAD):
        page.until(lambda: page.page.evaluate(LINES, color) > 20)
    # The same in all dimensions.
    page.page.locator("[data-links=embedding]").click()
    near = page.page.evaluate(NEAREST, [62, 15, "embedding"])
    wrong, lost = [i for i in near if i not in stored[:15]], [i for i in stored[:15] if i not in near]
    inside = page.state("inEmbedding")
    assert sorted(each["item"] for each in inside["wrong"]) == sorted(wrong) and inside["missing"] == lost
    expect(told).to_have_text([f"{15 - len(lost)} kept", f"{len(wrong)} false", f"{len(lost)} missing"])
    expect(page.page.locator("#links")).to_contain_text("in the embedding")


def test_a_large_study_is_sampled_says_so_and_leaves_the_others_grey(serve, visit):
    page = visit(serve(items=25_000).url, 1600, 1000).open("#as=dots&e=umap-2d&c=trust:view&mk=t")
    known(page, "seen")
    page.page.wait_for_function("() => strata.store.state.coloured?.type === 'values'")
    unknown = page.page.evaluate("strata.store.state.seen.reduce((sum, value) => sum + Number.isNaN(value), 0)")
    assert unknown == 15_000
    page.page.wait_for_function("() => document.querySelector('.trust-legend').textContent.includes('10,000 seeded images')")
    expect(page.page.locator("#marks .row.mark", has_text="Low trust")).to_contain_text("of 10,000")
    page.until(lambda: page.count("#5F6874")[0] > 500)


def test_without_stored_neighbours_the_measures_that_need_them_say_so(serve, visit):
    page = visit(serve().url, 1600, 1000)
    page.page.route("**/neighbors.npy", lambda route: route.fulfill(status=404, content_type="application/json", body='{"error":{"message":"none","remedy":""}}'))
    page.open("#as=dots&e=umap-15d&c=trust:preservation&mk=t")
    page.page.wait_for_function("() => document.querySelector('#legend').textContent.includes('does not tell the neighbours')")
    expect(page.page.locator("#marks .row.mark", has_text="Low trust").locator(".num")).to_have_text("–")
