"""States of the page that tests of access and the pictures go through: a name, a link, what hands do, options of the
study, a script that runs before the page's own, and whether the server leaves once the page is there."""

from dataclasses import dataclass, field
from typing import Callable


@dataclass
class State:
    name: str
    fragment: str = ""
    act: Callable = lambda page: None
    options: dict = field(default_factory=dict)
    before: str = ""
    gone: bool = False


UNITS = "06-inception_5b_output"        # a layer whose features are one a unit
NO_WEBGL = """const get = HTMLCanvasElement.prototype.getContext; HTMLCanvasElement.prototype.getContext =
  function (kind, ...rest) { return kind === 'webgl2' ? null : get.call(this, kind, ...rest) }"""


def several(page):
    page.evaluate("strata.store.set({ selection: Int32Array.from({ length: 160 }, (_, i) => 3 * i + 100), sheet: 'inspector' })")
    page.wait_for_selector("#inspector .sheet .tile[data-item]", state="attached")


def both(page):
    page.evaluate("""strata.store.set({ selected: 62, named: [{ name: 'odd trucks', items: Int32Array.of(3, 17) },
      { name: 'held by a person', items: Int32Array.of(1, 2, 3) }] })""")
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


def lines(links):
    """The lines of the image in focus: what is near in the picture, in the layer, or in both."""
    def act(page):
        page.evaluate("(links) => strata.store.set({ links })", links)
        focus(page)
        key = "falseNear" if links == "view" else "inEmbedding"
        page.wait_for_function(f"() => strata.store.state.{key}")
        page.evaluate("document.querySelector('.trust-card').scrollIntoView({ block: 'center' })")
    return act


def low_trust(page):
    page.evaluate("strata.store.set({ marks: { misclassified: false, lowTrust: true } })")
    legend_sheet(page)


def trusted(measure):
    """Coloured by one measure of trust, and what is low by it hollow."""
    def act(page):
        key = {"view": "seen", "preservation": "preserved"}[measure]
        page.wait_for_function(f"() => strata.store.state.{key} && strata.store.state.coloured")
        low_trust(page)
    return act


def zoomed(page):
    page.evaluate("strata.stage.zoomTo(12)")


def views(page):
    page.locator("#views-button").click()
    page.wait_for_function("() => document.querySelectorAll('.view-rows li').length === 2")


def views_of_a_reading_server(page):
    page.locator("#views-button").click()
    page.locator(".menu.views input").fill("where they part")
    page.locator(".menu.views input").press("Enter")
    page.wait_for_selector(".menu.views .note-line:not([hidden])")


def rename_view(page):
    views(page)
    page.locator(".view-rows .tool").first.click()
    page.wait_for_selector(".view-rows input")


OWN = [{"name": "left arm", "items": list(range(0, 90, 3))}, {"name": "held by a person", "items": list(range(300, 420, 3))}]
KEPT = {"selections": [], "handles": OWN, "views": [{"name": "where they part", "hash": "#v=tour&l=pool1"},
                                                     {"name": "a name so long that a menu this narrow has no room for all of it", "hash": "#v=tour"}]}


def handles(page):
    page.wait_for_function("() => strata.stage.scene.handles.list.filter((each) => each.custom >= 0).length === 2")


