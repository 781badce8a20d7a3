"""Makes pca-offset.npy and pca-offset.json in Tests/EmbeddingMethodsTests/Fixtures from scikit-learn.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scikit-learn==1.9.1
    venv/bin/python Tools/reference/pca_fixtures.py Tests/EmbeddingMethodsTests/Fixtures

The data lie far from the origin and their variances fall over eight orders of magnitude: a covariance in single
precision, or one that is not centered first, loses the small ones.
"""

import json
import pathlib
import sys

import numpy as np
import sklearn
from sklearn.decomposition import PCA

SEED = 20240615
COUNT = 8
folder = pathlib.Path(sys.argv[1])
random = np.random.RandomState(SEED)
axes, _ = np.linalg.qr(random.normal(size=(40, 40)))
data = (random.normal(size=(400, 10)) * 10.0 ** -np.arange(0, 5, 0.5)) @ axes[:10] * 50 + 100
data = data.astype(np.float32)
np.save(folder / "pca-offset.npy", data)
fit = PCA(COUNT, svd_solver="full").fit(data.astype(np.float64))
result = {
    "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "seed": SEED,
    "components": fit.components_.ravel().tolist(),
    "variance": fit.explained_variance_.tolist(),
    "ratio": fit.explained_variance_ratio_.tolist(),
}
(folder / "pca-offset.json").write_text(json.dumps(result))
