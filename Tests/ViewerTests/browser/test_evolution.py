"""The view of evolution: trails by pixels, frames by hand and keys, strays, one class, before and after, epochs."""

import numpy as np
import pytest
from playwright.sync_api import expect

READY = """() => { const e = globalThis.strata?.evolution;
  return e?.scene.sequence && e.plot.settled && !e.playhead.moving && document.querySelector('.frame') !== null }"""
# Pixels of the trails' canvas that differ from the background by more than a trace.
DRAWN = """() => {
  const source = document.querySelector('canvas.trails'), copy = document.createElement('canvas');
  copy.width = source.width; copy.height = source.height;
  const context = copy.getContext('2d', { willReadFrequently: true });
  context.drawImage(source, 0, 0);
  const data = context.getImageData(0, 0, copy.width, copy.height).data;
  let count = 0, hash = 2166136261;
  for (let i = 0; i < data.length; i += 4) {
    if (Math.abs(data[i] - data[0]) + Math.abs(data[i + 1] - data[1]) + Math.abs(data[i + 2] - data[2]) > 24) count++;
    hash = Math.imul(hash ^ (data[i] | data[i + 1] << 8 | data[i + 2] << 16), 16777619);
  }
  return [count, hash >>> 0];
}"""
SEQUENCE = "epochs-photo-cnn-dynamic-tsne"


def open_view(page, fragment="#v=evolution"):
    page.open(fragment, wait=False)
    return calm(page)


def calm(page):
    page.page.wait_for_function(READY)
    page.frames(2)
    page.page.wait_for_function(READY)
    return page


def drawn(page):
    return page.page.evaluate(DRAWN)


def changes(page, before):
    """Waits until the trails are other pixels than before."""
    page.until(lambda: calm(page) and drawn(page)[1] != before[1])
    return drawn(page)


def at(page):
    return page.page.evaluate("strata.evolution.playhead.at")


def place(page, item):
    """Where an item is, in pixels of the window."""
    return page.page.evaluate("""(item) => { const { plot, scene } = strata.evolution, p = plot.placeOf(scene.row(item)),
      b = plot.root.getBoundingClientRect(); return [p[0] + b.x, p[1] + b.y] }""", item)


def lonely(page):
    """An item of the sample that has its place to itself."""
    return page.page.evaluate("""() => { const { plot, scene } = strata.evolution, { width, height } = plot.size();
      let best = -1, room = 0;
      for (let row = 0; row < scene.trails.count; row++) {
        const [x, y] = plot.placeOf(row);
        if (x < 60 || x > width - 240 || y < 60 || y > height - 100) continue;
        let near = 1e9;
        for (let other = 0; other < scene.trails.count; other++) if (other !== row) {
          const [u, v] = plot.placeOf(other); near = Math.min(near, Math.hypot(u - x, v - y));
        }
        if (near > room) [best, room] = [row, near];
      }
      return scene.sequence.items[best];
    }""")


@pytest.fixture
def view(visit, serve):
    page = open_view(visit(serve().url, 1440, 900))
    yield page
    assert page.errors == [], "the browser's console is not silent"


@pytest.fixture
def epochs(visit, serve):
    page = open_view(visit(serve(checkpoints=True).url, 1440, 900), f"#v=evolution&vs={SEQUENCE}")
    yield page
    assert page.errors == [], "the browser's console is not silent"


def test_the_fourth_key_opens_the_view_and_its_tab_is_current(explorer):
    explorer.page.keyboard.press("4")
    calm(explorer)
    expect(explorer.page.get_by_role("button", name="Evolution")).to_have_attribute("aria-current", "page")
    expect(explorer.page.get_by_role("radio")).to_have_count(8)


