"""Layers and legend, on GoogLeNet, with mouse and keyboard."""

import math

import pytest
from playwright.sync_api import expect
from essay import (  # noqa: F401
    address, drag, FRAME, frame, isolate, items_of, LIGHT, MIDDLE, PLACES, press, RINGS, rings, row,
    shown_layer, TEN, tour, window,
)


# Layers.


def test_a_layer_is_clicked_and_the_same_points_travel_to_it_in_one_aligned_motion(tour):
    page = tour()
    start = page.page.evaluate(PLACES)
    # Each frame at most 50 ms after the one before: a slow machine draws few of them.
    page.page.evaluate("""() => { window.track = []; const { stage } = strata, frame = stage.frame.bind(stage); let at = 0;
      stage.frame = (now) => { at = stage.change ? Math.min(now, Math.max(at, stage.change.start) + 50) : now; frame(at); if (stage.change) window.track.push([stage.blend.t, stage.camera.x, stage.placeOf(7), stage.placeOf(1400)]) } }""")
    page.page.locator("#layers .row", has_text="inception_4e").click()
    page.settled()
    track = page.page.evaluate("delete strata.stage.frame, window.track")
    end = page.page.evaluate(PLACES)
    assert shown_layer(page) == "inception_4e" and page.state("layer").endswith("inception_4e")
    # The camera may travel as well; here it is compared with the straight way between both ends in the view.
    assert any(0 < t < 1 for t, *_ in track) and [t for t, *_ in track] == sorted(t for t, *_ in track)
    for place, item in ((2, 7), (3, 1400)):
        way = [step[place] for step in track]
        longest = max(math.dist(way[k], way[k + 1]) for k in range(len(way) - 1)) if len(way) > 1 else 0
        assert longest < 1.001 * math.dist(start[item], end[item]) + 40, "no point jumps"
    # Aligned: most points stay in their part of the picture, which an unaligned layer would not give.
    def centred(places):
        mx, my = (sum(p[k] for p in places) / len(places) for k in (0, 1))
        return [(p[0] - mx, p[1] - my) for p in places]
    a, b = centred(start), centred(end)
    cosine = sum(p[0] * q[0] + p[1] * q[1] for p, q in zip(a, b)) / math.sqrt(
        sum(p[0] ** 2 + p[1] ** 2 for p in a) * sum(q[0] ** 2 + q[1] ** 2 for q in b))
    assert cosine > .3


def test_arrow_keys_and_j_k_go_through_the_layers(tour):
    page = tour()
    names = page.names()
    at = names.index(page.state("layer"))
    assert press(page, "k").state("layer") == names[at - 1]
    assert press(page, "j").state("layer") == names[at]
    page.page.locator("#layers").focus()
    assert press(page, "ArrowUp").state("layer") == names[at - 1]
    assert press(page, "ArrowDown").state("layer") == names[at]
    assert press(page, "Home").state("layer") == names[0] and len(names) == 20
    first = page.pixels()
    assert press(page, "End").state("layer") == names[-1]
    assert page.pixels() != first


def test_the_thumb_scrubs_between_two_layers_and_snaps_when_it_is_let_go(tour):
    page = tour()
    names = page.names()
    at = names.index(page.state("layer"))
    ends = []
    for layer in (at - 1, at):
        page.page.locator("#layers .row").nth(layer).click()
        page.settled()
        ends.append(page.page.evaluate(f"{FRAME}, [...strata.stage.blend.b.values.subarray(0, 15)]"))
    thumb = page.page.locator(".thumb").bounding_box()
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2
    whole = page.pixels()
    drag(page, (x, y), (x, y - 12), up=False)
    page.page.wait_for_function("() => strata.stage.blend.t > .2 && strata.stage.blend.t < .8 && strata.stage.asked === 0")
    between = page.page.evaluate("[strata.stage.blend.t, [...strata.stage.blend.a.values.subarray(0, 15)], [...strata.stage.blend.b.values.subarray(0, 15)]]")
    assert between[1:] == ends, "the points are (1 − t) of the one and t of the other layer"
    assert page.pixels() != whole
    page.page.mouse.move(x, y - 24, steps=4)
    page.page.mouse.up()
    page.settled()
    assert page.state("layer") == names[at - 1] and page.page.evaluate("strata.stage.blend.t") == 1
    assert page.pixels() != whole


