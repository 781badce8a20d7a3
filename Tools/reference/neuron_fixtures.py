"""Writes the reference values of Tests/NeuronAnalysisTests: correlations of neurons by NumPy, clusters by SciPy, their
silhouettes by scikit-learn.

    python Tools/reference/neuron_fixtures.py Tests/NeuronAnalysisTests/Fixtures

Seed 7; the file tells the versions.
"""

import json
import sys
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.metrics import silhouette_score


def main(folder: Path) -> None:
    generator = np.random.default_rng(7)
    hidden = generator.normal(size=(90, 4))
    activations = np.maximum(hidden @ generator.normal(size=(4, 12)) + 0.4 * generator.normal(size=(90, 12)), 0)
    activations[:, 3] = 0.25
    activations[:, 9] *= 1e4
    activations[:, 10] = activations[:, 0] * -3 + 1e3
    activations = activations.astype(np.float32)
    varying = [column for column in range(12) if np.ptp(activations[:, column]) > 0]
    coefficients = np.corrcoef(activations[:, varying].astype(np.float64), rowvar=False)
    distances = 1 - np.abs(coefficients)
    np.fill_diagonal(distances, 0)
    tree = linkage(squareform(distances, checks=False), method="average")
    silhouettes = {
        count: silhouette_score(distances, fcluster(tree, count, "maxclust"), metric="precomputed")
        for count in range(2, len(varying))
    }
    best = max(silhouettes, key=silhouettes.get)
    document = {
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
        "clusterCount": best,
        "clusters": [int(number) for number in fcluster(tree, best, "maxclust")],
        "silhouette": silhouettes[best],
        "items": 90,
        "neurons": 12,
        "activations": [float(value) for value in activations.ravel()],
        "varying": varying,
        "coefficients": [float(value) for value in coefficients.ravel()],
    }
    (folder / "correlation.json").write_text(json.dumps(document))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
