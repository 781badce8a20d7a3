"""Makes stored.npz, compressed.npz and text.npz in Tests/ArrayArchivesTests/Fixtures with numpy, and pickled.npz.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6
    venv/bin/python Tools/reference/npz_fixtures.py Tests/ArrayArchivesTests/Fixtures
"""

import pathlib
import sys

import numpy as np

assert np.__version__ == "2.4.6", np.__version__
folder = pathlib.Path(sys.argv[1])
random = np.random.RandomState(7)
layers = {
    "conv1": random.normal(size=(5, 3)).astype("<f4"),
    "block/conv2": np.arange(20, dtype="<f8").reshape(4, 5, order="F").T.copy(order="F"),
    "truth": np.array([True, False, True]),
    "small": np.array([-3, 4], dtype="i1"),
    "short": np.array([-300, 400], dtype="<i2"),
    "wide": np.array([3, 4_000_000_000], dtype="<u4"),
    "widest": np.array([5, 2**63 + 1], dtype="<u8"),
}
np.savez(folder / "stored.npz", **layers)
np.savez_compressed(folder / "compressed.npz", **layers)
np.savez(
    folder / "text.npz",
    unicode=np.array(["cat", "", "dög 🐕", "a\0b"]),
    bytes=np.array([b"cat", b"mouse"]),
    table=np.array([["a", "b"]]),
)
np.savez(folder / "pickled.npz", objects=np.array([{"a": 1}, None], dtype=object), fine=np.zeros((2, 2), "<f4"))
np.savez(folder / "structured.npz", records=np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]), big=np.zeros((2, 2), ">f4"))
