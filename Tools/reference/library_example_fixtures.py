"""Makes Tests/LibraryExamplesTests/Fixtures from scikit-learn and scipy: what a Python user gets for the examples of the guide
From Python.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.8.0
    venv/bin/python Tools/reference/library_example_fixtures.py Tests/LibraryExamplesTests/Fixtures
"""

import json
import pathlib
import sys

import numpy as np
import scipy
import sklearn
from scipy.spatial import procrustes
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from sklearn.metrics import silhouette_score
from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors

SEED = 7
random = np.random.RandomState(SEED)
labels = np.repeat(np.arange(3), 40).astype(np.int32)
centers = random.normal(scale=3, size=(3, 12))
activations = (centers[labels] + random.normal(size=(120, 12))).astype(np.float32)
other_layer = np.maximum(activations @ random.normal(size=(12, 7)) / 3, 0).astype(np.float32)

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
np.save(folder / "activations.npy", activations)
np.save(folder / "other-layer.npy", other_layer)
np.save(folder / "labels.npy", labels)

data = activations.astype(np.float64)
pca = PCA(n_components=2, svd_solver="full").fit(data)
plane = pca.transform(data)
distances, indices = NearestNeighbors(n_neighbors=5, metric="cosine").fit(data).kneighbors()
x, y = data - data.mean(axis=0), other_layer.astype(np.float64) - other_layer.mean(axis=0, dtype=np.float64)
cka = np.linalg.norm(y.T @ x) ** 2 / (np.linalg.norm(x.T @ x) * np.linalg.norm(y.T @ y))
factor = LocalOutlierFactor(n_neighbors=10).fit(data)
json.dump(
    {
        "tool": f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, numpy {np.__version__}",
        "seed": SEED,
        "explainedVarianceRatio": pca.explained_variance_ratio_.tolist(),
        "trustworthiness": trustworthiness(data, plane, n_neighbors=10),
        "neighbors": indices[0].tolist(),
        "neighborDistances": distances[0].tolist(),
        "disparity": procrustes(plane, data[:, :2])[2],
        "silhouette": float(silhouette_score(data, labels)),
        "linearCKA": float(cka),
        "correlation": float(np.corrcoef(data.T)[2, 5]),
        "localOutlierFactor": float(-factor.negative_outlier_factor_[3]),
    },
    open(folder / "expected.json", "w"),
    indent=1,
)
