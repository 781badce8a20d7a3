"""Two networks beside each other: one frame, one camera, one selection; alignment, agreement, and where they differ."""

import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect
from synthetic_compare import DEPTH, SECOND

FIRST, LAYER = "googlenet", "05-inception_4e_output"
OPEN = "#as=dots&mk=-&e=umap-15d&l=inception_4e_output&cmp=resnet50:layer3.5"
WIDE = (1600, 1000)
# Both stages stand still, and all that is told of the pair is known.
BOTH = """() => {
  const { stage, beside, pairing, store } = globalThis.strata ?? {};
  const rests = (each) => each.blend && !each.moving && each.restTimer === 0 && each.asked === 0;
  const { by } = store?.state.comparison ?? {};
  const still = beside?.isOpen && rests(stage) && rests(beside.stage) && beside.explorer.shown === beside.explorer.currentKey()
    && pairing.alignment && (pairing.differences[by].values || pairing.differences[by].why) && beside.store.state.predictions
    && beside.explorer.sprites.active === 0;
  globalThis.bothStill = still ? (globalThis.bothStill ?? 0) + 1 : 0;
  if (globalThis.bothStill < 4) return false;
  globalThis.bothStill = 0;
  return true;
}"""


def both(page):
    page.settled()
    page.page.wait_for_function(BOTH)
    return page


@pytest.fixture
def server(serve):
    return serve(models=2, corruptions=True)


@pytest.fixture
def pair(server, visit):
    page = both(visit(server.url, *WIDE).open(OPEN))
    yield page
    assert page.errors == [], "the browser's console is not silent"


def frames(page):
    return page.page.evaluate("[strata.stage, strata.beside.stage].map((each) => [...each.blend.frameB.values])")


def places(page, side, items=200):
    """Where images are on one of the stages, in pixels of that stage."""
    name = "strata.stage" if side == 0 else "strata.beside.stage"
    return np.array(page.page.evaluate(f"(n) => Array.from({{ length: n }}, (_, i) => {name}.placeOf(i))", items))


def handle(page, side, index=0):
    name = "strata.stage" if side == 0 else "strata.beside.stage"
    return page.page.evaluate(f"(k) => {{ const {{ root, scene }} = {name}, b = root.getBoundingClientRect(), h = scene.handles.list[k];"
                              " return [h.x + b.x, h.y + b.y] }", index)


def drag(page, start, end, steps=8):
    page.page.mouse.move(*start)
    page.page.mouse.down()
    page.page.mouse.move(*end, steps=steps)
    page.page.mouse.up()


def compare(page):
    return page.state("compare")


def clouds(server):
    """The points on both stages."""
    second = server.study.networks.all["resnet50"]
    return server.study.points(5, "umap-15d").astype(float), second.points(4, "umap-15d").astype(float)


# -- opening, and the state with one network -----------------------------------------------------------------------------


def test_the_button_opens_and_closes_a_second_stage_with_the_next_network_as_deep(server, visit):
    page = visit(server.url, *WIDE).open("#as=dots&e=umap-15d&l=inception_4e_output")
    before = page.page.locator("#stage").bounding_box()["width"]
    page.page.get_by_role("button", name="Compare two networks").click()
    both(page)
    # 5 of 7 in a network of 8 layers is 4 of 5 in one of 6.
    assert compare(page) == {"model": "resnet50", "layer": "04-layer3.5", "aligned": False}
    expect(page.page.locator(".beside .stage-caption h2")).to_have_text("layer3.5")
    expect(page.page.locator(".compare-rail .row.layer")).to_have_count(len(SECOND))
    assert page.page.locator("#stage").bounding_box()["width"] < .6 * before
    page.page.get_by_role("button", name="Compare two networks").click()
    page.settled()
    expect(page.page.locator(".beside")).to_be_hidden()
    assert page.page.locator("#stage").bounding_box()["width"] == pytest.approx(before, abs=1)
    assert page.page.locator("#floor #zoom").is_visible()
    page.page.keyboard.press("Control+z")
    both(page)
    assert compare(page)["model"] == "resnet50"
    assert page.errors == []


@pytest.mark.parametrize(("options", "model", "other"), [
    ({"corruptions": True, "models": 2}, "googlenet-noise-3", "googlenet"),
    ({"corruptions": True}, "googlenet", "googlenet-noise-3"),
    ({"checkpoints": True}, "photo-cnn-epoch-10", "photo-cnn-epoch-0"),
])
def test_opening_chooses_the_clean_network_the_first_epoch_or_what_there_is(serve, visit, options, model, other):
    page = visit(serve(**options).url, *WIDE).open(f"#as=dots&e=umap-2d&m={model}&l=inception_4e_output")
    page.page.get_by_role("button", name="Compare two networks").click()
    page.page.wait_for_function("() => strata.beside?.stage.blend")
    assert compare(page) == {"model": other, "layer": LAYER, "aligned": False}, "the same network has the same layer"
    assert page.errors == []


