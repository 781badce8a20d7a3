"""Pictures of every state of the page, to be looked at.

    python Tests/ViewerTests/screenshots.py FOLDER [--states image several] [--themes dark light]
        [--sizes 1600x1000 1280x720 390x844] [--url http://127.0.0.1:8765]

With --url the pictures are of that study: those states that are not made by options of the synthetic one. Names of layers
are then those of GoogLeNet (googlenet_study.py).
"""

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "browser"))
from fixture_server import FixtureServer  # noqa: E402
from states import STATES  # noqa: E402
from synthetic_study import Options  # noqa: E402

CHROMIUM = os.environ.get("STRATA_CHROMIUM", "/usr/bin/chromium")
READY = "() => globalThis.strata?.stage.blend && strata.history && !strata.stage.moving && strata.explorer.shown !== ''"


def take(browser, server, url, state, theme, size, folder):
    width, height = map(int, size.split("x"))
    fragment = state.fragment if server else state.fragment.replace("06-", "16-").replace("_output", "")
    small = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2} if width < 768 else {}
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme, **small)
    page = context.new_page()
    page.on("pageerror", lambda error: print(f"{state.name}: {error}", file=sys.stderr))
    page.add_init_script(state.before)
    page.goto(f"{url}/?test{fragment}")
    if state.options.get("items") != 0 and state.options.get("damaged") is None:
        page.wait_for_function(READY, timeout=60_000)
    page.wait_for_timeout(500)
    if state.gone:
        server.stop()
    try:
        state.act(page)
    except Exception as error:  # a state that a size has no room for is left out
        print(f"{state.name} at {size}: {str(error).splitlines()[0]}", file=sys.stderr)
    else:
        page.wait_for_timeout(900)
        page.screenshot(path=folder / f"{state.name}-{theme}-{size}.png")
    context.close()
    if state.gone:
        server.start()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--states", nargs="*", default=[state.name for state in STATES])
    parser.add_argument("--themes", nargs="*", default=["dark", "light"])
    parser.add_argument("--sizes", nargs="*", default=["1600x1000", "1280x720", "390x844"])
    parser.add_argument("--url", help="of a server with a study to take instead of the synthetic one")
    a = parser.parse_args()
    a.folder.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--enable-unsafe-swiftshader", "--no-sandbox"])
        for state in STATES:
            if state.name not in a.states:
                continue
            if a.url and (state.options or state.gone):
                continue
            server = None if a.url else FixtureServer(Options(**state.options))
            for theme in a.themes:
                for size in a.sizes:
                    take(browser, server, server.url if server else a.url.rstrip("/"), state, theme, size, a.folder)
            if server:
                server.stop()
        browser.close()


if __name__ == "__main__":
    main()