def test_the_shader_mixes_straight_and_bundled_as_the_slider_says(view):
    """At no bundling the pixels lie on the straight trails, at full bundling on the bundled ones."""
    nearer = """(strength) => { const { plot, scene, store } = strata.evolution, canvas = document.querySelector('canvas.trails');
      const copy = document.createElement('canvas'); copy.width = canvas.width; copy.height = canvas.height;
      const context = copy.getContext('2d'); context.drawImage(canvas, 0, 0);
      const data = context.getImageData(0, 0, copy.width, copy.height).data, { camera } = scene, { width, height } = plot.size();
      const mixed = scene.allTrails(), ratio = canvas.width / width, scale = camera.base * camera.zoom;
      let hit = 0, asked = 0;
      for (let row = 0; row < scene.trails.count; row += 7) for (let v = 30; v < scene.trails.vertices; v += 5) {
        const at = 2 * (row * scene.trails.vertices + v);
        const x = Math.round((width / 2 + (mixed[at] - camera.x) * scale) * ratio), y = Math.round((height / 2 - (mixed[at + 1] - camera.y) * scale) * ratio);
        if (x < 1 || y < 1 || x >= copy.width || y >= copy.height) continue;
        const i = 4 * (y * copy.width + x); asked++;
        if (Math.abs(data[i] - data[0]) + Math.abs(data[i + 1] - data[1]) + Math.abs(data[i + 2] - data[2]) > 12) hit++;
      }
      return hit / asked }"""
    view.page.evaluate("strata.store.set({ evolution: { ...strata.store.state.evolution, opacity: 1 } })")
    shares = []
    for bundling in (0, .5, 1):
        view.page.evaluate("(bundling) => strata.store.set({ evolution: { ...strata.store.state.evolution, bundling } })", bundling)
        view.frames(3)
        calm(view)
        shares.append(view.page.evaluate(nearer, bundling))
    assert min(shares) > .95, shares


def test_the_sliders_change_the_trails_live(view):
    before = drawn(view)
    slider = view.page.get_by_role("slider", name="Bundling")
    slider.focus()
    view.page.keyboard.press("Home")
    straight = changes(view, before)
    assert view.state("evolution")["bundling"] == 0
    view.page.get_by_role("slider", name="Opacity").focus()
    view.page.keyboard.press("End")
    full = changes(view, straight)
    assert full[0] > straight[0]


def test_without_trails_only_ends_are_shown(view):
    before = drawn(view)
    view.page.keyboard.press("e")
    assert changes(view, before)[0] == 0
    expect(view.page.get_by_role("button", name="Show ends")).to_have_attribute("aria-pressed", "true")
    view.page.keyboard.press("e")
    view.until(lambda: calm(view) and drawn(view) == before)


def test_a_click_on_a_frame_sets_it_and_the_rail_goes_with_it(view):
    view.page.get_by_role("radio").nth(2).click()
    view.wait_state("layer", "02-pool1")
    calm(view)
    assert at(view) == 2
    expect(view.page.get_by_role("radio").nth(2)).to_have_attribute("aria-checked", "true")
    view.page.keyboard.press("ArrowRight")
    view.wait_state("layer", "03-inception_3a_output")
    expect(view.page.get_by_role("radio").nth(3)).to_be_focused()


def test_the_rail_and_undo_set_the_frame(view):
    view.page.keyboard.press("k")
    view.page.wait_for_function("() => strata.evolution.playhead.at === 6")
    view.page.keyboard.press("Control+z")
    view.page.wait_for_function("() => strata.evolution.playhead.at === 7")
    expect(view.page.get_by_role("radio").nth(7)).to_have_attribute("aria-checked", "true")


def test_the_thumb_scrubs_between_frames_and_snaps(view):
    slider = view.page.get_by_role("slider", name="Frame")
    box = slider.bounding_box()
    along = lambda share: (box["x"] + 6 + (box["width"] - 12) * share, box["y"] + box["height"] / 2)  # noqa: E731
    view.page.mouse.move(*along(1))
    view.page.mouse.down()
    view.page.mouse.move(*along(.45), steps=4)
    view.page.wait_for_function("() => strata.evolution.playhead.at % 1 > .02")
    between = at(view)
    wanted, got = view.page.evaluate("""() => { const { plot, scene, playhead } = strata.evolution, f = Math.floor(playhead.at), t = playhead.at - f;
      const p = scene.trails.positions, n = scene.trails.count, mix = (k) => p[2 * f * n + k] * (1 - t) + p[2 * (f + 1) * n + k] * t;
      return [[mix(20), mix(21)], [plot.places()[20], plot.places()[21]]] }""")
    assert np.allclose(wanted, got, atol=1e-5)
    view.page.mouse.up()
    view.page.wait_for_function("(at) => strata.evolution.playhead.at === at", arg=round(between))
    calm(view)
    expect(slider).to_have_attribute("aria-valuetext", f"{view.page.evaluate('strata.store.state.evolution.frame')}, {round(between) + 1} of 8")


