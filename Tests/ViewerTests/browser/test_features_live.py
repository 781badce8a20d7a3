"""Optimized images on demand: asked for where they are missed, watched while they are made, stopped, refused. The synthetic
server takes a step when a test says so."""

import re

import pytest
from playwright.sync_api import expect

from live_features import GAPS, LAYER, VIEW, asked, find, line, look, open_view, refused, side, tile


def test_a_missing_channel_is_made_where_it_is_looked_for(visit, serve):
    server = serve(missing=GAPS)
    page = open_view(visit(server.url, 1440, 900))
    missing = find(page, "#77")
    expect(missing).to_contain_text("Channel 77 has no image.")
    missing.get_by_role("button", name="Make this image").press("Enter")
    expect(line(page)).to_contain_text(re.compile("Making channel 77: "))
    assert server.study.jobs.posted == [{"channels": [77]}]
    unfinished = tile(page, "channel:77")
    expect(unfinished).to_have_attribute("aria-label", "Channel 77, unfinished, step 1 of 256")
    expect(missing).to_be_hidden()
    server.study.jobs.step(64)
    expect(unfinished).to_have_attribute("aria-label", "Channel 77, unfinished, step 64 of 256")
    expect(unfinished.locator("img")).to_have_attribute("src", re.compile(r"/features/running/77-0\.png\?step=64$"))
    expect(line(page)).to_contain_text("Making channel 77: 25 %")
    unfinished.click()
    card = side(page).get_by_role("region", name="Unfinished image")
    expect(card).to_contain_text("Step 64 of 256.")
    expect(card).to_contain_text("3.20")
    server.study.jobs.step(128)
    expect(card).to_contain_text("Step 128 of 256.")
    expect(card.get_by_role("img", name="Unfinished image of Channel 77")).to_have_attribute("src", re.compile("step=128$"))
    server.study.jobs.finish()
    expect(unfinished).to_have_attribute("aria-label", re.compile("^Channel 77, .*excited to "))
    expect(side(page).get_by_role("img", name="Optimized image of Channel 77")).to_be_visible()
    expect(unfinished).to_have_attribute("aria-selected", "true")
    expect(unfinished.locator("img")).to_have_attribute("src", re.compile("/features/77-0.png$"))
    expect(line(page)).to_be_hidden()
    assert page.errors == []


def test_nobody_asks_any_more_when_nothing_runs(visit, serve):
    server = serve(missing=GAPS)
    page = open_view(visit(server.url, 1440, 900))
    server.study.jobs.elsewhere(6, [7])
    look(page)
    page.until(lambda: asked(server, "/running") > 3)
    server.study.jobs.finish()
    expect(line(page)).to_be_hidden()
    page.page.wait_for_function("() => strata.store.state.live.running === null")
    expect(tile(page, "channel:7")).to_have_attribute("aria-label", re.compile("excited to"))
    page.until(lambda: page.page.evaluate("strata.jobs.asking === false && strata.jobs.images.size === 0"))
    before = asked(server, "/api/features/job")
    page.page.wait_for_timeout(2500)
    assert asked(server, "/api/features/job") == before
    assert page.errors == []


def test_a_layer_without_images_has_them_made(visit, serve):
    server = serve()
    page = open_view(visit(server.url, 1440, 900), "#v=features&l=pool1")
    note = page.page.locator(".view.features .no-sequence")
    field = note.get_by_role("textbox", name="Or from here, of channels").or_(note.get_by_label("Channels"))
    expect(field).to_have_value("0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60")
    field.fill("3, 5-99")
    note.get_by_role("button", name="Make the images").click()
    expect(note.get_by_role("alert")).to_contain_text("“5-99” does not fit: pool1 has the channels 0 to 63")
    assert server.study.jobs.posted == []
    field.fill("3, 9-13")
    field.press("Enter")
    expect(line(page)).to_contain_text("Making channels 3, 9, 10 and 3 more")
    assert server.study.jobs.posted == [{"channels": [3, 9, 10, 11, 12, 13]}]
    strip = page.page.get_by_role("list", name="Unfinished images").get_by_role("listitem")
    expect(strip).to_have_count(6)
    expect(strip.nth(0)).to_have_attribute("aria-label", "Channel 3, unfinished, step 1 of 256")
    expect(strip.nth(5)).to_have_attribute("aria-label", "Channel 13, unfinished, waiting")
    expect(note.locator("code")).to_be_hidden()
    server.study.jobs.finish()
    expect(tile(page, "channel:9")).to_have_attribute("aria-label", re.compile("excited to"))
    expect(tile(page, "channel:13")).to_have_attribute("aria-label", re.compile("unfinished"))
    server.study.jobs.finish()
    expect(tile(page, "channel:13")).to_have_attribute("aria-label", re.compile("excited to"))
    expect(page.page.locator(".feature-said")).to_have_text("6")
    expect(line(page)).to_be_hidden()
    assert page.errors == []


