"""Save figure: the header copies the command that draws what is shown, with the exact view of Tour as a link."""

import pytest

pytestmark = pytest.mark.program


@pytest.mark.parametrize("view, said", [("tour", "--view embedding --link '#v=tour&"), ("report", "--view layers --model ")])
def test_the_command_of_the_present_view_is_copied(serve, visit, view, said):
    page = visit(serve().url, 1440, 900, permissions=["clipboard-read", "clipboard-write"]).open(f"#v={view}")
    page.page.get_by_role("button", name="Save figure").click()
    page.page.wait_for_function("() => strata.store.state.notice.startsWith('Command copied: strata figure ')")
    told = page.page.evaluate("navigator.clipboard.readText()")
    assert told.startswith("strata figure ") and said in told, told
    assert told.endswith(".pdf")
    if view == "tour":
        assert f"'{page.link()}'" in told