def test_playing_goes_through_all_frames_to_the_last(view):
    view.page.get_by_role("radio").nth(5).click()
    calm(view)
    view.page.keyboard.press("p")
    view.page.wait_for_function("() => strata.evolution.playhead.playing")
    view.page.wait_for_function("() => !strata.evolution.playhead.playing && strata.evolution.playhead.at === 7")
    view.wait_state("layer", "07-prob")


def test_with_reduced_motion_frames_change_at_once(visit, serve):
    page = open_view(visit(serve().url, motion="reduce"))
    page.page.get_by_role("radio").nth(1).click()
    page.page.wait_for_function("() => strata.store.state.evolution.frame === 'conv1'")
    page.frames(1)
    assert at(page) == 1
    page.page.keyboard.press("p")
    page.page.wait_for_function("() => strata.evolution.playhead.at === 2")
    page.page.keyboard.press("p")


def test_hovering_an_image_links_it_and_a_click_takes_it_into_focus(view):
    item = lonely(view)
    view.page.mouse.move(*place(view, item))
    view.wait_state("hovered", item)
    view.page.mouse.click(*place(view, item))
    view.wait_state("selected", item)
    expect(view.page.locator(".one h2")).to_have_text(f"Image {item:,}")
    view.page.keyboard.press("1")
    view.settled()
    expect(view.page.locator("#inspector")).to_contain_text(f"Image {item:,}")


def test_a_trail_can_be_hovered_where_there_is_no_image(view):
    x, y, row = view.page.evaluate("""() => { const { plot, scene } = strata.evolution, box = plot.root.getBoundingClientRect(), { camera } = scene;
      const mixed = scene.allTrails(), { vertices, count } = scene.trails, { width, height } = plot.size(), scale = camera.base * camera.zoom;
      for (let row = 0; row < count; row++) {
        const at = 2 * (row * vertices + 50), x = width / 2 + (mixed[at] - camera.x) * scale, y = height / 2 - (mixed[at + 1] - camera.y) * scale;
        const clear = Array.from({ length: count }, (_, k) => plot.placeOf(k)).every(([u, v]) => Math.hypot(u - x, v - y) > 16);
        if (clear && x > 20 && y > 20 && x < width - 20 && y < height - 120 && plot.pick(x, y, 12) === row) return [x + box.x, y + box.y, row];
      } }""")
    view.page.mouse.move(x, y)
    view.wait_state("hovered", view.page.evaluate("(row) => strata.evolution.scene.sequence.items[row]", row))


def test_the_wheel_zooms_a_drag_pans_and_zero_fits(view):
    before = view.page.evaluate("({ ...strata.evolution.scene.camera })")
    view.page.mouse.move(600, 450)
    view.wheel(-240)
    view.page.wait_for_function("(zoom) => strata.evolution.scene.camera.zoom > zoom", arg=before["zoom"])
    x = view.page.evaluate("strata.evolution.scene.camera.x")
    view.page.mouse.down()
    view.page.mouse.move(680, 450, steps=3)
    view.page.mouse.up()
    assert view.page.evaluate("strata.evolution.scene.camera.x") < x
    view.page.keyboard.press("0")
    view.page.wait_for_function("(zoom) => strata.evolution.scene.camera.zoom === zoom", arg=before["zoom"])
    assert view.page.evaluate("strata.evolution.scene.camera.x") == pytest.approx(before["x"])


def test_a_rectangle_selects_the_trails_that_pass_and_undo_gives_them_back(view):
    view.page.get_by_role("button", name="Rectangle").click()
    item = lonely(view)
    x, y = place(view, item)
    view.page.mouse.move(x - 9, y - 9)
    view.page.mouse.down()
    view.page.mouse.move(x + 9, y + 9, steps=3)
    view.page.mouse.up()
    view.page.wait_for_function("() => strata.store.state.selection.length > 0")
    chosen = view.page.evaluate("[...strata.store.state.selection]")
    assert item in chosen
    expect(view.page.locator(".several h2")).to_have_text(f"{len(chosen)} selected")
    expect(view.page.locator(".majority-bars")).to_be_visible()
    view.page.keyboard.press("Control+z")
    view.page.wait_for_function("() => strata.store.state.selection.length === 0")


def test_an_isolated_class_leaves_the_others_grey(view):
    before = drawn(view)
    view.page.locator("#legend .row.legend").nth(3).click()
    calm(view)
    alone = changes(view, before)
    assert alone[0] < before[0]
    other = view.page.evaluate("[...strata.evolution.scene.sequence.items].find((item) => strata.store.state.items.labels[item] !== 3)")
    assert not view.page.evaluate("(item) => strata.evolution.scene.pickable(strata.evolution.scene.row(item))", other)


