"""The report: figures, charts, confusion, suspects and what is decided about them."""

import re

import pytest
from playwright.sync_api import expect


def open_report(page, fragment="#v=report"):
    page.open(fragment)
    page.page.wait_for_selector(".suspects h3")
    page.page.wait_for_function("() => strata.store.state.suspects || strata.store.state.suspectsFailure")
    return page


@pytest.mark.program
def test_the_facts_are_those_of_the_study(explorer):
    open_report(explorer)
    model = explorer.study()["models"][0]
    facts = explorer.page.locator(".facts-row")
    expect(facts).to_contain_text(f"{model['accuracy']['top1'] * 100:.1f}%")
    hits = [(layer["metrics"].get("neighborhoodHit"), layer["name"]) for layer in model["layers"]]
    best = max(value for value, _ in hits if value is not None)
    expect(facts).to_contain_text(next(name for value, name in hits if value == best))
    expect(facts).to_contain_text(next((name for value, name in hits if value is not None and value > .5), "nowhere"))


@pytest.mark.program
def test_the_charts_show_what_is_measured_and_lead_to_the_layers(explorer):
    open_report(explorer)
    lines = explorer.page.locator(".charts > .layer-chart")
    expect(lines).to_have_attribute("aria-label", re.compile("Neighbourhood hit.*Linear probe.*Trustworthiness"))
    expect(explorer.page.locator(".small-charts figure")).to_have_count(3)
    first = explorer.page.evaluate("strata.store.state.study.models[0].layers.find((each) => each.embeddings.length).folder")
    explorer.page.locator(".charts > .layer-chart .place").first.click()
    explorer.wait_state("layer", first)
    explorer.page.get_by_role("button", name="Show as table").click()
    rows = explorer.page.locator(".layer-table tbody tr")
    expect(rows).to_have_count(len(explorer.study()["models"][0]["layers"]))
    value = explorer.study()["models"][0]["layers"][0]["metrics"]["neighborhoodHit"]
    expect(rows.first).to_contain_text(f"{value:.3f}".replace("0.", "."))


@pytest.mark.program
def test_the_map_of_layers_has_a_square_for_every_two(explorer):
    open_report(explorer)
    count = len(explorer.study()["models"][0]["layers"])
    expect(explorer.page.locator(".likeness .square")).to_have_count(count * count)


def test_a_confused_pair_leads_to_its_images_in_the_tour(explorer):
    open_report(explorer)
    wanted = explorer.page.evaluate("""() => {
      const { items, predictions, study } = strata.store.state, counts = new Map();
      items.labels.forEach((label, i) => {
        const said = predictions.labelIndex[i];
        if (label !== said) counts.set(`${label} ${said}`, [...counts.get(`${label} ${said}`) ?? [], i]);
      });
      return Object.fromEntries(counts);
    }""")
    pair = explorer.page.locator(".pair").first
    pair.click()
    explorer.wait_state("view", "tour")
    explorer.page.wait_for_function("() => strata.store.state.selection.length > 0")
    selection = explorer.page.evaluate("[...strata.store.state.selection]")
    assert selection in wanted.values()
    assert len(explorer.state("pinned")) == 2


def test_a_cell_of_the_matrix_counts_and_selects(explorer):
    open_report(explorer)
    cell = explorer.page.locator(".confusion td.wrong button").first
    count = int(cell.inner_text())
    cell.click()
    explorer.page.wait_for_function("(count) => strata.store.state.selection.length === count", arg=count)
    assert explorer.state("view") == "tour"


@pytest.mark.program
def test_the_images_that_find_their_class_at_a_layer_are_shown_there(explorer):
    open_report(explorer)
    told = explorer.ask(f"/api/models/{explorer.study()['models'][0]['folder']}/emergence")
    place = next(i for i in told["images"] if i is not None and i >= 0)
    wanted = [item for item, found in enumerate(told["images"]) if found == place]
    row = explorer.page.locator(".emergence-row").filter(has_text=str(len(wanted))).first
    expect(explorer.page.locator(".emergence-row")).not_to_have_count(0)
    rows = explorer.page.locator(".emergence-row").evaluate_all("(all) => all.map((each) => each.getAttribute('aria-label'))")
    assert any(label.endswith("find their class") or "find their class," in label for label in rows)
    row.click()
    explorer.wait_state("view", "tour")
    explorer.page.wait_for_function("() => strata.store.state.selection.length > 0")
    selection, layer = explorer.page.evaluate("[[...strata.store.state.selection], strata.store.state.layer]")
    chosen = {told["images"][item] for item in selection}
    assert len(chosen) == 1 and len(selection) == sum(found in chosen for found in told["images"])
    if chosen != {-1}:
        assert told["layers"][chosen.pop()]["folder"] == layer