def test_the_last_layer_offers_the_classes_of_the_study(visit, serve):
    server = serve(features="none")
    page = open_view(visit(server.url, 1440, 900), "#v=features&l=prob")
    page.page.get_by_role("button", name="Make the images of 10 classes").click()
    expect(line(page)).to_contain_text("Making class:0")
    assert server.study.jobs.posted == [{"classes": list(range(10))}]
    expect(page.page.get_by_role("listitem", name="Class 0, tench, unfinished, step 1 of 256")).to_be_visible()
    for _ in range(3):
        server.study.jobs.finish()
    expect(tile(page, "class:4")).to_contain_text("church")
    missing = find(page, "zebra")
    expect(missing).to_contain_text("The class zebra has no image.")
    missing.get_by_role("button", name="Make this image").click()
    page.until(lambda: server.study.jobs.posted[-1] == {"classes": [10]})
    server.study.jobs.finish()
    expect(tile(page, "class:10")).to_contain_text("zebra")
    assert page.errors == []


@pytest.mark.parametrize("making,said", [
    ("readonly", "This study cannot be written."), ("libtorch", "Install libtorch-dev, or set LIBTORCH."),
    ("busy", "Another process writes this study."), ("older", "This address is only read.")])
def test_a_refusal_stands_where_it_was_asked_with_the_command(visit, serve, making, said):
    page = visit(serve(missing=GAPS, making=making).url, 1440, 900, permissions=["clipboard-read", "clipboard-write"])
    open_view(page)
    missing = find(page, "77")
    button = missing.get_by_role("button", name="Make this image")
    button.focus()
    button.press("Enter")
    expect(missing.get_by_role("alert")).to_contain_text(said)
    expect(button).to_be_focused()
    missing.get_by_role("button", name="Copy").click()
    told = page.page.evaluate("navigator.clipboard.readText()")
    assert told.startswith("strata maximize food.study --model googlenet --unit inception_5b_output:77 --parameterization ")
    expect(line(page)).to_be_hidden()
    find(page, "500")
    expect(missing).to_contain_text("Channel 500 has no image.")
    expect(missing.get_by_role("alert")).to_have_count(0)
    refused(page)


def test_the_job_that_stands_in_the_way_is_shown(visit, serve):
    server = serve(missing=GAPS)
    page = open_view(visit(server.url, 1440, 900))
    server.study.jobs.start("googlenet", 2, "pool1", {"channels": [1]})
    find(page, "77").get_by_role("button", name="Make this image").click()
    expect(page.page.get_by_role("alert")).to_contain_text("Images are being made already.")
    expect(line(page)).to_contain_text("Making channel 1 in pool1: ")
    line(page).get_by_role("button", name="Show them").click()
    page.wait_state("layer", "02-pool1")
    expect(line(page)).to_contain_text("Making channel 1: ")
    expect(page.page.get_by_role("listitem", name=re.compile("^Channel 1, unfinished"))).to_be_visible()
    refused(page)


