"""Makes the fixture of Tests/NeighborSearchTests from scikit-learn and scipy.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
    venv/bin/python Tools/reference/neighbors_fixtures.py > Tests/NeighborSearchTests/ReferenceNeighbors.swift

The fixture is small enough to be source code. Distances are those of scipy, in double precision; the order is that of
scikit-learn's brute-force search.
"""

import json

import numpy as np
import scipy
import sklearn
from scipy.spatial.distance import cdist
from sklearn.neighbors import NearestNeighbors

SEED, ROWS, COLUMNS, NEIGHBORS, QUERIES = 20240501, 48, 6, 5, 7
random = np.random.RandomState(SEED)
data = random.standard_normal((ROWS, COLUMNS)).astype(np.float32)
queries = random.standard_normal((QUERIES, COLUMNS)).astype(np.float32)
METRICS = {
    "euclidean": ("euclidean", {}), "cosine": ("cosine", {}), "correlation": ("correlation", {}),
    "manhattan": ("cityblock", {}), "chebyshev": ("chebyshev", {}), "minkowski:3": ("minkowski", {"p": 3}),
    "minkowski:1.5": ("minkowski", {"p": 1.5}),
}


def nearest(points, metric, parameters, exclude):
    search = NearestNeighbors(
        n_neighbors=NEIGHBORS, algorithm="brute", metric=metric, p=parameters.get("p", 2)
    ).fit(data.astype(np.float64))
    indices = search.kneighbors(None if exclude else points.astype(np.float64), return_distance=False)
    distances = np.take_along_axis(
        cdist(points.astype(np.float64), data.astype(np.float64), metric, **parameters), indices, axis=1)
    return {"indices": indices.ravel().tolist(), "distances": [float(f"{d:.9g}") for d in distances.ravel()]}


fixture = {
    "data": [float(f"{v:.9g}") for v in data.ravel()], "queries": [float(f"{v:.9g}") for v in queries.ravel()],
    "graphs": {name: nearest(data, *metric, True) for name, metric in METRICS.items()},
    "answers": {name: nearest(queries, *metric, False) for name, metric in METRICS.items()},
}
print("// Made by Tools/reference/neighbors_fixtures.py with scikit-learn", sklearn.__version__, "and scipy",
      scipy.__version__ + ", seed", str(SEED) + ".")
print("// swift-format-ignore-file")
print(f"let referenceShape = (rows: {ROWS}, columns: {COLUMNS}, queries: {QUERIES}, neighbors: {NEIGHBORS})")
print('let referenceNeighbors = """')
text = json.dumps(fixture, separators=(",", ":"))
while text:
    cut = len(text) if len(text) <= 110 else text.rindex(",", 0, 110) + 1
    print("  " + text[:cut])
    text = text[cut:]
print('  """')