def test_with_one_network_the_button_says_what_to_run(serve, visit):
    page = visit(serve().url, *WIDE).open()
    page.page.get_by_role("button", name="Compare two networks").click()
    note = page.page.get_by_role("dialog", name="Compare")
    expect(note).to_contain_text("strata analyze SECOND.onnx IMAGES --study STUDY")
    expect(note.get_by_role("button", name="Copy")).to_be_focused()
    page.page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    assert compare(page) is None and page.errors == []


def test_menus_put_corrupted_images_below_their_network_and_epochs_below_their_training(serve, visit):
    page = visit(serve(models=2, corruptions=True, checkpoints=True).url, *WIDE).open("#as=dots&e=umap-2d")
    groups = page.page.locator("#rail-head select").first.evaluate(
        "(select) => [...select.children].map((each) => [each.label ?? each.text, ...[...each.children].map((o) => o.text)])")
    assert groups[:3] == [["googlenet"], ["googlenet, corrupted images", "googlenet, noise 3"], ["resnet50"]]
    assert groups[3][:2] == ["photo-cnn", "photo-cnn · epoch 0"]


# -- one frame, one camera, one selection -----------------------------------------------------------------------------------


@pytest.mark.parametrize("side", [0, 1])
def test_dragging_a_handle_of_either_stage_turns_both_by_the_same_frame(pair, side):
    before, start = frames(pair)[0], handle(pair, side)
    other = places(pair, 1 - side)
    drag(pair, start, (start[0] + 70, start[1] - 60))
    both(pair)
    one, two = frames(pair)
    assert one == two and max(abs(a - b) for a, b in zip(before, one)) > .05
    assert np.abs(places(pair, 1 - side) - other).max() > 5, "the other one has turned, too"
    assert handle(pair, side) == pytest.approx([start[0] + 70, start[1] - 60], abs=1.5), "the ring is under the pointer"
    pair.page.keyboard.press("Control+z")
    both(pair)
    assert frames(pair) == [pytest.approx(before, abs=1e-12)] * 2


def test_the_tour_turns_both_and_both_rest_when_it_stops(pair):
    before = frames(pair)[0]
    pair.page.locator("#stage").focus()
    pair.page.keyboard.press("p")
    pair.page.wait_for_function("(before) => Math.abs(strata.stage.blend.frameB.values[0] - before) > .02", arg=before[0])
    drawn = pair.page.evaluate("""() => new Promise((done) => { const { stage } = strata, other = strata.beside.stage, seen = [];
      const look = () => { seen.push(stage.drawnAt === other.drawnAt); seen.length < 8 ? requestAnimationFrame(look) : done(seen) };
      requestAnimationFrame(() => setTimeout(look)) })""")
    assert all(drawn[1:]), "both are drawn in one frame of the screen"
    pair.page.keyboard.press("p")
    both(pair)
    assert frames(pair)[0] == frames(pair)[1]


def test_zooming_and_panning_in_either_moves_both(pair):
    for selector in ("#stage", ".beside"):
        box = pair.page.locator(selector).bounding_box()
        pair.page.mouse.move(box["x"] + 300, box["y"] + 400)
        pair.wheel(-240)
        both(pair)
        left, right = pair.page.evaluate("[strata.stage.camera, strata.beside.stage.camera]")
        assert left == right and left["zoom"] > 1.2
    x, y = pair.page.evaluate("""() => { const { stage } = strata, b = stage.root.getBoundingClientRect();
      for (let x = 40; x < 400; x += 7) if (stage.scene.handleAt(x, 300) < 0) return [b.x + x, b.y + 300] }""")
    drag(pair, (x, y), (x + 50, y + 20))
    both(pair)
    moved, right = pair.page.evaluate("[strata.stage.camera, strata.beside.stage.camera]")
    assert moved == right and moved["x"] != left["x"]
    pair.page.keyboard.press("0")
    both(pair)
    assert pair.page.evaluate("strata.stage.camera.zoom === 1 && strata.beside.stage.camera.zoom === 1")


