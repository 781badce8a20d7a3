"""What tests of optimized images on demand have in common."""

import re

LAYER = "06-inception_5b_output"
VIEW = f"#v=features&l={LAYER}"
READY = "() => { const f = globalThis.strata?.features; return f && (f.shown || !f.empty.hidden) && !strata.stage.moving }"
GAPS = (2, 7, 77, 500, 501)


def open_view(page, fragment=VIEW):
    page.open(fragment, wait=False)
    page.page.wait_for_function(READY)
    return page.frames(2)


def tile(page, key):
    return page.page.locator(f'.feature-grid .feature[data-key="{key}"]')


def line(page):
    return page.page.get_by_role("group", name="Images that are being made")


def side(page):
    return page.page.get_by_role("complementary", name="Feature")


def look(page):
    """As somebody does who comes back to the window."""
    page.page.evaluate("dispatchEvent(new Event('focus'))")


def asked(server, end):
    return sum(path.endswith(end) for path in server.server.requests)


def refused(page):
    """Nothing but the refusal is in the console."""
    assert [each for each in page.errors if not re.search(r"status of (400|405|409|503)", each)] == []


def find(page, text):
    page.page.get_by_role("searchbox", name="Find by number or name").fill(text)
    return page.page.get_by_role("group", name="Without an image")


def select(page, items, named="[]"):
    page.page.evaluate("""([items, named]) => strata.store.set({ selection: Int32Array.from(items), sheet: 'inspector',
      named: JSON.parse(named).map(({ name, items }) => ({ name, items: Int32Array.from(items) })) })""", [items, named])


DIRECTION = "Show what this direction sees"
