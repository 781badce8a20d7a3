"""Every state a study or a browser can be in."""

import re

import pytest
from playwright.sync_api import expect


def test_without_labels_there_are_no_classes_and_everything_else_works(serve, visit):
    page = visit(serve(labels=False).url).open()
    expect(page.page.locator("#legend")).to_contain_text("no labels")
    expect(page.page.locator(".row.legend")).to_have_count(0)
    expect(page.page.locator("#rail-head")).to_contain_text("Trustworthiness")
    page.page.mouse.click(*page.place(page.lonely()))
    page.page.wait_for_function("() => document.querySelector('#inspector .tile[data-item]') && !document.querySelector('#inspector .tile.blank')")
    expect(page.page.locator("#inspector")).not_to_contain_text("share the label")
    assert page.errors == []


def test_without_predictions_there_are_no_triangles_and_the_inspector_says_so(serve, visit):
    page = visit(serve(predictions=False).url).open("#i=5")
    expect(page.page.locator("#inspector")).to_contain_text("No predictions")
    expect(page.page.locator("#marks .row.mark", has_text="Misclassified")).to_be_hidden()
    assert page.errors == []


def test_an_unfinished_layer_is_grey_with_its_stage_and_fills_in_by_itself(serve, visit):
    server = serve(pending=5)
    page = visit(server.url).open()
    row = page.page.locator("#layers .row").nth(5)
    expect(row).to_have_attribute("aria-disabled", "true")
    expect(row).to_contain_text("neighbours, 62 %")
    row.click(force=True)
    page.settled()
    assert page.state("layer") == page.names()[-1]
    page.page.keyboard.press("k")
    page.page.keyboard.press("k")
    page.settled()
    assert page.state("layer") == page.names()[4], "keys step over it"
    server.change(pending=None)
    page.page.wait_for_selector(f"#layer-{page.names()[5]}:not([aria-disabled])")
    page.page.locator("#layers .row").nth(5).click()
    page.settled()
    assert page.state("layer") == page.names()[5]
    assert page.errors == []


def test_an_array_that_is_written_anew_is_loaded_anew(serve, visit):
    server = serve()
    page = visit(server.url).open("#d=dots&l=inception_4a_output")
    before = page.pixels()
    study = server.study
    study.forget()
    study.noise = study.noise[::-1].copy()
    study.layer_metrics = {4: {"neighborhoodHit": .111}}
    study.revision += 1
    page.page.wait_for_function("() => document.querySelector('#chips').textContent.includes('.111')")
    page.settled()
    assert page.pixels() != before


def test_a_damaged_array_fails_alone_and_says_what_it_found(serve, visit):
    server = serve(damaged=5)
    page = visit(server.url).open("#l=inception_4a_output")
    page.page.keyboard.press("j")
    page.page.wait_for_selector("#message:not([hidden])")
    for text in ("inception_4e_output cannot be shown", "1,200 × 15 needs 72,000 bytes", "71,000"):
        expect(page.page.locator("#message")).to_contain_text(text)
    expect(page.page.locator("#layers .row").nth(5)).to_contain_text("damaged")
    page.page.keyboard.press("j")
    page.settled()
    expect(page.page.locator("#message")).to_be_hidden()
    server.study.options.damaged = None
    page.page.keyboard.press("k")
    page.settled()
    expect(page.page.locator("#layers .row").nth(5)).not_to_contain_text("damaged")


def test_when_the_server_goes_the_loaded_keeps_working_and_the_page_comes_back(serve, visit):
    server = serve()
    page = visit(server.url).open()
    page.page.keyboard.press("k")
    page.settled()
    server.stop()
    page.page.wait_for_function("() => strata.store.state.connection === 'lost'")
    expect(page.page.locator("#line")).to_contain_text("keeps working")
    before = page.pixels()
    page.page.keyboard.press("j")
    page.settled()
    assert page.pixels() != before, "a layer that is in memory is shown"
    page.page.mouse.move(*page.place(page.lonely()))
    page.page.wait_for_selector("#hover:not([hidden])")
    # "Try now" does not wait for the next attempt, which by then lies seconds ahead.
    page.page.wait_for_function("() => strata.store.state.retryAt - Date.now() > 3000")
    with page.page.expect_request("**/api/study"):
        asked = page.page.evaluate("""() => { const real = globalThis.fetch, asked = [];
          globalThis.fetch = (path, ...rest) => { asked.push(path); return real(path, ...rest) };
          document.querySelector('#line button').click(); globalThis.fetch = real; return asked }""")
    assert asked == ["/api/study"], "at once"
    server.start()
    # The page's own next attempt may come first and take the button away.
    page.page.evaluate("document.querySelector('#line button')?.click()")
    page.wait_state("connection", "live")
    expect(page.page.locator("#line")).to_be_hidden()