def test_suspects_are_kept_relabelled_taken_back_and_undone(visit, serve):
    server = serve()
    page = open_report(visit(server.url))
    rows = page.page.locator(".suspect")
    items = rows.evaluate_all("(all) => all.map((each) => Number(each.dataset.item))")
    assert len(items) == 12
    kept = lambda: {each["name"]: each for each in server.study.annotations["decisions"]}  # noqa: E731
    rows.nth(0).get_by_text("Keep").click()
    page.until(lambda: kept().get(str(items[0]), {}).get("verdict") == "dismissed")
    suggested = page.page.evaluate("(item) => strata.store.state.suspects.suspects.find((each) => each.item === item).suggestedLabel", items[1])
    rows.nth(1).get_by_label("Relabel").select_option(suggested)
    page.until(lambda: kept().get(str(items[1]), {}).get("label") == suggested)
    expect(rows.nth(1)).to_contain_text("should be")
    expect(page.page.locator(".facts-row")).to_contain_text("2 reviewed")
    page.page.keyboard.press("Control+z")
    page.until(lambda: str(items[1]) not in kept())
    rows.nth(0).get_by_text("Take back").click()
    page.until(lambda: kept() == {})
    expect(page.page.locator(".facts-row")).to_contain_text("0 reviewed")


def test_decisions_are_there_again_and_the_list_can_leave_them_out(visit, serve):
    first = visit(serve().url)
    open_report(first)
    item = int(first.page.locator(".suspect").first.get_attribute("data-item"))
    decided = [{"name": str(item), "verdict": "dismissed", "label": None}]
    page = open_report(visit(serve(annotations={"decisions": decided}).url))
    expect(page.page.locator(f".suspect[data-item='{item}']")).to_contain_text("nothing wrong")
    page.page.get_by_role("button", name="Undecided only").click()
    expect(page.page.locator(".suspect")).to_have_count(11)
    expect(page.page.locator(f".suspect[data-item='{item}']")).to_have_count(0)


def test_kinds_have_their_own_lists_and_duplicates_are_confirmed(visit, serve):
    server = serve()
    page = open_report(visit(server.url))
    page.page.get_by_role("button", name="Duplicates 1").click()
    row = page.page.locator(".suspect")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Nearly the same as image 8, mirrored")
    row.get_by_text("Confirm").click()
    page.until(lambda: [each["verdict"] for each in server.study.annotations["decisions"]] == ["confirmed"])
    page.page.get_by_role("button", name="Errors", exact=False).click()
    expect(page.page.locator(".suspect")).to_have_count(20)
    page.page.get_by_role("button", name="Show more").click()
    page.page.wait_for_function("() => document.querySelectorAll('.suspect').length > 20")


def test_n_steps_through_the_list_and_a_click_opens_the_image_in_the_tour(explorer):
    open_report(explorer)
    items = explorer.page.locator(".suspect").evaluate_all("(all) => all.map((each) => Number(each.dataset.item))")
    explorer.page.keyboard.press("n")
    expect(explorer.page.locator(f".suspect[data-item='{items[0]}']")).to_be_focused()
    explorer.page.keyboard.press("n")
    explorer.page.keyboard.press("N")
    expect(explorer.page.locator(f".suspect[data-item='{items[0]}']")).to_be_focused()
    explorer.page.locator(f".suspect[data-item='{items[0]}'] .tile").first.click()
    explorer.wait_state("view", "tour")
    explorer.wait_state("selected", items[0])


