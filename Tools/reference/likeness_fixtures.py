"""Makes likeness.json of Tests/RepresentationAnalysisTests: two layers compared by Procrustes and by nearest neighbors, and
McNemar's exact test of two classifiers.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1
    venv/bin/python Tools/reference/likeness_fixtures.py Tests/RepresentationAnalysisTests/Fixtures

Reads first.npy and second.npy, which representation_fixtures.py made. Nothing is random. Versions are in the file.
"""

import json
import pathlib
import sys

import numpy as np
import scipy
from scipy.linalg import orthogonal_procrustes
from scipy.spatial.distance import cdist
from scipy.stats import binomtest, hypergeom

folder = pathlib.Path(sys.argv[1])
first, second = (np.load(folder / f"{name}.npy").astype(np.float64) for name in ("first", "second"))


def unit(data):
    data = data - data.mean(0)
    return data / np.linalg.norm(data)


def components(data, count):
    """The scores on the leading components, in units of the norm of all, and the share of the variance that they hold."""
    left, values, _ = np.linalg.svd(unit(data), full_matrices=False)
    return left[:, :count] * values[:count], float((values[:count] ** 2).sum())


def agreement(a, b):
    """The scale of scipy's orthogonal_procrustes is the sum of singular values; it wants as many columns on both sides."""
    width = max(a.shape[1], b.shape[1])
    a, b = (np.pad(x, ((0, 0), (0, width - x.shape[1]))) for x in (a, b))
    scale = orthogonal_procrustes(a, b)[1]
    assert np.isclose(scale, np.linalg.svd(a.T @ b, compute_uv=False).sum(), atol=1e-12)
    return float(scale)


def nearest(data, count):
    distances = cdist(data, data)
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1, kind="stable")[:, :count]


def jaccard(a, b):
    return [len(set(x) & set(y)) / len(set(x) | set(y)) for x, y in zip(a.tolist(), b.tolist())]


def by_chance(count, items):
    common = np.arange(count + 1)
    return float((hypergeom(items - 1, count, count).pmf(common) * common / (2 * count - common)).sum())


a, first_kept = components(first, 16)
b, second_kept = components(second, 16)
neighbors = [nearest(data, 15) for data in (first, second)]
overlaps = jaccard(*neighbors)
(folder / "likeness.json").write_text(json.dumps({
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
    "procrustes": agreement(unit(first), unit(second)),
    "procrustesOf16": agreement(a, b), "kept": [first_kept, second_kept],
    "overlap": float(np.mean(overlaps)), "overlapOfFirstItems": overlaps[:10],
    "mcnemar": [
        {"onlyFirst": a, "onlySecond": b, "p": float(binomtest(min(a, b), a + b).pvalue) if a + b else 1.0}
        for a, b in [(0, 0), (5, 5), (0, 6), (12, 3), (40, 70), (303, 53), (2000, 2100)]],
    "expected": [{"count": k, "items": n, "overlap": by_chance(k, n)} for k, n in [(15, 400), (15, 1500), (5, 8), (20, 24)]],
}, indent=1) + "\n")
