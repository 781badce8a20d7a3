"""The program's studies, made once, for tests with the tools of the Python world.

STRATA_PROGRAM names the program; by default it is the release build of this tree.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("STRATA_PROGRAM", str(ROOT / ".build/release/strata"))


class Program:
    """The program in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = os.environ | {"XDG_CACHE_HOME": str(folder / "caches"), "HOME": str(folder / "home")}

    def __call__(self, *arguments, fails=False):
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, env=self.environment,
                              capture_output=True, text=True)
        assert (done.returncode != 0) == fails, done.stderr
        return done.stderr if fails else done.stdout

    def report(self, study):
        return json.loads(self("report", study, "--json"))


@pytest.fixture(scope="session")
def strata(tmp_path_factory):
    return Program(tmp_path_factory.mktemp("strata"))


@pytest.fixture(scope="session")
def demo(strata):
    """The study of `strata demo --untrained`: 120 digits, 12 layers."""
    strata("demo", "--untrained", "--no-serve", "--images", 120, "--study", "demo.study")
    return strata.folder / "demo.study"
