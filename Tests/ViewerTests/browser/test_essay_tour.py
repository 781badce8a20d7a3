"""The Grand Tour and its handles, on GoogLeNet, with mouse and keyboard."""

import math

import pytest
from playwright.sync_api import expect
from essay import (  # noqa: F401
    address, angle, drag, FRAME, frame, isolate, items_of, middle, orthonormal, PLACES, press,
    rings, tour, window,
)


# The Grand Tour.

@pytest.mark.parametrize("how", ["button", "p", "space"])
def test_the_grand_tour_plays_and_pauses(tour, how):
    page = tour()
    stage, button = page.page.locator("#stage"), page.page.locator("#tour button").first

    def toggle():
        if how == "button":
            button.click()
        else:
            stage.focus()
            page.page.keyboard.press("p" if how == "p" else " ")
    before, pixels = frame(page), page.pixels()
    toggle()
    page.wait_state("playing", True)
    expect(button).to_have_attribute("aria-pressed", "true")
    page.page.wait_for_function(f"(before) => Math.max(...{FRAME}.map((v, i) => Math.abs(v - before[i]))) > .03", arg=before)
    first, then = page.pixels(), frame(page)
    page.page.wait_for_function(f"(before) => Math.max(...{FRAME}.map((v, i) => Math.abs(v - before[i]))) > .03", arg=then)
    assert page.drawn().pixels() != first != pixels, "every frame is another picture"
    toggle()
    page.settled()
    still, pixels = frame(page), page.pixels()
    assert orthonormal(still) < 1e-9
    expect(button).to_have_attribute("aria-pressed", "false")
    page.frames(15)
    assert frame(page) == still and page.pixels() == pixels


def test_its_speed_is_that_of_the_slider(tour):
    page = tour()
    slider = page.page.locator("#tour input")
    box = slider.bounding_box()
    y, turned = box["y"] + box["height"] / 2, []
    page.page.mouse.click(box["x"] + box["width"] - 3, y)
    assert page.state("speed") > .9
    page.page.mouse.click(box["x"] + 3, y)
    assert page.state("speed") < .1
    for keys in (["Home"], ["Home"] + ["ArrowRight"] * 10, ["End"]):
        slider.focus()
        for key in keys:
            page.page.keyboard.press(key)
        # The turn of 20 frames, each as long as it says it was: the machine may be slow.
        turned.append(page.page.evaluate("""async () => { const { turning, blend } = strata.stage, advance = turning.advance.bind(turning);
          let seconds = 0, angle = 0, frames = 0;
          turning.advance = (now) => { const f = blend.frameB.values.slice(), last = turning.last, n = blend.frameB.size, told = advance(now);
            if (last) { const m = [0, 1].map((i) => [0, 1].map((j) => { let s = 0; for (let d = 0; d < n; d++) s += f[i * n + d] * blend.frameB.values[j * n + d]; return s }));
              const det = Math.abs(m[0][0] * m[1][1] - m[0][1] * m[1][0]); angle += Math.acos(Math.min(1, det)); seconds += Math.min(.05, (now - last) / 1000); frames++; }
            return told };
          strata.store.set({ playing: true });
          while (frames < 20) await new Promise((done) => setTimeout(done, 20));
          strata.store.set({ playing: false });
          delete turning.advance;
          // Of the two angles between one plane and the next the mean (of their squares).
          return angle / Math.SQRT2 / seconds }"""))
    assert turned[0] == pytest.approx(0, abs=1e-6)
    assert turned[1] == pytest.approx(.1, rel=.03) and turned[2] == pytest.approx(1, rel=.03)


# Handles of classes.


