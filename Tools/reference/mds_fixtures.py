"""Makes the fixtures of multidimensional scaling for Tests/EmbeddingMethodsTests.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
    venv/bin/python Tools/reference/mds_fixtures.py Tests/EmbeddingMethodsTests/Fixtures

Uses data.npy that embedding_fixtures.py made: distances of its 150 rows, and 1 - |correlation| of the same, which is no
metric. Versions and seed are written into mds.json beside the arrays.
"""

import json
import pathlib
import sys
import warnings

import numpy as np
import scipy
import sklearn
from scipy.spatial.distance import pdist, squareform
from sklearn.manifold import ClassicalMDS, smacof

warnings.simplefilter("ignore")
SEED = 20240607
folder = pathlib.Path(sys.argv[1])
data = np.load(folder / "data.npy").astype(np.float64)
random = np.random.RandomState(SEED)
summary = {
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
    "seed": SEED,
}
dissimilarities = {
    "euclidean": squareform(pdist(data)).astype(np.float32),
    "correlation": (1 - np.abs(np.corrcoef(data))).astype(np.float32),
}
for name, values in dissimilarities.items():
    values = np.maximum((values + values.T) / 2, 0)
    np.fill_diagonal(values, 0)
    np.save(folder / f"mds-{name}.npy", values)
    values = values.astype(np.float64)
    fit = ClassicalMDS(n_components=3, metric="precomputed").fit(values)
    summary[f"{name}-eigenvalues"] = fit.eigenvalues_.tolist()
    np.save(folder / f"mds-{name}-classical.npy", fit.embedding_.astype(np.float32))
    centered = np.eye(150) - 1 / 150
    spectrum = np.linalg.eigvalsh(-0.5 * centered @ values**2 @ centered)
    summary[f"{name}-smallest"] = spectrum[0]
    summary[f"{name}-fit"] = (spectrum[-3:] ** 2).sum() / (spectrum**2).sum()
    for dimensions in [2, 3, 5]:
        start = random.uniform(size=(150, dimensions)).astype(np.float32)
        np.save(folder / f"mds-{name}-start-{dimensions}.npy", start)
        for count in [1, 2, 5, 100]:
            positions, stress = smacof(
                values, init=start.astype(np.float64), n_init=1, max_iter=count, eps=0, normalized_stress=False)
            normalized = smacof(
                values, init=start.astype(np.float64), n_init=1, max_iter=count, eps=0, normalized_stress=True)[1]
            summary[f"{name}-{dimensions}-{count}"] = [stress, normalized]
            if count <= 5:
                np.save(folder / f"mds-{name}-{dimensions}-{count}.npy", positions.astype(np.float32))
    stopped = smacof(
        values, init=np.load(folder / f"mds-{name}-start-2.npy").astype(np.float64), n_init=1, max_iter=1000,
        eps=1e-5, normalized_stress=False, return_n_iter=True)
    summary[f"{name}-stopped"] = [stopped[1], stopped[2]]
(folder / "mds.json").write_text(json.dumps(summary))