@pytest.mark.parametrize("side", [0, 1])
def test_brushing_in_either_stage_selects_in_both(pair, side):
    pair.page.keyboard.press("b")
    box = pair.page.locator(".beside" if side else "#stage").bounding_box()
    x, y = box["x"] + 160, box["y"] + 160
    inside = (places(pair, side, 1200) > [160, 160]).all(1) & (places(pair, side, 1200) < [330, 330]).all(1)
    drag(pair, (x, y), (x + 170, y + 170))
    both(pair)
    # A rectangle has whole pixels, points have not.
    selected = pair.page.evaluate("[...strata.store.state.selection]")
    assert len(set(selected) ^ set(np.flatnonzero(inside).tolist())) <= 4 and len(selected) > 20
    assert pair.page.evaluate("[...strata.beside.store.state.selection]") == selected
    masks = pair.page.evaluate("[strata.stage, strata.beside.stage].map(({ scene }) => [...scene.mask].flatMap((m, i) => m === 1 ? [i] : []))")
    assert masks[0] == masks[1] == selected


def test_hovering_rings_in_both_and_the_card_stands_where_the_hand_is(pair):
    item = pair.page.evaluate("""() => { const { stage } = strata.beside; for (let i = 0; i < 1200; i++) {
      const [x, y] = stage.placeOf(i); if (y > 150 && x > 60 && x < 300 && stage.scene.handleAt(x, y) < 0 && stage.pick(x, y) === i) return i } }""")
    box, place = pair.page.locator(".beside").bounding_box(), places(pair, 1, 1200)[item]
    pair.page.mouse.move(box["x"] + place[0], box["y"] + place[1])
    pair.wait_state("hovered", item)
    expect(pair.page.locator(".beside .hover-card")).to_be_visible()
    expect(pair.page.locator(".beside .hover-card")).to_contain_text(f"Image {item:,}")
    expect(pair.page.locator("#hover")).to_be_hidden()
    assert pair.page.evaluate("strata.beside.store.state.hovered") == item


def test_isolating_filtering_and_marks_are_one_for_both(pair):
    pair.page.locator(".row.legend").nth(3).click()
    pair.page.mouse.move(800, 20)
    both(pair)
    lists = "[strata.stage, strata.beside.stage].map(({ scene }) => scene.handles.list.map(({ name }) => name))"
    assert pair.page.evaluate(lists) == [["chain saw"], ["chain saw"]]
    pair.page.keyboard.press("m")
    both(pair)
    kinds = pair.page.evaluate("[strata.store, strata.beside.store].map(({ state }) => [state.marks.misclassified, state.tally.misclassified])")
    assert kinds[0][0] and kinds[1][0] and kinds[0][1] != kinds[1][1], "each is wrong about other images"


def test_the_image_in_focus_is_drawn_in_both_and_told_with_both_answers(server, pair):
    second = server.study.networks.all["resnet50"]
    item = int(np.flatnonzero((second.predicted != server.study.labels) & (server.study.predicted == server.study.labels))[0])
    pair.page.evaluate("(item) => strata.store.set({ selected: item })", item)
    both(pair)
    assert pair.page.evaluate("strata.beside.store.state.selected") == item
    answers = pair.page.locator(".compare-answer")
    names = server.study.classes()
    expect(answers.nth(0)).to_contain_text(names[server.study.predicted[item]])
    expect(answers.nth(0)).to_contain_text("right")
    expect(answers.nth(1)).to_contain_text(names[second.predicted[item]])
    expect(answers.nth(1)).to_contain_text("wrong")
    strips = pair.page.locator(".compare-focus .strip")
    for side, model, layer in ((0, FIRST, 5), (1, "resnet50", 4)):
        near = [each["item"] for each in server.study.neighbors(layer, item, 7, model)["neighbors"]]
        expect(strips.nth(side).locator(".tile[data-item]")).to_have_count(7)
        shown = strips.nth(side).locator(".tile").evaluate_all("(all) => all.map((each) => Number(each.dataset.item))")
        assert shown == near
    expect(strips.nth(0).locator("h3")).to_contain_text("inception_4e_output")
    expect(strips.nth(1).locator("h3")).to_contain_text("layer3.5")


# -- layers, embeddings ------------------------------------------------------------------------------------------------------


def test_each_rail_has_its_own_layer_and_undo_brings_both_back(pair):
    pair.page.locator(".compare-rail .row .nm").nth(2).click()
    both(pair)
    assert compare(pair)["layer"] == "02-layer1.0" and pair.state("layer") == LAYER
    pair.page.locator("#layers .row .nm").nth(3).click()
    both(pair)
    assert compare(pair)["layer"] == "02-layer1.0" and pair.state("layer") == "03-inception_3a_output"
    pair.page.locator(".compare-rail .layers").focus()
    pair.page.keyboard.press("ArrowDown")
    both(pair)
    assert compare(pair)["layer"] == "03-layer2-1"
    for _ in range(3):
        pair.page.keyboard.press("Control+z")
    both(pair)
    assert compare(pair)["layer"] == "04-layer3.5" and pair.state("layer") == LAYER