def test_the_list_is_saved_as_a_table(explorer):
    open_report(explorer)
    with explorer.page.expect_download() as told:
        explorer.page.get_by_label("Save as CSV").click()
    lines = told.value.path().read_bytes().decode().split("\r\n")
    assert lines[0].startswith("item,identifier,label,suggested_label,score")
    assert len(lines) == 12 + 2
    assert told.value.suggested_filename == "food-googlenet-suspects.csv"


def test_where_nobody_has_looked_the_command_is_named(visit, serve):
    page = visit(serve(suspects=False).url)
    page.open("#v=report")
    expect(page.page.locator(".suspects")).to_contain_text("Run strata measure.")
    expect(page.page.locator(".facts-row")).to_contain_text("not looked for yet")


def test_without_labels_and_predictions_the_report_says_what_is_missing(visit, serve):
    page = open_report(visit(serve(labels=False, predictions=False, suspects=False).url))
    expect(page.page.locator(".facts-row")).to_contain_text("no prediction can be compared with a label")
    expect(page.page.locator(".report-grid")).to_contain_text("predictions are not among the study's data")


def test_a_view_that_cannot_be_loaded_says_so(visit, site):
    page = visit(site)
    page.page.route("**/views/report/report.js", lambda route: route.abort())
    page.open("#v=report")
    expect(page.page.locator(".view-failure")).to_contain_text("This view cannot be loaded")
    page.page.keyboard.press("1")
    expect(page.page.locator("#stage")).to_be_visible()


@pytest.mark.program
def test_a_place_where_classes_mix_is_shown_in_its_layer_and_embedding(explorer):
    open_report(explorer)
    told = explorer.ask(f"/api/models/{explorer.study()['models'][0]['folder']}/zones")
    zone = explorer.page.locator(".zone").first
    expect(zone).to_contain_text(f"{len(told['zones'][0]['images']):,}")
    zone.click()
    explorer.wait_state("view", "tour")
    explorer.wait_state("layer", told["layer"])
    assert explorer.state("embedding") == told["embedding"]
    assert explorer.page.evaluate("[...strata.store.state.selection]") == told["zones"][0]["images"]
    assert len(explorer.state("pinned")) == 2


def test_groups_of_a_column_have_their_figures_and_lead_to_their_images(serve, visit):
    plain = open_report(visit(serve().url))
    picker = plain.page.get_by_label("Column", exact=True)
    picker.select_option("split")
    told = plain.page.evaluate("""async () => { const { study, layer } = strata.store.state;
      return (await fetch(`/api/models/${study.models[0].folder}/groups?by=split&layer=${layer}`)).json() }""")
    rows = plain.page.locator(".groups tbody tr")
    expect(rows).to_have_count(len(told["groups"]))
    for k, group in enumerate(told["groups"]):
        figures = rows.nth(k).locator(".num").all_inner_texts()
        own = next(each for each in told["layers"][0]["groups"][k]["neighbors"] if each["group"] == k)
        expect(rows.nth(k)).to_contain_text(group["value"])
        assert figures[0] == f"{group['count']:,}"
        assert [float(text) for text in figures[1:]] == [group["accuracy"]["value"], told["layers"][0]["groups"][k]["hit"]["value"], own["share"]["value"]]
    expect(plain.page.locator(".audit li")).to_have_count(1)
    expect(plain.page.locator(".audit li")).to_contain_text("Cue. Split = val is on 91 % of the images of zebra")
    picker.select_option("label")
    expect(rows).to_have_count(10)
    picker.select_option("split")
    expect(rows).to_have_count(len(told["groups"]))
    rows.nth(1).locator("button").click()
    plain.wait_state("view", "tour")
    split = plain.page.evaluate("strata.store.state.items.attributes.split")
    wanted = [item for item, value in enumerate(split) if value == told["groups"][1]["value"]]
    assert plain.page.evaluate("[...strata.store.state.selection]") == wanted


def test_without_a_column_of_few_values_there_are_no_groups(serve, visit):
    page = open_report(visit(serve(classes=25, extra=False).url))
    page.page.evaluate("""() => { const { items } = strata.store.state; strata.store.set({ items: { ...items, attributes: {} } }) }""")
    expect(page.page.locator(".groups")).to_be_hidden()
    expect(page.page.get_by_role("heading", name="Groups")).to_be_hidden()
