"""States of the page that tests of access and the pictures go through: a name, a link, what hands do, options."""

from dataclasses import dataclass, field
from typing import Callable


@dataclass
class State:
    name: str
    fragment: str = ""
    act: Callable = lambda page: None
    options: dict = field(default_factory=dict)


def several(page):
    page.evaluate("strata.store.set({ selection: Int32Array.from({ length: 160 }, (_, i) => 3 * i + 100), sheet: 'inspector' })")
    page.wait_for_selector("#inspector .sheet .tile[data-item]", state="attached")


def both(page):
    page.evaluate("""strata.store.set({ selected: 62, named: [{ name: 'odd trucks', items: Int32Array.of(3, 17) },
      { name: 'held by a person', items: Int32Array.of(1, 2, 3) }] })""")
    page.wait_for_timeout(100)
    several(page)


def focus(page):
    page.wait_for_selector("#inspector .tile[data-item]", state="attached")
    page.wait_for_selector(".majority i", state="attached")
    page.evaluate("strata.store.set({ sheet: 'inspector' })")


def legend_sheet(page):
    page.evaluate("strata.store.set({ sheet: 'legend' })")


def legend_menu(page):
    legend_sheet(page)
    page.locator("#legend .menu-root > button").click()


def view_menu(page):
    page.locator("#toolbar .menu-root > button").click()


def found(page):
    page.keyboard.press("/")
    page.keyboard.type("12")
    page.wait_for_selector("#search-results .found")


def not_found(page):
    page.keyboard.press("/")
    page.keyboard.type("qqqq")
    page.wait_for_selector(".search-none:not([hidden])")


def table(page):
    view_menu(page)
    page.locator("[role=menuitem]", has_text="Show as table").click()


def picture(page):
    focus(page)
    page.locator(".large").click()


def pinned(page):
    page.evaluate("strata.store.set({ pinned: new Set([2, 5]) })")
    legend_sheet(page)


def hovered(page):
    page.evaluate("strata.store.set({ hovered: 300 })")


STATES = [
    State("opening"),
    State("two-dimensions", "#e=umap-2d&d=dots&mk=mt"),
    State("pictures", "#d=images"),
    State("hover", "", hovered),
    State("image", "#i=62&l=inception_5b_output", focus),
    State("picture", "#i=62", picture),
    State("several", "", several),
    State("image-and-several", "", both),
    State("pinned", "", pinned),
    State("groups", "#c=group:coarse", legend_sheet),
    State("correctness", "#c=correctness", legend_sheet),
    State("confidence", "#c=confidence&r=0.6,0.8", legend_sheet),
    State("attribute", "#c=attribute:camera", legend_sheet),
    State("unit", "#c=unit:12:06-inception_5b_output&i=7", legend_sheet),
    State("movement", "#c=moved&l=inception_4e_output", legend_sheet),
    State("no-movement", "#c=moved&l=data", legend_sheet),
    State("filters", "#c=attribute:split&f=%5B%22attribute%3Ayear%22%2C%5B%222013%22%5D%5D", legend_sheet),
    State("nothing-passes", "#f=%5B%22label%22%2C%5B%22nothing%22%5D%5D"),
    State("legend-menu", "", legend_menu),
    State("view-menu", "", view_menu),
    State("shapes", "", lambda page: page.evaluate("strata.store.set({ shapes: true })")),
    State("table", "", table),
    State("search", "", found),
    State("search-without-result", "", not_found),
    State("help", "", lambda page: page.keyboard.press("?")),
    State("thousand-classes", "", legend_sheet, {"items": 4000, "classes": 1000}),
    State("hues", "", lambda page: (legend_sheet(page), page.evaluate("strata.store.set({ similarHues: true })")),
          {"classes": 25}),
    State("no-labels", "", legend_sheet, {"labels": False, "predictions": False}),
    State("unfinished", "", legend_sheet, {"pending": 5, "busy": 3}),
    State("no-images", "", lambda page: None, {"items": 0}),
]