def test_another_network_beside_begins_at_the_layer_as_deep(pair):
    pair.page.locator(".compare-rail select").first.select_option("googlenet-noise-3")
    both(pair)
    assert compare(pair) == {"model": "googlenet-noise-3", "layer": LAYER, "aligned": False}
    expect(pair.page.locator(".beside .stage-caption")).to_contain_text("googlenet, noise 3")


def test_another_embedding_is_shown_by_both_and_by_one_frame(pair):
    pair.page.locator("#toolbar select").first.select_option("tsne-2d")
    both(pair)
    assert pair.page.evaluate("strata.beside.explorer.shown").endswith("layers/04-layer3.5/embeddings/tsne-2d")
    assert pair.page.evaluate("strata.stage.blend.frameB === strata.beside.stage.blend.frameB")


def test_where_the_name_is_missing_the_first_of_as_many_dimensions_is_shown_and_said(serve, visit):
    page = visit(serve(models=2, narrow=True).url, *WIDE).open(OPEN)
    both(page)
    assert page.page.evaluate("strata.beside.explorer.shown").endswith("/pca-15d")
    expect(page.page.locator(".beside .stage-caption")).to_contain_text("No UMAP 15-D here: PCA 15-D")
    page.page.locator("#toolbar select").first.select_option("tsne-2d")
    page.page.wait_for_function("() => strata.beside.explorer.shown.endsWith('/pca-2d')")
    assert page.errors == []


# -- alignment ---------------------------------------------------------------------------------------------------------------


def test_alignment_agrees_with_scipy_keeps_distances_and_goes_back(server, pair):
    from numpy.linalg import svd
    a, b = clouds(server)
    a, b = a - a.mean(0), b - b.mean(0)
    singular = svd(a.T @ b, compute_uv=False)
    # scipy.spatial.procrustes: disparity = 1 - (sum of singular values)^2 of both scaled to unit norm.
    agreement = (singular.sum() / (np.linalg.norm(a) * np.linalg.norm(b))) ** 2
    before = max(0, np.trace(a.T @ b)) ** 2 / (a ** 2).sum() / (b ** 2).sum()
    told = pair.page.evaluate("({ ...strata.pairing.alignment })")
    assert (told["agreement"], told["before"], told["count"]) == (pytest.approx(agreement, abs=1e-6), pytest.approx(before, abs=1e-6), 1200)
    chip = pair.page.locator(".agreement")
    expect(chip).to_have_text(f"Agreement before alignment{before:.2f}".replace("0.", "."))
    values = "[...strata.stage.blend.b.values.subarray(0, 15 * 200)]"
    start = np.array(pair.page.evaluate(values)).reshape(200, 15)
    pair.page.keyboard.press("a")
    pair.page.wait_for_function("() => strata.stage.change")
    both(pair)
    expect(chip).to_have_text(f"Agreement after alignment{agreement:.2f}".replace("0.", "."))
    expect(pair.page.locator("#live")).to_contain_text("Agreement after alignment")
    expect(pair.page.locator("#live")).to_contain_text("over all images")
    end = np.array(pair.page.evaluate(values)).reshape(200, 15)
    distances = [np.linalg.norm(each[:, None] - each[None], axis=2) for each in (start, end)]
    assert np.abs(distances[0] - distances[1]).max() < 1e-4 and np.abs(start - end).max() > .1
    left, right = end - end.mean(0), clouds(server)[1][:200]
    assert np.linalg.norm(left - right) < np.linalg.norm(start - right)
    pair.page.keyboard.press("Control+z")
    both(pair)
    assert compare(pair)["aligned"] is False
    assert np.array(pair.page.evaluate(values)).reshape(200, 15) == pytest.approx(start)