def rename_handle(page):
    handles(page)
    page.locator("button.handle[aria-label*='left arm']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("input.handle-name")


def many(page):
    legend_sheet(page)
    page.locator("#legend input[type=search]").fill("1")


def lost(page):
    page.wait_for_function("() => strata.store.state.connection === 'lost'")


def damaged(page):
    page.wait_for_selector("#message:not([hidden])")


def armed(page):
    page.keyboard.press("d")


def pinned(page):
    page.evaluate("strata.store.set({ pinned: new Set([2, 5]) })")
    legend_sheet(page)


def hovered(page):
    page.evaluate("strata.store.set({ hovered: 300 })")


def rows(page):
    page.wait_for_function("""() => {
      const cells = [...document.querySelectorAll('.neighbour-row .cell')];
      return cells.length > 0 && cells.every((cell) => cell.querySelector('.tile[data-item]'));
    }""")


def report(page):
    page.wait_for_selector(".suspects h3")
    page.wait_for_function("() => strata.store.state.suspects || strata.store.state.suspectsFailure")
    page.wait_for_selector(".likeness .square, .report-side .soft", state="attached")


def suspects(page):
    report(page)
    # Another state of the same server may have decided about the first ones.
    page.locator(".suspect:not(.decided)").nth(1).get_by_label("Relabel").select_option(index=1)
    page.locator(".suspect:not(.decided)").first.get_by_text("Keep").click()
    page.evaluate("document.querySelector('.suspects').scrollIntoView()")
    page.keyboard.press("n")


def layers_table(page):
    report(page)
    page.get_by_role("button", name="Show as table").click()


def evolution(page):
    page.wait_for_function("() => strata.evolution?.scene.sequence && document.querySelector('.frame')")
    page.wait_for_function("() => strata.evolution.plot.settled && !strata.evolution.playhead.moving")


def stray(page):
    evolution(page)
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.wait_for_selector(".one-body", state="attached")


def followed(page):
    evolution(page)
    page.evaluate("strata.store.set({ selection: Int32Array.from({ length: 40 }, (_, i) => 3 * i + 100) })")
    page.wait_for_selector(".majority-bars", state="attached")


def isolated(page):
    evolution(page)
    page.evaluate("strata.store.set({ pinned: new Set([3, 6]) })")


def trained(page):
    evolution(page)
    page.wait_for_selector(".side-curves .curve", state="attached")


def neurons(page):
    page.wait_for_function("() => strata.neurons?.units && strata.neurons.map.plot.settled && strata.neurons.images.plot.count > 0")


def unit(page):
    neurons(page)
    page.wait_for_selector(".exciting-tiles .tile[data-item]", state="attached")
    page.wait_for_selector(".partner", state="attached")


def several_units(page):
    neurons(page)
    page.wait_for_selector(".exciting-tiles .tile[data-item]", state="attached")


def ranked(page):
    neurons(page)
    page.evaluate("""strata.store.set({ selection: Int32Array.from({ length: 40 }, (_, i) => 3 * i + 100),
      neurons: { ...strata.store.state.neurons, ranked: true } })""")
    page.wait_for_selector(".ranked-unit", state="attached")


def hovered_unit(page):
    unit(page)
    page.evaluate("strata.store.set({ hoveredUnit: 414, selected: 77, hovered: 78 })")


def features(page):
    page.wait_for_function("""() => { const shown = [...document.querySelectorAll('.feature-grid .feature')];
      return shown.length > 0 && shown.some((tile) => tile.querySelector('img:not([hidden])')) }""")


def feature(page):
    features(page)
    page.wait_for_selector(".feature-side .large img:not([hidden])", state="attached")
    page.evaluate("strata.features.drawer.open(true)")


def missing_feature(page):
    features(page)
    page.get_by_role("searchbox", name="Find by number or name").fill("#77")
    page.wait_for_selector(".feature-missing:not([hidden])")


def making(page):
    missing_feature(page)
    page.get_by_role("button", name="Make this image").click()
    page.locator(".feature.unfinished").click()
    page.wait_for_selector(".unfinished-card", state="attached")


def refused(page):
    missing_feature(page)
    page.get_by_role("button", name="Make this image").click()
    page.wait_for_selector(".wish-refused")


def making_first(page):
    page.get_by_role("button", name="Make the images").click()
    page.wait_for_selector(".making-strip .feature")


def direction(page):
    several(page)
    page.get_by_role("button", name="Show what this direction sees").click()
    page.wait_for_selector(".direction-images .tile[data-item]", state="attached")


def late_features(page):
    page.wait_for_selector(".feature-main > .view-line:not([hidden])")


def no_such_feature(page):
    page.wait_for_selector(".feature-none:not([hidden])")


def atlas(page):
    page.wait_for_function("""() => { const { map } = strata.atlas ?? {}; return map?.atlas && map.asked === 0
      && map.inView().every((k) => ['there', 'broken'].includes(map.pictures.states[k])) }""")


def atlas_cell(page):
    atlas(page)
    page.wait_for_selector(".atlas-side .large img:not([hidden]), .atlas-side .feature-lost:not([hidden])", state="attached")
    page.evaluate("strata.atlas.drawer.open(true)")


def atlas_hovered(page):
    atlas(page)
    page.evaluate("strata.atlas.hover(40)")


def atlas_selected(page):
    atlas_cell(page)
    page.locator(".atlas-images .btn").first.evaluate("(button) => button.click()")


def late_atlas(page):
    page.wait_for_selector(".atlas-stage > .view-line:not([hidden])")


def no_atlas(page):
    page.wait_for_selector(".atlas-side", state="attached")
    page.wait_for_function("() => strata.atlas.root.isConnected && !strata.atlas.empty.hidden")


def no_sequence(page):
    page.wait_for_selector(".no-sequence:not([hidden])")


PAIR = "#e=umap-15d&as=dots&l=inception_4e_output&cmp=resnet50:layer3.5"


def compared(page):
    page.wait_for_function("""() => { const { beside, pairing } = strata; const known = pairing?.differences.neighbors;
      return beside?.stage.blend && !beside.stage.moving && pairing.alignment && (known.values || known.why) }""")
    page.wait_for_selector(".matrix rect.chosen, .matrix-text p", state="attached")


def compared_focus(page):
    compared(page)
    page.wait_for_selector(".compare-focus .tile[data-item]", state="attached")


def compared_table(page):
    compared(page)
    page.get_by_role("button", name="Show as table").click()


def compared_figures(page):
    compared(page)
    page.evaluate("strata.store.set({ sheet: 'figures' })")


def compared_selection(page):
    compared(page)
    page.evaluate("strata.store.set({ selection: Int32Array.from({ length: 160 }, (_, i) => 3 * i + 100), hovered: 7 })")
    page.wait_for_function("() => strata.pairing.alignment.count === 160")


def compared_empty(page):
    page.wait_for_selector(".stage-message:not([hidden]) h2")


def one_network(page):
    page.get_by_role("button", name="Compare two networks").click()
    page.wait_for_selector(".compare-note:popover-open")


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
    State("lines-of-this-view", "#i=62&e=umap-15d&d=dots", lines("view")),
    State("lines-of-the-embedding", "#i=62&e=umap-15d&d=dots", lines("embedding")),
    State("low-trust", "#e=umap-15d", low_trust),
    State("trust-in-this-view", "#c=trust:view&e=umap-15d", trusted("view")),
    State("neighbours-kept", "#c=trust:preservation&e=umap-15d", trusted("preservation")),
    State("zoomed", "", zoomed),
    State("compare", PAIR, compared_figures, {"models": 2}),
    State("compare-aligned", f"{PAIR}:a&i=62&cmd=predictions", compared_focus, {"models": 2, "corruptions": True}),
    State("compare-selection", f"{PAIR}&as=mixed&cmd=moved", compared_selection, {"models": 2}),
    State("compare-as-table", f"{PAIR}&cmm=neighbors", compared_table, {"models": 2}),
    State("compare-many-classes", PAIR, compared, {"items": 4000, "classes": 1000, "models": 2}),
    State("compare-without-labels", f"{PAIR}&i=62", compared_focus, {"labels": False, "predictions": False, "models": 2}),
    State("compare-without-likeness", PAIR, compared, {"suspects": False, "rows": False, "models": 2}),
    State("compare-another-embedding", f"{PAIR}&c=confidence", compared, {"narrow": True, "models": 2}),
    State("compare-one-network", "", one_network),
    State("three-dimensions", "#d=3&e=umap-15d"),
    State("best-view", "#e=umap-15d", lambda page: page.keyboard.press("v")),
    State("saved-views", "", views, {"annotations": KEPT}),
    State("rename-a-view", "", rename_view, {"annotations": KEPT}),
    State("views-of-a-reading-server", "", views_of_a_reading_server, {"writable": False}),
    State("own-handles", "#e=umap-15d&d=dots", handles, {"annotations": KEPT}),
    State("rename-a-handle", "#e=umap-15d&d=dots", rename_handle, {"annotations": KEPT}),
    State("handle-from-the-next-brush", "", armed),
    State("many-classes-searched", "", many, {"items": 4000, "classes": 1000}),
    State("correctness-of-many-classes", "#c=correctness", legend_sheet, {"items": 4000, "classes": 1000}),
    State("server-gone", "", lost, gone=True),
    State("damaged", "#l=inception_4e_output", damaged, {"damaged": 5}),
    State("no-webgl", "", options={"items": 6000}, before=NO_WEBGL),
    State("no-images", "", lambda page: None, {"items": 0}),
    State("neighbours", "#v=neighbours", rows),
    State("neighbours-in-four-layers", "#v=neighbours&nk=5&nl=pool1&nl=inception_3a_output&nm=cosine", rows),
    State("neighbours-without-labels", "#v=neighbours", rows, {"labels": False, "predictions": False}),
    State("neighbours-of-nothing", "#v=neighbours&nq=selection",
          lambda page: page.wait_for_selector(".view-note:not([hidden])")),
    State("evolution", "#v=evolution", evolution),
    State("evolution-straight", "#v=evolution&vb=0", evolution),
    State("evolution-in-between", "#v=evolution&vf=inception_4e_output&l=inception_4e_output", evolution),
    State("evolution-ends", "#v=evolution&ve=ends", evolution),
    State("evolution-before-and-after", "#v=evolution&vp=pair", stray),
    State("evolution-stray", "#v=evolution", stray),
    State("evolution-selection", "#v=evolution", followed),
    State("evolution-isolated", "#v=evolution", isolated),
    State("evolution-over-epochs", "#v=evolution&vs=epochs-photo-cnn-dynamic-tsne", trained, {"checkpoints": True}),
    State("evolution-of-values", "#v=evolution&c=confidence", evolution),
    State("evolution-without-labels", "#v=evolution", evolution, {"labels": False, "predictions": False}),
    State("evolution-of-many-classes", "#v=evolution", evolution, {"items": 4000, "classes": 1000}),
    State("no-evolution", "#v=evolution", no_sequence, {"evolution": False}),
    State("evolution-without-webgl", "#v=evolution", evolution, before=NO_WEBGL),
    State("neurons", f"#v=neurons&l={UNITS}", neurons, {"silencing": True}),
    State("neuron", f"#v=neurons&l={UNITS}&u=437", unit, {"silencing": True}),
    State("neuron-hovered", f"#v=neurons&l={UNITS}&u=437", hovered_unit, {"silencing": True}),
    State("neurons-of-one-class", f"#v=neurons&l={UNITS}&uc=one&uo=church&ul=0.2&u=104", unit, {"silencing": True}),
    State("neurons-by-a-column", f"#v=neurons&l={UNITS}&ua=camera&u=104", unit, {"silencing": True}),
    State("neurons-by-mean-activation", f"#v=neurons&l={UNITS}&uc=mean&up=tsne-2d", neurons, {"silencing": True}),
    State("neurons-brushed", f"#v=neurons&l={UNITS}&uc=cluster&u=1.2.5.9.77.101.300", several_units, {"silencing": True}),
    State("neurons-ranked", f"#v=neurons&l={UNITS}", ranked, {"silencing": True}),
    State("neurons-before-and-after", f"#v=neurons&m=photo-cnn-epoch-10&l={UNITS}&ub=pair&u=104", unit,
          {"checkpoints": True, "silencing": True}),
    State("neurons-without-labels", f"#v=neurons&l={UNITS}&u=437", unit,
          {"labels": False, "predictions": False, "silencing": True}),
    State("neurons-of-many-classes", f"#v=neurons&l={UNITS}&u=437", unit,
          {"items": 4000, "classes": 1000, "silencing": True}),
    State("neurons-not-analyzed", f"#v=neurons&l={UNITS}", no_sequence, {"neurons": False}),
    State("layer-without-neurons", "#v=neurons&l=pool1", no_sequence),
    State("neurons-without-webgl", f"#v=neurons&l={UNITS}&u=437", unit, {"silencing": True}, before=NO_WEBGL),
    State("features", f"#v=features&l={UNITS}", features),
    State("features-by-class", f"#v=features&l={UNITS}&go=class&gs=s", features),
    State("features-alike-large", f"#v=features&l={UNITS}&go=likeness&gs=l", features),
    State("features-of-one-class", f"#v=features&l={UNITS}&gc=church&go=score", features),
    State("feature", f"#v=features&l={UNITS}&u=437", feature),
    State("feature-weak", f"#v=features&l={UNITS}&u=37", feature),
    State("feature-silent", f"#v=features&l={UNITS}&u=3", feature),
    State("features-of-several-units", f"#v=features&l={UNITS}&u=1.2.12.77.101&gu=1.2.12.77.101", features),
    State("feature-of-a-class", "#v=features&l=prob&gk=class&u=4", feature),
    State("feature-direction", "#v=features&l=prob&gk=direction&gi=direction:selection+−+rest", feature),
    State("features-without-units", "#v=features&l=conv1&u=7", feature),
    State("features-without-labels", f"#v=features&l={UNITS}&u=437", feature, {"labels": False, "predictions": False}),
    State("features-without-neurons", f"#v=features&l={UNITS}", features, {"neurons": False}),
    State("features-not-found", f"#v=features&l={UNITS}&gq=4711", no_such_feature),
    State("features-late", f"#v=features&l={UNITS}", late_features, {"features": "late"}),
    State("features-damaged", f"#v=features&l={UNITS}", no_sequence, {"features": "damaged"}),
    State("features-broken-picture", f"#v=features&l={UNITS}&u=1", features, {"features": "broken"}),
    State("no-features", f"#v=features&l={UNITS}", no_sequence, {"features": "none"}),
    State("layer-without-features", "#v=features&l=pool1", no_sequence),
    State("features-lost", f"#v=features&l={UNITS}", no_sequence, {"features": "lost"}),
    State("atlas", f"#v=features&gk=atlas&l={UNITS}", atlas),
    State("atlas-cell", f"#v=features&gk=atlas&l={UNITS}&ac=3-4", atlas_cell),
    State("atlas-hovered", f"#v=features&gk=atlas&l={UNITS}&at=class", atlas_hovered),
    State("atlas-zoomed", f"#v=features&gk=atlas&l={UNITS}&az=5,5,3.4&ac=4-5", atlas_cell),
    State("atlas-of-one-class", f"#v=features&gk=atlas&l={UNITS}&af=church", atlas),
    State("atlas-selected", f"#v=features&gk=atlas&l={UNITS}&ac=5-5", atlas_selected),
    State("atlas-of-1600-cells", f"#v=features&gk=atlas&l={UNITS}", atlas, {"atlas": "large"}),
    State("atlas-of-one-cell", f"#v=features&gk=atlas&l={UNITS}&ac=0-0", atlas_cell, {"atlas": "one"}),
    State("atlas-of-few-pixels", "#v=features&gk=atlas&l=prob&ac=4-4", atlas_cell),
    State("atlas-not-square", "#v=features&gk=atlas&l=inception_4e_output", atlas),
    State("atlas-without-labels", f"#v=features&gk=atlas&l={UNITS}&ac=3-4", atlas_cell, {"labels": False, "predictions": False}),
    State("atlas-late", f"#v=features&gk=atlas&l={UNITS}", late_atlas, {"atlas": "late"}),
    State("atlas-damaged", f"#v=features&gk=atlas&l={UNITS}", no_atlas, {"atlas": "damaged"}),
    State("atlas-broken-picture", f"#v=features&gk=atlas&l={UNITS}&ac=3-4", atlas_cell, {"atlas": "broken"}),
    State("no-atlas", f"#v=features&gk=atlas&l={UNITS}", no_atlas, {"atlas": "none"}),
    State("layer-without-atlas", "#v=features&gk=atlas&l=pool1", no_atlas),
    State("atlas-lost", f"#v=features&gk=atlas&l={UNITS}", no_atlas, {"atlas": "lost"}),
    State("features-missing", f"#v=features&l={UNITS}", missing_feature, {"missing": (77,)}),
    State("features-making", f"#v=features&l={UNITS}", making, {"missing": (77,)}),
    State("features-refused", f"#v=features&l={UNITS}", refused, {"missing": (77,), "making": "libtorch"}),
    State("features-making-first", "#v=features&l=pool1", making_first),
    State("features-of-a-selection", f"#l={UNITS}", direction),
    State("report", "#v=report", report),
    State("report-as-table", "#v=report", layers_table),
    State("suspects", "#v=report", suspects),
    State("report-of-many-classes", "#v=report", suspects, {"items": 4000, "classes": 1000}),
    State("report-without-labels", "#v=report", report, {"labels": False, "predictions": False, "suspects": False}),
]
