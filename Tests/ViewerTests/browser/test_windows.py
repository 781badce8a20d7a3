"""A window that another test has used is like a new one, but for the page's own files."""

import pytest

from conftest import Page

LEFT = """() => ({ storage: localStorage.length + sessionStorage.length, cookies: document.cookie, steps: history.length, name: window.name,
  dark: matchMedia('(prefers-color-scheme: dark)').matches, still: matchMedia('(prefers-reduced-motion: reduce)').matches,
  size: [innerWidth, innerHeight], hovered: document.querySelectorAll('body :hover').length, focused: document.activeElement?.tagName })"""


@pytest.fixture
def server(serve):
    return serve(items=200)


def look(windows, server, **options):
    window = windows.take()
    page = Page(window.begin(*({"width": 1000, "height": 700, "theme": "light", "motion": "no-preference"} | options).values()), server.url)
    return window, page.open("#as=dots")


def test_nothing_of_one_test_is_left_for_the_next(windows, server):
    window, page = look(windows, server)
    fresh = page.page.evaluate(LEFT)
    windows.give_back(window, True)
    window, page = look(windows, server, width=1300, theme="dark", motion="reduce")
    heard = []
    page.page.on("request", lambda request: heard.append(request.url))
    page.page.route("**/api/study", lambda route: route.abort())
    page.page.evaluate("""() => { localStorage.setItem('kept', 'yes'); sessionStorage.setItem('kept', 'yes'); document.cookie = 'kept=yes';
      location.hash = '#v=report' }""")
    page.wait_state("view", "report")
    box = page.page.locator("#views-button").bounding_box()
    page.page.mouse.move(box["x"] + 5, box["y"] + 5)
    windows.give_back(window, True)
    del heard[:]
    again, page = look(windows, server)
    assert again is window, "a sound window is used again"
    assert page.page.evaluate(LEFT) == fresh
    assert heard == [] and page.errors == []
    windows.give_back(again, True)


def test_what_the_page_is_made_of_is_read_once_and_what_a_study_says_each_time(windows, server):
    windows.give_back(look(windows, server)[0], True)
    before = len(server.server.requests)
    window, _ = look(windows, server)
    asked = server.server.requests[before:]
    assert "/api/study" in asked and "/api/items" in asked
    assert not [path for path in asked if path.endswith(".js")]
    windows.give_back(window, True)


@pytest.mark.parametrize("spend", [
    lambda window: window.page.add_init_script("globalThis.left = true"),
    lambda window: window.context.grant_permissions(["clipboard-read"]),
    lambda window: window.context.new_cdp_session(window.page),
    lambda window: window.context.new_page(),
])
def test_a_window_that_cannot_be_cleared_is_closed(windows, server, spend):
    window = windows.take()
    window.begin(1000, 700, "light", "no-preference")
    spend(window)
    windows.give_back(window, True)
    assert window not in windows.idle and window.page.is_closed()


def test_a_window_of_a_test_that_failed_is_closed(windows):
    window = windows.take()
    windows.give_back(window, False)
    assert window not in windows.idle and window.page.is_closed()