def test_points_move_in_straight_lines_and_at_once_with_reduced_motion(server, visit):
    page = both(visit(server.url, *WIDE, motion="reduce").open(OPEN))
    page.page.evaluate("() => { window.moved = 0; const { stage } = strata, f = stage.frame.bind(stage);"
                       " stage.frame = (now) => { f(now); if (stage.change) window.moved++ } }")
    page.page.get_by_role("button", name="Align the left points").click()
    both(page)
    assert page.page.evaluate("window.moved") == 0 and compare(page)["aligned"] is True
    calm = both(visit(server.url, *WIDE).open(OPEN))
    calm.page.evaluate("""() => { const { stage } = strata, f = stage.frame.bind(stage); window.paths = [];
      stage.frame = (now) => { f(now); if (stage.change && stage.blend.t < 1) window.paths.push([stage.blend.t, ...stage.placeOf(7)]) } }""")
    start = places(calm, 0, 8)[7]
    calm.page.keyboard.press("a")
    both(calm)
    path, end = np.array(calm.page.evaluate("window.paths")), places(calm, 0, 8)[7]
    camera = calm.page.evaluate("strata.stage.touched")
    assert len(path) > 1 and camera is False
    # The camera fits the aligned points meanwhile: a straight line in the view, drawn by a camera that moves as evenly.
    assert np.hypot(*(path[-1, 1:] - end)) < np.hypot(*(start - end)) + 1


def test_a_selection_larger_than_the_space_decides_the_alignment_and_the_figures_and_is_said(server, pair):
    chosen = list(range(100, 260))
    pair.page.evaluate("(items) => strata.store.set({ selection: Int32Array.from(items) })", chosen)
    pair.page.wait_for_function("() => strata.pairing.alignment.count === 160")
    both(pair)
    a, b = (each[chosen] for each in clouds(server))
    a, b = a - a.mean(0), b - b.mean(0)
    agreement = (np.linalg.svd(a.T @ b, compute_uv=False).sum() / (np.linalg.norm(a) * np.linalg.norm(b))) ** 2
    assert pair.page.evaluate("strata.pairing.alignment.agreement") == pytest.approx(agreement, abs=1e-6)
    expect(pair.page.locator(".agreement")).to_have_attribute("data-scope", "the 160 selected images")
    for note in pair.page.locator(".compare-note-line").all():
        expect(note).to_contain_text("the 160 selected")
    listed = pair.page.locator(".differing [data-item]").evaluate_all("(all) => all.map((each) => Number(each.dataset.item))")
    assert len(listed) == 100 and set(listed) <= set(chosen)
    pair.page.evaluate("strata.store.set({ selection: Int32Array.of(1, 2, 3) })")
    pair.page.wait_for_function("() => strata.pairing.alignment.count === 1200")
    expect(pair.page.locator(".agreement")).to_have_attribute("data-scope", "all images")


# -- the figures -------------------------------------------------------------------------------------------------------------


def changed(server, first=5, second=4, k=15):
    a, b = server.study.neighbor_array(first)[:, :k], server.study.neighbor_array(second, model="resnet50")[:, :k]
    return np.array([1 - len(set(x) & set(y)) / len(set(x) | set(y)) for x, y in zip(a.tolist(), b.tolist())])


def test_changed_neighbourhoods_by_class_are_one_minus_jaccard_and_isolate_on_hover(server, pair):
    values = changed(server)
    means = sorted(((values[server.study.labels == k].mean(), name) for k, name in enumerate(server.study.classes())), reverse=True)
    rows = pair.page.locator(".row.changed")
    expect(rows).to_have_count(10)
    told = rows.evaluate_all("(all) => all.map((row) => [row.querySelector('.nm').textContent, row.querySelector('.val').textContent])")
    assert told == [[name, f"{mean:.2f}".removeprefix("0")] for mean, name in means]
    expect(pair.page.locator(".compare-note-line").first).to_contain_text(f"Mean {values.mean():.2f}".replace("0.", "."))
    rows.first.hover()
    code = server.study.classes().index(means[0][1])
    pair.wait_state("hoveredClass", code)
    pair.page.mouse.move(800, 20)
    pair.wait_state("hoveredClass", -1)
    rows.nth(1).click()
    assert pair.state("pinned") == [server.study.classes().index(means[1][1])]


def test_the_images_that_differ_most_are_listed_gone_through_and_chosen_in_both(server, pair):
    values = changed(server)
    wanted = sorted(range(1200), key=lambda item: (-np.float32(values[item]), item))[:100]
    rows = pair.page.locator(".differing [data-item]")
    listed = rows.evaluate_all("(all) => all.map((each) => Number(each.dataset.item))")
    assert listed == wanted
    pair.page.locator("#stage").focus()
    for step, at in (("n", 0), ("n", 1), ("n", 2), ("N", 1)):
        pair.page.keyboard.press(step)
        pair.wait_state("selected", wanted[at])
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    pair.page.keyboard.press("N")
    pair.page.keyboard.press("N")
    pair.wait_state("selected", wanted[-1])
    rows.nth(4).scroll_into_view_if_needed()
    rows.nth(4).click()
    pair.wait_state("selected", wanted[4])
    both(pair)
    assert pair.page.evaluate("strata.beside.store.state.selected") == wanted[4]
    name = server.study.classes()[server.study.labels[wanted[4]]]
    expect(rows.nth(4)).to_have_attribute("aria-label", re.compile(f"^Image {wanted[4]:,}, {name}, googlenet: .+, resnet50: "))


