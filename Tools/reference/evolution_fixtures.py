"""Makes the fixture of dynamic t-SNE of Tests/EmbeddingMethodsTests: cost and gradient at a fixed layout, written down
from the formula of Rauber, Falcao and Telea 2016 (doi:10.2312/eurovisshort.20161164), in Float64 and with all pairs.

    venv/bin/pip install numpy==2.4.6
    venv/bin/python Tools/reference/evolution_fixtures.py Tests/EmbeddingMethodsTests/Fixtures

The affinities are those of tsne-joint.npy, which embedding_fixtures.py made. The version and the seed are written into
evolution.json beside the arrays.
"""

import json
import pathlib
import sys

import numpy as np

SEED = 20161164
FRAMES = 4
PENALTY = 0.3
folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(SEED)

joint = np.load(folder / "tsne-joint.npy").astype(np.float64)
count = len(joint)
joint = (joint + joint.T) / 2
joint /= joint.sum()
layout = (random.normal(size=(count, 2)) * 5 + random.normal(size=(FRAMES, count, 2))).astype(np.float32)


def divergence(points):
    """KL(P || Q) and its gradient for one frame (van der Maaten and Hinton 2008)."""
    differences = points[:, None, :] - points[None, :, :]
    kernel = 1 / (1 + (differences**2).sum(axis=2))
    np.fill_diagonal(kernel, 0)
    similarities = kernel / kernel.sum()
    present = joint > 0
    cost = (joint[present] * np.log(joint[present] / similarities[present])).sum()
    weights = (joint - similarities) * kernel
    return cost, 4 * (weights[:, :, None] * differences).sum(axis=1)


points = layout.astype(np.float64)
results = [divergence(frame) for frame in points]
gradient = np.stack([result[1] for result in results])
steps = points[1:] - points[:-1]
movement = PENALTY / (2 * count) * (steps**2).sum()
gradient[:-1] -= PENALTY / count * steps
gradient[1:] += PENALTY / count * steps

np.save(folder / "evolution-layout.npy", layout.reshape(-1, 2))
np.save(folder / "evolution-gradient.npy", gradient.reshape(-1, 2).astype(np.float32))
summary = {
    "versions": {"numpy": np.__version__}, "seed": SEED, "frames": FRAMES, "movementPenalty": PENALTY,
    "divergence": float(sum(result[0] for result in results)), "movement": float(movement),
}
(folder / "evolution.json").write_text(json.dumps(summary, indent=2) + "\n")
