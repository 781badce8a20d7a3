"""Makes the fixtures umap-*.npy and umap.json of Tests/EmbeddingMethodsTests that go beyond embedding_fixtures.py.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 umap-learn==0.5.12
    venv/bin/python Tools/reference/umap_fixtures.py Tests/EmbeddingMethodsTests/Fixtures

Reads data.npy and labels.npy, which embedding_fixtures.py made. Versions and seed are written into umap.json.
"""

import json
import pathlib
import sys

import numpy as np
import scipy.sparse
import sklearn
import umap
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
from umap.umap_ import (
    compute_membership_strengths, discrete_metric_simplicial_set_intersection, fuzzy_simplicial_set,
    init_graph_transform, smooth_knn_dist)

SEED = 20240502
folder = pathlib.Path(sys.argv[1])
data, labels = np.load(folder / "data.npy"), np.load(folder / "labels.npy")
random = np.random.RandomState(SEED)
summary = {"versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "umap-learn": umap.__version__},
           "seed": SEED}


def save(name, array):
    np.save(folder / f"umap-{name}.npy", np.ascontiguousarray(array, dtype=np.float32))


search = NearestNeighbors(n_neighbors=14, algorithm="brute").fit(data.astype(np.float64))
distances, indices = search.kneighbors()
indices = np.hstack([np.arange(150)[:, None], indices])
distances = np.hstack([np.zeros((150, 1)), distances]).astype(np.float32)


def graph(**options):
    return fuzzy_simplicial_set(
        data, 15, random, "euclidean", knn_indices=indices, knn_dists=distances, **options)[0]


# Local connectivity and the mixture of union and intersection.
for name, connectivity in [("connectivity-2", 2.0), ("connectivity-1.5", 1.5)]:
    sigma, rho = smooth_knn_dist(distances, 15.0, local_connectivity=connectivity)
    save(name, np.stack([rho, sigma]))
save("mixed", graph(set_op_mix_ratio=0.25).toarray())

# Supervision: the intersection with labels, some unknown, at two weights.
known = labels.copy()
known[::7] = -1
known[3::10] = (known[3::10] + 1) % 5
save("labels", known)
for weight in [0.5, 0.9]:
    joined = discrete_metric_simplicial_set_intersection(graph(), known, far_dist=2.5 / (1 - weight))
    save(f"supervised-{weight}", joined.toarray())

# New points: scales, memberships and start among the first 120 points, at fixed positions of these.
train, new = np.delete(np.arange(150), np.s_[::5]), np.arange(150)[::5]
positions = np.load(folder / "positions.npy")[train]
search = NearestNeighbors(n_neighbors=15, algorithm="brute").fit(data[train].astype(np.float64))
lengths, nearest = search.kneighbors(data[new].astype(np.float64))
lengths = lengths.astype(np.float32)
sigma, rho = smooth_knn_dist(lengths, 15.0, local_connectivity=0.0)
rows, columns, values, _ = compute_membership_strengths(nearest, lengths, sigma, rho, bipartite=True)
save("new-scales", np.stack([rho, sigma]))
save("new-memberships", values.reshape(-1, 15))
weights = scipy.sparse.coo_matrix((values, (rows, columns)), shape=(len(new), len(train))).tocsr()
save("new-start", init_graph_transform(weights, positions))

# Held-out points: how many get the right label from their neighbors among the embedded ones.
summary["held-out-accuracy"] = []
for seed in range(4):
    model = umap.UMAP(random_state=seed, n_jobs=1).fit(data[train])
    vote = KNeighborsClassifier(15).fit(model.embedding_, labels[train])
    summary["held-out-accuracy"].append(float(vote.score(model.transform(data[new]), labels[new])))
(folder / "umap.json").write_text(json.dumps(summary, indent=1))
