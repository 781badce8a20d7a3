"""Makes the t-SNE fixtures of Tests/EmbeddingMethodsTests from openTSNE and scikit-learn, on the digits that
scikit-learn carries (1,797 images of 8 x 8).

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 openTSNE==1.0.4
    venv/bin/python Tools/reference/tsne_fixtures.py Tests/EmbeddingMethodsTests/Fixtures

Versions and seeds are written into tsne-digits.json beside the arrays.
"""

import json
import pathlib
import sys

import numpy as np
import openTSNE
import scipy
import sklearn
from openTSNE import _tsne
from scipy.spatial.distance import squareform
from sklearn.datasets import load_digits
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _kl_divergence
from sklearn.manifold._utils import _binary_search_perplexity
from sklearn.neighbors import NearestNeighbors

SEED = 20240601
PERPLEXITY = 30
ROWS = 10
folder = pathlib.Path(sys.argv[1])
random = np.random.RandomState(SEED)


def save(name, array, dtype=np.float32):
    np.save(folder / f"tsne-digits-{name}.npy", np.ascontiguousarray(array, dtype=dtype))


data = load_digits().data
count = len(data)
save("data", data, np.uint8)

# Bandwidths, from the ratio of two conditional probabilities of each row.
distances, indices = NearestNeighbors(n_neighbors=3 * PERPLEXITY, algorithm="brute").fit(data).kneighbors()
conditional = _binary_search_perplexity((distances**2).astype(np.float32), PERPLEXITY, 0)
save(
    "precisions",
    (np.log(conditional[:, 0]) - np.log(conditional[:, -1])) / (distances[:, -1] ** 2 - distances[:, 0] ** 2))

# Joint probabilities: some rows, dense.
affinities = openTSNE.affinity.PerplexityBasedNN(data, perplexity=PERPLEXITY, method="exact", symmetrize=True)
save("joint", affinities.P[:ROWS].toarray())

# The map of openTSNE, and the gradient there and at random positions in space, summed over all pairs.
runs = [
    openTSNE.TSNE(perplexity=PERPLEXITY, neighbors="exact", negative_gradient_method="fft", random_state=seed).fit(data)
    for seed in range(3)
]
positions = np.asarray(runs[0]).astype(np.float32)
space = (random.normal(size=(count, 3)) * 8).astype(np.float32)
save("positions", positions)
save("space", space)
condensed = squareform(affinities.P.toarray(), checks=False)
summary = {
    "versions": {
        "numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__,
        "openTSNE": openTSNE.__version__,
    },
    "seed": SEED,
    "perplexity": PERPLEXITY,
}
for name, points, degrees in [("gradient", positions, 1), ("space-gradient", space, 1)]:
    divergence, gradient = _kl_divergence(
        points.astype(np.float64).ravel(), condensed, degrees, count, points.shape[1])
    save(name, gradient.reshape(points.shape))
    summary[f"{name}-kl"] = float(divergence)

# Repulsion and Z by openTSNE itself, at angle 0.
force = np.zeros((count, 2))
from openTSNE.quad_tree import QuadTree

tree = QuadTree(positions.astype(np.float64))
summary["normalization"] = float(
    _tsne.estimate_negative_gradient_bh(tree, positions.astype(np.float64), force, theta=0, num_threads=1))
save("repulsion", -force * summary["normalization"])

summary["openTSNE-kl"] = [float(run.kl_divergence) for run in runs]
summary["openTSNE-trustworthiness"] = [float(trustworthiness(data, np.asarray(run), n_neighbors=15)) for run in runs]
peers = [TSNE(perplexity=PERPLEXITY, random_state=seed, init="pca") for seed in range(3)]
maps = [peer.fit_transform(data) for peer in peers]
summary["scikit-learn-kl"] = [float(peer.kl_divergence_) for peer in peers]
(folder / "tsne-digits.json").write_text(json.dumps(summary, indent=1) + "\n")
