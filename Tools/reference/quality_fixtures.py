"""Makes the fixtures of the quality measures for Tests/EmbeddingMethodsTests.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
    venv/bin/python Tools/reference/quality_fixtures.py Tests/EmbeddingMethodsTests/Fixtures

Uses data.npy and positions.npy that embedding_fixtures.py made. Versions are written into quality.json.
"""

import json
import pathlib
import sys

import numpy as np
import scipy
import sklearn
from scipy.spatial.distance import pdist, squareform
from scipy.stats import pearsonr, spearmanr
from sklearn.manifold import trustworthiness
from sklearn.metrics import pairwise_distances
from sklearn.neighbors import NearestNeighbors

folder = pathlib.Path(sys.argv[1])
data = np.load(folder / "data.npy").astype(np.float64)
positions = np.load(folder / "positions.npy").astype(np.float64)
metrics = {
    "euclidean": {"metric": "euclidean"}, "cosine": {"metric": "cosine"}, "correlation": {"metric": "correlation"},
    "manhattan": {"metric": "cityblock"}, "chebyshev": {"metric": "chebyshev"},
    "minkowski:3": {"metric": "minkowski", "p": 3}}
summary = {"versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}}
embedded = pdist(positions)
near = NearestNeighbors(n_neighbors=15).fit(positions).kneighbors(return_distance=False)
for name, metric in metrics.items():
    distances = squareform(pdist(data, **metric))
    flat = squareform(distances)
    scale = (flat * embedded).sum() / (embedded**2).sum()
    stress = np.sqrt(((flat - scale * embedded) ** 2).sum() / (flat**2).sum())
    squares = (distances - scale * squareform(embedded)) ** 2
    truth = np.argsort(distances + np.diag(np.full(len(data), np.inf)), axis=1, kind="stable")[:, :15]
    shared = [len(set(a) & set(b)) / 15 for a, b in zip(near, truth)]
    summary[name] = {
        "trustworthiness": [
            trustworthiness(distances, positions, n_neighbors=k, metric="precomputed") for k in [1, 5, 15, 40]],
        # Continuity is trustworthiness with the roles exchanged: neighbors by this metric, ranks in the positions.
        "continuity": [],
        "preservation": float(np.mean(shared)),
        "preservationPerPoint": shared,
        "stress": stress,
        "scale": scale,
        "stressPerPoint": np.sqrt(squares.sum(axis=1) / (distances**2).sum(axis=1)).tolist(),
        "spearman": spearmanr(flat, embedded).statistic,
        "pearson": pearsonr(flat, embedded).statistic,
    }
    # scikit-learn finds the neighbors of the second argument by Euclidean distance only; for other metrics, ranks are
    # taken from a full sort.
    ranks = np.empty((150, 150), dtype=int)
    order = np.argsort(squareform(embedded) + np.diag(np.full(150, np.inf)), axis=1, kind="stable")
    np.put_along_axis(ranks, order, np.arange(1, 151)[None, :].repeat(150, axis=0), axis=1)
    for k in [1, 5, 15, 40]:
        neighbors = np.argsort(distances + np.diag(np.full(150, np.inf)), axis=1, kind="stable")[:, :k]
        excess = np.maximum(np.take_along_axis(ranks, neighbors, axis=1) - k, 0).sum()
        value = 1 - excess * 2 / (150 * k * (2 * 150 - 3 * k - 1))
        if name == "euclidean":
            assert abs(value - trustworthiness(positions, data, n_neighbors=k)) < 1e-12
        summary[name]["continuity"].append(value)
(folder / "quality.json").write_text(json.dumps(summary))
