"""An exported page: from its file and without a network it is what a server shows, and damage is told, wherever it is.

Needs the program. STRATA_DEMO_STUDY names a study of `strata demo`; without it one is made.
"""

import functools
import hashlib
import http.server
import os
import random
import re
import subprocess
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from conftest import EXPORT, REAL, Page
from program_server import PROGRAM, ROOT, own_copy, serving

# Choices among other metrics and splits, and directions, are for a server to work out.
TEXT = """() => {
  const offered = [...document.querySelectorAll('[aria-label="Distance"], [aria-label="Neighbours among"], .direction-button')];
  offered.forEach((each) => each.remove());
  return document.querySelector('#app').innerText; }"""
# Everything that a page holds, by name: the hash of its content, or why it cannot be had.
HOLDINGS = """async () => {
  const { names, open } = strataPack, found = {};
  for (const name of names) {
    try {
      const bytes = await open(name);
      found[name] = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((b) => b.toString(16)).join();
    } catch (error) { found[name] = `damaged: ${error.message}`; }
  }
  return found; }"""
# It has opened, has said why not, or its script does not run.
STANDS = """() => globalThis.strata?.history || document.documentElement.dataset.opening === 'refused'
  || (document.readyState === 'complete' && document.documentElement.dataset.opening === undefined)"""


def run(*arguments):
    subprocess.run([PROGRAM, *map(str, arguments)], check=True, capture_output=True)


class Exported:
    def __init__(self, folder, study):
        self.study, self.page, self.site = study, folder / "site.html", folder / "hosted" / "course" / "site"
        assets = ["--assets-dir", ROOT / "Viewer", "--quiet"]
        run("export", study, "--output", self.page, *assets)
        self.site.parent.mkdir(parents=True)
        run("export", study, "--output", f"{self.site}/", *assets)

    @property
    def url(self):
        return self.page.as_uri()


@pytest.fixture(scope="session")
def exported(tmp_path_factory):
    if REAL or EXPORT:
        pytest.skip("STRATA_VIEWER_URL or STRATA_VIEWER_EXPORT is set: these tests have a study of their own.")
    if not Path(PROGRAM).exists():
        pytest.skip(f"{PROGRAM} is not built (make build).")
    folder, study = tmp_path_factory.mktemp("export"), os.environ.get("STRATA_DEMO_STUDY")
    if study:
        study = own_copy(study, folder)
    else:
        study = folder / "demo.study"
        run("demo", "--untrained", "--no-serve", "--images", "200", "--study", study)
    run("neurons", study, "--trees", "10", "--projections", "mds", "--quiet")
    run("evolution", "--study", study, "--quiet")
    return Exported(folder, study)


@pytest.fixture(scope="session")
def live(exported, tmp_path_factory):
    with serving(exported.study, tmp_path_factory.mktemp("live") / "serve.log") as url:
        yield url


