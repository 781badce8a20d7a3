"""The example of the guide on Python: it runs, and what it prints is what the program reports."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "Documentation/Examples/read_a_study.py"


def run(study):
    done = subprocess.run([sys.executable, str(EXAMPLE), str(study)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def printed(demo):
    return run(demo)


def test_its_figures_are_those_of_the_report(printed, strata, demo):
    report = strata.report(demo)
    model = report["models"][0]
    assert f"study demo: {report['itemCount']} images, 10 classes, seed {report['seed']}" in printed
    assert f"network {model['name']}: {len(model['layers'])} layers" in printed
    hits = re.findall(r"^hit (.+): ([\d.]+) \(the catalogue says ([\d.]+)\)$", printed, re.M)
    assert [name for name, _, _ in hits] == [layer["name"] for layer in model["layers"]]
    for (_, worked_out, stored), layer in zip(hits, model["layers"]):
        assert float(worked_out) == pytest.approx(layer["metrics"]["neighborhoodHit"], abs=2e-6)
        assert worked_out == stored
    top1 = float(re.search(r"^top-1: ([\d.]+) of (\d+) images$", printed, re.M)[1])
    assert top1 == pytest.approx(model["accuracy"]["top1"], abs=1e-6)
    for name, dimensions, trust in re.findall(r"^embedding (.+): (\d+) dimensions, trust ([\d.]+)$", printed, re.M):
        assert float(trust) == pytest.approx(model["layers"][-1]["metrics"][f"trustworthiness.{name}"], abs=2e-6)
        assert int(dimensions) == next(e["dimensions"] for e in model["layers"][-1]["embeddings"] if e["name"] == name)


def test_its_suspects_and_neighbours_are_those_of_the_program(printed, strata, demo):
    suspects = re.findall(r"^suspect (.+?): ", printed, re.M)
    rows = strata("suspects", demo, "--csv", "--limit", 3, "--quiet").splitlines()[1:]
    assert all(name in row for name, row in zip(suspects, rows)) and len(suspects) == 3
    nearest = re.findall(r"^  (digits/\d+) at", printed, re.M)
    told = strata("neighbors", demo, "7", "--layers", "prob", "-k", 5, "--json")
    assert [name for name in re.findall(r"digits/\d+", told) if name in nearest][:5] and len(nearest) == 5
    assert all(name in told for name in nearest)


def test_it_reads_a_study_without_labels_and_predictions(strata):
    import numpy as np

    np.save(strata.folder / "plain.npy", np.random.RandomState(5).normal(size=(40, 6)).astype("f4"))
    strata("import", "plain.npy", "--study", "plain.study", "--embed", "umap-2d", "--quiet")
    printed = run(strata.folder / "plain.study")
    assert "study plain: 40 images, 0 classes" in printed and "hit " not in printed and "top-1" not in printed
