"""Makes Tests/ImageDatasetsTests/Fixtures/svhn: small files in the form of SVHN's cropped digits.

scipy 1.x, numpy 2.x; seed 5. X is 32 x 32 x 3 x 12 of UInt8, y holds 1 to 10 (10 for the digit 0).
"""

from pathlib import Path

import numpy as np
from scipy.io import savemat

folder = Path(__file__).resolve().parents[2] / "Tests" / "ImageDatasetsTests" / "Fixtures" / "svhn"
folder.mkdir(parents=True, exist_ok=True)
generator = np.random.default_rng(5)
pixels = generator.integers(0, 256, (32, 32, 3, 12), dtype=np.uint8)
labels = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 1])
savemat(folder / "train_32x32.mat", {"X": pixels, "y": labels[:, None].astype(np.uint8)}, do_compression=True)
savemat(folder / "test_32x32.mat", {"X": pixels[..., :3], "y": labels[:3, None].astype(float)})
# Row, column and channel of single values of the training images, to find a turned image or swapped channels.
rows = [(image, y, x, c, int(pixels[y, x, c, image])) for image, y, x, c in
        [(0, 0, 0, 0), (0, 3, 30, 1), (5, 31, 0, 2), (11, 17, 4, 0), (11, 31, 31, 2)]]
(folder / "pixels.csv").write_text("".join(",".join(map(str, row)) + "\n" for row in rows))
