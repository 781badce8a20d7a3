"""Makes Tests/EmbeddingMethodsTests/Fixtures/procrustes.json from scipy.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1
    venv/bin/python Tools/reference/procrustes_fixtures.py Tests/EmbeddingMethodsTests/Fixtures
"""

import json
import pathlib
import sys

import numpy as np
import scipy
from scipy.linalg import orthogonal_procrustes
from scipy.spatial import procrustes
from scipy.spatial.transform import Rotation

SEED = 20240614
random = np.random.RandomState(SEED)
reference = random.normal(size=(12, 3)).astype(np.float32)
mirror = np.diag([1.0, 1.0, -1.0])
turn = Rotation.from_euler("xyz", [0.4, -1.1, 2.0]).as_matrix()
noise = random.normal(scale=0.15, size=(12, 3))
moved = ((reference @ mirror @ turn) * 2.5 + [3, -1, 7] + noise).astype(np.float32)

a, b = moved.astype(np.float64), reference.astype(np.float64)
a0, b0 = a - a.mean(axis=0), b - b.mean(axis=0)
_, _, disparity = procrustes(b, a)
orthogonal, trace = orthogonal_procrustes(a0, b0)
plain, plain_trace = orthogonal_procrustes(a, b)
kabsch, distance = Rotation.align_vectors(b0, a0)
fitted = trace / (a0**2).sum() * (a0 @ orthogonal) - b0
result = {
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
    "seed": SEED,
    "moved": a.ravel().tolist(),
    "reference": b.ravel().tolist(),
    "disparity": disparity,
    "orthogonal": orthogonal.ravel().tolist(),
    "scale": trace / (a0**2).sum(),
    "fittedResiduals": np.sqrt((fitted**2).sum(axis=1)).tolist(),
    "plain": plain.ravel().tolist(),
    "plainSum": ((a @ plain - b) ** 2).sum(),
    # align_vectors returns C with b ~ C a for columns; rows are multiplied from the right by its transpose.
    "rotationOnly": kabsch.as_matrix().T.ravel().tolist(),
    "rotationOnlySum": distance**2,
}
pathlib.Path(sys.argv[1], "procrustes.json").write_text(json.dumps(result, indent=1))
