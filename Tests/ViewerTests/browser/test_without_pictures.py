"""Studies without pictures: of texts, of sounds, of arrays that were made elsewhere."""

import pytest
from playwright.sync_api import expect


@pytest.fixture(params=["dots", "images"])
def page(serve, visit, request):
    """No picture is asked for, whatever a link asks to be drawn."""
    server = serve(pictures=False, text="camera", predictions=False)
    page = visit(server.url, 1600, 1000).open(f"#d={request.param}")
    yield page
    assert page.errors == []
    assert not [path for path in server.server.requests if path.startswith("/images/")]


def test_a_text_stands_for_the_picture(page):
    item = page.lonely()
    page.page.mouse.move(*page.place(item))
    page.page.wait_for_selector("#hover:not([hidden])")
    attributes, identifiers = page.page.evaluate("[strata.store.state.items.attributes, strata.store.state.items.identifiers]")
    text = attributes["camera"][item] or identifiers[item]
    expect(page.page.locator("#hover .shown-text")).to_have_text(text)
    expect(page.page.locator("#hover canvas")).to_be_hidden()
    page.page.mouse.click(*page.place(item))
    inspector = page.page.locator("#inspector")
    expect(inspector.locator(".shown-text")).to_have_text(text)
    expect(inspector.locator("img")).to_have_count(0)
    facts = inspector.locator(".attributes")
    expect(facts).to_contain_text("split")
    expect(facts).to_contain_text(attributes["split"][item])
    expect(facts).not_to_contain_text("camera")
    # Its neighbours are told by theirs.
    first = inspector.locator(".strip .tile[data-item]").first
    other = int(first.get_attribute("data-item"))
    expect(first.locator(".tile-text")).to_have_text(attributes["camera"][other] or identifiers[other])


def test_nothing_but_dots_can_be_drawn(page):
    expect(page.page.locator("[data-mode=dots]")).to_have_attribute("aria-pressed", "true")
    for mode in ("mixed", "images"):
        expect(page.page.locator(f"[data-mode={mode}]")).to_be_disabled()


def test_every_view_opens(page):
    """The view is there and says nothing of failures; errors in the console end the fixture."""
    for button in page.page.locator("#views [data-view]").all():
        button.click()
        page.page.wait_for_timeout(300)
        page.calm()