def test_a_filter_takes_trails_away(view):
    before = drawn(view)
    view.page.evaluate("strata.store.set({ filter: strata.evolution.scene.sequence.items.slice(0, 20) })")
    assert changes(view, before)[0] < before[0] / 2


def test_strays_are_listed_and_walked_and_a_click_takes_one_into_focus(view):
    strays = view.page.evaluate("strata.evolution.scene.sequence.info.strays")
    expect(view.page.locator(".strays .side-head")).to_contain_text(f"{len(strays)} of 1,000")
    expect(view.page.locator(".side-about")).to_contain_text("or more layers in a row")
    view.page.keyboard.press("n")
    view.wait_state("selected", strays[0]["item"])
    view.page.keyboard.press("n")
    view.wait_state("selected", strays[1]["item"])
    view.page.keyboard.press("Shift+N")
    view.wait_state("selected", strays[0]["item"])
    row = view.page.locator(".stray").nth(4)
    row.click()
    view.wait_state("selected", strays[4]["item"])
    expect(row).to_have_attribute("aria-pressed", "true")
    expect(row.locator("rect:not(.now)")).to_have_count(8)


def test_a_strip_has_the_colours_of_the_majority_labels(view):
    told, wanted = view.page.evaluate("""() => { const { scene } = strata.evolution, { sequence } = scene, row = document.querySelector('.stray');
      const k = scene.row(Number(row.dataset.item)), n = sequence.items.length;
      return [[...row.querySelectorAll('rect:not(.now)')].map((each) => each.getAttribute('fill')),
        sequence.info.frames.map((_, f) => strata.store.state.tint.ofClass(sequence.neighborLabels[f * n + k]))] }""")
    assert told == wanted


def test_before_and_after_share_hover_and_selection(view):
    view.page.get_by_role("button", name="Before and after").click()
    titles = view.page.locator(".pair-title")
    expect(titles).to_have_count(2)
    expect(titles.nth(0)).to_contain_text(".200")
    expect(titles.nth(1)).to_contain_text(".970")
    expect(view.page.locator(".trails-stage")).to_be_hidden()
    view.frames(3)
    first = view.page.evaluate("""() => { const [before] = strata.evolution.pair.plots, { scene } = before, b = before.root.getBoundingClientRect();
      const places = before.places(), { camera } = scene, { width, height } = before.size(), scale = camera.base * camera.zoom;
      for (let row = 0; row < scene.trails.count; row++) {
        const x = width / 2 + (places[2 * row] - camera.x) * scale, y = height / 2 - (places[2 * row + 1] - camera.y) * scale;
        if (y > 80 && y < height - 40 && before.pick(x, y, 12) === row) return [x + b.x, y + b.y, scene.sequence.items[row]];
      } }""")
    view.page.mouse.move(first[0], first[1])
    view.wait_state("hovered", first[2])
    view.page.mouse.click(first[0], first[1])
    view.wait_state("selected", first[2])


def test_training_curves_rule_the_epoch_and_have_a_table(epochs):
    curves = epochs.page.locator(".curves").first
    expect(curves.locator("h2")).to_contain_text("Training")
    expect(curves.locator("figcaption")).to_have_count(2)
    expect(curves.locator("path.now")).to_have_count(2)
    epochs.page.get_by_role("radio").nth(2).click()
    epochs.wait_state("model", "photo-cnn-epoch-2")
    expect(curves.locator("svg[role=img]").first).to_have_attribute("aria-label", "Loss at epoch 2: training 1.128, validation 1.214")
    curves.get_by_role("button", name="Show as table").click()
    expect(curves.locator("tbody tr")).to_have_count(11)


def test_h_and_l_walk_the_epochs_in_both_views(epochs):
    epochs.page.keyboard.press("h")
    epochs.wait_state("model", "photo-cnn-epoch-5")
    epochs.page.wait_for_function("() => strata.evolution.playhead.at === 3")
    layer = epochs.state("layer")
    epochs.page.keyboard.press("1")
    epochs.settled()
    epochs.page.keyboard.press("l")
    epochs.wait_state("model", "photo-cnn-epoch-10")
    epochs.settled()
    assert "/photo-cnn-epoch-10/" in epochs.page.evaluate("strata.stage.blend.b.key")
    assert epochs.state("layer") == layer
    select = epochs.page.get_by_label("Model", exact=True)
    assert select.evaluate("(each) => each.selectedOptions[0].textContent") == "photo-cnn · epoch 10"
    assert select.evaluate("(each) => each.selectedOptions[0].parentElement.label") == "photo-cnn"