def test_images_may_differ_by_their_way_after_alignment_or_by_answers(server, pair):
    menu = pair.page.get_by_label("By what images differ")
    menu.select_option("moved")
    both(pair)
    a, b = clouds(server)
    from_, to = a.mean(0), b.mean(0)
    u, _, vt = np.linalg.svd((a - from_).T @ (b - to))
    away = np.linalg.norm((a - from_) @ u @ vt + to - b, axis=1)
    found = np.array(pair.page.evaluate("[...strata.pairing.differences.moved.values]"))
    assert found == pytest.approx(away, abs=1e-4)
    menu.select_option("predictions")
    both(pair)
    second = server.study.networks.all["resnet50"].predicted
    found = np.array(pair.page.evaluate("[...strata.pairing.differences.predictions.values]"))
    assert found[server.study.predicted == second].max() < found[server.study.predicted != second].min()
    item = int(pair.page.locator(".differing [data-item]").first.get_attribute("data-item"))
    assert server.study.predicted[item] != second[item]
    pair.link()
    assert "cmd=predictions" in pair.page.evaluate("location.hash")


def cell(page, row, column):
    """Where a cell of the matrix is, in pixels of the window."""
    return page.page.evaluate("""([row, column]) => { const field = document.querySelector('.matrix'), b = field.getBoundingClientRect();
      const chosen = field.querySelector('rect.chosen').getBoundingClientRect();
      const at = [document.querySelectorAll('#layers .row.layer'), document.querySelectorAll('.compare-rail .row.layer')].map((rows) =>
        [...rows].findIndex((each) => each.getAttribute('aria-selected') === 'true'));
      const side = chosen.width - 1; return [chosen.x + side / 2 + (column - at[1]) * side, chosen.y + side / 2 + (row - at[0]) * side] }""", [row, column])


def test_a_cell_of_the_matrix_names_the_pair_and_a_click_chooses_both_layers(server, pair):
    expect(pair.page.locator(".matrix rect.chosen")).to_have_count(1)
    values = server.study.likeness("procrustes")["values"]
    pair.page.mouse.move(*cell(pair, 2, 1))
    read = pair.page.locator(".matrix-foot .clip")
    expect(read).to_have_text(f"pool1, stem: {values[2][8 + 1]:.3f}".replace("0.", "."))
    pair.page.mouse.click(*cell(pair, 2, 1))
    both(pair)
    assert (pair.state("layer"), compare(pair)["layer"]) == ("02-pool1", "01-stem")
    pair.page.keyboard.press("Control+z")
    both(pair)
    assert (pair.state("layer"), compare(pair)["layer"]) == (LAYER, "04-layer3.5"), "one step"


def test_arrow_keys_move_in_the_matrix_and_say_the_pair(pair):
    matrix = pair.page.get_by_role("application", name="Agreement of layers")
    matrix.focus()
    for key in ("ArrowUp", "ArrowLeft", "ArrowLeft"):
        pair.page.keyboard.press(key)
        both(pair)
    assert (pair.state("layer"), compare(pair)["layer"]) == ("04-inception_4a_output", "02-layer1.0")
    expect(pair.page.locator("#live")).to_contain_text("inception_4a, layer1.0: .")
    expect(matrix).to_have_attribute("aria-label", re.compile("inception_4a, layer1.0"))
    pair.page.keyboard.press("End")
    both(pair)
    assert compare(pair)["layer"] == "05-layer4.2"


def test_the_matrix_has_three_measures_a_table_and_cells_that_are_not_known(server, pair):
    pair.page.get_by_label("Measure of agreement").select_option("neighbors")
    pair.page.get_by_role("button", name="Show as table").click()
    table = pair.page.locator(".matrix-text table")
    expect(table.locator("tbody tr")).to_have_count(8)
    expect(table.locator("thead th")).to_have_text(["Layer", "data", "stem", "layer1.0", "layer2:1", "layer3.5", "layer4.2"])
    values = server.study.likeness("neighbors")["values"]
    told = table.locator("tbody tr").nth(3).locator("td").all_text_contents()
    assert told == ["–"] + [f"{values[3][8 + j]:.3f}".removeprefix("0") for j in range(1, 6)]
    pair.page.get_by_role("button", name="Show as plot").click()
    expect(pair.page.locator(".matrix")).to_be_visible()
    asked = [url for url in server.server.requests if url == "/api/likeness"]
    assert len(asked) == 2