@pytest.fixture(scope="module")
def window(browser, exported):
    """One window for all tests that only look."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page = Page(context.new_page(), exported.url).open()
    yield page
    context.close()


def words(page):
    """What stands in the page, without numbers, which may differ in the last digit, and without what only a server can do."""
    return [word for word in re.sub(r"[\d.,×−–-]+", "#", page.page.evaluate(TEXT)).split() if word != "#"]


@pytest.mark.parametrize("fragment", ["#as=dots", "#i=7", "#v=neighbours", "#v=neurons", "#v=neurons&n=3", "#v=evolution", "#v=report"])
def test_a_view_says_what_the_live_page_says(exported, live, visit, fragment):
    one, other = visit(exported.url).open(fragment).calm(), visit(live).open(fragment).calm()
    # What is worked out beside the page, or asked for, comes when it comes.
    one.becomes(lambda: words(one) == words(other) and len(words(one)) > 40, True)
    assert one.errors == []


def test_the_same_dots_are_drawn(exported, live, visit):
    one, other = (visit(url, 1280, 720, theme="light").open("#as=dots") for url in (exported.url, live))
    assert one.names() == other.names() and one.state("layer") == other.state("layer")
    for item in (0, 50, 199):
        assert one.place(item) == pytest.approx(other.place(item), abs=.2)


def test_questions_that_a_server_works_out_are_answered_alike(window, live, visit):
    other = visit(live).open()
    layer = next(each["folder"] for each in window.study()["models"][0]["layers"] if len(each["shape"]) == 1)
    place = f"/api/models/{window.study()['models'][0]['folder']}/layers/{layer}"
    one, two = (page.ask(f"{place}/neurons/correlated?neuron=2&count=3")["correlated"] for page in (window, other))
    assert [each["neuron"] for each in one] == [each["neuron"] for each in two]
    assert [each["correlation"] for each in one] == pytest.approx([each["correlation"] for each in two], abs=.01)
    ask = """async ([path, body]) => (await strata.explorer.client.json(path, undefined, body))"""
    body = {"items": list(range(0, 60)), "count": 3}
    one, two = (page.page.evaluate(ask, [f"{place}/neurons/separating", body])["neurons"] for page in (window, other))
    assert [each["area"] for each in one] == pytest.approx([each["area"] for each in two], abs=.01)
    body = {"neurons": [1, 2, 5], "count": 5}
    one, two = (page.page.evaluate(ask, [f"{place}/neurons/exciting", body])["images"] for page in (window, other))
    assert [each["value"] for each in one] == pytest.approx([each["value"] for each in two], abs=.05)
    assert window.ask(f"{place}/top-images?channel=4") == other.ask(f"{place}/top-images?channel=4") or \
        [each["item"] for each in window.ask(f"{place}/top-images?channel=4")["images"]] == \
        [each["item"] for each in other.ask(f"{place}/top-images?channel=4")["images"]]


def test_an_image_opens_large_from_the_page_itself(window):
    window.open("#i=7")
    window.page.locator("#inspector .portrait .large").click()
    window.page.wait_for_function("() => document.querySelector('#picture img')?.naturalWidth > 0")
    assert window.page.locator("#picture img").get_attribute("src").startswith("blob:")
    window.page.keyboard.press("Escape")
    assert window.errors == []


def test_the_page_says_what_it_holds_and_offers_no_saving_but_of_what_readers_name(window):
    window.open()
    window.page.get_by_role("button", name="About this page").click()
    sheet = window.page.get_by_role("dialog", name="About this page")
    expect(sheet).to_contain_text("All 200 images.")
    expect(sheet).to_contain_text("Coordinates have 16 bits")
    window.page.keyboard.press("Escape")
    window.page.locator("#views-button").click()
    window.page.get_by_label("Name of this view").fill("mine")
    window.page.keyboard.press("Enter")
    expect(window.page.locator(".menu.views")).to_contain_text("Save as JSON")
    with window.page.expect_download() as offered:
        window.page.get_by_role("button", name="Save as JSON").click()
    assert '"mine"' in Path(offered.value.path()).read_text()
    window.page.keyboard.press("Escape")
    assert window.errors == []


def test_trust_in_the_view_is_worked_out_beside_the_page(window):
    window.open("#as=dots")
    window.wait_known("viewTrust")
    assert 0 < window.state("viewTrust")["share"] <= 1
    assert window.errors == []


def test_nothing_that_needs_a_server_is_offered(window):
    window.open("#v=neighbours")
    window.page.wait_for_selector(".neighbour-row .tile[data-item]")
    assert window.page.get_by_label("Distance", exact=True).count() == 0
    window.open("#v=features")
    window.page.wait_for_timeout(300)
    assert window.page.get_by_role("button", name=re.compile("Make (the|this) image")).count() == 0
    window.open("#as=dots")
    window.page.evaluate("strata.store.set({ selection: Int32Array.of(1, 2, 3), sheet: 'inspector' })")
    expect(window.page.get_by_role("button", name="Show what this direction sees")).to_have_count(0)
    assert window.errors == []


def test_links_open_a_view_and_are_kept_in_the_address(window):
    layer = window.open("#as=dots").names()[0]
    window.open(f"#as=dots&l={layer}")
    window.wait_state("layer", layer)
    link = window.link()
    window.open(f"#{link.lstrip('#')}")
    assert window.state("layer") == layer and window.link() == link


@pytest.fixture
def spoiled(exported, tmp_path, visit):
    def open_it(content, name="spoiled.html"):
        (tmp_path / name).write_bytes(content)
        page = visit((tmp_path / name).as_uri())
        page.page.goto(f"{page.url}?test")
        return page
    return open_it


@pytest.mark.parametrize("share", [.001, .01, .3, .5, .97, .9999])
def test_a_page_that_is_cut_says_how_much_of_it_is_there(exported, spoiled, share):
    whole = exported.page.read_bytes()
    page = spoiled(whole[:int(len(whole) * share)])
    page.page.wait_for_function(STANDS)
    text = page.page.inner_text("body")
    assert "damaged" in text and "export it again" in text.lower()
    if share > .99:
        assert "its end has changed" in text
    elif share >= .01:
        assert f"of {len(whole) / 1e6:.1f} MB" in text
    assert page.page.evaluate("globalThis.strata === undefined")


def test_a_byte_that_has_changed_anywhere_is_told_or_changes_nothing(exported, spoiled, window):
    """Every part of a spoiled page that can be had is as it was; what cannot be had is said to be damaged."""
    whole, generator = exported.page.read_bytes(), random.Random(20)
    window.open()
    intact = window.page.evaluate(HOLDINGS)
    assert not any(content.startswith("damaged") for content in intact.values())
    contents = whole.index(b'id="strata-contents"')
    code = whole.index(b'data-part="/code"')
    places = [generator.randrange(0, contents) for _ in range(10)] + [generator.randrange(contents, code) for _ in range(4)]
    places += [generator.randrange(code, len(whole)) for _ in range(8)] + [len(whole) - generator.randrange(1, 220) for _ in range(3)]
    told = 0
    for number, place in enumerate(places):
        spoilt = bytearray(whole)
        spoilt[place] = generator.choice([byte for byte in range(33, 127) if byte != spoilt[place]])
        page = spoiled(bytes(spoilt), f"{number}.html")
        try:
            page.page.wait_for_function(STANDS)
        except PlaywrightError:
            pytest.fail(f"byte {place}, {whole[place - 40:place + 40]}: {page.page.inner_text('body')[:200]} {page.errors}")
        if page.page.evaluate("globalThis.strata?.history === undefined"):
            # Where the script itself is damaged, the line that the page begins with stays.
            text = page.page.inner_text("body")
            assert "damaged" in text or "could not be opened" in text, f"byte {place}: {text[:200]}"
            told += 1
        else:
            holdings = page.page.evaluate(HOLDINGS)
            assert set(holdings) == set(intact)
            changed = {name: content for name, content in holdings.items() if content != intact[name]}
            assert all(content.startswith("damaged") for content in changed.values()), f"byte {place}: {changed}"
            told += len(changed) > 0
        page.page.close()
    assert told >= len(places) * .6


def test_damage_in_the_middle_of_a_part_is_told_where_it_is_wanted_and_the_rest_goes_on(exported, spoiled):
    whole = exported.page.read_bytes()
    name = re.search(rb'data-part="([^"]+/neighbors)">', whole)
    layer = name[1].decode().split("/")[-2]
    place = name.end() + 100
    page = spoiled(whole[:place] + (b"A" if whole[place:place + 1] != b"A" else b"B") + whole[place + 1:])
    page.page.wait_for_function("() => globalThis.strata?.history")
    page.settled()
    told = page.page.evaluate("(layer) => strata.explorer.neighbors(layer, 3).then(() => '', (error) => error.message)", layer)
    assert "A part of this page is damaged" in told and "strata export" in told
    assert page.page.evaluate("() => strata.store.state.items.labels.length") == 200
    assert page.errors == []


class Quiet(http.server.SimpleHTTPRequestHandler):
    asked = []

    def do_GET(self):
        Quiet.asked.append(self.path)
        super().do_GET()

    def log_message(self, *arguments):
        pass


def test_a_folder_works_on_any_server_below_any_address_and_loads_what_is_wanted(exported, visit):
    handler = functools.partial(Quiet, directory=str(exported.site.parents[1]))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        page = visit(f"http://127.0.0.1:{server.server_port}/course/site").open("#as=dots")
        parts = {path for path in Quiet.asked if path.endswith(".bin")}
        assert 2 < len(parts) < len(list((exported.site / "parts").iterdir())) / 2
        page.page.evaluate("strata.store.set({ view: 'report' })")
        expect(page.page.locator("#app")).to_contain_text("Label against prediction")
        assert page.errors == [] and not [path for path in Quiet.asked if "/api/" in path]
    finally:
        server.shutdown()


def test_a_folder_that_is_opened_from_a_disk_says_what_to_do(exported, visit):
    page = visit((exported.site / "index.html").as_uri())
    page.page.goto(page.url)
    expect(page.page.locator("#strata-refusal")).to_contain_text("python3 -m http.server")


def test_the_same_study_makes_the_same_page(exported, tmp_path):
    run("export", exported.study, "--output", tmp_path / "site.html", "--assets-dir", ROOT / "Viewer", "--quiet", "--threads", "1")
    assert hashlib.sha256((tmp_path / "site.html").read_bytes()).digest() == hashlib.sha256(exported.page.read_bytes()).digest()