def test_stop_ends_the_job_and_what_is_done_stays(visit, serve):
    server = serve()
    page = open_view(visit(server.url, 1440, 900), "#v=features&l=pool1")
    page.page.get_by_role("button", name="Make the images").click()
    server.study.jobs.finish()
    expect(tile(page, "channel:12")).to_have_attribute("aria-label", re.compile("excited to"))
    expect(tile(page, "channel:16")).to_have_attribute("aria-label", re.compile("unfinished"))
    stop = line(page).get_by_role("button", name="Stop")
    stop.focus()
    stop.press("Enter")
    expect(line(page)).to_contain_text("Stopped. What was done stays.")
    expect(tile(page, "channel:16")).to_have_count(0)
    expect(tile(page, "channel:12")).to_have_attribute("aria-label", re.compile("excited to"))
    dismiss = line(page).get_by_role("button", name="Dismiss")
    expect(dismiss).to_be_focused()
    dismiss.press("Enter")
    expect(line(page)).to_be_hidden()
    look(page)
    page.page.wait_for_timeout(500)
    expect(line(page)).to_be_hidden()
    assert page.errors == []


def test_a_job_that_fails_says_why(visit, serve):
    server = serve(missing=GAPS)
    page = open_view(visit(server.url, 1440, 900))
    find(page, "77").get_by_role("button", name="Make this image").click()
    expect(tile(page, "channel:77")).to_be_visible()
    server.study.jobs.fail("The network photos.onnx is not where it was.", "Start strata serve with --network FILE.")
    expect(line(page)).to_contain_text("Channel 77 could not be made. The network photos.onnx is not where it was. Start strata serve")
    expect(tile(page, "channel:77")).to_have_count(0)
    expect(page.page.get_by_role("group", name="Without an image")).to_contain_text("Channel 77 has no image.")
    other = open_view(visit(server.url, 1440, 900))
    expect(tile(other, "channel:0")).to_be_visible()
    expect(line(other)).to_be_hidden()
    line(page).get_by_role("button", name="Dismiss").click()
    expect(line(page)).to_be_hidden()
    assert page.errors == other.errors == []


def test_a_job_of_another_tab_is_followed_and_can_be_stopped(visit, serve):
    server = serve(missing=GAPS)
    page, other = open_view(visit(server.url, 1440, 900)), open_view(visit(server.url, 1440, 900))
    find(page, "77").get_by_role("button", name="Make this image").click()
    expect(line(page)).to_be_visible()
    look(other)
    expect(line(other)).to_contain_text("Making channel 77: ")
    find(other, "77")
    server.study.jobs.step(200)
    expect(tile(other, "channel:77")).to_have_attribute("aria-label", "Channel 77, unfinished, step 200 of 256")
    line(other).get_by_role("button", name="Stop").click()
    for each in (page, other):
        expect(line(each)).to_contain_text("Stopped.")
        expect(tile(each, "channel:77")).to_have_count(0)
    assert page.errors == other.errors == []


def test_what_a_terminal_makes_is_seen_and_not_stopped_here(visit, serve):
    server = serve(missing=GAPS)
    page = open_view(visit(server.url, 1440, 900))
    server.study.jobs.elsewhere(6, [2, 7])
    server.study.jobs.step(64)
    look(page)
    expect(line(page)).to_contain_text("Another process makes 2 images for this layer: 25 %")
    expect(line(page).get_by_role("button", name="Stop")).to_be_hidden()
    expect(tile(page, "channel:2")).to_have_attribute("aria-label", "Channel 2, unfinished, step 64 of 256")
    expect(tile(page, "channel:2")).to_have_attribute("aria-posinset", "3")
    page.page.evaluate("strata.store.set({ layer: '01-conv1' })")
    expect(line(page)).to_be_hidden()
    assert page.errors == []