def test_a_ring_of_a_class_stands_at_its_middle_follows_the_pointer_and_going_back_undoes(tour):
    page = isolate(tour(), "church", "golf ball", "parachute")
    assert set(rings(page)) == {"church", "golf ball", "parachute"}
    items, start = items_of(page, "church"), rings(page)["church"]
    assert middle(page, items) == pytest.approx(start, abs=.5)
    before, places, reach = frame(page), page.page.evaluate(PLACES), page.page.evaluate("""() => { const { stage } = strata, h = stage.scene.handles.list.find((h) => h.name === 'church');
      return stage.scene.reachOf(stage.blend, h.id) * stage.camera.base * stage.camera.zoom }""")
    origin = page.page.evaluate("""() => { const { camera, surface, root } = strata.stage, s = camera.base * camera.zoom, b = root.getBoundingClientRect();
      return [surface.size.width / 2 - camera.x * s + b.x, surface.size.height / 2 + camera.y * s + b.y] }""")
    drag(page, start, up=False)
    for turn in (.6, 1.4, 2.3):
        point = [origin[0] + .6 * reach * math.cos(turn), origin[1] + .6 * reach * math.sin(turn)]
        page.page.mouse.move(*point, steps=8)
        assert middle(page, items) == pytest.approx(point, abs=1), "the middle of the class is under the pointer"
        assert orthonormal(frame(page)) < 1e-6
    assert page.page.evaluate("strata.stage.scene.handles.held") >= 0 and angle(before, frame(page)) > .1
    page.page.mouse.move(*start, steps=8)
    assert frame(page) == pytest.approx(before, abs=1e-6)
    page.page.mouse.up()
    page.settled()
    for was, now in zip(places, page.page.evaluate(PLACES)):
        assert now == pytest.approx(was, abs=.01)


def test_a_ring_goes_no_further_than_its_dotted_circle(tour):
    page = isolate(tour(), "tench", "church")
    start, items = rings(page)["tench"], items_of(page, "tench")
    box = page.page.locator("#stage").bounding_box()
    drag(page, start, (box["x"] + box["width"] - 4, box["y"] + 100), up=False)
    told = page.page.evaluate("""(items) => { const { stage } = strata, { positions } = stage.now(), h = stage.scene.handles.list.find((h) => h.held);
      let x = 0, y = 0; for (const i of items) { x += positions[2 * i] / items.length; y += positions[2 * i + 1] / items.length; }
      return [Math.hypot(x, y), stage.scene.reachOf(stage.blend, h.id), Math.max(...stage.now().positions)] }""", items)
    page.page.mouse.up()
    assert told[0] == pytest.approx(told[1], rel=1e-3)
    press(page, "Control+z")


def test_the_best_view_pulls_two_classes_apart_and_says_so(tour):
    page = isolate(tour(), "church", "gas pump")
    gap = lambda: math.dist(middle(page, items_of(page, "church")), middle(page, items_of(page, "gas pump")))  # noqa: E731
    before = gap()
    page.page.keyboard.press("v")
    page.page.wait_for_function("() => strata.store.state.separated !== ''")
    page.settled()
    assert gap() > before
    expect(page.page.locator("#caption")).to_contain_text("chosen to separate")
    press(page, "r")
    assert gap() == pytest.approx(before, rel=.02)


def test_a_spoke_of_the_compass_is_dragged(tour):
    page = tour()
    d, x, y, cx, cy, radius = page.page.evaluate("""() => { const { compass, blend, root } = strata.stage, f = blend.frameB, b = root.getBoundingClientRect();
      let best = 0; for (let d = 0; d < f.size; d++) if (Math.hypot(f.values[d], f.values[f.size + d]) > Math.hypot(f.values[best], f.values[f.size + best])) best = d;
      return [best, b.x + compass.x + f.values[best] * compass.radius, b.y + compass.y - f.values[f.size + best] * compass.radius,
        b.x + compass.x, b.y + compass.y, compass.radius] }""")
    target = (x + (cx - x) * .6, y + (cy - y) * .6)
    drag(page, (x, y), target)
    page.settled()
    after = frame(page)
    n = math.isqrt(len(after))
    assert (cx + after[d] * radius, cy - after[n + d] * radius) == (pytest.approx(target[0], abs=1.5), pytest.approx(target[1], abs=1.5))
