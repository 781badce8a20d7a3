"""Access: axe over every state, contrast of every text, everything by the keyboard alone."""

import json
import re
from importlib.resources import files

import pytest
from playwright.sync_api import expect
from states import STATES

SIZES = {"wide": (1440, 900), "middle": (1280, 720), "telephone": (390, 844)}
AXE = None

# Every text that is seen, with the color it has and the one it stands on; over pictures and points the stage's own.
CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const parse = (css) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = '#000'; canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((value, i) => value * a + under[i] * (1 - a));
  const light = (rgb) => { const [r, g, b] = rgb.map((v) => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const ground = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      const color = parse(getComputedStyle(each).backgroundColor);
      if (color[3] > 0) layers.push(color);
      if (color[3] === 1) break;
    }
    let under = parse(getComputedStyle(document.documentElement).getPropertyValue('--stage')).slice(0, 3);
    for (const color of layers.reverse()) under = over(color, under);
    return under;
  };
  const opacity = (element) => { let all = 1; for (let each = element; each; each = each.parentElement) all *= Number(getComputedStyle(each).opacity); return all; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), bad = [];
  let count = 0;
  const judge = (element, text, color) => {
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || !element.checkVisibility({ visibilityProperty: true })) return;
    if (element.closest('.spoken, :disabled, option, noscript')) return;
    count++;
    const under = ground(element), ink = parse(color);
    ink[3] *= opacity(element);
    const [a, b] = [light(over(ink, under)), light(under)], ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.push([text.slice(0, 40), element.className || element.tagName, Math.round(ratio * 100) / 100]);
  };
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent.trim(), element = node.parentElement;
    if (text) judge(element, text, element instanceof SVGElement ? getComputedStyle(element).fill : getComputedStyle(element).color);
  }
  for (const field of document.querySelectorAll('input[placeholder]')) {
    if (!field.value) judge(field, field.placeholder, getComputedStyle(field, '::placeholder').color);
  }
  return [count, bad];
}"""


def run_axe(page):
    global AXE
    if AXE is None:
        AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE)
    told = page.evaluate("async () => JSON.stringify((await axe.run(document, { resultTypes: ['violations'] })).violations)")
    return [(each["id"], each["impact"], [node["html"][:120] for node in each["nodes"][:3]], each["nodes"][0]["failureSummary"][:300])
            for each in json.loads(told)]


def enter(serve, visit, state, size, theme):
    width, height = SIZES[size]
    touch = {"has_touch": True, "is_mobile": True} if size == "telephone" else {}
    server = serve(**state.options)
    page = visit(server.url, width, height, theme=theme, **touch)
    if state.before:
        page.page.add_init_script(state.before)
    message = state.options.get("items") == 0 or "damaged" in state.options
    page.open(state.fragment, wait=not message)
    if message:
        page.page.wait_for_selector("#message:not([hidden])")
    if state.gone:
        server.stop()
    state.act(page.page)
    return page.calm()


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_axe_finds_no_fault_and_every_text_reads_at_4_5_to_1_dark_and_light(serve, visit, state):
    page = enter(serve, visit, state, "wide", "dark")
    for theme in ("dark", "light"):
        page.page.evaluate("(theme) => strata.store.set({ theme })", theme)
        page.calm()
        assert run_axe(page.page) == [], theme
        count, bad = page.page.evaluate(CONTRAST)
        assert count > 5 and bad == [], theme


TELEPHONE = [state for state in STATES if state.name in ("opening", "image", "several", "confidence", "unit", "filters", "search", "table", "help", "neighbours", "neighbours-in-four-layers", "report", "suspects",
    "evolution", "evolution-stray", "evolution-over-epochs", "evolution-before-and-after", "features", "feature", "feature-of-a-class",
    "no-features", "atlas", "atlas-cell", "no-atlas", "compare", "compare-aligned", "compare-another-embedding")]


@pytest.mark.parametrize("state", TELEPHONE, ids=lambda state: state.name)
def test_on_a_telephone_too(serve, visit, state):
    if state.name == "search":
        pytest.skip("there the button opens the field; test_search tests it")
    page = enter(serve, visit, state, "telephone", "dark")
    assert run_axe(page.page) == []
    assert page.page.evaluate(CONTRAST)[1] == []
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_every_control_is_reached_by_the_tab_key_and_shows_it(serve, visit):
    page = visit(serve().url, 1600, 1000).open("#i=62")
    # All that comes by itself is there: what is drawn anew meanwhile would not be the control that was counted.
    page.page.wait_for_function("""() => { const { trust, near, falseNear, inEmbedding, viewTrust, connection } = strata.store.state;
      return trust && near.length && falseNear && inEmbedding && viewTrust && !viewTrust.stale && connection === 'live'
        && document.querySelectorAll('#inspector .unit').length === 4 && !document.querySelector('#inspector .tile.blank')
        && document.querySelector('#inspector .journey svg') }""")
    page.settled()
    wanted = page.page.evaluate("""() => [...document.querySelectorAll('button, input, select, [tabindex="0"]')]
      .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled && each.tabIndex >= 0)
      .map((each, i) => { each.dataset.walk = i; return i; })""")
    seen, ringless = set(), []
    page.page.evaluate("document.activeElement?.blur()")
    for _ in range(len(wanted) + 20):
        page.page.keyboard.press("Tab")
        at = page.page.evaluate("""() => { const each = document.activeElement, style = getComputedStyle(each);
          return [each.dataset.walk ?? null, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, each.outerHTML.slice(0, 80)]; }""")
        if at[0] is not None:
            seen.add(int(at[0]))
            if not at[1]:
                ringless.append(at[2])
    assert seen == set(wanted)
    assert ringless == []


def test_a_journey_by_the_keyboard_alone(serve, visit):
    """Find a class, isolate it, colour by confidence, narrow it, filter, look at an image, its table, and back."""
    page = visit(serve().url, 1600, 1000).open("#d=dots")
    keys = page.page.keyboard
    keys.press("/")
    keys.type("church")
    page.page.wait_for_selector(".found")
    expect(page.page.locator("#search-field")).to_have_value("church")
    keys.press("Enter")
    page.page.wait_for_function("() => strata.store.state.pinned.size === 1")
    page.page.locator("#legend .menu-root > button").focus()
    keys.press("Enter")
    expect(page.page.locator(".menu:popover-open button").first).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Enter")
    page.page.wait_for_function("() => strata.store.state.conditions.length === 1 && strata.store.state.passing")
    page.page.locator(".legend-by select").focus()
    page.page.locator(".legend-by select").select_option("confidence")
    page.page.wait_for_function("() => strata.store.state.coloured?.title === 'Confidence'")
    page.page.locator(".bar-end").last.focus()
    expect(page.page.locator(".bar-end").last).to_be_focused()
    for _ in range(4):
        keys.press("PageDown")
    page.wait_known("range")
    page.settled()
    page.page.locator("#stage").focus()
    keys.press("ArrowRight")
    page.page.wait_for_function("() => strata.store.state.hovered >= 0")
    keys.press("Enter")
    page.page.wait_for_function("() => strata.store.state.selected >= 0")
    chosen = page.state("selected")
    church = page.study()["classes"].index("church")
    assert page.page.evaluate("(i) => strata.store.state.items.labels[i]", chosen) == church
    assert page.page.evaluate("(i) => strata.store.state.predictions.probability[i]", chosen) <= page.state("range")[1]
    page.page.locator("#layers").focus()
    keys.press("ArrowUp")
    page.settled()
    assert page.state("layer") == page.names()[-2] and page.state("selected") == chosen
    keys.press("Shift+ArrowUp")
    page.page.wait_for_function("() => strata.stage.blend.t > .85 && strata.stage.blend.t < .95")
    keys.press("Enter")
    page.settled()
    assert page.page.evaluate("strata.stage.blend.t") == 1
    page.page.locator("#toolbar .menu-root > button").focus()
    keys.press("Enter")
    expect(page.page.locator(".menu:popover-open button").first).to_be_focused()
    keys.press("Enter")
    page.page.wait_for_selector("#table[open]")
    rows = page.page.locator("#table tbody tr")
    rows.first.wait_for()
    assert 0 < rows.count() <= 100
    keys.press("Escape")
    page.page.wait_for_selector("#table", state="hidden")
    assert page.errors == []


def test_the_table_sorts_by_its_heads_turns_pages_and_goes_to_an_image(serve, visit):
    page = visit(serve().url, 1600, 1000).open("#d=dots&c=attribute:exposure")
    # The table has the columns that are known when it opens.
    page.wait_known("trust")
    page.wait_known("tint")
    page.page.locator("#toolbar .menu-root > button").click()
    page.page.locator("[role=menuitem]", has_text="table").click()
    table = page.page.locator("#table")
    expect(table).to_contain_text("1–100 of 1,200")
    heads = table.locator("th[scope=col]").all_inner_texts()
    assert [head.strip(" ↑↓") for head in heads] == ["Image", "Name", "Label", "Prediction", "Probability", "Trust", "Exposure", "Across", "Up"]
    table.locator("th button", has_text="Probability").click()
    expect(table.locator("[aria-sort=ascending]")).to_have_text(re.compile("^Probability"))
    least = page.page.evaluate("Math.min(...strata.store.state.predictions.probability)")
    item = int(table.locator("tbody th").first.inner_text().replace(",", ""))
    assert page.page.evaluate("(i) => strata.store.state.predictions.probability[i]", item) == least
    table.locator("[aria-label='Next rows']").click()
    expect(table).to_contain_text("101–200 of 1,200")
    table.locator("[aria-label='Previous rows']").click()
    expect(table).to_contain_text("1–100 of 1,200")
    table.locator("tbody th button").first.click()
    page.wait_state("selected", item)
    expect(table).to_be_hidden()


def test_shapes_are_drawn_beside_colours_and_remembered(serve, visit):
    page = visit(serve().url, 1600, 1000).open("#d=dots&mk=-")
    before = page.pixels()
    page.page.locator("#toolbar .menu-root > button").click()
    page.page.locator("[role=menuitemcheckbox]", has_text="Shapes").click()
    page.settled()
    assert page.pixels() != before
    expect(page.page.locator(".row.legend .glyph")).to_have_count(10)
    page.page.reload()
    page.settled()
    page.wait_state("shapes", True)
    expect(page.page.locator(".row.legend .glyph path")).to_have_count(10)
    paths = page.page.locator(".row.legend .glyph path").evaluate_all("(all) => all.map((each) => each.getAttribute('d'))")
    assert len(set(paths)) == 10


def test_panels_get_the_width_that_is_drawn_and_a_wide_rail_shows_operators_and_shapes(serve, visit):
    page = visit(serve().url, 1600, 1000).open("#d=dots")
    edge = page.page.locator(".resizer[data-panel=rail]")
    box = edge.bounding_box()
    expect(page.page.locator(".row.layer .op").first).to_be_hidden()
    page.page.mouse.move(box["x"] + 4, 500)
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + 4 + 180, 500, steps=4)
    page.page.mouse.up()
    page.becomes(lambda: page.page.locator("#rail").bounding_box()["width"], pytest.approx(444, abs=1))
    row = page.page.locator(".row.layer").nth(1)
    expect(row.locator(".op", has_text="Conv")).to_be_visible()
    expect(row.locator(".op", has_text="64×56×56")).to_be_visible()
    inspector = page.page.locator(".resizer[data-panel=inspector]")
    inspector.focus()
    page.page.keyboard.press("ArrowLeft")
    page.becomes(lambda: page.page.locator("#inspector").bounding_box()["width"], pytest.approx(360, abs=1))
    expect(inspector).to_have_attribute("aria-valuenow", "360")
    page.page.reload()
    page.settled()
    page.becomes(lambda: page.page.locator("#rail").bounding_box()["width"], pytest.approx(444, abs=1))
    page.page.locator(".resizer[data-panel=rail]").dblclick()
    page.becomes(lambda: page.page.locator("#rail").bounding_box()["width"], pytest.approx(264, abs=1))


def test_the_tooltip_of_a_layer_names_operator_and_shape(explorer):
    layer = explorer.study()["models"][0]["layers"][0]
    title = explorer.page.locator(".row.layer").first.get_attribute("title")
    assert layer["operator"] in title and "×".join(map(str, layer["shape"])) in title