def test_a_page_that_finds_no_server_behind_it_says_so_and_goes_on_trying(serve, visit):
    server = serve()
    page = visit(server.url)
    page.page.route("**/api/study", lambda route: route.abort())
    page.open(wait=False)
    expect(page.page.locator("#message")).to_contain_text("does not answer")
    page.page.unroute("**/api/study")
    # The page's own next attempt may come first and take the button away.
    page.page.evaluate("document.querySelector('#message button')?.click()")
    page.settled()
    expect(page.page.locator("#message")).to_be_hidden()


def test_waiting_is_said_only_after_300_milliseconds_and_the_old_layer_stays(serve, visit):
    server = serve()
    page = visit(server.url).open()
    before = page.pixels()
    # The array comes only once everything has been looked at.
    held = []
    page.page.route("**/01-conv1/embeddings/*/aligned", lambda route: held.append(route))
    page.page.evaluate("""() => {
      const line = document.querySelector('#line');
      addEventListener('click', () => { window.clicked = performance.now(); }, true);
      new MutationObserver(() => { if (!line.hidden) window.said ??= performance.now(); })
        .observe(line, { attributes: true, childList: true });
    }""")
    page.page.locator("#layers .row .nm").nth(1).click()
    expect(page.page.locator("#line")).to_contain_text("Loading conv1")
    expect(page.page.locator("#line")).to_contain_text("MB")
    assert page.page.evaluate("said - clicked") >= 290
    assert page.pixels() == before
    page.until(lambda: held)
    for route in held:
        route.continue_()
    page.settled()
    expect(page.page.locator("#line")).to_be_hidden()
    assert page.pixels() != before


def test_without_webgl_2_a_plain_canvas_shows_at_most_5000_points_and_says_so(serve, visit):
    page = visit(serve(items=6000).url)
    page.page.add_init_script("const get = HTMLCanvasElement.prototype.getContext; HTMLCanvasElement.prototype.getContext ="
                              " function (kind, ...rest) { return kind === 'webgl2' ? null : get.call(this, kind, ...rest) }")
    page.open()
    expect(page.page.locator("#line")).to_contain_text("5,000 of 6,000 points")
    page.page.mouse.move(*page.place(page.lonely()))
    page.page.wait_for_selector("#hover:not([hidden])")
    before = page.pixels()
    page.page.keyboard.press("k")
    page.settled()
    assert page.pixels() != before and page.errors == []


def test_a_lost_context_is_rebuilt_and_after_three_the_plain_canvas_takes_over(serve, visit):
    page = visit(serve().url).open("#d=dots")
    before = page.pixels()
    lose = "() => { window.lost = document.querySelector('canvas.points').getContext('webgl2').getExtension('WEBGL_lose_context'); lost.loseContext() }"
    for attempt in range(2):
        page.page.evaluate(lose)
        page.page.wait_for_function("(n) => strata.stage.surface.losses === n", arg=attempt + 1)
        page.page.evaluate("lost.restoreContext()")
        page.page.wait_for_function("(n) => strata.stage.surface.losses === n && strata.stage.surface.renderer !== null", arg=attempt + 1)
        page.settled()
        assert page.state("renderer") == "webgl2" and page.pixels() == before
    page.page.evaluate(lose)
    page.wait_state("renderer", "canvas")
    page.settled()
    assert page.count("#2960AA")[0] > 0