def test_the_link_holds_sequence_frame_and_drawing(epochs):
    epochs.page.get_by_role("radio").nth(1).click()
    epochs.page.get_by_role("slider", name="Bundling").focus()
    epochs.page.keyboard.press("Home")
    epochs.page.keyboard.press("e")
    epochs.page.wait_for_function("() => ['v=evolution', 'vf=epoch+1', 'vb=0', 've=ends', 'vs='].every((part) => location.hash.includes(part))")
    again = open_view(epochs, epochs.page.evaluate("location.hash"))
    assert at(again) == 1
    assert again.state("evolution") == {"sequence": SEQUENCE, "frame": "epoch 1", "bundling": 0, "opacity": .45, "ends": True, "pair": False}


def test_another_method_is_another_sequence_with_the_same_frame(view):
    view.page.get_by_role("radio").nth(4).click()
    view.wait_state("layer", "04-inception_4a_output")
    view.page.get_by_label("Sequence").select_option("layers-googlenet-shared-initialization")
    view.page.wait_for_function("() => strata.evolution.scene.sequence.info.method === 'shared-initialization'")
    calm(view)
    assert at(view) == 4


def test_the_plot_is_walked_by_the_keyboard_alone(view):
    view.page.locator(".trails-stage").focus()
    view.page.keyboard.press("ArrowRight")
    view.page.wait_for_function("() => strata.store.state.hovered >= 0")
    first = view.state("hovered")
    view.page.keyboard.press("ArrowUp")
    view.page.wait_for_function("(first) => strata.store.state.hovered !== first", arg=first)
    view.page.keyboard.press("Enter")
    view.page.wait_for_function("() => strata.store.state.selected >= 0")
    view.page.keyboard.press("Escape")
    view.wait_state("selected", -1)


def test_a_study_without_sequences_names_the_command(visit, serve):
    page = visit(serve(evolution=False).url).open("#v=evolution", wait=False)
    expect(page.page.locator(".no-sequence code")).to_have_text("strata evolution --study food.study")
    assert page.errors == []


def test_a_damaged_array_is_named(visit, serve):
    page = visit(serve().url)
    page.page.route("**/trails.npy", lambda route: route.fulfill(status=200, body=b"\x93NUMPY broken"))
    page.open("#v=evolution", wait=False)
    expect(page.page.locator(".trails-stage .view-line")).to_contain_text("trails.npy")


def test_without_webgl_trails_are_strokes_and_fewer(visit, serve):
    from states import NO_WEBGL
    page = visit(serve().url)
    page.page.add_init_script(NO_WEBGL)
    open_view(page)
    assert page.page.evaluate("strata.evolution.plot.surface.renderer.kind") == "canvas"
    expect(page.page.locator(".trails-stage .view-line")).to_have_text("No WebGL 2 here: 600 of 1000 trails, seeded.")
    assert drawn(page)[0] > 5000


def test_a_lost_context_comes_back_with_its_trails(view):
    before = drawn(view)
    view.page.evaluate("""async () => { const lose = document.querySelector('canvas.trails').getContext('webgl2').getExtension('WEBGL_lose_context');
      lose.loseContext(); await new Promise((done) => setTimeout(done, 100)); lose.restoreContext(); }""")
    view.page.wait_for_function("() => strata.evolution.plot.surface.renderer")
    view.until(lambda: calm(view) and drawn(view) == before)


def test_in_a_narrow_window_the_sliders_are_in_the_menu(visit, serve):
    page = open_view(visit(serve().url, 1100, 720))
    page.page.get_by_role("button", name="Bundling and opacity").click()
    page.page.get_by_role("slider", name="Bundling").focus()
    page.page.keyboard.press("Home")
    page.page.wait_for_function("() => strata.store.state.evolution.bundling === 0")


def test_on_a_telephone_details_are_a_sheet(visit, serve):
    page = open_view(visit(serve().url, 390, 844, has_touch=True, is_mobile=True))
    side = page.page.locator(".evolution-side")
    expect(side).to_be_hidden()
    page.page.get_by_role("button", name="Details").tap()
    expect(side).to_be_visible()
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