def test_s_shows_and_hides_the_figures(pair):
    tall = pair.page.locator("#stage").bounding_box()["height"]
    pair.page.keyboard.press("s")
    expect(pair.page.locator(".compare-below")).to_be_hidden()
    both(pair)
    assert pair.page.locator("#stage").bounding_box()["height"] > tall + 200
    pair.page.get_by_role("button", name="Agreement of layers and what differs").click()
    expect(pair.page.locator(".matrix")).to_be_visible()


# -- links, states, access ---------------------------------------------------------------------------------------------------


def test_a_link_says_the_pair_and_opens_it_again(server, visit, pair):
    start = handle(pair, 1, 2)
    drag(pair, start, (start[0] - 60, start[1] + 30))
    pair.page.get_by_label("Measure of agreement").select_option("cka")
    pair.page.locator(".compare-rail .row .nm").nth(3).click()
    pair.page.keyboard.press("a")
    both(pair)
    link = pair.link()
    assert "cmp=resnet50%3Alayer2%253A1%3Aa" in link and "cmm=cka" in link
    again = both(visit(server.url, *WIDE).open(link))
    assert compare(again) == {"model": "resnet50", "layer": "03-layer2-1", "aligned": True}
    # A link holds two rows of the frame, in 16 bits.
    assert frames(again)[0][:30] == pytest.approx(frames(pair)[0][:30], abs=1e-3)
    assert frames(again)[0] == frames(again)[1]
    assert places(again, 1) == pytest.approx(places(pair, 1), abs=3)
    assert places(again, 0) == pytest.approx(places(pair, 0), abs=3)
    wanted = places(again, 0)
    # Another address in the same page, and back: the camera waits for both stages.
    for address in (f"{OPEN}&z=0.3,0.2,4", link):
        again.page.evaluate("(hash) => { location.hash = hash }", address)
        both(again)
    assert compare(again)["aligned"] is True and places(again, 0) == pytest.approx(wanted, abs=1)
    again.page.evaluate("location.hash = '#v=tour&e=umap-15d&as=dots'")
    again.page.wait_for_function("() => strata.store.state.compare === null && !strata.stage.partner")
    again.settled()
    assert again.errors == []


def test_a_link_to_what_is_not_there_opens_the_tour_and_says_so(server, visit):
    page = visit(server.url, *WIDE).open("#as=dots&cmp=vgg:conv1")
    assert compare(page) is None and "cmp" in page.state("notice")
    expect(page.page.locator(".beside")).to_have_count(0)


def test_the_page_loads_what_compares_only_when_it_is_opened(server, visit):
    page = visit(server.url, *WIDE).open("#as=dots&e=umap-15d")
    # Asked of the page: what the browser has of another test is not asked for at the server.
    loaded = lambda: page.page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")  # noqa: E731
    assert any(url.endswith("/main.js") for url in loaded())
    assert not [url for url in loaded() if "/compare/" in url and not url.endswith("compare/mode.js")]
    page.page.get_by_role("button", name="Compare two networks").click()
    both(page)
    assert [url for url in loaded() if url.endswith("/views/compare/matrix.js")]


@pytest.mark.parametrize(("options", "words"), [
    ({"suspects": False}, "strata measure STUDY"),
    ({"likeness": ("cka",)}, "Procrustes of these layers is not known yet"),
])
def test_without_likeness_the_matrix_says_what_finds_it(serve, visit, options, words):
    server = serve(models=2, **options)
    page = both(visit(server.url, *WIDE).open(OPEN))
    expect(page.page.locator(".matrix-text")).to_contain_text(words)
    expect(page.page.locator(".row.changed")).to_have_count(10)
    if "suspects" in options:
        server.change(suspects=True)
        page.page.evaluate("dispatchEvent(new Event('focus'))")
        expect(page.page.locator(".matrix rect.chosen")).to_have_count(1)
    if "likeness" in options:
        page.page.get_by_label("Measure of agreement").select_option("cka")
        expect(page.page.locator(".matrix rect.chosen")).to_have_count(1)


def test_without_stored_neighbours_that_is_said_and_the_rest_works(serve, visit):
    page = both(visit(serve(models=2, rows=False).url, *WIDE).open(OPEN))
    for card in (1, 2):
        expect(page.page.locator(".compare-card").nth(card)).to_contain_text("No neighbours of inception_4e_output and layer3.5 are stored")
    page.page.get_by_label("By what images differ").select_option("moved")
    both(page)
    expect(page.page.locator(".differing [data-item]")).to_have_count(100)