def test_a_hundred_thousand_images_open_and_answer(serve, visit):
    page = visit(serve(items=100_000).url, theme="dark").open("#d=dots")
    page.wait_state("drawn", 100_000)
    page.page.keyboard.press("k")
    page.settled()
    page.page.mouse.move(700, 400)
    page.page.wait_for_function("() => strata.store.state.hovered >= 0")
    assert page.errors == []


def test_without_aligned_arrays_the_page_centers_and_scales_and_says_so(serve, visit):
    page = visit(serve(aligned=False).url).open()
    expect(page.page.locator("#provenance")).to_contain_text("not aligned")
    radius = page.page.evaluate("() => { const { values, rows } = strata.stage.blend.b; return Math.sqrt(values.reduce((s, v) => s + v * v, 0) / rows) }")
    assert radius == pytest.approx(1, abs=1e-3)


def test_a_study_without_images_and_one_without_a_finished_layer_say_what_to_do(serve, visit):
    empty = visit(serve(items=0).url).open(wait=False)
    expect(empty.page.locator("#message")).to_contain_text("no images")
    assert empty.errors == []


def test_more_pictures_than_can_be_drawn_are_dots_and_that_is_said(serve, visit):
    page = visit(serve(items=6000).url, 900, 600).open("#d=images")
    expect(page.page.locator("#line")).to_contain_text("4,096 pictures")
    page.page.keyboard.press("i")
    page.page.wait_for_selector("#line", state="hidden")


def test_a_trust_array_that_cannot_be_read_is_said_and_takes_nothing_else_away(serve, visit):
    page = visit(serve().url)
    page.page.route("**/trust", lambda route: route.fulfill(status=200, body=b"not an array"))
    page.open()
    page.page.wait_for_function("() => document.querySelector('#line').textContent.includes('Trust of each image')")
    expect(page.page.locator("#line")).to_contain_text("not an array file")
    expect(page.page.locator("#message")).to_be_hidden()
    assert page.state("trust") is None
    page.page.unroute("**/trust")
    page.page.keyboard.press("k")
    page.wait_known("trust")
    expect(page.page.locator("#line")).to_be_hidden()


def test_a_study_opens_with_its_first_embedding_unless_that_one_lies_in_a_few_spots(serve, visit):
    assert visit(serve().url).open().state("embedding") == "umap-15d"
    packed = visit(serve(packed=True).url).open()
    assert packed.state("embedding") in ("umap-2d", "tsne-2d")
    assert visit(serve(packed=True).url).open("#e=umap-15d").state("embedding") == "umap-15d", "a link decides first"


def test_triangles_are_not_drawn_unasked_where_a_third_of_the_images_is_wrong(serve, visit):
    assert visit(serve().url).open().state("marks")["misclassified"] is True
    assert visit(serve(wrong=.6).url).open().state("marks")["misclassified"] is False
    assert visit(serve(wrong=.6).url).open("#mk=m").state("marks")["misclassified"] is True


def test_a_layer_stays_on_the_stage_while_its_next_embedding_is_made(serve, visit):
    server = serve(busy=3)
    page = visit(server.url).open("#l=inception_3a_output")
    row = page.page.locator("#layers .row").nth(3)
    expect(row).to_have_attribute("aria-selected", "true")
    expect(row).not_to_have_attribute("aria-disabled", re.compile(""))
    expect(row).to_have_attribute("title", re.compile("umap-2d, 31 %"))


def test_news_that_tell_nothing_new_leave_every_control_where_it_is(serve, visit):
    server = serve()
    page = visit(server.url).open()
    page.page.evaluate("""() => { const { explorer } = strata, adopt = explorer.adopt.bind(explorer); window.adopted = 0;
      explorer.adopt = async (study) => { await adopt(study); window.adopted++ };
      for (const name of ['#toolbar select', '#layers .row', '.row.legend']) document.querySelector(name).marked = true }""")
    server.change()
    page.page.wait_for_function("() => window.adopted > 0")
    assert page.page.evaluate("['#toolbar select', '#layers .row', '.row.legend'].map((name) => document.querySelector(name).marked)") == [True] * 3
    assert page.errors == []
