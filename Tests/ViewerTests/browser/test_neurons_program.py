"""The view of neurons on what `strata neurons` has made: no route of it is invented here."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect
from program_server import PROGRAM, serving
from test_neurons import IMAGES, LONELY, UNITS, calm, drawn, units


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The address of a study of drawn digits whose units have been analyzed."""
    if not Path(PROGRAM).is_file():
        pytest.skip(f"{PROGRAM} is not built (make build, or set STRATA_PROGRAM).")
    folder = tmp_path_factory.mktemp("neurons")
    study = folder / "digits.study"
    for command in (["demo", "--untrained", "--no-serve", "--images", "300", "--study", study], ["neurons", study, "--quiet"]):
        made = subprocess.run([PROGRAM, *command], capture_output=True, text=True)
        if made.returncode and command[0] == "neurons" and "Unexpected argument" in made.stderr:
            pytest.skip(f"{PROGRAM} has no strata neurons.")
        assert made.returncode == 0, made.stderr
    with serving(study, folder / "serve.log") as address:
        yield address


@pytest.fixture
def view(visit, program):
    page = visit(program, 1440, 900).open("#v=neurons&l=fc1.relu", wait=False)
    yield calm(page)
    # Whether units have been silenced is asked, and need not be so.
    assert [each for each in page.errors if "/silencing" not in each] == []


def test_units_lie_on_their_map_and_images_take_their_activation(view):
    assert drawn(view, UNITS)[0] > 100 and drawn(view, IMAGES)[0] > 100
    unit, x, y = view.page.evaluate(LONELY, "map")
    view.page.mouse.click(x, y)
    view.becomes(lambda: units(view), [unit])
    expect(view.page.locator(".images-plot h2")).to_have_text(f"Images, by activation of unit {unit}")
    expect(view.page.locator(".exciting-tiles .tile[data-item]").first).to_be_visible()
    view.until(lambda: view.page.locator(".partner").count() > 0)
    same = view.page.evaluate("""async () => { const { shown } = strata.neurons.images;
      const top = [...shown.values.keys()].sort((a, b) => shown.values[b] - shown.values[a])[0];
      return [...strata.neurons.exciting.images.map(({ item }) => item)].includes(top) }""")
    assert same, "the image that the unit answers most is among those below"


def test_the_correlations_are_those_of_the_columns(view):
    """Pearson's r of two columns as the page has them, beside what the server says."""
    told = view.page.evaluate("""async () => {
      const n = strata.neurons, { model, layer, study } = strata.store.state, place = { model, layer };
      const unit = n.units.places.unitOf[0], { correlated } = await n.requests.correlated(place, unit, 3);
      const of = (channel) => strata.explorer.activations.of(model, layer, channel, study.itemCount);
      const r = (a, b) => { const m = (v) => v.reduce((s, x) => s + x, 0) / v.length, p = m(a), q = m(b);
        let xy = 0, xx = 0, yy = 0; a.forEach((x, i) => { xy += (x - p) * (b[i] - q); xx += (x - p) ** 2; yy += (b[i] - q) ** 2 });
        return xy / Math.sqrt(xx * yy) };
      return Promise.all(correlated.map(async ({ neuron, correlation }) => [correlation, r(await of(unit), await of(neuron))])) }""")
    assert len(told) == 3
    for said, found in told:
        assert said == pytest.approx(found, abs=1e-4)


def test_a_selection_ranks_its_units(view):
    view.page.evaluate("""strata.store.set({ selection: Int32Array.from(strata.store.state.items.labels.flatMap((k, i) => k === 3 ? [i] : [])),
      neurons: { ...strata.store.state.neurons, ranked: true } })""")
    view.until(lambda: view.page.locator(".ranked-unit").count() >= 5)
    areas = view.page.evaluate("strata.neurons.ranking.separation.neurons.map(({ area }) => Math.abs(area - .5))")
    assert areas == sorted(areas, reverse=True)


def test_several_units_excite_images_together(view):
    view.page.evaluate("""strata.store.set({ units: { model: strata.store.state.model, layer: strata.store.state.layer,
      list: [...strata.neurons.units.places.unitOf.slice(0, 4)] } })""")
    expect(view.page.locator(".exciting-tiles .tile[data-item]")).to_have_count(24)
    together = view.page.evaluate("""() => { const { values } = strata.neurons.images.shown;
      return strata.neurons.exciting.images.map(({ item, value }) => [value, values[item]]) }""")
    for said, found in together:
        assert said == pytest.approx(found, abs=1e-3), "the page's mean of standard scores is the program's"
