"""Going through the layers: rail, keys, the way between two layers."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.program

# The frames of a change of layer, each at most 50 ms after the one before, as a slow machine draws few; `seen` in each.
TRACKED = """() => { window.seen = []; const { stage } = strata, frame = stage.frame.bind(stage); let at = 0;
  stage.frame = (now) => { at = stage.change ? Math.min(now, Math.max(at, stage.change.start) + 50) : now;
    frame(at); if (stage.change) window.seen.push(stage.blend.t) } }"""


def current(explorer):
    return explorer.page.locator("#layers [aria-selected=true]").get_attribute("data-layer")


def test_the_page_opens_at_the_last_finished_layer_with_its_numbers(explorer):
    model = explorer.study()["models"][0]
    ready = [layer for layer in model["layers"] if layer["status"] == "ready"]
    assert current(explorer) == ready[-1]["folder"]
    expect(explorer.page.locator("#caption h2")).to_have_text(ready[-1]["name"])
    assert len(explorer.names()) == len(model["layers"])


def test_j_and_k_walk_through_the_layers_and_the_points_move(explorer):
    names, before = explorer.names(), explorer.pixels()
    explorer.page.keyboard.press("k")
    explorer.settled()
    assert current(explorer) == names[-2]
    assert explorer.pixels() != before
    explorer.page.keyboard.press("j")
    explorer.settled()
    assert current(explorer) == names[-1]
    explorer.page.keyboard.press("j")
    assert current(explorer) == names[-1], "after the last layer there is none"


def test_a_change_of_layer_passes_through_what_lies_between(explorer):
    explorer.page.evaluate(TRACKED)
    explorer.page.keyboard.press("k")
    explorer.settled()
    seen = explorer.page.evaluate("window.seen")
    assert any(0 < t < 1 for t in seen) and seen == sorted(seen)


def test_a_click_chooses_a_row_and_the_arrow_keys_go_on_from_it(explorer):
    names = explorer.names()
    explorer.page.locator("#layers .row .nm").nth(1).click()
    explorer.settled()
    assert current(explorer) == names[1]
    explorer.page.locator("#layers").focus()
    explorer.page.keyboard.press("ArrowDown")
    explorer.settled()
    assert current(explorer) == names[2]
    explorer.page.keyboard.press("Home")
    explorer.settled()
    assert current(explorer) == names[0]
    expect(explorer.page.locator("#layers")).to_have_attribute("aria-activedescendant", f"layer-{names[0]}")


def test_dragging_the_thumb_mixes_two_layers_and_letting_go_snaps(explorer):
    names = explorer.names()
    explorer.page.locator("#layers .row .nm").nth(2).click()
    explorer.calm()
    thumb = explorer.page.locator(".thumb").bounding_box()
    x, y = thumb["x"] + 6, thumb["y"] + 6
    start = explorer.pixels()
    explorer.page.mouse.move(x, y)
    explorer.page.mouse.down()
    explorer.page.mouse.move(x, y + 10, steps=4)
    explorer.page.wait_for_function("() => strata.stage.blend.t > .3 && strata.stage.blend.t < .55")
    assert explorer.drawn().pixels() != start
    explorer.page.mouse.move(x, y + 20, steps=4)
    explorer.page.mouse.up()
    explorer.settled()
    assert current(explorer) == names[3]
    assert explorer.page.evaluate("strata.stage.blend.t") == 1


def test_the_points_are_drawn_where_the_pointer_finds_them_also_between_two_layers(visit, site):
    page = visit(site).open("#d=dots&mk=-")
    ready = page.page.evaluate("strata.explorer.ready().length")
    page.page.evaluate("(at) => strata.explorer.scrub(at)", ready - 2.5)
    page.page.wait_for_function("() => strata.stage.blend.t === .5 && strata.stage.asked === 0")
    found = page.page.evaluate("""() => {
      const { stage } = strata, source = document.querySelector('canvas.points'), copy = document.createElement('canvas');
      copy.width = source.width; copy.height = source.height;
      const context = copy.getContext('2d', { willReadFrequently: true });
      context.drawImage(source, 0, 0);
      const empty = context.getImageData(0, 0, 1, 1).data, ratio = stage.surface.ratio;
      let drawn = 0, asked = 0;
      for (let i = 0; i < 300; i++) {
        const place = stage.placeOf(i);
        if (!place) break;  // a study of fewer images
        const [x, y] = place, pixel = context.getImageData(Math.floor(x * ratio), Math.floor(y * ratio), 1, 1).data;
        if (x < 0 || y < 0 || x >= stage.surface.size.width || y >= stage.surface.size.height) continue;
        asked++;
        if (Math.abs(pixel[0] - empty[0]) + Math.abs(pixel[1] - empty[1]) + Math.abs(pixel[2] - empty[2]) > 60) drawn++;
      }
      return [drawn, asked];
    }""")
    assert found[1] > 100 and found[0] == found[1]


def test_another_embedding_of_the_same_layer_is_shown_and_said(explorer):
    options = explorer.page.locator("#toolbar select option").evaluate_all("(all) => all.map((each) => each.value)")
    before = explorer.pixels()
    explorer.page.locator("#toolbar select").select_option(options[1])
    explorer.settled()
    assert explorer.pixels() != before
    provenance = explorer.page.locator("#provenance")
    layers = explorer.study()["models"][0]["layers"]
    embedding = next(e for e in layers[-1]["embeddings"] if e["name"] == options[1])
    expect(provenance).to_contain_text(f"{embedding['method']} {embedding['dimensions']}-D")
    expect(provenance).to_contain_text("seed")


def test_requested_and_effective_parameters_are_both_said_where_they_differ(serve, visit):
    page = visit(serve().url).open("#e=tsne-2d")
    expect(page.page.locator("#provenance")).to_contain_text("perplexity 399 (asked 500)")


def test_reduced_motion_changes_layers_at_once(visit, site):
    page = visit(site, motion="reduce").open()
    page.page.evaluate("() => { window.moved = 0; const { stage } = strata, f = stage.frame.bind(stage);"
                       " stage.frame = (now) => { f(now); if (stage.change) window.moved++; } }")
    page.page.keyboard.press("k")
    page.settled()
    assert page.page.evaluate("window.moved") == 0


def test_two_models_have_their_own_layers(serve, visit):
    page = visit(serve(models=2).url).open()
    page.page.locator("#rail-head select").first.select_option("resnet50")
    page.settled()
    expect(page.page.locator("#caption")).to_contain_text("resnet50")
    assert "/resnet50/" in page.page.evaluate("strata.explorer.shown")


def test_the_layer_on_the_stage_stays_in_sight_where_the_window_is_low(visit, site):
    page = visit(site, 1280, 460).open("#d=dots")

    def in_sight():
        row, box = (page.page.locator(name).bounding_box() for name in ("#layers [aria-selected=true]", "#layers"))
        return box["y"] - .5 <= row["y"] and row["y"] + row["height"] <= box["y"] + box["height"] + .5
    for key in ("Home", "End"):
        page.page.locator("#layers").focus()
        page.page.keyboard.press(key)
        page.settled()
        assert in_sight()
    page.page.set_viewport_size({"width": 1280, "height": 420})
    page.page.wait_for_function("() => innerHeight === 420")
    page.settled()
    page.until(in_sight)