def test_the_way_through_the_layers_plays_tracks_the_same_points_and_stops(tour):
    page = tour(l="inception_4d")
    names = page.names()
    at = names.index(page.state("layer"))
    isolate(page, "church")
    items = items_of(page, "church")
    # Each layer is there for two seconds only, of which all may be missed.
    page.page.evaluate("() => { window.walked = []; strata.store.watch(['layer'], ({ layer }) => window.walked.push(layer)) }")
    page.page.locator("#rail-head .walk").click()
    page.page.wait_for_function("() => walked.length > 2")
    assert page.page.evaluate("walked.slice(0, 3)") == names[at:at + 3]
    # The ring and the points of the same moment.
    there, ring = page.page.evaluate(f"(items) => [({MIDDLE})(items), ({RINGS})()]", items)
    assert ring.keys() == {"church"} and there == pytest.approx(ring["church"], abs=1)
    page.page.locator("#rail-head .walk").click()
    page.settled()
    stopped = page.state("layer")
    # A timer that ends after any that the walk can still have: the page keeps them in order.
    page.page.evaluate("() => new Promise((done) => setTimeout(done, 1300))")
    assert page.state("layer") == stopped and page.state("walking") is False


# The legend.

def test_hovering_a_row_of_the_legend_isolates_its_class(tour):
    page = tour()
    page.page.evaluate("strata.stage.zoomBy(.9999)")
    press(page, "0")
    pixels = page.pixels()
    names = page.page.locator(".row.legend .nm").all_inner_texts()[:10]
    assert set(names) == TEN, "the ten classes with the most errors have colour"
    target = row(page, "church")
    slot = page.page.evaluate("(label) => strata.store.state.tint.slots.indexOf(label)", int(target.get_attribute("data-label")))
    before = page.count(*LIGHT)
    target.hover()
    page.settled()
    during = page.count(*LIGHT)
    assert during[slot] >= .95 * before[slot] > 0 and sum(during) - during[slot] < .12 * (sum(before) - before[slot])
    assert rings(page).keys() == {"church"}
    page.page.mouse.move(640, 5)
    page.settled()
    assert page.pixels() == pixels


def test_a_click_filters_shift_adds_alt_inverts_and_all_pinned_are_none(tour):
    page = tour()
    label = {name: int(row(page, name).get_attribute("data-label")) for name in ("church", "tench")}
    picked = "() => strata.store.state.items.labels.map((l, i) => [l, strata.stage.scene.pickable(i)]).filter(([, p]) => p).map(([l]) => l)"
    row(page, "church").click()
    assert page.state("pinned") == [label["church"]] and set(page.page.evaluate(picked)) == {label["church"]}
    assert len(page.page.evaluate(picked)) == 51
    row(page, "tench").click(modifiers=["Shift"])
    page.page.mouse.move(640, 5)
    page.settled()
    assert set(page.page.evaluate(picked)) == set(label.values())
    row(page, "tench").click(modifiers=["Shift"])
    assert page.state("pinned") == [label["church"]]
    row(page, "church").click(modifiers=["Alt"])
    assert len(page.state("pinned")) == 999 and label["church"] not in page.state("pinned")
    press(page, "c")
    assert page.state("pinned") == []


def test_one_of_a_thousand_classes_is_found_by_its_name(tour):
    page = tour()
    field = page.page.locator("#legend input[type=search]")
    field.fill("great white")
    expect(page.page.locator(".row.legend .nm")).to_have_text(["great white shark"])
    page.page.locator(".row.legend").click()
    page.settled()
    assert rings(page).keys() == {"great white shark"}
    expect(page.page.locator(".row.legend .dot")).not_to_have_css("background-color", "rgb(95, 104, 116)")


def test_the_67_coarse_groups_have_rows_colours_and_isolate_all_their_classes(tour):
    page = tour()
    page.page.locator("#legend .legend-by select").select_option("group:coarse")
    page.settled()
    hierarchy = page.study()["hierarchies"][0]
    assert len(hierarchy["groups"]) == 67 and None not in hierarchy["groupOfClass"]
    expect(page.page.locator(".row.legend")).to_have_count(67)
    counts = [int(text) for text in page.page.locator(".row.legend .count").all_text_contents()]
    assert sum(counts) == 1500
    dogs = row(page, "dog")
    assert dogs.locator(".nm").inner_text() == "dog" and dogs.locator(".count").inner_text() == "169", "119 breeds and 50 springers"
    dogs.click()
    page.page.mouse.move(640, 5)
    page.settled()
    group = hierarchy["groups"].index("dog")
    expected = {k for k, each in enumerate(hierarchy["groupOfClass"]) if each == group}
    assert set(page.page.evaluate("[...strata.stage.scene.isolated]")) == expected and len(expected) == 119
    colored = page.count(*LIGHT)
    assert max(colored) > .9 * sum(colored) > 0
