"""Makes the fixtures of the suspects in Tests/RepresentationAnalysisTests, from the layers that are there.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 cleanlab==2.9.0
    venv/bin/python Tools/reference/suspects_fixtures.py Tests/RepresentationAnalysisTests/Fixtures

8 % of the 400 labels are changed, seed 0. Out-of-sample probabilities are scikit-learn's, in five folds. The stages of
confident learning are computed here in numpy from the paper, and must be those of cleanlab. Versions are in suspects.json.
"""

import json
import pathlib
import sys

import cleanlab
import numpy as np
import scipy
import sklearn
from cleanlab.count import compute_confident_joint, estimate_joint
from cleanlab.filter import find_label_issues
from scipy.stats import false_discovery_control, mannwhitneyu
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import normalized_mutual_info_score
from sklearn.model_selection import cross_val_predict
from sklearn.neighbors import KNeighborsClassifier, LocalOutlierFactor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

folder = pathlib.Path(sys.argv[1])
data = np.load(folder / "first.npy").astype(np.float64)
truth = np.load(folder / "labels.npy")
generator = np.random.default_rng(0)
flipped = np.sort(generator.permutation(400)[:32])
labels = truth.copy()
labels[flipped] = (truth[flipped] + generator.integers(1, 10, 32)) % 10
model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=10_000))
probabilities = cross_val_predict(model, data, labels, cv=5, method="predict_proba").astype(np.float32)
np.save(folder / "flipped-labels.npy", labels.astype(np.int32))
np.save(folder / "flipped-probabilities.npy", probabilities)

thresholds = np.array([probabilities[labels == c, c].astype(np.float64).mean() for c in range(10)])
confident = np.where(probabilities >= thresholds - 1e-6, probabilities, -1)
counted = confident.max(1) >= 0
joint = np.zeros((10, 10), int)
np.add.at(joint, (labels[counted], confident.argmax(1)[counted]), 1)
share = joint / joint.sum(1, keepdims=True) * np.bincount(labels)[:, None]
calibrated = share / share.sum()
assert (joint == compute_confident_joint(labels, probabilities, calibrate=False)).all()
assert np.abs(calibrated - estimate_joint(labels, probabilities, confident_joint=joint)).max() < 2 / 400  # in whole items
issues = find_label_issues(
    labels, probabilities, confident_joint=joint, filter_by="confident_learning",
    return_indices_ranked_by="normalized_margin", n_jobs=1)
assert set(issues) == set(np.flatnonzero(counted & (confident.argmax(1) != labels)))

second = np.load(folder / "second.npy").astype(np.float64)
outlier = LocalOutlierFactor(n_neighbors=20, algorithm="brute").fit(second)
# Leave-one-out: of 16 neighbors, the first is the image itself.
nearest = KNeighborsClassifier(16, algorithm="brute").fit(second, truth)
distances, neighbors = nearest.kneighbors(second)
own = [np.flatnonzero(line == row) for row, line in enumerate(neighbors)]
assert all(len(place) == 1 for place in own)
keep = np.array([np.delete(np.arange(16), place[0]) for place in own])
distances, neighbors = np.take_along_axis(distances, keep, 1), np.take_along_axis(neighbors, keep, 1)
weights = 1 / distances
weights *= 15 / weights.sum(1, keepdims=True)
votes = np.zeros((400, 10))
for rank in range(15):
    np.add.at(votes, (np.arange(400), truth[neighbors[:, rank]]), weights[:, rank])
np.save(folder / "neighbor-probabilities.npy", ((votes + 0.1) / 16).astype(np.float32))

units, values, areas = [], [], []
for column in range(64):
    inside, outside = data[truth < 3, column], data[truth >= 3, column]
    if np.ptp(data[:, column]) > 0:
        test = mannwhitneyu(inside, outside, alternative="two-sided", method="asymptotic", use_continuity=False)
        units.append(column)
        values.append(test.pvalue)
        areas.append(test.statistic / (len(inside) * len(outside)))


def cramer(a, b):
    """Bergsma 2013, with the correction of bias."""
    table = np.histogram2d(a, b, [len(set(a)), len(set(b))])[0]
    n, (r, c) = table.sum(), table.shape
    expected = table.sum(1, keepdims=True) * table.sum(0) / n
    phi = ((table - expected) ** 2 / expected).sum() / n
    phi = max(0, phi - (r - 1) * (c - 1) / (n - 1))
    r, c = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    return float(np.sqrt(phi / min(r - 1, c - 1)))


summary = {
    "versions": {
        "numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__,
        "cleanlab": cleanlab.__version__},
    "flipped": flipped.tolist(), "thresholds": thresholds.tolist(), "joint": joint.ravel().tolist(),
    "calibrated": calibrated.ravel().tolist(), "issues": [int(i) for i in issues],
    "outlierFactors": (-outlier.negative_outlier_factor_).tolist(),
    "units": units, "areas": areas, "pValues": values, "correctedPValues": false_discovery_control(values).tolist(),
    "cramersV": cramer(truth, labels % 4), "normalizedInformation": float(
        normalized_mutual_info_score(truth, labels % 4))}
(folder / "suspects.json").write_text(json.dumps(summary) + "\n")
print(len(issues), len(set(issues) & set(flipped)))