def test_without_labels_and_predictions_it_compares_all_the_same(serve, visit):
    page = visit(serve(models=2, labels=False, predictions=False).url, *WIDE).open(OPEN)
    page.page.wait_for_function("() => strata.pairing?.differences.neighbors.values")
    expect(page.page.locator(".compare-card").nth(1)).to_contain_text("These images have no labels")
    expect(page.page.locator(".differing [data-item]")).to_have_count(100)
    page.page.get_by_label("By what images differ").select_option("predictions")
    expect(page.page.locator(".compare-card").nth(2)).to_contain_text("no predictions")
    assert page.errors == []


def test_a_layer_of_the_second_that_cannot_be_read_is_told_on_its_stage(serve, visit):
    page = visit(serve(models=2).url, *WIDE)
    page.page.route("**/resnet50/layers/04-*/embeddings/**", lambda route: route.fulfill(status=500, body="{}"))
    # Its predictions come only once that has been told: what they bring with them does not ask for the layer again.
    held = []
    page.page.route("**/resnet50/predictions", lambda route: held.append(route))
    page.open(OPEN)
    message = page.page.locator(".stage-message")
    expect(message).to_contain_text("layer3.5 cannot be shown")
    page.page.unroute("**/resnet50/layers/04-*/embeddings/**")
    page.until(lambda: held)
    held[0].continue_()
    page.page.wait_for_function("() => strata.beside.store.state.predictions")
    page.page.evaluate("strata.beside.explorer.settled()")
    page.drawn()
    expect(message).to_contain_text("layer3.5 cannot be shown")
    message.get_by_role("button", name="Try again").click()
    both(page)
    expect(message).to_be_hidden()


def test_a_catalogue_that_grows_leaves_the_pair_as_it_is(server, pair):
    pair.page.keyboard.press("a")
    both(pair)
    before = frames(pair)
    server.change(busy=3)
    pair.page.wait_for_function("() => strata.store.state.study.models[0].layers[3].status === 'running'")
    both(pair)
    assert frames(pair) == before and compare(pair)["aligned"] is True


@pytest.mark.parametrize(("width", "height"), [(1600, 1000), (1100, 800), (800, 1000), (390, 780)])
def test_both_stages_are_in_sight_and_nothing_is_wider_than_the_window(server, visit, width, height):
    page = both(visit(server.url, width, height).open(OPEN))
    boxes = [page.page.locator(name).bounding_box() for name in ("#stage", ".beside")]
    assert all(box["width"] > 200 and box["height"] > 150 for box in boxes)
    stacked = boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"] - 1
    assert stacked == (width < 1024)
    parts = boxes + [page.page.locator(name).bounding_box() for name in (".compare-below", "#toolbar", ".compare-side")]
    for box in filter(None, parts):
        assert box["x"] >= 0 and box["x"] + box["width"] <= width + .5 and box["y"] + box["height"] <= height + .5
    small = page.page.evaluate("""() => [...document.querySelectorAll('main button, .compare-side button, .compare-below button')]
      .filter((each) => each.checkVisibility() && !each.closest('#handles')).map((each) => [each.className, each.getBoundingClientRect()])
      .filter(([, b]) => b.width > 0 && (b.width < 23.5 || b.height < 23.5)).map(([name]) => name)""")
    assert small == []
    if width < 768:
        expect(page.page.locator(".compare-below")).to_be_hidden()
        page.page.get_by_role("button", name="Agreement of layers and what differs").click()
        expect(page.page.locator(".compare-below")).to_be_visible()
    if width < 1024:
        page.page.get_by_label("Layer of the second network").select_option("02-layer1.0")
        both(page)
        assert compare(page)["layer"] == "02-layer1.0"
    assert page.errors == []


def test_many_images_are_compared_by_all_their_neighbours(serve, visit):
    page = visit(serve(items=25_000, models=2).url, *WIDE).open(OPEN)
    page.page.wait_for_function("() => strata.pairing?.differences.neighbors.values && strata.pairing.alignment")
    found = page.page.evaluate("[...new Set(strata.pairing.differences.neighbors.values)].map((v) => v.toFixed(4))")
    # The invented neighbours are the next 15, and every second of the next 30: 7 in common.
    assert found == [f"{1 - 7 / 23:.4f}"]
    assert page.errors == []


def test_what_stands_in_the_matrix_is_what_the_server_told(server, pair):
    told = json.loads(pair.page.evaluate("async () => JSON.stringify(await (await fetch('/api/likeness?measure=procrustes')).json())"))
    assert told["measure"] == "Procrustes agreement" and len(told["layers"]) == 8 + len(SECOND) + 8
    assert DEPTH == 7