def test_the_gallery_grows_without_moving_what_is_looked_at(visit, serve):
    server = serve(missing=tuple(range(0, 60)))
    page = open_view(visit(server.url, 1440, 900), f"{VIEW}&u=437")
    expect(tile(page, "channel:437")).to_be_in_viewport()
    expect(side(page).get_by_role("heading", name="Channel 437")).to_be_visible()
    top = lambda: round(tile(page, "channel:437").bounding_box()["y"])  # noqa: E731
    before = top()
    tile(page, "channel:437").evaluate("(tile) => { tile.mine = true }")
    side(page).get_by_role("heading", name="Channel 437").evaluate("(title) => { title.mine = true }")
    scrolled = page.page.evaluate("strata.features.gallery.top")
    server.study.jobs.elsewhere(6, list(range(0, 40)))
    look(page)
    expect(line(page)).to_be_visible()
    server.study.jobs.finish()
    for _ in range(9):
        server.study.jobs.finish()
    expect(page.page.locator(".feature-said")).to_have_text("1,004")
    assert page.page.evaluate("strata.features.gallery.top") > scrolled, "tiles have come above it"
    assert top() == before, "and it stays where it was"
    assert tile(page, "channel:437").evaluate("(tile) => tile.mine === true"), "it is not made anew"
    assert side(page).get_by_role("heading", name="Channel 437").evaluate("(title) => title.mine === true")
    expect(tile(page, "channel:437")).to_have_attribute("aria-selected", "true")
    order = page.page.locator(".feature-grid .feature").evaluate_all("(all) => all.map((each) => Number(each.dataset.at))")
    assert order == sorted(order) and len(set(order)) == len(order), "in their order, each once"
    ids = page.page.locator(".feature-grid .feature").evaluate_all("(all) => all.map((each) => each.id)")
    assert len(set(ids)) == len(ids)
    page.page.locator(".feature-grid").evaluate("(grid) => { grid.scrollTop = 0 }")
    expect(tile(page, "channel:6")).to_have_attribute("aria-label", re.compile("excited to"))
    expect(tile(page, "channel:6").locator("img")).to_be_visible()
    assert page.errors == []


def test_another_layer_during_a_job_and_back(visit, serve):
    server = serve(missing=GAPS)
    page = open_view(visit(server.url, 1440, 900))
    find(page, "77").get_by_role("button", name="Make this image").click()
    expect(tile(page, "channel:77")).to_be_visible()
    for layer in ("01-conv1", "02-pool1", "07-prob", LAYER, "01-conv1"):
        page.page.evaluate("(layer) => strata.store.set({ layer })", layer)
    expect(line(page)).to_contain_text("Making channel 77 in inception_5b_output: ")
    page.page.wait_for_function("() => strata.features.shown?.place.layer === '01-conv1'")
    server.study.jobs.step(128)
    expect(line(page)).to_contain_text("50 %")
    assert page.page.evaluate("strata.features.shown.all.filter(({ images }) => images[0].outcome === 'running').length") == 0
    page.page.evaluate("(layer) => strata.store.set({ layer })", LAYER)
    expect(tile(page, "channel:77")).to_have_attribute("aria-label", "Channel 77, unfinished, step 128 of 256")
    page.page.keyboard.press("1")
    page.wait_state("view", "tour")
    server.study.jobs.finish()
    page.page.wait_for_function("() => strata.store.state.live.job === null")
    page.page.keyboard.press("5")
    expect(tile(page, "channel:77")).to_have_attribute("aria-label", re.compile("excited to"))
    assert page.errors == []


def test_a_server_that_goes_and_comes_back(visit, serve):
    server = serve(missing=GAPS)
    page = open_view(visit(server.url, 1440, 900))
    find(page, "77").get_by_role("button", name="Make this image").click()
    expect(tile(page, "channel:77")).to_be_visible()
    server.stop()
    page.wait_state("connection", "lost")
    expect(line(page).get_by_role("button", name="Stop")).to_have_attribute("aria-disabled", "true")
    server.study.jobs.step(192)
    server.start()
    expect(line(page)).to_contain_text("75 %")
    expect(line(page).get_by_role("button", name="Stop")).to_have_attribute("aria-disabled", "false")
    assert [each for each in page.errors if "ERR_" not in each] == []


