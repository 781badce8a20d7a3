"""Makes the fixtures of Tests/RepresentationAnalysisTests.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
    venv/bin/python Tools/reference/representation_fixtures.py Tests/RepresentationAnalysisTests/Fixtures

400 of scikit-learn's digits as one layer, and a random rectified layer above it, seed 0. Versions are in summary.json.
"""

import json
import pathlib
import sys

import numpy as np
import scipy
import sklearn
from scipy.spatial import cKDTree
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import silhouette_samples
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
generator = np.random.default_rng(0)
images, labels = load_digits(return_X_y=True)
first = images[:400].astype(np.float32)
labels = labels[:400].astype(np.int32)
weights = generator.normal(size=(64, 32)) / 8
second = np.maximum(first @ weights, 0).astype(np.float32)
np.save(folder / "first.npy", first)
np.save(folder / "second.npy", second)
np.save(folder / "labels.npy", labels)


def twonn(data, discarded=0.1):
    """Facco et al. 2017: the regression through the origin, without the largest ratios."""
    distances = cKDTree(data).query(data, 3)[0]
    ratios = np.sort(distances[:, 2] / distances[:, 1])
    kept = int(len(ratios) * (1 - discarded))
    x, y = np.log(ratios[:kept]), -np.log(1 - np.arange(kept) / len(ratios))
    return float((x * y).sum() / (x * x).sum())


def ranks(data):
    values = np.linalg.svd(data - data.mean(0), compute_uv=False)
    values = values[values > 1e-9 * values[0]]
    share = values / values.sum()
    variance = values**2 / (values**2).sum()
    return {
        "effectiveRank": float(np.exp(-(share * np.log(share)).sum())),
        "participationRatio": float(1 / (variance**2).sum()),
        "componentsFor90Percent": int(np.searchsorted(np.cumsum(variance), 0.9) + 1)}


def cka(a, b):
    a, b = a - a.mean(0), b - b.mean(0)
    norm = lambda x: np.linalg.norm(x, "fro")
    return float(norm(b.T @ a) ** 2 / (norm(a.T @ a) * norm(b.T @ b)))


folds = np.zeros(400, np.int32)
for number, (_, testing) in enumerate(StratifiedKFold(5, shuffle=True, random_state=0).split(first, labels)):
    folds[testing] = number
np.save(folder / "folds.npy", folds)
summary = {"versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}}
layers = {"first": first.astype(np.float64), "second": second.astype(np.float64)}
for name, data in layers.items():
    probabilities = np.zeros((400, 10))
    for number in range(5):
        training, testing = folds != number, folds == number
        scaler = StandardScaler().fit(data[training])
        model = LogisticRegression(C=1, tol=1e-10, max_iter=100_000).fit(scaler.transform(data[training]), labels[training])
        probabilities[testing] = model.predict_proba(scaler.transform(data[testing]))
    np.save(folder / f"{name}-probabilities.npy", probabilities.astype(np.float32))
    silhouettes = silhouette_samples(data, labels)
    np.save(folder / f"{name}-silhouettes.npy", silhouettes.astype(np.float32))
    summary[name] = ranks(data) | {
        "twoNN": twonn(data), "twoNNWithoutDiscarding": twonn(data, 0), "silhouette": float(silhouettes.mean()),
        "probeAccuracy": float((probabilities.argmax(1) == labels).mean())}
summary["cka"] = cka(layers["first"], layers["second"])
(folder / "summary.json").write_text(json.dumps(summary, indent=1) + "\n")
