"""Makes the fixtures of Tests/EmbeddingMethodsTests from the tools of the field.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 umap-learn==0.5.12 openTSNE==1.0.4
    venv/bin/python Tools/reference/embedding_fixtures.py Tests/EmbeddingMethodsTests/Fixtures

Versions and seeds are written into summary.json beside the arrays.
"""

import json
import pathlib
import sys

import numpy as np
import openTSNE
import scipy
import scipy.linalg
import scipy.spatial
import sklearn
import umap
from scipy.spatial.distance import squareform
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from sklearn.manifold._t_sne import _kl_divergence
from sklearn.manifold._utils import _binary_search_perplexity
from sklearn.neighbors import NearestNeighbors
from umap.umap_ import find_ab_params, fuzzy_simplicial_set, smooth_knn_dist

SEED = 20240501
PERPLEXITY = 15
folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
random = np.random.RandomState(SEED)
summary = {
    "versions": {
        "numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__,
        "umap-learn": umap.__version__, "openTSNE": openTSNE.__version__,
    },
    "seed": SEED,
    "perplexity": PERPLEXITY,
}


def save(name, array, dtype=np.float32):
    np.save(folder / f"{name}.npy", np.ascontiguousarray(array, dtype=dtype))


# Five clusters in ten dimensions, of different widths and overlapping a little.
centers = random.normal(scale=3.0, size=(5, 10))
labels = np.repeat(np.arange(5), 30)
data = centers[labels] + random.normal(size=(150, 10)) * (0.6 + 0.2 * labels[:, None])
data = data.astype(np.float32)
save("data", data)
save("labels", labels, np.int32)

# Neighbors, in double precision.
for metric in ["euclidean", "cosine", "correlation", "manhattan", "chebyshev", "minkowski-3"]:
    kind, _, exponent = metric.partition("-")
    parameters = {"p": float(exponent)} if exponent else {}
    search = NearestNeighbors(n_neighbors=50, metric=kind, algorithm="brute", **parameters).fit(data.astype(np.float64))
    distances, indices = search.kneighbors()
    save(f"neighbors-{metric}", indices, np.int32)
    save(f"distances-{metric}", distances)

# Principal components of tall and of wide data.
wide = (random.normal(size=(40, 6)) @ random.normal(size=(6, 90)) + 0.1 * random.normal(size=(40, 90)) + 5).astype(np.float32)
save("wide", wide)
for name, array in [("tall", data), ("wide", wide)]:
    fit = PCA(n_components=5, svd_solver="full").fit(array.astype(np.float64))
    signs = np.sign(fit.components_[np.arange(5), np.abs(fit.components_).argmax(axis=1)])
    save(f"pca-{name}-components", fit.components_ * signs[:, None])
    save(f"pca-{name}-transformed", fit.transform(array.astype(np.float64)) * signs)
    summary[f"pca-{name}-variance"] = fit.explained_variance_.tolist()
    summary[f"pca-{name}-ratio"] = fit.explained_variance_ratio_.tolist()

# t-SNE: conditional probabilities and bandwidths, joint probabilities, divergence and gradient at fixed positions.
search = NearestNeighbors(n_neighbors=3 * PERPLEXITY, algorithm="brute").fit(data.astype(np.float64))
distances, indices = search.kneighbors()
conditional = _binary_search_perplexity((distances**2).astype(np.float32), PERPLEXITY, 0)
save("tsne-conditional", conditional)
last = 3 * PERPLEXITY // 2
summary["tsne-precisions"] = (
    (np.log(conditional[:, 0]) - np.log(conditional[:, last])) / (distances[:, last] ** 2 - distances[:, 0] ** 2)
).tolist()
affinities = openTSNE.affinity.PerplexityBasedNN(
    data.astype(np.float64), perplexity=PERPLEXITY, method="exact", symmetrize=True)
joint = affinities.P.toarray()
save("tsne-joint", joint)
positions = random.normal(size=(150, 2)).astype(np.float32)
save("positions", positions)
own = np.zeros((150, 150))
np.put_along_axis(own, indices, conditional, axis=1)
own = (own + own.T) / 300
condensed = squareform(own, checks=False)
kl, gradient = _kl_divergence(positions.astype(np.float64).ravel(), condensed, 1, 150, 2)
summary["tsne-fixed-kl"] = kl
save("tsne-gradient", gradient.reshape(150, 2))

runs = []
for seed in range(4):
    embedding = openTSNE.TSNE(
        perplexity=PERPLEXITY, neighbors="exact", negative_gradient_method="bh", random_state=seed).fit(data)
    runs.append((float(embedding.kl_divergence), trustworthiness(data, np.asarray(embedding), n_neighbors=15)))
summary["tsne-kl"] = [run[0] for run in runs]
summary["tsne-trustworthiness"] = [run[1] for run in runs]

# UMAP: local scales, memberships, curves, quality.
neighbors = np.hstack([np.arange(150)[:, None], indices[:, :14]])
lengths = np.hstack([np.zeros((150, 1)), distances[:, :14]]).astype(np.float32)
sigma, rho = smooth_knn_dist(lengths, 15)
save("umap-sigma", sigma)
save("umap-rho", rho)
graph, _, _ = fuzzy_simplicial_set(data, 15, random, "euclidean", knn_indices=neighbors, knn_dists=lengths)
save("umap-graph", graph.toarray())
summary["umap-curves"] = [
    [distance, spread, *map(float, find_ab_params(spread, distance))]
    for distance, spread in [(0.1, 1.0), (0.0, 1.0), (0.5, 1.0), (0.25, 2.0), (0.99, 1.0)]
]
for dimensions in [2, 15]:
    summary[f"umap-trustworthiness-{dimensions}"] = [
        trustworthiness(
            data, umap.UMAP(n_components=dimensions, random_state=seed, n_jobs=1).fit_transform(data), n_neighbors=15)
        for seed in range(4)
    ]

# Quality and Procrustes.
summary["trustworthiness"] = {
    str(k): trustworthiness(data.astype(np.float64), positions.astype(np.float64), n_neighbors=k) for k in [1, 5, 15, 40]
}
summary["trustworthiness-cosine"] = trustworthiness(
    data.astype(np.float64), positions.astype(np.float64), n_neighbors=15, metric="cosine")
other = (data[:, :3] + 0.5 * random.normal(size=(150, 3))).astype(np.float32)
save("other", other)
first = data[:, :3].astype(np.float64)
_, _, summary["procrustes-disparity"] = scipy.spatial.procrustes(other.astype(np.float64), first)


def normalized(array):
    array = array - array.mean(axis=0)
    return array / np.sqrt((array**2).sum() / len(array))


rotation, _ = scipy.linalg.orthogonal_procrustes(normalized(first), normalized(other.astype(np.float64)))
summary["procrustes-rotation"] = rotation.ravel().tolist()
(folder / "summary.json").write_text(json.dumps(summary, indent=1))