def test_the_card_of_a_neuron_has_its_image_made(visit, serve):
    server = serve(missing=GAPS, silencing=True)
    page = visit(server.url, 1440, 900)
    page.open(f"#v=neurons&l={LAYER}&u=77", wait=False)
    card = page.page.locator(".neuron-side").get_by_role("region", name="Optimized image")
    button = card.get_by_role("button", name="Make the image")
    button.focus()
    button.press("Enter")
    expect(card).to_contain_text("Unfinished, step 1 of 256.")
    server.study.jobs.step(96)
    expect(card).to_contain_text("Unfinished, step 96 of 256.")
    expect(card.get_by_role("img", name="Unfinished image of unit 77")).to_have_attribute("src", re.compile(r"77-0\.png\?step=96$"))
    server.study.jobs.finish()
    expect(card.get_by_role("img", name="Optimized image of unit 77")).to_be_visible()
    expect(card).to_contain_text("It excites more than any")
    assert page.errors == []


def test_a_refusal_on_the_card_of_a_neuron(visit, serve):
    page = visit(serve(missing=GAPS, silencing=True, making="libtorch").url, 1440, 900)
    page.open(f"#v=neurons&l={LAYER}&u=77", wait=False)
    card = page.page.locator(".neuron-side").get_by_role("region", name="Optimized image")
    card.get_by_role("button", name="Make the image").click()
    expect(card.get_by_role("alert")).to_contain_text("libtorch is missing")
    expect(card.get_by_role("alert").locator("code")).to_contain_text("--unit inception_5b_output:77")
    refused(page)


def test_the_chosen_unit_has_its_image_made_from_the_side(visit, serve):
    server = serve(missing=GAPS)
    page = open_view(visit(server.url, 1440, 900), f"{VIEW}&u=500")
    expect(side(page)).to_contain_text("No image was optimized for unit 500.")
    side(page).get_by_role("button", name="Make the image").click()
    expect(side(page).get_by_role("region", name="Unfinished image")).to_be_visible()
    expect(tile(page, "channel:500")).to_be_in_viewport()
    expect(tile(page, "channel:500")).to_have_attribute("aria-selected", "true")
    assert page.errors == []


def test_chosen_units_that_have_none(visit, serve):
    server = serve(missing=GAPS)
    page = open_view(visit(server.url, 1440, 900), f"{VIEW}&gu=2.9.77")
    missing = page.page.get_by_role("group", name="Without an image")
    expect(missing).to_contain_text("2 of the chosen units have no image.")
    missing.get_by_role("button", name="Make the 2 images").click()
    expect(tile(page, "channel:77")).to_have_attribute("aria-label", re.compile("unfinished"))
    assert server.study.jobs.posted == [{"channels": [2, 77]}]
    server.study.jobs.finish()
    expect(tile(page, "channel:77")).to_have_attribute("aria-label", re.compile("excited to"))
    expect(missing).to_be_hidden()
    assert page.errors == []


def test_on_a_telephone_nothing_is_wider_than_it(visit, serve):
    server = serve()
    page = open_view(visit(server.url, 390, 844, theme="dark", has_touch=True, is_mobile=True), "#v=features&l=pool1")
    page.page.get_by_role("button", name="Make the images").tap()
    expect(line(page)).to_be_visible()
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(line(page).get_by_role("button", name="Stop")).to_be_visible()
    assert line(page).get_by_role("button", name="Stop").bounding_box()["height"] >= 40
    server.study.jobs.finish()
    expect(tile(page, "channel:0")).to_have_attribute("aria-label", re.compile("excited to"))
    assert page.errors == []


def test_progress_is_read_aloud_at_its_beginning_and_its_end_only(visit, serve):
    server = serve(missing=GAPS)
    page = open_view(visit(server.url, 1440, 900))
    said = page.page.locator(".making-root [role=status]")
    find(page, "77").get_by_role("button", name="Make this image").click()
    expect(said).to_have_text("Making channel 77")
    said.evaluate("(said) => { globalThis.heard = 0; new MutationObserver(() => heard++).observe(said, { childList: true }) }")
    for step in (64, 128, 192):
        server.study.jobs.step(step)
        expect(line(page)).to_contain_text(f"{100 * step // 256} %")
    assert page.page.evaluate("heard") == 0
    server.study.jobs.finish()
    expect(said).to_have_text("Done.")
    assert page.errors == []
