"""Makes Tests/ViewerTests/fixtures/procrustes.json from numpy and scipy: two clouds, their alignment, their agreement.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1
    venv/bin/python Tools/reference/compare_fixtures.py Tests/ViewerTests/fixtures
"""

import json
import pathlib
import sys

import numpy as np
import scipy
from scipy.linalg import orthogonal_procrustes
from scipy.spatial import procrustes

SEED = 20260611
random = np.random.RandomState(SEED)


def case(name, a, b, items=None):
    """a is aligned onto b over `items`; the narrower one is padded with zeros."""
    a, b = a.astype(np.float32).astype(np.float64), b.astype(np.float32).astype(np.float64)
    size = max(a.shape[1], b.shape[1])
    x, y = (np.pad(each, ((0, 0), (0, size - each.shape[1]))) for each in (a, b))
    chosen = np.arange(len(a)) if items is None else np.asarray(items)
    from_, to = x[chosen].mean(axis=0), y[chosen].mean(axis=0)
    x0, y0 = x[chosen] - from_, y[chosen] - to
    turn, total = orthogonal_procrustes(x0, y0)
    _, _, disparity = procrustes(y[chosen], x[chosen])
    trace, whole = max(0, np.trace(x0.T @ y0)), (x0**2).sum() * (y0**2).sum()
    aligned = (x - from_) @ turn + to
    assert abs(1 - disparity - total**2 / whole) < 1e-12
    return {
        "name": name,
        "a": {"rows": len(a), "dimensions": a.shape[1], "values": a.ravel().tolist()},
        "b": {"rows": len(b), "dimensions": b.shape[1], "values": b.ravel().tolist()},
        "items": None if items is None else chosen.tolist(),
        # Where the product has lost a dimension, the turn of what is lost is free: only what is aligned is compared.
        "unique": bool(np.linalg.svd(x0.T @ y0, compute_uv=False)[-1] > 1e-9),
        "turn": turn.ravel().tolist(),
        "disparity": disparity,
        "before": trace**2 / whole,
        "residual": ((aligned[chosen] - y[chosen]) ** 2).sum(),
        "singular": np.linalg.svd(x0.T @ y0, compute_uv=False).tolist(),
        "apart": np.sqrt(((aligned - y) ** 2).sum(axis=1)).tolist(),
    }


points = random.normal(size=(40, 5))
turn = np.linalg.qr(random.normal(size=(5, 5)))[0]
turn[:, 0] *= -np.sign(np.linalg.det(turn))
noisy = points @ turn + .3 * random.normal(size=points.shape) + [1, 0, -2, .5, 0]
flat = np.concatenate([points[:, :3], np.zeros((40, 2))], axis=1)
cases = [
    case("a reflection, with noise", points, noisy),
    case("the same", points, points),
    case("over some images", points, noisy, items=list(range(3, 30, 2))),
    case("the first is narrower", points[:, :3], noisy),
    case("the second is narrower", points, noisy[:, :3]),
    case("two dimensions without any spread", flat, noisy),
    case("nothing in common", points, random.normal(size=(40, 5))),
]
written = {"versions": {"numpy": np.__version__, "scipy": scipy.__version__}, "seed": SEED, "cases": cases}
pathlib.Path(sys.argv[1], "procrustes.json").write_text(json.dumps(written))
