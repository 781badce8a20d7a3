"""`strata serve` for a study, with the page of this tree; stopped at the end."""

import os
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("STRATA_PROGRAM", str(ROOT / ".build/release/strata"))


def link_or_copy(source, target):
    """Arrays are only read, so they can be shared; the catalogue is written to when readers name things."""
    if ".sqlite" not in source and not source.endswith(".lock"):
        try:
            os.link(source, target)
            return
        except OSError:
            pass
    shutil.copy2(source, target)


def own_copy(study, folder):
    """A copy that tests can write to; the study that was given stays as it is."""
    return Path(shutil.copytree(study, Path(folder) / Path(study).name, copy_function=link_or_copy))


@contextmanager
def serving(study, log):
    with open(log, "w+") as out:
        server = subprocess.Popen([PROGRAM, "serve", study, "--port", "0", "--assets-dir", ROOT / "Viewer"],
                                  stdout=out, stderr=subprocess.STDOUT)
        try:
            yield address(server, log)
        finally:
            server.terminate()
            server.wait(60)


def address(server, log):
    for _ in range(1200):
        told = Path(log).read_text()
        if match := re.search(r"http://[^\s/]+", told):
            return match[0]
        if server.poll() is not None:
            break
        time.sleep(.05)
    raise RuntimeError(f"strata serve gave no address:\n{Path(log).read_text()}")
